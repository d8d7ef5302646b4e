"""Who is what in a deal, and how a development lets them stand."""

from __future__ import annotations

from typing import Final

from pipeline.model import Development, Type, Watch
from pipeline.stages.board.days import comes_after
from pipeline.stages.board.values import Stance, Standing

SELLERS: Final = frozenset({"object", "owner"})
POWERS: Final = frozenset({"leader", "authority", "government", "legislature", "court"})
BYSTANDERS: Final = frozenset({"stakeholder", "region"})
_OF_BUYERS: Final[dict[Type, Stance]] = {
    "interest": "suitor",
    "talks": "negotiating",
    "offer": "bidding",
    "rejection": "rejected",
    "withdrawal": "withdrawn",
    "agreement": "partner",
    "closing": "closed",
}
_OF_OTHERS: Final[dict[Type, Stance]] = {
    "review": "examining",
    "approval": "approved",
    "opposition": "opposed",
    "order": "ordering",
    "ruling": "ruled",
}
"""Of powers and bystanders."""
_LADDER: Final[tuple[Stance, ...]] = ("suitor", "negotiating", "bidding", "partner", "closed")
"""How near a buyer is; nobody goes down it by being told of again, only by leaving or by being turned down."""
_OUT: Final = frozenset({"rejected", "withdrawn"})


class Cast:
    """The parties of a watch in their roles; who is not named there is another."""

    def __init__(self, watch: Watch) -> None:
        self._roles = {party.id: party.role for party in watch.parties}
        self.owned = "owner" in self._roles.values()
        """Whether the deal's object has an owner who would sell it; it is a take-over otherwise."""

    def role(self, party: str) -> str:
        """The party's role."""
        return self._roles.get(party, "other")

    def buyers(self, one: Development) -> list[str]:
        """Who buys, or would, of those who take part."""
        return [actor for actor in one.actors if self.role(actor) not in SELLERS | POWERS | BYSTANDERS]

    def meant(self, one: Development) -> list[str]:
        """Of the buyers named: who is turned down stands behind who does it; who leaves, or bids, stands first."""
        buyers = self.buyers(one)
        if one.type == "rejection":
            return [buyer for buyer in buyers if buyer not in one.actors[:1]]
        if one.type in {"withdrawal", "offer", "interest"}:
            return [buyer for buyer in buyers if buyer in one.actors[:1]]
        return buyers

    def stances(self, one: Development, type_: Type) -> list[tuple[str, Stance]]:
        """Who takes which stance by a development that is meant so; the deal's object and its owner take none."""
        if type_ == "closing" and one.modality != "confirmed":
            return []  # it is the end of the matter
        if type_ in _OF_BUYERS:
            return [(buyer, _OF_BUYERS[type_]) for buyer in self.meant(one)]
        first = one.actors[:1]
        if type_ in _OF_OTHERS:
            return [(actor, _OF_OTHERS[type_]) for actor in first if self.role(actor) in POWERS | BYSTANDERS]
        return [(actor, "suing") for actor in first] if type_ == "litigation" else []


def moves(stood: Standing, one: Development, stance: Stance) -> bool:
    """Whether a party that stood so comes to stand so by this development."""
    if one.modality == "rumoured":
        return False
    if stance in _LADDER and stood.stance in _LADDER:
        return _LADDER.index(stance) > _LADDER.index(stood.stance)
    if stance in _LADDER and stood.stance in _OUT:
        return comes_after(one, stood.since)
    return stood.stance not in {stance, "closed"}

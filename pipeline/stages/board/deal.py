"""The deal's status, and the fold of it and of the parties' standings: one development after the other."""

from __future__ import annotations

from typing import Final

from pipeline.model import Development, Type, Watch
from pipeline.stages.board.days import comes_after, day
from pipeline.stages.board.parties import BYSTANDERS, POWERS, SELLERS, Cast, moves
from pipeline.stages.board.values import DEAL, Standing, Status, Turn

_BEGUN: Final[dict[Status, Status]] = {"none": "rumoured"}
_OFFERED: Final[dict[Status, Status]] = dict.fromkeys(("none", "rumoured"), "announced")
_IN_PRINCIPLE: Final[dict[Status, Status]] = {**_OFFERED, "withdrawn": "announced"}
_ON_THE_TABLE: Final[tuple[Status, ...]] = ("announced", "pending", "approved")
_MOVES: Final[dict[tuple[Type, bool], dict[Status, Status]]] = {
    # what happened, and whether that is confirmed: from which status to which
    ("interest", True): _BEGUN,
    ("interest", False): _BEGUN,
    ("talks", True): _BEGUN,
    ("talks", False): _BEGUN,
    ("terms", True): _BEGUN,
    ("terms", False): _BEGUN,
    ("offer", True): _IN_PRINCIPLE,
    ("offer", False): _BEGUN,
    ("rejection", True): _OFFERED,
    ("rejection", False): _BEGUN,
    ("agreement", True): dict.fromkeys(("none", "rumoured", "announced", "withdrawn"), "pending"),
    ("agreement", False): _IN_PRINCIPLE,
    ("approval", True): dict.fromkeys((*_ON_THE_TABLE, "blocked"), "approved"),
    ("order", True): dict.fromkeys(_ON_THE_TABLE, "blocked"),
    ("withdrawal", True): dict.fromkeys(("none", "rumoured", *_ON_THE_TABLE, "blocked"), "withdrawn"),
    ("closing", True): dict.fromkeys(("none", "rumoured", *_ON_THE_TABLE, "withdrawn", "blocked"), "completed"),
}
_AT_IT: Final = frozenset({"negotiating", "bidding", "partner"})
_HOLDERS: Final[dict[Status, frozenset[str]]] = {
    "none": _AT_IT | {"suitor", "rejected"},
    "rumoured": _AT_IT | {"suitor", "rejected"},
    "announced": _AT_IT | {"rejected"},
}
"""By whom a deal stays what it is when another leaves; until it is signed, who was turned down may come again."""


class Deal:
    """A deal as it stands after the developments that it has taken; they come by their days."""

    def __init__(self, watch: Watch) -> None:
        self.status: Status = "none"
        self.standings: dict[str, Standing] = {}
        self.turns: list[Turn] = []
        self._cast = Cast(watch)
        self._since = ""
        self._signed = False

    def take(self, one: Development) -> None:
        """Turn whom it turns, and the deal itself as all stood before."""
        type_ = self._meaning(one)
        after = self._after(one, type_)
        for party, stance in self._cast.stances(one, type_):
            stood = self.standings.get(party)
            if stood is None or moves(stood, one, stance):
                self.standings[party] = Standing(
                    party=party, stance=stance, since=day(one), modality=one.modality, development=one.id
                )
                self._turn(one, party, stood.stance if stood else "", stance)
        if after != self.status:
            self._turn(one, DEAL, self.status, after)
            self._signed = self._signed or after == "pending"
            self.status, self._since = after, day(one)

    def _turn(self, one: Development, who: str, before: str, after: str) -> None:
        self.turns.append(Turn(day=day(one), who=who, before=before, after=after, development=one.id))

    def _meaning(self, one: Development) -> Type:
        """Its type, as it is meant: who has approved a take-over orders what is approved."""
        stood = self.standings.get(one.actors[0]) if one.type == "order" and one.actors else None
        return "approval" if stood and stood.stance == "approved" and not self._cast.owned else one.type

    def _after(self, one: Development, type_: Type) -> Status:
        """The deal's status after this development."""
        looks_back = self.status == "withdrawn" and type_ != "closing" and not comes_after(one, self._since)
        if looks_back or not self._is_the_deals(one, type_):
            return self.status
        move = _MOVES.get((type_, one.modality == "confirmed"), {})
        if one.modality == "rumoured":
            move = _BEGUN if move else {}  # what may be made public is not
        elif type_ == "agreement" and not self._signs(one):
            move = _IN_PRINCIPLE  # governments agree that there shall be a deal; its parties have not signed
        return move.get(self.status, self.status)

    def _is_the_deals(self, one: Development, type_: Type) -> bool:
        """Whether it happened to the deal, and not to one party alone."""
        first = one.actors[0] if one.actors else ""
        counts = True
        if type_ == "approval":
            counts = self._approves(first)
        elif type_ == "order":
            counts = self._cast.role(first) == "leader" and not self._cast.owned
        elif type_ == "agreement":
            counts = self._signs(one) or not self._roles(one) & BYSTANDERS
        elif type_ == "rejection":
            counts = bool(self._cast.meant(one))
        elif type_ == "withdrawal":
            counts = self._cast.role(first) in SELLERS or (first in self._cast.buyers(one) and not self._held(first))
        elif type_ == "closing":  # an offer alone is not closed
            counts = self._signed or (self.status != "announced" and bool(self._cast.buyers(one)))
        return counts

    def _approves(self, first: str) -> bool:
        """Whether it is the approval of who can give it, and nobody else's is missing for certain."""
        if self._cast.role(first) == "leader":
            return True
        opposed = any(
            one.stance == "opposed" and self._cast.role(one.party) in POWERS
            for one in self.standings.values()
            if one.party != first
        )
        return self._cast.role(first) in POWERS and self.status != "blocked" and not opposed

    def _held(self, leaver: str) -> bool:
        """Whether another buyer keeps the deal what it is."""
        holders = _HOLDERS.get(self.status, _AT_IT)
        return any(one.stance in holders for one in self.standings.values() if one.party != leaver)

    def _signs(self, one: Development) -> bool:
        """Whether the deal's own parties agree: seller and buyer, or one of them with nobody else."""
        roles = self._roles(one)
        return bool(roles & SELLERS and self._cast.buyers(one)) or bool(roles and not roles & (POWERS | BYSTANDERS))

    def _roles(self, one: Development) -> set[str]:
        return {self._cast.role(actor) for actor in one.actors}

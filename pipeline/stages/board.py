"""The deal at a glance: where each party stands, the deal's status, the next deadline, and what made each so.

A pure fold of the developments as they are now, by the day on which things happened. Status in the terms of
the trade: rumoured, announced (an offer, or a deal in principle, is public), pending (signed, not closed), approved,
completed, withdrawn, blocked. What is denied, only expected or only suggested moves nothing; a rumour moves
only what does not stand.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date
from typing import Final, Literal, TypeAlias

from pipeline.model import Development, Modality, Type, Value, Watch

Status: TypeAlias = Literal["none", "rumoured", "announced", "pending", "approved", "completed", "withdrawn", "blocked"]
Stance: TypeAlias = Literal[
    "suitor", "negotiating", "bidding", "rejected", "withdrawn", "partner", "closed",
    "examining", "approved", "opposed", "ordering", "ruled", "suing",
]  # fmt: skip
DEAL: Final = "deal"
"""The name under which the deal itself stands in a turn."""

_SELLERS: Final = frozenset({"object", "owner"})
_POWERS: Final = frozenset({"leader", "authority", "government", "legislature", "court"})
_OF_BUYERS: Final[dict[Type, Stance]] = {
    "interest": "suitor",
    "talks": "negotiating",
    "offer": "bidding",
    "rejection": "rejected",
    "withdrawal": "withdrawn",
    "agreement": "partner",
    "closing": "closed",
}
_OF_POWERS: Final[dict[Type, Stance]] = {
    "review": "examining",
    "approval": "approved",
    "opposition": "opposed",
    "order": "ordering",
    "ruling": "ruled",
}
_LADDER: Final[tuple[Stance, ...]] = ("suitor", "negotiating", "bidding", "partner", "closed")
"""How near a buyer is; nobody goes down it by being told of again, only by leaving or by being turned down."""
_IN_PRINCIPLE: Final[dict[Status, Status]] = dict.fromkeys(("none", "rumoured", "withdrawn"), "announced")
_ON_THE_TABLE: Final[tuple[Status, ...]] = ("announced", "pending", "approved", "blocked")
_BEGUN: Final[dict[Status, Status]] = {"none": "rumoured"}
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
    ("agreement", True): dict.fromkeys(("none", "rumoured", "announced", "withdrawn", "blocked"), "pending"),
    ("agreement", False): _IN_PRINCIPLE,
    ("approval", True): dict.fromkeys(_ON_THE_TABLE, "approved"),
    ("opposition", True): dict.fromkeys(_ON_THE_TABLE, "blocked"),
    ("withdrawal", True): dict.fromkeys(_ON_THE_TABLE, "withdrawn"),
    ("closing", True): dict.fromkeys(("none", "rumoured", "withdrawn", *_ON_THE_TABLE), "completed"),
}


class Standing(Value):
    """Where a party stands since a day, how sure that is, and the development that made it so."""

    party: str
    stance: Stance
    since: str
    modality: Modality
    development: str


class Turn(Value):
    """One transition of a party, or of the deal itself."""

    day: str
    who: str
    before: str
    after: str
    development: str


class Deadline(Value):
    """A date by which something must happen, and the development that set it."""

    date: str
    development: str


class Board(Value):
    """The deal as it stands at `as_of`, the day of the last report."""

    watch: str
    as_of: str
    status: Status
    parties: tuple[Standing, ...]
    deadline: Deadline | None
    turns: tuple[Turn, ...]


def board(watch: Watch, developments: Iterable[Development]) -> Board:
    """The board of a watch from its developments, in whatever order they come."""
    told = sorted((one for one in developments if one.watch == watch.id and _stands(one)), key=_order)
    roles = {party.id: party.role for party in watch.parties}
    status: Status = "none"
    standings: dict[str, Standing] = {}
    turns: list[Turn] = []
    for one in told:
        if one.modality == "denied" or (one.modality == "expected" and one.type != "review"):
            continue
        for party, stance in _stances(one, roles):
            stood = standings.get(party)
            if stood and (one.modality == "rumoured" or not _moves(stood.stance, stance)):
                continue
            standings[party] = Standing(
                party=party, stance=stance, since=_day(one), modality=one.modality, development=one.id
            )
            turns.append(_turn(one, party, stood.stance if stood else "", stance))
        after = _status(status, one, roles, standings)
        if after != status:
            turns.append(_turn(one, DEAL, status, after))
            status = after
    as_of = max((report.published_at.date().isoformat() for one in told for report in one.reports), default="")
    return Board(
        watch=watch.id,
        as_of=as_of,
        status=status,
        parties=tuple(standings[party] for party in sorted(standings)),
        deadline=_next(told, as_of),
        turns=tuple(turns),
    )


def _stands(one: Development) -> bool:
    return not (one.merged_into or one.retracted or one.suggested)


def _order(one: Development) -> tuple[str, object, str]:
    return _day(one), one.first_reported_at, one.id


def _day(one: Development) -> str:
    """When it happened; what has only a month, or no date, when it was first reported (but within the month)."""
    reported = one.first_reported_at.astimezone(UTC).date().isoformat()
    if one.date is None or one.type == "deadline":
        return reported
    if len(one.date) == len(reported):
        return one.date
    return min(reported, f"{one.date}-28") if reported >= one.date else f"{one.date}-01"


def _turn(one: Development, who: str, before: str, after: str) -> Turn:
    return Turn(day=_day(one), who=who, before=before, after=after, development=one.id)


def _stances(one: Development, roles: dict[str, str]) -> list[tuple[str, Stance]]:
    """Who takes which stance by this development; the deal's object and its owner take none."""
    buyers = [actor for actor in one.actors if roles.get(actor, "other") not in _SELLERS | _POWERS]
    if one.type in _OF_BUYERS:
        return [(buyer, _OF_BUYERS[one.type]) for buyer in _meant(one, buyers)]
    first = one.actors[:1]
    if one.type in _OF_POWERS:
        return [(actor, _OF_POWERS[one.type]) for actor in first if roles.get(actor) in _POWERS]
    return [(actor, "suing") for actor in first] if one.type == "litigation" else []


def _meant(one: Development, buyers: list[str]) -> list[str]:
    """Of the buyers named: who is turned down stands behind who does it; who leaves, or bids, stands first."""
    if one.type == "rejection":
        return [buyer for buyer in buyers if buyer not in one.actors[:1]]
    if one.type in {"withdrawal", "offer", "interest"}:
        return [buyer for buyer in buyers if buyer in one.actors[:1]]
    return buyers


def _moves(stood: Stance, stance: Stance) -> bool:
    """Whether a party that stood so can come to stand so."""
    if stood in _LADDER and stance in _LADDER:
        return _LADDER.index(stance) > _LADDER.index(stood)
    return stood not in {stance, "closed"}


def _status(status: Status, one: Development, roles: dict[str, str], standings: dict[str, Standing]) -> Status:
    """The deal's status after this development."""
    if one.type == "agreement" and all(roles.get(actor) in _POWERS for actor in one.actors):
        move = _IN_PRINCIPLE  # governments agree that there shall be a deal; its parties have not signed
    elif one.type == "withdrawal" and not _carries(one, roles, standings):
        return status
    else:
        move = _MOVES.get((one.type, one.modality == "confirmed"), {})
    return move.get(status, status)


def _carries(one: Development, roles: dict[str, str], standings: dict[str, Standing]) -> bool:
    """Whether the deal falls with whoever leaves: the seller, or the last buyer who did not leave before."""
    first = one.actors[0] if one.actors else ""
    if roles.get(first, "other") in _SELLERS:
        return True
    return not any(standing.stance in {"partner", "bidding", "negotiating"} for standing in standings.values())


def _next(told: list[Development], as_of: str) -> Deadline | None:
    """The first date that is still to come; one that was set later by the same party replaces those before."""
    standing: dict[str, Development] = {}
    for one in sorted(told, key=lambda one: (one.first_reported_at, one.id)):
        if one.type == "deadline" and one.date and one.modality != "denied":
            setter = one.actors[0] if one.actors else ""
            if setter not in standing or _due(one) >= _due(standing[setter]):
                standing[setter] = one
    coming = sorted((_due(one), one.id, one) for one in standing.values() if _due(one) >= as_of)
    return Deadline(date=coming[0][2].date or "", development=coming[0][1]) if coming else None


def _due(one: Development) -> str:
    """The day on which it is due; of a month, its last."""
    said = one.date or ""
    return said if len(said) == len(date.min.isoformat()) else f"{said}-31"

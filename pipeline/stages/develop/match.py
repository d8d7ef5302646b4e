"""Does a mention belong to a development? Slots decide, vetoes forbid, words only choose among what fits.

A development here is a `Cluster`: what its members' slots add up to. `fit` gives how well a mention fits,
in 0..1, or the veto that forbids it. The vetoes: another actor, disjoint dates, opposite polarity (what is
denied does not join what is confirmed), and the same article, which does not say the same thing twice.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, TypeVar

import msgspec

from pipeline.model import CERTAINTY, Modality, Type, Watch
from pipeline.stages.develop.slots import Slots

T = TypeVar("T")
Veto: TypeAlias = Literal["actor", "article", "date", "polarity"]

PLANS_SLIP = 2
WEEK = 7
YEAR = 366
FLOOR = 0.4
EVE = 2
_MOST_KEPT = 80
_OBJECT_ROLES: Final = frozenset({"object", "owner"})
_OBJECT: Final = "@object"


class Habit(msgspec.Struct, frozen=True):
    """How developments of a type behave.

    For `lasts` days undated reports of it are taken to be of the same; a `milestone` is looked back on later
    without a date; a `mutual` one has no first actor, a `joint` one may be told of either partner; the date of one
    that is `due` lies ahead; `slack` is by how many days dated reports may differ.
    """

    lasts: int
    milestone: bool = False
    mutual: bool = False
    joint: bool = False
    due: bool = False
    slack: int = 1


HABITS: Final[dict[Type, Habit]] = {
    "interest": Habit(20),
    "talks": Habit(20, mutual=True, slack=3),
    "offer": Habit(7, milestone=True, joint=True, slack=2),
    "rejection": Habit(10, milestone=True),
    "withdrawal": Habit(10, milestone=True),
    "agreement": Habit(10, milestone=True, mutual=True),
    "terms": Habit(7, mutual=True, slack=2),
    "review": Habit(14, slack=3),
    "approval": Habit(7, milestone=True),
    "opposition": Habit(10),
    "order": Habit(10, milestone=True),
    "deadline": Habit(10, mutual=True, due=True),
    "litigation": Habit(10, milestone=True),
    "ruling": Habit(7, milestone=True),
    "closing": Habit(30, milestone=True, mutual=True, slack=2),
    "service": Habit(3, milestone=True),
    "statement": Habit(3),
}


class Cluster(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What the members of a development add up to; `first` is the mention that opened it.

    Days are as in `Slots`: `low == 0` while no member was dated. `articles` are those at `at`, the latest time.
    """

    first: str
    name: str
    size: int
    actors: tuple[str, ...]
    firsts: tuple[str, ...]
    low: int
    high: int
    since: int
    last: int
    modality: Modality
    figures: tuple[int, ...]
    words: tuple[int, ...]
    fresh: bool
    falls: bool
    at: int
    articles: tuple[str, ...]


class Kin:
    """Which parties stand for one another: the deal's object and its owner; a government and its offices."""

    def __init__(self, watch: Watch | None) -> None:
        parties = watch.parties if watch else ()
        self._object = frozenset(party.id for party in parties if party.role in _OBJECT_ROLES)

    def side(self, actor: str) -> str:
        """The name under which an actor is compared."""
        return _OBJECT if actor in self._object else actor

    def agree(self, one: str, other: str) -> float:
        """1 for the same side, less for a government and its office or an unnamed party, 0 for strangers."""
        one, other = self.side(one), self.side(other)
        if one == other:
            return 1.0
        if _office(one, other) or _office(other, one):
            return 0.8
        return 0.5 if "other" in (one, other) and _OBJECT not in (one, other) else 0.0


def _office(government: str, office: str) -> bool:
    return government.endswith("-government") and office.startswith(government.removesuffix("government"))


def fit(slots: Slots, cluster: Cluster, habit: Habit, kin: Kin) -> float | Veto:
    """How well the mention fits the development, 0..1, or why it cannot be the same."""
    if {slots.modality, cluster.modality} == {"confirmed", "denied"}:
        return "polarity"
    if slots.at == cluster.at and slots.article in cluster.articles:
        return "article"
    actors = _actors(slots, cluster, habit, kin)
    if actors == 0.0:
        return "actor"
    near = _nearness(slots, cluster, habit, kin)
    if near is None:
        return "date"
    return 0.35 * actors + 0.45 * near + 0.20 * _alike(slots, cluster)


# --- actors -----------------------------------------------------------------------------------------


def _actors(slots: Slots, cluster: Cluster, habit: Habit, kin: Kin) -> float:
    """0 when another party acts; the better the fuller the agreement on who else takes part."""
    first = 1.0 if habit.mutual else _first(slots, cluster, habit, kin)
    if first == 0.0:
        return 0.0
    mine = _partners(slots.actors, () if habit.mutual else slots.actors[:1], kin)
    theirs = _partners(cluster.actors, () if habit.mutual else cluster.firsts, kin)
    if not mine or not theirs:
        return first * (0.7 if mine or theirs else 0.9)
    best = [max(kin.agree(actor, known) for known in theirs) for actor in mine]
    return first * max(best) * (0.7 + 0.3 * sum(best) / len(best))


def _first(slots: Slots, cluster: Cluster, habit: Habit, kin: Kin) -> float:
    """Whether the same party acts; a joint act may be told of either partner, the object's side being one."""
    if not slots.actors:
        return 0.5
    best = max((kin.agree(slots.actors[0], known) for known in cluster.firsts), default=0.5)
    if best or not habit.joint:
        return best
    sides = {kin.side(actor) for actor in (slots.actors[0], *cluster.firsts)}
    return 0.7 if _OBJECT in sides else 0.0


def _partners(actors: tuple[str, ...], but: tuple[str, ...], kin: Kin) -> list[str]:
    """Who takes part besides; the deal's object does in everything, and tells nothing."""
    return [actor for actor in actors if actor not in but and kin.side(actor) != _OBJECT]


# --- dates ------------------------------------------------------------------------------------------


def _nearness(slots: Slots, cluster: Cluster, habit: Habit, kin: Kin) -> float | None:
    """1 on the same day, falling with distance; None when the days cannot be the same."""
    if slots.low and cluster.low:
        return _both_dated(slots, cluster, habit)
    if slots.low:
        return _dated_late(slots, cluster, habit)
    return _undated(slots, cluster, habit, kin)


def _both_dated(slots: Slots, cluster: Cluster, habit: Habit) -> float | None:
    """The intervals must meet but for the slack; a month is no proof for what is said every week."""
    planned = "expected" in (slots.modality, cluster.modality)
    gap = _gap(slots.low, slots.high, cluster.low, cluster.high)
    if habit.due and _falls(slots) != cluster.falls:
        return None
    if gap > habit.slack + (PLANS_SLIP if planned else 0):
        return None
    if slots.high - slots.low <= WEEK and cluster.high - cluster.low <= WEEK:
        return 1.0 - 0.1 * gap
    if habit.milestone or habit.due:
        return 0.8
    return _fades(_idle(slots, cluster, habit), habit.lasts)


def _falls(slots: Slots) -> bool:
    """Whether the day is there, or past, or about to come: that a date falls due is another thing than its being set."""
    if not slots.low:
        return False
    return slots.day >= slots.high or (slots.modality == "expected" and slots.day >= slots.high - EVE)


def _dated_late(slots: Slots, cluster: Cluster, habit: Habit) -> float | None:
    """A day for what nobody has dated yet: near its reports, or before them if they were looking back."""
    if slots.high - slots.low > WEEK and not habit.milestone:
        return _fades(_idle(slots, cluster, habit), habit.lasts)
    gap = _gap(slots.low, slots.high, cluster.since, cluster.last)
    planned = "expected" in (slots.modality, cluster.modality)
    if habit.milestone and not cluster.fresh and not planned and 0 < cluster.since - slots.high < YEAR:
        return max(_fades(gap, habit.lasts) or 0.0, FLOOR)
    return _fades(gap, habit.lasts * (3 if planned else 1))


def _undated(slots: Slots, cluster: Cluster, habit: Habit, kin: Kin) -> float | None:
    """No day was said: near in the news; or a look back at a milestone, however old."""
    idle = _idle(slots, cluster, habit)
    if not cluster.low or habit.due:
        return _looks_back(slots, cluster, habit, kin) or _fades(idle, habit.lasts)
    behind, ahead = slots.day - cluster.high, cluster.low - slots.day
    happened = CERTAINTY[cluster.modality] >= CERTAINTY["reported"]
    if slots.modality == "expected" and happened and behind > 1:
        return None
    if ahead > 0:
        return _fades(ahead, habit.lasts * (1 if happened else 4))
    return _looks_back(slots, cluster, habit, kin) or _fades(behind, habit.lasts)


def _looks_back(slots: Slots, cluster: Cluster, habit: Habit, kin: Kin) -> float | None:
    """A look back at what is known, with nobody in it who was not."""
    happened = CERTAINTY[cluster.modality] >= CERTAINTY["reported"]
    if not habit.milestone or slots.fresh or slots.modality == "expected" or not happened:
        return None
    if not all(any(kin.agree(actor, known) for known in cluster.actors) for actor in slots.actors):
        return None
    behind = slots.day - (cluster.high or cluster.since)
    near = 0.8 / (1 + max(behind, 0) / 30)
    return max(0.7 * near + 0.1 / (1 + _idle(slots, cluster, habit) / 30), FLOOR)


def _idle(slots: Slots, cluster: Cluster, habit: Habit) -> int:
    """Days between the mention and the reports there are; what is no milestone does not go on for ever."""
    return _gap(slots.day, slots.day, cluster.since, cluster.last if habit.milestone or habit.due else cluster.since)


def _gap(low: int, high: int, first: int, last: int) -> int:
    """Days between two intervals; 0 when they meet."""
    return max(low - last, first - high, 0)


def _fades(gap: int, within: int) -> float | None:
    return None if gap > within else 0.7 - 0.4 * gap / (within + 1)


# --- words ------------------------------------------------------------------------------------------


def _alike(slots: Slots, cluster: Cluster) -> float:
    """The share of words, or of figures, which every language writes alike, that the shorter side shares."""
    return max(_shared(slots.words, cluster.words), _shared(slots.figures, cluster.figures))


def _shared(mine: tuple[int, ...], theirs: tuple[int, ...]) -> float:
    if not mine or not theirs:
        return 0.0
    return len(set(mine) & set(theirs)) / min(len(mine), len(theirs))


# --- adding up --------------------------------------------------------------------------------------


def opened(slots: Slots) -> Cluster:
    """The development that this mention opens."""
    return Cluster(
        first=slots.id,
        name=slots.name,
        size=1,
        actors=slots.actors,
        firsts=slots.actors[:1],
        low=slots.low,
        high=slots.high,
        since=slots.day,
        last=slots.day,
        modality=slots.modality,
        figures=slots.figures,
        words=slots.words,
        fresh=slots.fresh,
        falls=_falls(slots),
        at=slots.at,
        articles=(slots.article,),
    )


def joined(cluster: Cluster, slots: Slots, habit: Habit) -> Cluster:
    """The development with this mention in it, in event time."""
    low, high = _narrowed(cluster, slots)
    recap = bool(low) and slots.day - high > habit.lasts
    return Cluster(
        first=cluster.first,
        name=cluster.name,
        size=cluster.size + 1,
        actors=_union(cluster.actors, slots.actors),
        firsts=_union(cluster.firsts, slots.actors[:1]),
        low=low,
        high=high,
        since=cluster.since,
        last=cluster.last if recap else max(cluster.last, slots.day),
        modality=forward(cluster.modality, slots.modality),
        figures=_union(cluster.figures, slots.figures)[:_MOST_KEPT],
        words=_union(cluster.words, slots.words)[:_MOST_KEPT],
        fresh=cluster.fresh or slots.fresh,
        falls=cluster.falls if cluster.low else _falls(slots),
        at=slots.at,
        articles=(*cluster.articles, slots.article) if slots.at == cluster.at else (slots.article,),
    )


def forward(held: Modality, said: Modality) -> Modality:
    """The modality after one more report: it moves forward or stays."""
    return said if CERTAINTY[said] > CERTAINTY[held] else held


def _narrowed(cluster: Cluster, slots: Slots) -> tuple[int, int]:
    """The narrower of two intervals; the earlier said one when they are equally narrow."""
    if not slots.low:
        return cluster.low, cluster.high
    if not cluster.low or slots.high - slots.low < cluster.high - cluster.low:
        return slots.low, slots.high
    return cluster.low, cluster.high


def _union(known: tuple[T, ...], more: tuple[T, ...]) -> tuple[T, ...]:
    return known + tuple(item for item in more if item not in known)

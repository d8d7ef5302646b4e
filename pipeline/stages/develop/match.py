"""Does a mention belong to a development? Slots decide, vetoes forbid, words only choose among what fits.

`fit` gives how well a mention fits a cluster, in 0..1, or the veto that forbids it. The vetoes: another actor,
disjoint dates, opposite polarity (what is denied does not join what is confirmed), and for deadlines the same article,
which speaks of two when it speaks twice, unless it names the same day.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from pipeline.kit.days import gap
from pipeline.stages.develop import days
from pipeline.stages.develop.clusters import Cluster, falls
from pipeline.stages.develop.habits import Habit
from pipeline.stages.develop.kin import OBJECT, UNNAMED, Kin
from pipeline.stages.develop.slots import Slots

Veto: TypeAlias = Literal["actor", "article", "date", "polarity"]

ACTORS, DATES, WORDS = 0.35, 0.45, 0.20
"""What each counts in a fit."""
HALF_KNOWN: Final = 0.6
"""How far actors agree when one side names partners and the other none."""
UNTOLD: Final = 0.9
"""How far they agree when neither does."""
NO_RIVALS: Final = 0.4
"""How far they agree when the partners are others, and on one side are officials only."""
COLLEAGUES: Final = 0.8
"""How far two offices of one government agree that set the same date."""
OF_THE_MONTH: Final = 0.6
"""The least nearness of a month and a day in it, however late it is told."""
LOOKING_BACK: Final = 0.4
"""The least nearness of a look back at what is known, however old it is."""


def fit(slots: Slots, cluster: Cluster, habit: Habit, kin: Kin) -> float | Veto:
    """How well the mention fits the development, 0..1, or why it cannot be the same."""
    if {slots.modality, cluster.modality} == {"confirmed", "denied"}:
        return "polarity"
    if habit.due and slots.at == cluster.at and slots.article in cluster.articles and not _one_day(slots, cluster):
        return "article"
    actors = _actors(slots, cluster, habit, kin)
    if actors == 0.0:
        return "actor"
    near = _nearness(slots, cluster, habit, kin)
    if near is None:
        return "date"
    return ACTORS * actors + DATES * near + WORDS * _alike(slots, cluster)


def _one_day(slots: Slots, cluster: Cluster) -> bool:
    """Whether both fall due on the same day, or within one of it: zones of time, and "until" against "by"."""
    return bool(slots.low and cluster.low) and gap(slots.low, slots.high, cluster.low, cluster.high) <= 1


# --- actors -----------------------------------------------------------------------------------------


def _actors(slots: Slots, cluster: Cluster, habit: Habit, kin: Kin) -> float:
    """0 when another party acts; the better the fuller the agreement on who else takes part."""
    first = 1.0 if habit.mutual else _first(slots, cluster, habit, kin)
    if first == 0.0:
        return 0.0
    together = habit.mutual or habit.joint
    mine = _partners(slots.actors, () if together else slots.actors[:1], kin)
    theirs = _partners(cluster.actors, () if together else cluster.firsts, kin)
    if not mine:
        named = max(map(cluster.share, theirs), default=0.0)
        return first * (HALF_KNOWN * named + UNTOLD * (1 - named))
    if not theirs:
        return first * HALF_KNOWN
    best = [max(_agree(actor, known, habit, kin) for known in theirs) for actor in mine]
    if not max(best) and not kin.rivals(mine, theirs):
        return first * NO_RIVALS
    return first * max(best) * (0.7 + 0.3 * sum(best) / len(best))


def _agree(actor: str, known: str, habit: Habit, kin: Kin) -> float:
    """As the kin agree; a date that one office of a government sets is its government's."""
    return COLLEAGUES if habit.due and actor != known and kin.akin(actor, known) else kin.agree(actor, known)


def _first(slots: Slots, cluster: Cluster, habit: Habit, kin: Kin) -> float:
    """Whether the same party acts; a joint act may be told of either partner, the object's side being one."""
    if not slots.actors:
        return 0.5
    best = max((kin.agree(slots.actors[0], known) for known in cluster.firsts), default=0.5)
    if best or not habit.joint:
        return best
    sides = {kin.side(actor) for actor in (slots.actors[0], *cluster.firsts)}
    return 0.7 if OBJECT in sides else 0.0


def _partners(actors: tuple[str, ...], but: tuple[str, ...], kin: Kin) -> list[str]:
    """Who takes part besides; the deal's object does in everything, the unnamed may be anybody: they tell nothing."""
    return [actor for actor in actors if actor not in but and kin.side(actor) not in (OBJECT, UNNAMED)]


# --- dates ------------------------------------------------------------------------------------------


def _nearness(slots: Slots, cluster: Cluster, habit: Habit, kin: Kin) -> float | None:
    """1 on the same day, falling with distance; None when the days cannot be the same."""
    if slots.low and cluster.low:
        return _both_dated(slots, cluster, habit)
    if slots.low:
        return _dated_late(slots, cluster, habit)
    return _undated(slots, cluster, habit, kin)


def _both_dated(slots: Slots, cluster: Cluster, habit: Habit) -> float | None:
    """The intervals must meet but for the slack; two months prove little of what is said every week."""
    if habit.due and falls(slots) != cluster.falls:
        return None
    if days.apart(slots, cluster, habit):
        return LOOKING_BACK if days.comes_late(slots, cluster, habit) else None
    narrow = days.narrow(slots), days.narrow(cluster)
    if all(narrow):
        return 1.0 - 0.1 * days.away(slots, cluster)
    if habit.milestone or habit.due:
        return 0.75 + _known(cluster)
    recent = _fades(_idle(slots, cluster, habit), habit.lasts)
    return max(recent or 0.0, OF_THE_MONTH + _known(cluster)) if any(narrow) else recent


def _dated_late(slots: Slots, cluster: Cluster, habit: Habit) -> float | None:
    """A day for what nobody has dated yet: near its reports, or before them if they were looking back."""
    if slots.high - slots.low > days.WEEK and not habit.milestone:
        return _fades(_idle(slots, cluster, habit), habit.lasts)
    if habit.due and slots.low >= cluster.since:
        return _fades(_idle(slots, cluster, habit), habit.lasts)
    apart = gap(slots.low, slots.high, cluster.since, cluster.last)
    planned = "expected" in (slots.modality, cluster.modality)
    if habit.milestone and not cluster.fresh and not planned and 0 < cluster.since - slots.high < days.YEAR:
        return max(_fades(apart, habit.lasts) or 0.0, LOOKING_BACK)
    return _fades(apart, habit.lasts * (3 if planned else 1))


def _undated(slots: Slots, cluster: Cluster, habit: Habit, kin: Kin) -> float | None:
    """No day was said: near in the news; or a look back at a milestone, however old."""
    idle = _idle(slots, cluster, habit)
    if not cluster.low or habit.due:
        return _looks_back(slots, cluster, habit, kin) or _fades(idle, habit.lasts)
    behind, ahead = slots.day - cluster.high, cluster.low - slots.day
    if behind > 1 and days.past(slots, cluster):
        return None
    if ahead > 0:
        return _fades(ahead, habit.lasts * 4)
    return _looks_back(slots, cluster, habit, kin) or _fades(behind, habit.lasts)


def _looks_back(slots: Slots, cluster: Cluster, habit: Habit, kin: Kin) -> float | None:
    """A look back at what is known, with nobody in it who was not."""
    if not habit.milestone or slots.modality == "expected" or (slots.fresh and not habit.dated):
        return None
    if (slots.fresh or not days.told_as_done(cluster)) and _idle(slots, cluster, habit) > days.YEAR:
        return None
    if not all(any(kin.akin(actor, known) for known in cluster.actors) for actor in slots.actors):
        return None
    behind = slots.day - (cluster.high or cluster.since)
    recent = 0.26 / (1 + max(behind, 0) / 60) + 0.1 / (1 + _idle(slots, cluster, habit) / 30)
    return LOOKING_BACK + recent + _known(cluster)


def _known(cluster: Cluster) -> float:
    """What many reported is what is looked back on."""
    return 0.1 * (1 - 1 / cluster.size)


def _idle(slots: Slots, cluster: Cluster, habit: Habit) -> int:
    """Days between the mention and the reports there are; what is no milestone does not go on for ever."""
    last = cluster.last if habit.milestone or habit.due else cluster.since
    return gap(slots.day, slots.day, cluster.since, last)


def _fades(idle: int, within: int) -> float | None:
    return None if idle > within else 0.7 - 0.4 * idle / (within + 1)


# --- words ------------------------------------------------------------------------------------------


def _alike(slots: Slots, cluster: Cluster) -> float:
    """The share of words, or of figures, which every language writes alike, that the shorter side shares."""
    return max(_shared(slots.words, cluster.words), _shared(slots.figures, cluster.figures))


def _shared(mine: tuple[int, ...], theirs: tuple[int, ...]) -> float:
    if not mine or not theirs:
        return 0.0
    return len(set(mine) & set(theirs)) / min(len(mine), len(theirs))

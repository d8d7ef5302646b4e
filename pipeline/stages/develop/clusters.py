"""A development as matching sees it: what its members' slots add up to.

Laws: `joined` is asked in event time; dates narrow, certainty moves forward, nothing is taken back.
"""

from __future__ import annotations

from typing import Final, TypeVar

import msgspec

from pipeline.model import CERTAINTY, Modality
from pipeline.stages.develop.habits import Habit
from pipeline.stages.develop.slots import Slots

T = TypeVar("T")
_MOST_KEPT: Final = 80
"""Words, or figures, kept of one development."""
EVE: Final = 2
"""Days before a date on which it is spoken of as coming."""


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
    loose: bool
    since: int
    last: int
    modality: Modality
    figures: tuple[int, ...]
    words: tuple[int, ...]
    fresh: bool
    falls: bool
    at: int
    articles: tuple[str, ...]


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
        loose=slots.loose,
        since=slots.day,
        last=slots.day,
        modality=slots.modality,
        figures=slots.figures,
        words=slots.words,
        fresh=slots.fresh,
        falls=falls(slots),
        at=slots.at,
        articles=(slots.article,),
    )


def joined(cluster: Cluster, slots: Slots, habit: Habit) -> Cluster:
    """The development with this mention in it, in event time."""
    low, high, loose = _narrowed(cluster, slots)
    recap = bool(low) and slots.day - high > habit.lasts
    return Cluster(
        first=cluster.first,
        name=cluster.name,
        size=cluster.size + 1,
        actors=_union(cluster.actors, slots.actors),
        firsts=_union(cluster.firsts, slots.actors[:1]),
        low=low,
        high=high,
        loose=loose,
        since=cluster.since,
        last=cluster.last if recap else max(cluster.last, slots.day),
        modality=forward(cluster.modality, slots.modality),
        figures=_union(cluster.figures, slots.figures)[:_MOST_KEPT],
        words=_union(cluster.words, slots.words)[:_MOST_KEPT],
        fresh=cluster.fresh or slots.fresh,
        falls=cluster.falls if cluster.low else falls(slots),
        at=slots.at,
        articles=(*cluster.articles, slots.article) if slots.at == cluster.at else (slots.article,),
    )


def forward(held: Modality, said: Modality) -> Modality:
    """The modality after one more report: it moves forward or stays."""
    return said if CERTAINTY[said] > CERTAINTY[held] else held


def _narrowed(cluster: Cluster, slots: Slots) -> tuple[int, int, bool]:
    """The better of two dates: the narrower, then one that is no loose one, then the one said first."""
    known = (not cluster.low, cluster.high - cluster.low, cluster.loose)
    if slots.low and (not slots.low, slots.high - slots.low, slots.loose) < known:
        return slots.low, slots.high, slots.loose
    return cluster.low, cluster.high, cluster.loose


def _union(known: tuple[T, ...], more: tuple[T, ...]) -> tuple[T, ...]:
    return known + tuple(item for item in more if item not in known)


def falls(slots: Slots) -> bool:
    """Whether the day is there, past, or about to come: that a date falls due is not the same as its being set."""
    if not slots.low:
        return False
    return slots.day >= slots.high or (slots.modality == "expected" and slots.day >= slots.high - EVE)

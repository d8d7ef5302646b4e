"""A development as matching sees it: what its members' slots add up to.

Laws: `joined` is asked in event time; the day is as most members have it, certainty moves forward.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import Final, TypeAlias, TypeVar

import msgspec

from pipeline.model import CERTAINTY, Modality
from pipeline.stages.develop.habits import Habit
from pipeline.stages.develop.kin import UNNAMED
from pipeline.stages.develop.slots import Slots

T = TypeVar("T")
_MOST_KEPT: Final = 80
"""Words, or figures, kept of one development."""
_MOST_DAYS: Final = 12
"""Different dates kept of one development: the first that were said."""
EVE: Final = 2
"""Days before a date on which it is spoken of as coming."""

Vote: TypeAlias = tuple[int, int, int, bool]
"""First day, last day, how much is to be said for it, and whether only they say so who were published on it."""


class Cluster(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What the members of a development add up to; `first` is the mention that opened it.

    Days are as in `Slots`: `low == 0` while no member was dated, else chosen from `votes`. `firsts` are those who act:
    an unnamed one only while nobody is named. `articles` are those at `at`, the latest time; `named` is by how many
    members each of the `actors` is named.
    """

    first: str
    name: str
    size: int
    actors: tuple[str, ...]
    firsts: tuple[str, ...]
    low: int
    high: int
    loose: bool
    votes: tuple[Vote, ...]
    since: int
    last: int
    modality: Modality
    figures: tuple[int, ...]
    words: tuple[int, ...]
    fresh: bool
    falls: bool
    at: int
    articles: tuple[str, ...]
    named: tuple[int, ...]

    def share(self, actor: str) -> float:
        """The share of its members that name the actor."""
        return self.named[self.actors.index(actor)] / self.size


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
        votes=_voted((), slots),
        since=slots.day,
        last=slots.day,
        modality=slots.modality,
        figures=slots.figures,
        words=slots.words,
        fresh=slots.fresh,
        falls=falls(slots),
        at=slots.at,
        articles=(slots.article,),
        named=(1,) * len(slots.actors),
    )


def joined(cluster: Cluster, slots: Slots, habit: Habit, *, anew: bool = False) -> Cluster:
    """The development with this mention in it, in event time; the mention dates it `anew` if no date before counts."""
    votes = _voted(() if anew else cluster.votes, slots)
    low, high, _, loose = _elected(votes)
    actors = _union(cluster.actors, slots.actors)
    recap = slots.day - (high or cluster.last) > habit.lasts
    return Cluster(
        first=cluster.first,
        name=cluster.name,
        size=cluster.size + 1,
        actors=actors,
        firsts=_named(_union(cluster.firsts, slots.actors[:1])),
        low=low,
        high=high,
        loose=loose,
        votes=votes,
        since=cluster.since,
        last=cluster.last if recap else max(cluster.last, slots.day),
        modality=forward(cluster.modality, slots.modality),
        figures=_union(cluster.figures, slots.figures)[:_MOST_KEPT],
        words=_union(cluster.words, slots.words)[:_MOST_KEPT],
        fresh=cluster.fresh or slots.fresh,
        falls=cluster.falls if cluster.low else falls(slots),
        at=slots.at,
        articles=(*cluster.articles, slots.article) if slots.at == cluster.at else (slots.article,),
        named=_named_by(cluster, slots, actors),
    )


def forward(held: Modality, said: Modality) -> Modality:
    """The modality after one more report: it moves forward or stays."""
    return said if CERTAINTY[said] > CERTAINTY[held] else held


def weight(modality: Modality, *, loose: bool) -> int:
    """What is to be said for a date: plans slip, and a day that is the publication's may be no more than that."""
    return 1 if modality == "expected" else 2 if loose else 4


def _voted(votes: tuple[Vote, ...], slots: Slots) -> tuple[Vote, ...]:
    """The dates that were said, with what this mention adds to one."""
    if not slots.low:
        return votes
    said = {vote[:2]: vote for vote in votes}
    days = slots.low, slots.high
    _, _, worth, loose = said.get(days, (*days, 0, True))
    said[days] = (*days, worth + weight(slots.modality, loose=slots.loose), loose and slots.loose)
    return tuple(said.values())[:_MOST_DAYS]


def _elected(votes: tuple[Vote, ...]) -> Vote:
    """The narrowest of the dates that meet the one that most is said for; of equals the one said first."""
    best = max(votes, key=lambda one: sum(vote[2] for vote in votes if _meet(one, vote)), default=(0, 0, 0, False))
    meeting = (vote for vote in votes if _meet(best, vote))
    return min(meeting, key=lambda vote: (vote[1] - vote[0], -vote[2]), default=best)


def _meet(one: Vote, other: Vote) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _named_by(cluster: Cluster, slots: Slots, actors: tuple[str, ...]) -> tuple[int, ...]:
    """By how many members each of the actors is named, this mention among them."""
    return tuple(count + (actor in slots.actors) for actor, count in zip_longest(actors, cluster.named, fillvalue=0))


def _named(actors: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(actor for actor in actors if actor != UNNAMED) or actors


def _union(known: tuple[T, ...], more: tuple[T, ...]) -> tuple[T, ...]:
    return known + tuple(item for item in more if item not in known)


def falls(slots: Slots) -> bool:
    """Whether the day is there, past, or about to come: that a date falls due is not the same as its being set."""
    if not slots.low:
        return False
    return slots.day >= slots.high or (slots.modality == "expected" and slots.day >= slots.high - EVE)

"""Several sentences about one thing are one mention: the fullest is its evidence, any of them may date it.

Two findings are about one thing when their type, or the user's own, is the same, their actors do not contradict each
other (same first; for what sides do together, one set may hold the other; or nobody is named by one of them) and their
dates do not exclude each other. What the text tells as done is not what it says is yet to come on some day; of what a
headline tells as done it may be the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import msgspec

from pipeline.model import Field, Modality, Type, Value
from pipeline.stages.detect.hits import Hit

_MONTH = len("2020-09")
_RECENT = dt.timedelta(days=4)
"""How old a thing may be that a headline of the day still reports."""
_RANK: dict[Modality, int] = {"confirmed": 4, "denied": 4, "reported": 3, "expected": 2, "rumoured": 1}


_MUTUAL: frozenset[Type] = frozenset({"talks", "agreement", "closing", "terms", "rejection"})
"""Types in which any side may be named first."""


class Found(Value):
    """What one sentence says; `of_the_day` is the day of publication where that dates what has no date.

    For whoever asks why: `cue` are the words that set the modality, `dated` those that set the date; `hit` matched in
    `clause`, where `parties` stand.
    """

    type: Type
    actors: tuple[str, ...]
    modality: Modality
    date: str | None
    until: str | None
    field: Field
    start: int
    end: int
    quote: str
    rule: str
    confidence: float
    hit: Hit
    clause: str
    parties: tuple[tuple[int, str], ...]
    cue: str = ""
    dated: str = ""
    of_the_day: dt.date | None = None
    named: bool = True
    """Whether the text names who does it; else the first actor is only the likeliest of the watch."""
    ahead: bool = False
    """Planned for a day after that of publication."""
    suggested: bool = False
    """Whether no rule found it."""
    own: str = ""
    """The own type of the watch that it is of, if any."""
    instead: str = ""
    """Who acts by the rule, where somebody else is likelier."""
    doubt: float | None = None
    """The chance that it is right, where that is too small to tell it."""


def merged(found: Sequence[Found]) -> list[Found]:
    """One for each thing said, in the order in which they are first said."""
    groups: list[Found] = []
    for one in found:
        for index, other in enumerate(groups):
            if _same(one, other):
                groups[index] = _together(other, one)
                break
        else:
            groups.append(one)
    return groups


def _same(one: Found, other: Found) -> bool:
    if (one.type, one.own) != (other.type, other.own):
        return False
    actors, others = set(one.actors), set(other.actors)
    shared = one.type in _MUTUAL and (actors <= others or others <= actors)
    if one.actors[:1] != other.actors[:1] and not shared and one.named and other.named:
        return False
    if "denied" in {one.modality, other.modality} and one.modality != other.modality:
        return False
    if (one.field, one.start) == (other.field, other.start):
        return True
    if one.date is None or other.date is None:
        return not (_before(one, other) or _before(other, one) or _done(one, other) or _done(other, one))
    return one.date.startswith(other.date) or other.date.startswith(one.date)


def _before(one: Found, other: Found) -> bool:
    """Whether the first is dated days before the other, which is of the day of publication."""
    last = one.until or one.date
    if last is None or other.of_the_day is None or other.date:
        return False
    day = other.of_the_day
    return last[:7] < day.isoformat()[:7] if len(last) == _MONTH else dt.date.fromisoformat(last) < day - _RECENT


def _done(one: Found, other: Found) -> bool:
    """Whether the text tells the first as done, without a date, and the other as yet to come on a day that it names.

    A deadline that is set is yet to come.
    """
    told = one.field == other.field == "text" and one.date is None and one.modality == "confirmed"
    return told and one.type != "deadline" and other.ahead and other.modality == "expected" and other.date is not None


def _together(first: Found, second: Found) -> Found:
    best, rest = (second, first) if _fullness(second) > _fullness(first) else (first, second)
    more = rest.actors if rest.named else rest.actors[1:]
    actors = best.actors + tuple(actor for actor in more if actor not in best.actors)
    dated = best if best.date and (not rest.date or len(best.date) >= len(rest.date)) else rest
    surer = _surer(first, second)
    return msgspec.structs.replace(
        best, actors=actors, date=dated.date, until=dated.until, of_the_day=first.of_the_day or second.of_the_day,
        modality=surer.modality, ahead=surer.ahead, cue=surer.cue, dated=dated.dated,
        confidence=max(first.confidence, second.confidence),
    )  # fmt: skip


def _surer(first: Found, second: Found) -> Found:
    """Who says how it is held: the surer, but a headline leaves out that a thing is hearsay, which the text says."""
    ranked = sorted((first, second), key=lambda one: (one.ahead, _RANK[one.modality]), reverse=True)
    surer, other = ranked
    bare = surer.field == "title" and surer.modality == "confirmed"
    return other if bare and other.modality in {"reported", "rumoured"} else surer


def _fullness(one: Found) -> tuple[float, int]:
    return one.confidence, len(one.actors)

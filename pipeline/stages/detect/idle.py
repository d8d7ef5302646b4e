"""Who is named where something is done and does none of it: who loses by a decision, who owns the stranger that acts.

Laws. Who loses by an approval ("in a defeat for the ministry") has not given it, and a court whose ruling another one
upholds, or somebody appeals, does not rule again. Who stands in an aside about somebody
who is no party ("Newsline, part of the group, sued") does nothing there. Where a pattern leaves open who approves and
the last that may say no before it is a court, the court rules, and no authority approves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from pipeline.model import Type
from pipeline.stages.detect import roles
from pipeline.stages.detect.casting import Cast
from pipeline.stages.detect.hits import Hit
from pipeline.stages.detect.phrases import Phrases
from pipeline.stages.detect.reading import Reading

_VERDICTS: frozenset[Type] = frozenset({"approval", "ruling"})
"""What may go against somebody who is named beside it."""
_POWERS = frozenset(roles.marks("power"))


def acts(hit: Hit, clause: str, cast: Cast, actors: Sequence[str], idle: Collection[int]) -> bool:
    """Whether what a hit finds in a clause may be done by the first of these actors; `idle` are places in the cast."""
    type_ = hit.ready.rule.type
    if type_ == "approval" and not hit.marks and _ruled(clause[: hit.start]):
        return False
    if type_ == "litigation" and hit.marks and not actors:
        return False
    named = {at for at, party in cast.parties.items() if party.id in actors[:1]}
    return not named or not named.issubset(idle)


def places(hit: Hit, cast: Cast, reading: Reading, held: int) -> frozenset[int]:
    """Where somebody stands who does not do what a hit finds."""
    idle = frozenset(_places(reading.owning, cast.marked, held, about_strangers=True))
    return idle.union(_places(reading.losing, cast.marked, held)) if hit.ready.rule.type in _VERDICTS else idle


def _ruled(before: str) -> bool:
    """Whether of all who may say no the last named is a court."""
    last = next((one for one in reversed(before) if one in _POWERS), "")
    return last == roles.mark("court")


def _places(phrases: Phrases, marked: str, held: int, *, about_strangers: bool = False) -> Iterator[int]:
    """Where the parties in the slots of these phrases stand; of asides only of those that are about no party."""
    for phrase in phrases.fitting(marked, held):
        for match in phrase.pieces[0].finditer(marked):
            if about_strangers and marked[: match.start()].rstrip()[-1:] in {"", *roles.ANY_MARK}:
                continue
            yield from (match.start(group) for group, _ in phrase.slots if match[group])

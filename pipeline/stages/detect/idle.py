"""Who is named where something is done and does none of it: who loses by a decision, who owns the stranger that acts.

Laws. Who loses by an approval ("in a defeat for the ministry") has not given it. Who stands in an aside about somebody
who is no party ("Newsline, part of the group, sued") does nothing there. Where a pattern leaves open who approves and
the last that may say no before it is a court, the court rules, and no authority approves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.model import Type
from pipeline.stages.detect import roles
from pipeline.stages.detect.casting import Cast
from pipeline.stages.detect.hits import Hit
from pipeline.stages.detect.phrases import Phrases
from pipeline.stages.detect.reading import Reading

_POWERS = frozenset(roles.marks("power"))


def acts(hit: Hit, offset: int, cast: Cast, actors: Sequence[str], reading: Reading, held: int) -> bool:
    """Whether what a hit finds in a clause, `offset` into the sentence, may be done by the first of these actors."""
    type_ = hit.ready.rule.type
    if type_ == "approval" and not hit.marks and _ruled(cast.marked[: offset + hit.start]):
        return False
    if type_ == "litigation" and hit.marks and not actors:
        return False
    idle = set(_places(reading.owning, cast.marked, held, about_strangers=True))
    if type_ == "approval":
        idle |= set(_places(reading.losing, cast.marked, held))
    named = {at for at, party in cast.parties.items() if party.id in actors[:1]}
    return not named or not named <= idle


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

"""How far what stands around a match reaches, and what a pattern says itself."""

from __future__ import annotations

import re

from pipeline.stages.detect import roles
from pipeline.stages.detect.hits import Hit
from pipeline.stages.detect.phrases import Phrases

BEFORE, NEAR = 45, 15
"""How far before a match, in the same clause, a condition governs it; and a negation, a tense."""
BEHIND = 70
"""How far behind what is named it may be said that it is planned."""
_STEP = re.compile(rf"[,:;{roles.ANY_MARK}]")
_CHOICE = re.compile(r"\(([^()]*)\)(\?)?")
_FILLER = "·"


def lead(clause: str, hit: Hit) -> int:
    """Where what may undo a match begins; one that does not begin with who acts may have a longer way there."""
    near = max(0, hit.start - NEAR)
    if clause[hit.start] in roles.ANY_MARK:
        return near
    before = max(0, hit.start - BEFORE)
    return min(near, max((match.end() for match in _STEP.finditer(clause, before, hit.start)), default=before))


def without(text: str, start: int, end: int) -> str:
    """The text with a part of it made nothing, as long as it was."""
    return text[:start] + _FILLER * (end - start) + text[end:]


def says(said: str, cues: Phrases) -> tuple[bool, bool]:
    """Whether a pattern can match with one of these cues, and whether it cannot without.

    The cue is outside all brackets, or in one of a bracket's choices as it stands among the words around; or in each.
    """
    pieces = [piece for phrase in cues.all for piece in phrase.pieces]
    choices = [
        [_CHOICE.sub(" ", said[: match.start()]) + choice + _CHOICE.sub(" ", said[match.end() :]) for choice in among]
        for match in _CHOICE.finditer(said)
        if (among := match[1].split("|")) and not match[2]
    ]
    told = [
        [any(one.search(part) for one in pieces) for part in parts] for parts in ([_CHOICE.sub(" ", said)], *choices)
    ]
    return any(map(any, told)), any(map(all, told))

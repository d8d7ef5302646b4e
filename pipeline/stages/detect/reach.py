"""How far what stands around a match reaches, and what a pattern says itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.stages.detect import roles
from pipeline.stages.detect.hits import Hit
from pipeline.stages.detect.phrases import Phrases

BEFORE, NEAR = 45, 15
"""How far before a match, in the same clause, a condition governs it; and a negation, a tense."""
BEHIND = 70
"""How far behind what is named it may be said that it is planned."""
_STEP = re.compile(rf"[,:;{roles.ANY_MARK}]")
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

    The cue is outside all brackets, or in one of a bracket's choices as it stands among the words around; or in each
    choice of one that must be there.
    """
    told = any(piece.search(_bare(said)) for phrase in cues.all for piece in phrase.pieces)
    may, must = told, told
    for start, end in _brackets(said):
        before, behind = _bare(said[:start]), _bare(said[end:].removeprefix("?"))
        each = [says(f"{before}{choice}{behind}", cues) for choice in _choices(said[start + 1 : end - 1])]
        may = may or any(one for one, _ in each)
        must = must or (not said.startswith("?", end) and all(one for _, one in each))
    return may, must


def _brackets(said: str) -> Iterator[tuple[int, int]]:
    """Where the outermost brackets of a pattern begin and end."""
    depth = start = 0
    for at, letter in enumerate(said):
        if letter == "(":
            start = start if depth else at
            depth += 1
        elif letter == ")":
            depth -= 1
            if not depth:
                yield start, at + 1


def _bare(said: str) -> str:
    """A pattern without its brackets and what is in them."""
    at, kept = 0, []
    for start, end in _brackets(said):
        kept.append(said[at:start])
        at = end + said.startswith("?", end)
    return " ".join([*kept, said[at:]])


def _choices(inside: str) -> list[str]:
    """What stands in a bracket, cut where it offers a choice itself and not where a bracket in it does."""
    parts, at = [""], 0
    for start, end in [*_brackets(inside), (len(inside), len(inside))]:
        first, *more = inside[at:start].split("|")
        parts[-1] += first
        parts += more
        parts[-1] += inside[start:end]
        at = end
    return parts

"""A pattern of a rule, ready to be tried, and where in a clause it matched."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from pipeline.kit.regex import Regex
from pipeline.model import Value
from pipeline.stages.detect import roles
from pipeline.stages.detect.lexicon import Rule
from pipeline.stages.detect.pattern import Pattern
from pipeline.stages.detect.phrases import Book, Phrases


class Ready(Value):
    """One pattern of one rule."""

    rule: Rule
    pattern: Pattern
    unless: Phrases


class Hit(Value):
    """A pattern that matched: where in the clause, and the places of the marks in its slots, in order of actors."""

    ready: Ready
    start: int
    end: int
    marks: tuple[int, ...]


_NOTHING = Ready(
    rule=Rule(name="", type="statement", says=()),
    pattern=Pattern(said="", pieces=(), slots=(), needs=(), roles=()),
    unless=Phrases((), Book()),
)


def unsaid(rule: Rule, marked: str) -> Hit:
    """A whole sentence as if a pattern of the rule had matched it, for what no pattern says."""
    return Hit(ready=replace(_NOTHING, rule=rule), start=0, end=len(marked), marks=())


def of(ready: Ready, matches: Sequence[re.Match[str]], clause: str) -> Hit:
    """The hit of a pattern whose pieces matched so."""
    numbered: list[tuple[int, int]] = []
    for match, slots in zip(matches, ready.pattern.slots, strict=True):
        for group, order in slots:
            if match[group] is not None and order != 0:
                start, end = match.span(group)
                numbered += [(order, at) for at in range(start, end) if clause[at] in roles.ANY_MARK]
    numbered.sort()
    return Hit(
        ready=ready,
        start=min(match.start() for match in matches),
        end=max(match.end() for match in matches),
        marks=tuple(at for _, at in numbered),
    )


def first(piece: Regex, clause: str) -> re.Match[str] | None:
    """The first match of a piece in a clause."""
    return piece.search(clause)


def nearest(oblique: tuple[str, ...], piece: Regex, clause: str) -> re.Match[str] | None:
    """The first match, from as near its end as it can begin: who stands next to the verb does it, his whole row.

    Behind one of the words `oblique` stands nobody who does something.
    """
    match = nearer = piece.search(clause)
    while match and nearer:
        row = nearer.end(1) if nearer.re.groups and nearer.start(1) == nearer.start() else nearer.start()
        nearer = piece.search(clause, max(row, nearer.start() + 1))
        if not nearer or nearer.end() != match.end() or not nearer[0]:  # what is empty is there again for ever
            break
        if not clause.endswith(oblique, 0, nearer.start()):
            match = nearer
    return match

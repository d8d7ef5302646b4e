"""Patterns that are only tried where the words they need occur: one automaton finds the words of them all.

`Strings` numbers the words; a text holds a set of them as the bits of one integer. Law: a phrase that `found` does
not try could not have matched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ahocorasick_rs import AhoCorasick

from pipeline.model import Value
from pipeline.stages.detect.pattern import Pattern
from pipeline.stages.detect.roles import BREAK


class Strings:
    """The strings that patterns need, numbered in the order in which they were asked for."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def masks(self, pattern: Pattern) -> tuple[int, ...]:
        """For each set of strings that the pattern needs, their bits."""
        return tuple(
            sum(1 << self.numbers.setdefault(text, len(self.numbers)) for text in set(need)) for need in pattern.needs
        )

    def automaton(self) -> AhoCorasick:
        """Finds them all, overlapping ones too."""
        return AhoCorasick(list(self.numbers) or [BREAK])


class Phrase(Value):
    """A pattern and the bits of what it needs."""

    pieces: tuple[re.Pattern[str], ...]
    masks: tuple[int, ...]


class Phrases:
    """Patterns of one kind (vetoes, cues), of which any may match."""

    def __init__(self, patterns: Iterable[Pattern], strings: Strings) -> None:
        self.all = [Phrase(pieces=pattern.pieces, masks=strings.masks(pattern)) for pattern in patterns]

    def likely(self, held: int) -> Iterator[Phrase]:
        """Those whose needs a text with these strings meets."""
        for phrase in self.all:
            if all(held & mask for mask in phrase.masks):
                yield phrase

    def found(self, text: str, held: int) -> bool:
        """Whether one of them matches."""
        return any(all(piece.search(text) for piece in phrase.pieces) for phrase in self.likely(held))

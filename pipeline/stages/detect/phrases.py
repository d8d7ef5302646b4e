"""Patterns that are only tried where the words they need occur: one automaton finds the words of them all.

`Strings` numbers the words; a text holds a set of them as the bits of one integer. Law: a phrase that `found` does
not try could not have matched.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

from ahocorasick_rs import AhoCorasick

from pipeline.model import Value
from pipeline.stages.detect.pattern import Pattern, Piece
from pipeline.stages.detect.roles import BREAK

_NONE = 1
_ALL = -1
"""Bits: the first stands for no string, so that a phrase without needs is always tried."""


def met(masks: tuple[int, ...], held: int) -> bool:
    """Whether of each set of bits one at least is held."""
    for mask in masks:  # noqa: SIM110 - twice as fast as all(), and asked hundreds of times an article
        if not held & mask:
            return False
    return True


class Strings:
    """The strings that patterns need, numbered in the order in which they were asked for."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {BREAK: 0}

    def masks(self, pattern: Pattern) -> tuple[int, ...]:
        """For each set of strings that the pattern needs, their bits."""
        return tuple(self.bits(need) for need in pattern.needs)

    def bits(self, texts: Iterable[str]) -> int:
        """The bits of some strings."""
        return sum(1 << self.numbers.setdefault(text, len(self.numbers)) for text in set(texts))

    def automaton(self) -> AhoCorasick:
        """Finds them all, overlapping ones too."""
        return AhoCorasick(list(self.numbers))


class Phrase(Value):
    """A pattern and the bits of what it needs."""

    pieces: tuple[Piece, ...]
    masks: tuple[int, ...]


class Phrases:
    """Patterns of one kind (vetoes, cues), of which any may match."""

    def __init__(self, patterns: Iterable[Pattern], strings: Strings) -> None:
        self.all = [Phrase(pieces=pattern.pieces, masks=strings.masks(pattern)) for pattern in patterns]
        self._any = reduce(or_, (phrase.masks[0] if phrase.masks else _ALL for phrase in self.all), 0)

    def likely(self, held: int) -> list[Phrase]:
        """Those whose needs a text with these strings meets."""
        if not (held | _NONE) & self._any:
            return []
        return [phrase for phrase in self.all if met(phrase.masks, held)]

    def found(self, text: str, held: int) -> bool:
        """Whether one of them matches."""
        return self.words(text, held) is not None

    def words(self, text: str, held: int) -> str | None:
        """The words of the first that matches."""
        for phrase in self.likely(held):
            matches = [piece.search(text) for piece in phrase.pieces]
            whole = [match[0] for match in matches if match]
            if len(whole) == len(matches):
                return " ... ".join(whole)
        return None

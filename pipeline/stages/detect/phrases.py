"""Patterns that are only tried where the words they need occur: one automaton finds the words of them all.

`Strings` numbers the words; a text holds a set of them as the bits of one integer. Law: a phrase that `found` does
not try could not have matched.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import and_, or_
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick

from pipeline.model import Value
from pipeline.stages.detect.pattern import Pattern, Piece
from pipeline.stages.detect.roles import BREAK

Key = TypeVar("Key", int, str)

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
        return sum(1 << number for number in self.numbered(texts))

    def numbered(self, texts: Iterable[str]) -> set[int]:
        """The numbers of some strings."""
        return {self.numbers.setdefault(text, len(self.numbers)) for text in texts}

    def automaton(self) -> AhoCorasick:
        """Finds them all, overlapping ones too."""
        return AhoCorasick(list(self.numbers))


class Index(Generic[Key]):
    """Which of many items have all that they need: of each of an item's sets of keys, one key at least."""

    def __init__(self, needs: Sequence[Sequence[Iterable[Key]]]) -> None:
        levels = range(max(map(len, needs), default=0))
        self._free = [sum(1 << number for number, sets in enumerate(needs) if level >= len(sets)) for level in levels]
        self._all = (1 << len(needs)) - 1
        bits: defaultdict[Key, Counter[int]] = defaultdict(Counter)
        for number, sets in enumerate(needs):
            for level, keys in enumerate(sets):
                for key in set(keys):
                    bits[key][level] += 1 << number
        self._by_key: dict[Key, tuple[tuple[int, int], ...]] = {key: tuple(at.items()) for key, at in bits.items()}

    def met(self, keys: Iterable[Key]) -> int:
        """The items that these keys satisfy, a bit each."""
        levels = self._free.copy()
        for key in keys:
            for level, bits in self._by_key.get(key, ()):
                levels[level] |= bits
        return reduce(and_, levels, self._all)


class Phrase(Value):
    """A pattern, the slots of its first piece (group, order) and the bits of what it needs."""

    pieces: tuple[Piece, ...]
    masks: tuple[int, ...]
    slots: tuple[tuple[int, int], ...] = ()


class Phrases:
    """Patterns of one kind (vetoes, cues), of which any may match."""

    def __init__(self, patterns: Iterable[Pattern], strings: Strings) -> None:
        self.all = [
            Phrase(pieces=pattern.pieces, masks=strings.masks(pattern), slots=pattern.slots[0]) for pattern in patterns
        ]
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

"""Patterns that are only tried where the words they need occur: one automaton finds the words of them all.

A `Book` holds what a language knows as numbered entries, each with the sets of words that it needs; what a text may
match of it is the bits of one integer. Law: a text never matches an entry whose bit it does not hold.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from itertools import repeat
from operator import or_
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick

from pipeline.kit import words
from pipeline.kit.regex import Regex
from pipeline.model import Value
from pipeline.stages.detect.pattern import Pattern
from pipeline.stages.detect.roles import BREAK

GAP = " ... "
"""Stands in the words that a phrase matched for what lies between its pieces."""
Key = TypeVar("Key", int, str)
Needs = Sequence[Sequence[str]]


def places(bits: int) -> Iterator[int]:
    """The places of the bits that are set, lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


class Index(Generic[Key]):
    """Which of many items have all that they need: of each of an item's sets of keys, one key at least."""

    def __init__(self, needs: Sequence[Sequence[Iterable[Key]]]) -> None:
        self._count, self._levels = len(needs), max(map(len, needs), default=0)
        self._all, self._free = (1 << self._count) - 1, 0
        bits: Counter[Key] = Counter()
        for number, sets in enumerate(needs):
            for level in range(self._levels):
                bit = 1 << level * self._count + number
                if level >= len(sets):
                    self._free |= bit
                    continue
                for key in set(sets[level]):
                    bits[key] += bit
        self._by_key: dict[Key, int] = dict(bits)

    def met(self, keys: Iterable[Key]) -> int:
        """The items that these keys satisfy, a bit each."""
        some = reduce(or_, [self._by_key.get(key, 0) for key in keys], self._free)
        met = self._all
        for _ in range(self._levels):
            met &= some
            some >>= self._count
        return met


class Book:
    """Entries, numbered as they are added; bound when all are there.

    Their strings are looked for in a text whose words stand apart (`words.apart`): " sell " is the word.
    """

    def __init__(self) -> None:
        self._strings: dict[str, int] = {BREAK: 0}  # an automaton must have one to look for
        self._needs: list[list[set[int]]] = []

    def add(self, many: Iterable[Needs]) -> range:
        """One entry for each, with its sets of strings; their numbers."""
        first = len(self._needs)
        self._needs += [
            [{self._strings.setdefault(text, len(self._strings)) for text in need} for need in needs] for needs in many
        ]
        return range(first, len(self._needs))

    def bound(self) -> Callable[[str], int]:
        """What tells of a folded text which entries it may match, a bit each."""
        automaton, index = AhoCorasick(list(self._strings)), Index(self._needs)

        def held(folded: str) -> int:
            said = automaton.find_matches_as_indexes(words.apart(folded), overlapping=True)
            return index.met({number for number, _, _ in said})

        return held


class Phrase(Value):
    """A pattern, the slots of its first piece (group, order), and the role that it means, if any."""

    pieces: tuple[Regex, ...]
    slots: tuple[tuple[int, int], ...] = ()
    means: str = ""


class Phrases:
    """Patterns of one kind (vetoes, cues), of which any may match."""

    def __init__(self, patterns: Sequence[Pattern], book: Book, means: Sequence[str] = ()) -> None:
        self.all = [
            Phrase(pieces=pattern.pieces, slots=pattern.slots[0], means=role)
            for pattern, role in zip(patterns, means or repeat(""), strict=False)
        ]
        numbers = book.add(pattern.needs for pattern in patterns)
        self._first, self._bits = numbers.start, sum(1 << number for number in numbers)

    def likely(self, held: int) -> Sequence[Phrase]:
        """Those that a text which holds these entries of the book may match."""
        bits = held & self._bits
        return [self.all[place] for place in places(bits >> self._first)] if bits else ()

    def found(self, text: str, held: int) -> bool:
        """Whether one of them matches."""
        return self.words(text, held) is not None

    def words(self, text: str, held: int) -> str | None:
        """The words of the first that matches."""
        if not held & self._bits:
            return None  # as nearly always, and twenty times an article
        return next((GAP.join(match[0] for match in matches) for matches in self._whole(text, held)), None)

    def places(self, text: str, held: int) -> dict[int, int]:
        """The places of those that match, and where in the text the last such words begin."""
        found = {}
        for place in places((held & self._bits) >> self._first):
            starts = [[match.start() for match in piece.finditer(text)] for piece in self.all[place].pieces]
            if all(starts):
                found[place] = max(map(max, starts))
        return found

    def matches(self, text: str, held: int) -> Iterator[re.Match[str]]:
        """Of each that matches, where its first piece does."""
        return (matches[0] for matches in self._whole(text, held))

    def _whole(self, text: str, held: int) -> Iterator[list[re.Match[str]]]:
        """The matches of all pieces of each that matches."""
        for phrase in self.likely(held):
            matches = [match for piece in phrase.pieces if (match := piece.search(text))]
            if len(matches) == len(phrase.pieces):
                yield matches

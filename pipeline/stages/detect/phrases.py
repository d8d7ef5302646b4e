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

from ahocorasick_rs import AhoCorasick

from pipeline.kit import words
from pipeline.kit.regex import Regex
from pipeline.model import Value
from pipeline.stages.detect import roles
from pipeline.stages.detect.pattern import Pattern

GAP = " ... "
"""Stands in the words that a phrase matched for what lies between its pieces."""
Needs = Sequence[Sequence[str]]


def places(bits: int) -> Iterator[int]:
    """The places of the bits that are set, lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


class Index:
    """Which of many items have all that they need: of each of an item's sets of keys, one key at least."""

    def __init__(self, needs: Sequence[Sequence[Iterable[str]]]) -> None:
        self._count, self._levels = len(needs), max(map(len, needs), default=0)
        self._all, self._free = (1 << self._count) - 1, 0
        bits: Counter[str] = Counter()
        for number, sets in enumerate(needs):
            for level in range(self._levels):
                bit = 1 << level * self._count + number
                if level >= len(sets):
                    self._free |= bit
                    continue
                for key in set(sets[level]):
                    bits[key] += bit
        self._by_key: dict[str, int] = dict(bits)

    @property
    def keys(self) -> Iterable[str]:
        """All that some item needs."""
        return self._by_key.keys()

    def met(self, keys: Iterable[str]) -> int:
        """The items that these keys satisfy, a bit each."""
        some = reduce(or_, map(self._by_key.get, keys, repeat(0)), self._free)
        met = self._all
        for _ in range(self._levels):
            met &= some
            some >>= self._count
        return met


class ByRole:
    """Whose slots the marks in a text can fill, of many patterns: few such sets of marks ever come."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._index = Index([pattern.roles for pattern in patterns])
        self._known: dict[frozenset[str], int] = {}

    def filled(self, text: str) -> int:
        """Those patterns, a bit each."""
        present = roles.present(text)
        known = self._known.get(present)
        if known is None:
            known = self._known[present] = self._index.met(present)
        return known


class Book:
    """Entries, numbered as they are added; bound when all are there.

    Their strings are looked for in a text whose words stand apart (`words.apart`): " sell " is the word.
    """

    def __init__(self) -> None:
        self._needs: list[Needs] = []

    def add(self, many: Iterable[Needs]) -> range:
        """One entry for each, with its sets of strings; their numbers."""
        first = len(self._needs)
        self._needs += many
        return range(first, len(self._needs))

    def bound(self) -> Callable[[str], int]:
        """What tells of a folded text which entries it may match, a bit each."""
        index = Index(self._needs)
        strings = list(index.keys) or [roles.BREAK]  # an automaton must have one to look for
        automaton = AhoCorasick(strings, store_patterns=True)

        def held(folded: str) -> int:
            return index.met(automaton.find_matches_as_strings(words.apart(folded), overlapping=True))

        return held


class Phrase(Value):
    """A pattern, the which of its kind, its first piece's slots (group, order), and the role that it means, if any."""

    pieces: tuple[Regex, ...]
    number: int
    slots: tuple[tuple[int, int], ...] = ()
    means: str = ""


class Phrases:
    """Patterns of one kind (vetoes, cues), of which any may match."""

    def __init__(self, patterns: Sequence[Pattern], book: Book, means: Sequence[str] = ()) -> None:
        self.all = [
            Phrase(pieces=pattern.pieces, number=number, slots=pattern.slots[0], means=role)
            for number, (pattern, role) in enumerate(zip(patterns, means or repeat(""), strict=False))
        ]
        self._by_role = ByRole(patterns)
        numbers = book.add(pattern.needs for pattern in patterns)
        self._first, self._bits = numbers.start, sum(1 << number for number in numbers)

    def likely(self, held: int) -> Sequence[Phrase]:
        """Those that a text which holds these entries of the book may match."""
        bits = held & self._bits
        return [self.all[place] for place in places(bits >> self._first)] if bits else ()

    def fitting(self, marked: str, held: int) -> Sequence[Phrase]:
        """Those of them whose slots the marks of a text can fill."""
        bits = held & self._bits
        return [self.all[place] for place in places(bits >> self._first & self._by_role.filled(marked))] if bits else ()

    def found(self, text: str, held: int) -> bool:
        """Whether one of them matches."""
        return self.words(text, held) is not None

    def words(self, text: str, held: int) -> str | None:
        """The words of the first that matches."""
        if not held & self._bits:
            return None  # as nearly always, and twenty times an article
        return next((GAP.join(match[0] for match in matches) for matches in self._whole(text, held)), None)

    def places(self, text: str, held: int) -> dict[int, tuple[int, int]]:
        """The places of those that match, and where in the text their first and their last words begin."""
        found = {}
        for place in places((held & self._bits) >> self._first):
            starts = [[match.start() for match in piece.finditer(text)] for piece in self.all[place].pieces]
            if all(starts):
                found[place] = min(map(min, starts)), max(map(max, starts))
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

"""The gate: which watches may an article concern? Most of the stream ends here.

Laws. The exact gate (`concerned`) is contained in the gate over bytes (`may_concern`): the latter may let
too much through, never too little. A thousand watches cost what one costs: one automaton over all names.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, Implementation, MatchKind

from pipeline import wire
from pipeline.model import Article, Watch

_PREFIX = wire.prefix(Article)
_LONGEST_SUFFIX = 4
"""Letters of inflection that may follow a name ("TikToka", "TikTokiem")."""
_SHORTEST_STEM = 5
"""Shorter names take no suffix: "Arm" is not in "Army"."""
_LAST_CASED = 0x1FFFF
"""No script with capital letters lies beyond (a test holds it)."""
_BOUNDED = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "GEORGIAN")
"""Scripts in which a word has ends that can be seen; clitics (Arabic) and scripts without spaces do not."""


class Gate:
    """One automaton over the names of all watches, for text and for the bytes of the wire."""

    def __init__(self, watches: Iterable[Watch]) -> None:
        self._watches = tuple(watches)
        owners: dict[str, list[int]] = {}
        for index, watch in enumerate(self._watches):
            for name in watch.names:
                owners.setdefault(_fold(name), []).append(index)
        self._names = [(name, tuple(indices)) for name, indices in owners.items() if name]
        patterns = [name for name, _ in self._names]
        self._text = AhoCorasick(patterns) if patterns else None
        strings = [text.encode() for text in (*patterns, *_unfolded("".join(patterns)))]
        self._bytes = BytesAhoCorasick(strings, MatchKind.LeftmostFirst, Implementation.DFA) if patterns else None

    def may_concern(self, raw: bytes) -> bool:
        """Whether these wire bytes may be an article that concerns a watch, or are none of our articles."""
        if not raw.startswith(_PREFIX) or not raw.endswith(b"}") or b"\\u" in raw:
            return True  # not as we write it: the exact gate reads it, or finds it unreadable
        if self._bytes is None:
            return False
        hits = self._bytes.find_matches_as_indexes(raw.lower())
        if any(pattern < len(self._names) for pattern, _, _ in hits):
            return True
        if raw.isascii():
            return False
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            return True
        return bool(hits) and bool(self._bytes.find_matches_as_indexes(text.casefold().encode()))  # all are names now

    def concerned(self, article: Article) -> tuple[Watch, ...]:
        """The watches that the article names, in the order in which they were given."""
        if self._text is None:
            return ()
        found: set[int] = set()
        for text in (article.title, article.text):
            folded = text.casefold()
            for pattern, start, end in self._text.find_matches_as_indexes(folded, overlapping=True):
                if _stands_alone(folded, start, end):
                    found.update(self._names[pattern][1])
        return tuple(self._watches[index] for index in sorted(found))


def _unfolded(alphabet: str) -> list[str]:
    """The characters beyond ASCII that case folding makes into one of the alphabet; bytes cannot be folded there."""
    letters = set(alphabet)
    return [char for char, folded in _folding().items() if not letters.isdisjoint(folded)]


@cache
def _folding() -> dict[str, str]:
    pairs = ((char, char.casefold()) for char in map(chr, range(0x80, _LAST_CASED + 1)))
    return {char: folded for char, folded in pairs if char != folded}


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip()).casefold()


def _stands_alone(text: str, start: int, end: int) -> bool:
    if start and _bounded(text[start]) and _bounded(text[start - 1]):
        return False
    if not _bounded(text[end - 1]):
        return True
    longest = _LONGEST_SUFFIX if end - start >= _SHORTEST_STEM else 0
    return not all(_bounded(char) for char in text[end : end + longest + 1]) or len(text) - end <= longest


def _bounded(char: str) -> bool:
    if char.isascii():
        return char.isalnum()
    return char.isalpha() and unicodedata.name(char, "").startswith(_BOUNDED)

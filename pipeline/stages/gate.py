"""The gate: which watches may an article concern? Most of the stream ends here.

Laws. The exact gate (`concerned`) is contained in the gate over bytes (`may_concern`): the latter may let
too much through, never too little. A thousand watches cost what one costs: one automaton over all names.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick

from pipeline import wire
from pipeline.model import Article, Watch

_PREFIX = wire.prefix(Article)
_LONGEST_SUFFIX = 4
"""Letters of inflection that may follow a name ("TikToka", "TikTokiem")."""
_SHORTEST_STEM = 5
"""Shorter names take no suffix: "Arm" is not in "Army"."""
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
        self._bytes = BytesAhoCorasick([name.encode() for name in patterns]) if patterns else None

    def may_concern(self, raw: bytes) -> bool:
        """Whether these wire bytes may be an article that concerns a watch, or are none of our articles."""
        if not raw.startswith(_PREFIX) or not raw.endswith(b"}") or b"\\u" in raw:
            return True  # not as we write it: the exact gate reads it, or finds it unreadable
        if self._bytes is None:
            return False
        if raw.isascii():
            return bool(self._bytes.find_matches_as_indexes(raw.lower()))
        try:
            folded = raw.decode().casefold().encode()
        except UnicodeDecodeError:
            return True
        return bool(self._bytes.find_matches_as_indexes(folded))

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

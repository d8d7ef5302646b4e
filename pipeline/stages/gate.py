"""The gate: which watches may an article concern? Most of the stream ends here.

Laws. The exact gate (`concerned`) is contained in the gate over bytes (`may_concern`): the latter may let
too much through, never too little. A thousand watches cost what one costs: one automaton over all names.
"""

from __future__ import annotations

import json
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, Implementation, MatchKind

from pipeline import wire
from pipeline.model import Article, Watch

_PREFIX = wire.prefix(Article)
_ESCAPE = "\\u"
"""Never written by us: msgspec writes characters as they are. What others write in that way may be a name."""
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
        written = [_ESCAPE, *(json.dumps(name, ensure_ascii=False)[1:-1] for name in patterns)]
        self._certain = len(written)
        strings = [text.encode() for text in (*written, *_unfolded("".join(patterns)))]
        self._bytes = BytesAhoCorasick(strings, MatchKind.LeftmostFirst, Implementation.DFA)

    def passing(self, raws: Sequence[bytes]) -> list[int]:
        """Positions of the messages that `may_concern` a watch; looked at as one text they cost a third."""
        text = b"\n".join(raws)
        if not _utf8(text):
            return [at for at, raw in enumerate(raws) if self.may_concern(raw)]
        ends = list(accumulate(len(raw) + 1 for raw in raws))
        hits = self._bytes.find_matches_as_indexes(text.lower())
        suspects = {bisect_right(ends, start) for _, start, _ in hits}
        suspects.update(at for at, raw in enumerate(raws) if not _ours(raw))
        return sorted(at for at in suspects if self.may_concern(raws[at]))

    def may_concern(self, raw: bytes) -> bool:
        """Whether these wire bytes may be an article that concerns a watch, or are none of our articles."""
        if not _ours(raw):
            return True  # not as we write it: the exact gate reads it, or finds it unreadable
        hits = self._bytes.find_matches_as_indexes(raw.lower())
        if any(pattern < self._certain for pattern, _, _ in hits) or not _utf8(raw):
            return True
        return bool(hits) and bool(self._bytes.find_matches_as_indexes(raw.decode().casefold().encode()))

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


def _ours(raw: bytes) -> bool:
    return raw.startswith(_PREFIX) and raw.endswith(b"}")


def _utf8(raw: bytes) -> bool:
    if raw.isascii():
        return True
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


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

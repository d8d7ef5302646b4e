"""Sentences with their places in the text, for scripts with blanks and without.

Law: sentences come in order, do not overlap, hold no blank at either end, and `text[start:end]` is the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from pipeline.kit import words
from pipeline.kit.regex import Regex

_END = re.compile(
    r"[.!?؟۔।॥…。！？\s](?:"
    r"(?<=[.!?؟۔।॥…])(?<![.!?؟۔।॥…]{2})(?P<more>[.!?؟۔।॥…]*+)[\"'”’»)\]]*+(?=\s|$)|(?<=[。！？])[。！？]*[」』”’）)]*|(?<=\n)"
    r"|(?<=[\"”»]\s)(?=[\"“«])"
    r")"
)
"""One letter that every end holds comes first: the engine skips to the next of them. Of a run of them the first is the
end, so that a run which ends nothing is gone through once."""
_LAST_WORD = re.compile(r"[\w.]+$")
_LONGEST_WORD = 40
_INITIAL = re.compile(r"(?:\w\.)*\w$")
_OPENS = re.compile(r"\s++[\"'“„«(\[]*+\s*+(?P<first>\S)")


def spans(text: str, abbreviations: Collection[str] = (), month: Regex | None = None) -> list[tuple[int, int]]:
    """Start and end of every sentence.

    `abbreviations` are folded words after which a full stop ends nothing; `month` finds a month in folded text, for
    languages that write a full stop after the day ("am 19. Januar").
    """
    found: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if match["more"] is not None and not _ends(text, start, match, abbreviations, month):
            continue
        _add(found, text, start, match.end())
        start = match.end()
    _add(found, text, start, len(text))
    return found


def _ends(text: str, start: int, match: re.Match[str], abbreviations: Collection[str], month: Regex | None) -> bool:
    opening = _OPENS.match(text, match.end())
    if opening and opening["first"].islower():
        return False
    if match["more"] or text[match.start()] != ".":
        return True
    begin = max(start, match.start() - _LONGEST_WORD)
    word = _LAST_WORD.search(text, max(begin, text.rfind(" ", begin, match.start()) + 1), match.start())
    if word is None:
        return True
    said = word[0].lower()
    if said.isdigit() and opening:
        return not (
            opening["first"].isdigit() or (month and month.match(words.fold(text[match.end() : match.end() + 16])))
        )
    initials = bool(_INITIAL.match(said)) and said.isascii() and not said.isdigit()
    return said not in abbreviations and not initials


def _add(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        found.append((start, end))

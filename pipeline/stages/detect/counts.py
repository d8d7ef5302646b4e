"""Numbers that count days, weeks or months, and how far away a phrase says something lies."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from pipeline.kit.regex import Regex

_OFFSET = re.compile(r"([+-]?)(\d*)(n?)([dwmysbtkaeu])")
HOLE = "{n}"
"""Where a phrase holds the number that its offset counts with: two or more, and no more than a month has days."""
_FIGURES, _SEVERAL = r"\d{1,3}", r"(?<!\d)(?:[2-9]|[12]\d|3[01])(?!\d)"


class Counts:
    """The numbers of a language, in figures and in words, of which the places say how many; `word` writes a pattern."""

    def __init__(
        self, said: Sequence[str], word: Callable[[Sequence[str]], str], regex: Callable[[str], Regex]
    ) -> None:
        self._said = [regex(word([one])) for one in said]
        self.any = f"(?:{_FIGURES}|{word(said)})"
        self.several = f"(?:{_SEVERAL}|{word(said[1:])})"
        self._within = regex(self.several)

    def of(self, said: str) -> int:
        """The number that words say; 0 if none."""
        if said.isdigit():
            return int(said)
        return next((number for number, word in enumerate(self._said, 1) if word.fullmatch(said)), 0)

    def within(self, said: str) -> int:
        """The largest number in what is said that may fill the hole; 0 if there is none."""
        return max((self.of(match[0]) for match in self._within.finditer(said)), default=0)


class Offset(NamedTuple):
    """How far from another date something lies that is so said: `amount` units, `counted` times what the words say."""

    said: Regex
    amount: int
    counted: bool
    unit: str

    def away(self, match: re.Match[str], counts: Counts) -> int:
        """How many units a match means."""
        return self.amount * counts.within(match[0]) if self.counted else self.amount


def offset(key: str, said: Regex) -> Offset:
    """What a key of `dates.relative` means: "-1d", "+1m", "-nd" (so many days as {n} says), "-7nk"."""
    match = _OFFSET.fullmatch(key)
    if match is None or not (match[2] or match[3]):
        raise ValueError(
            f"dates.relative: {key!r} is no offset such as -1d, 0w, +1m, 0s (weekend), 0b (begin of week), 0y, 0t "
            "(then), 0k (that day), -na (days after), 0e (end of this year), 0u (some day), -nd (as many days ago as "
            "{n} says)"
        )
    sign, amount, counted, unit = match.groups()
    return Offset(said=said, amount=int(f"{sign}{amount or 1}"), counted=bool(counted), unit=unit)

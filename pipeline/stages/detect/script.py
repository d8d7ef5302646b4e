"""How a language writes."""

from __future__ import annotations

import re

from pipeline.model import Value

_COMMA, _BLANK = r",(?!\s?\d)", r"(?:,|(?<![\da-z])\s)(?![\s\da-z])"
"""A comma, but for one in a number or before a year; with a blank, but for one beside a number or a foreign word."""


class Script(Value):
    """How a language writes: blanks, what is glued before words or stands before names, what joins names, gaps."""

    spaced: bool = True
    prefixes: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    conjunctions: tuple[str, ...] = ()
    reach: int = 70
    near: int = 24
    nearest: bool = False
    """Whether of several who may act the last before the verb does, as in Chinese; else the first."""
    oblique: tuple[str, ...] = ()
    """What stands before somebody who does not act ("with", "to", "by" in Chinese), where `nearest` would take him."""
    blank_parts: bool = False
    """Whether a blank stands where others write a comma, as in Thai."""
    titled: bool = False
    """Whether initials of three letters or more may be written as a word, as Italian writes "Nato"."""
    behind: int = 0
    """How far behind a match its negation, tense and mood may stand, where the verb ends the clause."""

    @property
    def comma(self) -> re.Pattern[str]:
        """What parts a sentence."""
        return re.compile(_BLANK if self.blank_parts else _COMMA)

"""How a language writes."""

from __future__ import annotations

from pipeline.model import Value


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
    behind: int = 0
    """How far behind a match its negation, tense and mood may stand, where the verb ends the clause."""

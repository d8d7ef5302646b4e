"""The parts of a pattern's regular expression, and how they stand one after another."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from msgspec.structs import replace

from pipeline.model import Value

BLANKS = {"gap", "edge"}
"""Kinds of parts that hold the blanks beside them."""


class Part(Value):
    """One part: what it needs to occur, which roles it must hold, whether it may be missing."""

    regex: str
    kind: str = "word"
    glued: bool = False
    optional: bool = False
    needs: tuple[tuple[str, ...], ...] = ()
    roles: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    """Where it is nothing but a choice: the regular expressions of which any may match."""
    bare: str = ""
    """A regular expression of those choices that stand behind a word without anything between: its clause's end."""
    hollow: bool = False
    """Whether nothing need be there, for all that is in it is optional."""


def joined(parts: list[Part], separator: str) -> Part:
    """The parts one after another; a separator belongs to the optional part behind it."""
    parts = _sought(parts, separator)
    regex, pending = "", False
    needs: list[tuple[str, ...]] = []
    wanted: list[str] = []
    for number, part in enumerate(parts):
        before = parts[number - 1] if number else None
        between = separator if before and not part.glued and not {part.kind, before.kind} & BLANKS else ""
        if pending:  # all before were optional and carry the separator behind them
            between, pending = "", part.optional
        if not part.optional:
            regex += f"(?:{between}{part.regex}|{part.bare})" if between and part.bare else between + part.regex
            needs.extend(part.needs)
            wanted.extend(part.roles)
        elif before is None or before.kind == "edge" or pending:
            follows = parts[number + 1] if number + 1 < len(parts) else None
            behind = separator if follows and not follows.glued and follows.kind not in BLANKS else ""
            regex += f"(?:{part.regex}{behind})?"
            pending = True
        else:
            regex += f"(?:{between}{part.regex})?"
    hollow = all(part.optional or part.hollow for part in parts)
    return Part(regex=regex, kind="group", needs=tuple(needs), roles=tuple(wanted), hollow=hollow)


def _sought(parts: list[Part], separator: str) -> list[Part]:
    """The parts, an end of nothing but perhaps a few words and perhaps a part as one: it is looked for to its reach.

    Else the shortest match is always the one without it ("{seller} reject* ... {2:buyer}?" would name no buyer).
    """
    gap = next((at for at in reversed(range(len(parts))) if not parts[at].optional), len(parts))
    if gap in (0, len(parts), len(parts) - 1) or parts[gap].kind != "gap":
        return parts
    end = joined([*parts[gap:-1], replace(parts[-1], optional=False)], separator)
    return [*parts[:gap], replace(end, kind="gap", optional=True, needs=(), roles=())]


def by_letter(choices: Iterable[str]) -> str:
    """The choices, with their first letter once for all in a row that begin so: else it is looked at for each."""
    written: list[str] = []
    for plain, run in groupby(choices, key=lambda choice: choice[:1].isalnum()):
        if not plain:
            written += run
            continue
        behind: dict[str, list[str]] = {}
        for choice in run:
            behind.setdefault(choice[0], []).append(choice[1:])
        written += [f"{letter}(?:{'|'.join(rest)})" for letter, rest in behind.items()]
    return "|".join(written)

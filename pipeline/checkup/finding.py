"""What a look at a watch file finds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

from pipeline.model import Value

Severity: TypeAlias = Literal["error", "warning", "hint"]


class Finding(Value):
    """Something to look at: where in the file, and what."""

    severity: Severity
    place: str
    text: str


def of_parties(ids: Iterable[str]) -> str:
    """The place of what is found at one party, or at several."""
    several = tuple(dict.fromkeys(ids))
    return f"party {several[0]}" if len(several) == 1 else "parties"


def error(place: str, text: str) -> Finding:
    """What makes the watch wrong."""
    return Finding(severity="error", place=place, text=text)


def warning(place: str, text: str) -> Finding:
    """What is worth a look."""
    return Finding(severity="warning", place=place, text=text)


def hint(place: str, text: str) -> Finding:
    """What is as it should be, if it is meant so."""
    return Finding(severity="hint", place=place, text=text)

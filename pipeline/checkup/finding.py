"""What a look at a watch file finds."""

from __future__ import annotations

from typing import Literal

from pipeline.model import Value


class Finding(Value):
    """Something to look at: where in the file, and what."""

    severity: Literal["error", "warning"]
    place: str
    text: str


def error(place: str, text: str) -> Finding:
    """What makes the watch wrong."""
    return Finding(severity="error", place=place, text=text)


def warning(place: str, text: str) -> Finding:
    """What is worth a look."""
    return Finding(severity="warning", place=place, text=text)

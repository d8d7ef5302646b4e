"""When a thing happened, as far as a development says."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from typing import Final

from pipeline.model import Development

_LOOKS_BACK_FOR: Final = timedelta(days=30)
"""What is told without a date may have happened as long before."""


def day(one: Development) -> str:
    """When it happened; what has only a month, or no date, when it was first reported (but within the month)."""
    reported = _reported(one).isoformat()
    if one.date is None or one.type == "deadline" or one.modality == "expected":
        return reported
    if len(one.date) == len(reported):
        return one.date
    return min(reported, f"{one.date}-28") if reported >= one.date else f"{one.date}-01"


def comes_after(one: Development, before: str) -> bool:
    """Whether it happened after that day for certain, and is no look back on what went before."""
    if one.date is None:
        return _reported(one) > date.fromisoformat(before) + _LOOKS_BACK_FOR
    return day(one) > before


def due(one: Development) -> str:
    """The day on which it is due; of a week or month, its last."""
    said = one.until or one.date or ""
    return said if len(said) == len(date.min.isoformat()) else f"{said}-31"


def _reported(one: Development) -> date:
    return one.first_reported_at.astimezone(UTC).date()

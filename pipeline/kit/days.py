"""The days that a date of a development means, as proleptic ordinals (`date.toordinal`), both ends included."""

from __future__ import annotations

import calendar
import re
from datetime import date

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})$")
_MONTH = re.compile(r"(\d{4})-(\d{2})$")


def meant(said: str | None, until: str | None = None) -> tuple[int, int]:
    """First and last day of "2020-09-13" or "2020-09", up to the last of `until`; zeros for what is no date."""
    low, high = _days(said)
    return low, max(high, _days(until)[1]) if low else 0


def said(first: str, until: str | None = None) -> str:
    """A date as it is shown, from its first day to its last."""
    return f"{first} to {until}" if until else first


def gap(low: int, high: int, first: int, last: int) -> int:
    """Days between two intervals; 0 when they meet."""
    return max(low - last, first - high, 0)


def _days(said: str | None) -> tuple[int, int]:
    try:
        if said and _DAY.match(said):
            day = date.fromisoformat(said).toordinal()
            return day, day
        if said and (month := _MONTH.match(said)):
            year, number = int(month[1]), int(month[2])
            first = date(year, number, 1).toordinal()
            return first, first + calendar.monthrange(year, number)[1] - 1
    except ValueError:
        pass
    return 0, 0

"""The dates that feeds write -> aware UTC times.

Laws: what is no date is None, never an exception; a date without a zone is UTC; a date without a time is
its midnight. `read` is for what feedparser does not read (JSON Feed, months and zones of the wild web).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan ene gen sty янв oca ιαν",
            "feb fév fev lut фев şub φεβ",
            "mar mär maa mrt mrz мар μαρ",
            "apr abr avr kwi апр nis απρ",
            "may mai maj mei mag май мая μαϊ",
            "jun juin giu cze июн haz ιουν",
            "jul juil lug lip июл tem ιουλ",
            "aug aoû aou ago sie авг ağu agu αυγ",
            "sep set wrz сен eyl σεπ",
            "oct okt out ott paź paz окт eki οκτ",
            "nov lis noi ноя kas νοε",
            "dec déc dez dic dis gru дек ara δεκ",
        ),
        1,
    )
    for name in names.split()
}
"""Beginnings of month names; French `juin` and `juil`, and the Greek pair, need four letters."""

_LONGEST = 100
_TIME = (
    r"(?:(?:\s+(?:-|at)\s+|[\sT,]+)(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,]\d+)?)?"
    r"(?:\s*(?P<half>[ap])\.?m\b\.?)?)?\s*(?P<zone>.*)$"
)
_FORMS = tuple(
    re.compile(date + _TIME, re.IGNORECASE)
    for date in (
        r"^(?P<year>\d{4})\s*[/.年년-]\s*(?P<month>\d{1,2})\s*[/.月월-]\s*(?P<day>\d{1,2})(?:\s*[日일.])?",
        r"^(?P<day>\d{1,2})[.-]\s*(?P<month>\d{1,2})[.-]\s*(?P<year>\d{4})\b",
        r"(?P<day>\d{1,2})[\s.\-]+(?:de\s+)?(?P<month>[^\W\d_]{3,})\.?[\s,\-]+(?:de\s+)?(?P<year>\d{4})",
        r"(?P<month>[^\W\d_]{3,})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})\b",
    )
)
"""Numbers from the year or from the day, then the day before its month, and as America writes it."""
_NUMBERS = re.compile(r"^(?:\d{4}\s*[/.年년]|\d{1,2}[/.-])\s*\d")
_OFFSET = re.compile(r"^(?:GMT|UTC|UT)?\s*(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?")
_ZONES = {
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "IST": 5.5, "JST": 9, "KST": 9, "WIB": 7,
    "SAST": 2, "GST": 4, "HKT": 8, "SGT": 8, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip


def of(parsed: tuple[int, ...] | None) -> datetime | None:
    """The time that feedparser read: a UTC `struct_time` (year, month, day, hour, minute, second, ...), or None."""
    if parsed is None:
        return None
    try:
        # A leap second (60) and feedparser's own overflow (61) are the last second of their minute.
        year, month, day, hour, minute, second = parsed[:6]
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def read(said: str) -> datetime | None:
    """The time in an ISO date or time, or in a written date with an English or other month, or in numbers."""
    text = said.strip()[:_LONGEST]
    try:
        return utc(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return _written(text)


def utc(then: datetime) -> datetime:
    """The same instant in UTC; naive is UTC already."""
    return then.replace(tzinfo=UTC) if then.tzinfo is None else then.astimezone(UTC)


def is_past(day: bytes, now: datetime, kept_for: timedelta) -> bool:
    """Whether an ISO date in ASCII lies so long before `now`, an event's time, that it is not kept any more."""
    return day < (now.astimezone(UTC) - kept_for).date().isoformat().encode()


def numbers(text: str) -> bool:
    """Whether it is a date in numbers that is no ISO date: feedparser reads some other day into these."""
    return bool(_NUMBERS.match(text))


def _written(text: str) -> datetime | None:
    found = next(filter(None, (form.search(text) for form in _FORMS)), None)
    month = (int(found["month"]) if found["month"].isdecimal() else _month(found["month"])) if found else 0
    if not found or not month:
        return None
    try:
        then = datetime(
            int(found["year"]), month, int(found["day"]), _hour(found), int(found["minute"] or 0),
            min(int(found["second"] or 0), 59), tzinfo=_zone(found["zone"].strip()),
        )  # fmt: skip
        return then.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _hour(found: re.Match[str]) -> int:
    hour = int(found["hour"] or 0)
    return hour % 12 + 12 * (found["half"] in "pP") if found["half"] and hour <= 12 else hour  # noqa: PLR2004


def _month(word: str) -> int:
    lowered = word.lower()
    return next((_MONTHS[lowered[:length]] for length in (4, 3) if lowered[:length] in _MONTHS), 0)


def _zone(said: str) -> timezone:
    offset = _OFFSET.match(said)
    if offset:
        ahead = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
        return timezone(-ahead if offset["sign"] == "-" else ahead)
    return timezone(timedelta(hours=_ZONES.get(said.partition(" ")[0].upper(), 0)))

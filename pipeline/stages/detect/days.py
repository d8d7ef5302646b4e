"""A date as a sentence says it, and the calendar: which day or month is meant, seen from the day of publication."""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from itertools import accumulate

from msgspec.structs import replace

from pipeline.model import Value

_LEAP_DAY = (2, 29)
_GONE = timedelta(days=60)
"""How long ago a day may be by which, as a text of today says, something must be done."""
_SUNDAY, _YEAR_MONTHS, _MONTH_DAYS, _JUST_GONE = 6, 12, 62, 3


class When(Value):
    """A date as said: where it stands, its first and last day; `span` days of a term, which is all if `low` is None."""

    start: int
    end: int
    low: date | None = None
    high: date | None = None
    month: bool = False
    span: int = 0
    due: bool = False
    behind: bool = False
    """Whether it is the day of what stands behind it: "two days after the vote"."""

    @property
    def day(self) -> str | None:
        """The date as a mention holds it: a day, or a month when the text gives no more."""
        if self.low is None:
            return None
        return self.low.strftime("%Y-%m") if self.month else self.low.isoformat()

    @property
    def until(self) -> str | None:
        """The last day, where the text leaves several open."""
        return self.high.isoformat() if self.high and self.high != self.low and not self.month else None

    @property
    def length(self) -> int:
        """How many letters say it."""
        return self.end - self.start

    def part_of(self, start: int, end: int) -> bool:
        """Whether it stands within something longer."""
        return start <= self.start and self.end <= end and self.length < end - start


def within(spans: Iterable[tuple[int, int]]) -> Callable[[When], bool]:
    """What tells whether a date is part of one of these; of a page of dates each would be asked of all."""
    ordered = sorted(spans)
    starts = [start for start, _ in ordered]
    furthest = [-1, *accumulate((end for _, end in ordered), max)]

    def tells(when: When) -> bool:
        before, up_to = bisect_left(starts, when.start), bisect_right(starts, when.start)
        return furthest[before] >= when.end or furthest[up_to] > when.end

    return tells


def joined(
    one: re.Match[str], other: re.Match[str], low: date, high: date | None = None, *, month: bool = False
) -> When:
    """A date that is said in two halves."""
    start, end = min(one.start(), other.start()), max(one.end(), other.end())
    return When(start=start, end=end, low=low, high=high or low, month=month)


def day_of_month(match: re.Match[str], day: int, published: date, *, future: bool) -> Iterable[When]:
    """A day without a month (22日, 25일): the last such (tomorrow in the east); in a plan the next, or just gone."""
    for away in range(-_JUST_GONE if future else -1, _MONTH_DAYS):
        near = published + timedelta(days=away if future else -away)
        if near.day == day:
            yield When(start=match.start(), end=match.end(), low=near, high=near)
            return


def dated(  # noqa: PLR0913 - the parts of a date
    match: re.Match[str], year: str | None, month: int, day: str | None, published: date, *, future: bool
) -> When | None:
    """The day or month that a form's parts mean; None when the calendar has no such day."""
    try:
        if day is None:
            low = date(int(year), month, 1) if year else _near_month(published, month, future=future)
            return When(start=match.start(), end=match.end(), low=low, high=_month_end(low), month=True)
        if year:
            low = date(int(year), month, int(day))
        else:
            near = range(published.year - 1, published.year + 2)
            leaps = (month, int(day)) == _LEAP_DAY
            days = (date(one, month, int(day)) for one in near if calendar.isleap(one) or not leaps)
            if not future:  # nobody leaves out that it is the next year's
                days = (one for one in days if one.year <= published.year or one <= published + _GONE)
            low = min(days, key=lambda one: abs((one - published).days))
    except ValueError:
        return None
    return When(start=match.start(), end=match.end(), low=low, high=low)


def _near_month(published: date, month: int, *, future: bool) -> date:
    year = published.year
    if future and month < published.month:
        year += 1
    elif not future and month > published.month:
        year -= 1
    return date(year, month, 1)


def _month_end(low: date) -> date:
    return low.replace(day=calendar.monthrange(low.year, low.month)[1])


def to_come(when: When, published: date) -> When:
    """The same day a year later of what falls due on a day long gone by, if nobody has said which year."""
    low = when.low
    if low is None or not when.due or low != when.high or low >= published - _GONE:
        return when
    last = calendar.monthrange(low.year + 1, low.month)[1]
    day = low.replace(year=low.year + 1, day=min(low.day, last))
    return replace(when, low=day, high=day)


def until(when: When, last: str | None) -> When:
    """A day with the last one of the days that it opens: 28〜30日."""
    if last is None or when.low is None or when.month or int(last) <= when.low.day:
        return when
    days = calendar.monthrange(when.low.year, when.low.month)[1]
    return replace(when, high=when.low.replace(day=min(int(last), days)))


def year_end(year: int) -> tuple[date, date]:
    """First and last day of what "the end of 2025" means: its last month."""
    return date(year, _YEAR_MONTHS, 1), date(year, _YEAR_MONTHS, 31)


def shifted(  # noqa: PLR0911 - a unit a line
    published: date, amount: int, unit: str, *, future: bool
) -> tuple[date | None, date | None]:
    """First and last day of what lies `amount` units away; a year alone is no date, hence (None, None)."""
    if unit == "d":
        day = published + timedelta(days=amount)
        return day, day
    monday = published - timedelta(days=published.weekday())
    if unit == "w":
        monday += timedelta(weeks=amount)
        return monday, monday + timedelta(days=6)
    if unit == "b":  # the turn of the week: from Sunday to Tuesday
        if future and published > monday + timedelta(days=1):
            monday += timedelta(weeks=1)
        return monday - timedelta(days=1), monday + timedelta(days=1)
    if unit == "s":  # a weekend is given as its Sunday, by which it is over
        today = published.weekday() >= _SUNDAY - 1
        if today and not amount:
            return published, published
        weeks = amount or (1 if future else -1)
        if weeks > 0 and not today:
            weeks -= 1  # the next is that of this week
        sunday = monday + timedelta(weeks=weeks, days=_SUNDAY)
        return sunday, sunday
    if unit == "e":
        return year_end(published.year + amount)
    if unit == "m":
        months = published.year * _YEAR_MONTHS + published.month - 1 + amount
        low = date(months // _YEAR_MONTHS, months % _YEAR_MONTHS + 1, 1)
        return low, _month_end(low)
    return None, None

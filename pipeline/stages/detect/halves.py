"""Two halves of a date that stand side by side: "April of last year", "Friday (14 August)", 上周五.

Laws. A weekday and the day beside it are one date if they agree. Of two phrases that share a word the one that says
more counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import msgspec

from pipeline.stages.detect.days import When, joined, shifted

LETTER = r"[\w\u0900-\u0963\u0971-\u0dff]"
"""A letter or a sign that is written on one: Hindi vowels are none to a regular expression."""
_BETWEEN = re.compile(rf"[\s,'的の]{{0,2}}(?:{LETTER}{{1,4}}[\s'])?")
"""What may stand between the two halves of a date: "April of last year", "le 18 du mois dernier"."""
_APPOSED = re.compile(r"[\s,()（）]{0,3}(?:(?:の|ที่\s?|الموافق\s)[\s(（]?)?")
"""What may stand between a weekday and its day: "Friday (14 August)", 14日の金曜日."""
_DIGIT = re.compile(r"\d")

Relative = tuple[re.Match[str], int, str]
"""Where something is said relative to publication, how far away, in which unit."""


def whole(text: str, dates: Iterable[When]) -> list[When]:
    """The dates in order, a weekday and the day beside it as one: "Friday, 14 August", 8月14日（周五）."""
    found: list[When] = []
    for when in dates:
        last = found[-1] if found else None
        if last and _APPOSED.fullmatch(text, last.end, when.start) and (day := _same_day(text, last, when)):
            found[-1] = msgspec.structs.replace(day, start=last.start, end=when.end)
        else:
            found.append(when)
    return found


def _same_day(text: str, one: When, other: When) -> When | None:
    """Of a weekday in words and a day in figures the latter, if it is such a weekday."""
    days = [when for when in (one, other) if when.low and when.low == when.high and not when.month]
    figures = [when for when in days if _DIGIT.search(text, when.start, when.end)]
    same = len(days) == len({when.low.weekday() for when in days if when.low}) + 1
    return figures[0] if same and len(figures) == 1 else None


def from_today(relatives: Sequence[Relative], published: date, *, future: bool) -> Iterable[When]:
    """The days and months that are said relative to publication."""
    for match, amount, unit in relatives:
        low, high = shifted(published, amount, unit, future=future)
        yield When(start=match.start(), end=match.end(), low=low, high=high, month=unit in "mye")


def with_span(when: When, spans: Iterable[When], published: date) -> When:
    """What lies ahead ("in three weeks") with the term that it says: a deadline may count it from another day."""
    if when.low is None or when.low <= published:
        return when
    span = next((one.span for one in spans if one.part_of(when.start, when.end)), 0)
    return msgspec.structs.replace(when, span=span)


def vague(when: When, year: re.Match[str] | None, told: Sequence[When]) -> tuple[bool, bool, bool]:
    """What makes a date say less than another that shares words with it: its month only, relatively, no year."""
    return when.month, when.month and when in told, when.month and year is None


def exact(said: Sequence[Relative]) -> Iterator[Relative]:
    """What two that share a word say together: "geçen hafta" and "hafta içinde" last week, 昨年 and 年末 its end."""
    for match, amount, unit in said:
        across = [(away, other) for one, away, other in said if _across(match, one)]
        if (unit == "y" and (0, "e") in across) or (
            not amount and any(away and other == unit for away, other in across)
        ):
            continue
        years = next((away for away, other in across if other == "y"), 0)
        yield match, amount or (years if unit == "e" else 0), unit


def _across(one: re.Match[str], other: re.Match[str]) -> bool:
    """Whether two share some words, and each has more."""
    first, second = sorted((one.span(), other.span()))
    return first[0] < second[0] < first[1] < second[1]


def meet(one: re.Match[str], other: re.Match[str]) -> bool:
    """Whether two share a letter."""
    return one.start() < other.end() and other.start() < one.end()


def together(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    """Whether two halves of a date stand side by side (去年4月, "April last year") or overlap (上周五)."""
    first, second = sorted((one, other), key=lambda match: match.start())
    return meet(one, other) or bool(_BETWEEN.fullmatch(text, first.end(), second.start()))


def with_month(
    text: str, match: re.Match[str], day: int, months: Sequence[tuple[re.Match[str], int]], published: date
) -> Iterable[When]:
    """The day of the relative month beside it: 上月18日, "le 18 du mois dernier"."""
    for other, amount in months:
        low, high = shifted(published, amount, "m", future=False)
        if low and high and day <= high.day and together(text, match, other):
            yield joined(match, other, low.replace(day=day))

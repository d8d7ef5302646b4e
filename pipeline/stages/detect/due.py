"""When something falls due: on the day that a sentence names, or when a term ends that is counted in days.

Laws. Of a window ("from May 24 to June 22") the last day is meant. No day of its telling is one, nor one gone by of
which no word says that it was due: a date that the tense alone would put ahead is read as it is nearer. A term runs
from the day that its sentence names, else from that which the article named last, else from publication; where it was
given in a month gone by, nobody knows.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import islice, takewhile
from operator import attrgetter

from pipeline.stages.detect.days import When
from pipeline.stages.detect.diary import Diary

_WIDEST = 16
_WINDOW = re.compile(rf"[^,;:.!?()\d]{{1,{_WIDEST}}}")
"""What may stand between the first day of a window and its last: " to ", " bis zum ", "至"."""
_NEAR = timedelta(days=1)
"""By how much the end of a term and the day that is named for it may differ."""


def of(diary: Diary, text: str, held: int, *, gone: bool) -> When | None:
    """The date in a text on which something falls due; where it has `gone` by only one that a word makes so."""
    behind = [when for when in diary.dates(text, held, future=False) if when.low and not when.span]
    past = {(when.start, when.end): when for when in behind}
    ahead = [_nearer(when, past, diary.published) for when in diary.dates(text, held, future=True)]
    ahead = [when for when in ahead if not _opens(when, ahead, text)]
    spans = [when for when in ahead if when.span]
    due = [when for when in ahead if when.high and when.high >= diary.published and not when.span]
    said = {when.low for when in behind}
    if spans and (end := _term(diary, spans[0], due, behind)):
        return end
    due.sort(key=lambda when: (not when.due, when.month, when.low not in said))
    marked = [when for when in (*due, *ahead) if when.due]
    return next(iter(marked if gone else due or marked), None)


def _opens(when: When, ahead: Sequence[When], text: str) -> bool:
    """Whether a date is the first day of a window, of which a later date right behind it is the last."""
    behind = islice(ahead, bisect_left(ahead, when.end, key=attrgetter("start")), None)
    near = takewhile(lambda one: one.start <= when.end + _WIDEST, behind)
    return any(
        when.low and one.low and when.low < one.low and _WINDOW.fullmatch(text, when.end, one.start) for one in near
    )


def _nearer(when: When, behind: Mapping[tuple[int, int], When], published: date) -> When:
    """A date of which no word says that something falls due then: to come, or as it is read of what has happened."""
    past = behind.get((when.start, when.end), when)
    if when.due or when.low is None or past.low is None:
        return when
    return past if when.low - published > published - past.low else when


def _term(diary: Diary, span: When, due: list[When], behind: list[When]) -> When | None:
    """The day on which a term ends; None where the text names it, or leaves open when the term was given."""
    days = [when for when in due if when.low and not when.month]
    long_ago = any(when.month and when.high and when.high < diary.published for when in behind)
    start = _given(diary, [when for when in behind if not _is_end(when, due)])
    if start is None or (days and long_ago):
        return None
    end = start + timedelta(days=span.span)
    exact = [when for when in days if when.low and abs(when.low - end) <= _NEAR]
    if exact:
        return exact[0]
    said = {when.low for when in behind}
    if any(when.low and when.low > diary.published and (when.due or when.low in said) for when in days):
        return None
    end = next((day for day in diary.due_days if abs(day - end) <= _NEAR), end)
    return When(start=span.start, end=span.end, low=end, high=end, month=span.month)


def _is_end(when: When, due: list[When]) -> bool:
    """Whether a word says of a date that something falls due then, whatever its year."""
    return any((when.start, when.end) == (one.start, one.end) for one in due if one.due)


def _given(diary: Diary, behind: list[When]) -> date | None:
    """The day from which a term runs; None where that would be a guess."""
    named = [when for when in behind if diary.is_past(when)]
    days = [when.low for when in named if when.low and not when.month]
    if days:
        return max(days)
    if any(when.high and when.high < diary.published for when in named):
        return None
    if diary.told[-1].field == "title":
        return diary.lead_day or diary.published
    told = [when.low for line in diary.told[:-1] for when in diary.gone_by(line) if when.low and not when.month]
    return told[-1] if told and diary.told[-1] is not diary.text[0] else diary.published

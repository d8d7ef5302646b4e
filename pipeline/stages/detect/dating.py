"""Which of the dates that an article says is that of a finding.

Laws. What has happened bears no date to come, what falls due no date of its telling. A year is no date, yet no other
date is meant where a year stands nearer. Another clause lends only a date that no tense shifts. A headline without a
date is of the day that the text's first sentence names.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from pipeline.stages.detect import roles
from pipeline.stages.detect.days import When
from pipeline.stages.detect.hits import Hit
from pipeline.stages.detect.lines import Line
from pipeline.stages.detect.reading import Reading

_WEEK = timedelta(days=7)
_TOMORROW = timedelta(days=1)
"""What has happened may bear tomorrow's date where the sun rises earlier; a later date is another thing's."""


class Dating:
    """The dates of one article, as far as it has been read."""

    def __init__(self, reading: Reading, published: date) -> None:
        self.reading, self.published = reading, published
        self._told: list[tuple[str, int]] = []
        self._known: dict[tuple[str, bool], list[When]] = {}

    def tell(self, text: str, held: int) -> None:
        """A sentence has been read: later ones may count from its date."""
        self._told.append((text, held))

    def after(self, told: int) -> Dating:
        """The same when no more than so many sentences had been read before the one at hand."""
        then = Dating(self.reading, self.published)
        then._told, then._known = self._told[: told + 1], self._known
        return then

    def of(self, hit: Hit, clause: str, sentence: str, held: int, *, future: bool) -> tuple[When | None, str]:
        """The date nearest to the words that matched, in their clause, else in the sentence; and how it is said."""
        rule = hit.ready.rule
        if rule.dated == "never" or rule.type in roles.UNDATED:
            return None, ""
        for text, at in ((clause, (hit.start + hit.end) / 2), (sentence, None)):
            due = rule.type == "deadline"
            day = self._due(text, held) if due else self._day(text, at, held, future=future)
            if day is None and at is not None and not due and not future:
                day = self._counted(text)
            if day:
                return day, text[day.start : day.end]
        return None, ""

    def _dates(self, text: str, held: int, *, future: bool) -> list[When]:
        """The dates in a text; several findings of a sentence ask for the same."""
        known = self._known.get((text, future))
        if known is None:
            known = self._known[text, future] = self.reading.dates(text, self.published, held, future=future)
        return known

    def of_lead(self, line: Line | None) -> date | None:
        """The one day of the week gone by that the first sentence of a text names: that of its headline, too."""
        if line is None or self.reading.looks_ahead(line.folded, line.held):
            return None
        dates = self._dates(line.folded, line.held, future=False)
        days = {when.low for when in dates if when.low == when.high and not when.due and not when.month}
        past = [day for day in days if day and timedelta(0) <= self.published - day <= _WEEK]
        return past[0] if len(past) == 1 else None

    def falls_due(self, lines: Iterable[Line]) -> date | None:
        """The first day to come by which, as a text says, something must be done: that of its headline, too."""
        for line in lines:
            for when in self._dates(line.folded, line.held, future=True):
                if when.due and when.low and when.low == when.high and not when.month and when.low >= self.published:
                    return when.low
        return None

    def _counted(self, text: str) -> When | None:
        """The day or month that "the day after", "then" mean, where a recap goes on from the last date before it.

        "The day before" of an article that has named no date is that before its publication.
        """
        counted = self.reading.grammar.after(text, self.published)
        if counted is None:
            return None
        for said, held in reversed(self._told):
            days = [
                when.low
                for when in self._dates(said, held, future=False)
                if when.low and when.low <= self.published and (counted.month or not when.month)
            ]
            if days:
                recap = not counted.month or days[-1] < self.published.replace(day=1)
                return self.reading.grammar.after(text, days[-1]) if recap else None
        back = not counted.month and counted.low is not None and counted.low <= self.published
        return counted if back else None

    def _day(self, text: str, at: float | None, held: int, *, future: bool) -> When | None:
        """The date nearest to a place, of those that what happened, or is planned, can bear.

        Without a place the dates are another clause's, whose tense is not known: then those that no tense shifts.
        """
        found = self._dates(text, held, future=future)
        fixed = found if at is not None else self._dates(text, held, future=not future)
        days = [
            when
            for when in found
            if when in fixed
            and not when.span
            and (when.low is None or future or (when.low <= self.published + _TOMORROW and not when.due))
        ]
        return min(days, key=lambda when: abs((when.start + when.end) / 2 - (at or 0)), default=None)

    def _due(self, text: str, held: int) -> When | None:
        """The day on which something falls due: named, or so many days after another, else after publication."""
        ahead = self._dates(text, held, future=True)
        named = [when for when in ahead if when.low]
        due = [when for when in named if when.low and when.high and when.high >= self.published]
        spans = [when for when in ahead if when.span]
        behind = [when for when in self._dates(text, held, future=False) if when.low]
        said = {when.low for when in behind}  # a date that only the tense puts ahead is when it was said
        if spans and (end := self._term(spans[0], due, behind, said)):
            return end
        said_due = [when for when in due if when.due]
        due.sort(key=lambda when: (when.month, when.low not in said))
        return next(iter(said_due or due or named), None)

    def _term(self, span: When, due: list[When], behind: list[When], said: set[date | None]) -> When | None:
        """The day on which a term ends, counted from when it was given; None where the text names the day."""
        days = [when for when in due if when.low and not when.month]
        if days and any(when.month and when.high and when.high < self.published for when in behind):
            return None  # given in a month gone by, and it ends on a day that is named
        past = [when.low for when in behind if when.low and not when.month and when.low <= self.published]
        day = max(past, default=self.published) + timedelta(days=span.span)
        exact = [when for when in days if when.low and abs((when.low - day).days) <= 1]
        if exact:
            return exact[0]
        if any(when.low and when.low > self.published and when.low in said for when in days):
            return None
        return When(start=span.start, end=span.end, low=day, high=day, month=span.month)

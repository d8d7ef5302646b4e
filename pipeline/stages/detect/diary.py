"""The dates that an article names, sentence by sentence, as far as it has been read.

Laws. Days are seen from that of publication, in languages whose readers are all ahead of UTC by their clocks. A
headline without a date is of the day that the text's first sentence names.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from pipeline.stages.detect.days import When
from pipeline.stages.detect.lines import Line
from pipeline.stages.detect.reading import Reading

_WEEK = timedelta(days=7)


class Diary:
    """The dates of one article; `told` are the sentences read so far, with the one at hand."""

    def __init__(self, reading: Reading, published_at: datetime, lines: Sequence[Line]) -> None:
        ahead = timedelta(hours=reading.lexicon.dates.hours)
        self.reading, self.grammar = reading, reading.grammar
        self.published: date = (published_at.astimezone(UTC) + ahead).date()
        self.text = [line for line in lines if line.field == "text"]
        self.told: list[Line] = []
        self._known: dict[tuple[str, bool], list[When]] = {}

    def after(self, told: int) -> Diary:
        """The same when no more than so many sentences had been read before the one at hand."""
        then = copy(self)
        then.told = self.told[: told + 1]
        return then

    def dates(self, text: str, held: int, *, future: bool) -> list[When]:
        """The dates in a text; several findings of a sentence ask for the same."""
        known = self._known.get((text, future))
        if known is None:
            known = self._known[text, future] = self.reading.dates(text, self.published, held, future=future)
        return known

    def gone_by(self, line: Line) -> list[When]:
        """The days and months up to publication that a sentence names."""
        return [when for when in self.dates(line.folded, line.held, future=False) if self.is_past(when)]

    def is_past(self, when: When) -> bool:
        """Whether a date begins no later than publication."""
        return when.low is not None and when.low <= self.published

    @cached_property
    def lead_day(self) -> date | None:
        """The one day of the week gone by that the first sentence of the text names: that of the headline, too."""
        if not self.text or self.reading.moods.looks_ahead(self.text[0].folded, self.text[0].held):
            return None
        dates = self.dates(self.text[0].folded, self.text[0].held, future=False)
        days = {when.low for when in dates if when.low == when.high and not when.due and not when.month}
        past = [day for day in days if day and timedelta(0) <= self.published - day <= _WEEK]
        return past[0] if len(past) == 1 else None

    @cached_property
    def due_days(self) -> list[date]:
        """The days to come by which, as the text says, something must be done: the first is its headline's, too."""
        dates = [when for line in self.text for when in self.dates(line.folded, line.held, future=True)]
        days = [when.low for when in dates if when.due and when.low == when.high and not when.month]
        return [day for day in days if day and day >= self.published]

"""The dates in a sentence, as intervals of days: a small grammar filled by the lexicon's words.

A date is resolved against the day of publication and the tense: "Friday" in a report of what happened is the
last one, in a plan the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import msgspec

from pipeline.kit import words
from pipeline.stages.detect.counts import HOLE, offset
from pipeline.stages.detect.days import When, dated, joined, shifted, to_come, within, year_end
from pipeline.stages.detect.halves import (
    Relative,
    exact,
    from_today,
    meet,
    together,
    vague,
    whole,
    with_span,
)
from pipeline.stages.detect.lexicon import Dates
from pipeline.stages.detect.spelled import Spelled
from pipeline.stages.detect.written import Written

_REACH = 30
"""How far before a date the word may begin that makes it a day on which something falls due, or that is its month."""
_DECISION = 60
"""How far before its date a decision may be named, with who decided: "the order of the government of May 5"."""
_WEEK, _MONTH_DAYS = 7, 30
_TOLD = "tka"
"""Units that are counted from a date told before, or from the one beside them."""


class Grammar:
    """The dates of one language; a text with neither a digit nor one of its `words` holds none."""

    def __init__(self, dates: Dates, *, spaced: bool) -> None:
        self._spaced = spaced
        spelled = Spelled(dates.numbers, spaced=spaced)
        self._written = written = Written(dates, spelled)
        self._year, any_month = written.year, written.any_month
        self._counts = spelled.counts
        self.regexes = spelled.regexes
        """All that a text may be tried with."""
        self.month = spelled.regex(rf"\s*{any_month}") if dates.months else None
        self._any_weekday = spelled.any(dates.weekdays)
        self._month_before = spelled.regex(rf"{any_month}[\s,]*(?:\w{{1,4}}\s+)?$")
        self._last, self._next, self._ends = (
            spelled.near(dates.last),
            spelled.near(dates.next),
            spelled.any(dates.ends),
        )
        self._due = spelled.regex(rf"{spelled.word(dates.due)}\s*$") if dates.due else None
        self._due_first = spelled.regex(rf"{spelled.word(dates.due)}\s+(?:\d|{any_month})") if dates.due else None
        self._due_behind = spelled.regex(rf"(?:'\w+)?\s*{spelled.word(dates.due_behind)}") if dates.due_behind else None
        of = rf"{spelled.word(dates.decided)}[^,;:.\d]*?{spelled.word(dates.of)}\s*$" if dates.decided else "(?!)"
        self._decision = spelled.regex(of)
        self._gone, self._beside = spelled.any(dates.gone), spelled.any(dates.beside)
        relative = [offset(key, spelled.any(said)) for key, said in dates.relative.items()]
        self._relative = [one for one in relative if one.unit not in _TOLD]
        self._any_relative = spelled.any([one for many in dates.relative.values() for one in many])
        self._then = [one for one in relative if one.unit in _TOLD]
        self._fixed = [(spelled.any(said), date.fromisoformat(f"2024-{day}")) for day, said in dates.fixed.items()]
        self._any_then = spelled.any([one for key, said in dates.relative.items() for one in said if key[-1] in _TOLD])
        blank = rf"[\s-]+(?:(?!{any_month})\w+\s+)?" if spaced else r"\s*(?:个|個|か|カ|ヶ)?\s*"
        self._spans = [
            (spelled.regex(rf"(?P<count>{self._counts.any}){blank}(?:{spelled.word(said)})", said), unit)
            for said, unit in ((dates.days, 1), (dates.weeks, _WEEK), (dates.spans, _MONTH_DAYS))
            if said
        ]
        said = [*dates.months, *dates.weekdays, *dates.days, *dates.weeks, *dates.spans]
        said += [one for table in (dates.relative, dates.fixed) for many in table.values() for one in many]
        choices = (max(one.split(HOLE), key=len) for many in said for one in many.split("|"))
        self.words = frozenset(words.apart(words.fold(one)).strip() for one in choices)

    def find(self, text: str, published: date, *, future: bool) -> list[When]:
        """Every date in a folded text, in order; of two that overlap the one with a day, else the longer.

        What is part of a longer one is none: the Romanian "luni" of three months is no Monday, nor "day" in "that day",
        nor what stands in words of the lexicon's `beside`. A month's name says more than "the month", more yet
        with its year: "early May 2024".
        """
        beside = self._relatives(text)
        terms = list(self._counted(text))
        told = [with_span(when, terms, published) for when in from_today(beside, published, future=future)]
        found = [*self._written.find(text, published, beside, future=future), *told]
        found += self._feasts(text, published, future=future)
        found += self._named(text, published, beside, future=future)
        found += terms
        found += self._years(text)
        spans = [(when.start, when.end) for when in found]
        spans += [match.span() for match in self._any_then.finditer(text)]
        longer, other = within(spans), within(match.span() for match in self._beside.finditer(text))
        found = [when for when in found if not longer(when) and (when.span or not other(when))]
        kept: list[When] = []
        taken = bytearray(len(text))
        for when in sorted(
            found,
            key=lambda one: (*vague(one, self._year.search(text, one.start, one.end), told), -one.length, one.start),
        ):
            if not any(taken[when.start : when.end]):
                kept.append(when)
                taken[when.start : when.end] = bytes([1]) * when.length
        dates = [self._as_due(text, when) for when in whole(text, sorted(kept, key=lambda one: one.start))]
        if not future:
            return dates
        years = [match for match, _, unit in beside if unit == "y"]
        return [when if self._says_year(text, when, years) else to_come(when, published) for when in dates]

    def after(self, text: str, told: date) -> When | None:
        """The day or month that a text counts from the date told before: "the next day"; of several the longest."""
        if not self._any_then.search(text):
            return None
        said = [(one, match) for one in self._then for match in one.said.finditer(text)]
        one, match = max(said, key=lambda both: len(both[1][0]))
        low, high = shifted(told, one.away(match, self._counts), "m" if one.unit == "t" else "d", future=False)
        when = When(start=match.start(), end=match.end(), low=low, high=high)
        return msgspec.structs.replace(when, month=one.unit == "t", behind=one.unit == "a")

    def says_gone(self, text: str) -> bool:
        """Whether a text says that a day on which something fell due has gone by."""
        return bool(self._gone.search(text))

    def of_decision(self, text: str, when: When) -> bool:
        """Whether a date is that of a decision which is named before it."""
        return bool(self._decision.search(text, max(0, when.start - _DECISION), when.start))

    def _years(self, text: str) -> Iterable[When]:
        """A year alone is no date, its end is; "late May 2026" is that of a month."""
        ends = list(self._ends.finditer(text))
        for match in self._year.finditer(text):
            yield When(start=match.start(), end=match.end(), month=True)
            for beside in ends:
                if together(text, beside, match) and not self._after_month(text, match.start()):
                    yield joined(match, beside, *year_end(int(self._written.common(match[0]))), month=True)

    def _says_year(self, text: str, when: When, years: Iterable[re.Match[str]]) -> bool:
        """Whether a date names its year, in figures or as "last year"."""
        beside = any(when.start <= year.start() and year.end() <= when.end for year in years)
        return beside or bool(self._year.search(text, when.start, when.end))

    def _after_month(self, text: str, place: int) -> bool:
        return bool(self._month_before.search(text, max(0, place - _REACH), place))

    def _feasts(self, text: str, published: date, *, future: bool) -> Iterable[When]:
        """The days that have a name: "New Year's Eve"."""
        for said, day in self._fixed:
            for match in said.finditer(text):
                yield from filter(None, [dated(match, None, day.month, str(day.day), published, future=future)])

    def _as_due(self, text: str, when: When) -> When:
        """The same date, marked if a word beside or of it says that something falls due then, and not that it has."""
        before = self._due.search(text, max(0, when.start - _REACH), when.start) if self._due else None
        own = self._due_first.match(text, when.start, when.end) if self._due_first else None
        word = before or own or (self._due_behind.match(text, when.end) if self._due_behind else None)
        if word is None or any(meet(gone, word) for gone in self._gone.finditer(text)):
            return when
        return msgspec.structs.replace(when, due=True)

    def _relatives(self, text: str) -> list[Relative]:
        """What a text says relative to publication: where, how far away, in which unit."""
        if not self._any_relative.search(text):
            return []
        said = [
            (match, one.away(match, self._counts), one.unit)
            for one in self._relative
            for match in one.said.finditer(text)
        ]
        return list(exact(said))

    def _named(self, text: str, published: date, relatives: Sequence[Relative], *, future: bool) -> Iterable[When]:
        weeks = [(match, amount) for match, amount, unit in relatives if unit == "w"]
        for match in self._any_weekday.finditer(text):
            number = next((n for n, day in enumerate(self._written.weekdays) if day.fullmatch(match[0])), 0)
            before, after = text[max(0, match.start() - 14) : match.start()], text[match.end() : match.end() + 14]
            coming, gone = (
                bool(close.search(before) or behind.match(after)) for close, behind in (self._next, self._last)
            )
            ahead = (number - published.weekday()) % _WEEK
            behind = (published.weekday() - number) % _WEEK
            if coming:
                day = published + timedelta(days=ahead or _WEEK)
            elif gone:
                day = published - timedelta(days=behind or _WEEK)
            else:
                day = published + timedelta(days=ahead) if future else published - timedelta(days=behind)
            for other, amount in weeks:
                if together(text, other, match):
                    away = timedelta(weeks=amount, days=number - published.weekday())
                    yield joined(match, other, published + away)
            yield When(start=match.start(), end=match.end(), low=day, high=day)  # behind 上周一, which is as long

    def _counted(self, text: str) -> Iterable[When]:
        for said, unit in self._spans:
            for match in said.finditer(text):
                number = self._counts.of(match["count"])
                if number:
                    yield When(start=match.start(), end=match.end(), span=number * unit, month=unit == _MONTH_DAYS)

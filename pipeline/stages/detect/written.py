"""Days and months as a text writes them out: "14 September", "on the 3rd", "in May", 2020-09-14.

A day without a year takes the year that brings it nearest to publication.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from msgspec.structs import replace

from pipeline.kit.regex import Regex
from pipeline.stages.detect.days import When, dated, day_of_month, until
from pipeline.stages.detect.halves import Relative, together, with_month
from pipeline.stages.detect.lexicon import Dates
from pipeline.stages.detect.spelled import Spelled, holes_of

_ISO = Regex(r"(?<!\d)(?P<y>(?:19|20)\d\d)[-/.](?P<n>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)")
_DIGIT = re.compile(r"\d")
_OTHER_ERA = 2400
"""A year from here on is counted from another era than the common one."""
_REACH = 30
"""How far before a day its weekday may begin."""
_YEAR_MONTHS = 12


class Written:
    """What one language writes out; `weekdays` are its names of them, Monday first."""

    def __init__(self, dates: Dates, spelled: Spelled) -> None:
        self._era = dates.era
        self._ordinals = [spelled.any([word]) for word in dates.ordinals]
        self.year = re.compile(rf"(?<!\d)(?:19|20{'|2[456]' if dates.era else ''})\d\d(?!\d)")
        self.any_month = spelled.word(dates.months) if dates.months else "(?!)"
        """A regular expression for the name of a month."""
        self._months = [spelled.any([month]) for month in dates.months]
        self._month_said = spelled.regex(self.any_month)
        self.weekdays = [spelled.any([day]) for day in dates.weekdays]
        self._weekday_before = spelled.regex(rf"(?P<day>{spelled.word(dates.weekdays)})\W{{0,2}}(?:\w{{1,4}}\s+)?$")
        holes = self.any_month, self.year.pattern, dates.ordinals
        forms = [(holes_of(form), spelled.form(form, *holes)) for form in dates.forms]
        self._forms = [_ISO, *(form for _, form in forms)]
        self._unnamed_forms = [_ISO, *(form for said, form in forms if "m" not in said)]
        self._bare_forms = [form for said, form in forms if said == ["m"]]

    def find(self, text: str, published: date, relatives: Sequence[Relative], *, future: bool) -> Iterable[When]:
        """Every one of them in a folded text, with the years and months that `relatives` say beside it."""
        years = [(match, amount) for match, amount, unit in relatives if unit == "y"]
        months = [(match, amount) for match, amount, unit in relatives if unit == "m"]
        named = bool(self._month_said.search(text))
        numbered = bool(_DIGIT.search(text)) or (named and bool(self._ordinals))
        likely = self._forms if named else self._unnamed_forms
        for form in likely if numbered else self._bare_forms if named else ():
            for match in form.finditer(text):
                said = match.groupdict()
                last = said.get("e")
                if said.get("d") and not said.get("n") and not said.get("m"):
                    day = int(self._day_said(said["d"]) or 0)
                    days = [*day_of_month(match, day, published, future=future)]
                    days += with_month(text, match, day, months, published)
                    yield from (until(when, last) for when in days)
                    continue
                month = int(said["n"]) if said.get("n") else self._month(said.get("m"))
                if not 1 <= month <= _YEAR_MONTHS:
                    continue
                beside, amount = next((year for year in years if together(text, year[0], match)), (match, None))
                year = self.common(said["y"]) if said.get("y") else None
                year = year or (None if amount is None else str(published.year + amount))
                when = dated(match, year, month, self._day_said(said.get("d")), published, future=future)
                if when is not None:
                    start, end = min(self._start(text, when), beside.start()), max(when.end, beside.end())
                    yield until(replace(when, start=start, end=end), last)

    def common(self, year: str) -> str:
        """A year of the common era, where a language counts from another: the Thai 2568 is 2025."""
        return str(int(year) - self._era) if self._era and int(year) >= _OTHER_ERA else year

    def _start(self, text: str, when: When) -> int:
        """Where a date begins: at the name of its day, if that stands before it ("until Tuesday, December 16")."""
        before = self._weekday_before.search(text, max(0, when.start - _REACH), when.start)
        if before is None or when.month or when.low is None:
            return when.start
        return before.start() if self.weekdays[when.low.weekday()].fullmatch(before["day"]) else when.start

    def _day_said(self, said: str | None) -> str | None:
        """A day in figures, whether it was said so or in words."""
        if said is None or said.isdigit():
            return said
        days = (day for day, word in enumerate(self._ordinals, 1) if word.fullmatch(said))
        return str(next(days, 0))

    def _month(self, said: str | None) -> int:
        return next((number for number, month in enumerate(self._months, 1) if month.fullmatch(said or "")), 0)

"""Which of the dates that an article says is that of a finding.

Laws. What has happened bears no date to come, what falls due no date of its telling. A year is no date, yet no other
date is meant where a year stands nearer. Another clause lends only a date that no tense shifts.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from msgspec.structs import replace

from pipeline.model import Field, Modality
from pipeline.stages.detect import due, roles
from pipeline.stages.detect.days import When
from pipeline.stages.detect.diary import Diary
from pipeline.stages.detect.hits import Hit
from pipeline.stages.detect.lexicon import Rule

_YESTERDAY = timedelta(days=1)
"""On the day after, "on Tuesday" is that one: of the next a text says more."""
_APART = 7
"""How many letters may stand between two ways to say one day: "a day later, on Monday"."""

_BEGINS = re.compile(r"\W*(?:\w{1,4}\W+)?")
"""What may stand between "two days after" and what happened two days before: "the"."""


class Dating:
    """What dates the findings of an article, as far as it has been read."""

    def __init__(self, diary: Diary) -> None:
        self.diary, self.published = diary, diary.published
        self._due_known: dict[tuple[str, int], When | None] = {}
        """By text, and by how much had been read before it: several findings of a sentence ask for the same."""

    def of(self, hit: Hit, clause: str, sentence: str, held: int, *, future: bool) -> tuple[When | None, str]:
        """The date nearest to the words that matched, in their clause, else in the sentence; and how it is said."""
        rule = hit.ready.rule
        if rule.dated == "never" or rule.type in roles.UNDATED:
            return None, ""
        for text, at in ((clause, (hit.start + hit.end) / 2), (sentence, None)):
            ends = rule.type == "deadline"
            sued = rule.type in roles.CONTESTING
            if ends:
                day = self._due(text, at, held)
            else:
                day = self._day(text, at, held, future=future, start=hit.start, sued=sued)
            if day:
                return day, text[day.start : day.end]
        return None, ""

    def held(self, hit: Hit, clause: str, sentence: str, held: int, modality: Modality) -> tuple[When | None, str]:
        """The date of what a text holds in this way, as `of` has it.

        Of a rumour nobody says whether it is over ("may close on Friday"): the nearer one is meant. So it is of a bill,
        which is expected to become law, and was brought in, or will be. Who says "on Tuesday" on that day, or on
        the next, means that one, whatever else is planned in the sentence.
        """
        gone = self.of(hit, clause, sentence, held, future=False)
        if modality not in {"expected", "rumoured"}:
            return gone
        coming = self.of(hit, clause, sentence, held, future=True)
        if modality == "rumoured" or (hit.ready.rule.modality and hit.ready.rule.type == "order"):
            return min(
                (one for one in (gone, coming) if one[0] and one[0].low), key=self._from_publication, default=gone
            )
        return gone if self._just_told(gone[0], coming[0]) else coming

    def _just_told(self, gone: When | None, coming: When | None) -> bool:
        """Whether a date is that of publication or the day before, and no other words are read as a date to come."""
        if gone is None or gone.low is None or not timedelta(0) <= self.published - gone.low <= _YESTERDAY:
            return False
        return coming is None or (coming.start, coming.end) == (gone.start, gone.end)

    def of_the_day(self, rule: Rule, field: Field, modality: Modality, published: date) -> date | None:
        """The day of what a sentence reports without a date: of a headline its lead's, else that of publication."""
        titled = field == "title"
        leads = titled and modality != "expected" and not rule.dated and rule.type not in roles.LEADLESS
        if leads and self.diary.lead_day:
            return self.diary.lead_day
        if titled and rule.type == "deadline" and rule.dated != "never":
            return next(iter(self.diary.due_days), None)
        if rule.dated in {"headline", "news"}:
            day = modality == (rule.modality or "confirmed") and (titled or rule.dated == "news")
        else:
            day = not rule.dated and titled and modality == "confirmed" and rule.type not in roles.LASTING
        return published if day else None

    def _from_publication(self, dated: tuple[When | None, str]) -> timedelta:
        low = (dated[0] and dated[0].low) or self.published
        high = (dated[0] and dated[0].high) or low
        return max(low - self.published, self.published - high, timedelta(0))

    def _counted(self, text: str, start: int = 0) -> When | None:
        """The day or month that "the day after", "then" mean, where a recap goes on from the last date before it.

        "The day before" of an article that has named no date is that before its publication. "Two days after the vote"
        says so of the vote, which begins behind it; of what happened then it says nothing.
        """
        counted = self.diary.grammar.after(text, self.published)
        if counted is None or (counted.behind and not _BEGINS.fullmatch(text, counted.end, start)):
            return counted and replace(counted, low=None, high=None)
        for line in reversed(self.diary.told):
            days = [when.low for when in self.diary.gone_by(line) if when.low and (counted.month or not when.month)]
            if days:
                recap = not counted.month or days[-1] < self.published.replace(day=1)
                return self.diary.grammar.after(text, days[-1]) if recap else None
        back = not counted.month and counted.low is not None and counted.low <= self.published
        return counted if back else None

    def _day(  # noqa: PLR0913 - where, when, and of what
        self, text: str, at: float | None, held: int, *, future: bool, start: int = 0, sued: bool = False
    ) -> When | None:
        """The date nearest to a place, of those that what happened, or is planned, can bear.

        Of a suit it is not the day of what it is against.
        Without a place the dates are another clause's, whose tense is not known: then those that no tense shifts.
        """
        found = self.diary.dates(text, held, future=future)
        if sued:
            found = [when for when in found if not self.diary.grammar.of_decision(text, when)]
        fixed = set(found if at is not None else self.diary.dates(text, held, future=not future))
        days = [
            when
            for when in found
            if when in fixed
            and (when.low is not None or not when.span)
            and (when.low is None or future or (when.low <= self.published and not when.due))
        ]
        nearest = min(days, key=lambda when: _away(when, at or 0), default=None)
        if at is None:
            return nearest
        if future:
            return nearest or self._planned(text)
        counted = self._beside(text, days) if days else self._counted(text, start)
        return min((one for one in (nearest, counted) if one), key=lambda when: _away(when, at), default=None)

    def _planned(self, text: str) -> When | None:
        """The day to come that "the same day", "the next day" mean in a plan: 当天将签署."""
        counted = self._counted(text)
        return counted if counted and counted.low and counted.low >= self.published else None

    def _beside(self, text: str, days: list[When]) -> When | None:
        """The day that is counted from the only one that a text names: "on Monday, three days after" it.

        "Three days later, on Monday" is that Monday.
        """
        low = days[0].low
        counted = self.diary.grammar.after(text, low) if low and len(days) == 1 and not days[0].month else None
        if counted is None or counted.month or low is None or counted.low is None or counted.low > self.published:
            return None
        apart = days[0].start - counted.end
        same = apart >= 0 and (counted.low >= low or apart < _APART)
        return None if same else counted

    def _due(self, text: str, at: float | None, held: int) -> When | None:
        """The day on which something falls due, or, of what has gone by, that on which it did: "expired"."""
        gone = self.diary.grammar.says_gone(text)
        asked = text, len(self.diary.told)
        if asked not in self._due_known:
            self._due_known[asked] = due.of(self.diary, text, held, gone=gone)
        return self._due_known[asked] or (self._day(text, at, held, future=False) if gone else None)


def _away(when: When, at: float) -> float:
    """How far the middle of a date stands from a place."""
    return abs((when.start + when.end) / 2 - at)

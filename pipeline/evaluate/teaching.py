"""What examples and labelled rows teach: sentences with what they say, each with choices of who acts.

A sentence is what `features` sees of it, with the lexicons as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain
from typing import TypeAlias

from msgspec.structs import replace

from pipeline.evaluate.gold import Label, Row
from pipeline.model import Article, Type, Value, Watch
from pipeline.stages.detect import features
from pipeline.stages.detect.casting import Stage
from pipeline.stages.detect.checking import as_article
from pipeline.stages.detect.features import TYPES, Candidate
from pipeline.stages.detect.heard import Heard
from pipeline.stages.detect.lexicon import Lexicon, Rule
from pipeline.stages.detect.lines import lines
from pipeline.stages.detect.merging import Found
from pipeline.stages.detect.reader import Reader
from pipeline.stages.detect.reading import Reading

Known: TypeAlias = tuple[AbstractSet[Type], AbstractSet[Type]]
"""The types that a sentence says, and those of which it is not known."""
Seen: TypeAlias = Sequence[tuple[Candidate, Iterable[str]]]
"""Parties that may act, with what is seen of each."""


class Acted(Value):
    """For each party that could have acted what speaks for it, and which of them did.

    What speaks for it is seen of it, by name, or heard in the sentence, by place.
    """

    names: list[list[str]]
    heard: list[tuple[int, int]]
    right: list[bool]


class Lesson(Value):
    """A sentence: what is seen of it, the types that it says, those that are not known, whose it is; who acts.

    `counts` is how often who acts counts.
    """

    text: str
    seen: list[float]
    says: frozenset[str]
    unknown: frozenset[str]
    whose: str
    real: bool
    acted: tuple[Acted, ...] = ()
    counts: float = 0.0


class Teacher:
    """Reads examples and labelled rows with the lexicons as they are."""

    def __init__(self, lexicons: Iterable[Lexicon], watches: Iterable[Watch]) -> None:
        self.readings = {lexicon.lang: Reading(lexicon) for lexicon in lexicons}
        self.watches = {watch.id: watch for watch in watches}
        self._stages: dict[tuple[str, str], Stage] = {}
        self.lessons: list[Lesson] = []

    def examples(self, watch: Watch) -> None:
        """Learn from the lexicons' examples, which name the parties of this watch."""
        for lang, reading in self.readings.items():
            for number, rule in enumerate(reading.lexicon.rule):
                self._examples(rule, rule.yes, ({rule.type}, set()), watch, f"{lang}{number}")
                self._examples(rule, rule.no, (set(), set(TYPES) - {rule.type}), watch, f"{lang}{number}")

    def knows(self, row: Row) -> bool:
        """Whether a row is sure, and in a language of ours."""
        return row.sure and row.article.lang in self.readings

    def read(self, row: Row) -> tuple[Reader, list[Found]]:
        """All that is heard of a row, and what rules find in it."""
        return self._read(row.article, self.watches[row.watch])

    def row(self, row: Row, *, actors: float = 1.0) -> None:
        """Learn from a labelled row what happens, and who does it, which counts so often."""
        if not self.knows(row):
            return
        reader, found = self.read(row)
        every = {label.type for label in row.labels}
        for place, one in enumerate(reader.heard):
            labels = [label for label in row.labels if _meets(label, one)]
            says = {label.type for label in labels}
            if lesson := self._lesson(reader, place, (says, every - says), whose=row.article.id, real=True):
                here = [told for told in found if (told.field, told.start) == (one.line.field, one.line.start)]
                acted = chain(self._acts(reader, place, labels), self._did(reader, here, row.labels))
                some = tuple(choice for choice in acted if any(choice.right))
                self.lessons.append(replace(lesson, acted=some, counts=actors))

    def _examples(self, rule: Rule, said: Iterable[str], known: Known, watch: Watch, whose: str) -> None:
        """What else rules find in an example may be so: nobody has said."""
        says, unknown = known
        for example in said:
            reader, found = self._read(as_article(rule, example, whose[:2], watch), watch)
            doubtful = unknown | {one.type for one in found} - says
            for place, heard in enumerate(reader.heard):
                named = heard.ours and heard.cast.parties
                if named and (lesson := self._lesson(reader, place, (says, doubtful), whose=whose, real=False)):
                    self.lessons.append(lesson)

    def _acts(self, reader: Reader, place: int, labels: Iterable[Label]) -> Iterator[Acted]:
        """Who does what is said in a sentence."""
        among = features.candidates(reader.heard, place, reader.stage)
        for label in (label for label in labels if not label.optional):
            seen = [(one, features.actor(one, among, label.type, reader.stage)) for one in among]
            yield _acted(seen, label.type, {label.first})

    def _did(self, reader: Reader, found: Iterable[Found], labels: Sequence[Label]) -> Iterator[Acted]:
        """Who does what rules found in it, if it is right that it is done."""
        for one in found:
            right = {label.first for label in labels if label.type == one.type}
            yield _acted(features.acting(one, reader.heard, reader.stage), one.type, right)

    def _read(self, article: Article, watch: Watch) -> tuple[Reader, list[Found]]:
        reading, key = self.readings[article.lang], (watch.id, article.lang)
        if key not in self._stages:
            self._stages[key] = Stage(watch, reading)
        reader = Reader(article, lines(article, reading), reading, self._stages[key])
        found = reader.read()
        reader.rest()
        return reader, found

    def _lesson(self, reader: Reader, place: int, known: Known, *, whose: str, real: bool) -> Lesson | None:
        """A sentence that may say something, and what it is known to say and to leave open."""
        heard = reader.heard[place]
        if not heard.news:
            return None
        says, unknown = map(frozenset, known)
        text, seen = features.called(heard.cast), features.sentence(reader, place)
        return Lesson(text=text, seen=seen, says=says, unknown=unknown, whose=whose, real=real)


def _acted(among: Seen, type_: Type, right: AbstractSet[str]) -> Acted:
    """The choice among some parties, with what is seen of each, of which these are right."""
    return Acted(
        names=[list(names) for _, names in among],
        heard=[features.heard_of(one, type_) for one, _ in among],
        right=[one.party.id in right for one, _ in among],
    )


def _meets(label: Label, heard: Heard) -> bool:
    line, span = heard.line, label.evidence
    return span.field == line.field and min(span.end, line.end) > max(span.start, line.start)

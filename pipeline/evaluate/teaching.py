"""What examples and labelled rows teach: sentences with what they say, and choices of who acts.

A sentence is what `features` sees of it, with the lexicons as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import TypeAlias

from pipeline.evaluate.gold import Label, Row
from pipeline.model import Article, Type, Value, Watch
from pipeline.stages.detect import features
from pipeline.stages.detect.casting import Stage
from pipeline.stages.detect.checking import as_article
from pipeline.stages.detect.features import TYPES
from pipeline.stages.detect.lexicon import Lexicon, Rule
from pipeline.stages.detect.lines import lines
from pipeline.stages.detect.merging import Found
from pipeline.stages.detect.reader import Heard, Reader
from pipeline.stages.detect.reading import Reading

Known: TypeAlias = tuple[AbstractSet[Type], AbstractSet[Type]]
"""The types that a sentence says, and those of which it is not known."""


class Lesson(Value):
    """A sentence: what is seen of it, the types that it says, those that are not known, and whose it is."""

    text: str
    seen: list[float]
    says: frozenset[str]
    unknown: frozenset[str]
    whose: str
    real: bool


class Acted(Value):
    """For each party that could have acted what speaks for it, and which of them did; how often that counts."""

    names: list[list[str]]
    right: list[bool]
    counts: float


class Teacher:
    """Reads examples and labelled rows with the lexicons as they are."""

    def __init__(self, lexicons: Iterable[Lexicon], watches: Iterable[Watch]) -> None:
        self.readings = {lexicon.lang: Reading(lexicon) for lexicon in lexicons}
        self.watches = {watch.id: watch for watch in watches}
        self._stages: dict[tuple[str, str], Stage] = {}
        self.lessons: list[Lesson] = []
        self.acted: list[Acted] = []

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
        for told in found if actors else ():
            self._did(reader, told, {label.first for label in row.labels if label.type == told.type}, actors)
        every = {label.type for label in row.labels}
        for place, one in enumerate(reader.heard):
            labels = [label for label in row.labels if _meets(label, one)]
            says = {label.type for label in labels}
            self._note(reader, place, (says, every - says), whose=row.article.id, real=True)
            for label in labels if actors else ():
                self._acts(reader, place, label, actors)

    def _examples(self, rule: Rule, said: Iterable[str], known: Known, watch: Watch, whose: str) -> None:
        """What else rules find in an example may be so: nobody has said."""
        says, unknown = known
        for example in said:
            reader, found = self._read(as_article(rule, example, whose[:2], watch), watch)
            doubtful = unknown | {one.type for one in found} - says
            for place, heard in enumerate(reader.heard):
                if heard.ours and heard.cast.parties:
                    self._note(reader, place, (says, doubtful), whose=whose, real=False)

    def _acts(self, reader: Reader, place: int, label: Label, counts: float) -> None:
        among = features.candidates(reader.heard, place, reader.stage)
        right = [one.party.id == label.first for one in among]
        if any(right) and not label.optional:
            names = [list(features.actor(one, among, label.type, reader.stage)) for one in among]
            self.acted.append(Acted(names=names, right=right, counts=counts))

    def _did(self, reader: Reader, found: Found, right: AbstractSet[str], counts: float) -> None:
        """Who does what a rule found, if it is right that it is done."""
        among = features.acting(found, reader.heard, reader.stage)
        if right & {one.party.id for one, _ in among}:
            names, acts = [list(names) for _, names in among], [one.party.id in right for one, _ in among]
            self.acted.append(Acted(names=names, right=acts, counts=counts))

    def _read(self, article: Article, watch: Watch) -> tuple[Reader, list[Found]]:
        reading, key = self.readings[article.lang], (watch.id, article.lang)
        if key not in self._stages:
            self._stages[key] = Stage(watch, reading)
        reader = Reader(article, lines(article, reading), reading, self._stages[key])
        found = reader.read()
        reader.rest()
        return reader, found

    def _note(self, reader: Reader, place: int, known: Known, *, whose: str, real: bool) -> None:
        """A sentence that may say something, and what it is known to say and to leave open."""
        heard = reader.heard[place]
        if heard.news:
            seen = features.sentence(reader, place)
            said, unknown = map(frozenset, known)
            text = features.called(heard.cast)
            self.lessons.append(Lesson(text=text, seen=seen, says=said, unknown=unknown, whose=whose, real=real))


def _meets(label: Label, heard: Heard) -> bool:
    line, span = heard.line, label.evidence
    return span.field == line.field and min(span.end, line.end) > max(span.start, line.start)

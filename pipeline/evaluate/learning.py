"""What the classifier learns, from the examples of the lexicons and from labelled articles.

    python -m pipeline.evaluate.learning LABELLED... --gold LABELLED... --types LABELLED... --doubts LABELLED...

A network (`training`) over what the encoder hears and `features.sentence` sees, and a regression over what speaks for
a party as the one who acts, with and without what a rule makes of it. The chance is calibrated (Platt, 1999) on a part
of the articles, predicted by what was learned from the others. Files after `--types` teach what happens, not who does
it; who acts by those after `--gold` counts more, for who stands first is a convention, and theirs is the one wanted.
Those after `--doubts` teach when to doubt a rule: nobody may have read them who wrote rules, nor anything else be
learned from them, else rules and network look better than they are.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import TypeAlias

import msgspec
import numpy as np
from msgspec.structs import replace

from pipeline.edge import encoder, seeds
from pipeline.evaluate import gold, regression, training
from pipeline.evaluate.gold import Label, Row
from pipeline.evaluate.training import BATCH, Material
from pipeline.model import Article, Type, Value, Watch
from pipeline.settings import Settings
from pipeline.stages.detect import features
from pipeline.stages.detect.casting import Stage
from pipeline.stages.detect.checking import as_article
from pipeline.stages.detect.classifying import Classifier, Read
from pipeline.stages.detect.features import TYPES, Learned
from pipeline.stages.detect.lexicon import Lexicon, Rule
from pipeline.stages.detect.lines import lines
from pipeline.stages.detect.merging import Found
from pipeline.stages.detect.reader import Heard, Reader
from pipeline.stages.detect.reading import Reading

Known: TypeAlias = tuple[AbstractSet[Type], AbstractSet[Type]]
"""The types that a sentence says, and those of which it is not known."""
STRETCH, PARTS, SELDOM = 4.0, 4, 3
"""By how much vectors count more than the rest; parts, of which one calibrates; how often what speaks for an actor must
have been seen."""
GOLD = 4.0
"""How often who acts by the gold counts."""
LOST = 0.05
"""Share of the sentences that would be suggested which may be lost so that others need no vector."""
SURE = 0.8
"""The chance from which something is suggested."""
KEPT = 0.35
"""The chance from which what rules found is kept: below two fifths it costs more right answers than wrong ones."""


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


def material(lessons: Sequence[Lesson], read: Read) -> Material:
    """The lessons as numbers."""
    pieces, lengths, vectors = [], [], []
    for at in range(0, len(lessons), BATCH):
        said = read([lesson.text for lesson in lessons[at : at + BATCH]])
        pieces.append(said.pieces.astype(np.float16))
        lengths.append(np.diff(said.starts, append=len(said.pieces)))
        vectors.append(said.vectors * STRETCH)
    seen = np.array([[*lesson.seen, 1.0] for lesson in lessons])
    return Material(
        pieces=np.concatenate(pieces),
        starts=np.concatenate([[0], np.cumsum(np.concatenate(lengths))]),
        beside=np.hstack([np.concatenate(vectors), seen]).astype(np.float32),
        says=np.array([[type_ in lesson.says for type_ in TYPES] for lesson in lessons], dtype=np.float32),
        known=np.array([[type_ not in lesson.unknown for type_ in TYPES] for lesson in lessons], dtype=np.float32),
    )


def learned(lessons: Sequence[Lesson], acted: Sequence[Acted], read: Read) -> Learned:
    """What the lessons teach."""
    all_ = material(lessons, read)
    apart = np.array([hashlib.sha256(lesson.whose.encode()).digest()[0] % PARTS == 0 for lesson in lessons])
    real, every = np.array([lesson.real for lesson in lessons]), np.arange(len(lessons))
    left = every[apart & real] if (apart & real).any() else every
    sums = all_.sums(training.trained(all_, every[~apart]), left)
    known = all_.known[left] > 0
    slope, offset = regression.logistic(np.column_stack([sums[known], np.ones(known.sum())]), all_.says[left][known])
    network = training.trained(all_, every)
    weights = network.weights
    without = (all_.beside[left, -features.BESIDES :] @ weights[-features.BESIDES :]).max(1)
    chances = 1 / (1 + np.exp(-(slope * sums.max(1) + offset)))
    hopeful = without[chances >= SURE] if (chances >= SURE).any() else without
    weights[len(network.floors) : -features.BESIDES] *= STRETCH
    return Learned(
        filters=network.filters.astype("<f2").tobytes(),
        floors=tuple(round(float(one), 4) for one in network.floors),
        weights=tuple(tuple(round(float(one), 4) for one in row) for row in weights),
        actors={name: round(weight, 3) for name, weight in _actors(acted)},
        slope=round(float(slope), 4),
        offset=round(float(offset), 4),
        sure=SURE,
        hope=round(float(np.quantile(hopeful, LOST)), 3),
        doubt=(0.0,) * features.WEIGHED,
        kept=KEPT,
        langs=encoder.LANGUAGES,
    )


def doubts(teacher: Teacher, rows: Iterable[Row], learned: Learned, read: Read) -> tuple[float, ...]:
    """How much what speaks for something that rules found tells whether it is right; what may be either is left out."""
    classifier = Classifier(learned, read)
    weighed, right = [], []
    for row in (row for row in rows if teacher.knows(row) and row.article.lang in learned.langs):
        required, every = ({one.type for one in labels} for labels in (row.required, row.labels))
        for type_, numbers in classifier.weighed(*teacher.read(row)):
            if type_ in required or type_ not in every:
                weighed.append(numbers)
                right.append(type_ in required)
    if not weighed:
        return learned.doubt
    weights = regression.logistic(np.array(weighed), np.array(right, dtype=np.float64))
    return tuple(round(float(weight), 4) for weight in weights)


def _actors(acted: Sequence[Acted]) -> Iterator[tuple[str, float]]:
    seen = Counter(name for one in acted for names in one.names for name in names)
    places = {name: place for place, name in enumerate(sorted(name for name in seen if seen[name] >= SELDOM))}
    says = [[places[name] for name in names if name in places] for one in acted for names in one.names]
    right = np.array([right for one in acted for right in one.right], dtype=np.float64)
    starts = np.cumsum([0, *(len(one.names) for one in acted[:-1])])
    weights = regression.choice(says, right, starts, np.array([one.counts for one in acted]), len(places))
    return zip(places, weights.tolist(), strict=True)


def main(given: Sequence[str], settings: Settings) -> None:
    """Learn from labelled rows and the examples of the lexicons, and print what was learned."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("labelled", nargs="+")
    for more in ("--gold", "--types", "--doubts"):
        ask.add_argument(more, nargs="+", default=[])
    paths = ask.parse_args(given)
    watches = {watch.id: watch for watch in seeds.watches(settings)}
    counted = ((paths.labelled, 1.0), (paths.gold, GOLD), (paths.types, 0.0))
    rows = [(row, actors) for files, actors in counted for row in gold.rows(files, "tiktok")]
    doubted = list(gold.rows(paths.doubts, "tiktok"))
    files = [*paths.doubts, *(path for some, _ in counted for path in some)]
    beside = {file.stem: file for path in files for file in Path(path).parent.glob("*.toml")}
    named = {row.watch for row in (*(row for row, _ in rows), *doubted)}
    watches |= {name: seeds.watch_file(beside[name]) for name in named if name not in watches}
    teacher = Teacher(seeds.lexicons(settings).values(), watches.values())
    teacher.examples(watches["tiktok"])
    for row, actors in rows:
        teacher.row(row, actors=actors)
    found = learned(teacher.lessons, teacher.acted, encoder.encoded)
    found = replace(found, doubt=doubts(teacher, doubted, found, encoder.encoded))
    sys.stderr.write(f"{len(teacher.lessons):,} sentences, {len(teacher.acted):,} with an actor\n")
    sys.stdout.write(msgspec.json.encode(found).decode() + "\n")


if __name__ == "__main__":
    main(sys.argv[1:], Settings(seeds_dir=""))

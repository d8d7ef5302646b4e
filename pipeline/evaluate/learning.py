"""What the classifier learns, from the examples of the lexicons and from labelled articles.

    python -m pipeline.evaluate.learning LABELLED... --types LABELLED... > seeds/classifier.json

A network (`training`) over what the encoder hears and `features.sentence` sees, and a logistic regression over what
speaks for a party as the one who acts, with and without what a rule makes of it. The chance is calibrated (Platt, 1999)
on a part of the articles, predicted by what was learned from the others. Files after `--types` teach what happens, not
who does it.
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
import numpy.typing as npt

from pipeline.edge import encoder, seeds
from pipeline.evaluate import gold, training
from pipeline.evaluate.gold import Label, Row
from pipeline.evaluate.training import BATCH, Material
from pipeline.model import Article, Type, Value, Watch
from pipeline.settings import Settings
from pipeline.stages.detect import features
from pipeline.stages.detect.casting import Stage
from pipeline.stages.detect.checking import as_article
from pipeline.stages.detect.features import TYPES, Learned
from pipeline.stages.detect.lexicon import Lexicon, Rule
from pipeline.stages.detect.lines import lines
from pipeline.stages.detect.merging import Found
from pipeline.stages.detect.reader import Heard, Reader
from pipeline.stages.detect.reading import Reading
from pipeline.stages.detect.suggesting import Read

Known: TypeAlias = tuple[AbstractSet[Type], AbstractSet[Type]]
"""The types that a sentence says, and those of which it is not known."""
Array = npt.NDArray[np.float64]
DECAY, STRETCH, PARTS, STEPS, SELDOM = 3.3, 4.0, 4, 80, 3
"""How much weights of a regression cost; by how much vectors count more than the rest; parts, of which one
calibrates; steps of a regression; how often what speaks for an actor must have been seen."""
LOST = 0.05
"""Share of the sentences that would be suggested which may be lost so that others need no vector."""
BESIDE, ALONE = 0.7, 0.75
"""Chances from which something is suggested where rules found something, and where they did not."""


class Lesson(Value):
    """A sentence: what is seen of it, the types that it says, those that are not known, and whose it is."""

    text: str
    seen: list[float]
    says: frozenset[str]
    unknown: frozenset[str]
    whose: str
    real: bool


class Acted(Value):
    """For each party that could have acted what speaks for it, and which of them did."""

    names: list[list[str]]
    right: list[bool]


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

    def row(self, row: Row, *, actors: bool = True) -> None:
        """Learn from a labelled row what happens, and who does it."""
        if not row.sure or row.article.lang not in self.readings:
            return
        reader, found = self._read(row.article, self.watches[row.watch])
        for told in found if actors else ():
            self._did(reader, told, {label.first for label in row.labels if label.type == told.type})
        every = {label.type for label in row.labels}
        for place, one in enumerate(reader.heard):
            labels = [label for label in row.labels if _meets(label, one)]
            says = {label.type for label in labels}
            self._note(reader, place, (says, every - says), whose=row.article.id, real=True)
            for label in labels if actors else ():
                self._acts(reader, place, label)

    def _examples(self, rule: Rule, said: Iterable[str], known: Known, watch: Watch, whose: str) -> None:
        for example in said:
            reader, _ = self._read(as_article(rule, example, whose[:2], watch), watch)
            for place, heard in enumerate(reader.heard):
                if heard.ours and heard.cast.parties:
                    self._note(reader, place, known, whose=whose, real=False)

    def _acts(self, reader: Reader, place: int, label: Label) -> None:
        among = features.candidates(reader.heard, place, reader.stage)
        right = [one.party.id == label.first for one in among]
        if any(right) and not label.optional:
            names = [list(features.actor(one, among, label.type, reader.stage)) for one in among]
            self.acted.append(Acted(names=names, right=right))

    def _did(self, reader: Reader, found: Found, right: AbstractSet[str]) -> None:
        """Who does what a rule found, if it is right that it is done."""
        among = features.acting(found, reader.heard, reader.stage)
        if right & {one.party.id for one, _ in among}:
            names, acts = [list(names) for _, names in among], [one.party.id in right for one, _ in among]
            self.acted.append(Acted(names=names, right=acts))

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
        if heard.plain:
            seen = features.sentence(reader, place)
            said, unknown = map(frozenset, known)
            text = features.called(heard.cast)
            self.lessons.append(Lesson(text=text, seen=seen, says=said, unknown=unknown, whose=whose, real=real))


def _meets(label: Label, heard: Heard) -> bool:
    line, span = heard.line, label.evidence
    return span.field == line.field and min(span.end, line.end) > max(span.start, line.start)


def logistic(x: Array, y: Array) -> Array:
    """The weights of a logistic regression; the last column of `x` stands alone, and free.

    Newton's method with the largest curvature there can be (Boehning and Lindsay, 1988) and Nesterov's momentum.
    """
    cost = np.full(x.shape[1], DECAY)
    cost[-1] = 1e-3
    curve = np.linalg.inv(x.T @ x / 4 + np.diag(cost))
    now = before = np.zeros(x.shape[1])
    for step in range(STEPS):
        ahead, before = now + step / (step + 3) * (now - before), now
        now = ahead + curve @ (x.T @ (y - 1 / (1 + np.exp(-np.clip(x @ ahead, -30, 30)))) - cost * ahead)
    return now


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
    slope, offset = logistic(np.column_stack([sums[known], np.ones(known.sum())]), all_.says[left][known])
    network = training.trained(all_, every)
    weights = network.weights
    without = (all_.beside[left, -features.BESIDES :] @ weights[-features.BESIDES :]).max(1)
    chances = 1 / (1 + np.exp(-(slope * sums.max(1) + offset)))
    hopeful = without[chances >= BESIDE] if (chances >= BESIDE).any() else without
    weights[len(network.floors) : -features.BESIDES] *= STRETCH
    return Learned(
        filters=network.filters.astype("<f2").tobytes(),
        floors=tuple(round(float(one), 4) for one in network.floors),
        weights=tuple(tuple(round(float(one), 4) for one in row) for row in weights),
        actors={name: round(weight, 3) for name, weight in _actors(acted)},
        slope=round(float(slope), 4),
        offset=round(float(offset), 4),
        beside=BESIDE,
        alone=ALONE,
        hope=round(float(np.quantile(hopeful, LOST)), 3),
    )


def _actors(acted: Sequence[Acted]) -> Iterator[tuple[str, float]]:
    seen = Counter(name for one in acted for names in one.names for name in names)
    places = {name: place for place, name in enumerate(sorted(name for name in seen if seen[name] >= SELDOM))}
    parties = [(names, right) for one in acted for names, right in zip(one.names, one.right, strict=True)]
    x = np.zeros((len(parties), len(places) + 1))
    x[:, -1] = 1
    for row, (names, _) in enumerate(parties):
        x[row, [places[name] for name in names if name in places]] = 1
    weights = logistic(x, np.array([right for _, right in parties], dtype=np.float64))
    return zip(places, weights.tolist(), strict=False)


def main(given: Sequence[str], settings: Settings) -> None:
    """Learn from labelled rows and the examples of the lexicons, and print what was learned."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("labelled", nargs="+")
    ask.add_argument("--types", nargs="+", default=[])
    paths = ask.parse_args(given)
    watches = {watch.id: watch for watch in seeds.watches(settings)}
    whole, typed = (list(gold.rows(some, "tiktok")) for some in (paths.labelled, paths.types))
    beside = {file.stem: file for path in (*paths.labelled, *paths.types) for file in Path(path).parent.glob("*.toml")}
    watches |= {row.watch: seeds.watch_file(beside[row.watch]) for row in (*whole, *typed) if row.watch not in watches}
    teacher = Teacher(seeds.lexicons(settings).values(), watches.values())
    teacher.examples(watches["tiktok"])
    for row in whole:
        teacher.row(row)
    for row in typed:
        teacher.row(row, actors=False)
    found = learned(teacher.lessons, teacher.acted, encoder.encoded)
    sys.stderr.write(f"{len(teacher.lessons):,} sentences, {len(teacher.acted):,} with an actor\n")
    sys.stdout.write(msgspec.json.encode(found).decode() + "\n")


if __name__ == "__main__":
    main(sys.argv[1:], Settings(seeds_dir=""))

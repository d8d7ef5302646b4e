"""What the classifier learns, from the examples of the lexicons and from labelled articles.

    python -m pipeline.evaluate.learning LABELLED... --gold LABELLED... --types LABELLED... --doubts LABELLED...

A network (`training`) over what the encoder hears and `features.sentence` sees; then what speaks for a party as the one
who acts, with and without what a rule makes of it (`choosing`). The chance is calibrated (Platt, 1999) on a part of the
articles, predicted by what was learned from the others. Who acts counts more by the files after `--gold` and less by
those after `--types`, for who stands first is a convention, and the gold's is the one wanted. Those after `--doubts`
teach when to doubt a rule: nobody may have read them who wrote rules, nor anything else be learned from them, else
rules and network look better than they are.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
import numpy as np
from msgspec.structs import replace

from pipeline.edge import encoder, seeds
from pipeline.evaluate import choosing, gold, regression, training
from pipeline.evaluate.descent import Said
from pipeline.evaluate.gold import Row
from pipeline.evaluate.teaching import Lesson, Teacher
from pipeline.evaluate.training import Labelled
from pipeline.settings import Settings
from pipeline.stages.detect import features
from pipeline.stages.detect.classifying import Classifier
from pipeline.stages.detect.features import TYPES, Learned

PARTS = 4
"""Parts, of which one calibrates."""
GOLD, LESS = 4.0, 0.5
"""How often who acts counts: as the gold has it, and as those have it whom no second reader has read."""
LIKELY, LOST = 0.7, 0.03
"""Of the sentences with such a chance this share may be lost, so that others need no vector."""
SURE = 0.8
"""The chance from which something is suggested."""
KEPT = 0.35
"""The chance from which what rules found is kept: below two fifths it costs more right answers than wrong ones."""


def material(lessons: Sequence[Lesson]) -> tuple[Said, Labelled]:
    """The lessons as numbers."""
    pieces, lengths = encoder.numbers([lesson.text for lesson in lessons])
    return Said(pieces, np.concatenate([[0], np.cumsum(lengths)])), Labelled(
        beside=np.array([[*lesson.seen, 1.0] for lesson in lessons], dtype=np.float32),
        says=np.array([[type_ in lesson.says for type_ in TYPES] for lesson in lessons], dtype=np.float32),
        known=np.array([[type_ not in lesson.unknown for type_ in TYPES] for lesson in lessons], dtype=np.float32),
    )


def learned(lessons: Sequence[Lesson]) -> Learned:
    """What the lessons teach."""
    said, known = material(lessons)
    apart = np.array([hashlib.sha256(lesson.whose.encode()).digest()[0] % PARTS == 0 for lesson in lessons])
    real, every = np.array([lesson.real for lesson in lessons]), np.arange(len(lessons))
    left = every[apart & real] if (apart & real).any() else every
    sums = training.trained(said, known, every[~apart]).sums(said, known, left)
    sure = known.known[left] > 0
    slope, offset = regression.logistic(np.column_stack([sums[sure], np.ones(sure.sum())]), known.says[left][sure])
    taught = training.trained(said, known, every)
    network = taught.network
    without = (known.beside[left] @ network.weights[-features.BESIDES :]).max(1)
    chances = 1 / (1 + np.exp(-(slope * sums.max(1) + offset)))
    hopeful = without[chances >= LIKELY] if (chances >= LIKELY).any() else without
    return Learned(
        layers=taught.layers,
        filters=network.filters.astype("<f2").tobytes(),
        floors=tuple(round(float(one), 4) for one in network.floors),
        weights=tuple(tuple(round(float(one), 4) for one in row) for row in network.weights),
        acting=choosing.trained(said, taught.layers, choosing.choices(lessons)),
        slope=round(float(slope), 4),
        offset=round(float(offset), 4),
        sure=SURE,
        hope=round(float(np.quantile(hopeful, LOST)), 3),
        doubt=(0.0,) * features.WEIGHED,
        kept=KEPT,
        langs=encoder.LANGUAGES,
    )


def doubts(teacher: Teacher, rows: Iterable[Row], learned: Learned) -> tuple[float, ...]:
    """How much what speaks for something that rules found tells whether it is right; what may be either is left out."""
    classifier = Classifier(learned, encoder.reader(learned.layers))
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


def main(given: Sequence[str], settings: Settings) -> None:
    """Learn from labelled rows and the examples of the lexicons, and print what was learned."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("labelled", nargs="+")
    for more in ("--gold", "--types", "--doubts"):
        ask.add_argument(more, nargs="+", default=[])
    paths = ask.parse_args(given)
    watches = {watch.id: watch for watch in seeds.watches(settings)}
    counted = ((paths.labelled, 1.0), (paths.gold, GOLD), (paths.types, LESS))
    rows = [(row, actors) for files, actors in counted for row in gold.rows(files, "tiktok")]
    doubted = list(gold.rows(paths.doubts, "tiktok"))
    files = [*paths.doubts, *(path for some, _ in counted for path in some)]
    beside = {file.stem: file for path in files for file in Path(path).parent.glob("*.toml")}
    named = {row.watch for row in (*(row for row, _ in rows), *doubted)}
    known = seeds.spellings(settings)
    watches |= {name: seeds.watch_file(beside[name], known) for name in named if name not in watches}
    teacher = Teacher(seeds.lexicons(settings).values(), watches.values())
    teacher.examples(watches["tiktok"])
    for row, actors in rows:
        teacher.row(row, actors=actors)
    if not any(lesson.acted for lesson in teacher.lessons):
        ask.error("no labelled row has a party that acts, so nobody could learn who does: add rows with `actors`")
    found = learned(teacher.lessons)
    found = replace(found, doubt=doubts(teacher, doubted, found))
    sys.stderr.write(f"{len(teacher.lessons):,} sentences\n")
    sys.stdout.write(msgspec.json.encode(found).decode() + "\n")


if __name__ == "__main__":
    main(sys.argv[1:], Settings(seeds_dir=""))

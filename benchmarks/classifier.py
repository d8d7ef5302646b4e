"""What the classifier adds to the rules, and what it costs.

    python -m benchmarks.classifier --background GZ --stream GZ LABELLED...

Labelled articles that it did not learn from, with rules alone and with both; how often what it claims is right; how
many articles of the background say more than by rules; articles a second.
"""

from __future__ import annotations

import argparse
import gzip
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.detection import rate
from pipeline.edge import detection, interchange, seeds
from pipeline.evaluate import gold
from pipeline.evaluate.gold import Row
from pipeline.evaluate.marks import marks
from pipeline.model import Article, Mention, Watch
from pipeline.settings import Settings
from pipeline.stages.detect import Detector
from pipeline.stages.gate import Gate

Told = list[tuple[Row, Sequence[Mention]]]


def told(rows: Sequence[Row], watches: dict[str, Watch], detector: Detector) -> Told:
    """Rows with what is found in them, past the gate."""
    gates = {row.watch: Gate((watches[row.watch],)) for row in rows}
    return [
        (row, detector.mentions(row.article, watches[row.watch]) if gates[row.watch].concerned(row.article) else ())
        for row in rows
    ]


def cells(name: str, found: Told) -> tuple[str, ...]:
    """A way's figures on labelled rows."""
    all_ = marks(found)
    types = all_.types
    shares = (types.precision, types.recall, types.f1, all_.actors.f1)
    kept = f"{types.right}/{types.wrong}/{types.missed}"
    return name, *(f"{100 * share:.1f}" for share in shares), kept, f"{all_.alarmed} of {all_.empty}"


def claims(found: Told) -> list[tuple[float, bool]]:
    """What was suggested: with which chance, and whether it is right; what may be found or missed is left out."""
    return [
        (said.confidence, said.type in {label.type for label in row.required})
        for row, mentions in found
        for said in mentions
        if row.sure and said.suggested and said.type not in {label.type for label in row.labels if label.optional}
    ]


def articles(path: str, gate: Gate) -> list[Article]:
    """The articles of a compressed file that the gate lets through."""
    with gzip.open(path, "rb") as lines:
        read = [interchange.article(line, path) for line in lines]
    return [one for one in read if isinstance(one, Article) and gate.concerned(one)]


def main() -> None:
    """Print the tables."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--background", required=True)
    ask.add_argument("--stream", required=True)
    ask.add_argument("labelled", nargs="+")
    given, settings = ask.parse_args(), Settings(seeds_dir="")
    watches = {watch.id: watch for watch in seeds.watches(settings)}
    beside = (one for path in given.labelled for one in Path(path).parent.glob("*.toml"))
    known = seeds.spellings(settings)
    watches |= {one.stem: seeds.watch_file(one, known) for one in beside}
    rules, both, tiktok = Detector(seeds.lexicons(settings)), detection.detector(settings), watches["tiktok"]
    table, claimed = Table(), []
    for column in ("", "precision", "recall", "F1", "with actor", "right/wrong/missed", "alarms"):
        table.add_column(column, justify="right" if column else "left")
    for path in given.labelled:
        rows = list(gold.rows([path], tiktok.id))
        found = told(rows, watches, both)
        claimed += claims(found)
        table.add_row(*cells(f"{Path(path).name}: rules", told(rows, watches, rules)))
        table.add_row(*cells("and classifier", found))
    print_all(table, claimed)
    gate = Gate((tiktok,))
    more = sum(any(said.suggested for said in both.mentions(one, tiktok)) for one in articles(given.background, gate))
    print(f"background: {more} articles with a suggestion")
    stream = articles(given.stream, gate)
    alone = rate(len(stream), lambda: [rules.mentions(one, tiktok) for one in stream])
    together = rate(len(stream), lambda: [both.mentions(one, tiktok) for one in stream])
    print(f"articles/s: rules {alone:,.0f}, rules and classifier {together:,.0f}")


def print_all(table: Table, claimed: Sequence[tuple[float, bool]]) -> None:
    """The figures, and how often a claim of so much is right."""
    Console().print(table)
    right = Counter(int(10 * chance) for chance, is_right in claimed if is_right)
    for tenth, count in sorted(Counter(int(10 * chance) for chance, _ in claimed).items()):
        print(f"claimed 0.{tenth}: {right[tenth]} of {count} right")


if __name__ == "__main__":
    main()

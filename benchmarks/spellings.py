"""What the names of seeds/names bring to who writes a watch in English only: the shipped deals, read by rules.

    python -m benchmarks.spellings LABELLED...

Three ways: a watch's first names in Latin letters and nothing else; the same with the tables; the file as it ships.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec.structs import replace

from pipeline.cli import frame
from pipeline.edge import seeds
from pipeline.evaluate import gold, marks
from pipeline.model import Watch
from pipeline.settings import Settings
from pipeline.stages.detect import Detector
from pipeline.stages.gate import Gate
from pipeline.stages.spellings import NONE

FIRST: Final = 3
"""Names of a party, and people, that somebody writes who knows the deal from the English press."""
BEYOND_LATIN: Final = 0x250


def main() -> None:
    """Print types right, wrong and missed, recall and F1 of the three ways."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("labelled", nargs="+")
    settings = Settings(seeds_dir="")
    shipped = {watch.id: watch for watch in seeds.watches(settings)}
    rows = [row for row in gold.rows(ask.parse_args().labelled, "tiktok") if row.watch in shipped]
    files = (settings.seeds / "watches").glob("*.toml")
    english = {watch.id: _english(watch) for watch in (seeds.watch_file(path, NONE) for path in files)}
    known = seeds.spellings(settings)
    ways = {
        "in English": english,
        "and the tables": {name: known.spelled(watch) for name, watch in english.items()},
        "as it ships": shipped,
    }
    detector = Detector(seeds.lexicons(settings))
    frame.table(_figures(way, _read(rows, watches, detector)) for way, watches in ways.items())


def _figures(way: str, found: marks.Marks) -> dict[str, str | int]:
    types = found.types
    return {
        "watch": way, "right": types.right, "wrong": types.wrong, "missed": types.missed,
        "recall": f"{types.recall:.3f}", "F1": f"{types.f1:.3f}", "first actor right": found.actors.right,
    }  # fmt: skip


def _read(rows: Sequence[gold.Row], watches: dict[str, Watch], detector: Detector) -> marks.Marks:
    gates = {name: Gate((watch,)) for name, watch in watches.items()}
    return marks.marks(
        [
            (row, detector.mentions(row.article, watches[row.watch]) if gates[row.watch].concerned(row.article) else ())
            for row in rows
        ]
    )


def _english(watch: Watch) -> Watch:
    parties = tuple(
        replace(one, names=_latin(one.names)[:FIRST], people=_latin(one.people)[:FIRST], epithets={})
        for one in watch.parties
    )
    return replace(watch, names=_latin(watch.names), parties=parties)


def _latin(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in names if all(ord(char) < BEYOND_LATIN for char in name))


if __name__ == "__main__":
    main()

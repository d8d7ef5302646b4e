"""Labels of real feed items, whose text is not ours, joined with the text.

    python -m benchmarks.feeds [--read] [--labels FILE] GZ... > labelled.jsonl

`benchmarks/labelled/feeds.jsonl` (or another file) holds ids and labels; the compressed files of feed items the text.
What was read while rules were written comes with `--read`, the rest without.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

LABELS: Final = Path(__file__).with_name("labelled") / "feeds.jsonl"
KEPT: Final = ("id", "lang", "published", "title", "text")


def main() -> None:
    """Print the rows whose text is there."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--read", action="store_true")
    ask.add_argument("--labels", type=Path, default=LABELS)
    ask.add_argument("items", nargs="+")
    given = ask.parse_args()
    labels = [json.loads(line) for line in given.labels.read_text("utf-8").splitlines()]
    for row in joined([row for row in labels if row.pop("read") == given.read], given.items):
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


def joined(labels: Iterable[dict[str, Any]], paths: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Labels with the text of their items, in the order of the compressed files; says how many lack theirs."""
    wanted = {row["id"]: row for row in labels}
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for item in map(json.loads, lines):
                if row := wanted.pop(item["id"], None):
                    yield {**{key: item[key] for key in KEPT}, **row}
    if wanted:
        sys.stderr.write(f"{len(wanted)} items are in none of these files\n")


if __name__ == "__main__":
    main()

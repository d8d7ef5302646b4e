"""The stream that the benchmarks send: real background news if it lies beside the project, else invented items."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pipeline import wire
from pipeline.kit import dates
from pipeline.model import Article, derive_id

BACKGROUND = Path(__file__).parent.parent.parent / "shared" / "data" / "background.jsonl.gz"
INVENTED = 141_599
ONE_IN = 260
"""Every so manyth invented item is about the deal, as in the real stream."""


def articles() -> Iterator[tuple[str, bytes]]:
    """Key and wire bytes of each article, in order of time."""
    if BACKGROUND.exists():
        with gzip.open(BACKGROUND, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                yield _encoded(row["id"], row["source"], row["lang"], row["published"], row["title"], row["text"])
        return
    for number in range(INVENTED):
        deal = number % ONE_IN == 0
        title = f"TikTok rejects offer number {number}" if deal else f"Council votes on bridge number {number}"
        text = "The works are to begin next spring, the mayor told the local paper. " * 6
        yield _encoded(f"made-{number}", "example.org", "en", f"2024-01-{1 + number % 28:02}", title, text)


def _encoded(id_: str, source: str, lang: str, published: str, title: str, text: str) -> tuple[str, bytes]:
    at = dates.read(published) or datetime(2020, 1, 1, tzinfo=UTC)
    url = f"https://{source}/{derive_id(id_)}"
    article = Article(
        id=id_, url=url, source=source, title=title, text=text, lang=lang, published_at=at, fetched_at=at
    )  # fmt: skip
    return id_, wire.encode(article)

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
FETCHED = 1_400
"""Messages of the real stream in the MiB that a consumer is given of a partition at once."""
ONE_IN = 260
"""Every so manyth invented item is about the deal, as in the real stream."""


def articles() -> Iterator[tuple[str, bytes]]:
    """Key and wire bytes of each article, in order of time."""
    if BACKGROUND.exists():
        with gzip.open(BACKGROUND, "rt", encoding="utf-8") as lines:
            yield from map(_encoded, map(json.loads, lines))
        return
    for number in range(INVENTED):
        deal = number % ONE_IN == 0
        title = f"TikTok rejects offer number {number}" if deal else f"Council votes on bridge number {number}"
        text = "The works are to begin next spring, the mayor told the local paper. " * 6
        day = f"2024-01-{1 + number % 28:02}"
        yield _encoded({"id": f"made-{number}", "lang": "en", "published": day, "title": title, "text": text})


def fetched(raws: list[bytes]) -> list[list[bytes]]:
    """The messages in the portions in which they come to the turnstile."""
    return [raws[at : at + FETCHED] for at in range(0, len(raws), FETCHED)]


def _encoded(row: dict[str, str]) -> tuple[str, bytes]:
    at = dates.read(row["published"]) or datetime(2020, 1, 1, tzinfo=UTC)
    source = row.get("source", "example.org")
    article = Article(
        id=row["id"], url=f"https://{source}/{derive_id(row['id'])}", source=source, title=row["title"],
        text=row["text"], lang=row["lang"], published_at=at, fetched_at=at,
    )  # fmt: skip
    return article.id, wire.encode(article)

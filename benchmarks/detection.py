"""What the gate and the detector do in a second, on one core.

    python -m benchmarks.detection

The gate on all of the background stream, over wire bytes (as in Kafka) and over text (as in sift): most ends there.
Then the detector on the articles that name the watch: rules for it alone, for all that ship at once, and with what
the classifier suggests. Each line is the best of three runs; the last column is its ratio to the gate over bytes.
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterable

from rich.console import Console
from rich.table import Table

from benchmarks import stream
from pipeline import wire
from pipeline.edge import detection, interchange, seeds
from pipeline.model import Article
from pipeline.settings import Settings
from pipeline.stages.detect import Detector
from pipeline.stages.gate import Gate

DEAL = stream.BACKGROUND.with_name("tiktok-stream.jsonl.gz")
RUNS = 3


def about_the_deal() -> list[Article]:
    """Real articles that name TikTok if they lie beside the project, else those of the invented stream."""
    if not DEAL.exists():
        decoded = (wire.decode(raw) for _, raw in stream.articles())
        return [article for article in decoded if isinstance(article, Article) and "TikTok" in article.title]
    with gzip.open(DEAL, "rb") as lines:
        read = [interchange.article(line, DEAL.name) for line in lines]
    return [article for article in read if isinstance(article, Article)]


def rate(count: int, work: Callable[[], object]) -> float:
    """How many of `count` items a second of this process's time, best of the runs."""
    best = float("inf")
    for _ in range(RUNS):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return count / best


def main() -> None:
    """Print the table."""
    settings = Settings(seeds_dir="")
    watches = seeds.watches(settings)
    tiktok = next(watch for watch in watches if watch.id == "tiktok")
    one, every = Gate([tiktok]), Gate(watches)
    detector, suggesting = Detector(seeds.lexicons(settings)), detection.detector(settings)
    raws = [raw for _, raw in stream.articles()]
    fetched = stream.fetched(raws)
    decoded = [wire.decode(raw) for raw in raws]
    texts = [article for article in decoded if isinstance(article, Article)]
    deal = [article for article in about_the_deal() if one.concerned(article)]
    for article in deal:  # languages are compiled when their first article comes
        detector.mentions(article, tiktok)
        suggesting.mentions(article, tiktok)

    def all_of(work: Callable[[Article], object], articles: Iterable[Article]) -> Callable[[], object]:
        return lambda: [work(article) for article in articles]

    rates = (
        ("gate, wire bytes", len(raws), rate(len(raws), lambda: [every.passing(part) for part in fetched])),
        ("gate, text", len(texts), rate(len(texts), all_of(every.concerned, texts))),
        ("rules, one watch", len(deal), rate(len(deal), all_of(lambda it: detector.mentions(it, tiktok), deal))),
        (
            f"rules, {len(watches)} watches",
            len(deal),
            rate(len(deal), all_of(lambda it: [detector.mentions(it, watch) for watch in watches], deal)),
        ),
        ("rules and classifier", len(deal), rate(len(deal), all_of(lambda it: suggesting.mentions(it, tiktok), deal))),
    )
    said = sum(bool(detector.mentions(article, tiktok)) for article in deal)
    table = Table(caption=f"{said:,} of the {len(deal):,} say something")
    for column in ("", "articles", "articles/s", "ratio"):
        table.add_column(column, justify="left" if not column else "right")
    for name, count, found in rates:
        table.add_row(name, f"{count:,}", f"{found:,.0f}", f"{found / rates[0][2]:.3f}")
    Console().print(table)


if __name__ == "__main__":
    main()

"""A thousand watches cost what one costs: the gate over the background stream with 1, 10, 100, 1000 watches.

    python -m benchmarks.watches [ARTICLES]

The first watch is TikTok's; the others are made of two invented companies each, with six names in three scripts, none
of which the stream holds, so that what is measured is the price of watching, not of finding. Once over the bytes of
the wire, as the turnstile does, once over the articles, as `sift` does; in articles a second, and against one watch.
"""

from __future__ import annotations

import gc
import random
import sys
import time
from collections.abc import Callable, Iterable
from itertools import islice

from benchmarks import stream
from pipeline import wire
from pipeline.edge import seeds
from pipeline.model import Article, Party, Watch
from pipeline.settings import Settings
from pipeline.stages.gate import Gate

COUNTS = (1, 10, 100, 1_000)
ROUNDS = 3
_LATIN = (
    "zaq",
    "vir",
    "mox",
    "tel",
    "dru",
    "kep",
    "lon",
    "bry",
    "sul",
    "fex",
    "gim",
    "pav",
    "wod",
    "jun",
    "hib",
    "ort",
)
_CYRILLIC = ("зак", "вир", "мокс", "тел", "дру", "кеп", "лон", "бры", "сул", "фекс")
_HAN = "錣嶐瀧鑰鷗蘆穐饗麟轟"


def invented(number: int) -> Watch:
    """A watch of two companies that there are not; the same for the same number."""
    chance = random.Random(number)  # noqa: S311 - no secret

    def names() -> tuple[str, ...]:
        latin = "".join(chance.choices(_LATIN, k=4)).title()
        cyrillic = "".join(chance.choices(_CYRILLIC, k=4)).title()
        return latin, cyrillic, "".join(chance.choices(_HAN, k=5))

    target, suitor = names(), names()
    return Watch(
        id=f"invented-{number}", title=f"{suitor[0]} and {target[0]}", names=(*target, *suitor),
        parties=(Party(id="target", role="object", names=target), Party(id="suitor", role="suitor", names=suitor)),
    )  # fmt: skip


def rate(ask: Callable[[Gate], Iterable[object]], gate: Gate, articles: int) -> tuple[float, int]:
    """Articles a second in the best of some rounds, and how many passed."""
    best, passed = float("inf"), 0
    for _ in range(ROUNDS):
        gc.collect()
        began = time.perf_counter()
        passed = sum(1 for answer in ask(gate) if answer)
        best = min(best, time.perf_counter() - began)
    return articles / best, passed


def main() -> None:
    """Print the table."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    raw = [value for _, value in islice(stream.articles(), wanted)]
    fetched = stream.fetched(raw)
    articles = [noun for noun in map(wire.decode, raw) if isinstance(noun, Article)]
    (tiktok,) = (watch for watch in seeds.watches(Settings(seeds_dir="")) if watch.id == "tiktok")
    print(f"{len(articles):,} articles; best of {ROUNDS} rounds; one process")
    side = f"{'ratio':>6} {'passed':>7}"
    print(f"{'watches':>8} {'names':>7} {'bytes/s':>10} {side} {'exact/s':>10} {side}")
    first: tuple[float, float] | None = None
    for count in COUNTS:
        watches = (tiktok, *(invented(number) for number in range(count - 1)))
        gate = Gate(watches)
        over_bytes, let = rate(lambda gate: [True for part in fetched for _ in gate.passing(part)], gate, len(raw))
        exactly, met = rate(lambda gate: map(gate.concerned, articles), gate, len(articles))
        first = first or (over_bytes, exactly)
        names = sum(len(watch.names) for watch in watches)
        print(
            f"{count:>8,} {names:>7,} {over_bytes:>10,.0f} {first[0] / over_bytes:>6.2f} {let:>7,} "
            f"{exactly:>10,.0f} {first[1] / exactly:>6.2f} {met:>7,}"
        )


if __name__ == "__main__":
    main()

"""What a mention costs in consolidation, and how that grows with what came before.

    python -m benchmarks.consolidation [MENTIONS]

A deal of four years with a new event every sixth day, told of some forty times: mostly now, a fifth of the time
looking back. In the order of publication, and mixed within a fortnight; a line for each tenth. The cost is that of
`develop.step` and of the entries that it has the shelf write.
"""

from __future__ import annotations

import random
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import get_args

from pipeline.kit import shingles
from pipeline.model import Evidence, Mention, Modality, Type, derive_id
from pipeline.stages import develop

_PARTIES = ("oracle", "microsoft", "us-president", "us-congress", "cn-government", "tiktok")
_MODALITIES: tuple[Modality, ...] = ("rumoured", "reported", "confirmed", "confirmed", "expected")
_WORDS = ("offer", "stake", "court", "order", "talks", "venture", "data", "board", "licence", "price", "law", "vote")
_BEGIN, _SPAN, _EVENTS = datetime(2021, 1, 1, tzinfo=UTC), timedelta(days=4 * 365), 240


def mentions(count: int, chance: random.Random) -> list[Mention]:
    """As many mentions, in the order of their publication."""
    events = [(chance.choice(get_args(Type)), tuple(chance.sample(_PARTIES, 2))) for _ in range(_EVENTS)]
    return [_mention(number, count, events, chance) for number in range(count)]


def _mention(number: int, count: int, events: list[tuple[Type, tuple[str, ...]]], chance: random.Random) -> Mention:
    latest = number * _EVENTS // count
    event = chance.randint(0, latest) if chance.random() < 1 / 5 else latest
    type_, actors = events[event]
    at = _BEGIN + _SPAN * number / count
    day = (_BEGIN + _SPAN * event / _EVENTS).date().isoformat()
    quote = " ".join(chance.choices(_WORDS, k=12))
    return Mention(
        id=derive_id(str(number)),
        watch="tiktok",
        article=f"a{number}",
        type=type_,
        actors=actors,
        modality=chance.choice(_MODALITIES),
        date=chance.choice((None, day, day[:7])),
        evidence=Evidence(field="text", start=0, end=len(quote), quote=quote),
        rule="bench",
        confidence=1.0,
        lang="en",
        source=f"s{number % 97}",
        url=f"https://s.example/{number}",
        title="",
        published_at=at,
        fetched_at=at,
        sketch=shingles.sketch(quote),
    )


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    chance = random.Random(4)  # noqa: S311 - a bench, not a secret
    in_order = mentions(count, chance)
    late = sorted(in_order, key=lambda mention: mention.published_at + timedelta(days=14 * chance.random()))
    print(f"{'mentions':>10} {'in order':>14} {'written':>10} {'a fortnight mixed':>20} {'written':>10}")
    shelves: tuple[dict[str, bytes], dict[str, bytes]] = ({}, {})
    for part in range(10):
        share = slice(part * count // 10, (part + 1) * count // 10)
        cells = [_cost(shelf, stream[share]) for shelf, stream in zip(shelves, (in_order, late), strict=True)]
        told = "".join(f" {micro:>11,.0f} µs {written / 1000:>7,.1f} kB" for micro, written in cells)
        print(f"{share.stop:>10,}{told}")


def _cost(shelf: dict[str, bytes], said: list[Mention]) -> tuple[float, float]:
    """Microseconds and bytes written, of each mention on the average."""
    written = 0
    began = time.perf_counter()
    for mention in said:
        step = develop.step(shelf, mention)
        shelf.update(step.state)
        written += sum(map(len, step.state.values()))
    return (time.perf_counter() - began) / len(said) * 1e6, written / len(said)


if __name__ == "__main__":
    main()

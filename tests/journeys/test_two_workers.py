"""Two workers, killed and added under general news with deal items in it: each development once, none lost."""

from __future__ import annotations

import functools
import gzip
import json
import signal
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agents.watchdog import EXIT_STUCK
from pipeline import corridor, replay, wire
from pipeline.edge import detection, messages, seeds
from pipeline.edge.broker import clients
from pipeline.kit import dates
from pipeline.model import Article, Development, Subscription, derive_id
from pipeline.settings import Settings
from tests.agents.workers import Workers, waiting
from tests.journeys.installation import SECRET, Receiver, until

BACKGROUND = Path(__file__).parent.parent.parent.parent / "shared" / "data" / "background.jsonl.gz"
ITEMS, DEALS = 5_000, 50
BEGAN = datetime(2021, 1, 1, tzinfo=UTC)
SUITORS = ("Oracle", "Walmart", "Microsoft", "Twitter", "Amazon")
SAYINGS = (
    "ByteDance rejects {suitor}'s offer for TikTok",
    "{suitor} in talks with ByteDance over TikTok",
    "{suitor} makes an offer for TikTok's US business",
    "ByteDance and {suitor} sign a definitive agreement on TikTok",
    "A US judge blocks the TikTok ban",
)


def deal(number: int) -> Article:
    """Forty days apart, so that each saying is news again."""
    title = SAYINGS[number % len(SAYINGS)].format(suitor=SUITORS[number // len(SAYINGS) % len(SUITORS)])
    return _article(f"deal-{number}", title, BEGAN + timedelta(days=40 * number))


def background() -> Iterator[Article]:
    """Real items where they lie beside the project, else invented ones; none names the deal."""
    if BACKGROUND.exists():
        with gzip.open(BACKGROUND, "rt", encoding="utf-8") as lines:
            rows = (row for row in map(json.loads, lines) if "tiktok" not in json.dumps(row).lower())
            for row, _ in zip(rows, range(ITEMS), strict=False):
                yield _article(row["id"], row["title"], dates.read(row["published"]) or BEGAN, row["text"])
        return
    for number in range(ITEMS):
        yield _article(f"made-{number}", f"Council meets for session {number}", BEGAN, "The minutes were read. " * 10)


def _article(id_: str, title: str, at: datetime, text: str = "") -> Article:
    return Article(
        id=derive_id(id_), url=f"https://example.org/{id_}", source="example.org", title=title, text=text, lang="en",
        published_at=at, fetched_at=at,
    )  # fmt: skip


def _worked_off(settings: Settings, row: corridor.Topic) -> bool:
    return not waiting(settings, row)


@pytest.fixture
def workers(fresh_kafka: Settings, receiver: Receiver) -> Iterator[Workers]:
    watch = next(watch for watch in seeds.watches(fresh_kafka) if watch.id == "tiktok")
    messages.put(fresh_kafka, corridor.WATCHES, watch.id, watch)
    subscription = Subscription(
        id="s", channel="webhook", url=receiver.url, secret=SECRET, created_at=BEGAN, since="all"
    )  # fmt: skip
    messages.put(fresh_kafka, corridor.SUBSCRIPTIONS, "s", subscription)
    there = Workers(fresh_kafka)
    yield there
    there.stop()


def test_every_development_arrives_once_and_none_is_lost(workers: Workers, receiver: Receiver) -> None:
    workers.start(0)
    workers.start(1)
    stream = list(background())
    for number in range(DEALS):
        stream.insert((number + 1) * len(stream) // (DEALS + 1), deal(number))
    producer = clients.producer(workers.settings)
    for number, article in enumerate(stream):
        producer.send(corridor.ARTICLES.name, key=article.id.encode(), value=wire.encode(article))
        if number % 50 == 0:
            producer.flush()
            time.sleep(0.1)  # half a thousand a second
        if number == len(stream) // 4:
            workers.kill(0)
            in_hand = receiver.in_hand()
        if number == len(stream) // 2:
            workers.start(0)
            workers.start(2)
        if number == 3 * len(stream) // 4:
            workers.kill(1)
            in_hand += receiver.in_hand()
    producer.close()
    _exact(workers, stream, receiver, in_hand)


def test_a_worker_that_stood_still_does_not_go_on_beside_the_one_that_has_its_work(
    workers: Workers, receiver: Receiver
) -> None:
    workers.start(0)
    workers.start(1)
    until(lambda: workers.members() == 2, within=60, what=f"two members: {workers.logs()}")
    stream = [deal(number) for number in range(10 * DEALS)]
    sent = [(corridor.ARTICLES.name, None, article.id.encode(), wire.encode(article)) for article in stream]
    messages.send(workers.settings, sent)
    until(lambda: receiver.got, within=60, what="work in hand")
    workers.signal(0, signal.SIGSTOP)
    in_hand = receiver.in_hand()
    time.sleep(15)
    workers.signal(0, signal.SIGCONT)
    assert workers.ended(0) == EXIT_STUCK
    workers.start(0)
    _exact(workers, stream, receiver, in_hand)


def _exact(workers: Workers, stream: list[Article], receiver: Receiver, in_hand: list[str]) -> None:
    """All is worked off, with the developments of `replay`, each told once.

    What the receiver took last before a worker died may come again, as the same alert: nobody had noted it yet.
    """
    settings = workers.settings
    for row in (corridor.ARTICLES, corridor.FRESH, corridor.MENTIONS, corridor.DEVELOPMENTS, corridor.ALERTS):
        until(functools.partial(_worked_off, settings, row), within=90, what=f"{row.name} worked off: {workers.logs()}")
    watches = [watch for watch in seeds.watches(settings) if watch.id == "tiktok"]
    expected = replay.replay(stream, watches, detection.detector(settings)).developments
    assert len(expected) >= DEALS * 2 // 3
    nouns = (wire.decode(record.value) for record in messages.whole(settings, corridor.DEVELOPMENTS))
    last = {noun.id: noun for noun in nouns if isinstance(noun, Development)}
    stand = [d for d in last.values() if not (d.merged_into or d.suggested)]
    assert Counter(map(_slots, stand)) == Counter(map(_slots, expected))
    told = {id_: a["data"]["development"]["id"] for id_, a in receiver.got if a["data"]["kind"] == "new"}
    assert sorted(told.values()) == sorted(d.id for d in stand)  # what an alert showed may since have been refined
    assert receiver.again <= Counter(in_hand)


def _slots(development: Development) -> tuple[str, tuple[str, ...], str | None]:
    return development.type, development.actors, development.date

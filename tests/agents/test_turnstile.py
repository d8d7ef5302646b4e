"""The turnstile under load, killed with -9: no article that concerns a watch is lost, commits reach the end exactly."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from pipeline import corridor, wire
from pipeline.edge import messages, seeds
from pipeline.edge.broker import clients
from pipeline.model import Article, derive_id
from pipeline.settings import Settings
from tests.agents.workers import Workers, waiting
from tests.journeys.installation import until

ITEMS, ONE_IN = 40_000, 100
BEGAN = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.fixture
def workers(fresh_kafka: Settings) -> Iterator[Workers]:
    topics = seeds.watches(fresh_kafka)
    for watch in topics:
        messages.put(fresh_kafka, corridor.WATCHES, watch.id, watch)
    there = Workers(fresh_kafka)
    yield there
    there.stop()


def article(number: int) -> Article:
    concerned = number % ONE_IN == 0
    title = f"Tour {number} of TikTok's new office" if concerned else f"Council meets for session {number}"
    at = BEGAN + timedelta(seconds=number)
    return Article(
        id=derive_id(str(number)), url=f"https://example.org/{number}", source="example.org", title=title,
        text="The minutes were read and approved. " * 10, lang="en", published_at=at, fetched_at=at,
    )  # fmt: skip


def fresh(settings: Settings) -> list[str]:
    nouns = (wire.decode(record.value) for record in messages.whole(settings, corridor.FRESH))
    return [noun.id for noun in nouns if isinstance(noun, Article)]


def test_kills_under_load_lose_nothing_and_commits_reach_the_end(workers: Workers) -> None:
    settings = workers.settings
    workers.start(0)
    workers.start(1)
    producer = clients.producer(settings)
    for number in range(ITEMS):
        one = article(number)
        producer.send(corridor.ARTICLES.name, key=one.id.encode(), value=wire.encode(one))
        if number % (ITEMS // 4) == ITEMS // 8:
            producer.flush()
            time.sleep(4)
            victim = (number // (ITEMS // 4)) % 2
            workers.kill(victim)
            workers.start(victim)
    producer.flush()
    producer.close()
    until(lambda: not waiting(settings, corridor.ARTICLES), within=90, what=f"a commit at the end: {workers.logs()}")
    hits = {article(number).id for number in range(0, ITEMS, ONE_IN)}
    passed = [
        noun.id for r in messages.whole(settings, corridor.FRESH) if isinstance(noun := wire.decode(r.value), Article)
    ]
    assert set(passed) == hits
    assert len(passed) - len(hits) < len(hits) / 4  # twice is allowed, and is rare


def transact(settings: Settings, topic: corridor.Topic) -> None:
    """Another program's transactions, which leave control records that no consumer is given."""
    for batch in range(3):
        foreign = clients.producer(settings, transactional_id=f"foreign-{batch}")
        foreign.init_transactions()
        foreign.begin_transaction()
        for number in range(batch * 100, batch * 100 + 100):
            one = article(number)
            foreign.send(topic.name, key=one.id.encode(), value=wire.encode(one))
        foreign.commit_transaction()
        foreign.close()


def committed_after_transactions(workers: Workers, topic: corridor.Topic) -> None:
    settings = workers.settings
    transact(settings, topic)
    workers.start(0)

    def nearly() -> bool:
        """The last record of a partition may be a control record, behind which no message moves the commit."""
        return all(end - at <= 1 for at, end in waiting(settings, topic).values())

    until(nearly, within=60, what=f"a commit near the end: {waiting(settings, topic)} {workers.logs()}")


def test_offsets_without_a_message_do_not_stop_the_commit(workers: Workers) -> None:
    committed_after_transactions(workers, corridor.ARTICLES)
    assert set(fresh(workers.settings)) == {article(number).id for number in range(0, 300, ONE_IN)}


def test_nor_do_they_on_a_topic_without_the_gate(workers: Workers) -> None:
    committed_after_transactions(workers, corridor.FRESH)

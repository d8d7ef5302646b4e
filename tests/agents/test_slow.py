"""A receiver that answers slowly, with a real worker: told all, each once, and the worker is not taken for stuck."""

from __future__ import annotations

import contextlib
import itertools
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from kafka.partitioner.default import murmur2

from agents import worker
from pipeline import corridor
from pipeline.edge import messages, seeds
from pipeline.edge.broker import topics
from pipeline.model import Subscription
from pipeline.settings import Settings
from pipeline.stages import deliver as stage
from tests.agents.workers import ROOT, Workers, told, waiting, walked
from tests.journeys.installation import SECRET, Receiver, until

MANY = 12


@pytest.fixture
def workers(fresh_kafka: Settings) -> Iterator[Workers]:
    for watch in seeds.watches(fresh_kafka):
        messages.put(fresh_kafka, corridor.WATCHES, watch.id, watch)
    workers = Workers(fresh_kafka, str(ROOT / "tests/agents/hasty.py"))
    yield workers
    workers.stop()


def begun(settings: Settings, receiver: Receiver, many: int = MANY) -> None:
    """So many developments, and somebody slow who wants them."""
    told(settings, *range(many))
    subscribed(settings, "slow", receiver)


def subscribed(settings: Settings, name: str, receiver: Receiver) -> None:
    wish = Subscription(
        id=name, channel="webhook", url=receiver.url, secret=SECRET, created_at=datetime.now(UTC), since="all"
    )
    messages.put(settings, corridor.SUBSCRIPTIONS, wish.id, wish)


def neighbour(name: str) -> str:
    """Another name whose alerts go to the same partition."""
    partitions = list(range(corridor.PARTITIONS))
    home = (murmur2(name.encode()) & 0x7FFFFFFF) % len(partitions)
    return next(
        other
        for n in itertools.count()
        if (murmur2((other := f"n{n}").encode()) & 0x7FFFFFFF) % len(partitions) == home
    )


def test_a_queue_that_takes_long_is_worked_off_in_parts(workers: Workers, receiver: Receiver) -> None:
    receiver.takes, receiver.pause = 0, lambda taken: 1.0 if taken else 0.0
    begun(workers.settings, receiver)
    workers.start(0)
    until(lambda: receiver.refused, within=60, what=f"the first: {workers.logs()}")
    until(lambda: not waiting(workers.settings, corridor.ALERTS), within=90, what="all of them in the queue")
    receiver.takes = None
    until(lambda: len(receiver.got) == MANY, within=90, what=f"all: {workers.logs()}")
    assert len(set(receiver.ids)) == MANY
    assert "leaving" not in workers.logs()


def test_what_was_taken_is_not_sent_again_though_the_next_one_was_being_asked(
    workers: Workers, receiver: Receiver
) -> None:
    receiver.takes, receiver.pause = 0, lambda taken: 8.0 if taken == 1 else 0.0
    begun(workers.settings, receiver)
    workers.start(0)
    until(lambda: receiver.refused, within=60, what=f"the first: {workers.logs()}")
    until(lambda: not waiting(workers.settings, corridor.ALERTS), within=90, what="all of them in the queue")
    receiver.takes = None
    until(lambda: len(receiver.got) == 2, within=90, what=f"two, the second not answered: {workers.logs()}")
    workers.kill(0)
    workers.start(0)
    until(lambda: len(set(receiver.ids)) == MANY, within=90, what=f"all: {workers.logs()}")
    assert receiver.ids.count(receiver.ids[0]) == 1


def test_a_rebalance_does_not_wait_for_what_waits_for_a_slow_receiver(workers: Workers, receiver: Receiver) -> None:
    receiver.pause = lambda _: 2.0
    workers.start(0)
    workers.start(1)
    until(lambda: workers.members() == 2, within=60, what=f"two members: {workers.logs()}")
    begun(workers.settings, receiver, 60)
    until(lambda: receiver.got, within=60, what=f"the first: {workers.logs()}")
    workers.start(2)
    until(lambda: workers.members() == 3, within=90, what=f"three members: {workers.logs()}")
    workers.kill(2)
    in_hand = receiver.in_hand()
    walked(workers, 5)
    receiver.pause = lambda _: 0.0
    until(lambda: len(set(receiver.ids)) == 60, within=60, what=f"all: {workers.logs()}")
    assert receiver.again <= Counter(in_hand)


def test_who_shares_a_partition_with_a_slow_receiver_is_told_soon(workers: Workers, receiver: Receiver) -> None:
    receiver.pause = lambda _: 2.0
    with contextlib.closing(Receiver(SECRET)) as quick:
        subscribed(workers.settings, neighbour("slow"), quick)
        begun(workers.settings, receiver, 60)
        workers.start(0)
        until(lambda: receiver.got, within=60, what=f"the first: {workers.logs()}")
        until(lambda: len(quick.got) == 60, within=30, what=f"the neighbour: {len(quick.got)} {workers.logs()}")


def test_our_own_broker_needs_no_credentials() -> None:
    settings = Settings(broker="", broker_protocol="SASL_SSL", broker_username="u", broker_password="p")
    assert worker.credentials(settings) is None
    named = worker.credentials(Settings(broker="b:1", broker_protocol="SASL_PLAINTEXT", broker_username="u"))
    assert (named.username, named.mechanism.value) == ("u", "PLAIN")


def test_an_id_that_a_death_has_left_without_its_alert_holds_up_nobody(workers: Workers, receiver: Receiver) -> None:
    settings = workers.settings
    topics.declare(settings, corridor.CHANGELOGS)
    (changelog,) = (topic for topic in corridor.CHANGELOGS if "-queues-" in topic.name)
    left = stage.write(stage.admit(stage.Queue(), "ghost"))
    messages.send(settings, [(changelog.name, n, f"{n}/slow".encode(), left) for n in range(changelog.partitions)])
    begun(settings, receiver)
    workers.start(0)
    until(lambda: len(receiver.got) == MANY, within=60, what=f"all: {workers.logs()}")
    assert len(set(receiver.ids)) == MANY

"""A receiver that answers slowly, with a real worker: told all, each once, and the worker is not taken for stuck."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from agents import worker
from pipeline import corridor, wire
from pipeline.edge import messages, seeds
from pipeline.edge.broker import topics
from pipeline.model import Development, Subscription
from pipeline.settings import Settings
from pipeline.stages import deliver as stage
from tests.agents.workers import ROOT, Workers, waiting
from tests.journeys.installation import SECRET, Receiver, until

AT = datetime(2020, 9, 14, 8, tzinfo=UTC)
MANY = 12


@pytest.fixture
def workers(fresh_kafka: Settings) -> Iterator[Workers]:
    for watch in seeds.watches(fresh_kafka):
        messages.put(fresh_kafka, corridor.WATCHES, watch.id, watch)
    workers = Workers(fresh_kafka, str(ROOT / "tests/agents/hasty.py"))
    yield workers
    workers.stop()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    door = Receiver(SECRET)
    yield door
    door.close()


def told(settings: Settings, receiver: Receiver) -> None:
    nouns = [
        Development(
            id=f"d{number:02}", watch="tiktok", type="offer", actors=("oracle",), modality="reported", date=None,
            title=f"Title {number}", first_reported_at=AT, changed_at=AT, reports=(), history=(),
        )
        for number in range(MANY)
    ]  # fmt: skip
    sent = [(corridor.DEVELOPMENTS.name, None, noun.id.encode(), wire.encode(noun)) for noun in nouns]
    messages.send(settings, sent)
    wish = Subscription(
        id="slow", channel="webhook", url=receiver.url, secret=SECRET, created_at=datetime.now(UTC), since="all"
    )
    messages.put(settings, corridor.SUBSCRIPTIONS, wish.id, wish)


def test_a_queue_that_takes_long_is_worked_off_in_parts(workers: Workers, receiver: Receiver) -> None:
    receiver.takes, receiver.pause = 0, lambda taken: 1.0 if taken else 0.0
    told(workers.settings, receiver)
    workers.start(0)
    until(lambda: receiver.refused, within=60, what=f"the first: {workers.logs()}")
    until(lambda: not waiting(workers.settings, corridor.ALERTS), within=30, what="all of them in the queue")
    receiver.takes = None
    until(lambda: len(receiver.got) == MANY, within=90, what=f"all: {workers.logs()}")
    assert len(set(receiver.ids)) == MANY
    assert "leaving" not in workers.logs()


def test_what_was_taken_is_not_sent_again_though_the_next_one_was_being_asked(
    workers: Workers, receiver: Receiver
) -> None:
    receiver.takes, receiver.pause = 0, lambda taken: 8.0 if taken == 1 else 0.0
    told(workers.settings, receiver)
    workers.start(0)
    until(lambda: receiver.refused, within=60, what=f"the first: {workers.logs()}")
    until(lambda: not waiting(workers.settings, corridor.ALERTS), within=30, what="all of them in the queue")
    receiver.takes = None
    until(lambda: len(receiver.got) == 2, within=30, what=f"two, the second not answered: {workers.logs()}")
    workers.kill(0)
    workers.start(0)
    until(lambda: len(set(receiver.ids)) == MANY, within=90, what=f"all: {workers.logs()}")
    assert receiver.ids.count(receiver.ids[0]) == 1


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
    told(settings, receiver)
    workers.start(0)
    until(lambda: len(receiver.got) == MANY, within=60, what=f"all: {workers.logs()}")
    assert len(set(receiver.ids)) == MANY

"""A worker on the data directory of another Kafka, or of a later state of the same one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from agents import copies
from pipeline import corridor
from pipeline.edge import messages, seeds
from pipeline.edge.broker import embedded, topics
from pipeline.model import Subscription
from pipeline.settings import Settings
from tests.agents.workers import AT, Workers, told, waiting
from tests.journeys.installation import SECRET, Receiver, until

Start = Callable[..., embedded.Broker]


@pytest.fixture
def staff(tmp_path: Path) -> Iterator[Callable[[embedded.Broker], Workers]]:
    """Workers on a Kafka, whichever it is, with their data always in the same folder."""
    (tmp_path / "data").mkdir()
    hired: list[Workers] = []

    def hire(broker: embedded.Broker) -> Workers:
        workers = Workers(msgspec.structs.replace(broker.reachable(), data_dir=str(tmp_path / "data")))
        hired.append(workers)
        return workers

    yield hire
    for workers in hired:
        workers.stop()


def subscribed(settings: Settings, receiver: Receiver) -> None:
    topics.declare(settings)
    for watch in seeds.watches(settings):
        messages.put(settings, corridor.WATCHES, watch.id, watch)
    wish = Subscription(id="s", channel="webhook", url=receiver.url, secret=SECRET, created_at=AT, since="all")
    messages.put(settings, corridor.SUBSCRIPTIONS, wish.id, wish)


def told_once(workers: Workers, receiver: Receiver, *numbers: int) -> None:
    """These arrive, each once."""
    settings, before = workers.settings, len(receiver.got)
    told(settings, *numbers)
    until(lambda: len(receiver.got) >= before + len(numbers), within=90, what=f"all: {workers.logs()}")
    assert sorted(id_ for id_, _ in receiver.developments[before:]) == sorted(f"d{number}" for number in numbers)
    until(lambda: not waiting(settings, corridor.ALERTS), within=90, what="all of it settled")


def test_another_kafka_is_met_with_tables_of_its_own(
    own_kafka: Start, staff: Callable[[embedded.Broker], Workers], receiver: Receiver, tmp_path: Path
) -> None:
    for number in (0, 1):
        broker = own_kafka(data_dir=str(tmp_path / f"kafka-{number}"))
        workers = staff(broker)
        subscribed(workers.settings, receiver)
        workers.start(0)
        told_once(workers, receiver, *range(4 - 3 * number))  # less the second time: the copies are ahead of it
        workers.stop()
        broker.stop()


def test_after_an_older_kafka_was_put_back_the_tables_are_made_again(
    own_kafka: Start, staff: Callable[[embedded.Broker], Workers], receiver: Receiver, tmp_path: Path
) -> None:
    home = tmp_path / "own" / "kafka"
    broker = own_kafka()
    workers = staff(broker)
    subscribed(workers.settings, receiver)
    workers.start(0)
    told_once(workers, receiver, 0, 1)
    workers.stop()
    broker.stop()
    shutil.copytree(home, tmp_path / "backup")
    broker = own_kafka()
    workers = staff(broker)
    workers.start(0)
    told_once(workers, receiver, *range(2, 12))
    workers.stop()
    broker.stop()
    shutil.rmtree(home)
    shutil.copytree(tmp_path / "backup", home)
    broker = own_kafka()
    workers = staff(broker)
    workers.start(0)
    assert workers.ended(0), "nobody put an older Kafka back"
    assert "ConsistencyError" in workers.logs()
    workers.start(0)  # as the supervisor does
    told_once(workers, receiver, 20)


def test_copies_of_nobody_knows_which_kafka_are_removed(tmp_path: Path) -> None:
    folder = tmp_path / "worker-0"
    (folder / "v1").mkdir(parents=True)
    assert not (copies.of("a", folder) / "v1").exists()
    (folder / "v1").mkdir()
    assert (copies.of("a", folder) / "v1").exists()
    assert not (copies.of("b", folder) / "v1").exists()

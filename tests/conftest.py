"""One real Kafka for the whole run of the tests, and ways to have it clean, or to have one's own.

kafka        Settings that reach the shared broker; our topics are declared on it
fresh_kafka  the same broker with our topics empty and no consumer group left; a data directory of its own
own_kafka    a function that starts a broker of the test's own, to be killed at will
swept        collects what Kafka's client leaves open of a broker that refuses, or dies
receiver     takes webhooks on a socket of the test's own
"""

from __future__ import annotations

import contextlib
import gc
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import msgspec
import pytest
from kafka.errors import KafkaError

from pipeline.edge.broker import clients, embedded, topics
from pipeline.settings import Settings
from tests.journeys.installation import SECRET, Receiver

hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")  # speed is measured in benchmarks/


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    settings = Settings(data_dir=str(tmp_path_factory.mktemp("kafka")), broker_port=0, workers=1, desk_port=0)
    with embedded.Broker(settings) as broker:
        reachable = broker.reachable()
        topics.declare(reachable)
        yield reachable


@pytest.fixture
def fresh_kafka(kafka: Settings, tmp_path: Path) -> Settings:
    with contextlib.closing(clients.admin(kafka)) as admin:
        _forget_groups(admin)
        ours = sorted(name for name in admin.list_topics() if not name.startswith("__"))
        if ours:
            admin.delete_topics(ours)
        until = time.monotonic() + 20
        while set(admin.list_topics()) & set(ours):
            assert time.monotonic() < until, "the topics of the test before do not go away"
            time.sleep(0.05)
    topics.declare(kafka)
    return msgspec.structs.replace(kafka, data_dir=str(tmp_path))


@pytest.fixture
def own_kafka(tmp_path: Path) -> Iterator[Callable[..., embedded.Broker]]:
    with contextlib.ExitStack() as stack:

        def start(**given: Any) -> embedded.Broker:
            settings = Settings(**{"data_dir": str(tmp_path / "own"), "broker_port": 0, "desk_port": 0, **given})
            broker = embedded.Broker(settings).start()
            stack.callback(broker.stop)
            return broker

        yield start


@pytest.fixture
def swept() -> Iterator[None]:
    """What kafka-python leaves open is collected here, in a test that ignores the warning, and in no other."""
    yield
    gc.collect()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    door = Receiver(SECRET)
    yield door
    door.close()


def _forget_groups(admin: Any) -> None:
    """A member that the test before left behind may hold its group for a moment."""
    until = time.monotonic() + 45
    while groups := [group["group_id"] for group in admin.list_groups()]:
        with contextlib.suppress(KafkaError):
            admin.delete_groups(groups)
        if time.monotonic() > until:
            raise AssertionError(f"these consumer groups are still in use: {groups}")
        time.sleep(0.05)

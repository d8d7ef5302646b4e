"""What `dealwire status` rests on, on a real Kafka."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline import corridor, model, wire
from pipeline.edge import health, messages, metrics, runfiles
from pipeline.edge.archive import Archive
from pipeline.edge.broker import clients, embedded, topics
from pipeline.edge.tables import Row
from pipeline.settings import Settings


def beat(settings: Settings, partition: int, age: float = 0.0) -> None:
    noun = model.Heartbeat(partition=partition, number=1, at=datetime.now(UTC) - timedelta(seconds=age))
    key = f"heartbeat-{partition}".encode()
    messages.send(settings, [(corridor.DELIVERIES.name, partition, key, wire.encode(noun))])


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A broker that is not there, and is not waited for."""
    monkeypatch.setattr(clients, "ANSWER_WITHIN_MS", 1_000)
    return Settings(data_dir=str(tmp_path), broker="127.0.0.1:9")


def test_what_a_role_says_of_itself_is_told(nowhere: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")  # knows nothing of our roles
    monkeypatch.delenv("no_proxy", raising=False)
    with metrics.served(nowhere, "ingest", complaint=lambda: "the readers are gone"):
        assert health.report(nowhere).complaints[0] == "ingest: the readers are gone"
    with runfiles.held(nowhere, "desk", metrics="http://127.0.0.1:9"):
        assert health.report(nowhere).complaints[0].startswith("desk does not answer")


def test_all_roles_are_asked_at_once(nowhere: Settings) -> None:
    both = threading.Barrier(2)

    def met() -> str:
        both.wait(10)
        return "met the other"

    with metrics.served(nowhere, "ingest", complaint=met), metrics.served(nowhere, "desk", complaint=met):
        assert health.report(nowhere).complaints[:2] == ("desk: met the other", "ingest: met the other")


def test_the_oldest_partitions_heartbeat_counts(fresh_kafka: Settings) -> None:
    with runfiles.held(fresh_kafka, "worker", index=0):
        for partition in range(corridor.PARTITIONS - 1):
            beat(fresh_kafka, partition)
        assert "no heartbeat" in health.report(fresh_kafka).complaints[0]
        beat(fresh_kafka, corridor.PARTITIONS - 1, age=100)
        said = health.report(fresh_kafka)
        assert "the corridor stands still" in said.complaints[0]
        assert said.heartbeat_age is not None
        assert 100 <= said.heartbeat_age < 130
        beat(fresh_kafka, corridor.PARTITIONS - 1)
        assert health.report(fresh_kafka).healthy


def test_while_it_starts_what_is_missing_is_no_complaint(fresh_kafka: Settings) -> None:
    def up(state: str, age: float = 0.0) -> health.Report:
        since = (datetime.now(UTC) - timedelta(seconds=age)).isoformat()
        with runfiles.held(fresh_kafka, "up", roles=["desk"], state=state, since=since):
            return health.report(fresh_kafka)

    said = up("starting workers")
    assert (said.starting, said.complaints, said.healthy) == ("starting workers", (), False)
    said = up(health.READY)
    assert (said.starting, said.complaints) == ("waiting for the first heartbeat", ("desk does not run",))
    with runfiles.held(fresh_kafka, "desk"):
        said = up(health.READY)
        assert (said.complaints, said.healthy) == ((), False)
        assert "no heartbeat" in up(health.READY, age=health.OLDEST_BEAT + 1).complaints[0]
        for partition in range(corridor.PARTITIONS):
            beat(fresh_kafka, partition)
        said = up(health.READY)
        assert (said.starting, said.healthy) == ("", True)


def test_where_a_roles_metrics_are_is_said_in_full(nowhere: Settings) -> None:
    with metrics.served(nowhere, "ingest") as address:
        [ingest] = health.report(nowhere).roles
    assert ingest.metrics == f"{address}/metrics"


def test_a_heartbeat_is_found_far_behind_other_messages(fresh_kafka: Settings) -> None:
    beat(fresh_kafka, 0)
    many = [(corridor.DELIVERIES.name, 0, b"%d" % n, b"{}") for n in range(1_000)]
    messages.send(fresh_kafka, many)
    consumer = clients.consumer(fresh_kafka)
    assert set(health.last_beats(consumer)) == {0}
    consumer.close()


def test_what_waits_is_told_by_topic_and_bounded(fresh_kafka: Settings) -> None:
    messages.send(fresh_kafka, [(corridor.ARTICLES.name, 0, b"k", b"v")] * 30)
    consumer = clients.consumer(fresh_kafka, corridor.ARTICLES.name, group=corridor.WORKERS, max_poll_records=10)
    while not consumer.poll(timeout_ms=500):
        pass
    consumer.commit()
    consumer.close()
    with runfiles.held(fresh_kafka, "worker", index=0):
        said = health.report(fresh_kafka)
    assert said.waiting["worker"][corridor.ARTICLES.name] == 20
    over = health._lag_complaints({"worker": {corridor.ARTICLES.name: health.LAG_BOUND + 1}})
    assert over == ["10,001 messages of dealwire.articles.v1 wait for worker"]


def test_a_kafka_on_which_no_group_has_been_yet_answers(own_kafka: Callable[..., embedded.Broker]) -> None:
    settings = own_kafka().reachable()
    topics.declare(settings)
    with runfiles.held(settings, "worker", index=0):
        for _ in range(10):
            said = health.report(settings)
            assert [each for each in said.complaints if "does not answer" in each] == []
            assert said.waiting["worker"][corridor.ARTICLES.name] == 0


def test_a_broker_that_is_away_is_a_complaint(nowhere: Settings) -> None:
    with runfiles.held(nowhere, "worker", index=0):
        said = health.report(nowhere)
    assert not said.healthy
    assert "127.0.0.1:9" in said.complaints[0]


def test_an_archive_that_cannot_be_read_is_one_complaint_beside_the_rest(nowhere: Settings) -> None:
    (nowhere.data / "archive.sqlite").write_bytes(b"no database" * 100)
    with runfiles.held(nowhere, "worker", index=0):
        said = health.report(nowhere)
    assert [(role.role, role.alive) for role in said.roles] == [("worker-0", True)]
    assert said.complaints[0] == f"the archive {nowhere.data / 'archive.sqlite'} cannot be used: file is not a database"
    assert "127.0.0.1:9" in said.complaints[1]


def test_the_desks_lag_is_behind_what_its_archive_has_read(fresh_kafka: Settings) -> None:
    messages.send(fresh_kafka, [(corridor.ALERTS.name, 0, b"k", b"v")] * 5)
    archive = Archive(fresh_kafka.data / "archive.sqlite")
    archive.keep([Row(topic=corridor.ALERTS.name, partition=0, offset=1, key=b"k", value=b"v")])
    with runfiles.held(fresh_kafka, "desk"):
        said = health.report(fresh_kafka)
    assert said.waiting["desk"][corridor.ALERTS.name] == 3
    archive.close()

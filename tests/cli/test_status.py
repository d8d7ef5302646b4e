"""`dealwire status` on a real Kafka."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from pipeline import corridor, model, wire
from pipeline.edge import messages, runfiles
from pipeline.edge.archive import Archive
from pipeline.settings import Settings
from tests.cli.command import clear, dealwire, on


def beat(settings: Settings, partition: int) -> None:
    noun = model.Heartbeat(partition=partition, number=1, at=datetime.now(UTC))
    key = f"heartbeat-{partition}".encode()
    messages.send(settings, [(corridor.DELIVERIES.name, partition, key, wire.encode(noun))])


def test_where_nothing_runs_is_one_clear_line(tmp_path: Path) -> None:
    clear(dealwire("status", "--data-dir", str(tmp_path)), 1, "nothing of ours runs")
    said = json.loads(dealwire("status", "--json", "--data-dir", str(tmp_path)).stdout)
    assert (said["running"], said["healthy"]) == (False, False)


def test_on_eighty_columns_no_word_is_cut_and_what_waits_is_said_once(fresh_kafka: Settings) -> None:
    messages.send(fresh_kafka, [(corridor.ARTICLES.name, 0, b"k", b"v")] * 1_200)
    Archive(fresh_kafka.data / "archive.sqlite").close()
    with runfiles.held(fresh_kafka, "worker", index=0), runfiles.held(fresh_kafka, "worker", index=1):
        said = dealwire("status", **{**on(fresh_kafka), "COLUMNS": "80"}).stdout
    assert [line for line in said.splitlines() if "1,200" in line] == [
        "waiting for worker: 1,200 articles",
        "waiting for desk: 1,200 articles",
    ]
    words = said.split()
    assert {"mentions", "developments", "quarantined", "undelivered"} <= set(words)


def test_one_that_starts_is_not_called_unhealthy(tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path))
    since = datetime.now(UTC).isoformat()
    with runfiles.held(settings, "up", roles=["broker", "desk"], state="starting Kafka", since=since):
        said = dealwire("status", **on(settings))
    assert said.returncode == 1
    assert said.stdout.splitlines()[-1] == "starting Kafka"
    assert "unhealthy" not in said.stdout


def test_a_role_that_should_run_and_does_not_is_named(fresh_kafka: Settings) -> None:
    with runfiles.held(fresh_kafka, "up", roles=["desk", "worker-0"]), runfiles.held(fresh_kafka, "desk"):
        for partition in range(corridor.PARTITIONS):
            beat(fresh_kafka, partition)
        said = dealwire("status", **on(fresh_kafka))
        assert said.returncode == 1
        assert [line for line in said.stdout.splitlines() if "unhealthy" in line] == [
            "unhealthy: worker-0 does not run"
        ]
        with runfiles.held(fresh_kafka, "worker", index=0):
            assert dealwire("status", **on(fresh_kafka)).returncode == 0

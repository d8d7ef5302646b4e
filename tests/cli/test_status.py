"""`dealwire status` on a real Kafka."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from pipeline import corridor, model, wire
from pipeline.edge import messages, runfiles
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

"""`dealwire tail` on a real Kafka."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from datetime import UTC, datetime

from pipeline import corridor, model, wire
from pipeline.edge import messages
from pipeline.settings import Settings
from tests.cli.command import HOUSE, clear, dealwire, environment, on

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
BEAT = model.Heartbeat(partition=0, number=1, at=AT)
WATCH = model.Watch(id="w", title="A deal\u2028of ours", names=("Deal",))


def tailing(settings: Settings, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", "tail", *arguments],
        cwd=HOUSE, env=environment(**on(settings)), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def lines(process: subprocess.Popen[bytes], number: int) -> list[bytes]:
    assert process.stdout is not None
    return [process.stdout.readline() for _ in range(number)]


def end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=90)
    assert (process.returncode, out, err) == (0, b"", b"")


def test_from_the_start_each_message_is_a_line_as_on_the_wire(fresh_kafka: Settings) -> None:
    messages.put(fresh_kafka, corridor.WATCHES, "w", WATCH)
    messages.send(fresh_kafka, [(corridor.WATCHES.name, 0, b"x", b"\xff\n"), (corridor.WATCHES.name, 0, b"w", None)])
    process = tailing(fresh_kafka, "watches", "--from-start")
    first, second, third = lines(process, 3)
    assert first == wire.encode(WATCH) + b"\n"
    assert json.loads(second) == {
        "topic": "dealwire.watches.v1",
        "partition": 0,
        "offset": 1,
        "key": "x",
        "value": "/wo=",
    }
    assert json.loads(third)["value"] is None
    end(process)


def test_heartbeats_are_hidden_unless_asked_for(fresh_kafka: Settings) -> None:
    beat = wire.encode(BEAT)
    messages.send(
        fresh_kafka, [(corridor.ALERTS.name, 0, b"heartbeat-0", beat), (corridor.ALERTS.name, 0, b"a", b"{}")]
    )
    process = tailing(fresh_kafka, "dealwire.alerts.v1", "--from-start", "--heartbeats")
    assert lines(process, 2)[0] == beat + b"\n"
    end(process)
    process = tailing(fresh_kafka, "alerts", "--from-start")
    assert json.loads(lines(process, 1)[0])["key"] == "a"
    end(process)


def test_an_unknown_topic_is_one_line_with_those_there_are(fresh_kafka: Settings) -> None:
    said = dealwire("tail", "alert", **on(fresh_kafka))
    clear(said, 2, "no topic 'alert'")
    assert "alerts" in said.stderr.splitlines()[1]

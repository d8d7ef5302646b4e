"""`dealwire up` as a newcomer runs it: Kafka, workers, seeds, alerts; stopped, killed, detached."""

from __future__ import annotations

import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from pipeline import corridor
from pipeline.cli import up
from pipeline.edge import messages, runfiles
from pipeline.edge.broker import clients
from pipeline.edge.supervisor import Supervisor
from pipeline.settings import Settings
from tests.cli.command import HOUSE, clear, dealwire, environment
from tests.cli.test_console import alert

SEEDED = 7
"""Developments of the source article."""


def until(true: Callable[[], Any], what: str, within: float = 120.0) -> Any:
    patience = time.monotonic() + within
    while not (found := true()):
        assert time.monotonic() < patience, what
        time.sleep(0.2)
    return found


class House:
    """A data directory, and what runs on it."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(data_dir=str(folder / "data"))
        self.environ = {
            "DEALWIRE_DATA_DIR": self.settings.data_dir,
            "DEALWIRE_OFFLINE": "true",
            "DEALWIRE_WORKERS": "1",
        }
        self.out = folder / "out.txt"

    def up(self) -> subprocess.Popen[bytes]:
        with self.out.open("wb") as file:
            return subprocess.Popen(
                [sys.executable, "-m", "pipeline.cli", "up"], cwd=HOUSE, env=environment(**self.environ),
                stdout=file, stderr=file,
            )  # fmt: skip

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return dealwire(*arguments, **self.environ)

    def said(self) -> str:
        return self.out.read_text("utf-8")

    def pids(self) -> dict[str, int]:
        return {f"{said['role']}-{said['index']}": said["pid"] for said in runfiles.alive(self.settings)}

    def java(self) -> int:
        return int(json.loads((self.settings.data / "kafka" / "instance.lock").read_text("utf-8"))["java"])

    def healthy(self) -> bool:
        return self.run("status").returncode == 0


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    there = House(tmp_path)
    yield there
    there.run("down")
    assert there.pids() == {}


def dead(pids: dict[str, int]) -> Callable[[], bool]:
    return lambda: not any(runfiles.lives(pid) for pid in pids.values())


def test_a_newcomer_sees_the_developments_of_the_source_article_once(house: House) -> None:
    process = house.up()
    until(lambda: house.said().count("▌ confirmed") + house.said().count("▌ expected") == SEEDED, "seven alerts")
    assert "desk      http://127.0.0.1:" in house.said()
    assert "a dit non à Microsoft" in house.said()
    until(house.healthy, "health")
    pids = house.pids()
    assert {"broker-None", "ingest-None", "desk-None", "worker-0", "up-None"} <= set(pids)
    clear(house.run("up"), 3, "already runs")

    os.kill(pids["worker-0"], signal.SIGKILL)
    until(lambda: house.pids().get("worker-0") not in (None, pids["worker-0"]), "another worker")
    assert "worker-0 was killed by SIGKILL; started again in 1 s" in " ".join(house.said().split())

    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    assert process.wait(timeout=90) == 0
    assert time.monotonic() - began < 31
    assert "stopped" in house.said()
    until(dead(pids), "all ended", within=30)
    clear(house.run("status"), 1, "nothing of ours runs")

    assert "\x1b" not in (house.settings.data / "log" / "worker-0.log").read_text("utf-8")

    process = house.up()
    until(house.healthy, "health after a stop")
    assert "▌" not in house.said()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=90) == 0


def test_a_kafka_that_comes_back_elsewhere_is_followed_by_all(house: House) -> None:
    process = house.up()
    until(house.healthy, "health")
    pids, old = house.pids(), clients.address(house.settings)
    os.kill(house.java(), signal.SIGKILL)
    host, _, port = old.rpartition(":")
    with until(lambda: door(host, int(port)), "the port of the Kafka that was", within=30):
        until(lambda: runfiles.one(house.settings, "broker") and clients.address(house.settings) != old, "Kafka again")
        until(house.healthy, "health with Kafka elsewhere")
        assert {name: pid for name, pid in house.pids().items() if pid == pids[name]} == {"up-None": pids["up-None"]}
        assert f"Kafka is at {clients.address(house.settings)} now" in house.said()
        messages.send(house.settings, [(corridor.ALERTS.name, 0, b"console", alert("told-after"))])
        until(lambda: "told-after" in house.said(), "an alert of the Kafka elsewhere")
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=90) == 0
    until(dead(pids), "all ended", within=30)


def test_a_kafka_that_dies_while_the_others_start_is_waited_for(house: House) -> None:
    process = house.up()
    until(lambda: (runfiles.one(house.settings, "up") or {}).get("state") == "starting workers", "the workers' start")
    os.kill(house.java(), signal.SIGKILL)
    until(house.healthy, "health")
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=90) == 0


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_a_kafka_that_dies_while_it_greets_is_waited_for(swept: None, tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path), broker_port=0)
    tries, shown = [], io.StringIO()

    def greet() -> None:
        tries.append(runfiles.one(settings, "broker"))
        if len(tries) == 1:
            os.kill(json.loads((settings.data / "kafka" / "instance.lock").read_text("utf-8"))["java"], signal.SIGKILL)
        up._greet(settings, Console(file=shown))

    with Supervisor(settings, print) as house:
        up._found(house, settings, Console(file=io.StringIO()))
        up._with_kafka(house, settings, greet)
        assert len(tries) > 1
        assert shown.getvalue().count("Ctrl-C") == 1
        assert set(messages.known(settings, corridor.SUBSCRIPTIONS)) == {"console"}


def door(host: str, port: int) -> socket.socket | None:
    """A server there, if the port is free."""
    try:
        return socket.create_server((host, port))
    except OSError:
        return None


def test_detached_killed_and_started_again(house: House) -> None:
    said = house.run("up", "--detach")
    assert said.returncode == 0, said.stderr
    assert "dealwire status" in said.stdout
    counts = json.loads(house.run("status", "--json").stdout)["counts"]
    until(lambda: json.loads(house.run("status", "--json").stdout)["counts"]["developments"] == SEEDED, "seven known")
    assert counts["articles"] == 1
    pids = house.pids()
    frozen = {**pids, "java": house.java()}
    os.kill(frozen["java"], signal.SIGSTOP)
    os.kill(pids["up-None"], signal.SIGKILL)
    until(dead(frozen), "no orphan", within=30)

    said = house.run("up", "--detach")
    assert said.returncode == 0, said.stderr
    assert json.loads(house.run("status", "--json").stdout)["counts"]["developments"] == SEEDED
    pids, java = house.pids(), house.java()
    os.kill(java, signal.SIGSTOP)
    ended = house.run("down", "--json")
    assert ended.stdout == json.dumps({"data": house.settings.data_dir, "stopped": True}) + "\n"
    assert ended.stderr == "stopping ...\n"
    assert dead({**pids, "java": java})()

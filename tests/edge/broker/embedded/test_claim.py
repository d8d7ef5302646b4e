from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.edge.broker.embedded import claim
from pipeline.edge.broker.embedded.claim import Claim
from pipeline.errors import AlreadyRunning, EnvironmentTrouble

DEAD = 4194304
"""Above the largest process id that Linux gives."""


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / "data" / "kafka" / "instance.lock"


def orphan(lock: Path, program: str) -> subprocess.Popen[str]:
    """A process that holds the lock of an owner who is dead."""
    lock.parent.mkdir(parents=True)
    with lock.open("w+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        held = subprocess.Popen(
            [sys.executable, "-c", program], pass_fds=[file.fileno()], stdout=subprocess.PIPE, text=True
        )
        file.write(json.dumps({"pid": DEAD, "java": held.pid, "port": 7}))
    assert held.stdout
    assert held.stdout.readline() == "ready\n"
    return held


def test_what_the_last_owner_said_is_remembered_but_not_its_processes(lock: Path) -> None:
    first = Claim(lock.parent)
    first.write(java=DEAD, port=9092)
    first.release()
    second = Claim(lock.parent)
    assert second.said == {"pid": os.getpid(), "port": 9092}
    assert json.loads(lock.read_text()) == second.said
    second.release()


def test_one_that_lives_is_named(lock: Path) -> None:
    first = Claim(lock.parent)
    with pytest.raises(AlreadyRunning, match=f"process {os.getpid()} already runs a Kafka") as caught:
        Claim(lock.parent)
    assert "dealwire down" in caught.value.way_out
    first.release()
    Claim(lock.parent).release()


@pytest.mark.parametrize("left", ["", "{", "[1]", '{"pid": "x"}'])
def test_a_file_that_is_broken_and_free_is_taken(lock: Path, left: str) -> None:
    lock.parent.mkdir(parents=True)
    lock.write_text(left)
    Claim(lock.parent).release()


def test_an_orphan_is_asked_to_stop(lock: Path) -> None:
    held = orphan(lock, "import time; print('ready', flush=True); time.sleep(60)")
    Claim(lock.parent).release()
    assert held.wait() == -15
    held.communicate()


def test_an_orphan_that_does_not_listen_is_killed(lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claim, "ORPHAN_STOPS_WITHIN", 0.5)
    stubborn = "import signal, time; signal.signal(15, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"
    held = orphan(lock, stubborn)
    Claim(lock.parent).release()
    assert held.wait() == -9
    held.communicate()


def test_an_orphan_is_ended_for_whoever_stops_everything(lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claim, "ORPHAN_STOPS_WITHIN", 0.5)
    assert not claim.end_orphan(lock.parent)  # there is no folder
    held = orphan(lock, "import os; print('ready', flush=True); os.kill(os.getpid(), 19)")  # it is frozen
    assert claim.end_orphan(lock.parent)
    assert held.wait() == -9
    held.communicate()
    assert not claim.end_orphan(lock.parent)


def test_who_has_an_owner_is_no_orphan(lock: Path) -> None:
    mine = Claim(lock.parent)
    assert not claim.end_orphan(lock.parent)
    mine.release()
    lock.chmod(0o444)
    assert not claim.end_orphan(lock.parent)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EnvironmentTrouble, match="cannot be used"):
        Claim(tmp_path / "file" / "kafka")

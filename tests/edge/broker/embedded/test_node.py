from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline import corridor, model, wire
from pipeline.edge import broker
from pipeline.edge.broker import clients, embedded, topics
from pipeline.edge.broker.registry import Registry
from pipeline.errors import AlreadyRunning, BrokerTrouble, ConfigError, EnvironmentTrouble
from pipeline.settings import Settings

ROOT = Path(__file__).parents[4]
Start = Callable[..., embedded.Broker]


def until(holds: Callable[[], object], within: float = 90.0) -> None:
    end = time.monotonic() + within
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def send(settings: Settings, first: int, count: int) -> None:
    producer = clients.producer(settings)
    for sent in [producer.send(corridor.FRESH.name, b"%d" % n) for n in range(first, first + count)]:
        sent.get(30)
    producer.close()


def received(settings: Settings, count: int) -> set[int]:
    consumer = clients.consumer(settings, corridor.FRESH.name, consumer_timeout_ms=10_000)
    got: set[int] = set()
    for record in consumer:
        got.add(int(record.value))
        if len(got) == count:
            break
    consumer.close()
    return got


@contextlib.contextmanager
def foreground(data: Path, **environ: str) -> Iterator[subprocess.Popen[str]]:
    """`dealwire broker` in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", "broker", "--data-dir", str(data)],
        cwd=ROOT,
        env=os.environ | {"DEALWIRE_BROKER_PORT": "0"} | environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def java_of(data: Path) -> int:
    return int(json.loads((data / "kafka" / "instance.lock").read_text())["java"])


def test_it_is_found_while_it_runs_and_only_then(own_kafka: Start, tmp_path: Path) -> None:
    running = own_kafka()
    found = Settings(data_dir=str(tmp_path / "own"))
    assert broker.address(found) == running.address
    assert running.address.startswith("127.0.0.1:")
    topics.declare(found)
    running.stop()
    assert not (tmp_path / "own" / "run" / "broker.json").exists()
    with pytest.raises(BrokerTrouble):
        broker.address(found)
    running.stop()


def test_it_listens_on_loopback_only(own_kafka: Start) -> None:
    running = own_kafka()
    inodes = {str(link.readlink()) for link in Path(f"/proc/{running.pid}/fd").iterdir() if link.exists()}
    listening = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/{running.pid}/net/{table}").read_text().splitlines()[1:]
        if line.split()[3] == "0A"
    ]
    ours = [fields[1].partition(":")[0] for fields in listening if f"socket:[{fields[9]}]" in inodes]
    assert len(ours) == 2
    assert set(ours) <= {"0100007F", "0000000000000000FFFF00000100007F"}


def test_stopped_and_started_again_it_is_the_same_with_nothing_lost(own_kafka: Start) -> None:
    first = own_kafka()
    address = first.address
    topics.declare(first.reachable())
    send(first.reachable(), 0, 50)
    first.stop()
    again = own_kafka()
    assert again.address == address
    assert received(again.reachable(), 50) == set(range(50))


def test_after_a_kill_it_comes_back_at_the_same_place_with_nothing_lost(own_kafka: Start) -> None:
    killed = own_kafka()
    address = killed.address
    topics.declare(killed.reachable())
    watches = Registry(killed.reachable(), corridor.WATCHES).start()
    send(killed.reachable(), 0, 500)
    assert killed.pid
    os.kill(killed.pid, signal.SIGKILL)
    with pytest.raises(BrokerTrouble, match="ended by itself"):
        killed.wait(10)
    killed.stop()
    again = own_kafka()
    assert again.address == address
    send(again.reachable(), 500, 1)
    assert received(again.reachable(), 501) == set(range(501))
    producer = clients.producer(again.reachable())
    watch = model.Watch(id="w", title="t", names=("n",))
    producer.send(corridor.WATCHES.name, key=b"w", value=wire.encode(watch)).get(10)
    producer.close()
    until(lambda: watches.snapshot() == {"w": watch})  # who followed before the kill goes on following
    watches.stop()


def test_who_follows_a_broker_that_is_gone_can_still_stop(own_kafka: Start) -> None:
    running = own_kafka()
    topics.declare(running.reachable())
    watches = Registry(running.reachable(), corridor.WATCHES).start()
    running.stop()
    began = time.monotonic()
    watches.stop()
    assert time.monotonic() - began < 10


def test_two_on_one_directory_are_refused_by_name(own_kafka: Start, tmp_path: Path) -> None:
    running = own_kafka()
    with foreground(tmp_path / "own") as second:
        _, said = second.communicate(timeout=90)
        assert second.returncode == AlreadyRunning.exit_code
    assert f"process {os.getpid()} already runs a Kafka" in said
    assert "Traceback" not in said
    assert broker.address(Settings(data_dir=str(tmp_path / "own"))) == running.address


def test_the_command_runs_until_it_is_told_to_stop(tmp_path: Path) -> None:
    with foreground(tmp_path) as process:
        assert process.stdout
        address = process.stdout.readline().strip()
        assert address == broker.address(Settings(data_dir=str(tmp_path)))
        kafka = java_of(tmp_path)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=90)
    assert process.returncode == 0
    assert said == ""
    assert not Path(f"/proc/{kafka}").exists()
    assert not (tmp_path / "run" / "broker.json").exists()


def test_a_stop_while_it_starts_leaves_nothing_behind(tmp_path: Path) -> None:
    with foreground(tmp_path) as process:
        until((tmp_path / "log" / "kafka.out").exists)
        process.terminate()
        process.communicate(timeout=90)
    assert process.returncode == 0
    with embedded.Broker(Settings(data_dir=str(tmp_path), broker_port=0)) as running:
        topics.declare(running.reachable())


def test_a_stop_where_python_drops_what_is_raised_is_not_lost(tmp_path: Path) -> None:
    """The hooks of a fork are such a place: Kafka's child is forked, for it is tied to us before it runs."""
    code = (
        "import os, signal; from pipeline.edge.broker import embedded; from pipeline.settings import Settings; "
        "os.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), signal.SIGTERM)); "
        f"embedded.run(Settings(data_dir={str(tmp_path)!r}, broker_port=0)); print('ended')"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout == "ended\n"
    assert "Exception ignored" in done.stderr  # it was dropped there


def test_kafka_does_not_outlive_a_parent_that_is_killed(tmp_path: Path) -> None:
    with foreground(tmp_path) as process:
        assert process.stdout
        address = process.stdout.readline().strip()
        topics.declare(Settings(broker=address))
        send(Settings(broker=address), 0, 20)
        kafka = java_of(tmp_path)
        process.kill()
        process.wait()
        with pytest.raises(BrokerTrouble):
            broker.address(Settings(data_dir=str(tmp_path)))
        with foreground(tmp_path) as again:  # at once: the orphan may still be about to end
            assert again.stdout
            assert again.stdout.readline().strip() == address
            assert java_of(tmp_path) != kafka
            assert received(Settings(broker=address), 20) == set(range(20))


def test_a_folder_with_letters_that_the_locale_has_not(tmp_path: Path) -> None:
    with foreground(tmp_path / "Тест ü", LC_ALL="C", LANG="C", TZ="No/Where:at all") as process:
        assert process.stdout
        address = process.stdout.readline().strip()
        topics.declare(Settings(broker=address))
        process.terminate()
        process.communicate(timeout=90)
    assert process.returncode == 0


def test_when_kafka_dies_the_command_ends_with_a_line(tmp_path: Path) -> None:
    with foreground(tmp_path) as process:
        assert process.stdout
        process.stdout.readline()
        os.kill(java_of(tmp_path), signal.SIGKILL)
        _, said = process.communicate(timeout=90)
    assert process.returncode == BrokerTrouble.exit_code
    assert "ended by itself" in said
    assert "Traceback" not in said
    assert not (tmp_path / "run" / "broker.json").exists()


def test_a_port_that_is_taken_is_left_to_its_owner(own_kafka: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        taken = door.getsockname()[1]
        running = own_kafka(broker_port=taken)
        assert taken < int(running.address.rpartition(":")[2]) < taken + 50
        topics.declare(running.reachable())


def test_the_port_that_was_asked_for_is_used_when_it_is_free(own_kafka: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        wanted = door.getsockname()[1]
    assert own_kafka(broker_port=wanted).address == f"127.0.0.1:{wanted}"


def test_it_listens_on_an_address_of_six_as_well(own_kafka: Start) -> None:
    if not socket.has_dualstack_ipv6():
        pytest.skip("this system has no IPv6")
    running = own_kafka(broker_host="::1")
    assert running.address.startswith("[::1]:")
    topics.declare(running.reachable())
    send(running.reachable(), 0, 5)
    assert received(running.reachable(), 5) == set(range(5))


def test_a_restart_on_other_ports_works_when_the_old_ones_are_taken(own_kafka: Start, tmp_path: Path) -> None:
    first = own_kafka()
    topics.declare(first.reachable())
    send(first.reachable(), 0, 5)
    ports = json.loads((tmp_path / "own" / "kafka" / "instance.lock").read_text())
    first.stop()
    with (
        socket.create_server(("127.0.0.1", ports["port"])),
        socket.create_server(("127.0.0.1", ports["controller"])),
    ):
        again = own_kafka()
        assert again.address != first.address
        assert received(again.reachable(), 5) == set(range(5))


def test_a_format_that_was_cut_short_is_done_again(own_kafka: Start, tmp_path: Path) -> None:
    own_kafka().stop()
    meta = tmp_path / "own" / "kafka" / "topics" / "meta.properties"
    meta.unlink()
    topics.declare(own_kafka().reachable())
    assert meta.exists()


def test_a_directory_that_cannot_be_used_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EnvironmentTrouble, match="cannot be used") as caught:
        embedded.Broker(Settings(data_dir=str(tmp_path / "file"))).start()
    assert caught.value.way_out


def test_storage_that_kafka_refuses_is_said_in_one_line(own_kafka: Start, tmp_path: Path) -> None:
    own_kafka().stop()
    (tmp_path / "own" / "kafka" / "topics" / "meta.properties").write_text("version=1\ncluster.id=x\nnode.id=7\n")
    with pytest.raises(BrokerTrouble, match="does not start") as caught:
        own_kafka()
    assert "\n" not in str(caught.value)
    assert "kafka.log" in caught.value.way_out
    assert not (tmp_path / "own" / "run" / "broker.json").exists()


def test_an_own_kafka_beside_a_named_one_is_refused() -> None:
    with pytest.raises(ConfigError, match="name a broker already"):
        embedded.run(Settings(broker="kafka:9092"))


def test_the_log_is_bounded_and_in_its_place(own_kafka: Start, tmp_path: Path) -> None:
    own_kafka()
    log = tmp_path / "own" / "log"
    assert "Kafka Server started" in (log / "kafka.log").read_text()
    assert {path.name for path in log.iterdir()} == {"kafka.log", "kafka.out"}
    assert (log / "kafka.out").read_text() == ""


def test_wait_returns_after_its_time(own_kafka: Start) -> None:
    running = own_kafka()
    began = time.monotonic()
    running.wait(0.2)
    assert 0.2 <= time.monotonic() - began < 5

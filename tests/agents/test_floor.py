"""The loop around each item, on a real broker: what raises is set aside, what hangs ends the worker."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agents.floor import IN_WORK
from agents.watchdog import EXIT_STUCK
from pipeline import corridor, wire
from pipeline.edge import messages
from pipeline.edge.broker import clients
from pipeline.model import Article, Heartbeat, Quarantined
from pipeline.settings import Settings
from tests.agents.workers import ROOT, waiting
from tests.journeys.installation import until

NOW = datetime(2024, 1, 1, tzinfo=UTC)
Run = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def run(fresh_kafka: Settings, tmp_path: Path) -> Iterator[Run]:
    with contextlib.ExitStack() as stack:

        def start() -> subprocess.Popen[bytes]:
            environ = {**os.environ, "DEALWIRE_BROKER": clients.address(fresh_kafka), "PYTHONPATH": str(ROOT)}
            worker = subprocess.Popen(
                [sys.executable, str(ROOT / "tests/agents/clumsy.py"), str(tmp_path)], env=environ
            )
            stack.callback(worker.wait)
            stack.callback(worker.kill)
            return worker

        yield start


def put(settings: Settings, id_: str, title: str) -> None:
    messages.send(settings, [message(id_, title)])


def message(id_: str, title: str, partition: int = 0) -> tuple[str, int, bytes, bytes]:
    article = Article(
        id=id_, url="https://example.org/", source="example.org", title=title, text="", lang="en", published_at=NOW,
        fetched_at=NOW,
    )  # fmt: skip
    return corridor.FRESH.name, partition, id_.encode(), wire.encode(article)


def passed(settings: Settings) -> list[str]:
    nouns = (wire.decode(record.value) for record in messages.whole(settings, corridor.DEVELOPMENTS))
    return [noun.id for noun in nouns if isinstance(noun, Article)]


def cases(settings: Settings) -> list[Quarantined]:
    nouns = (wire.decode(record.value) for record in messages.whole(settings, corridor.QUARANTINE))
    return [noun for noun in nouns if isinstance(noun, Quarantined)]


def test_a_stage_that_raises_sets_its_item_aside_and_not_the_next(
    fresh_kafka: Settings, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "raises").touch()
    put(fresh_kafka, "1", "raise")
    put(fresh_kafka, "2", "fine")
    run()
    until(lambda: passed(fresh_kafka) == ["2"], within=90, what="the item behind")
    [case] = until(lambda: cases(fresh_kafka), within=90, what="the case")
    assert (case.topic, case.stage, case.reason) == (
        corridor.FRESH.name, "clumsy", "ValueError: this title is too much for me",
    )  # fmt: skip
    (tmp_path / "raises").unlink()
    messages.send(fresh_kafka, [(case.topic, case.partition, case.key, case.original)])
    until(lambda: passed(fresh_kafka) == ["2", "1"], within=90, what="the item, tried again")
    until(lambda: not waiting(fresh_kafka, corridor.FRESH), within=90, what="a commit at the end")


def test_a_heartbeat_goes_to_the_next_topic_on_its_partition(fresh_kafka: Settings, run: Run) -> None:
    beat = Heartbeat(partition=3, number=1, at=NOW)
    messages.send(fresh_kafka, [(corridor.FRESH.name, 3, b"heartbeat-3", wire.encode(beat))])
    run()

    def arrived() -> list[int]:
        return [r.partition for r in messages.whole(fresh_kafka, corridor.MENTIONS) if wire.decode(r.value) == beat]

    assert until(arrived, within=90, what="the heartbeat") == [3]


def test_a_worker_that_hangs_leaves_and_its_item_comes_again(fresh_kafka: Settings, run: Run, tmp_path: Path) -> None:
    (tmp_path / "hangs").touch()
    put(fresh_kafka, "1", "hang")
    put(fresh_kafka, "2", "fine")
    assert run().wait(60) == EXIT_STUCK
    assert passed(fresh_kafka) == []
    (tmp_path / "hangs").unlink()
    run()
    until(lambda: sorted(passed(fresh_kafka)) == ["1", "2"], within=90, what="both")


def test_what_is_too_large_to_be_remembered_is_set_aside(fresh_kafka: Settings, run: Run) -> None:
    put(fresh_kafka, "1", "hoard")
    put(fresh_kafka, "2", "fine")
    run()
    until(lambda: passed(fresh_kafka) == ["2"], within=90, what="the item behind")
    [case] = until(lambda: cases(fresh_kafka), within=90, what="the case")
    assert case.reason == f"ValueError: what it remembers is {clients.TOO_LARGE}"


def test_items_that_take_long_are_settled_by_the_way(fresh_kafka: Settings, run: Run) -> None:
    for number in range(12):
        put(fresh_kafka, str(number), "slow")
    worker = run()
    until(lambda: len(passed(fresh_kafka)) == 12, within=90, what="all")
    until(lambda: not waiting(fresh_kafka, corridor.FRESH), within=90, what="a commit at the end")
    assert worker.poll() is None  # all of them together take longer than a worker may stand


def test_what_cannot_be_settled_is_overtaken_by_nothing(fresh_kafka: Settings, run: Run, tmp_path: Path) -> None:
    (tmp_path / "full").touch()
    put(fresh_kafka, "1", "keep")
    for number in range(2, 100):
        put(fresh_kafka, str(number), "fine")
    assert run().wait(60) == EXIT_STUCK
    (tmp_path / "full").unlink()
    run()
    everything = [str(number) for number in range(1, 100)]
    until(lambda: passed(fresh_kafka)[-1:] == ["99"], within=90, what="the last")
    assert list(dict.fromkeys(passed(fresh_kafka))) == everything


def test_nor_is_it_while_partitions_move(fresh_kafka: Settings, run: Run, tmp_path: Path) -> None:
    for name in ("full", "moves"):
        (tmp_path / name).touch()
    put(fresh_kafka, "1", "moved")
    put(fresh_kafka, "2", "fine")
    first = run()
    until((tmp_path / "begun").exists, within=60, what="the item that waits for the rebalance")
    run()
    assert first.wait(60) == EXIT_STUCK
    (tmp_path / "full").unlink()
    (tmp_path / "moves").unlink()
    until(lambda: passed(fresh_kafka)[-1:] == ["2"], within=90, what="the last")
    assert list(dict.fromkeys(passed(fresh_kafka))) == ["1", "2"]


def test_a_partition_on_which_much_waits_holds_up_no_other(fresh_kafka: Settings, run: Run) -> None:
    messages.send(fresh_kafka, [message(str(number), "slow") for number in range(4 * IN_WORK)])
    run()
    until(lambda: passed(fresh_kafka), within=90, what="the first")
    messages.send(fresh_kafka, [message("elsewhere", "fine", partition=1)])
    until(lambda: "elsewhere" in passed(fresh_kafka), within=15, what="what is on another partition")


def test_of_a_partition_on_which_much_waited_everything_is_worked_off(fresh_kafka: Settings, run: Run) -> None:
    flood = [str(number) for number in range(12 * IN_WORK)]
    messages.send(fresh_kafka, [message(id_, "fine") for id_ in flood])
    worker = run()
    until(lambda: len(passed(fresh_kafka)) >= len(flood), within=90, what="all of it")
    assert passed(fresh_kafka) == flood
    assert worker.poll() is None

"""The console's follower on a real Kafka: everything shown, and shown once."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from pipeline import corridor, model, wire
from pipeline.cli import console
from pipeline.edge import messages
from pipeline.errors import EnvironmentTrouble
from pipeline.settings import Settings

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def alert(id_: str, subscription: str = console.SUBSCRIPTION) -> bytes:
    development = model.Development(
        id="d", watch="tiktok", type="offer", actors=("oracle",), modality="reported", date=None, title="t",
        first_reported_at=AT, changed_at=AT, reports=(), history=(),
    )  # fmt: skip
    return wire.encode(model.Alert(id=id_, subscription=subscription, kind="new", line=id_, development=development))


def put(settings: Settings, *alerts: bytes) -> None:
    messages.send(settings, [(corridor.ALERTS.name, n % 3, b"console", each) for n, each in enumerate(alerts)])


def until(true: Callable[[], bool]) -> None:
    patience = time.monotonic() + 30
    while not true():
        assert time.monotonic() < patience
        time.sleep(0.05)


def test_each_alert_is_shown_once_also_across_restarts_and_if_the_topic_holds_it_twice(fresh_kafka: Settings) -> None:
    shown: list[str] = []
    put(fresh_kafka, alert("a"), alert("x", "another"), b"\xff", alert("b"), alert("a"))
    for step in ("first", "again"):
        follower = console.Follower(fresh_kafka, lambda each: shown.append(each.id))
        follower.start()
        if step == "again":
            put(fresh_kafka, alert("b"), alert("c"))
            until(lambda: "c" in shown)
        else:
            until(lambda: len(shown) == 2)
        follower.stop()
    assert sorted(shown) == ["a", "b", "c"]


def test_what_could_not_be_shown_comes_again(fresh_kafka: Settings) -> None:
    put(fresh_kafka, alert("a"))

    def broken(_: model.Alert) -> None:
        raise BrokenPipeError

    follower = console.Follower(fresh_kafka, broken)
    follower.start()
    until(lambda: not follower.alive)
    shown: list[str] = []
    follower = console.Follower(fresh_kafka, lambda each: shown.append(each.id))
    follower.start()
    until(lambda: shown == ["a"])
    follower.stop()


def test_one_that_cannot_be_shown_is_told_and_keeps_nobody_back(fresh_kafka: Settings) -> None:
    shown: list[str] = []
    told: list[str] = []
    put(fresh_kafka, alert("a"), alert("b"))

    def show(each: model.Alert) -> None:
        if each.id == "a":
            raise IndexError
        shown.append(each.id)

    follower = console.Follower(fresh_kafka, show, told.append)
    follower.start()
    until(lambda: bool(shown and told))
    follower.stop()
    assert (shown, told) == (["b"], ["alert a cannot be shown (IndexError): a"])


def test_a_disk_that_does_not_remember_ends_it_with_the_reason(fresh_kafka: Settings) -> None:
    follower = console.Follower(fresh_kafka, lambda _: None)
    remembered = fresh_kafka.data / "console.ids"
    remembered.unlink(missing_ok=True)
    remembered.mkdir()
    put(fresh_kafka, alert("a"))
    follower.start()
    until(lambda: not follower.alive)
    with pytest.raises(EnvironmentTrouble, match="cannot be shown any more"):
        follower.shows()


def test_the_console_is_subscribed_once_to_everything(fresh_kafka: Settings) -> None:
    console.subscribe(fresh_kafka)
    first = messages.known(fresh_kafka, corridor.SUBSCRIPTIONS)[console.SUBSCRIPTION]
    console.subscribe(fresh_kafka)
    again = messages.known(fresh_kafka, corridor.SUBSCRIPTIONS)[console.SUBSCRIPTION]
    assert again == first
    assert msgspec.structs.replace(first, created_at=AT) == model.Subscription(
        id="console", channel="console", created_at=AT, since="all"
    )


def test_what_was_shown_is_remembered_whole_or_not_rewritten(tmp_path: Path) -> None:
    ids = tmp_path / "console.ids"
    ids.write_text("".join(f"{number}\n" for number in range(50_000)), "utf-8")
    shown = console._Shown(ids)
    assert "49999" in shown
    assert "1" not in shown
    shown.add("last")
    assert ids.read_text("utf-8").split() == [*map(str, range(30_000, 50_000)), "last"]
    assert [path.name for path in tmp_path.iterdir()] == ["console.ids"]

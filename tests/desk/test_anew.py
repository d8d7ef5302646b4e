"""The desk as a process whose archive is of another Kafka or of an older state, another desk's, or taken away."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable
from typing import Any

import msgspec

from pipeline.edge.broker import clients, embedded, topics
from pipeline.settings import Settings
from tests.cli.command import clear, dealwire, on
from tests.desk.test_desk import ask, desk, development, ids, put, until
from tests.desk.test_strangers import begun


def changes(address: str, cursor: str = "") -> tuple[list[str], str]:
    """Ids, and the cursor behind them."""
    status, _, body = ask(f"{address}/api/v1/changes{cursor and '?cursor='}{cursor}")
    assert status == 200, body
    said: dict[str, Any] = json.loads(body)
    return [each["id"] for each in said["developments"]], said["next"]


def refused(address: str, cursor: str) -> None:
    """Hold that a cursor is refused as one of an archive that is no more."""
    status, kind, body = ask(f"{address}/api/v1/changes?cursor={cursor}")
    assert (status, kind) == (410, "application/problem+json")
    assert "made anew" in json.loads(body)["detail"]


def test_who_polls_is_told_that_the_kafka_is_another(
    fresh_kafka: Settings, own_kafka: Callable[..., embedded.Broker]
) -> None:
    put(fresh_kafka, development(1))
    with desk(fresh_kafka) as address:
        until(lambda: ids(address) == ["d1"])
        _, cursor = changes(address)
    other = msgspec.structs.replace(own_kafka().reachable(), data_dir=fresh_kafka.data_dir)
    topics.declare(other)
    put(other, development(2), development(3))
    with desk(other) as address:
        until(lambda: len(ids(address)) == 2)
        refused(address, cursor)
        assert set(changes(address)[0]) == {"d2", "d3"}


def test_who_polls_is_told_that_an_older_state_was_put_back(fresh_kafka: Settings) -> None:
    put(fresh_kafka, *map(development, range(30)))
    with desk(fresh_kafka) as address:
        until(lambda: len(ids(address)) == 30)
        _, cursor = changes(address)
    with contextlib.closing(clients.admin(fresh_kafka)) as admin:
        admin.delete_topics(["dealwire.developments.v1"])
        until(lambda: "dealwire.developments.v1" not in admin.list_topics())
    topics.declare(fresh_kafka)
    put(fresh_kafka, development(40))
    with desk(fresh_kafka) as address:
        until(lambda: "d40" in ids(address))
        assert ids(address) == ["d40"]
        refused(address, cursor)
        assert changes(address)[0] == ["d40"]


def test_a_cursor_from_beyond_the_last_change_is_refused(fresh_kafka: Settings) -> None:
    put(fresh_kafka, development(1))
    with desk(fresh_kafka) as address:
        until(lambda: ids(address) == ["d1"])
        _, cursor = changes(address)
        assert changes(address, cursor) == ([], cursor)
        refused(address, cursor + "0")


def test_a_second_desk_is_refused_before_it_touches_the_archive(fresh_kafka: Settings) -> None:
    put(fresh_kafka, development(1))
    with desk(fresh_kafka) as address:
        until(lambda: ids(address) == ["d1"])
        with contextlib.closing(sqlite3.connect(fresh_kafka.data / "archive.sqlite", isolation_level=None)) as archive:
            archive.execute("UPDATE cluster SET id = 'another, so that who looks throws all away'")
        for _ in range(3):
            clear(dealwire("desk", **{**on(fresh_kafka), "DEALWIRE_DESK_PORT": "0"}), 3, "desk already runs on")
        assert ids(address) == ["d1"]


def test_an_archive_that_is_deleted_under_the_desk_is_made_by_the_next(fresh_kafka: Settings) -> None:
    put(fresh_kafka, development(1))
    with contextlib.ExitStack() as stack:
        process, address = begun(stack, fresh_kafka, "-m", "pipeline.cli", "desk")
        until(lambda: ids(address) == ["d1"])
        for file in fresh_kafka.data.glob("archive.sqlite*"):
            file.unlink()
        _, said = process.communicate(timeout=90)
    assert process.returncode == 1
    assert "was taken away" in said
    assert "Traceback" not in said
    with desk(fresh_kafka) as address:
        until(lambda: ids(address) == ["d1"])

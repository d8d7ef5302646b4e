"""The desk as a process whose archive is another desk's."""

from __future__ import annotations

import contextlib
import sqlite3

from pipeline.settings import Settings
from tests.cli.command import clear, dealwire, on
from tests.desk.test_desk import desk, development, ids, put, until


def test_a_second_desk_is_refused_before_it_touches_the_archive(fresh_kafka: Settings) -> None:
    put(fresh_kafka, development(1))
    with desk(fresh_kafka) as address:
        until(lambda: ids(address) == ["d1"])
        with contextlib.closing(sqlite3.connect(fresh_kafka.data / "archive.sqlite", isolation_level=None)) as archive:
            archive.execute("UPDATE cluster SET id = 'another, so that who looks throws all away'")
        for _ in range(3):
            clear(dealwire("desk", **{**on(fresh_kafka), "DEALWIRE_DESK_PORT": "0"}), 3, "desk already runs on")
        assert ids(address) == ["d1"]

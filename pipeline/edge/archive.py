"""What is known, in SQLite: the read side's memory, made from the topics and nothing else.

Laws: rows and the offsets they came from are written in one transaction, so a restart goes on exactly
where it was; the file can be deleted at any time and is made again from the topics; rows of another
Kafka than the one that is read now are thrown away first. One thread writes; any thread reads.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from pipeline import corridor, model, wire
from pipeline.errors import EnvironmentTrouble

FOLLOWED = (
    corridor.ARTICLES, corridor.MENTIONS, corridor.DEVELOPMENTS, corridor.ALERTS, corridor.DELIVERIES,
    corridor.FEED_STATE, corridor.QUARANTINE, corridor.WATCHES, corridor.SUBSCRIPTIONS,
)  # fmt: skip
"""The topics from which the archive is made."""

_OF_TYPE = "? IN (type, json_extract(CAST(original AS TEXT), '$.own'))"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS cluster (id TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS offsets (
    topic TEXT, partition INTEGER, next INTEGER NOT NULL, PRIMARY KEY (topic, partition)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS developments (
    id TEXT PRIMARY KEY, watch TEXT NOT NULL, type TEXT NOT NULL, changed_at INTEGER NOT NULL, original BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS developments_by_change ON developments (changed_at DESC, id DESC);
CREATE TABLE IF NOT EXISTS articles (partition INTEGER PRIMARY KEY, seen INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS mentions (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS alerts (id TEXT PRIMARY KEY, subscription TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS deliveries (id TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS feeds (id TEXT PRIMARY KEY, failures INTEGER NOT NULL, reason TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS quarantined (id TEXT PRIMARY KEY, open INTEGER NOT NULL) WITHOUT ROWID;
"""
_COMPACTED = {
    corridor.DEVELOPMENTS.name: "developments",
    corridor.DELIVERIES.name: "deliveries",
    corridor.FEED_STATE.name: "feeds",
}
"""Where a tombstone takes a row away, and a development that turned out to be an older one."""
_TABLES = ("cluster", "offsets", "developments", "articles", "mentions", "alerts", "deliveries", "feeds", "quarantined")


class Row(model.Value):
    """A message as it was read from a topic; `value` is None for a tombstone."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None


class Counts(model.Value):
    """How many there are of each; articles as messages, all others as distinct ids."""

    articles: int = 0
    mentions: int = 0
    developments: int = 0
    alerts: int = 0
    delivered: int = 0
    undelivered: int = 0
    quarantined: int = 0
    feeds_ok: int = 0
    feeds_failing: int = 0


class Page(model.Value):
    """Developments, latest change first, and where the next page begins (None: this was the last)."""

    developments: tuple[model.Development, ...]
    after: tuple[int, str] | None


class Archive:
    """The file `<data>/archive.sqlite`; `path` may be anywhere."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection().executescript(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise EnvironmentTrouble(
                f"the archive {path} cannot be used: {error}",
                way_out="it is made from the topics again: delete the file, or mend the rights of its folder",
            ) from error

    def belongs_to(self, cluster: str) -> None:
        """Forget everything if it came from another Kafka than `cluster`."""
        with self._transaction() as connection:
            row = connection.execute("SELECT id FROM cluster").fetchone()
            if row is not None and row[0] == cluster:
                return
            for table in _TABLES:
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names from the tuple above
            connection.execute("INSERT INTO cluster VALUES (?)", (cluster,))

    def offsets(self) -> dict[tuple[str, int], int]:
        """The next offset to read, by topic and partition."""
        rows = self._connection().execute("SELECT topic, partition, next FROM offsets")
        return {(topic, partition): following for topic, partition, following in rows}

    def keep(self, rows: Iterable[Row]) -> None:
        """Write what the messages say, and the offsets behind them, at once."""
        following: dict[tuple[str, int], int] = {}
        with self._transaction() as connection:
            for row in rows:
                _keep(connection, row)
                following[row.topic, row.partition] = row.offset + 1
            connection.executemany(
                "INSERT OR REPLACE INTO offsets VALUES (?, ?, ?)", [(*place, following[place]) for place in following]
            )

    def counts(self) -> Counts:
        """All counts, in one look."""
        connection = self._connection()

        def number(query: str) -> int:
            return int(connection.execute(query).fetchone()[0])

        return Counts(
            articles=number("SELECT coalesce(sum(seen), 0) FROM articles"),
            mentions=number("SELECT count(*) FROM mentions"),
            developments=number("SELECT count(*) FROM developments"),
            alerts=number("SELECT count(*) FROM alerts"),
            delivered=number("SELECT count(*) FROM deliveries WHERE state = 'delivered'"),
            undelivered=number("SELECT count(*) FROM deliveries WHERE state != 'delivered'"),
            quarantined=number("SELECT count(*) FROM quarantined WHERE open"),
            feeds_ok=number("SELECT count(*) FROM feeds WHERE failures = 0"),
            feeds_failing=number("SELECT count(*) FROM feeds WHERE failures > 0"),
        )

    def developments(
        self,
        *,
        watch: str | None = None,
        type_: str | None = None,
        since: datetime | None = None,
        after: tuple[int, str] | None = None,
        limit: int = 50,
    ) -> Page:
        """Those that changed last first; `since` on the time of the change, `after` from the page before."""
        where, values = ["1"], list[object]()
        for clause, value in (("watch = ?", watch), (_OF_TYPE, type_), ("changed_at >= ?", since and _micros(since))):
            if value is not None:
                where.append(clause)
                values.append(value)
        if after is not None:
            where.append("(changed_at, id) < (?, ?)")
            values += after
        rows = self._connection().execute(
            f"SELECT changed_at, id, original FROM developments WHERE {' AND '.join(where)}"  # noqa: S608 - clauses above
            " ORDER BY changed_at DESC, id DESC LIMIT ?",
            (*values, limit + 1),
        ).fetchall()  # fmt: skip
        shown = rows[:limit]
        return Page(
            developments=tuple(msgspec.json.decode(row[2], type=model.Development) for row in shown),
            after=(shown[-1][0], shown[-1][1]) if len(rows) > limit else None,
        )

    def development(self, id_: str) -> model.Development | None:
        """The one with this id."""
        row = self._connection().execute("SELECT original FROM developments WHERE id = ?", (id_,)).fetchone()
        return row and msgspec.json.decode(row[0], type=model.Development)

    def close(self) -> None:
        """Close this thread's connection."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            del self._local.connection

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self.path, timeout=10, isolation_level=None)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            self._local.connection = connection
        return connection

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def _keep(connection: sqlite3.Connection, row: Row) -> None:
    """One message; what cannot be read is passed over, for its stage has quarantined it."""
    if row.topic == corridor.ARTICLES.name:  # the stream itself: counted, never parsed
        if not (row.value or b"").startswith(wire.prefix(model.Heartbeat)):
            connection.execute(
                "INSERT INTO articles VALUES (?, 1) ON CONFLICT (partition) DO UPDATE SET seen = seen + 1",
                (row.partition,),
            )
        return
    noun = None if row.value is None else wire.decode(row.value)
    if noun is None or (isinstance(noun, model.Development) and (noun.merged_into or noun.retracted)):
        table = _COMPACTED.get(row.topic)
        if table is not None:
            id_ = (row.key or b"").decode(errors="replace") if noun is None else noun.id
            connection.execute(f"DELETE FROM {table} WHERE id = ?", (id_,))  # noqa: S608 - names from the table above
        return
    written = _WRITTEN.get(type(noun))
    if written is not None and type(noun) is _NOUNS[row.topic] and row.key != _SOWN:
        sentence, values = written
        connection.execute(sentence, values(noun, row.value or b""))


_NOUNS: dict[str, type] = {topic.name: topic.noun for topic in FOLLOWED}
_SOWN = b"seeds"
"""Key under which ingest remembers the seeds on feed-state.v1 as if they were a feed: it is none."""
_WRITTEN: dict[type, tuple[str, Callable[[Any, bytes], tuple[object, ...]]]] = {
    model.Development: (
        "INSERT OR REPLACE INTO developments VALUES (?, ?, ?, ?, ?)",
        lambda noun, original: (noun.id, noun.watch, noun.type, _micros(noun.changed_at), original),
    ),
    model.Mention: ("INSERT OR IGNORE INTO mentions VALUES (?)", lambda noun, _: (noun.id,)),
    model.Alert: ("INSERT OR IGNORE INTO alerts VALUES (?, ?)", lambda noun, _: (noun.id, noun.subscription)),
    model.Delivery: ("INSERT OR REPLACE INTO deliveries VALUES (?, ?)", lambda noun, _: (noun.id, noun.state)),
    model.FeedState: (
        "INSERT OR REPLACE INTO feeds VALUES (?, ?, ?)",
        lambda noun, _: (noun.id, noun.failures, noun.reason),
    ),
    model.Quarantined: (
        "INSERT OR REPLACE INTO quarantined VALUES (?, ?)",
        lambda noun, _: (noun.id, not noun.closed),
    ),
}
"""How a noun is written, and which of its fields, by its type."""

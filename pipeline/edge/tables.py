"""The archive's tables: what is kept of each message, and of which topics.

Laws: a noun is written as `_WRITTEN` says, by its type; a tombstone, and a development that is none any more, takes its
row away; a version older than the one that is kept changes nothing. Every development, also one that is none any more,
has the number of its last change, and is told as it was then: one whose tombstone came as retracted.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from pipeline import corridor, model, wire

FOLLOWED = (
    corridor.ARTICLES, corridor.MENTIONS, corridor.DEVELOPMENTS, corridor.ALERTS, corridor.DELIVERIES,
    corridor.FEED_STATE, corridor.QUARANTINE, corridor.WATCHES, corridor.SUBSCRIPTIONS,
)  # fmt: skip
"""The topics from which the archive is made."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MARKED = "INSERT INTO made SELECT lower(hex(randomblob(6))) WHERE NOT EXISTS (SELECT 1 FROM made)"
"""A mark of its own for an archive that has none."""
_MADE = """
CREATE TABLE IF NOT EXISTS cluster (id TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS offsets (
    topic TEXT, partition INTEGER, next INTEGER NOT NULL, PRIMARY KEY (topic, partition)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS developments (
    id TEXT PRIMARY KEY, watch TEXT NOT NULL, type TEXT NOT NULL, changed_at INTEGER NOT NULL, original BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS developments_by_change ON developments (changed_at DESC, id DESC);
CREATE INDEX IF NOT EXISTS developments_of_watch ON developments (watch, changed_at DESC, id DESC);
CREATE TABLE IF NOT EXISTS changes (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, watch TEXT NOT NULL, gone BLOB
);
CREATE INDEX IF NOT EXISTS changes_of_watch ON changes (watch, number);
CREATE TRIGGER IF NOT EXISTS development_written AFTER INSERT ON developments BEGIN
    INSERT OR REPLACE INTO changes (id, watch) VALUES (new.id, new.watch);
END;
CREATE TRIGGER IF NOT EXISTS development_gone AFTER DELETE ON developments BEGIN
    INSERT OR REPLACE INTO changes (id, watch, gone)
    VALUES (old.id, old.watch, json_set(CAST(old.original AS TEXT), '$.retracted', json('true')));
END;
CREATE TABLE IF NOT EXISTS made (mark TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS articles (partition INTEGER PRIMARY KEY, seen INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS mentions (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS alerts (id TEXT PRIMARY KEY, subscription TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS deliveries (id TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS feeds (id TEXT PRIMARY KEY, failures INTEGER NOT NULL, reason TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS quarantined (id TEXT PRIMARY KEY, open INTEGER NOT NULL) WITHOUT ROWID;
"""
VERSION = zlib.crc32((_MADE + wire.tag(model.Development)).encode()) >> 1
"""Of what the tables are and hold: others are of another dealwire, and made anew."""
SCHEMA = f"{_MADE}{MARKED}; PRAGMA user_version = {VERSION};"
_COMPACTED = {
    corridor.DEVELOPMENTS.name: "developments",
    corridor.DELIVERIES.name: "deliveries",
    corridor.FEED_STATE.name: "feeds",
}
"""Where a tombstone takes a row away, and a development that turned out to be an older one."""
TABLES = (
    "cluster", "offsets", "developments", "changes", "made", "articles", "mentions", "alerts", "deliveries", "feeds",
    "quarantined",
)  # fmt: skip
"""What is forgotten with the Kafka that it came from; the numbers of `changes` go on, so that none comes twice."""


class Row(model.Value):
    """A message as it was read from a topic; `value` is None for a tombstone."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None


def micros(at: datetime) -> int:
    """A time as the tables hold it: microseconds since 1970."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def drop(connection: sqlite3.Connection) -> None:
    """Take away all tables that there are."""
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        if not name.startswith("sqlite_"):
            connection.execute(f"DROP TABLE {name}")


def keep(connection: sqlite3.Connection, row: Row) -> None:
    """One message; what cannot be read is passed over, for its stage has quarantined it."""
    if row.topic == corridor.ARTICLES.name:  # the stream itself: counted, never parsed
        if not (row.value or b"").startswith(wire.prefix(model.Heartbeat)):
            connection.execute(
                "INSERT INTO articles VALUES (?, 1) ON CONFLICT (partition) DO UPDATE SET seen = seen + 1",
                (row.partition,),
            )
        return
    noun = None if row.value is None else wire.decode(row.value)
    if noun is None:
        if row.topic in _COMPACTED:
            _forget(connection, row.topic, (row.key or b"").decode(errors="replace"))
        return
    written = _WRITTEN.get(type(noun))
    if written is None or type(noun) is not _NOUNS[row.topic] or row.key == _SOWN:
        return
    if isinstance(noun, model.Development) and noun.version < _version(connection, noun.id):
        return
    if isinstance(noun, model.Development) and (noun.merged_into or noun.retracted):
        _forget(connection, row.topic, noun.id)
        gone = noun.id, noun.watch, row.value
        connection.execute("INSERT OR REPLACE INTO changes (id, watch, gone) VALUES (?, ?, ?)", gone)
    else:
        sentence, values = written
        connection.execute(sentence, values(noun, row.value or b""))


def _version(connection: sqlite3.Connection, id_: str) -> int:
    """The version of a development that was kept last."""
    row = connection.execute(
        "SELECT json_extract(CAST(coalesce(gone, original) AS TEXT), '$.version') FROM changes "
        "LEFT JOIN developments USING (id) WHERE id = ?", (id_,)
    ).fetchone()  # fmt: skip
    return (row and row[0]) or 0


def _forget(connection: sqlite3.Connection, topic: str, id_: str) -> None:
    connection.execute(f"DELETE FROM {_COMPACTED[topic]} WHERE id = ?", (id_,))  # noqa: S608 - names from the table above


_NOUNS: dict[str, type] = {topic.name: topic.noun for topic in FOLLOWED}
_SOWN = b"seeds"
"""Key under which ingest remembers the seeds on feed-state.v1 as if they were a feed: it is none."""
_WRITTEN: dict[type, tuple[str, Callable[[Any, bytes], tuple[object, ...]]]] = {
    model.Development: (
        "INSERT OR REPLACE INTO developments VALUES (?, ?, ?, ?, ?)",
        lambda noun, original: (noun.id, noun.watch, noun.type, micros(noun.changed_at), original),
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

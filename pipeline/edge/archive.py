"""What is known, in SQLite: the read side's memory, made from the topics and nothing else.

Laws: rows and the offsets they came from are written in one transaction, so a restart goes on exactly
where it was; the file can be deleted at any time and is made again from the topics, as one of another dealwire is;
rows of another Kafka than the one that is read now are thrown away first. One thread writes; any thread reads.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

import msgspec

from pipeline import model
from pipeline.edge import disk, tables
from pipeline.errors import EnvironmentTrouble

_OF_TYPE = "? IN (type, iif(type = 'statement', nullif(json_extract(CAST(original AS TEXT), '$.own'), ''), NULL))"
"""Of ours, or of a watch's own, which is a statement: only those are read for it."""
_development = msgspec.json.Decoder(model.Development)
Offsets: TypeAlias = dict[tuple[str, int], int]
"""The next offset to read, by topic and partition."""


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


class Changes(model.Value):
    """Developments as they are after their last change, also such as are none any more, in the order of changes."""

    developments: tuple[model.Development, ...]
    number: int
    """Of the last of them; the changes behind it come next."""


class Archive:
    """The file `<data>/archive.sqlite`; `path` may be anywhere. `for_reading` it is left as it is."""

    def __init__(self, path: Path, *, for_reading: bool = False) -> None:
        self.path = path
        self._where = f"{path.absolute().as_uri()}?mode={'ro' if for_reading else 'rwc'}"
        self._local = threading.local()
        if for_reading:
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = self._connection()
            connection.execute("PRAGMA journal_mode = WAL")
            if not self.is_ours():
                tables.drop(connection)
            connection.executescript(tables.SCHEMA)
            self._file = path.stat()
        except (OSError, sqlite3.Error) as error:
            raise self._unusable(error) from error

    def is_ours(self) -> bool:
        """Whether its tables are those of this dealwire."""
        return bool(self._connection().execute("PRAGMA user_version").fetchone() == (tables.VERSION,))

    def hold(self) -> None:
        """`EnvironmentTrouble` if the file was taken away: who connects from now on has another."""
        if disk.taken_away(self.path, self._file):
            raise EnvironmentTrouble(f"the archive {self.path} was taken away", way_out="the next desk makes it again")

    def belongs_to(self, cluster: str, ends: Mapping[tuple[str, int], int]) -> None:
        """Forget everything if it came from another Kafka than `cluster`, or from more of its topics than there is.

        `ends` are the offsets behind their last messages: of an older state, or of topics that were made anew, less
        may be there than was read.
        """
        with self._transaction() as connection:
            of = connection.execute("SELECT id FROM cluster").fetchone()
            if of == (cluster,) and all(read <= ends.get(place, read) for place, read in self.offsets().items()):
                return
            for table in tables.TABLES if of else ():
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names from the tuple above
            connection.execute(tables.MARKED)
            connection.execute("INSERT INTO cluster VALUES (?)", (cluster,))

    def offsets(self) -> Offsets:
        """How far it has read."""
        rows = self._connection().execute("SELECT topic, partition, next FROM offsets")
        return {(topic, partition): following for topic, partition, following in rows}

    def keep(self, rows: Iterable[tables.Row]) -> None:
        """Write what the messages say, and the offsets behind them, at once."""
        following: dict[tuple[str, int], int] = {}
        with self._transaction() as connection:
            for row in rows:
                tables.keep(connection, row)
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
            undelivered=number("SELECT count(*) FROM deliveries WHERE state = 'retrying'"),
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
        for clause, value in (
            ("watch = ?", watch),
            (_OF_TYPE, type_),
            ("changed_at >= ?", since and tables.micros(since)),
        ):
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
            developments=tuple(_development.decode(row[2]) for row in shown),
            after=(shown[-1][0], shown[-1][1]) if len(rows) > limit else None,
        )

    def development(self, id_: str) -> model.Development | None:
        """The one with this id."""
        row = self._connection().execute("SELECT original FROM developments WHERE id = ?", (id_,)).fetchone()
        return row and _development.decode(row[0])

    def of(self, watch: str) -> tuple[model.Development, ...]:
        """All of a watch's developments."""
        rows = self._connection().execute("SELECT original FROM developments WHERE watch = ?", (watch,))
        return tuple(_development.decode(original) for (original,) in rows)

    def changed(self, watch: str | None = None) -> int:
        """The number of the last change of a development, of the watch or of all; 0 if there is none."""
        of_watch, values = ("WHERE watch = ?", (watch,)) if watch is not None else ("", ())
        row = self._connection().execute(f"SELECT max(number) FROM changes {of_watch}", values).fetchone()  # noqa: S608
        return row[0] or 0

    def changes(self, *, watch: str | None = None, after: int = 0, limit: int = 50) -> Changes:
        """What changed since the change of that number, each development once; all when it is 0."""
        of_watch, values = ("AND c.watch = ?", (watch,)) if watch is not None else ("", ())
        rows = self._connection().execute(
            "SELECT number, coalesce(gone, original) FROM changes c LEFT JOIN developments USING (id) "  # noqa: S608
            f"WHERE number > ? {of_watch} ORDER BY number LIMIT ?",
            (after, *values, limit),
        ).fetchall()  # fmt: skip
        return Changes(
            developments=tuple(_development.decode(original) for _, original in rows),
            number=rows[-1][0] if rows else after,
        )

    @property
    def mark(self) -> str:
        """Of this archive and no other: numbers of changes are its own."""
        return str(self._connection().execute("SELECT mark FROM made").fetchone()[0])

    def close(self) -> None:
        """Close this thread's connection."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            del self._local.connection

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._where, uri=True, timeout=10, isolation_level=None)
            connection.execute("PRAGMA synchronous = NORMAL")
            self._local.connection = connection
        return connection

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection()
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._unusable(error) from error
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    def _unusable(self, error: Exception) -> EnvironmentTrouble:
        return EnvironmentTrouble(
            f"the archive {self.path} cannot be used: {error}",
            way_out="is the disk full? Else delete the file (it is made from the topics again), or mend its rights",
        )


def known(path: Path) -> tuple[Counts, Offsets] | tuple[None, None]:
    """What an archive counts, and how far it has read; nothing where there is none, or one of another dealwire."""
    archive = Archive(path, for_reading=True)
    try:
        ours = path.exists() and archive.is_ours()
        return (archive.counts(), archive.offsets()) if ours else (None, None)
    except sqlite3.Error as error:
        raise archive._unusable(error) from error  # noqa: SLF001 - our own
    finally:
        archive.close()

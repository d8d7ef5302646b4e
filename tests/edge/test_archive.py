"""The archive: what it keeps of messages, how it pages, and that a restart goes on where it was."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from pipeline import corridor, model, wire
from pipeline.edge.archive import Archive, Changes, Counts, known
from pipeline.edge.tables import Row
from pipeline.errors import EnvironmentTrouble

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def development(id_: str, *, minutes: int = 0, watch: str = "tiktok", type_: model.Type = "offer") -> model.Development:
    return model.Development(
        id=id_, watch=watch, type=type_, actors=("oracle",), modality="reported", date=None, title=f"Title {id_}",
        first_reported_at=NOON, changed_at=NOON + timedelta(minutes=minutes), reports=(), history=(),
    )  # fmt: skip


def row(topic: corridor.Topic, value: model.Noun | None, *, offset: int = 0, partition: int = 0, key: str = "k") -> Row:
    return Row(
        topic=topic.name, partition=partition, offset=offset, key=key.encode(),
        value=None if value is None else wire.encode(value),
    )  # fmt: skip


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive.sqlite")


def test_articles_are_counted_as_messages_and_heartbeats_are_not(archive: Archive) -> None:
    article = model.Article(
        id="a", url="", source="s", title="t", text="", lang="en", published_at=NOON, fetched_at=NOON
    )
    beat = model.Heartbeat(partition=0, number=1, at=NOON)
    archive.keep([row(corridor.ARTICLES, article), row(corridor.ARTICLES, beat, offset=1)])
    archive.keep([row(corridor.ARTICLES, article, partition=3, offset=9)])
    assert archive.counts().articles == 2
    assert archive.offsets() == {(corridor.ARTICLES.name, 0): 2, (corridor.ARTICLES.name, 3): 10}


def test_what_arrives_twice_counts_once(archive: Archive) -> None:
    delivery = model.Delivery(id="a1", subscription="s", state="retrying", attempts=1, at=NOON)
    alert = model.Alert(id="a1", subscription="s", kind="new", line="l", development=development("d1"))
    state = model.FeedState(id="f", checked_at=NOON, next_at=NOON, failures=2, reason="timeout")
    for _ in range(2):
        archive.keep(
            [
                row(corridor.DEVELOPMENTS, development("d1")), row(corridor.ALERTS, alert),
                row(corridor.DELIVERIES, delivery), row(corridor.FEED_STATE, state),
            ]
        )  # fmt: skip
    assert archive.counts() == Counts(developments=1, alerts=1, undelivered=1, feeds_failing=1)
    delivered = model.Delivery(id="a1", subscription="s", state="delivered", attempts=2, at=NOON)
    archive.keep([row(corridor.DELIVERIES, delivered)])
    assert (archive.counts().delivered, archive.counts().undelivered) == (1, 0)


def test_what_stands_on_the_wrong_topic_and_the_state_of_the_seeds_count_for_nothing(archive: Archive) -> None:
    sown = model.FeedState(id="seeds", checked_at=NOON, next_at=NOON)
    watch = model.Watch(id="w", title="t", names=("n",))
    archive.keep([row(corridor.MENTIONS, development("d1")), row(corridor.FEED_STATE, sown, key="seeds")])
    archive.keep([row(corridor.WATCHES, watch), row(corridor.WATCHES, None)])
    assert archive.counts() == Counts()


def test_a_requeued_item_is_open_no_more(archive: Archive) -> None:
    item = model.Quarantined(id="q", topic="t", partition=0, offset=1, stage="detect", reason="bad", at=NOON)
    archive.keep([row(corridor.QUARANTINE, item)])
    assert archive.counts().quarantined == 1
    archive.keep([row(corridor.QUARANTINE, msgspec.structs.replace(item, closed="requeued"))])
    assert archive.counts().quarantined == 0


def test_a_tombstone_takes_its_row_away_and_bad_bytes_pass(archive: Archive) -> None:
    archive.keep([row(corridor.DEVELOPMENTS, development("d1"), key="d1")])
    bad = Row(topic=corridor.DEVELOPMENTS.name, partition=0, offset=5, key=b"x", value=b"\xff not ours")
    archive.keep([bad, row(corridor.DEVELOPMENTS, None, offset=6, key="d1"), row(corridor.MENTIONS, None)])
    assert archive.counts().developments == 0
    assert archive.offsets()[corridor.DEVELOPMENTS.name, 0] == 7


def test_an_older_version_that_comes_again_changes_nothing(archive: Archive) -> None:
    first = development("d")
    second = msgspec.structs.replace(first, title="Second", version=2)
    third = msgspec.structs.replace(second, retracted=True, version=3)
    archive.keep([row(corridor.DEVELOPMENTS, each) for each in (first, second, first)])
    assert archive.development("d") == second
    archive.keep([row(corridor.DEVELOPMENTS, each) for each in (third, second)])
    assert archive.development("d") is None
    assert archive.changes().developments == (third,)
    fourth = msgspec.structs.replace(second, version=4)
    archive.keep([row(corridor.DEVELOPMENTS, fourth)])
    assert archive.development("d") == fourth


def test_a_development_that_turned_out_to_be_an_older_one_is_left_out(archive: Archive) -> None:
    archive.keep([row(corridor.DEVELOPMENTS, development("old")), row(corridor.DEVELOPMENTS, development("young"))])
    merged = msgspec.structs.replace(development("young"), merged_into="old")
    archive.keep([row(corridor.DEVELOPMENTS, merged)])
    assert [each.id for each in archive.developments().developments] == ["old"]


def test_pages_go_from_the_latest_change_back_without_gap_or_repeat(archive: Archive) -> None:
    known = [development(f"d{n}", minutes=n // 3) for n in range(10)]  # three share a time
    archive.keep([row(corridor.DEVELOPMENTS, each, offset=n) for n, each in enumerate(known)])
    seen: list[str] = []
    after = None
    while True:
        page = archive.developments(after=after, limit=4)
        seen += [each.id for each in page.developments]
        after = page.after
        if after is None:
            break
    assert seen == [each.id for each in sorted(known, key=lambda each: (each.changed_at, each.id), reverse=True)]


def test_filters_are_by_watch_type_and_time_of_change(archive: Archive) -> None:
    archive.keep(
        [
            row(corridor.DEVELOPMENTS, development("a", minutes=1)),
            row(corridor.DEVELOPMENTS, development("b", minutes=2, watch="other")),
            row(corridor.DEVELOPMENTS, development("c", minutes=3, type_="ruling")),
        ]
    )
    assert [each.id for each in archive.developments(watch="other").developments] == ["b"]
    assert [each.id for each in archive.developments(type_="ruling").developments] == ["c"]
    archive.keep([row(corridor.DEVELOPMENTS, development("s", minutes=-1, type_="statement"))])
    assert [each.id for each in archive.developments(type_="statement").developments] == ["s"]
    assert archive.developments(type_="").developments == ()  # none of a type of one's own is no type
    later = archive.developments(since=NOON + timedelta(minutes=2))
    assert [each.id for each in later.developments] == ["c", "b"]


def test_another_kafka_means_another_archive(archive: Archive) -> None:
    made = archive.mark
    archive.belongs_to("one", {})
    archive.keep([row(corridor.DEVELOPMENTS, development("d"))])
    archive.belongs_to("one", {})
    assert (archive.counts().developments, archive.mark) == (1, made)
    archive.belongs_to("two", {})
    assert archive.counts() == Counts()
    assert archive.offsets() == {}
    assert archive.changes() == Changes(developments=(), number=0)
    assert archive.mark != made


def test_an_older_state_of_the_same_kafka_means_another_archive(archive: Archive) -> None:
    archive.belongs_to("one", {})
    archive.keep([row(corridor.DEVELOPMENTS, development("d"), offset=6)])
    made, place = archive.mark, (corridor.DEVELOPMENTS.name, 0)
    archive.belongs_to("one", {place: 7})
    assert (archive.offsets(), archive.mark) == ({place: 7}, made)
    archive.belongs_to("one", {place: 6})
    assert (archive.offsets(), archive.counts()) == ({}, Counts())
    assert archive.mark != made


def test_an_archive_of_another_version_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("CREATE TABLE changes (watch TEXT PRIMARY KEY, times INTEGER NOT NULL) WITHOUT ROWID")
        other.execute("CREATE TABLE offsets (topic TEXT, partition INTEGER, next INTEGER)")
        other.execute("INSERT INTO offsets VALUES (?, 0, 5)", (corridor.DEVELOPMENTS.name,))
    archive = Archive(path)
    assert archive.offsets() == {}
    archive.keep([row(corridor.DEVELOPMENTS, development("d"))])
    assert len(archive.changes().developments) == 1
    assert Archive(path).mark == archive.mark
    assert len(Archive(path).changes().developments) == 1


def test_a_file_that_was_taken_away_is_said(archive: Archive) -> None:
    archive.hold()
    archive.path.unlink()
    with pytest.raises(EnvironmentTrouble, match="was taken away"):
        archive.hold()
    archive.path.touch()  # so does a connection of another thread
    with pytest.raises(EnvironmentTrouble, match="was taken away"):
        archive.hold()


def test_a_file_that_cannot_be_written_any_more_is_said_in_one_line(archive: Archive) -> None:
    archive.keep([row(corridor.MENTIONS, None)])
    with contextlib.closing(sqlite3.connect(archive.path)) as other:
        other.execute("DROP TABLE developments")
    with pytest.raises(EnvironmentTrouble, match="cannot be used: no such table"):
        archive.keep([row(corridor.MENTIONS, None, offset=1), row(corridor.DEVELOPMENTS, development("d"))])
    assert archive.offsets() == {(corridor.MENTIONS.name, 0): 1}


def test_a_batch_that_fails_leaves_neither_rows_nor_offsets(archive: Archive) -> None:
    def rows() -> list[Row]:
        return [row(corridor.DEVELOPMENTS, development("d")), None]  # type: ignore[list-item] # the fault

    with pytest.raises(AttributeError):
        archive.keep(rows())
    assert archive.counts() == Counts()
    assert archive.offsets() == {}


def test_another_thread_reads_what_was_written(archive: Archive) -> None:
    archive.keep([row(corridor.DEVELOPMENTS, development("d"))])
    found: list[Counts] = []

    def look() -> None:
        found.append(archive.counts())
        archive.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert found == [Counts(developments=1)]
    archive.close()


def test_a_file_that_is_no_archive_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "archive.sqlite").write_bytes(b"this is no database, and long enough to be seen as none" * 20)
    with pytest.raises(EnvironmentTrouble, match="cannot be used"):
        Archive(tmp_path / "archive.sqlite")


def test_a_watchs_developments_and_when_one_of_them_changed_last(archive: Archive) -> None:
    archive.belongs_to("one", {})
    assert (archive.of("tiktok"), archive.changed("tiktok")) == ((), 0)
    first, second = development("d1"), development("d2", minutes=3)
    archive.keep([row(corridor.DEVELOPMENTS, each) for each in (first, second, development("d3", watch="steel"))])
    assert set(archive.of("tiktok")) == {first, second}
    seen = [archive.changed("tiktok")]
    changed = msgspec.structs.replace(first, modality="confirmed")
    beat = model.Heartbeat(partition=0, number=1, at=NOON)
    for news in (
        row(corridor.DEVELOPMENTS, changed),
        row(corridor.DEVELOPMENTS, None, key="d2"),
        row(corridor.DEVELOPMENTS, msgspec.structs.replace(changed, retracted=True)),
    ):
        archive.keep([news])
        seen.append(archive.changed("tiktok"))
        archive.keep([row(corridor.DEVELOPMENTS, beat), row(corridor.DEVELOPMENTS, development("d3", watch="steel"))])
        assert archive.changed("tiktok") == seen[-1]
    assert seen == sorted(set(seen))
    assert archive.of("tiktok") == ()
    archive.keep([row(corridor.DEVELOPMENTS, first)])
    before = archive.changed("tiktok")
    archive.belongs_to("another", {})
    assert archive.changed("tiktok") == 0
    archive.keep([row(corridor.DEVELOPMENTS, first)])
    assert archive.changed("tiktok") > before


def test_changes_come_in_order_each_development_once_and_what_is_none_any_more_with_why(archive: Archive) -> None:
    first, second, other = development("d1"), development("d2", minutes=-9), development("d3", watch="steel")
    other = msgspec.structs.replace(other, title='„Größe“ \\ "لا" \u2028 👍')
    archive.keep([row(corridor.DEVELOPMENTS, each) for each in (first, second, other)])
    told = archive.changes()
    assert told.developments == (first, second, other)
    assert archive.changes(after=told.number) == Changes(developments=(), number=told.number)
    wrong, older = msgspec.structs.replace(first, retracted=True), msgspec.structs.replace(second, merged_into="d0")
    archive.keep([row(corridor.DEVELOPMENTS, each) for each in (wrong, other, older, other)])
    assert archive.changes(after=told.number).developments == (wrong, older, other)
    page = archive.changes(after=told.number, limit=1)
    assert (page.developments, archive.changes(after=page.number, limit=1).developments) == ((wrong,), (older,))
    assert archive.changes(watch="steel").developments == (other,)
    archive.keep([row(corridor.DEVELOPMENTS, first), row(corridor.DEVELOPMENTS, None, key="d3")])
    taken = msgspec.structs.replace(other, retracted=True)  # by its tombstone
    assert archive.changes().developments == (older, first, taken)


def test_an_archive_that_is_made_anew_has_another_mark(tmp_path: Path) -> None:
    one, same, other = (Archive(tmp_path / name) for name in ("one", "one", "other"))
    assert one.mark == same.mark != other.mark


def test_who_only_looks_leaves_an_archive_of_another_version_as_it_is(archive: Archive) -> None:
    archive.keep([row(corridor.DEVELOPMENTS, development("d"))])
    archive._connection().execute("PRAGMA user_version = 7")
    assert known(archive.path) == (None, None)
    assert archive.counts().developments == 1


def test_what_is_known_without_a_desk(archive: Archive, tmp_path: Path) -> None:
    assert known(tmp_path / "none.sqlite") == (None, None)
    assert not (tmp_path / "none.sqlite").exists()
    archive.keep([row(corridor.ARTICLES, None)])
    assert known(archive.path) == (Counts(articles=1), {(corridor.ARTICLES.name, 0): 1})
    archive._connection().execute("DROP TABLE offsets")
    archive._connection().execute("CREATE TABLE offsets (strange)")
    with pytest.raises(EnvironmentTrouble, match="cannot be used: no such column"):
        known(archive.path)

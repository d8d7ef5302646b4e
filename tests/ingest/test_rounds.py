"""Ingest whole: real Kafka, a real server, real reading processes."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from kafka import KafkaConsumer
from kafka.errors import CommitFailedError

from pipeline import corridor, wire
from pipeline.edge import messages, runfiles
from pipeline.edge.broker import topics as broker_topics
from pipeline.edge.web import Web
from pipeline.errors import BrokerTrouble
from pipeline.ingest import counts, shares
from pipeline.ingest import rounds as rounds_
from pipeline.model import Heartbeat, Quarantined
from pipeline.settings import Settings
from tests.ingest.conftest import FEEDS, Kafka, Newsstand, feed, going, rss, until

SHARED = Path(__file__).parent.parent.parent.parent / "shared" / "data" / "feeds"


async def test_from_a_feed_to_articles_and_nothing_twice(topics: Kafka, newsstand: Newsstand) -> None:
    newsstand.documents["a"] = rss("One", "Two")
    ours = feed(newsstand.url("a"), seconds=1, publisher="The Gazette", lang="en")
    topics.put(ours)
    async with going(topics.settings):
        await until(lambda: topics.titles() == ["One", "Two"], what="two articles")
        await until(lambda: newsstand.unchanged["a"] >= 1, what="asked again, on condition")
        newsstand.documents["a"] = rss("Three", "Two", "One")
        await until(lambda: "Three" in topics.titles(), what="the third article")
        newsstand.documents["a"] = rss("Two", "Three")
        before = newsstand.asked["a"]
        await until(lambda: newsstand.asked["a"] >= before + 3, what="asked again")
    assert topics.titles() == ["One", "Three", "Two"]
    assert {article.source for article in topics.articles()} == {"The Gazette"}
    state = topics.state(ours)
    assert state is not None
    assert (state.published, state.failures, state.reason, len(state.seen)) == (3, 0, "", 3)


async def test_stopped_and_started_again_it_publishes_nothing_again(topics: Kafka, newsstand: Newsstand) -> None:
    newsstand.documents["a"] = rss("One")
    ours = feed(newsstand.url("a"), seconds=1)
    topics.put(ours)
    async with going(topics.settings):
        await until(lambda: topics.state(ours), what="remembered")
    async with going(topics.settings):
        before = newsstand.asked["a"]
        await until(lambda: newsstand.asked["a"] > before, what="asked again")
    assert newsstand.unchanged["a"] >= 1  # the validators outlived the restart
    assert topics.titles() == ["One"]


async def test_every_failure_has_its_reason_and_stops_nobody(topics: Kafka, newsstand: Newsstand) -> None:
    for path in FEEDS.iterdir():
        newsstand.documents[path.name] = path.read_bytes()
    reasons = {
        "page.html": "html-page", "other.xml": "not-a-feed", "other.json": "not-a-feed", "words.txt": "not-a-feed",
        "empty.rss": "empty", "broken.json": "broken", "no-such-feed": "http-404",
    }  # fmt: skip
    bad = {name: feed(newsstand.url(name)) for name in reasons}
    good = feed(newsstand.url("full.rss"))
    silent = feed(newsstand.url("no-entries.rss"))
    topics.put(*bad.values(), good, silent)
    async with going(topics.settings):
        await until(lambda: len(topics.states()) == len(bad) + 2, what="all asked")
    states = topics.states()
    assert {name: states[each.id].reason for name, each in bad.items()} == reasons
    assert all(
        states[each.id].failures == 1 and states[each.id].next_at > states[each.id].checked_at for each in bad.values()
    )
    assert (states[good.id].reason, states[good.id].published) == ("", 5)
    assert (states[silent.id].reason, states[silent.id].failures) == ("no-articles", 0)
    assert len(topics.articles()) == 5


async def test_a_feed_that_recovers(topics: Kafka, newsstand: Newsstand) -> None:
    ours = feed(newsstand.url("a"), seconds=0.5)
    topics.put(ours)
    async with going(topics.settings):
        await until(lambda: (topics.state(ours) or ours) != ours and topics.states()[ours.id].failures, what="failed")
        newsstand.documents["a"] = rss("Back")
        await until(lambda: topics.titles() == ["Back"], what="recovered")
        await until(lambda: topics.states()[ours.id].failures == 0, what="forgiven")


async def test_feeds_come_change_and_go_while_it_runs(topics: Kafka, newsstand: Newsstand) -> None:
    newsstand.documents |= {"a": rss("A"), "b": rss("B")}
    first = feed(newsstand.url("a"), seconds=0.5)
    async with going(topics.settings) as rounds:
        topics.put(first)
        await until(lambda: topics.titles() == ["A"], what="the new feed")
        topics.put(msgspec.structs.replace(first, url=newsstand.url("b")))
        await until(lambda: topics.titles() == ["A", "B"], what="the new address")
        await asyncio.to_thread(messages.put, topics.settings, corridor.FEEDS, first.id, None)
        await until(lambda: not rounds._roster.health(), what="the feed gone")
        await asyncio.sleep(0.5)  # who was out is back
        before = newsstand.asked["b"]
        await asyncio.sleep(1.5)
        assert newsstand.asked["b"] == before


async def test_a_commit_that_is_refused_forgets_no_feed(
    topics: Kafka, newsstand: Newsstand, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = KafkaConsumer.commit
    refused: list[Any] = []

    def commit(self: KafkaConsumer, *given: Any, **more: Any) -> Any:
        if len(refused) < 3:
            refused.append(given)
            raise CommitFailedError
        return real(self, *given, **more)

    names = [f"f{number}" for number in range(12)]
    newsstand.documents |= {name: rss(name.upper()) for name in names}
    async with going(topics.settings):
        topics.put(feed(newsstand.url("first")))
        await until(lambda: newsstand.asked["first"], what="it follows")
        monkeypatch.setattr(KafkaConsumer, "commit", commit)
        topics.put(*(feed(newsstand.url(name)) for name in names))
        await until(lambda: len(topics.titles()) == len(names), what="all feeds, on whichever partition")
    assert refused


async def test_a_take_over_that_fails_halfway_forgets_no_feed(
    topics: Kafka, newsstand: Newsstand, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"f{number}" for number in range(24)]
    newsstand.documents |= {name: rss(name.upper()) for name in names}
    topics.put(*(feed(newsstand.url(name), seconds=0.5) for name in names))
    async with going(topics.settings):
        await until(lambda: len(topics.titles()) == len(names), what="all feeds, and with them a commit")
    real = shares.whole
    failed: list[int] = []

    def whole(settings: Settings, topic: corridor.Topic, partition: int, *more: Any) -> dict[str, bytes]:
        if partition == 5 and len(failed) < 2:
            failed.append(partition)
            raise BrokerTrouble("away for a moment")
        return real(settings, topic, partition, *more)

    monkeypatch.setattr(shares, "whole", whole)
    late = [f"late{number}" for number in range(24)]
    newsstand.documents |= {name: rss(name.upper()) for name in late}
    topics.put(*(feed(newsstand.url(name)) for name in late))  # behind the commits
    newsstand.asked.clear()
    async with going(topics.settings):
        await until(lambda: len(newsstand.asked) == len(names) + len(late), what="every feed is asked")
    assert failed


async def test_bad_bytes_on_feeds_are_quarantined_once(topics: Kafka, newsstand: Newsstand) -> None:
    newsstand.documents["a"] = rss("Behind it")
    ours = feed(newsstand.url("a"))
    beat = wire.encode(Heartbeat(partition=0, number=1, at=datetime.now(UTC)))
    sent: list[tuple[str, int | None, bytes | None, bytes | None]] = [
        (corridor.FEEDS.name, 2, b"x", b"\xff\x00 no JSON"),
        (corridor.FEEDS.name, 2, b"y", b'{"noun":"feed/9","id":"y"}'),
        (corridor.FEEDS.name, 2, b"z", beat),
        (corridor.FEEDS.name, 2, ours.id.encode(), wire.encode(ours)),
    ]
    await asyncio.to_thread(messages.send, topics.settings, sent)
    for _ in range(2):
        async with going(topics.settings):
            await until(lambda: topics.titles() == ["Behind it"], what="the feed behind them")
            await until(lambda: len(topics.nouns(corridor.QUARANTINE)) >= 3, what="quarantined")
            await asyncio.sleep(1)
    cases = [noun for noun in topics.nouns(corridor.QUARANTINE) if isinstance(noun, Quarantined)]
    assert [(case.partition, case.offset, case.stage) for case in cases] == [(2, n, "ingest") for n in range(3)]
    assert [case.original for case in cases] == [value for _, _, _, value in sent[:3]]
    assert cases[2].reason == "a heartbeat/1 does not belong here"
    assert all(case.reason and case.topic == corridor.FEEDS.name for case in cases)


async def test_it_beats_on_every_partition_offline_too_and_polls_nothing(topics: Kafka, newsstand: Newsstand) -> None:
    newsstand.documents["a"] = rss("Never asked")
    topics.put(feed(newsstand.url("a")))
    async with going(msgspec.structs.replace(topics.settings, offline=True)):
        await until(lambda: len(topics.nouns(corridor.ARTICLES)) >= corridor.ARTICLES.partitions, what="beats")
    records = list(messages.whole(topics.settings, corridor.ARTICLES))
    assert {record.partition for record in records} == set(range(corridor.ARTICLES.partitions))
    for record in records:
        beat = wire.decode(record.value)
        assert isinstance(beat, Heartbeat)
        assert (beat.partition, record.key) == (record.partition, f"heartbeat-{record.partition}".encode())
        assert beat.number == int(beat.at.timestamp()) // 15
    assert newsstand.asked == {}


async def test_two_share_the_feeds_and_one_takes_over_from_the_other(topics: Kafka, newsstand: Newsstand) -> None:
    feeds = []
    for number in range(40):
        newsstand.documents[str(number)] = rss(f"Title {number}")
        feeds.append(feed(newsstand.url(str(number)), seconds=2))
    topics.put(*feeds)
    async with going(topics.settings) as first, going(topics.settings) as second:
        await until(lambda: first._partitions and second._partitions, within=90, what="shared")
        await until(lambda: len(first._partitions) + len(second._partitions) == 8, what="all partitions")
        assert not first._partitions & second._partitions
        # what was being read when a feed went to the other may come from both, with the same id
        await until(lambda: len({one.id for one in topics.articles()}) == 40, what="all articles")
        await until(
            lambda: sum(first._roster.health().values()) + sum(second._roster.health().values()) == 40, what="each once"
        )
        first.stop()
        await until(lambda: len(second._partitions) == 8, what="taken over")
        asked = dict(newsstand.asked)
        await until(lambda: all(newsstand.asked[name] > asked[name] for name in asked), what="all asked by the other")
    assert len({one.id for one in topics.articles()}) == 40


async def test_the_broker_away_for_a_while_loses_nothing(own_kafka: Any, newsstand: Newsstand) -> None:
    broker = own_kafka()
    settings = broker.reachable()
    await asyncio.to_thread(broker_topics.declare, settings)
    topics = Kafka(settings)
    newsstand.documents["a"] = rss("Before")
    ours = feed(newsstand.url("a"), seconds=1)
    await asyncio.to_thread(topics.put, ours)
    async with going(settings):
        await until(lambda: topics.titles() == ["Before"], what="before")
        await asyncio.to_thread(os.kill, broker.pid, signal.SIGKILL)
        newsstand.documents["a"] = rss("Before", "Meanwhile")
        await asyncio.sleep(4)
        again = await asyncio.to_thread(_restarted, own_kafka, broker, settings)
        assert again.address == settings.broker
        await until(lambda: "Meanwhile" in topics.titles(), within=60, what="published when Kafka is back")
        newsstand.documents["a"] = rss("Before", "Meanwhile", "After")
        await until(lambda: "After" in topics.titles(), within=60, what="and on it goes")
    assert set(topics.titles()) == {"Before", "Meanwhile", "After"}


def _restarted(own_kafka: Any, broker: Any, settings: Settings) -> Any:
    broker.stop()
    return own_kafka(broker_port=int(settings.broker.rpartition(":")[2]))


def _process(settings: Settings) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ, "DEALWIRE_DATA_DIR": settings.data_dir, "DEALWIRE_BROKER": settings.broker,
        "DEALWIRE_SEEDS_DIR": settings.seeds_dir,
    }  # fmt: skip
    return subprocess.Popen([sys.executable, "-m", "pipeline.cli", "ingest"], env=environment)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_cleanly_within_seconds(
    topics: Kafka, newsstand: Newsstand, how: signal.Signals, tmp_path: Path
) -> None:
    newsstand.documents["a"] = rss("One")
    topics.put(feed(newsstand.url("a"), seconds=1))
    settings = msgspec.structs.replace(topics.settings, seeds_dir=str(_no_seeds(tmp_path)))
    process = await asyncio.to_thread(_process, settings)
    await until(lambda: topics.titles() == ["One"], within=90, what="it works")
    assert runfiles.one(settings, "ingest") is not None
    began = time.monotonic()
    process.send_signal(how)
    assert await asyncio.to_thread(process.wait, 10) == 0
    assert time.monotonic() - began < 6
    assert runfiles.one(settings, "ingest") is None


async def test_killed_it_goes_on_where_it_was(topics: Kafka, newsstand: Newsstand, tmp_path: Path) -> None:
    names = [f"doc-{number}" for number in range(8)]
    for name in names:
        newsstand.documents[name] = rss(*(f"{name} {number}" for number in range(20)))
    topics.put(*(feed(newsstand.url(name), seconds=2) for name in names))
    settings = msgspec.structs.replace(topics.settings, seeds_dir=str(_no_seeds(tmp_path)))
    for asked in (2, 5):
        process = await asyncio.to_thread(_process, settings)
        await until(lambda asked=asked: sum(newsstand.asked.values()) >= asked, within=90, what="at work")  # type: ignore[misc]
        process.kill()
        await asyncio.to_thread(process.wait, 10)
    process = await asyncio.to_thread(_process, settings)
    expected = sorted(f"{name} {number}" for name in names for number in range(20))
    await until(lambda: sorted({article.title for article in topics.articles()}) == expected, within=60, what="all")
    process.terminate()
    assert await asyncio.to_thread(process.wait, 10) == 0
    by_id = {article.id: article.title for article in topics.articles()}
    assert sorted(by_id.values()) == expected  # what came twice came under the same id


def _no_seeds(tmp_path: Path) -> Path:
    folder = tmp_path / "no-seeds"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real documents are not on this machine")
async def test_real_documents_end_as_articles_or_with_a_reason(topics: Kafka, newsstand: Newsstand) -> None:
    """Every one of 406 documents as publishers served them and as other readers test them; asked twice."""
    for path in SHARED.iterdir():
        if path.suffix != ".tsv":
            newsstand.documents[path.name] = path.read_bytes()
    feeds = {name: feed(newsstand.url(name), seconds=20) for name in newsstand.documents}
    topics.put(*feeds.values())
    async with going(topics.settings) as rounds:
        # Half a minute's work for two idle cores: what else runs there decides how long it takes.
        await until(
            lambda: rounds._roster.health()["new"] == 0 and len(topics.states()) == len(feeds), within=400, what="asked"
        )
        first = [article.id for article in topics.articles()]
        newsstand.asked.clear()
        await until(lambda: len(newsstand.asked) == len(feeds), within=400, what="all asked again")
    assert sorted(article.id for article in topics.articles()) == sorted(first)
    states = topics.states()
    assert all(state.published or state.reason for state in states.values())
    assert sum(state.published for state in states.values()) == len(first)
    assert len(set(first)) > 6_000
    assert not {"reader-died", "too-slow", "unforeseen"} & {state.reason for state in states.values()}


async def test_what_nobody_foresaw_is_a_reason_too(topics: Kafka, newsstand: Newsstand) -> None:
    class Mistaken(Web):
        async def document(self, *_: Any) -> Any:
            raise ZeroDivisionError

    ours = feed(newsstand.url("a"))
    topics.put(ours)
    failing = counts.FEEDS.labels("failing")
    failing.set(0)
    async with going(topics.settings, web=Mistaken()) as rounds:
        await until(lambda: rounds._roster.health() == {"failing": 1}, what="failed")
        assert rounds._roster.state(ours, datetime.now(UTC)).reason == "unforeseen"
        await until(lambda: failing._value.get() == 1, what="counted")


async def test_without_heartbeats_it_ends_and_says_why(topics: Kafka, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds_, "_beat", lambda *_: 1 / 0)
    rounds = rounds_.Rounds(topics.settings)
    with pytest.raises(ZeroDivisionError):
        await asyncio.wait_for(rounds.go(), 60)


async def test_a_feed_that_never_answers_does_not_hold_up_the_end(topics: Kafka) -> None:
    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(hang, "127.0.0.1", 0) as dead:
        port = dead.sockets[0].getsockname()[1]
        topics.put(feed(f"http://127.0.0.1:{port}/"))
        async with going(topics.settings) as rounds:
            await until(lambda: rounds._roster._out, what="asked")
            began = time.monotonic()
        assert time.monotonic() - began < 7

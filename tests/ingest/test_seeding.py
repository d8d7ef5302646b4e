"""The seeds are published once, and what a person did since is respected."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pipeline import corridor, ingest
from pipeline.edge import messages, seeds
from pipeline.edge.broker.embedded import Broker
from pipeline.errors import BrokerTrouble, DealwireError
from pipeline.model import Article, FeedState, Watch
from pipeline.settings import Settings
from tests.ingest.conftest import Kafka

WATCH = """
id = "ferry"
title = "The sale of the ferry line"
names = ["Ferry Line"]
"""
FEEDS = """
[[feed]]
url = "https://gazette.example/rss"
lang = "en"
publisher = "The Gazette"

[[feed]]
url = "https://courrier.example/fil"
lang = "fr"
publisher = "Le Courrier"
"""
ARTICLE = '{"id": "first", "published": "2020-09-14", "lang": "en", "title": "No", "text": "The owner said no."}'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "seeds"
    for name, content in (("watches/ferry.toml", WATCH), ("feeds.toml", FEEDS), ("articles/first.json", ARTICLE)):
        path = found / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    return found


@pytest.fixture
def settings(topics: Kafka, folder: Path) -> Settings:
    return msgspec.structs.replace(topics.settings, seeds_dir=str(folder))


def watches(settings: Settings) -> dict[str, Watch]:
    return messages.known(settings, corridor.WATCHES)


def feeds(settings: Settings) -> dict[str, Any]:
    return messages.known(settings, corridor.FEEDS)


def test_once(topics: Kafka, settings: Settings) -> None:
    assert ingest.seed(settings) == 4
    assert watches(settings).keys() == {"ferry"}
    assert sorted(feed.publisher for feed in feeds(settings).values()) == ["Le Courrier", "The Gazette"]
    assert [article.id for article in topics.articles()] == ["first"]
    assert ingest.seed(settings) == 0
    other_machine = msgspec.structs.replace(settings, data_dir=settings.data_dir + "-other")
    assert ingest.seed(other_machine) == 0
    assert len(topics.articles()) == 1


def test_what_was_removed_stays_removed(settings: Settings, folder: Path) -> None:
    ingest.seed(settings)
    gone = seeds.feeds(settings)[0]
    messages.put(settings, corridor.FEEDS, gone.id, None)
    messages.put(settings, corridor.WATCHES, "ferry", None)
    assert ingest.seed(settings) == 0
    (folder / "feeds.toml").write_text(FEEDS.replace("The Gazette", "The New Gazette"), "utf-8")
    (folder / "watches/ferry.toml").write_text(WATCH + 'vetoes = ["ferry tale"]\n', "utf-8")
    assert ingest.seed(settings) == 0
    assert gone.id not in feeds(settings)
    assert watches(settings) == {}


def test_what_changed_is_published_again_an_article_is_not(topics: Kafka, settings: Settings, folder: Path) -> None:
    ingest.seed(settings)
    (folder / "watches/ferry.toml").write_text(WATCH + 'vetoes = ["ferry tale"]\n', "utf-8")
    (folder / "articles/first.json").write_text(ARTICLE.replace("said no", "said no again"), "utf-8")
    assert ingest.seed(settings) == 1
    assert watches(settings)["ferry"].vetoes == ("ferry tale",)
    assert ingest.seed(settings) == 0
    assert len(topics.articles()) == 1


def test_of_many_that_changed_those_are_published_again_that_are_still_followed(
    settings: Settings, folder: Path
) -> None:
    many = "".join(f'[[feed]]\nurl = "https://{n}.example/rss"\npublisher = "Old"\n' for n in range(1_000))
    (folder / "feeds.toml").write_text(many, "utf-8")
    ingest.seed(settings)
    gone = seeds.feeds(settings)[0]
    messages.put(settings, corridor.FEEDS, gone.id, None)
    (folder / "feeds.toml").write_text(many.replace("Old", "New"), "utf-8")
    began = time.monotonic()
    assert ingest.seed(settings) == 999
    assert time.monotonic() - began < 60  # looked up one by one it would be many minutes
    assert {feed.publisher for feed in feeds(settings).values()} == {"New"}


def test_what_is_new_is_published_and_what_went_and_came_back_is_not(settings: Settings, folder: Path) -> None:
    ingest.seed(settings)
    (folder / "feeds.toml").write_text('[[feed]]\nurl = "https://hafen.example/rss"\n', "utf-8")
    assert ingest.seed(settings) == 1
    assert len(feeds(settings)) == 3
    (folder / "feeds.toml").write_text(FEEDS, "utf-8")
    assert ingest.seed(settings) == 0


def test_a_state_that_cannot_be_read_is_as_none(settings: Settings) -> None:
    messages.send(settings, [(corridor.FEED_STATE.name, 0, b"seeds", b"rubbish")])
    assert ingest.seed(settings) == 4
    state = messages.known(settings, corridor.FEED_STATE)["seeds"]
    assert isinstance(state, FeedState)
    assert state.published == 4


def test_the_seeds_that_ship(topics: Kafka) -> None:
    ingest.seed(topics.settings)
    assert "tiktok" in watches(topics.settings)
    followed = feeds(topics.settings).values()
    assert len(followed) >= 40
    assert len({feed.lang for feed in followed}) >= 10
    assert all(feed.publisher and feed.title and feed.url.startswith("https://") for feed in followed)
    assert all(isinstance(article, Article) for article in topics.articles())
    assert len(topics.articles()) >= 1


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_a_kafka_that_dies_amid_is_told(
    swept: None, own_kafka: Callable[..., Broker], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "DELIVERED_WITHIN", 2.0)
    broker = own_kafka(seeds_dir=str(folder))
    ingest.seed(broker.reachable())
    many = "".join(f'[[feed]]\nurl = "https://{n}.example/rss"\nlang = "en"\npublisher = "P"\n' for n in range(30_000))
    (folder / "feeds.toml").write_text(many, "utf-8")
    raised: list[DealwireError] = []

    def seed() -> None:
        try:
            ingest.seed(broker.reachable())
        except DealwireError as error:
            raised.append(error)

    threading.Thread(target=seed, daemon=True).start()
    until = time.monotonic() + 60
    while sum(1 for _ in messages.whole(broker.reachable(), corridor.FEEDS)) < 100:
        assert time.monotonic() < until
    assert broker.pid is not None
    os.kill(broker.pid, signal.SIGKILL)
    while not raised:
        assert time.monotonic() < until
        time.sleep(0.1)
    assert isinstance(raised[0], BrokerTrouble)

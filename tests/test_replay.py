"""The whole corridor in memory, on the shipped seeds and on items written for it."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline import replay
from pipeline.edge import interchange, seeds
from pipeline.model import Article, Subscription
from pipeline.settings import Settings
from pipeline.stages.detect import Detector

SEEDS = Settings()
EVERYTHING = Subscription(id="s", channel="console", created_at=datetime.fromtimestamp(0, UTC), since="all")

ITEMS = [
    ("r1", "2020-09-13", "one.example", "ByteDance reportedly rejects Microsoft's bid for TikTok", ""),
    ("r2", "2020-09-14", "two.example", "ByteDance rejects Microsoft's offer for TikTok's US arm", ""),
    ("r3", "2020-09-14", "trois.example", "ByteDance a dit non à Microsoft pour un rachat de TikTok.", ""),
    ("o1", "2020-08-07", "one.example", "Trump signs executive order on TikTok", ""),
    ("n1", "2020-09-14", "one.example", "A new phone has a better camera", "TikTok is on it."),
    ("n2", "2020-09-14", "one.example", "Rain is expected on Sunday", "Take an umbrella."),
]


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(seeds.lexicons(SEEDS))


def articles() -> list[Article]:
    read = []
    for id_, day, source, title, text in ITEMS:
        said: dict[str, Any] = {"id": id_, "published": day, "source": source, "title": title, "text": text}
        article = interchange.article(json.dumps(said).encode(), id_)
        assert isinstance(article, Article)
        read.append(article)
    return read


def lines(read: list[Article], detector: Detector) -> list[bytes]:
    outcome = replay.replay(read, seeds.watches(SEEDS), detector, (EVERYTHING,))
    return [*map(replay.line, outcome.developments), *map(replay.alert_line, outcome.alerts)]


def test_the_source_article_comes_to_its_seven_developments(detector: Detector) -> None:
    outcome = replay.replay(seeds.articles(SEEDS), seeds.watches(SEEDS), detector)
    required = {
        ("rejection", "bytedance"), ("talks", "oracle"), ("offer", "bytedance"), ("review", "us-treasury"),
        ("order", "us-president"), ("statement", "us-president"), ("statement", "tiktok"),
    }  # fmt: skip
    found = {(development.type, development.actors[0]) for development in outcome.developments}
    assert (
        required <= found <= required | {("terms", "bytedance"), ("terms", "oracle"), ("opposition", "cn-government")}
    )
    assert outcome.alerts == ()


def test_many_reports_in_two_languages_are_one_development(detector: Detector) -> None:
    outcome = replay.replay(articles(), seeds.watches(SEEDS), detector, (EVERYTHING,))
    (rejection,) = [one for one in outcome.developments if one.type == "rejection"]
    assert {report.article for report in rejection.reports} == {"r1", "r2", "r3"}
    assert [turn.modality for turn in rejection.history] == ["reported", "confirmed"]
    kinds = [alert.kind for alert in outcome.alerts if alert.development.id == rejection.id]
    assert kinds == ["new", "updated"]
    assert not {"n1", "n2"} & {report.article for one in outcome.developments for report in one.reports}


def test_the_same_bytes_whatever_the_order_of_arrival(detector: Detector) -> None:
    read = [*articles(), *seeds.articles(SEEDS)]
    expected = lines(read, detector)
    shuffle = random.Random(4)
    for _ in range(20):
        shuffle.shuffle(read)
        assert lines(read, detector) == expected
    assert lines([*read, *read], detector) == expected


def test_the_forms_that_others_read(detector: Detector) -> None:
    outcome = replay.replay(articles(), seeds.watches(SEEDS), detector, (EVERYTHING,))
    developments = [json.loads(replay.line(one)) for one in outcome.developments]
    assert [one["id"] for one in developments] == sorted(one["id"] for one in developments)
    for one in developments:
        assert list(one) == [
            "id", "watch", "type", "actors", "modality", "date", "title", "first_reported_at", "reports", "history",
        ]  # fmt: skip
        for report in one["reports"]:
            assert list(report) == ["article", "source", "lang", "independent", "modality", "evidence"]
            assert list(report["evidence"]) == ["field", "start", "end", "quote"]
            article = next(article for article in articles() if article.id == report["article"])
            words = article.title if report["evidence"]["field"] == "title" else article.text
            assert words[report["evidence"]["start"] : report["evidence"]["end"]] == report["evidence"]["quote"]
        assert all(list(turn) == ["at", "modality", "article"] for turn in one["history"])
    alert = json.loads(replay.alert_line(outcome.alerts[0]))
    assert list(alert) == ["alert", "kind", "watch", "development", "modality", "line", "at"]


def test_the_board_tells_where_the_deal_stands(detector: Detector) -> None:
    (watch,) = [watch for watch in seeds.watches(SEEDS) if watch.id == "tiktok"]
    outcome = replay.replay(articles(), (watch,), detector)
    said = json.loads(replay.board_line(watch, outcome.developments))
    assert list(said) == ["watch", "as_of", "status", "parties", "deadline", "turns"]
    assert said["watch"] == "tiktok"
    (microsoft,) = [party for party in said["parties"] if party["party"] == "microsoft"]
    assert microsoft["stance"] == "rejected"
    assert microsoft["development"] in {one.id for one in outcome.developments}

from __future__ import annotations

from datetime import UTC, datetime

from pipeline.evaluate import anchors
from pipeline.evaluate.gold import Row
from pipeline.model import Article, Party, Watch

WATCH = Watch(
    id="tiktok",
    title="TikTok",
    names=("TikTok", "ByteDance"),
    parties=(Party(id="bytedance", names=("ByteDance",)), Party(id="microsoft", names=("Microsoft",))),
)


def row(title: str) -> Row:
    at = datetime(2020, 9, 14, tzinfo=UTC)
    article = Article(id="a", url="", source="", title=title, text="", lang="en", published_at=at, fetched_at=at)
    return Row(article=article, labels=(), sure=True, watch="tiktok")


def test_a_word_makes_a_mention() -> None:
    (found,) = anchors.Keywords(WATCH)(row("Microsoft is rejected by ByteDance"))
    assert (found.type, found.actors, found.modality, found.date) == (
        "rejection", ("microsoft", "bytedance"), "confirmed", "2020-09-14",
    )  # fmt: skip


def test_one_development_a_type_and_actor() -> None:
    said = anchors.Keywords(WATCH)(row("ByteDance rejects an offer"))
    assert sorted(anchors.by_type_and_actor(said).values()) == ["offer/bytedance", "rejection/bytedance"]

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np

from pipeline.evaluate import vectors
from pipeline.evaluate.gold import Row
from pipeline.model import Article, Party, Watch
from pipeline.stages.detect import Lexicon
from pipeline.stages.detect.lexicon import Rule

WATCH = Watch(
    id="tiktok",
    title="TikTok",
    names=("TikTok",),
    parties=(Party(id="tiktok", names=("TikTok",)), Party(id="oracle", names=("Oracle",))),
)
LEXICON = Lexicon(
    lang="en",
    name="English",
    rule=(
        Rule(name="no", type="rejection", says=("x",), yes=("TikTok rejects the offer",)),
        Rule(name="court", type="ruling", says=("x",), yes=("the court decides",)),
    ),
)


def words(texts: list[str]) -> Any:
    """Bags of the words that the examples have, as unit vectors."""
    known = sorted({word for rule in LEXICON.rule for said in rule.yes for word in said.lower().split()})
    counted = np.array([[text.lower().split().count(word) for word in known] for text in texts], dtype=float)
    return counted / np.maximum(np.linalg.norm(counted, axis=1, keepdims=True), 1e-9)


EXAMPLES = vectors.Examples((LEXICON,), words)


def row(title: str, text: str = "") -> Row:
    at = datetime(2020, 9, 14, tzinfo=UTC)
    article = Article(id="a", url="", source="", title=title, text=text, lang="en", published_at=at, fetched_at=at)
    return Row(article=article, labels=(), sure=True, watch="tiktok")


def test_the_nearest_example_gives_the_type() -> None:
    find = vectors.Vectors(WATCH, EXAMPLES)
    (found,) = find(row("TikTok rejects the new offer", "It rains. TikTok is an app."))
    assert (found.type, found.actors, found.modality) == ("rejection", ("tiktok",), "confirmed")


def test_what_is_far_or_names_nobody_is_nothing() -> None:
    find = vectors.Vectors(WATCH, EXAMPLES)
    assert find(row("TikTok has filters")) == ()
    unnamed = Watch(id="tiktok", title="TikTok", names=("TikTok",))
    assert vectors.Vectors(unnamed, EXAMPLES)(row("TikTok rejects the offer")) == ()

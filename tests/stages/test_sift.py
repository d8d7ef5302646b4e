"""Sift: once by id, remembered for thirty days of event time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pipeline.kit import dates
from pipeline.model import Article
from pipeline.stages import sift

AT = datetime(2020, 9, 14, 23, tzinfo=UTC)
ARTICLE = Article(
    id="a", url="https://example.org/a", source="s", title="t", text="", lang="en", published_at=AT, fetched_at=AT
)


def test_an_article_passes_once() -> None:
    first = sift.step(None, ARTICLE)
    assert first.out == (ARTICLE,)
    assert first.dropped is None
    again = sift.step(first.state, ARTICLE)
    assert again.out == ()
    assert again.dropped is not None
    assert again.dropped.reason == "seen"


def test_being_seen_again_keeps_the_later_day() -> None:
    assert sift.step(b"2020-10-01", ARTICLE).state == b"2020-10-01"
    assert sift.step(b"2020-09-01", ARTICLE).state == b"2020-09-14"


def test_an_id_is_forgotten_after_thirty_days() -> None:
    assert not dates.is_past(b"2020-09-14", AT + timedelta(days=30), sift.REMEMBERED_FOR)
    assert dates.is_past(b"2020-09-14", AT + timedelta(days=31), sift.REMEMBERED_FOR)

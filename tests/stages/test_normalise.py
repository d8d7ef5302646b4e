from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Article, Dropped, Entry, Feed
from pipeline.stages import normalise

FETCHED_AT = datetime(2020, 9, 15, 12, 0, tzinfo=UTC)
FEED = Feed(id="feed", url="https://gazette.example/news/rss.xml")


def entry(feed: Feed = FEED, **said: Any) -> Entry:
    given = {
        "id": "guid", "link": "https://gazette.example/ferry", "title": "The ferry line turns down the bid",
        "summary": "The owner said no on Sunday.", **said,
    }  # fmt: skip
    return Entry(feed=feed, fetched_at=FETCHED_AT, **given)


def article(feed: Feed = FEED, **said: Any) -> Article:
    found = normalise.article(entry(feed, **said))
    assert isinstance(found, Article)
    return found


def test_whole() -> None:
    published_at = datetime(2020, 9, 14, 8, 0, tzinfo=UTC)
    assert article(
        link="/ferry?utm_source=rss#top", title="<b>Ferry</b> line\n turns  down R&amp;D bid",
        content="<p>The owner said <i>no</i>.</p><p>Cafe\u0301 closed.</p>", published_at=published_at,
    ) == Article(
        id=article(title="Ferry line turns down R&D bid", content="The owner said no.<br>Café closed.").id,
        url="https://gazette.example/ferry", source="gazette.example", title="Ferry line turns down R&D bid",
        text="The owner said no.\n\nCafé closed.", lang="en", published_at=published_at, fetched_at=FETCHED_AT,
        feed="feed",
    )  # fmt: skip


def test_the_longer_of_summary_and_content_is_the_text() -> None:
    assert article(content="Short.").text == "The owner said no on Sunday."
    assert article(content="", summary="").text == ""


@pytest.mark.parametrize(
    "changed", [{"title": "Another"}, {"summary": "Another"}, {"link": "https://gazette.example/2"}]
)
def test_another_title_text_or_address_is_another_article(changed: dict[str, Any]) -> None:
    assert article(**changed).id != article().id


def test_id_depends_on_nothing_else() -> None:
    later = datetime(2020, 9, 15, tzinfo=UTC)
    other = Feed(id="other", url="https://gazette.example/other.xml", publisher="Gazette")
    assert article(other, id="other guid", published_at=later, lang="fr").id == article().id


def test_a_guid_that_is_an_address_stands_in_for_the_link() -> None:
    assert article(link="", id="https://gazette.example/ferry?fbclid=1").url == "https://gazette.example/ferry"


def test_without_address_the_id_is_the_feeds_own_and_stable() -> None:
    nowhere = article(link="", id="tag:1")
    assert nowhere.url == ""
    assert nowhere.source == "gazette.example"
    assert nowhere.id == article(link="mailto:desk@gazette.example", id="tag:1").id
    assert nowhere.id != article(link="", id="tag:2").id
    assert nowhere.id != article(Feed(id="other", url=FEED.url), link="", id="tag:1").id


def test_source() -> None:
    assert article(link="https://www.elsewhere.example/1").source == "elsewhere.example"
    assert article(Feed(id="feed", url=FEED.url, publisher="The Gazette")).source == "The Gazette"


def test_source_in_a_feed_that_collects() -> None:
    collected: dict[str, Any] = {"link": "https://gazette.example/away/1", "source": "https://www.herald.example"}
    assert article(**collected).source == "herald.example"
    assert article(Feed(id="feed", url=FEED.url, publisher="The Gazette"), **collected).source == "The Gazette"
    assert article(**{**collected, "link": "https://other.example/1"}).source == "other.example"
    assert article(**{**collected, "source": ""}).source == "gazette.example"


@pytest.mark.parametrize("said", [{"title": "", "summary": ""}, {"title": "<br>", "summary": " <script>x()</script> "}])
def test_without_words_it_is_dropped(said: dict[str, Any]) -> None:
    dropped = normalise.article(entry(**said))
    assert isinstance(dropped, Dropped)
    assert (dropped.stage, dropped.reason) == ("normalise", "no-words")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("One sentence. And another.", "One sentence."),
        ("最初の文。次の文。", "最初の文。"),
        ("<p>A paragraph without an end</p><p>Another.</p>", "A paragraph without an end"),
        ("word " * 100, ""),
    ],
)
def test_without_title_the_first_sentence_is_it_whole_or_not_at_all(text: str, title: str) -> None:
    assert article(title="", summary=text).title == title


@pytest.mark.parametrize(
    ("published_at", "updated_at", "expected"),
    [
        (None, None, FETCHED_AT),
        (None, datetime(2020, 9, 14, tzinfo=UTC), datetime(2020, 9, 14, tzinfo=UTC)),
        (datetime(2020, 9, 13, tzinfo=UTC), datetime(2020, 9, 14, tzinfo=UTC), datetime(2020, 9, 13, tzinfo=UTC)),
        (FETCHED_AT + timedelta(minutes=1), None, FETCHED_AT),
        (datetime(1970, 1, 1, tzinfo=UTC), None, FETCHED_AT),
    ],
)
def test_published_at(published_at: datetime | None, updated_at: datetime | None, expected: datetime) -> None:
    assert article(published_at=published_at, updated_at=updated_at).published_at == expected


def test_what_a_person_says_of_the_language_goes_before_what_the_feed_says() -> None:
    assert article(title="TikTok", summary="", lang="fr-FR").lang == "fr"
    assert article(Feed(id="feed", url=FEED.url, lang="nl"), title="TikTok", summary="", lang="fr-FR").lang == "nl"


def test_long_texts_are_cut_between_paragraphs() -> None:
    paragraph = "word " * 1_000
    whole = f"<p>{paragraph}</p>" * 30
    text = article(summary=whole).text
    assert len(text) <= normalise.LONGEST_TEXT
    assert text.endswith("word")
    assert len(article(summary="x" * 200_000).text) == normalise.LONGEST_TEXT
    assert len(article(title="x" * 2_000).title) == normalise.LONGEST_TITLE


@given(
    st.text(), st.text(), st.text(), st.text(max_size=5),
    st.none() | st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=9))])),
)  # fmt: skip
def test_laws(link: str, title: str, summary: str, lang: str, published_at: datetime | None) -> None:
    said = entry(link=link, title=title, summary=summary, lang=lang, published_at=published_at)
    found = normalise.article(said)
    assert found == normalise.article(said)
    if isinstance(found, Article):
        assert found.title or found.text
        assert found.published_at <= found.fetched_at
        assert found.url == "" or found.url.startswith(("http://", "https://"))

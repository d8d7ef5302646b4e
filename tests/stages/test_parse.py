"""Golden pairs: a feed in `tests/data/feeds`, and beside it what its entries are."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pipeline.errors import ParseError
from pipeline.model import Document, Entry, Feed
from pipeline.stages import parse

FEEDS = Path(__file__).parent.parent / "data" / "feeds"
FETCHED_AT = datetime(2020, 9, 15, 12, 0, tzinfo=UTC)
GOLDEN = sorted(path.name.removesuffix(".expected.json") for path in FEEDS.glob("*.expected.json"))


def document(body: bytes, content_type: str = "", url: str = "https://feeds.example/news/feed") -> Document:
    return Document(feed=Feed(id="feed", url=url), url=url, body=body, fetched_at=FETCHED_AT, content_type=content_type)


def said(entry: Entry) -> dict[str, Any]:
    """The entry without what every entry of the document has, and without a source where it has none."""
    whole: dict[str, Any] = msgspec.to_builtins(entry)
    assert entry.feed.url == "https://feeds.example/news/feed"
    assert entry.fetched_at == FETCHED_AT
    return {
        name: value
        for name, value in whole.items()
        if (name, value) != ("source", "") and name not in {"feed", "fetched_at"}
    }


@pytest.mark.parametrize("name", GOLDEN)
def test_golden(name: str) -> None:
    expected = msgspec.json.decode((FEEDS / f"{name}.expected.json").read_bytes())
    assert [said(entry) for entry in parse.entries(document((FEEDS / name).read_bytes()))] == expected


def test_every_feed_is_tested() -> None:
    assert len(GOLDEN) >= 18


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("empty.rss", "empty"),
        ("page.html", "html-page"),
        ("other.xml", "not-a-feed"),
        ("other.json", "not-a-feed"),
        ("words.txt", "not-a-feed"),
        ("broken.json", "broken"),
    ],
)
def test_no_feed(name: str, reason: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse.entries(document((FEEDS / name).read_bytes()))
    assert caught.value.reason == reason


@pytest.mark.parametrize("body", [b"/etc/hostname", b"https://feeds.example/", b"file:///etc/hostname"])
def test_a_body_that_looks_like_an_address_is_not_opened(body: bytes) -> None:
    with pytest.raises(ParseError) as caught:
        parse.entries(document(body))
    assert caught.value.reason == "not-a-feed"


def test_json_array_is_no_feed() -> None:
    with pytest.raises(ParseError, match="no JSON Feed"):
        parse.entries(document(b"[1, 2]"))


def test_json_feed_without_items_is_an_empty_feed() -> None:
    assert parse.entries(document(b'{"version": "https://jsonfeed.org/version/1", "items": "none"}')) == []


def test_entities_are_neither_expanded_nor_fetched() -> None:
    laughs = parse.entries(document((FEEDS / "billion-laughs.rss").read_bytes()))
    thief = parse.entries(document((FEEDS / "external-entity.rss").read_bytes()))
    assert len(laughs[0].title) < 1_000
    assert "root:" not in thief[0].title


RUSSIAN = "<rss version='2.0'><channel><item><title>Паром</title></item></channel></rss>"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (RUSSIAN.encode("cp1251"), "application/xml; charset=windows-1251"),  # the header alone knows
        (RUSSIAN.encode(), "application/xml; charset=iso-8859-1"),  # the header is a server's default, and wrong
        (RUSSIAN.encode(), "text/xml"),  # us-ascii by an old rule that nobody keeps
        (RUSSIAN.encode(), ""),
    ],
)
def test_charset_of_the_header(body: bytes, content_type: str) -> None:
    assert [entry.title for entry in parse.entries(document(body, content_type))] == ["Паром"]


@pytest.mark.parametrize("declared", ["", "<?xml version='1.0' encoding='ISO-8859-1'?>"])
@pytest.mark.parametrize("content_type", ["", "text/html", "application/xml", "application/xml; charset=utf-8"])
@pytest.mark.parametrize("title", ["О пароме и рисках", "Ferry\u2019s &#8217;end’", "Паром Р"])
def test_utf8_is_utf8_whatever_is_declared(declared: str, content_type: str, title: str) -> None:
    body = declared + RUSSIAN.replace("Паром", title)
    assert parse.entries(document(body.encode(), content_type))[0].title == title.replace("&#8217;", "\u2019")


@pytest.mark.parametrize("broken", [b"\x92", b"\xd0"])
def test_a_broken_byte_costs_only_itself(broken: bytes) -> None:
    body = RUSSIAN.replace("Паром", "Паром отказал").encode().replace(b"</title>", b" " + broken + b"</title>")
    header = "text/xml; charset=utf-8"
    assert parse.entries(document(b"<?xml version='1.0' encoding='utf-8'?>" + body, header))[0].title == (
        "Паром отказал \ufffd"
    )


def test_charset_of_an_ascii_document_does_not_matter() -> None:
    body = b"<rss version='2.0'><channel><item><title>Ferry</title></item></channel></rss>"
    assert parse.entries(document(body, "text/xml; charset=utf-16"))[0].title == "Ferry"


@pytest.mark.parametrize(
    "reference", ["&#xfffffff;", "&#99999999999999999999;", "&#x110000;", "&#xD83D;&#xDE00;", "&#57343;"]
)
def test_a_character_that_does_not_exist_costs_only_itself(reference: str) -> None:
    body = f"<rss version='2.0'><channel><item><title>Ferry{reference} &#x41;&#66;</title></item></channel></rss>"
    assert parse.entries(document(body.encode()))[0].title == "Ferry AB"


def test_what_breaks_feedparser_is_a_reason() -> None:
    body = b"<rss version='2.0'><channel><item><title>&#&#99999999999;x110000;</title></item></channel></rss>"
    with pytest.raises(ParseError) as caught:
        parse.entries(document(body))
    assert caught.value.reason == "broken"


@pytest.mark.parametrize("month", [3, 6])
def test_a_date_is_no_other_whenever_it_is_read(month: int, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.struct_time((2026, month, 1, 0, 0, 0, 0, 0, 0))
    monkeypatch.setattr(time, "gmtime", lambda *_: now)
    days = ["2020/9/4 14:33:00", "2020.09.04 14:33", "04-09-2020 14:33", "Fri, 04 Sep 2020 16:33:00 CEST", "20/9/4"]
    body = "".join(f"<item><title>Ferry</title><pubDate>{day}</pubDate></item>" for day in days)
    found = parse.entries(document(f"<rss version='2.0'><channel>{body}</channel></rss>".encode()))
    then = datetime(2020, 9, 4, 14, 33, tzinfo=UTC)
    assert [entry.published_at for entry in found] == [then, then, then, then, None]


@pytest.mark.parametrize(
    ("said", "summary"),
    [
        ("<description>A bid</description><media:description>The pier at dusk</media:description>", "A bid"),
        ("<media:description>The pier at dusk</media:description><description>A bid</description>", "A bid"),
        ("<media:description>The pier at dusk</media:description>", "The pier at dusk"),
    ],
)
def test_the_caption_of_a_picture_is_not_what_an_entry_says(said: str, summary: str) -> None:
    body = (
        f"<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/'><channel><item>{said}</item></channel></rss>"
    )
    (entry,) = parse.entries(document(body.encode()))
    assert (entry.summary, entry.content) == (summary, "")


def test_whom_an_entry_has_it_from() -> None:
    rss = (
        "<rss version='2.0'><channel><item><source url='https://herald.example'>Herald</source></item></channel></rss>"
    )
    assert parse.entries(document(rss.encode()))[0].source == "https://herald.example"


def test_plain_text_keeps_its_paragraphs() -> None:
    item = {"id": "1", "content_text": "A < B\n \nC & D"}
    body = msgspec.json.encode({"version": "https://jsonfeed.org/version/1.1", "items": [item]})
    assert parse.entries(document(body))[0].content == "A &lt; B<p>C &amp; D"

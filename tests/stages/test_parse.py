"""Golden pairs: a feed in `tests/data/feeds`, and beside it what its entries are."""

from __future__ import annotations

import html
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


@pytest.mark.parametrize(("rest", "reason"), [(b"<html>", "html-page"), (b"<div>", "not-a-feed")])
def test_many_comments_before_it_do_not_hang(rest: bytes, reason: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse.entries(document(b"<!-- a -->\n" * 100 + rest))
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


@pytest.mark.parametrize("broken", [b"\xff", b"\\ud83d", b"\x01"])
def test_nor_does_it_cost_more_in_json(broken: bytes) -> None:
    items = b'[{"id": "1", "title": "Ferry cut ' + broken + b'"}, {"id": "2", "title": "\\ud83d\\ude00"}]'
    body = b'{"version": "https://jsonfeed.org/version/1.1", "items": ' + items + b"}"
    one, other = parse.entries(document(body))
    assert one.title.rstrip("\ufffd\x01 ") == "Ferry cut"
    assert one.title.encode()
    assert other.title == "\U0001f600"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("AT&T, S&P 500, M&A & co", "AT&amp;T, S&amp;P 500, M&amp;A &amp; co"),
        ("<![CDATA[AT&T]]> and <![CDATA[M&A]]>", "AT&T and M&A"),
        ("AT&amp;T&nbsp;&#38; co", "AT&amp;T\xa0&amp; co"),
    ],
)
def test_an_ampersand_that_begins_no_reference_stands_for_itself(written: str, title: str) -> None:
    body = (
        f"<rss version='2.0'><channel><item><link>https://a.example/?a=1&copy=2</link><title>{written}</title></item>"
    )
    (entry,) = parse.entries(document(body.encode()))
    assert html.unescape(entry.title) == html.unescape(title)
    assert entry.link == "https://a.example/?a=1&copy=2"


def test_an_escaped_cdata_section_is_what_stands_in_it() -> None:
    title, text = "&lt;![CDATA[ R&amp;D ]]&gt;", "&lt;![CDATA[&lt;p&gt;A bid&lt;/p&gt;]]&gt;"
    rss = "<rss version='2.0'><channel><item><title>{}</title><description>{}</description></item></channel></rss>"
    (entry,) = parse.entries(document(rss.format(title, text).encode()))
    assert (html.unescape(entry.title), entry.summary) == ("R&D", "<p>A bid</p>")
    (plain,) = parse.entries(document(rss.format("a]]&gt;", "").encode()))
    assert plain.title == "a]]>"


def test_an_ampersands_byte_may_be_half_of_a_character() -> None:
    title = "\u2625\u0a26 R&D"
    rss = f"<rss version='2.0'><channel><item><title><![CDATA[{title}]]></title></item></channel></rss>"
    body = f"<?xml version='1.0' encoding='utf-16'?>{rss}"
    assert parse.entries(document(body.encode("utf-16")))[0].title == title


def test_who_counts_clicks_is_not_where_it_stands() -> None:
    rss = (
        "<rss version='2.0' xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0'><channel><item>"
        "<link>http://feedproxy.google.com/~r/gazette/~3/x/</link>"
        "<feedburner:origLink>https://gazette.example/1</feedburner:origLink></item></channel></rss>"
    )
    assert parse.entries(document(rss.encode()))[0].link == "https://gazette.example/1"


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
    body = b"<rss version='2.0'><channel><item><title>\x1b&#&#99999999999;x110000;</title></item></channel></rss>"
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
    assert parse.entries(document(body))[0].content == "A &lt; B\n \nC &amp; D"

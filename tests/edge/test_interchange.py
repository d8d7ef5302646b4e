from __future__ import annotations

import gzip
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.edge import interchange
from pipeline.edge.interchange import Unusable
from pipeline.errors import UsageError
from pipeline.model import Article, derive_id

LINE = {"published": "2020-09-14", "title": "ByteDance says no", "text": "It will not sell."}


def one(path: Path) -> Article:
    (article,) = interchange.articles([str(path)])
    assert isinstance(article, Article)
    return article


def line(**said: object) -> bytes:
    return json.dumps({**LINE, **said}).encode()


def usable(raw: bytes) -> Article:
    article = interchange.article(raw, "here:1")
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize(
    ("said", "then"),
    [
        ("2020-09-14", datetime(2020, 9, 14, tzinfo=UTC)),
        ("2020-09-14T10:00:00", datetime(2020, 9, 14, 10, tzinfo=UTC)),
        (" 2020-09-14T10:00:00+02:00 ", datetime(2020, 9, 14, 8, tzinfo=UTC)),
        ("2020-09-14T10:00:00.250Z", datetime(2020, 9, 14, 10, 0, 0, 250000, tzinfo=UTC)),
        ("Mon, 14 Sep 2020 10:00:00 GMT", datetime(2020, 9, 14, 10, tzinfo=UTC)),
    ],
)
def test_dates_and_times(said: str, then: datetime) -> None:
    assert interchange.at(said) == then


@pytest.mark.parametrize("said", ["", "soon", "2020-13-01", "0001-01-01T00:00:00+14:00"])
def test_what_is_no_time_is_said(said: str) -> None:
    with pytest.raises(ValueError, match="published"):
        interchange.at(said)


def test_what_is_missing_is_derived() -> None:
    bare = usable(line())
    assert bare.lang == "en"
    assert bare.source == bare.url == ""
    assert usable(line()).id == bare.id != usable(line(title="Another")).id
    there = usable(line(url="https://www.one.example/x?utm_source=feed"))
    assert there.source == "one.example"
    assert there.id == derive_id("https://www.one.example/x") == usable(line(url="https://www.one.example/x")).id
    assert usable(line(id=7)).id == "7"
    assert usable(line(id="a", source="One", lang="fr")).source == "One"
    assert bare.fetched_at == bare.published_at


def test_text_stays_as_it_was_given() -> None:
    given = "e\u0301 \u00a0 <b>x</b>\r\n"
    assert usable(line(text=given)).text == given
    assert usable(line(title=None)).title == ""


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"[]",
        b'{"title": "x"}',
        line(published="soon"),
        line(title="", text=None),
        b'{"published": 5}',
        b"\xff\xfe{",
    ],
)
def test_what_cannot_be_used_says_where(raw: bytes) -> None:
    found = interchange.article(raw, "here:1")
    assert isinstance(found, Unusable)
    assert found.place == "here:1"
    assert found.reason


def test_lines_of_a_file_of_stdin_and_of_gzip(tmp_path: Path) -> None:
    body = b"\xef\xbb\xbf" + line(id="1") + b"\n\n{bad\n" + line(id="2") + b"\r\n"
    (tmp_path / "x.jsonl").write_bytes(body)
    (tmp_path / "x.jsonl.gz").write_bytes(gzip.compress(body))
    for read in (
        interchange.articles([str(tmp_path / "x.jsonl")]),
        interchange.articles([str(tmp_path / "x.jsonl.gz")]),
        interchange.articles(["-"], io.BytesIO(body)),
    ):
        first, bad, second = read
        assert isinstance(first, Article)
        assert isinstance(second, Article)
        assert isinstance(bad, Unusable)
        assert (first.id, second.id) == ("1", "2")
        assert bad.place.endswith(":3")


def test_json_may_be_one_many_or_lines(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(json.dumps({**LINE, "id": "1"}, indent=2).encode())
    assert one(path).id == "1"
    path.write_bytes(json.dumps([{**LINE, "id": "1"}, {"published": "x", "title": "y"}]).encode())
    first, bad = interchange.articles([str(path)])
    assert isinstance(first, Article)
    assert isinstance(bad, Unusable)
    assert bad.place.endswith("x.json:2")
    path.write_bytes(line(id="1") + b"\n" + line(id="2"))
    assert [read.id for read in interchange.articles([str(path)]) if isinstance(read, Article)] == ["1", "2"]
    path.write_bytes(b"nothing of the kind")
    (bad,) = interchange.articles([str(path)])
    assert isinstance(bad, Unusable)


def test_a_text_is_dated_by_its_name_or_its_file(tmp_path: Path) -> None:
    named = tmp_path / "2020-09-14-no.txt"
    named.write_text("ByteDance says no\n\nIt will not sell.\n", "utf-8")
    assert (one(named).title, one(named).text) == ("ByteDance says no", "It will not sell.")
    assert one(named).published_at == datetime(2020, 9, 14, tzinfo=UTC)
    plain = tmp_path / "no.txt"
    plain.write_text("ByteDance says no.\n\nIt will not sell.", "utf-8")
    assert one(plain).title == ""
    assert one(plain).text == "ByteDance says no.\n\nIt will not sell."
    assert (datetime.now(UTC) - one(plain).published_at).total_seconds() < 3600
    (tmp_path / "2020-02-31-x.txt").write_text("x", "utf-8")
    (bad,) = interchange.articles([str(tmp_path / "2020-02-31-x.txt")])
    assert isinstance(bad, Unusable)


def test_a_page_says_what_it_is(tmp_path: Path) -> None:
    page = tmp_path / "x.html"
    page.write_text(
        '<html lang="de-AT"><head><title>Titel  | Blatt</title><link rel="canonical" href="https://blatt.example/1">'
        '<meta property="og:title" content="Titel">'
        '<meta property="article:published_time" content="2020-09-14T10:00+02:00">'
        "</head><body><nav><p>Menü</p></nav><article><p>Erster  Absatz.</p>"
        "<script>no()</script><p>Zweiter.</p></article></body></html>",
        "utf-8",
    )
    found = one(page)
    assert (found.title, found.text, found.lang) == ("Titel", "Erster Absatz.\n\nZweiter.", "de")
    assert (found.source, found.published_at) == ("blatt.example", datetime(2020, 9, 14, 8, tzinfo=UTC))
    page.write_text("<body>Nur <b>Text</b></body>", "utf-8")
    assert one(page).text == "Nur Text"
    page.write_text("<title></title>", "utf-8")
    (bad,) = interchange.articles([str(page)])
    assert isinstance(bad, Unusable)


def test_a_damaged_archive_is_said_where_it_breaks(tmp_path: Path) -> None:
    whole = gzip.compress(b"\n".join(line(id=str(number)) for number in range(2000)))
    (tmp_path / "x.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    *_, last = interchange.articles([str(tmp_path / "x.jsonl.gz")])
    assert isinstance(last, Unusable)
    assert "gzip" in last.reason
    (tmp_path / "y.jsonl.gz").write_bytes(b"no gzip")
    (bad,) = interchange.articles([str(tmp_path / "y.jsonl.gz")])
    assert isinstance(bad, Unusable)


def test_a_file_that_is_not_there_is_an_error_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        list(interchange.articles([str(tmp_path / "none.jsonl")]))

from __future__ import annotations

import gzip
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline import wire
from pipeline.edge import interchange
from pipeline.edge.interchange import Assumed, Unusable
from pipeline.errors import UsageError
from pipeline.model import Article, Heartbeat

LINE = {"published": "2020-09-14", "title": "ByteDance says no", "text": "It will not sell."}


def one(path: Path) -> Article:
    (article,) = interchange.articles([str(path)])
    assert isinstance(article, Article)
    return article


def bad(path: Path) -> Unusable:
    (found,) = interchange.articles([str(path)])
    assert isinstance(found, Unusable)
    return found


def line(**said: object) -> bytes:
    return json.dumps({**LINE, **said}).encode()


def test_lines_of_a_file_of_stdin_and_of_gzip(tmp_path: Path) -> None:
    body = b"\xef\xbb\xbf" + line(id="1") + b"\n\n{bad\n" + line(id="2") + b"\r\n"
    (tmp_path / "x.jsonl").write_bytes(body)
    (tmp_path / "x.jsonl.gz").write_bytes(gzip.compress(body))
    for read in (
        interchange.articles([str(tmp_path / "x.jsonl")]),
        interchange.articles([str(tmp_path / "x.jsonl.gz")]),
        interchange.articles(["-"], io.BytesIO(body)),
    ):
        first, wrong, second = read
        assert isinstance(first, Article)
        assert isinstance(second, Article)
        assert isinstance(wrong, Unusable)
        assert (first.id, second.id) == ("1", "2")
        assert wrong.place.endswith(":3")


def test_what_the_topic_holds_is_read_and_its_heartbeats_are_passed_over(tmp_path: Path) -> None:
    at = datetime(2020, 9, 14, 6, tzinfo=UTC)
    told = Article(id="a", url="", source="one.example", title="No", text="", lang="en", published_at=at, fetched_at=at)
    beat = Heartbeat(partition=0, number=1, at=at)
    (tmp_path / "x.jsonl").write_bytes(b"\n".join(map(wire.encode, (told, beat))))
    assert one(tmp_path / "x.jsonl") == told


def test_json_may_be_one_many_or_lines(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(json.dumps({**LINE, "id": "1"}, indent=2).encode())
    assert one(path).id == "1"
    path.write_bytes(json.dumps([{**LINE, "id": "1"}, {"published": "x", "title": "y"}, 5]).encode())
    first, second, third = interchange.articles([str(path)])
    assert isinstance(first, Article)
    assert isinstance(second, Unusable)
    assert isinstance(third, Unusable)
    assert (second.place, third.place) == (f"{path}:2", f"{path}:3")
    path.write_bytes(line(id="1") + b"\n" + line(id="2"))
    assert [read.id for read in interchange.articles([str(path)]) if isinstance(read, Article)] == ["1", "2"]
    path.write_bytes(b'{"title": \n')
    assert "breaks off" in bad(path).reason
    path.write_bytes(b"nothing of the kind")
    assert ".txt" in bad(path).reason


def test_a_text_is_dated_by_what_was_said_by_its_name_or_by_its_file(tmp_path: Path) -> None:
    named = tmp_path / "2020-09-14-no.txt"
    named.write_text("ByteDance says no\n\nIt will not sell.\n", "utf-8")
    assert (one(named).title, one(named).text) == ("ByteDance says no", "It will not sell.")
    assert one(named).published_at == datetime(2020, 9, 14, tzinfo=UTC)
    plain = tmp_path / "no.txt"
    plain.write_text("ByteDance says no.\n\nIt will not sell.", "utf-8")
    assumed, read = interchange.articles([str(plain)])
    assert isinstance(assumed, Assumed)
    assert isinstance(read, Article)
    assert (read.title, read.text) == ("", "ByteDance says no.\n\nIt will not sell.")
    assert (assumed.place, assumed.article, assumed.published_at) == (str(plain), read.id, read.published_at)
    assert (datetime.now(UTC) - read.published_at).total_seconds() < 3600
    (said,) = interchange.articles([str(plain)], published="2021-02-03")
    assert isinstance(said, Article)
    assert said.published_at == datetime(2021, 2, 3, tzinfo=UTC)
    (tmp_path / "2020-02-31-x.txt").write_text("x", "utf-8")
    assert bad(tmp_path / "2020-02-31-x.txt").reason


@pytest.mark.parametrize("name", ["2020-09-14", "2020-09-14.md", "2020-09-14.txt"])
def test_a_text_is_known_whatever_its_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("ByteDance says no\n\nIt will not sell.\n", "utf-8")
    assert one(tmp_path / name).title == "ByteDance says no"


@pytest.mark.parametrize(
    ("charset", "meant", "said"),
    [
        ("windows-1251", "cp1251", "Байтданс"),
        ("iso-8859-1", "cp1252", "Société said “no” – €5"),  # what such pages hold, and browsers show
        ("gb2312", "gbk", "字節跳動"),
        ("euc-kr", "cp949", "틱톡 뷁"),
        ("shift_jis", "cp932", "買収①"),
        ("utf-8", "utf-8", "No"),
    ],
)
def test_a_page_is_read_as_it_says_that_it_is_written(tmp_path: Path, charset: str, meant: str, said: str) -> None:
    page = f"<!DOCTYPE html><html><head><meta charset={charset}><title>{said}</title></head><p>{said}</p></html>"
    (tmp_path / "2020-09-14.html").write_bytes(page.encode(meant) + (b"\xff" if charset == "utf-8" else b""))
    assert one(tmp_path / "2020-09-14.html").title == said


@pytest.mark.parametrize(
    ("times", "day"),
    [
        ('<time datetime="PT5M">5 min</time><time datetime="2020-09-13">', 13),
        ('<time datetime="2020-09"><time datetime="14:30"><time datetime="2020-09-13T14:30+02:00">', 13),
        ('<time datetime="PT5M">', 14),
    ],
)
def test_how_long_a_page_takes_to_read_is_no_day(times: str, day: int, tmp_path: Path) -> None:
    (tmp_path / "2020-09-14.html").write_text(f"<!DOCTYPE html><title>Ferry</title>{times}<p>Ferry")
    assert one(tmp_path / "2020-09-14.html").published_at.day == day


def test_an_article_may_stand_between_the_paragraphs_of_its_page(tmp_path: Path) -> None:
    body = "<div>The ferry line turned down the bid.</div><div>It looks elsewhere.</div><p>Copyright 2020."
    (tmp_path / "2020-09-14.html").write_text(f"<!DOCTYPE html><title>Ferry</title><body>{body}")
    said = "The ferry line turned down the bid.\n\nIt looks elsewhere.\n\nCopyright 2020."
    assert one(tmp_path / "2020-09-14.html").text == said


@pytest.mark.parametrize("meta", [b"", b"<meta charset=klingon>", b"<meta charset=shift_jis>"])
def test_a_page_that_nobody_can_read_says_so(tmp_path: Path, meta: bytes) -> None:
    (tmp_path / "2020-09-14.html").write_bytes(
        b"<!DOCTYPE html><html>" + meta + b"<title>Soci\xe9t\xe9 \xfd\xff</title>"
    )
    assert "UTF-8" in bad(tmp_path / "2020-09-14.html").reason


def test_a_zone_that_cannot_be_spoils_its_row_only(tmp_path: Path) -> None:
    rows = [
        b'{"title":"a","published":"Mon, 01 Jan 2024 00:00:00 +99999999999999999999"}',
        b'{"title":"b","published":"2024-01-01"}',
    ]
    (tmp_path / "x.jsonl").write_bytes(b"\n".join(rows))
    first, second = interchange.articles([str(tmp_path / "x.jsonl")])
    assert isinstance(first, Unusable)
    assert isinstance(second, Article)


def test_text_and_pages_by_a_pipe() -> None:
    assumed, text = interchange.articles(["-"], io.BytesIO(b"It will not sell."))
    assert isinstance(assumed, Assumed)
    assert isinstance(text, Article)
    assert text.text == "It will not sell."
    (page,) = interchange.articles(["-"], io.BytesIO(b"<!DOCTYPE html><title>No</title>"), published="2020-09-14")
    assert isinstance(page, Article)
    assert page.title == "No"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("Bestätigt".encode("latin-1"), "UTF-8"),
        (b"PK\x03\x04\0\0", ".docx"),
        (b"%PDF-1.7", ".pdf"),
    ],
)
def test_what_is_no_text_says_how_it_becomes_one(tmp_path: Path, raw: bytes, said: str) -> None:
    for name in ("x", "x.jsonl"):
        (tmp_path / name).write_bytes(raw)
    assert said in bad(tmp_path / "x").reason
    if b"\0" in raw[:5]:
        assert said in bad(tmp_path / "x.jsonl").reason


@pytest.mark.parametrize("name", ["x", "x.jsonl", "x.json", "x.txt", "x.html", "x.jsonl.gz"])
@pytest.mark.parametrize("raw", [b"", b"\n \n", b"\xef\xbb\xbf\n"])
def test_an_empty_file_is_said_to_be_empty(tmp_path: Path, name: str, raw: bytes) -> None:
    (tmp_path / name).write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
    assert bad(tmp_path / name) == Unusable(place=str(tmp_path / name), reason="it is empty")


def test_an_address_is_told_from_a_file() -> None:
    with pytest.raises(UsageError, match="address"):
        list(interchange.articles(["https://example.org/a"]))


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
    _, short = interchange.articles([str(page)])
    assert isinstance(short, Article)
    assert short.text == "Nur Text"
    page.write_text("<title></title>", "utf-8")
    assert bad(page).reason


def test_a_damaged_archive_is_said_where_it_breaks(tmp_path: Path) -> None:
    whole = gzip.compress(b"\n".join(line(id=str(number)) for number in range(2000)))
    (tmp_path / "x.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    *_, last = interchange.articles([str(tmp_path / "x.jsonl.gz")])
    assert isinstance(last, Unusable)
    assert "gzip" in last.reason
    (tmp_path / "y.jsonl.gz").write_bytes(line(id="1"))
    assert one(tmp_path / "y.jsonl.gz").id == "1"
    (tmp_path / "z").write_bytes(gzip.compress(line(id="1")))
    assert one(tmp_path / "z").id == "1"


def test_a_file_that_is_not_there_is_an_error_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        list(interchange.articles([str(tmp_path / "none.jsonl")]))


def test_a_line_of_its_own_in_a_page_is_one(tmp_path: Path) -> None:
    said = ["The ferry has many guests", "Its owner turned the bid down.", "Another is in talks."]
    for name, between in (("2020-09-13.html", "<br>"), ("2020-09-14.html", "</p><p>")):
        body = f"<!DOCTYPE html><title>Ferry</title><article><p>{between.join(said)}</p></article>"
        (tmp_path / name).write_text(body, "utf-8")
        assert one(tmp_path / name).text == "\n\n".join(said)


def test_the_language_that_a_page_declares_is_a_hint(tmp_path: Path) -> None:
    said = "Die Reederei hat das Angebot für die Fähre abgelehnt und sucht nun einen anderen Käufer."
    (tmp_path / "2020-09-14.html").write_text(
        f'<!DOCTYPE html><html lang="en-US"><title>Fähre</title><p>{said}', "utf-8"
    )
    assert one(tmp_path / "2020-09-14.html").lang == "de"


def test_objects_on_several_lines_each_are_refused_once(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{\n  "title": "a"\n}\n{\n  "title": "b"\n}\n')
    assert "one a line" in bad(tmp_path / "x.json").reason


def test_a_text_in_utf16_is_read(tmp_path: Path) -> None:
    (tmp_path / "2020-09-14.txt").write_text("Fähre verkauft\nSo ist es.", "utf-16")
    assert one(tmp_path / "2020-09-14.txt").title == "Fähre verkauft"

"""What a row says, what is derived from it, and in which words it is turned away."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest

from pipeline.edge import rows
from pipeline.model import Article, derive_id

LINE = {"published": "2020-09-14", "title": "ByteDance says no", "text": "It will not sell."}


def line(**said: object) -> bytes:
    return json.dumps({**LINE, **said}).encode()


def usable(raw: bytes) -> Article:
    return rows.article(rows.row(raw))


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
    assert rows.at(said) == then


@pytest.mark.parametrize("said", ["", "soon", "2020-13-01", "0001-01-01T00:00:00+14:00"])
def test_what_is_no_time_is_said(said: str) -> None:
    with pytest.raises(ValueError, match="published"):
        rows.at(said)


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


def test_either_name_of_the_date_and_a_date_for_those_that_have_none() -> None:
    bare = {"title": "No"}
    then = datetime(2020, 9, 14, 6, tzinfo=UTC)
    assert usable(json.dumps({**bare, "published_at": "2020-09-14T06:00:00Z"}).encode()).published_at == then
    assert rows.article(rows.Row(title="No"), "2020-09-14T06:00:00Z").published_at == then
    assert rows.article(rows.Row(title="No", published="2020-09-14T06:00:00Z"), "2021-01-01").published_at == then


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"no json", "no JSON: 'no json'"),
        (b"{}x", "no JSON: '{}x'"),
        (b"{", "breaks off"),
        (b"[]", "no JSON object such as {"),
        (b'{"title": "x"}', "published_at"),
        (line(published="soon"), "'soon'"),
        (line(title="", text=None), "neither title nor text"),
        (b'{"published": 5}', "published must be text"),
        (b'{"id": []}', "id must be text or a number"),
        (b'{"title": "\xe0x"}', "UTF-8"),
        (b'{"x":' + b"[" * 100_000, "deep"),
    ],
)
def test_what_cannot_be_used_is_said_without_the_parsers_words(raw: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)) as told:
        usable(raw)
    assert "Expected" not in str(told.value)


def test_an_item_of_an_array_is_held_to_the_same_form() -> None:
    assert rows.converted({"title": "No", "more": 1}).title == "No"
    wrong: tuple[object, ...] = (5, None, [], {"title": 5})
    for item in wrong:
        with pytest.raises(ValueError, match=r"it is no JSON object|title must be text"):
            rows.converted(item)

"""One article as a row of JSON says it: what must be there, what is derived, and why it is none, in a reader's words.

Form: `{"id"?, "url"?, "source"?, "published" (or "published_at"), "lang"?, "title", "text"}`, so an article as it is
on its topic is one, too. `published` is an ISO date or time, naive is UTC; title or text may be missing; a missing id
is derived from the URL, else from the content; a missing language is guessed; other fields are passed over.
Laws: title and text stay as they were given, character for character, so offsets into them hold. `fetched_at` is
`published_at`: read twice, the same articles, whatever the clock says.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import msgspec

from pipeline import model
from pipeline.kit import languages, urls

FORM = '{"published": "2026-01-31", "title": "...", "text": "..."}'
_FIRST_YEAR, _LAST_YEAR = 1000, 9000
"""Between them every day has one before and one behind it, and a century to count in."""
NOT_UTF8 = "it is not in UTF-8: save it so, as `iconv -f latin1 -t utf-8` does"
_KIND = re.compile(r"Expected `(?P<wanted>.+?)`, got `(?P<got>\w+)`(?: - at `\$\.(?P<field>\w+)`)?")
_PLACE = re.compile(r"\(byte (\d+)\)")
_SHOWN = 20
"""Bytes that are shown before and after the place where it is no JSON."""


class Row(msgspec.Struct):
    """What is said of an article."""

    title: str | None = None
    text: str | None = None
    published: str | None = None
    published_at: str | None = None
    id: str | int | None = None
    url: str | None = None
    source: str | None = None
    lang: str | None = None


_decoder: msgspec.json.Decoder[Row] = msgspec.json.Decoder(Row)


def row(raw: bytes) -> Row:
    """The row in these bytes; `ValueError` says what is wrong with them."""
    try:
        return _decoder.decode(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise ValueError(reason(error, raw)) from None


def converted(item: Any) -> Row:  # noqa: ANN401 - anything JSON can hold
    """The row that an item of an array is."""
    try:
        return msgspec.convert(item, Row)
    except msgspec.ValidationError as error:
        raise ValueError(reason(error, b"")) from None


def reason(error: Exception, raw: bytes) -> str:
    """Why these bytes are no row, without the parser's words."""
    said = str(error)
    if isinstance(error, UnicodeDecodeError):
        return NOT_UTF8
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if kind := _KIND.search(said):
        wanted = "text or a number" if "int" in kind["wanted"] else "text"
        return f"{kind['field']} must be {wanted}" if kind["field"] else f"it is no JSON object such as {FORM}"
    if place := _PLACE.search(said):
        start = int(place[1])
        near = raw[max(0, start - _SHOWN) : start + _SHOWN].decode("utf-8", "replace")
        return f"it is no JSON: {near!r}"
    return "its JSON breaks off before its end"


def article(said: Row, otherwise: str = "") -> model.Article:
    """The article of a row, which was published `otherwise` if it does not say when; `ValueError` when it is none."""
    title, text, url = said.title or "", said.text or "", said.url or ""
    if not (title or text):
        raise ValueError("it has neither title nor text")
    published = said.published or said.published_at or otherwise
    if not published:
        raise ValueError("it does not say when it was published (published, or published_at)")
    published_at = at(published)
    given = "" if said.id is None else str(said.id)
    derived = (urls.canonical(url) or url,) if url else (title, text, published_at.isoformat())
    return model.Article(
        id=given or model.derive_id(*derived),
        url=url,
        source=said.source or urls.host(url),
        title=title,
        text=text,
        lang=said.lang or languages.guess(f"{title}\n{text}"),
        published_at=published_at,
        fetched_at=published_at,
    )


def at(published: str) -> datetime:
    """An aware UTC time of an ISO date, an ISO time or an RFC 5322 date; `ValueError` when it is none."""
    said = published.strip()
    try:
        then = datetime.fromisoformat(said)
    except ValueError:
        try:
            then = parsedate_to_datetime(said)
        except (ValueError, TypeError, IndexError, OverflowError):
            raise ValueError(f"published is no date or time: {published!r}") from None
    try:
        found = then.replace(tzinfo=UTC) if then.tzinfo is None else then.astimezone(UTC)
    except OverflowError:
        found = None
    if found is None or not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise ValueError(f"published is out of range: {published!r}")
    return found

"""A feed's document -> what it said: RSS 0.90-2.0, RDF and Atom by feedparser, JSON Feed by json.

Laws: feedparser gets bytes, never text, for it opens what looks like an address or a file name. A broken
document gives what can be read of it; a `ParseError` comes only where nothing can, with one of these
reasons: `empty`, `html-page`, `not-a-feed`, `broken`. Entries come in the document's order, unjudged.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from html import escape
from io import BytesIO
from typing import Any

import feedparser
from feedparser.namespaces import mediarss

from pipeline.errors import ParseError
from pipeline.kit import charsets, dates
from pipeline.model import Document, Entry

_BOM = b"\xef\xbb\xbf"
_PAGE = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:(?><!--.*?-->)\s*)*(?:<!doctype\s+html|<html[\s>])", re.IGNORECASE | re.DOTALL
)
_REFERENCE = re.compile(rb"&#(?:x([0-9a-f]+)|([0-9]{1,4000}));?", re.IGNORECASE)
_AMPERSAND = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?!#?\w+;)", re.DOTALL)
"""One that begins no reference, outside of what may hold some: feedparser makes "AT&T;" of "AT&T"."""
_ESCAPED_CDATA = b"&lt;![CDATA["
_SHIFTED = re.compile(rb"[\0\x1b]")
"""In encodings with these an ampersand's byte may be half of another character."""
_HALVES = range(0xD800, 0xE000)
"""Numbers of halves of UTF-16, which are no characters."""
_JSON_FEED = "jsonfeed.org/version/"


def entries(document: Document) -> list[Entry]:
    """All entries of the document; an empty list when it is a feed that has none."""
    start = document.body.removeprefix(_BOM).lstrip()
    if not start:
        raise ParseError(f"{document.url} is empty", reason="empty")
    if start[:1] in b"{[":
        return _json_entries(document, start)
    return _xml_entries(document)


# --- RSS, RDF, Atom ---------------------------------------------------------------------------------


def _xml_entries(document: Document) -> list[Entry]:
    body, content_type = charsets.settled(document.body, document.content_type)
    headers = {"content-location": document.url, "content-type": content_type}
    try:
        parsed = _parsed(body if _SHIFTED.search(body) else _meant(body), headers)
    except Exception as error:
        raise ParseError(f"{document.url} breaks the parser: {type(error).__name__}", reason="broken") from error
    if not parsed.get("version") and not parsed.entries:
        if _PAGE.match(document.body.removeprefix(_BOM)):
            raise ParseError(f"{document.url} is a web page, no feed", reason="html-page")
        raise ParseError(f"{document.url} is no feed", reason="not-a-feed")
    lang = parsed.feed.get("language") or ""
    return [_xml_entry(document, dict(said), lang) for said in parsed.entries]


def _meant(body: bytes) -> bytes:
    """Ampersands that begin no reference as themselves, and what stands in an escaped CDATA section, which is none."""
    if _ESCAPED_CDATA in body:
        body = body.replace(_ESCAPED_CDATA, b"").replace(b"]]&gt;", b"")
    return _AMPERSAND.sub(lambda found: b"&amp;" if found[0] == b"&" else found[0], body)


def _parsed(body: bytes, headers: dict[str, str]) -> Any:  # noqa: ANN401 - feedparser's dict, untyped
    """What feedparser answers; without references to characters that do not exist where these stop it."""
    try:
        return feedparser.parse(BytesIO(body), response_headers=headers)
    except (ValueError, OverflowError):
        return feedparser.parse(BytesIO(_REFERENCE.sub(_existing, body).replace(b"\0", b"")), response_headers=headers)


def _existing(reference: re.Match[bytes]) -> bytes:
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    return reference[0] if number <= sys.maxunicode and number not in _HALVES else b""


def _xml_entry(document: Document, said: Mapping[str, Any], feed_lang: str) -> Entry:
    """`said` is a plain dict: feedparser's own would answer a missing `updated` with `published`."""
    origin = said.get("source") or {}
    details = [*said.get("content", ()), said.get("summary_detail") or {}, said.get("title_detail") or {}]
    return Entry(
        feed=document.feed,
        id=_text(said.get("id")) or _text(said.get("link")),
        link=_text(said.get("feedburner_origlink")) or _text(said.get("link")),
        title=_text(said.get("title")),
        fetched_at=document.fetched_at,
        summary=_text(said.get("summary")) or _text(said.get("caption")),
        content="\n".join(filter(None, (_text(part.get("value")) for part in said.get("content", ())))),
        lang=next((part["language"] for part in details if part.get("language")), feed_lang),
        published_at=_when(said, "published") or _when(said, "created"),
        updated_at=_when(said, "updated"),
        source=_text(origin.get("href")) or _text(origin.get("link")),
    )


def _caption_begins(parser: Any, _: Any) -> None:  # noqa: ANN401 - feedparser's, untyped
    parser.push("caption", 1)


def _caption_ends(parser: Any) -> None:  # noqa: ANN401 - feedparser's, untyped
    parser.pop("caption")


for _event, _handler in (("start", _caption_begins), ("end", _caption_ends)):
    # What a picture shows is not what its entry says: feedparser takes the one for the other, and the longer would win.
    setattr(mediarss.Namespace, f"_{_event}_media_description", _handler)


def _when(said: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 - datetime or None, as `dates` says
    text = _text(said.get(name))
    found = dates.read(text)
    if found is None and not dates.numbers(text):
        found = dates.of(said.get(f"{name}_parsed"))
    return found and found.replace(microsecond=0)


def _marked_up(plain: object) -> str:
    """What is no HTML, as HTML."""
    return escape(_text(plain), quote=False)


def _text(value: object) -> str:
    """Without halves of characters, which JSON may hold where a text was cut."""
    return value.encode("utf-8", "ignore").decode().strip() if isinstance(value, str) else ""


# --- JSON Feed (https://jsonfeed.org/version/1.1) -------------------------------------------------------


def _json_entries(document: Document, start: bytes) -> list[Entry]:
    try:
        parsed = json.loads(start.decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError) as error:
        raise ParseError(f"{document.url} is broken JSON: {error}", reason="broken") from error
    if not isinstance(parsed, dict) or _JSON_FEED not in str(parsed.get("version")):
        raise ParseError(f"{document.url} is JSON, but no JSON Feed", reason="not-a-feed")
    items = parsed.get("items")
    lang = _text(parsed.get("language"))
    found = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return [_json_entry(document, item, lang) for item in found]


def _json_entry(document: Document, item: Mapping[str, Any], feed_lang: str) -> Entry:
    link = _text(item.get("url")) or _text(item.get("external_url"))
    said = item.get("id")
    return Entry(
        feed=document.feed,
        id=_text(str(said)) if isinstance(said, str | int) else link,
        link=link,
        title=_marked_up(item.get("title")),
        fetched_at=document.fetched_at,
        summary=_marked_up(item.get("summary")),
        content=_text(item.get("content_html")) or _marked_up(item.get("content_text")),
        lang=_text(item.get("language")) or feed_lang,
        published_at=dates.read(_text(item.get("date_published"))),
        updated_at=dates.read(_text(item.get("date_modified"))),
    )

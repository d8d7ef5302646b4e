"""Articles as others hand them to us: JSON Lines, JSON, plain text, HTML; files (also `.gz`) or stdin.

Form of a line: `{"id"?, "url"?, "source"?, "published", "lang"?, "title", "text"}`. `published` is an ISO date
or time, naive is UTC; a missing id is derived from the URL, else from the content; a missing language is
guessed. Laws: title and text stay as they were given, character for character, so offsets into them hold;
what cannot be used comes back as the value `Unusable` with file and line, and the next line is read.
`fetched_at` is `published_at`: read twice, the same articles, whatever the clock says.
"""

from __future__ import annotations

import gzip
import re
import sys
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import BinaryIO, TypeAlias

import msgspec
from selectolax.lexbor import LexborHTMLParser

from pipeline import model
from pipeline.errors import UsageError
from pipeline.kit import languages, urls

STDIN = "-"
_NAME_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}(?=\D|$)")
_SPACES = re.compile(r"\s+")
_BOM = b"\xef\xbb\xbf"
_HEADLINE_END = (".", "!", "?", "。", "…", ":", ";")


class Unusable(model.Value):
    """Something that is no article: where it stands ("file:line"), and why it cannot be used."""

    place: str
    reason: str


Read: TypeAlias = model.Article | Unusable


class _Row(msgspec.Struct):
    published: str
    title: str | None = None
    text: str | None = None
    id: str | int | None = None
    url: str | None = None
    source: str | None = None
    lang: str | None = None


_row: msgspec.json.Decoder[_Row] = msgspec.json.Decoder(_Row)
_whole: msgspec.json.Decoder[_Row | list[_Row]] = msgspec.json.Decoder(_Row | list[_Row])


def articles(paths: Iterable[str], stdin: BinaryIO | None = None) -> Iterator[Read]:
    """Every article of the files in their order; a file that cannot be opened is a `UsageError` at once."""
    for path in paths:
        if path == STDIN:
            yield from _lines(stdin or sys.stdin.buffer, "stdin")
        else:
            yield from _file(Path(path))


def article(raw: bytes, place: str) -> Read:
    """The article of one line of JSON."""
    try:
        return _article(_row.decode(raw))
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        return Unusable(place=place, reason=str(error))


def at(published: str) -> datetime:
    """An aware UTC time of an ISO date, an ISO time or an RFC 5322 date; `ValueError` when it is none."""
    said = published.strip()
    try:
        then = datetime.fromisoformat(said)
    except ValueError:
        try:
            then = parsedate_to_datetime(said)
        except (ValueError, TypeError, IndexError):
            raise ValueError(f"published is no date or time: {published!r}") from None
    try:
        return then.replace(tzinfo=UTC) if then.tzinfo is None else then.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"published is out of range: {published!r}") from None


def _file(path: Path) -> Iterator[Read]:
    packed = path.suffix == ".gz"
    form = (path.with_suffix("") if packed else path).suffix.lower()
    try:
        with gzip.open(path, "rb") if packed else path.open("rb") as stream:
            if form in {".txt", ".html", ".htm"}:
                yield _document(stream.read(), path, html=form != ".txt")
            elif form == ".json":
                yield from _json(stream.read(), str(path))
            else:
                yield from _lines(stream, str(path))
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield Unusable(place=str(path), reason=f"damaged gzip: {error}")
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror or error}", way_out="name a file that exists, or - for stdin"
        ) from error


def _lines(stream: Iterable[bytes], name: str) -> Iterator[Read]:
    for number, line in enumerate(stream, 1):
        raw = line.removeprefix(_BOM) if number == 1 else line
        if raw.strip():
            yield article(raw, f"{name}:{number}")


def _json(raw: bytes, name: str) -> Iterator[Read]:
    """One object, an array of them, or lines after all."""
    try:
        found = _whole.decode(raw.removeprefix(_BOM))
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        if len(raw.split()) == 0 or b"}\n{" not in raw.replace(b"\r", b""):
            yield Unusable(place=name, reason=str(error))
        else:
            yield from _lines(raw.splitlines(), name)
        return
    for number, row in enumerate(found if isinstance(found, list) else [found], 1):
        try:
            yield _article(row)
        except ValueError as error:
            yield Unusable(place=f"{name}:{number}", reason=str(error))


def _article(row: _Row) -> model.Article:
    title, text, url = row.title or "", row.text or "", row.url or ""
    if not (title or text):
        raise ValueError("neither title nor text")
    published_at = at(row.published)
    given = "" if row.id is None else str(row.id)
    return model.Article(
        id=given
        or (
            model.derive_id(urls.canonical(url) or url)
            if url
            else model.derive_id(title, text, published_at.isoformat())
        ),
        url=url,
        source=row.source or urls.host(url),
        title=title,
        text=text,
        lang=row.lang or languages.guess(f"{title}\n{text}"),
        published_at=published_at,
        fetched_at=published_at,
    )


def _document(raw: bytes, path: Path, *, html: bool) -> Read:
    """A page or a text of its own; dated by itself, else by the name's first ten characters, else by the file."""
    try:
        row = _page(raw) if html else _plain(raw.removeprefix(_BOM).decode("utf-8"))
        row.published = row.published or _date_of(path)
        return _article(row)
    except ValueError as error:
        return Unusable(place=str(path), reason=str(error))


def _plain(text: str) -> _Row:
    """A first line of its own that does not end as a sentence does is the title."""
    first, _, rest = text.partition("\n")
    if rest.strip() and first.strip() and not first.rstrip().endswith(_HEADLINE_END):
        return _Row(published="", title=first.strip(), text=rest.strip("\r\n"))
    return _Row(published="", text=text)


def _page(raw: bytes) -> _Row:
    tree = LexborHTMLParser(raw)

    def said(selector: str, attribute: str) -> str:
        node = tree.css_first(selector)
        return ((node.attributes.get(attribute) if node else None) or "").strip()

    heading = tree.css_first("title") or tree.css_first("h1")
    row = _Row(
        published=said('meta[property="article:published_time"]', "content") or said("time[datetime]", "datetime"),
        title=said('meta[property="og:title"]', "content") or (_spaced(heading.text()) if heading else ""),
        url=said('link[rel="canonical"]', "href"),
        lang=said("html[lang]", "lang")[:2].lower(),
    )
    tree.strip_tags(["script", "style", "noscript", "nav", "header", "footer", "aside", "form", "title"])
    body = tree.css_first("article") or tree.css_first("main") or tree.body
    blocks = body.css("p, li, blockquote, h2, h3, td") if body else []
    paragraphs = [_spaced(node.text()) for node in blocks] or ([_spaced(body.text(separator=" "))] if body else [])
    row.text = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
    return row


def _spaced(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def _date_of(path: Path) -> str:
    named = _NAME_DATE.match(path.name)
    if named:
        return date.fromisoformat(named[0]).isoformat()
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(microsecond=0).isoformat()

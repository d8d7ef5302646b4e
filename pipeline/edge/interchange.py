"""Articles as others hand them to us: JSON Lines, JSON, plain text, HTML; files (packed by gzip, too) or stdin.

What a file is, its content says: rows of JSON (`rows` tells their form), a page, or else a text; only a name that
ends in .txt, .html, .json or .jsonl is taken at its word. Laws: what cannot be used comes back as the value `Unusable`
with its place, and the next is read; what bears no date is dated by what was said, by its file's name, or by the file
itself, and then an `Assumed` comes before it.
"""

from __future__ import annotations

import gzip
import io
import re
import sys
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from typing import IO, TypeAlias, cast

import msgspec

from pipeline import model, wire
from pipeline.edge import documents, rows
from pipeline.errors import UsageError

STDIN = "-"
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_NAME_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}(?=\D|$)")
_PAGE = re.compile(rb"\s*<(!doctype|html|\?xml|head|body)\b", re.IGNORECASE)
_ROW = re.compile(rb"^[ \t]*\{", re.MULTILINE)
_BOM = b"\xef\xbb\xbf"
_GZIP = b"\x1f\x8b"
_DOCUMENTS = frozenset({".txt", ".html", ".htm"})
_ROWS = frozenset({".json", ".jsonl", ".ndjson"})
_BEAT = wire.prefix(model.Heartbeat)


class Unusable(model.Value):
    """Something that is no article: where it stands ("file:line"), and why it cannot be used."""

    place: str
    reason: str


class Assumed(model.Value):
    """That the article which comes next says nowhere when it was published, and what was taken instead."""

    place: str
    article: str
    published_at: model.Instant


Read: TypeAlias = model.Article | Unusable | Assumed


def articles(paths: Iterable[str], stdin: IO[bytes] | None = None, *, published: str = "") -> Iterator[Read]:
    """Every article of the files in their order; a file that cannot be opened is a `UsageError` at once.

    `published` is when those were published that do not say it themselves.
    """
    for path in paths:
        if path == STDIN:
            yield from _unpacked(stdin or sys.stdin.buffer, "stdin", published)
        elif _ADDRESS.match(path):
            raise UsageError(f"{path} is an address, and only files are read", way_out="save the page as .html first")
        else:
            yield from _file(path, published)


def article(raw: bytes, place: str, published: str = "") -> model.Article | Unusable:
    """The article of one line of JSON."""
    try:
        return rows.article(rows.row(raw), published)
    except ValueError as error:
        return Unusable(place=place, reason=str(error))


def _file(path: str, published: str) -> Iterator[Read]:
    try:
        with Path(path).open("rb") as stream:
            yield from _unpacked(stream, path, published)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror or error}", way_out="name a file that exists, or - for stdin"
        ) from error


def _unpacked(stream: IO[bytes], name: str, published: str) -> Iterator[Read]:
    peeking = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", stream))
    if not peeking.peek(len(_GZIP)).startswith(_GZIP):
        yield from _told(peeking, name, published)
        return
    try:
        with gzip.open(peeking) as unpacked:
            yield from _told(unpacked, name, published)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        yield Unusable(place=name, reason="the gzip file is damaged, or breaks off before its end")


def _told(stream: io.BufferedIOBase, name: str, published: str) -> Iterator[Read]:
    """What a file holds, by its name or else its content: rows line by line, so that a pipe is heard at once."""
    form = Path(name.removesuffix(".gz")).suffix.lower()
    if form in _DOCUMENTS:
        yield from _document(stream.read(), name, published, page=form != ".txt")
        return
    lines = enumerate(stream, 1)
    number, first = next(((number, line) for number, line in lines if line.removeprefix(_BOM).strip()), (1, b""))
    first = first.removeprefix(_BOM)
    if first.lstrip().startswith(b"{") and first.rstrip().endswith(b"}"):
        yield from _lines(chain([(number, first)], lines), name, published)
        return
    raw = b"\n" * (number - 1) + first + stream.read()
    if raw.lstrip().startswith((b"{", b"[")):
        yield from _json(raw, name, published)
    elif _ROW.search(raw):
        yield from _lines(enumerate(raw.splitlines(), 1), name, published)
    elif form in _ROWS and raw.strip() and b"\0" not in raw:
        yield Unusable(place=f"{name}:{number}", reason="it is no JSON; if it is text, name it .txt")
    else:
        yield from _document(raw, name, published, page=bool(_PAGE.match(raw)))


def _lines(lines: Iterable[tuple[int, bytes]], name: str, published: str) -> Iterator[Read]:
    for number, line in lines:
        if line.strip() and not line.startswith(_BEAT):
            yield article(line, f"{name}:{number}", published)


def _json(raw: bytes, name: str, published: str) -> Iterator[Read]:
    """One object, an array of them, or lines after all."""
    try:
        found = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        if raw.partition(b"\n")[0].strip() == b"{" and len(_ROW.findall(raw)) > 1:
            yield Unusable(
                place=name, reason="an object of it stands on several lines: write one a line, as `jq -c` does"
            )
        elif len(_ROW.findall(raw)) > 1 and not raw.startswith(b"["):
            yield from _lines(enumerate(raw.splitlines(), 1), name, published)
        else:
            yield Unusable(place=name, reason=rows.reason(error, raw))
        return
    for number, item in enumerate(found if isinstance(found, list) else [found], 1):
        try:
            yield rows.article(rows.converted(item), published)
        except ValueError as error:
            yield Unusable(place=f"{name}:{number}" if isinstance(found, list) else name, reason=str(error))


def _document(raw: bytes, name: str, published: str, *, page: bool) -> Iterator[Read]:
    """A page or a text of its own; dated by itself, by what was said, by its file's name, else by the file."""
    if not raw.removeprefix(_BOM).strip():
        yield Unusable(place=name, reason="it is empty")
        return
    try:
        row = documents.page(raw) if page else documents.text(raw)
        row.published = row.published or published or _named(Path(name).name)
        assumed = "" if row.published else _written(name)
        found = rows.article(row, assumed)
    except ValueError as error:
        yield Unusable(place=name, reason=str(error))
        return
    if assumed:
        yield Assumed(place=name, article=found.id, published_at=found.published_at)
    yield found


def _named(name: str) -> str:
    said = _NAME_DATE.match(name)
    try:
        return date.fromisoformat(said[0]).isoformat() if said else ""
    except ValueError:
        raise ValueError(f"its name bears no date ({name}): say when it was published, or rename it") from None


def _written(name: str) -> str:
    """When the file was written last; what comes by a pipe is of now."""
    path = Path(name)
    at = datetime.fromtimestamp(path.stat().st_mtime, UTC) if path.is_file() else datetime.now(UTC)
    return at.replace(microsecond=0).isoformat()

"""Labelled articles, one JSON object a line, and what their labels say.

Form: `{"id", "lang", "published", "title", "text", "mentions": [{"type", "actors", "modality", "date",
"evidence": {"field", "start", "end"}, "development"?, "optional"?, "gloss"?}], "sure"?, "watch"?}`. What is optional,
and all of a row that is not sure, may be found or missed and counts neither way. A row that names no watch is about
the one that was asked for; the developments of one that does bear its watch's id before them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import msgspec

from pipeline.edge import interchange
from pipeline.errors import UsageError
from pipeline.model import Article, Evidence, Field, Mention, Modality, Type

Day = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}(-\d{2})?$")]
"""A day or a month; what is vaguer is not known."""


_ANY = "2020-09-14"


class Span(msgspec.Struct, frozen=True):
    """Where a label's words stand, in code points."""

    field: Field
    start: int
    end: int


class Label(msgspec.Struct, frozen=True):
    """One thing that the article says happened, as a person holds it."""

    type: Type
    actors: tuple[str, ...]
    modality: Modality
    evidence: Span
    date: Day | None = None
    development: str | None = None
    optional: bool = False
    gloss: str = ""

    @property
    def first(self) -> str:
        """Who acts."""
        return self.actors[0] if self.actors else ""


class Row(msgspec.Struct, frozen=True):
    """One labelled article, and the id of the watch that it is labelled for."""

    article: Article
    labels: tuple[Label, ...]
    sure: bool
    watch: str

    @property
    def required(self) -> tuple[Label, ...]:
        """The labels that must be found."""
        return tuple(label for label in self.labels if not label.optional)

    def quote(self, label: Label) -> str:
        """The words of a label."""
        text = self.article.title if label.evidence.field == "title" else self.article.text
        return text[label.evidence.start : label.evidence.end]


class _Labels(msgspec.Struct):
    mentions: tuple[Label, ...]
    sure: bool = True
    watch: str = ""


_labels = msgspec.json.Decoder(_Labels)


def rows(paths: Iterable[str], watch: str) -> Iterator[Row]:
    """The rows of the files; one that cannot be read is a `UsageError` that names file and line."""
    for path in paths:
        try:
            lines = Path(path).read_bytes().splitlines()
        except OSError as error:
            raise UsageError(
                f"{path} cannot be read: {error.strerror}", way_out="name a file of labelled articles"
            ) from error
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield _row(line, f"{path}:{number}", watch)


def _row(line: bytes, place: str, watch: str) -> Row:
    article = interchange.article(line, place)
    if isinstance(article, interchange.Unusable):
        raise UsageError(f"{place}: {article.reason}", way_out="mend the row")
    try:
        said = _labels.decode(line)
        for label in said.mentions:
            date.fromisoformat(f"{label.date or _ANY}-01"[: len(_ANY)])
    except (msgspec.MsgspecError, ValueError) as error:
        raise UsageError(f"{place}: {error}", way_out="mend its labels; a date is 2020-09-14 or 2020-09") from error
    labels = tuple(_of(label, said.watch) for label in said.mentions)
    return Row(article=article, labels=labels, sure=said.sure, watch=said.watch or watch)


def _of(label: Label, watch: str) -> Label:
    if not (watch and label.development):
        return label
    return msgspec.structs.replace(label, development=f"{watch}/{label.development}")


def key(row: Row, number: int) -> str:
    """The id of a label; an article may be labelled for several watches."""
    return f"{row.watch}/{row.article.id}/{number}"


def mention(row: Row, number: int) -> Mention:
    """A label as if it had been detected: what consolidation alone is measured on."""
    label = row.labels[number]
    span = label.evidence
    return made(
        row.article,
        id=key(row, number),
        watch=row.watch,
        type=label.type,
        actors=label.actors,
        modality=label.modality,
        date=label.date,
        evidence=Evidence(field=span.field, start=span.start, end=span.end, quote=row.quote(label)),
        rule="label",
        confidence=1.0,
    )


def made(article: Article, **said: Any) -> Mention:  # noqa: ANN401 - a mention's own fields
    """A mention that no detector found: `said` is what it holds besides what the article says of itself."""
    return Mention(
        article=article.id,
        lang=article.lang,
        source=article.source or article.id,
        url=article.url,
        title=article.title,
        published_at=article.published_at,
        fetched_at=article.fetched_at,
        **said,
    )

"""Articles that a person hands over, on their way into a command: what is wrong with them, and how far it is.

Shared by `detect`, `explain`, `replay` and `watches`. The count stands on stderr, only at a terminal, and goes away.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, TypeVar

import typer

from pipeline.cli import frame
from pipeline.edge import interchange, rows
from pipeline.errors import InputError, UsageError
from pipeline.model import Article

T = TypeVar("T")
Files = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="FILE", help="Rows of JSON, text or HTML, .gz too; - is stdin. Form: docs/guide.md.",
        show_default=False,
    ),
]  # fmt: skip
Published = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="When those were published that do not say so, as 2026-01-31."),
]
_EVERY = 0.2
"""Seconds between two counts."""


def reading(files: list[str] | None, published: str | None = None) -> Reading:
    """The articles of the files that were named, else of a pipe; a terminal's keyboard only if it was asked for."""
    if not files and sys.stdin.isatty():
        raise UsageError("no file is named, and nothing comes by a pipe", way_out="name a file, or - to type it here")
    if interchange.STDIN in (files or ()) and sys.stdin.isatty():
        frame.warn("reading what is typed here, until Ctrl-D")
    try:
        rows.at(published) if published else None
    except ValueError as error:
        raise UsageError(str(error), way_out="--published 2026-01-31") from error
    return Reading(interchange.articles(files or [interchange.STDIN], published=published or ""))


class Reading:
    """The usable articles; what is none is named on stderr at once."""

    def __init__(self, read: Iterable[interchange.Read]) -> None:
        self._read = read
        self._count = Count("articles read")
        self._unusable = 0
        self.usable = 0
        """How many came by so far."""
        self.assumed: set[str] = set()
        """Ids of the articles that do not say when they were published."""

    def __iter__(self) -> Iterator[Article]:
        self._count.show()
        for one in self._read:
            match one:
                case interchange.Unusable():
                    self._unusable += 1
                    self.clear()
                    frame.warn(f"{one.place}: {one.reason}")
                case interchange.Assumed():
                    self.assumed.add(one.article)
                    self.clear()
                    frame.warn(
                        f"{one.place}: says nowhere when it was published; {one.published_at.date()} is assumed"
                        " (--published says it)"
                    )
                case _:
                    self.usable += 1
                    yield one
                    self._count.one()
        self.clear()

    def clear(self) -> None:
        """Take the count away, before something is written."""
        self._count.clear()

    def end(self) -> None:
        """Raise `InputError` if something could not be used: the exit code says so, the rest is done."""
        if not self._unusable:
            return
        of = self._unusable + self.usable
        if self.usable:
            said = f"{self._unusable} of {of} articles could not be used; the others are done"
        else:
            said = "the article could not be used" if of == 1 else f"none of {of} articles could be used"
        raise InputError(said, reason="unusable", way_out="mend what is named above")


class Count:
    """How many are done, on stderr at a terminal."""

    def __init__(self, what: str, of: int | None = None) -> None:
        self._what = what
        self._of = "" if of is None else f" of {of:,}"
        self._done = 0
        self._shown_at: float | None = None
        self._watched = sys.stderr.isatty()

    def one(self) -> None:
        """One more is done."""
        self._done += 1
        if self._watched and (self._shown_at is None or time.monotonic() - self._shown_at > _EVERY):
            self.show()

    def show(self) -> None:
        """Write the count over the one before."""
        if self._watched:
            sys.stderr.write(f"\r{self._done:,}{self._of} {self._what}\x1b[K")
            sys.stderr.flush()
            self._shown_at = time.monotonic()

    def clear(self) -> None:
        """Take it away."""
        if self._shown_at is not None:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._shown_at = None


def counted(items: Sequence[T], what: str = "articles on the watched deals understood") -> Iterator[T]:
    """The items, which take their time, and how many of them are done."""
    count = Count(what, len(items))
    count.show()
    for item in items:
        yield item
        count.one()
    count.clear()

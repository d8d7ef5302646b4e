"""`dealwire replay`: the whole corridor in memory, for files of articles."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Annotated

import typer

from pipeline.cli import frame
from pipeline.cli.detect import Files, OnlyWatch, chosen
from pipeline.edge import interchange
from pipeline.errors import InputError
from pipeline.model import Article, Subscription

EPILOG = frame.example(
    "dealwire replay articles.jsonl",
    "dealwire replay --alerts --board --watch tiktok archive.jsonl.gz",
    "cat monday.jsonl tuesday.jsonl | dealwire replay -",
)
_EVERY = 2_000
"""Articles between two signs of progress."""


def replay(
    files: Files = None,
    watch: OnlyWatch = None,
    alerts: Annotated[bool, typer.Option("--alerts", help="After the developments, a line for each alert.")] = False,
    board: Annotated[bool, typer.Option("--board", help="At the end, a line for each deal: where it stands.")] = False,
) -> None:
    """Articles in, developments out: when the input ends, one JSON line each, sorted by id."""
    from pipeline import replay as corridor
    from pipeline.edge import detection

    settings = frame.settings()
    watches, detector = chosen(settings, watch), detection.detector(settings)
    reading = Reading(interchange.articles(files or [interchange.STDIN]))
    everything = Subscription(id="replay", channel="console", created_at=datetime.fromtimestamp(0, UTC), since="all")
    outcome = corridor.replay(reading, watches, detector, (everything,))
    out = sys.stdout.buffer
    out.writelines(corridor.line(development) + b"\n" for development in outcome.developments)
    if alerts:
        out.writelines(corridor.alert_line(alert) + b"\n" for alert in outcome.alerts)
    if board:
        out.writelines(corridor.board_line(one, outcome.developments) + b"\n" for one in watches)
    out.flush()
    reading.end()


class Reading:
    """The usable articles; what is none is named on stderr at once, and progress where somebody watches."""

    def __init__(self, read: Iterable[interchange.Read]) -> None:
        self._read = read
        self._seen = self._unusable = 0

    def __iter__(self) -> Iterator[Article]:
        watched = sys.stderr.isatty()
        for one in self._read:
            self._seen += 1
            if isinstance(one, Article):
                yield one
            else:
                self._unusable += 1
                frame.warn(f"{one.place}: {one.reason}")
            if watched and self._seen % _EVERY == 0:
                sys.stderr.write(f"\r{self._seen:,} articles read")
                sys.stderr.flush()
        if watched and self._seen >= _EVERY:
            sys.stderr.write(f"\r{self._seen:,} articles read\n")

    def end(self) -> None:
        """Raise `InputError` if something could not be used: the exit code says so, the rest is done."""
        if self._unusable:
            raise InputError(
                f"{self._unusable} of {self._seen} articles could not be used; the others are done",
                reason="unusable",
                way_out="mend the lines named above",
            )

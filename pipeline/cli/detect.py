"""`dealwire detect`: articles in, mentions out, in input order."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from pipeline.cli import frame
from pipeline.edge import interchange, seeds
from pipeline.errors import InputError, NotFound
from pipeline.model import Article, Mention, Watch
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.stages.detect import Detector
    from pipeline.stages.gate import Gate

EPILOG = frame.example("dealwire detect articles.jsonl", "cat article.txt | dealwire detect - --watch tiktok")

Files = Annotated[
    list[str] | None,
    typer.Argument(metavar="FILE...", help="JSON Lines, JSON, .txt or .html; - is stdin.", show_default=False),
]
OnlyWatch = Annotated[
    str | None,
    typer.Option(
        "--watch", metavar="ID_OR_FILE", help="One watch instead of all: its id, or a file that describes it."
    ),
]


def detect(files: Files = None, watch: OnlyWatch = None) -> None:
    """What each article says happened in a watched deal, one JSON line an article."""
    from pipeline.edge import detection
    from pipeline.stages.gate import Gate

    settings = frame.settings()
    watches = chosen(settings, watch)
    gate, detector = Gate(watches), detection.detector(settings)
    unusable = 0
    for read in interchange.articles(files or [interchange.STDIN]):
        if isinstance(read, interchange.Unusable):
            unusable += 1
            sys.stderr.write(f"{read.place}: {read.reason}\n")
            continue
        for watched, mentions in found(read, gate, detector, watches):
            sys.stdout.write(msgspec.json.encode(line(read, watched, mentions)).decode() + "\n")
    sys.stdout.flush()
    if unusable:
        raise InputError(
            f"{unusable} of the articles could not be used; the others are done",
            reason="unusable",
            way_out="mend the lines named above",
        )


def chosen(settings: Settings, only: str | None) -> tuple[Watch, ...]:
    """All watches, or the one that was asked for by id or by file."""
    if only and (only.endswith(".toml") or "/" in only):
        return (seeds.watch_file(Path(only)),)
    watches = seeds.watches(settings)
    if only is None:
        return watches
    named = tuple(watch for watch in watches if watch.id == only)
    if not named:
        raise NotFound(
            f"no watch {only!r}",
            way_out=f"known watches: {', '.join(watch.id for watch in watches) or 'none'}; or name a file",
        )
    return named


def found(
    article: Article, gate: Gate, detector: Detector, watches: tuple[Watch, ...]
) -> list[tuple[Watch, tuple[Mention, ...]]]:
    """The watches to report, each with its mentions: the first that the article concerns, then those with mentions."""
    concerned = gate.concerned(article)
    answers = [(watch, detector.mentions(article, watch)) for watch in concerned]
    telling = [answer for answer in answers if answer[1]]
    return telling or answers[:1] or [(watch, ()) for watch in watches[:1]]


def line(article: Article, watch: Watch, mentions: tuple[Mention, ...]) -> dict[str, Any]:
    """The interchange form of one article's mentions."""
    return {
        "id": article.id,
        "watch": watch.id,
        "mentions": [entry(mention) for mention in mentions],
    }


def entry(mention: Mention) -> dict[str, Any]:
    """The interchange form of one mention."""
    return {
        "type": mention.type,
        **({"own": mention.own} if mention.own else {}),
        "actors": mention.actors,
        "modality": mention.modality,
        "date": mention.date,
        "evidence": {
            "field": mention.evidence.field,
            "start": mention.evidence.start,
            "end": mention.evidence.end,
            "quote": mention.evidence.quote,
        },
        "rule": mention.rule,
        "confidence": mention.confidence,
    }

"""`dealwire detect`: articles in, mentions out, in input order."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from pipeline.cli import frame
from pipeline.cli.reading import Files, Published, reading
from pipeline.edge import seeds
from pipeline.errors import NotFound
from pipeline.model import Article, Mention, Watch
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.stages.detect import Detector
    from pipeline.stages.gate import Gate

EPILOG = frame.example("dealwire detect articles.jsonl", "cat article.txt | dealwire detect - --watch tiktok")

OnlyWatch = Annotated[
    str | None,
    typer.Option("--watch", metavar="ID_OR_FILE", help="One watch instead of all: its id, or its file (.toml)."),
]


def detect(files: Files = None, watch: OnlyWatch = None, published: Published = None) -> None:
    """What each article says happened in a watched deal, one JSON line an article.

    Nothing is read of an article that is older than the watch's `starts_on`: `older_than` is that day.
    """
    from pipeline.edge import detection
    from pipeline.stages.gate import Gate

    settings = frame.settings()
    watches, given = chosen(settings, watch), reading(files, published)
    gate, detector = Gate(watches), detection.detector(settings)
    for article in given:
        answers = found(article, gate, detector, watches)
        given.clear()
        for watched, mentions in answers:
            early = older_than(article, watched)
            row = {
                **line(article, watched, mentions),
                **({"older_than": early} if early and watched in gate.concerned(article) else {}),
            }
            frame.say(msgspec.json.encode(row).decode())
    given.end()


def chosen(settings: Settings, only: str | None) -> tuple[Watch, ...]:
    """All watches, or the one that was asked for by id or by file."""
    if only and (only.endswith(".toml") or "/" in only):
        return (seeds.watch_file(Path(only), seeds.spellings(settings)),)
    watches = seeds.watches(settings)
    if only is None:
        return watches
    named = tuple(watch for watch in watches if watch.id == only)
    if not named:
        known = ", ".join(watch.id for watch in watches) or "none"
        raise NotFound(f"no watch {only!r}", way_out=f"name a watch's file, a .toml, or one that ships: {known}")
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


def older_than(article: Article, watch: Watch) -> str | None:
    """The day from which on the watch is read, if the article is older."""
    from pipeline.stages.detect.detector import older

    return str(watch.starts_on) if older(article, watch) else None


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

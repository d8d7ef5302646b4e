"""`dealwire explain`: why an article says what we believe it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import frame
from pipeline.cli.detect import OnlyWatch, chosen, entry
from pipeline.edge import interchange, seeds
from pipeline.errors import InputError

if TYPE_CHECKING:
    from pipeline.model import Article, Watch
    from pipeline.stages.detect.detector import Reason

EPILOG = frame.example("dealwire explain article.txt", "dealwire explain articles.jsonl --watch tiktok --json")

Articles = Annotated[
    list[str],
    typer.Argument(metavar="ARTICLE...", help="JSON Lines, JSON, .txt or .html; - is stdin.", show_default=False),
]


def explain(articles: Articles, watch: OnlyWatch = None, as_json: frame.AsJson = False) -> None:
    """For every mention the rule, who fills which role, the words that set modality and date."""
    from pipeline.stages.detect import Detector
    from pipeline.stages.gate import Gate

    settings = frame.settings()
    watches = chosen(settings, watch)
    gate, detector = Gate(watches), Detector(seeds.lexicons(settings))
    unusable = 0
    for read in interchange.articles(articles):
        if isinstance(read, interchange.Unusable):
            unusable += 1
            frame.warn(f"{read.place}: {read.reason}")
            continue
        concerned = gate.concerned(read)
        for watched in concerned:
            reasons = detector.reasons(read, watched)
            if as_json:
                frame.line({"id": read.id, "watch": watched.id, "mentions": [_told(reason) for reason in reasons]})
            else:
                frame.say(_page(read, watched, reasons, known=_known(read, detector.languages)))
        if not concerned and not as_json:
            frame.say(f"{read.title or read.id}\n  names no watch: {', '.join(one.id for one in watches)}\n")
    if unusable:
        raise InputError(
            f"{unusable} of the articles could not be used; the others are done",
            reason="unusable",
            way_out="mend what is named above",
        )


def _known(article: Article, languages: tuple[str, ...]) -> bool:
    return article.lang[:2].lower() in languages


def _told(reason: Reason) -> dict[str, Any]:
    """The interchange form of a mention, with why."""
    return {
        **entry(reason.mention),
        "why": {
            "pattern": reason.pattern,
            "words": reason.words,
            "roles": [list(pair) for pair in reason.roles],
            "cue": reason.cue,
            "dated": reason.dated,
        },
    }


def _page(article: Article, watch: Watch, reasons: tuple[Reason, ...], *, known: bool) -> str:
    lines = [article.title or article.id, f"  {watch.id}, {article.lang}, published {article.published_at:%A %Y-%m-%d}"]
    if not known:
        lines.append(f"  no lexicon for {article.lang}: it cannot be read")
    elif not reasons:
        lines.append("  says nothing that happened in the deal")
    for reason in reasons:
        lines += ["", *_paragraph(reason)]
    return "\n".join([*lines, ""])


def _paragraph(reason: Reason) -> list[str]:
    mention = reason.mention
    date = mention.date or "no date"
    rows = (
        ("says", f"“{mention.evidence.quote}”"),
        ("rule", f"{mention.rule} ({mention.confidence:.2f})"),
        ("pattern", reason.pattern),
        ("matches", reason.words),
        ("roles", ", ".join(f"{party} as {role}" for role, party in reason.roles) or "nobody named in these words"),
        (
            "held as",
            f"{mention.modality}, by “{reason.cue}”" if reason.cue else f"{mention.modality}: as the rule holds it",
        ),
        ("dated", f"{date}, by “{reason.dated}”" if reason.dated else _undated(reason)),
    )
    head = f"  {mention.type}: {', '.join(mention.actors)}, {mention.modality}, {date}"
    return [head, *(f"    {name:8} {value}" for name, value in rows)]


def _undated(reason: Reason) -> str:
    return "of the day: it is news without a date" if reason.mention.date else "no date: the text gives none"

"""What `watches dry-run` shows: the alerts that an archive would have made, as they are told; or why there are none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.cli import frame
from pipeline.kit import days
from pipeline.model import Alert, Article, Watch
from pipeline.stages import render


def show(alerts: Sequence[Alert], *, as_json: bool) -> None:
    """Each alert as the console tells it: a quote needs a line, not a column."""
    from rich.console import Console

    if as_json:
        frame.table(map(_row, alerts), as_json=True)
        return
    console = Console()
    for one in alerts:
        if console.is_terminal:
            console.print(render.pretty(one))
        else:
            frame.say(f"{render.plain(one)}\n")


def nothing(watch: Watch, read: int, named: Sequence[Article]) -> str:
    """That there is no alert, and what became of the articles."""
    counts = [f"articles read: {read}", f"that name it: {len(named)}"]
    if watch.starts_on:
        early = sum(article.published_at.date() < watch.starts_on for article in named)
        counts.append(f"of these older than starts_on ({watch.starts_on}): {early}")
    return f"{watch.id} would have said nothing; {', '.join(counts)}"


def _row(alert: Alert) -> dict[str, Any]:
    one, proof = alert.development, render.evidence(alert.development)
    return {
        "id": one.id,
        "kind": alert.kind,
        "line": alert.line,
        "date": one.date and days.said(one.date, one.until),
        "reported": one.first_reported_at.date(),
        "modality": one.modality,
        "type": one.own or one.type,
        "actors": one.actors,
        "title": one.title,
        "sources": sum(report.independent for report in one.reports),
        "source": proof.source,
        "lang": proof.lang,
        "url": proof.url,
        "quote": proof.evidence.quote,
    }

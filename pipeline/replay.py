"""The whole corridor in memory: articles in, developments and alerts out, by the same stages as over Kafka.

Laws. The same articles give the same answer, in whatever order they come: they walk in the order of their
publication, then of their ids. No clock, no network; what the gate turns away is never kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

import msgspec

from pipeline import model
from pipeline.model import Alert, Article, Development, Mention, Subscription, Verdict, Watch
from pipeline.stages import alert, board, develop, sift
from pipeline.stages.detect import Detector
from pipeline.stages.gate import Gate

Concerned: TypeAlias = tuple[Article, tuple[Watch, ...]]
"""An article and the watches that it concerns."""
Counted: TypeAlias = Callable[[Sequence[Concerned]], Iterable[Concerned]]
"""Hands on what is still to be understood, which takes its time, and may say how far it is."""


EVERYTHING = Subscription(id="replay", channel="console", created_at=datetime.fromtimestamp(0, UTC), since=alert.ALL)
"""The subscription of who would have heard all alerts."""


class Outcome(model.Value):
    """What came out at the end: developments by id, alerts in the order in which they were made."""

    developments: tuple[Development, ...]
    alerts: tuple[Alert, ...]


def replay(
    articles: Iterable[Article],
    watches: Sequence[Watch],
    detector: Detector,
    subscriptions: Sequence[Subscription] = (),
    counted: Counted = iter,
) -> Outcome:
    """Walk the articles through the corridor; what is only suggested is left out at the end."""
    outcome = consolidated(mentions(articles, watches, detector, counted), watches, subscriptions)
    return msgspec.structs.replace(
        outcome, developments=tuple(one for one in outcome.developments if not one.suggested)
    )


def mentions(
    articles: Iterable[Article], watches: Sequence[Watch], detector: Detector, counted: Counted = iter
) -> Iterator[Mention]:
    """What the articles say happened, in the order of their publication, each article once."""
    gate = Gate(watches)
    concerned = [(article, found) for article in articles if (found := gate.concerned(article))]
    concerned.sort(key=lambda one: _order(one[0]))
    seen: dict[str, bytes] = {}
    for article, found in counted(concerned):
        step = sift.step(seen.get(article.id), article)
        seen[article.id] = step.state
        for passed in step.out:
            for watch in found:
                yield from detector.mentions(passed, watch)


def consolidated(
    said: Iterable[Mention | Verdict], watches: Sequence[Watch], subscriptions: Sequence[Subscription] = ()
) -> Outcome:
    """What mentions and verdicts come to, as they come; what turned out to be older or none of the deal's is left out.

    Where a verdict stands among the mentions makes no difference at the end, as long as what it judges was known.
    """
    known = {watch.id: watch for watch in watches}
    shelf: dict[str, bytes] = {}
    told: dict[str, bytes] = {}
    latest: dict[str, Development] = {}
    alerts: list[Alert] = []
    for one in said:
        watch = known.get(one.watch)
        developed = develop.judge(shelf, one, watch) if isinstance(one, Verdict) else develop.step(shelf, one, watch)
        shelf.update(developed.state)
        for development in developed.out:
            latest[development.id] = development
            step = alert.step(told.get(development.id), development, subscriptions)
            told[development.id] = step.state
            alerts.extend(step.out)
    return Outcome(
        developments=tuple(
            latest[id_] for id_ in sorted(latest) if not (latest[id_].merged_into or latest[id_].retracted)
        ),
        alerts=tuple(alerts),
    )


def line(development: Development) -> bytes:
    """A development as one line of JSON, in the form that others read (the README's table)."""
    return msgspec.json.encode(
        {
            "id": development.id,
            "watch": development.watch,
            "type": development.type,
            **({"own": development.own} if development.own else {}),
            "actors": development.actors,
            "modality": development.modality,
            "date": development.date,
            **({"until": development.until} if development.until else {}),
            "title": development.title,
            "first_reported_at": development.first_reported_at,
            "reports": [
                {
                    "article": report.article,
                    "source": report.source,
                    "lang": report.lang,
                    "independent": report.independent,
                    "modality": report.modality,
                    "evidence": report.evidence,
                }
                for report in development.reports
            ],
            "history": development.history,
        }
    )


def alert_line(one: Alert) -> bytes:
    """An alert as one line of JSON; that it has the field `alert` tells it from a development."""
    return msgspec.json.encode(
        {
            "alert": one.id,
            "kind": one.kind,
            "watch": one.development.watch,
            "development": one.development.id,
            "modality": one.development.modality,
            "line": one.line,
            "at": one.development.changed_at,
        }
    )


def board_line(watch: Watch, developments: Iterable[Development]) -> bytes:
    """A deal's board as one line of JSON, as the desk has it; its field `status` tells it from the others."""
    return msgspec.json.encode(board.board(watch, developments))


def _order(article: Article) -> tuple[object, ...]:
    """By time and id; what has both alike (it is sent twice) by all that it says."""
    return article.published_at, article.id, article.url, article.source, article.lang, article.title, article.text

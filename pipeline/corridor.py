"""The topology as data: one table of topics, and nowhere else partitions, cleanup or retention.

A topic's `noun` is what travels on it; a `Heartbeat` may travel on every topic that has `walked`. Topics
with one partition are configuration: each worker reads them whole. All others have the same number, so
that a heartbeat sent to partition p stays on p from the first door to the last.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from pipeline import model

PARTITIONS = 8
"""Partitions of every topic that carries work; the most workers that can share it."""


class Topic(model.Value):
    """A row of the table; `key` says in words what the message key is."""

    name: str
    noun: type[model.Noun]
    key: str
    cleanup: Literal["compact", "delete"]
    partitions: int = PARTITIONS
    retained_for: timedelta | None = None
    walked: bool = False
    also: tuple[type[model.Noun], ...] = ()
    """Nouns that may come among them, as the reader's orders."""


_month, _week = timedelta(days=30), timedelta(days=7)

FEEDS = Topic(name="dealwire.feeds.v1", noun=model.Feed, key="feed id", cleanup="compact")
FEED_STATE = Topic(name="dealwire.feed-state.v1", noun=model.FeedState, key="feed id", cleanup="compact")
WATCHES = Topic(name="dealwire.watches.v1", noun=model.Watch, key="watch id", cleanup="compact", partitions=1)
ARTICLES = Topic(
    name="dealwire.articles.v1",
    noun=model.Article,
    key="article id",
    cleanup="delete",
    retained_for=_month,
    walked=True,
)
FRESH = Topic(
    name="dealwire.fresh.v1", noun=model.Article, key="article id", cleanup="delete", retained_for=_week, walked=True
)
MENTIONS = Topic(
    name="dealwire.mentions.v1",
    noun=model.Mention,
    key="watch id",
    cleanup="delete",
    retained_for=_month,
    walked=True,
    also=(model.Verdict,),
)
VERDICTS = Topic(name="dealwire.verdicts.v1", noun=model.Verdict, key="verdict id", cleanup="compact")
DEVELOPMENTS = Topic(
    name="dealwire.developments.v1", noun=model.Development, key="development id", cleanup="compact", walked=True
)
SUBSCRIPTIONS = Topic(
    name="dealwire.subscriptions.v1", noun=model.Subscription, key="subscription id", cleanup="compact", partitions=1
)
ALERTS = Topic(
    name="dealwire.alerts.v1",
    noun=model.Alert,
    key="subscription id",
    cleanup="delete",
    retained_for=_month,
    walked=True,
)
DELIVERIES = Topic(name="dealwire.deliveries.v1", noun=model.Delivery, key="alert id", cleanup="compact", walked=True)
QUARANTINE = Topic(
    name="dealwire.quarantine.v1",
    noun=model.Quarantined,
    key="source topic",
    cleanup="delete",
    partitions=1,
    retained_for=_month,
)

TOPICS: tuple[Topic, ...] = (
    FEEDS, FEED_STATE, WATCHES, ARTICLES, FRESH, MENTIONS, VERDICTS, DEVELOPMENTS, SUBSCRIPTIONS, ALERTS, DELIVERIES,
    QUARANTINE,
)  # fmt: skip


WORKERS = "dealwire-worker"
"""Consumer group of all workers: Faust's app id, and the beginning of the names of its changelogs."""
INGEST = "dealwire-ingest"
"""Consumer group in which ingests share the feeds."""
SHELVES = ("seen", "developments", "told", "swept", "queues", "waiting", "delivered")
"""The workers' tables; each has a changelog of its own, declared like every topic."""
CHANGELOGS: tuple[Topic, ...] = tuple(
    Topic(name=f"{WORKERS}-{shelf}-changelog", noun=model.Noun, key="partition/key", cleanup="compact")
    for shelf in SHELVES
)


def named(name: str) -> Topic | None:
    """The row for a topic's full name, or for its short one ("alerts")."""
    return next((topic for topic in TOPICS if name in (topic.name, topic.name.split(".")[1])), None)

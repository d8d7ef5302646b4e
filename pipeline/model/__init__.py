"""The nouns: frozen values, in the order in which the corridor meets them.

noun     what all are made of: ids, closed lists of words, values that travel and values that do not
wishes   what people configure: feeds, watches, subscriptions
news     from a document to a development, and a user's verdict on it
told     alerts and what became of them; heartbeats, quarantine, what a stage answers

`id` is derived from content, `_at` is an aware UTC datetime, `_for` a timedelta. A noun that
travels on a topic carries its name and version as the first field on the wire (`wire.py`).
"""

from __future__ import annotations

from pipeline.model.news import (
    Article,
    Development,
    Document,
    Entry,
    Evidence,
    FeedState,
    Mention,
    Report,
    Revision,
    Verdict,
)
from pipeline.model.noun import CERTAINTY, Count, Field, Instant, Judged, Modality, Noun, Type, Value, derive_id
from pipeline.model.told import Alert, Delivery, Dropped, Heartbeat, Quarantined, Step
from pipeline.model.wishes import Feed, OwnType, Party, Subscription, Watch

__all__ = [
    "CERTAINTY",
    "Alert",
    "Article",
    "Count",
    "Delivery",
    "Development",
    "Document",
    "Dropped",
    "Entry",
    "Evidence",
    "Feed",
    "FeedState",
    "Field",
    "Heartbeat",
    "Instant",
    "Judged",
    "Mention",
    "Modality",
    "Noun",
    "OwnType",
    "Party",
    "Quarantined",
    "Report",
    "Revision",
    "Step",
    "Subscription",
    "Type",
    "Value",
    "Verdict",
    "Watch",
    "derive_id",
]

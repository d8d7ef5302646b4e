"""What ingest counts, for `/metrics`; reasons are those of `web`, `parse` and `normalise`."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

FEEDS = Gauge("dealwire_feeds", "Feeds that this ingest asks, by how they fared last.", ["state"])
"""`state`: ok, failing, new."""
POLLS = Counter("dealwire_polls", "Feeds asked.", ["outcome"])
"""`outcome`: read, unchanged, or the reason of the failure."""
PUBLISHED = Counter("dealwire_articles_published", "Articles published for the first time.")
SEEN = Counter("dealwire_articles_seen", "Articles in documents that were published at an earlier poll.")
DROPPED = Counter("dealwire_entries_dropped", "Entries that became no article.", ["reason"])
BEATS = Counter("dealwire_heartbeats_sent", "Heartbeats sent, all partitions together.")
LEFT_OUT = Counter(
    "dealwire_left_out", "Messages in quarantine instead, for they were too large to be sent.", ["topic"]
)

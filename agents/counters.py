"""What a worker counts, for `/metrics`: every item leaves exactly one mark at each stage it reaches."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

_articles = Counter("dealwire_turnstile_articles", "Articles that met the gate over bytes.", ["outcome"])
TURNED_AWAY = _articles.labels("turned_away")
LET_THROUGH = _articles.labels("let_through")

ITEMS = Counter("dealwire_items", "Items that left a stage.", ["stage", "outcome"])
"""`outcome`: passed, dropped-<reason>, quarantined, beat."""

RETRIES = Counter("dealwire_retries", "Times that a stage tried an item again.", ["stage"])
BEAT_AGE = Gauge("dealwire_heartbeat_seconds", "Age of the last heartbeat when it reached the end.", ["partition"])

"""Let an article through once, by id; the same text under another URL is another article.

The state of an id is the day on which it was last fetched, so that old ids can be forgotten by event time.
"""

from __future__ import annotations

from datetime import UTC, timedelta

from pipeline.model import Article, Dropped, Step

REMEMBERED_FOR = timedelta(days=30)
"""How long an id is known after its article was last fetched."""


def step(last: bytes | None, article: Article) -> Step[bytes, Article]:
    """Pass an article whose id was not seen; `last` and the new state are ISO dates in ASCII."""
    day = article.fetched_at.astimezone(UTC).date().isoformat().encode()
    if last is None:
        return Step(state=day, out=(article,))
    return Step(state=max(last, day), dropped=Dropped(stage="sift", id=article.id, reason="seen"))

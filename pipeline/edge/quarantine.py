"""What cannot be used, as a case: why, where it was, and its bytes; one place for every role that finds one.

Each topic has one finder: its agent, for `feeds.v1` ingest, for the topics that many read whole or nobody
but the desk reads, the desk.
"""

from __future__ import annotations

from datetime import UTC, datetime

from pipeline import corridor, wire
from pipeline.edge.broker import clients
from pipeline.model import Heartbeat, Noun, Quarantined, Value, derive_id

STAGES = ("ingest", "sift", "detect", "develop", "judge", "alert", "deliver", "desk")
"""Who sets items aside."""
FOUND_BY_DESK = (corridor.WATCHES, corridor.SUBSCRIPTIONS, corridor.FEED_STATE, corridor.DELIVERIES)


class Place(Value):
    """Where a message stands."""

    topic: str
    partition: int
    offset: int


def case(place: Place, *, stage: str, reason: str, key: bytes | None, original: bytes | None) -> Quarantined:
    """The case of one message, its bytes cut where they would be too many for one.

    Its id depends on the place, the stage and the bytes alone.
    """
    key, original = (key or b"")[: clients.LARGEST_BYTES // 2], original or b""
    return Quarantined(
        id=derive_id(place.topic, f"{place.partition}@{place.offset}", stage, original.hex()),
        topic=place.topic,
        partition=place.partition,
        offset=place.offset,
        stage=stage,
        reason=reason,
        at=datetime.now(UTC),
        key=key,
        original=original[: clients.LARGEST_BYTES - len(key)],
    )


def complaint(row: corridor.Topic, noun: Noun | wire.Unreadable) -> str | None:
    """Why a message does not belong on a topic, or None."""
    if isinstance(noun, wire.Unreadable):
        return noun.reason
    if isinstance(noun, (row.noun, *row.also)) or (row.walked and isinstance(noun, Heartbeat)):
        return None
    return f"a {wire.tag(type(noun))} does not belong here"

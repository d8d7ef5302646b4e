"""What is told of a development, and what else comes through the corridor or falls out of it."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

from pipeline.model.news import Development
from pipeline.model.noun import Count, Instant, Noun, Value

S = TypeVar("S")
O = TypeVar("O")


class Alert(Noun):
    """One line for one subscription; the same development again only as `updated`."""

    id: str
    subscription: str
    kind: Literal["new", "updated"]
    line: str
    development: Development


class Delivery(Noun):
    """What became of an alert."""

    id: str
    subscription: str
    state: Literal["delivered", "retrying", "failed"]
    attempts: Count
    at: Instant
    reason: str = ""


class Heartbeat(Noun):
    """A message that walks the whole corridor on one partition; health is the age of the last to arrive."""

    partition: Count
    number: Count
    at: Instant


class Quarantined(Noun):
    """An item that a stage could not use: why, and the original bytes, to be shown and tried again.

    The last message of an id counts: with `closed` it waits no more.
    """

    id: str
    topic: str
    partition: Count
    offset: Count
    stage: str
    reason: str
    at: Instant
    key: bytes = b""
    original: bytes = b""
    closed: Literal["", "requeued", "discarded"] = ""


class Dropped(Value):
    """An item that goes no further, and the one reason for which it is counted."""

    stage: str
    id: str
    reason: str


class Step(Value, Generic[S, O]):
    """What a stateful stage answers: the state to keep, what to pass on, and why nothing if nothing."""

    state: S
    out: tuple[O, ...] = ()
    dropped: Dropped | None = None

"""The nouns: frozen values, in the order in which the corridor meets them.

`id` is derived from content, `_at` is an aware UTC datetime, `_for` a timedelta. A noun that
travels on a topic carries its name and version as the first field on the wire (`wire.py`).
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from typing import Annotated, Generic, Literal, TypeVar, dataclass_transform

import msgspec

Type = Literal[
    "interest", "talks", "offer", "rejection", "withdrawal", "agreement", "terms", "review", "approval",
    "opposition", "order", "deadline", "litigation", "ruling", "closing", "service", "statement",
]  # fmt: skip
Modality = Literal["confirmed", "reported", "rumoured", "expected", "denied"]
CERTAINTY: dict[Modality, int] = {"rumoured": 0, "expected": 1, "reported": 2, "confirmed": 3, "denied": 4}
"""Certainty moves forward only: what is further on is news of a thing that is known."""
Judged = Literal["wrong-type", "not-the-deal", "same-as", "not-the-same"]
Field = Literal["title", "text"]
S = TypeVar("S")
O = TypeVar("O")
Instant = Annotated[datetime, msgspec.Meta(tz=True)]


def derive_id(*parts: str) -> str:
    """Twenty hex digits that depend on nothing but the parts and their order."""
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=False):
    """A part of a noun, or a noun that never travels."""


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Noun(msgspec.Struct, frozen=True, kw_only=True, tag_field="noun", tag=lambda name: f"{name.lower()}/1"):
    """A value that travels on a topic; the tag is its name and the version of its form."""


# --- what is configured -------------------------------------------------------------------------


class Feed(Noun):
    """A feed as somebody entered it; `every_for` is how often we ask when it gives no hint."""

    id: str
    url: str
    title: str = ""
    lang: str = ""
    publisher: str = ""
    every_for: timedelta = timedelta(minutes=15)


class Party(Value):
    """One side of a deal; `names` and `people` in all scripts, `epithets` by language ("the video app")."""

    id: str
    role: str = "other"
    names: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    epithets: dict[str, tuple[str, ...]] = {}


class OwnType(Value):
    """What a user wants to be told of that is none of the types, by sentences that say it.

    `title` is told after who acts ("calls a strike"); `examples`, three to ten in any languages, name parties.
    `unlike` are sentences that look like it and are not.
    """

    id: str
    title: str
    examples: tuple[str, ...]
    unlike: tuple[str, ...] = ()


class Watch(Noun):
    """A deal that is followed; an article concerns it only if it holds one of `names`."""

    id: str
    title: str
    names: tuple[str, ...]
    parties: tuple[Party, ...] = ()
    vetoes: tuple[str, ...] = ()
    wanted: tuple[Type, ...] = ()
    own: tuple[OwnType, ...] = ()
    starts_on: date | None = None


class Subscription(Noun):
    """Who is told what, and how; without `since` (a date, or "all") from `created_at` on."""

    id: str
    channel: Literal["console", "webhook"]
    created_at: Instant
    url: str = ""
    secret: str = ""
    watch: str | None = None
    since: str | None = None


# --- the corridor -------------------------------------------------------------------------------


class FeedState(Noun):
    """What we remember of a feed between two polls; `seen` are the entries already published."""

    id: str
    checked_at: Instant
    next_at: Instant
    etag: str = ""
    last_modified: str = ""
    seen: tuple[str, ...] = ()
    published: int = 0
    failures: int = 0
    reason: str = ""
    url: str = ""


class Document(Value):
    """A feed's body as the web gave it, with the time at which it did: the one place where time enters.

    `moved_to` is where the feed lives from now on, if the server said so.
    """

    feed: Feed
    url: str
    body: bytes
    fetched_at: Instant
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    moved_to: str = ""


class Entry(Value):
    """What the feed said, unjudged; `summary` and `content` may be HTML."""

    feed: Feed
    id: str
    link: str
    title: str
    fetched_at: Instant
    summary: str = ""
    content: str = ""
    lang: str = ""
    published_at: Instant | None = None
    updated_at: Instant | None = None


class Article(Noun):
    """What we believe was published: canonical URL, plain NFC text, language, aware times."""

    id: str
    url: str
    source: str
    title: str
    text: str
    lang: str
    published_at: Instant
    fetched_at: Instant
    feed: str = ""


class Evidence(Value):
    """The words that say so; offsets in code points: `article[field][start:end] == quote`."""

    field: Field
    start: int
    end: int
    quote: str


class Mention(Noun):
    """What one article says happened; `until` closes the interval that `date` opens ("this week").

    `sketch` is the article's MinHash in hex: reports whose sketches agree are copies of one wire text. What is
    `suggested` no rule found: it alerts nobody by itself. A statement may be of an `own` type of the watch, by its id.
    """

    id: str
    watch: str
    article: str
    type: Type
    actors: tuple[str, ...]
    modality: Modality
    date: str | None
    evidence: Evidence
    rule: str
    confidence: float
    lang: str
    source: str
    url: str
    title: str
    published_at: Instant
    fetched_at: Instant
    until: str | None = None
    sketch: str = ""
    suggested: bool = False
    own: str = ""


class Report(Value):
    """One article's mention inside a development; `independent` when its source is not counted yet."""

    article: str
    source: str
    lang: str
    independent: bool
    modality: Modality
    evidence: Evidence
    url: str
    published_at: Instant
    mention: str
    suggested: bool = False


class Revision(Value):
    """A change in how a development is held, and the article that made it."""

    at: Instant
    modality: Modality
    article: str


class Development(Noun):
    """What happened: all the mentions of one thing.

    `changed_at` is the fetch time of the report that last moved its certainty. A user may have judged that it is
    none of the deal's: then it is `retracted`. `merged_into` is empty, or the
    older development which this one turned out to be. One that is `suggested` has no report that a rule found. A
    statement may be of an `own` type of the watch.
    """

    id: str
    watch: str
    type: Type
    actors: tuple[str, ...]
    modality: Modality
    date: str | None
    title: str
    first_reported_at: Instant
    changed_at: Instant
    reports: tuple[Report, ...]
    history: tuple[Revision, ...]
    merged_into: str = ""
    retracted: bool = False
    suggested: bool = False
    own: str = ""


class Verdict(Noun):
    """What a user says of a development, to be kept and obeyed.

    `other` is the right type, the development that it is or is not the same as, or the article whose report is not
    the same; of two verdicts about one question the later holds.
    """

    id: str
    watch: str
    development: str
    says: Judged
    at: Instant
    other: str = ""


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
    attempts: int
    at: Instant
    reason: str = ""


# --- beside the corridor ------------------------------------------------------------------------


class Heartbeat(Noun):
    """A message that walks the whole corridor on one partition; health is the age of the last to arrive."""

    partition: int
    number: int
    at: Instant


class Quarantined(Noun):
    """An item that a stage could not use: why, and the original bytes, to be shown and tried again."""

    id: str
    topic: str
    partition: int
    offset: int
    stage: str
    reason: str
    at: Instant
    key: bytes = b""
    original: bytes = b""


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

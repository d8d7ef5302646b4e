"""What the corridor makes of the web, in the order in which it does: from a document to a development."""

from __future__ import annotations

from pipeline.model.noun import Count, Field, Instant, Judged, Modality, Noun, Type, Value
from pipeline.model.wishes import Feed


class FeedState(Noun):
    """What we remember of a feed between two polls; `seen` are the entries already published."""

    id: str
    checked_at: Instant
    next_at: Instant
    etag: str = ""
    last_modified: str = ""
    seen: tuple[str, ...] = ()
    published: Count = 0
    failures: Count = 0
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
    """What the feed said, unjudged; `summary` and `content` may be HTML; `source` is the address it has it from."""

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
    source: str = ""


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
    date: str | None = None


class Revision(Value):
    """A change in how a development is held, and the article that made it."""

    at: Instant
    modality: Modality
    article: str


class Development(Noun):
    """What happened: all the mentions of one thing.

    `until` closes the interval that `date` opens, where nobody named a day. `changed_at` is the fetch time of the
    report that last moved its certainty. A user may have judged that it is none of the deal's: then it is `retracted`;
    `verdict` is the id of what was said last of that or of its type. `merged_into` is empty, or the development which
    this one turned out to be. One that is `suggested` has no report that a rule found. A statement may be of an `own`
    type of the watch. `version` grows each time that it is passed on: after a death one may come again that is older
    than what was seen.
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
    until: str | None = None
    merged_into: str = ""
    retracted: bool = False
    suggested: bool = False
    own: str = ""
    verdict: str = ""
    version: Count = 0


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

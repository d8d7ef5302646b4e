"""What a feed said -> what we believe was published, or the one reason why it is no article.

Laws: pure; the same entry gives the same article, id included, whenever and from whichever poll it comes.
The id depends on canonical URL, title and text: a changed title is a new article, another tracking
parameter is not. Title and text are NFC, without markup; text keeps its paragraphs. No time lies after
`fetched_at`. Reasons: `no-words`.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime

from pipeline.kit import html, languages, urls
from pipeline.model import Article, Dropped, Entry, derive_id

STAGE = "normalise"
LONGEST_TEXT = 100_000
"""Code points; more is no article, and a message has to fit into Kafka's megabyte."""
LONGEST_TITLE = 1_000
_LONGEST_FIRST_SENTENCE = 300
_WEB_BEGINS = datetime(1991, 1, 1, tzinfo=UTC)
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s|(?<=[。！？])|\n\n")


def article(entry: Entry) -> Article | Dropped:
    """The article of an entry; `Dropped` when it has neither title nor text."""
    title = _composed(html.line(entry.title))[:LONGEST_TITLE].rstrip()
    text = _shortened(max(_plain(entry.content), _plain(entry.summary), key=len))
    url = urls.canonical(entry.link, entry.feed.url) or urls.canonical(entry.id)
    id_ = derive_id(url or f"{entry.feed.id} {entry.id}", title, text)
    if not (title or text):
        return Dropped(stage=STAGE, id=id_, reason="no-words")
    return Article(
        id=id_,
        url=url,
        source=entry.feed.publisher or _publisher(entry, urls.host(url)),
        title=title or _first_sentence(text),
        text=text,
        lang=languages.guess(f"{title}\n{text}", entry.feed.lang or entry.lang),
        published_at=_published_at(entry),
        fetched_at=entry.fetched_at,
        feed=entry.feed.id,
    )


def _publisher(entry: Entry, host: str) -> str:
    """Who published it, as a host: that of its address, or the one whom a feed that collects names as its source."""
    ours = urls.host(entry.feed.url)
    return (urls.host(entry.source) if host in ("", ours) else host) or ours


def _published_at(entry: Entry) -> datetime:
    """Publication, else the last change, else the time of the fetch; a date ahead of us is no date."""
    said = entry.published_at or entry.updated_at
    return said if said is not None and _WEB_BEGINS <= said <= entry.fetched_at else entry.fetched_at


def _plain(said: str) -> str:
    return _composed(html.plain(said))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _shortened(text: str) -> str:
    """Whole paragraphs up to the longest text; one paragraph that is longer is cut."""
    if len(text) <= LONGEST_TEXT:
        return text
    return (
        text[: text.rfind("\n\n", 0, LONGEST_TEXT)] if "\n\n" in text[:LONGEST_TEXT] else text[:LONGEST_TEXT].rstrip()
    )


def _first_sentence(text: str) -> str:
    """A title for an entry without: its first sentence, whole or not at all, for half of one may say the opposite."""
    first = _SENTENCE_END.split(text, maxsplit=1)[0].strip()
    return first if len(first) <= _LONGEST_FIRST_SENTENCE else ""

"""What consolidation looks at in a mention, small enough to keep: slots first, then a few words.

Dates are proleptic ordinals (`date.toordinal`), both ends included; words and figures are hashes, for only
their agreement counts. A mention without a date has `low == 0`.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import UTC, date

import msgspec

from pipeline.kit import days
from pipeline.model import Mention, Modality, derive_id

_MOST_WORDS = 40
_SHORTEST_WORD = 3
_UNDATED = 10_000
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W\d_]+")
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")


class Slots(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """A mention in the few hundred bytes that matching needs.

    `at` is the publication time in microseconds since 1970, `day` its ordinal. A date is `loose` if it is the day
    of publication, for it may be no more than that. `home` is the development that keeps the mention whole;
    `name` the id of one that this mention opens, `named` whether one ever had that id.
    """

    at: int
    id: str
    article: str
    day: int
    actors: tuple[str, ...]
    low: int
    high: int
    loose: bool
    modality: Modality
    fresh: bool
    figures: tuple[int, ...]
    words: tuple[int, ...]
    name: str
    home: str = ""
    named: bool = False

    @property
    def order(self) -> tuple[int, int, str]:
        """Event time: when it was published; of one instant the exacter date first; then the id: a total order."""
        return self.at, self.high - self.low if self.low else _UNDATED, self.id


def of(mention: Mention) -> Slots:
    """The slots of a mention that has no home yet."""
    published = mention.published_at.astimezone(UTC)
    low, high = days.meant(mention.date, mention.until)
    return Slots(
        at=round(published.timestamp() * 1_000_000),
        id=mention.id,
        article=mention.article,
        day=published.date().toordinal(),
        actors=mention.actors,
        low=low,
        high=high,
        loose=low == high == published.date().toordinal(),
        modality=mention.modality,
        fresh=mention.evidence.field == "title",
        figures=_figures(mention.evidence.quote),
        words=_words(mention.evidence.quote),
        name=_name(mention, published.date()),
    )


def _name(mention: Mention, published: date) -> str:
    """The id of a development that this mention opens: readable, and derived from its content alone."""
    day = mention.date or published.isoformat()
    return "-".join((day, mention.own or mention.type, *mention.actors[:3], derive_id(mention.watch, mention.id)[:8]))


def _figures(quote: str) -> tuple[int, ...]:
    """Numbers as said, without separators of thousands or decimals: "12,5" is "12.5" in every language."""
    found = {re.sub(r"\D", "", figure) for figure in _FIGURE.findall(unicodedata.normalize("NFKC", quote))}
    return tuple(sorted(_hash(figure) for figure in found if figure))[:_MOST_WORDS]


def _words(quote: str) -> tuple[int, ...]:
    """Words of alphabetic scripts by their first five letters; pairs of characters where no spaces are."""
    folded = unicodedata.normalize("NFKC", quote).casefold()
    found: set[str] = set()
    for word in _WORD.findall(folded):
        if _UNSPACED.search(word):
            found.update(word[index : index + 2] for index in range(len(word) - 1))
        elif len(word) >= _SHORTEST_WORD:
            found.add(word[:5])
    return tuple(sorted(_hash(word) for word in found)[:_MOST_WORDS])


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).digest(), "big")

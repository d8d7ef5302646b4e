"""A small language, a small deal, and a reader of both, for the tests of this room."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import msgspec

from pipeline.model import Article, Party, Watch
from pipeline.stages.detect import Detector, Lexicon

WATCH = Watch(
    id="mill",
    title="The sale of the mill",
    names=("Oakmill",),
    vetoes=("oakmill bakery",),
    parties=(
        Party(id="hill", role="owner", names=("Hill & Sons", "HILL"), people=("Ann Hill",)),
        Party(id="mill", role="object", names=("Oakmill",), epithets={"en": ("the mill",)}),
        Party(id="reed", role="suitor", names=("Reed",), epithets={"en": ("the grinder",)}),
        Party(id="vale", role="suitor", names=("Vale",), epithets={"en": ("the brewer", "the grinder")}),
        Party(id="mayor", role="leader", names=("Mayor Stone",), people=("Stone",)),
        Party(id="north", role="government", names=("Northland",), epithets={"en": ("the north",)}),
        Party(id="south", role="government", names=("Southland",)),
        Party(id="stranger", role="of no known role", names=("Stranger",)),
    ),
)
BID_FOR = msgspec.structs.replace(WATCH, parties=tuple(one for one in WATCH.parties if one.role != "owner"))
TABLES: dict[str, Any] = {
    "lang": "en",
    "name": "Small English",
    "vetoes": ["poll"],
    "script": {"articles": ["the"], "conjunctions": ["and"], "prefixes": ["l'", "ge"]},
    "sentences": {"breaks": [", but"], "abbreviations": ["mr."]},
    "lists": {"deal": ["deal", "sale"], "buy": ["buy*"]},
    "who": {
        "it": ["the company"],
        "he": ["he"],
        "nobody": ["Reed Street"],
        "suffixes": ["s"],
        "stays": ["{any} (spokesman | lawyer)"],
        "nouns": {"court": ["the court"], "suitor": ["the bidder"]},
        "becomes": {"owner": ["{object} parent"], "court": ["{object} judge"]},
    },
    "cues": {
        "negated": ["(did not | will not)"],
        "unreal": ["if"],
        "denied": ["denies that"],
        "expected": ["will", "plans to"],
        "rumoured": ["may"],
        "reported": ["sources"],
    },
    "dates": {
        "months": ["january|jan", "february|feb", "march", "april", "may", "june", "july", "august", "september",
                   "october", "november", "december"],
        "weekdays": ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
        "numbers": ["one|a", "two"],
        "forms": ["{m} {d}, {y}", "{m} {d}", "{d}/{n}/{y}", "{d}/{n}", "in {m}"],
        "last": ["last"],
        "next": ["next"],
        "due": ["by", "from", "expires on"],
        "gone": ["expired", "expired on"],
        "days": ["day|days"],
        "weeks": ["week|weeks"],
        "spans": ["month|months"],
        "relative": {"-1d": ["yesterday"], "0w": ["this week"], "-1y": ["last year"], "0s": ["this weekend"],
                     "0b": ["at the start of the week"], "+1m": ["next month"],
                     "0t": ["then"], "+1t": ["the month after"],
                     "+1k": ["the day after"], "-1k": ["the day before"], "-2m": ["two months ago"],
                     "-na": ["{n} days after"], "+nk": ["{n} days later"], "0u": ["days after"],
                     "-1s": ["last weekend"], "+1s": ["next weekend"]},
    },
    "rule": [
        {"name": "rejection.no", "type": "rejection", "says": ["{seller} .. reject* .. {2:buyer}",
         "{seller} tells {2:buyer} it will not sell"], "unless": ["rejects claims"]},
        {"name": "rejection.bid", "type": "rejection", "says": ["{seller} .. reject* .. bid"]},
        {"name": "agreement.states", "type": "agreement", "says": ["{government} .. agree*"]},
        {"name": "offer.bare", "type": "offer", "says": ["offer on the table"]},
        {"name": "terms.share", "type": "terms", "says": ["{buyer} .. (gets | takes) .. #%"]},
        {"name": "order.coming", "type": "order", "says": ["{leader} .. propos* .. order"], "modality": "expected",
         "dated": "headline"},
        {"name": "order.title", "type": "order", "says": ["order signed"], "title": True},
        {"name": "deadline.set", "type": "deadline",
         "says": ["{leader} .. (gives | sets | gave) .. (days | deadline | months)", "deadline & (expired | expires)"]},
        {"name": "ruling.court", "type": "ruling", "says": ["{court} .. rules"]},
        {"name": "statement.says", "type": "statement", "says": ["{leader} .. says .. {0:object}"], "dated": "never"},
        {"name": "statement.news", "type": "statement", "says": ["{owner} .. says"], "dated": "news"},
        {"name": "closing.done", "type": "closing", "says": ["<deal> & closed"]},
        {"name": "withdrawal.gone", "type": "withdrawal", "says": ["{buyer} walks away"]},
    ],
}  # fmt: skip
PUBLISHED = date(2024, 3, 6)
"""A Wednesday."""


def lexicon(**changed: Any) -> Lexicon:
    """The small language, with some of its tables exchanged."""
    return msgspec.convert({**TABLES, **changed}, Lexicon)


def article(title: str = "", text: str = "", *, lang: str = "en", published: date = PUBLISHED) -> Article:
    """An article of noon on that day."""
    at = datetime(published.year, published.month, published.day, 12, tzinfo=UTC)
    return Article(
        id="a", url="", source="", title=title, text=text, lang=lang, published_at=at, fetched_at=at
    )  # fmt: skip


def told(title: str = "", text: str = "", **changed: Any) -> list[tuple[str, tuple[str, ...], str, str | None]]:
    """Type, actors, modality and date of what the detector finds."""
    watch = changed.pop("watch", WATCH)
    found = Detector({"en": lexicon(**changed)}).mentions(article(title, text), watch)
    return [(one.type, one.actors, one.modality, one.date) for one in found]

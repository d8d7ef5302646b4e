"""Who acts in a take-over, where nobody owns what is bid for."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from pipeline.stages.detect import Detector
from tests.stages.detect.language import BID_FOR, WATCH, article, lexicon

NO_BIDDER = msgspec.structs.replace(
    BID_FOR, parties=tuple(one for one in BID_FOR.parties if one.role not in {"suitor", "of no known role"})
)
RULES: list[dict[str, Any]] = [
    {"name": "agreement.x", "type": "agreement",
     "says": ["{2:buyer} .. buys .. {1:seller}", "{1:seller} .. goes to .. {2:buyer}"]},
    {"name": "closing.x", "type": "closing", "says": ["{object} .. (is sold | changes hands)", "it is done"]},
    {"name": "rejection.x", "type": "rejection", "says": ["{object} .. rejects"]},
    {"name": "agreement.y", "type": "agreement", "says": ["{object} .. agrees with .. {leader}"]},
]  # fmt: skip


def actors(title: str, text: str = "", **changed: Any) -> list[tuple[str, ...]]:
    watch = changed.pop("watch", BID_FOR)
    return [
        one.actors
        for one in Detector({"en": lexicon(**{"rule": RULES, **changed})}).mentions(article(title, text), watch)
    ]


@pytest.mark.parametrize(
    ("title", "text", "found"),
    [
        ("Reed buys Oakmill", "", ("reed", "mill")),
        ("Oakmill goes to Reed", "", ("mill", "reed")),
        ("Oakmill is sold", "Reed won.", ("reed", "mill")),
        ("Vale and Oakmill", "Oakmill changes hands.", ("vale", "mill")),
        ("Oakmill of Vale", "It is done.", ("vale",)),
        ("Oakmill rejects Reed", "", ("mill",)),
        ("Oakmill agrees with Mayor Stone", "Vale is out.", ("mill", "mayor")),
        ("Oakmill agrees with Mayor Stone on Vale", "", ("mill", "mayor", "vale")),
    ],
)
def test_a_bidder_comes_first_unless_named_behind(title: str, text: str, found: tuple[str, ...]) -> None:
    assert actors(title, text) == [found]


def test_where_no_bidder_is_spoken_of_there_is_no_deal_of_both() -> None:
    assert actors("Oakmill is sold") == []
    assert actors("Oakmill rejects Reed") == [("mill",)]
    assert actors("Oakmill is sold", "It rained. Reed won.") == [("reed", "mill")]
    assert actors("Oakmill is sold", watch=NO_BIDDER) == [("mill",)]


def test_where_somebody_owns_the_object_he_deals() -> None:
    assert actors("Reed buys Oakmill", watch=WATCH) == [("mill", "reed")]
    assert actors("Oakmill is sold", watch=WATCH) == [("mill",)]


def test_what_is_taken_over_or_sold_may_be_named_later() -> None:
    rules: list[dict[str, Any]] = [{"name": "offer.x", "type": "offer", "says": ["{buyer} bids"]}]
    assert actors("Reed bids", "Oakmill waits.", rule=rules) == [("reed",)]
    assert actors("Reed bids", "It rains. Oakmill waits.", rule=rules) == [("reed",)]
    assert actors("It rains", "Reed bids. Oakmill waits.", rule=rules) == [("reed",)]
    assert actors("It rains", "Reed bids. Oakmill waits.", rule=rules, watch=WATCH) == [("reed",)]
    assert actors("Reed bids", "It rains.", rule=rules, watch=WATCH) == []
    assert actors("Reed bids", rule=rules) == []

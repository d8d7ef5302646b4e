"""What is not read for want of a name, and what is older than the deal."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from pipeline.model import Watch
from pipeline.stages.detect import Detector
from tests.stages.detect.language import BID_FOR, PUBLISHED, WATCH, article, lexicon

CLOSED = [{"name": "closing.x", "type": "closing", "says": ["{side} closed", "closed it"]}]
SELLER, BIDDER = "nobody who sells", "no bidder"


def unread(title: str, text: str, watch: Watch, **changed: object) -> list[tuple[str, str, str, str]]:
    told = Detector({"en": lexicon(**changed)}).unread(article(title, text), watch)
    return [(one.rule, one.field, one.quote, one.lacking) for one in told]


@pytest.mark.parametrize(
    ("title", "text", "found"),
    [
        ("", "Reed walks away.", [("en.withdrawal.gone", "text", "Reed walks away.", SELLER)]),
        ("Reed walks away", "It rained.", [("en.withdrawal.gone", "title", "Reed walks away", SELLER)]),
        ("", "Oakmill is old. Reed walks away.", []),
        ("", "Reed walks away? A poll says Reed walks away.", []),
        ("Oakmill bakery opens", "Reed walks away.", []),
        ("", "Reed eats.", []),
        ("", "Reed walks away. It rained.", [("en.withdrawal.gone", "text", "Reed walks away.", SELLER)]),
    ],
)
def test_where_nobody_who_sells_is_named(title: str, text: str, found: list[tuple[str, str, str, str]]) -> None:
    assert unread(title, text, WATCH) == found


def test_a_bid_for_a_company_is_read_where_that_is_named_later() -> None:
    assert unread("", "Reed walks away. Oakmill is old.", BID_FOR) == []
    assert unread("", "Reed walks away.", BID_FOR) == [("en.withdrawal.gone", "text", "Reed walks away.", SELLER)]


def test_what_both_sides_do_is_not_read_of_one() -> None:
    told = [("en.closing.x", "text", "Oakmill closed it, Oakmill closed.", BIDDER)]
    assert unread("", "Oakmill closed it, Oakmill closed.", BID_FOR, rule=CLOSED) == told
    assert unread("", "Ann Hill closed it.", WATCH, rule=CLOSED) == [
        ("en.closing.x", "text", "Ann Hill closed it.", "neither what is sold nor a bidder")
    ]
    assert unread("", "Reed and Oakmill closed it.", BID_FOR, rule=CLOSED) == []


def test_only_what_is_wanted_and_of_the_deals_time() -> None:
    assert unread("", "Reed walks away.", replace(WATCH, wanted=("offer",))) == []
    early = replace(WATCH, starts_on=date(2024, 3, 7))
    assert (unread("", "Reed walks away.", early), unread("Rain", "", WATCH)) == ([], [])
    assert unread("", "Reed walks away.", replace(WATCH, starts_on=PUBLISHED)) != []

"""Somebody else's purchase, and what is said of a purchase behind it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stages.detect.language import TABLES, told

LISTS: dict[str, Any] = {**TABLES["lists"], "apart": ["for", "in", "of"], "heads": ["maker", "<deal>"]}
OTHERS: dict[str, Any] = {
    "lists": LISTS,
    "sentences": {**TABLES["sentences"], "asides": ["{any}, (which | who)"]},
    "others": ["offer for {stranger}", "buy* {stranger}"],
    "rule": [
        {"name": "offer.made", "type": "offer", "says": ["{buyer} .. offer*"]},
        {"name": "talks.held", "type": "talks", "says": ["in talks"]},
        {"name": "withdrawal.left", "type": "withdrawal", "says": ["{buyer} .. dropped"]},
        {"name": "statement.said", "type": "statement", "says": ["{buyer} .. said"]},
    ],
}


@pytest.mark.parametrize(
    ("title", "text", "types"),
    [
        ("Oakmill news", "Reed made an offer for Rostved.", []),
        ("Oakmill news", "Reed made an offer for Oakmill.", ["offer"]),
        ("Oakmill news", "Reed made an offer for the mill in Rostved.", ["offer"]),
        ("Oakmill news", "Reed made an offer for the Rostved maker of paper.", ["offer"]),
        ("Oakmill news", "Reed made an offer for Oakmill, an offer for Rostved was too dear.", ["offer"]),
        ("Oakmill news", "Reed made an offer for Oakmill after it had to buy Rostved.", ["offer"]),
        ("Oakmill news", "Reed is to buy Rostved after an offer for Oakmill.", []),
        ("Oakmill news", "Reed, once after Oakmill, made an offer for Rostved.", []),
        ("Oakmill news", "Reed dropped an offer for Rostved.", []),
        ("Oakmill news", "Reed, once after Oakmill, dropped an offer for Rostved.", ["withdrawal"]),
        ("Oakmill news", "Reed said no to an offer for Rostved.", ["statement"]),
        ("Reed to buy Rostved", "Reed made an offer. It owns some of Oakmill.", []),
        ("Reed to buy Rostved", "Reed made an offer. Reed made Oakmill an offer.", ["offer"]),
        ("Reed is busy", "Reed, which sought Oakmill, is to buy Rostved. It is in talks.", []),
        ("Oakmill is wanted", "Reed is to buy Rostved. Reed is in talks.", ["talks"]),
        ("Reed is busy", "Oakmill is wanted. Reed is in talks.", ["talks"]),
        ("Reed is in talks on Oakmill", "", ["talks"]),
        ("", "Reed, which sought Oakmill, is to buy Rostved. Reed is in talks.", []),
    ],
)
def test_what_goes_on_with_somebody_elses_purchase_is_none_of_ours(title: str, text: str, types: list[str]) -> None:
    assert [one[0] for one in told(title, text, **OTHERS)] == types


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("Reed はrostvedに offer", []),
        ("Reed はOakmillに offer", ["offer"]),
        ("Reed はロストヴェドに offer", []),
        ("Reed はロストアプリに offer", ["offer"]),
        ("Oakmillに offer を した Reed は、Rostvedに offer", []),
        ("Rostvedに offer を した Reed は、Oakmillに offer", ["offer"]),
    ],
)
def test_without_blanks_what_is_said_last_counts(text: str, types: list[str]) -> None:
    tables = {
        **OTHERS,
        "name": "日本語",
        "script": {"spaced": False},
        "lists": {**TABLES["lists"], "common": ["アプリ"]},
        "others": ["{foreign} に offer"],
    }
    assert [one[0] for one in told("Oakmill", text, **tables)] == types

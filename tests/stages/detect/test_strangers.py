"""Names of nobody in the watch, and what a lexicon forbids of a type whatever rule finds it."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.stages.detect import strangers
from tests.stages.detect.language import TABLES, told

LISTS: dict[str, Any] = {
    **TABLES["lists"],
    "apart": ["for", "in", "of"],
    "country": ["danish", "dutch"],
    "common": ["konzern"],
}
CLOSES: dict[str, Any] = {
    "lists": LISTS,
    "rule": [
        {"name": "closing.done", "type": "closing", "says": ["{buyer} .. closed & purchase"]},
        {"name": "agreement.signed", "type": "agreement", "says": ["{side} .. signed"]},
    ],
    "unless": {"closing": ["purchase of {stranger}"], "agreement": ["supply .. contract"]},
}


@pytest.mark.parametrize(
    ("said", "types"),
    [
        ("Reed closed the purchase of Oakmill.", ["closing"]),
        ("Reed closed the purchase of the company.", ["closing"]),
        ("Reed closed the purchase of Rostved.", []),
        ('Reed closed the purchase of Danish paper maker "Rostved".', []),
        ("Reed closed the purchase of Danish paper maker Rostved Oakmill.", ["closing"]),
        ("Reed closed the purchase of the paper maker in Rostved.", ["closing"]),
        ("Reed closed the purchase of the Danish company on Friday.", ["closing"]),
        ("Reed closed the purchase of one Danish and UK rival.", ["closing"]),
        ("Reed closed the purchase of its rival, which Rostved wanted.", ["closing"]),
        ("Reed closed the purchase of Rostved's rival.", ["closing"]),
        ("Reed closed the purchase of 70 Rostved shops.", ["closing"]),
        ("Reed closed the purchase of Konzern.", ["closing"]),
        ("Reed closed the purchase of Konzern Rostved.", []),
        ("Reed Closed the Long Purchase of His Rival", ["closing"]),
        ("Reed closed the purchase of New York-based paper, ink and box maker Oakmill.", ["closing"]),
        ("Reed signed.", ["agreement"]),
        ("Reed signed a supply and service contract.", []),
        ("Reed, short of supply, signed a contract.", ["agreement"]),
    ],
)
def test_what_is_done_to_somebody_else_is_not_done_in_the_deal(said: str, types: list[str]) -> None:
    assert [one[0] for one in told("News of Oakmill", said, **CLOSES)] == types


def test_without_capitals_whatever_stands_there_is_a_name_but_a_party() -> None:
    tables = {**CLOSES, "name": "中文", "unless": {"closing": ["purchase of {stranger} (today | now)"]}}
    assert told("News of Oakmill", "Reed closed the purchase of a rival today.", **tables) == []
    assert told("News of Oakmill", "Reed closed the purchase of Oakmill today.", **tables) != []
    assert told("News of Oakmill", "Reed closed the purchase of konzern today.", **tables) != []
    assert told("News of Oakmill", "Reed closed the purchase of 3 rivals today.", **tables) != []


def test_without_blanks_either_it_is_a_name_that_does_not_end_as_what_is_common() -> None:
    tables = {**CLOSES, "name": "中文", "script": {"spaced": False}, "unless": {"closing": ["{stranger} purchase"]}}
    assert told("News of Oakmill", "Reed closed 大 rostved purchase", **tables) == []
    assert told("News of Oakmill", "Reed closed the konzern purchase", **tables) != []
    assert told("News of Oakmill", "Reed closed 大 Oakmill purchase", **tables) != []


def test_a_name_is_marked_where_its_letters_show_it() -> None:
    def known(word: str) -> bool:
        return word == "friday"

    assert (
        strangers.marked("he met jo on friday", "He met Jo on Friday", known) == f"he met {strangers.MARK}jo on friday"
    )
    assert strangers.marked("he met him", "He met him", known) == "he met him"


def test_without_words_apart_any_may_stand_before_a_name() -> None:
    assert "(?!\ue0fe?(?:" not in strangers.pattern(())

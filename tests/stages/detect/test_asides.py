"""What a sentence says by the way of one party, and what it says itself."""

from __future__ import annotations

import pytest

from tests.stages.detect.language import TABLES, told

ABOUT = "News of Oakmill"
ASIDES = {**TABLES["sentences"], "asides": ["{any}, (which | who)"]}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Hill & Sons, which rejected Reed, closed the sale.",
            [("rejection", ("hill", "reed")), ("closing", ("hill",))],
        ),
        (
            "Hill & Sons rejected Reed, which closed the sale.",
            [("closing", ("mill",)), ("rejection", ("hill", "reed"))],
        ),
        ("Hill & Sons, which had 3,000 mills, 12 farms and a dog, rejected Reed.", [("rejection", ("hill", "reed"))]),
    ],
)
def test_an_aside_and_its_sentence_lend_each_other_no_party(
    text: str, found: list[tuple[str, tuple[str, ...]]]
) -> None:
    assert [one[:2] for one in told(ABOUT, text, sentences=ASIDES)] == found


def test_nor_a_date_nor_a_doubt() -> None:
    said = told(ABOUT, "Hill & Sons, which closed the sale on March 2, rejected Reed.", sentences=ASIDES)
    assert [(one[0], one[3]) for one in said] == [("closing", "2024-03-02"), ("rejection", None)]
    said = told(ABOUT, "Hill & Sons rejected Reed, who denies that it rained.", sentences=ASIDES)
    assert [one[2] for one in said] == ["confirmed"]


def test_one_that_its_pattern_closes_ends_there() -> None:
    closed = {**TABLES["sentences"], "asides": ["{any}, a .. maker ..,"]}
    said = told(ABOUT, "Hill & Sons, a flour maker since March 2, rejected Reed.", sentences=closed)
    assert [(one[0], one[1], one[3]) for one in said] == [("rejection", ("hill", "reed"), None)]


def test_one_may_name_the_place_of_a_government_and_no_other_party() -> None:
    placed = {**TABLES["sentences"], "asides": ["{any}, a .. maker ...,"]}
    said = told(ABOUT, "Hill & Sons, a flour maker based in Northland, rejected Reed.", sentences=placed)
    assert [one[:2] for one in said] == [("rejection", ("hill", "reed"))]
    assert not told(ABOUT, "Hill & Sons, a flour maker which knows Vale, rejected Reed.", sentences=placed)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Oakmill โรงสีที่มีสาขา 20 แห่งทางเหนือ ปฏิเสธ Reed", True),
        ("Oakmill โรงสีที่มีสาขายี่สิบแห่งทางเหนือ Reed ปฏิเสธ", False),
    ],
)
def test_where_blanks_part_a_sentence_one_beside_a_number_or_a_name_does_not(text: str, *, found: bool) -> None:
    script = {"spaced": False, "blank_parts": True, "near": 2, "reach": 40}
    says = [{"name": "rejection.no", "type": "rejection", "says": ["{seller} .. ปฏิเสธ .. {2:buyer}"]}]
    asides = {"asides": ["{any}, โรงสี ...,"]}
    assert bool(told(ABOUT, text, script=script, rule=says, sentences=asides, who={})) is found


def test_what_is_said_of_one_party_holds_no_other() -> None:
    who = {**TABLES["who"], "stays": ["{any} .. spokesman"]}
    said = told(ABOUT, "Hill & Sons rejected Reed, said a spokesman.", who=who)
    assert [one[:2] for one in said] == [("rejection", ("hill", "reed"))]

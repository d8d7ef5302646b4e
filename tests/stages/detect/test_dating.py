"""Which of several dates is that of a finding, where one is counted from another."""

from __future__ import annotations

import pytest

from tests.stages.detect.language import TABLES, told


def dated(text: str) -> dict[str, str | None]:
    """Type and day of what an article of Wednesday, March 6, says."""
    return {type_: day for type_, _, _, day in told("Oakmill", text)}


@pytest.mark.parametrize(
    ("text", "rejected", "left"),
    [
        ("Hill & Sons rejects Reed on Monday, two days after Vale walks away.", "2024-03-04", "2024-03-02"),
        ("Two days after Vale walks away, Hill & Sons rejects Reed on Monday.", "2024-03-04", "2024-03-02"),
        ("Hill & Sons rejects Reed on Friday; two days later, in vain, Vale walks away.", "2024-03-01", "2024-03-03"),
        ("Hill & Sons rejects Reed on Monday, days after, it seems, Vale walks away.", "2024-03-04", None),
    ],
)
def test_what_stands_nearer_to_a_day_counted_from_the_only_one_named_bears_it(
    text: str, rejected: str, left: str | None
) -> None:
    assert dated(text) == {"rejection": rejected, "withdrawal": left}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Two days later, on Monday, Vale walks away.", "2024-03-04"),
        ("On Monday, it will be known two days later, Vale walks away.", "2024-03-06"),
        ("On Tuesday, it will be known two days later, Vale walks away.", "2024-03-05"),
        ("On Friday, not Monday, two days after, Vale walks away.", "2024-03-04"),
        ("In March, two days after, Vale walks away.", "2024-03"),
    ],
)
def test_no_day_is_counted_to_come_from_a_month_or_from_one_of_several(text: str, day: str) -> None:
    assert dated(text) == {"withdrawal": day}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Vale walks away two days after the vote.", None),
        ("Two days after the vote, Vale walks away.", None),
        ("It rained yesterday. Vale walks away two days after the vote.", None),
        ("Two days after Vale walks away, it rained.", "2024-03-04"),
        ("Two days after the Vale walks away, it rained.", "2024-03-04"),
    ],
)
def test_days_after_something_say_when_that_was_and_nothing_else(text: str, day: str | None) -> None:
    assert dated(text) == {"withdrawal": day}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Hill & Sons may reject Reed on Friday.", "2024-03-08"),
        ("Hill & Sons may reject Reed in April.", "2024-04"),
        ("Hill & Sons may reject Reed on Monday.", "2024-03-04"),
        ("Hill & Sons may reject Reed.", None),
    ],
)
def test_a_rumour_is_of_the_nearer_day(text: str, day: str | None) -> None:
    assert dated(text)["rejection"] == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Hill & Sons will reject Reed, it says on Tuesday.", "2024-03-05"),
        ("Hill & Sons will reject Reed, it says on Wednesday.", "2024-03-06"),
        ("Hill & Sons will reject Reed on Monday.", "2024-03-11"),
        ("Hill & Sons will reject Reed on April 2, it says on Tuesday.", "2024-04-02"),
        ("Hill & Sons will reject Reed in April.", "2024-04"),
    ],
)
def test_a_plan_lies_ahead_but_the_day_before_is_named_by_its_name(text: str, day: str) -> None:
    assert dated(text)["rejection"] == day


def test_what_has_happened_bears_no_date_to_come() -> None:
    assert dated("Hill & Sons rejects Reed, the bidder of March 7.")["rejection"] is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Mayor Stone proposes an order on Friday.", "2024-03-08"),
        ("Mayor Stone proposes an order on Monday that will last.", "2024-03-04"),
        ("Mayor Stone proposes an order.", None),
    ],
)
def test_a_law_that_is_only_proposed_is_of_the_nearer_day(text: str, day: str | None) -> None:
    assert dated(text)["order"] == day


def test_what_its_rule_holds_for_planned_lies_ahead_in_whatever_tense() -> None:
    rules = [{"name": "closing.on", "type": "closing", "says": ["{object} changes hands"], "modality": "expected"}]
    said = told("", "Oakmill changes hands on April 2.", rule=rules)
    assert said == [("closing", ("mill",), "expected", "2024-04-02")]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Vale sues over the order of February 5.", None),
        ("Vale sues over the order of the mayor of February 5.", None),
        ("Vale sues on Monday over the order of February 5.", "2024-03-04"),
        ("Vale sues over the order on February 5.", "2024-02-05"),
        ("Vale sues over the sale of February 5.", "2024-02-05"),
    ],
)
def test_the_day_of_a_decision_is_not_that_of_the_suit_against_it(text: str, day: str | None) -> None:
    dates = {**TABLES["dates"], "decided": ["order"], "of": ["of"]}
    rule = [{"name": "litigation.sues", "type": "litigation", "says": ["{buyer} sues"]}]
    ((_, _, _, found),) = told("Oakmill", text, dates=dates, rule=rule)
    assert found == day

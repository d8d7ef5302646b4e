"""When something falls due: a day that is named, the end of a term, or the day on which it was over."""

from __future__ import annotations

import pytest

from tests.stages.detect.language import TABLES, told

ABOUT = "Oakmill"


def due(text: str, title: str = ABOUT) -> list[str | None]:
    """The days of what an article of Wednesday, March 6, says of deadlines."""
    return [day for type_, _, _, day in told(title, text) if type_ == "deadline"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The deadline for Oakmill expired on Monday.", "2024-03-04"),
        ("The deadline for Oakmill expired on Friday.", "2024-03-01"),
        ("The deadline for Oakmill expired on February 2.", "2024-02-02"),
        ("The deadline for Oakmill expired in December.", "2023-12"),
        ("The deadline for Oakmill expired by January 19, as Mayor Stone said on Monday.", "2024-01-19"),
        ("On Monday, two days after the deadline for Oakmill expired, it rained.", "2024-03-02"),
        ("The deadline for Oakmill expires on Monday.", "2024-03-11"),
        ("Mayor Stone sets Oakmill a deadline, Friday.", "2024-03-08"),
    ],
)
def test_a_weekday_is_that_gone_by_where_the_deadline_is(text: str, day: str) -> None:
    assert due(text) == [day]


@pytest.mark.parametrize(
    "text",
    [
        "Mayor Stone on Monday gives Oakmill a new deadline.",
        "Mayor Stone gave Oakmill a new deadline on January 4.",
        "Mayor Stone gave Oakmill a new deadline in January.",
    ],
)
def test_the_day_of_its_telling_is_no_day_on_which_something_falls_due(text: str) -> None:
    assert due(text) == [None]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Mayor Stone gives Oakmill 10 days, by March 18.", "2024-03-18"),
        ("Mayor Stone gives Oakmill 270 days, by January 4, to close.", "2025-01-04"),
        ("Hill met Reed on Monday. It rained. Mayor Stone gives Oakmill 10 days.", "2024-03-14"),
        ("It rained. Mayor Stone gives Oakmill 10 days.", "2024-03-16"),
        ("In January Mayor Stone gave Oakmill 10 days.", None),
    ],
)
def test_a_term_runs_from_the_day_that_was_told_last_unless_its_end_is_named(text: str, day: str | None) -> None:
    assert due(text) == [day]


def test_a_headline_counts_from_the_day_of_its_lead_and_means_the_day_that_the_text_names() -> None:
    title = "Mayor Stone gives Oakmill 10 days"
    assert due("Mayor Stone on Monday met Reed.", title) == ["2024-03-14"]
    assert due("It rained.", title) == ["2024-03-16"]
    assert due("Mayor Stone on Monday met Reed. Oakmill must close by March 15.", title) == ["2024-03-15"]


def test_what_lies_so_many_days_ahead_is_counted_from_the_day_that_was_told() -> None:
    tables = {**TABLES["dates"], "relative": {**TABLES["dates"]["relative"], "+nd": ["in {n} days"]}}
    text = "Hill met Reed on Monday. It rained. Mayor Stone gave Oakmill a deadline in 20 days."
    assert [day for type_, _, _, day in told(ABOUT, text, dates=tables) if type_ == "deadline"] == ["2024-03-24"]

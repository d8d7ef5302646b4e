"""When something falls due: a day that is named, the end of a term, or the day on which it was over."""

from __future__ import annotations

import re

import pytest

from pipeline.stages.detect import due as due_
from pipeline.stages.detect.days import When
from pipeline.stages.detect.diary import Diary
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


def test_of_a_page_of_deadlines_each_date_is_held_against_those_beside_it_and_each_text_read_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    windows: list[int] = []
    texts: list[str] = []
    window, of = due_._WINDOW, due_.of

    class Window:
        def fullmatch(self, text: str, start: int, end: int) -> re.Match[str] | None:
            windows.append(end - start)
            return window.fullmatch(text, start, end)

    def counted(diary: Diary, text: str, held: int, *, gone: bool) -> When | None:
        texts.append(text)
        return of(diary, text, held, gone=gone)

    monkeypatch.setattr(due_, "_WINDOW", Window())
    monkeypatch.setattr(due_, "of", counted)
    many = [f"the deadline for Oakmill expires on April {1 + number % 30}" for number in range(90)]
    assert due(f"{', '.join(many)}; the deadline for Oakmill, the deadline for Oakmill.") == ["2024-04-01"]
    assert len(texts) == len(set(texts))
    assert len(windows) < 2 * len(many)

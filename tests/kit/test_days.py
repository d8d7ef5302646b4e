"""What a date means in days."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.kit import days

FIRST = date(2020, 9, 1).toordinal()


@pytest.mark.parametrize(
    ("said", "until", "first", "last"),
    [
        ("2020-09-13", None, 12, 12),
        ("2020-09", None, 0, 29),
        ("2020-09-07", "2020-09-13", 6, 12),
        ("2020-09-13", "2020-09-07", 12, 12),
        ("2020-08", "2020-09", -31, 29),
    ],
)
def test_a_date_means_its_days(said: str, until: str | None, first: int, last: int) -> None:
    assert days.meant(said, until) == (FIRST + first, FIRST + last)


@pytest.mark.parametrize("said", [None, "", "2020-02-30", "2020-13", "soon", "2020"])
def test_what_is_no_date_means_none(said: str | None) -> None:
    assert days.meant(said) == days.meant(said, "2020-09-13") == (0, 0)


def test_it_is_shown_from_its_first_day_to_its_last() -> None:
    assert days.said("2020-09-07", "2020-09-13") == "2020-09-07 to 2020-09-13"
    assert days.said("2020-09") == "2020-09"


def test_how_far_apart_two_are() -> None:
    assert days.gap(3, 3, 5, 9) == days.gap(5, 9, 3, 3) == 2
    assert days.gap(3, 6, 5, 9) == 0

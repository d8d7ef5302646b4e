from __future__ import annotations

from typing import Any

import pytest

from pipeline.evaluate.gold import Row
from pipeline.evaluate.marks import Tally, marks, matched, same_day


def kinds(found: Any) -> list[str]:
    return [fault.kind for fault in found.faults]


def test_all_found_is_all_right(rows: list[Row], find: Any) -> None:
    first, second, empty, unsure = rows
    told = [(first, [find(first, 0), find(first, 1)]), (second, [find(second)]), (empty, []), (unsure, [])]
    got = marks(told)
    assert (got.types.precision, got.types.recall, got.types.f1) == (1.0, 1.0, 1.0)
    assert got.actors.f1 == 1.0
    assert (got.modality[True], got.modality[False], got.date[True]) == (3, 0, 3)
    assert (got.rows, got.empty, got.alarmed) == (3, 1, 0)
    assert got.faults == []


def test_a_miss_a_false_alarm_and_what_counts_neither_way(rows: list[Row], find: Any) -> None:
    first, second, empty, unsure = rows
    alarm = find(first, 0, id="x", article="g3", type="talks")
    told = [
        (first, [find(first, 0)]),
        (second, [find(second, 0), find(second, 1)]),
        (empty, [alarm]),
        (unsure, [find(unsure, type="order")]),
    ]
    got = marks(told)
    assert (got.types.right, got.types.wrong, got.types.missed) == (2, 1, 1)
    assert got.by_type["order"] == Tally(0, 0, 1)
    assert got.by_type["talks"] == Tally(0, 1, 0)
    assert got.by_lang["de"] == Tally(1, 0, 0)
    assert (got.empty, got.alarmed) == (1, 1)
    assert kinds(got) == ["missed", "false"]
    assert got.faults[0].quote == "Trump signed an order in August."
    assert got.faults[1].rule == "en.test"


def test_what_is_matched_may_still_be_wrong(rows: list[Row], find: Any) -> None:
    first = rows[0]
    wrong = find(first, 0, actors=("tiktok",), modality="reported", date="2020-09-20")
    got = marks([(first, [wrong, find(first, 1), find(first, 1, id="again", actors=())])])
    assert got.types.f1 == 1.0
    assert got.actors == Tally(1, 2, 1)
    assert (got.modality[False], got.date[False]) == (1, 1)
    assert kinds(got) == ["doubled", "actor", "modality", "date"]


def test_each_label_goes_to_the_mention_that_agrees_best(rows: list[Row], find: Any) -> None:
    first = rows[0]
    worse, better = find(first, 0, id="worse", actors=("tiktok",)), find(first, 0, id="better")
    (pair,) = matched(first, [worse, better])
    assert (pair.mention.id, pair.label.type) == ("better", "rejection")


@pytest.mark.parametrize(
    ("said", "found", "until"),
    [
        (None, None, None),
        ("2020-09-13", "2020-09-14", None),
        ("2020-09-18", "2020-09-14", "2020-09-20"),
        ("2020-09", "2020-09-30", None),
        ("2020-12", "2020-12", None),
    ],
)
def test_within_a_day(rows: list[Row], find: Any, said: str | None, found: str | None, until: str | None) -> None:
    assert same_day(said, find(rows[0], date=found, until=until))


@pytest.mark.parametrize(
    ("said", "found"),
    [(None, "2020-09-13"), ("2020-09-13", None), ("2020-09-13", "2020-09-15"), ("2020-09", "2020-10-02")],
)
def test_not_within_a_day(rows: list[Row], find: Any, said: str | None, found: str | None) -> None:
    assert not same_day(said, find(rows[0], date=found))


def test_nothing_of_nothing_is_nought() -> None:
    assert (Tally().precision, Tally().recall, Tally().f1) == (0.0, 0.0, 0.0)

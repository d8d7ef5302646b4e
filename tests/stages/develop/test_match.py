"""Does it fit? Each case is a development of one report, and a mention that comes to it."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.model import Watch
from pipeline.stages.develop import slots
from pipeline.stages.develop.clusters import joined, opened
from pipeline.stages.develop.fold import ENOUGH, best
from pipeline.stages.develop.habits import HABITS
from pipeline.stages.develop.kin import Kin
from pipeline.stages.develop.match import fit

ORDER = {"type": "order", "actors": ("us-president",)}
TERMS = {"type": "terms", "actors": ("oracle", "bytedance")}
DUE = {"type": "deadline", "actors": ("us-president", "bytedance")}
TALKS = {"type": "talks", "actors": ("oracle", "bytedance")}
OFFER = {"type": "offer", "actors": ("oracle", "us-treasury")}
CLOSING = {"type": "closing", "actors": ("tiktok", "oracle")}
WORD = {"type": "statement", "actors": ("us-president",)}


def fits(say: Any, watch: Watch, first: dict[str, Any], then: dict[str, Any]) -> float | str:
    opening = say("first", **first)
    mention = say(**{"article": "then", "type": opening.type, "actors": opening.actors, **then})
    return fit(slots.of(mention), opened(slots.of(opening)), HABITS[opening.type], Kin(watch))


@pytest.mark.parametrize(
    ("first", "then"),
    [
        pytest.param({"date": "2020-09-13"}, {"date": "2020-09-14"}, id="a day apart"),
        pytest.param({"date": "2020-09-11"}, {"date": "2020-09-14"}, id="dated by no more than its publication"),
        pytest.param({}, {"article": "first"}, id="twice in one article"),
        pytest.param({"date": "2020-09-13"}, {"date": "2020-09"}, id="a month that holds the day"),
        pytest.param({"date": "2020-09-13"}, {}, id="no day said, in the news now"),
        pytest.param({}, {"date": "2020-09-13"}, id="the day is said later"),
        pytest.param(
            {"actors": ("tiktok", "microsoft")}, {"actors": ("bytedance", "microsoft")}, id="owner and object"
        ),
        pytest.param({"modality": "reported"}, {"modality": "denied"}, id="a denial of a report"),
        pytest.param({**ORDER, "date": "2020-08-06"}, {"at": "2022-03-01"}, id="a look back after years"),
        pytest.param(
            {**ORDER, "at": "2025-01-17"}, {"at": "2025-01-18", "date": "2024-04"}, id="the day of a look back"
        ),
        pytest.param(
            {**CLOSING, "modality": "expected", "date": "2021-01-22"},
            {"at": "2021-01-24", "date": "2021-01-23"},
            id="what was expected",
        ),
        pytest.param(
            {**CLOSING, "modality": "expected", "date": "2020-12"},
            {"at": "2021-06-14", "date": "2021-06-14"},
            id="what came half a year late",
        ),
        pytest.param(
            {**CLOSING, "modality": "expected", "date": "2021-12"},
            {"at": "2021-02-01", "date": "2021-02-01"},
            id="what came early",
        ),
        pytest.param(
            {**CLOSING, "modality": "expected", "date": "2020-10-22"}, {"modality": "expected"}, id="what lies ahead"
        ),
        pytest.param(
            {**ORDER, "at": "2020-09-16", "date": "2020-09-16"},
            {"at": "2020-09-17", "modality": "expected", "date": "2020-09"},
            id="a plan for the month on the day that it happens",
        ),
        pytest.param({**CLOSING, "date": "2020-09-16"}, {}, id="a day ahead that is told as past"),
        pytest.param({**CLOSING, "modality": "expected"}, {"date": "2020-11-20"}, id="an expectation without a day"),
        pytest.param({**DUE, "date": "2020-11-12"}, {"at": "2020-10-01", "date": "2020-11-12"}, id="a date set"),
        pytest.param({**DUE, "date": "2020-11-12"}, {}, id="a date spoken of without it"),
        pytest.param({**DUE, "date": "2020-11"}, {"date": "2020-11-12"}, id="a date and its month"),
        pytest.param({**DUE}, {"at": "2020-09-16", "date": "2020-11-12"}, id="the date that was set is said later"),
        pytest.param(
            {**DUE, "date": "2020-11-12"},
            {"article": "first", "date": "2020-11-13", "actors": ("us-government",)},
            id="one deadline twice in one article",
        ),
        pytest.param({**OFFER}, {"actors": ("bytedance", "oracle")}, id="an offer told from the other side"),
        pytest.param({**ORDER, "modality": "expected"}, {"at": "2021-03-01"}, id="a plan that was carried out since"),
        pytest.param({**OFFER}, {"actors": ("tiktok", "us-treasury")}, id="an offer told of the other partner"),
        pytest.param({**TALKS}, {"actors": ("bytedance", "oracle")}, id="who stands first does not matter"),
        pytest.param({**TALKS}, {"actors": ("other", "bytedance"), "quote": "x"}, id="a party without a name"),
        pytest.param({"actors": ()}, {"actors": ("bytedance",)}, id="nobody named before"),
        pytest.param({}, {"actors": ()}, id="nobody named now"),
        pytest.param({**WORD, "date": "2020-09"}, {"date": "2020-09-13"}, id="a month, in the news now"),
        pytest.param({**WORD}, {"date": "2020-09"}, id="a month for what had no day"),
        pytest.param(
            {**DUE, "date": "2020-11-12"},
            {"actors": ("us-congress",), "date": "2020-11-12"},
            id="two offices, one date",
        ),
        pytest.param(
            {**ORDER, "date": "2020-08-06"},
            {"field": "title", "quote": "x"},
            id="a headline that gives no day is no news",
        ),
        pytest.param(
            {"type": "order", "actors": ("us-congress",), "date": "2020-08-06"},
            {"actors": ("us-congress", "us-president")},
            id="a look back that names another office besides",
        ),
        pytest.param(
            {**TALKS, "actors": ("us-president", "tiktok"), "quote": "x y z talk"},
            {"actors": ("oracle", "tiktok"), "quote": "x y z talk", "date": None},
            id="talks that an official brings about",
        ),
    ],
)
def test_it_is_the_same(say: Any, watch: Watch, first: dict[str, Any], then: dict[str, Any]) -> None:
    found = fits(say, watch, first, then)
    assert isinstance(found, float)
    assert ENOUGH <= found <= 1.0


@pytest.mark.parametrize(
    ("first", "then", "veto"),
    [
        pytest.param({}, {"modality": "denied"}, "polarity", id="denied after confirmed"),
        pytest.param({"modality": "denied"}, {}, "polarity", id="confirmed after denied"),
        pytest.param({**DUE}, {"article": "first"}, "article", id="two deadlines in one article"),
        pytest.param({}, {"actors": ("microsoft", "bytedance")}, "actor", id="the other way round"),
        pytest.param({}, {"actors": ("bytedance", "oracle")}, "actor", id="another bidder"),
        pytest.param({**TALKS}, {"actors": ("microsoft", "bytedance")}, "actor", id="talks with somebody else"),
        pytest.param({**OFFER}, {"actors": ("microsoft", "us-treasury")}, "actor", id="a rival's offer"),
        pytest.param({"date": "2020-09-13"}, {"date": "2020-09-20"}, "date", id="a week apart"),
        pytest.param(
            {"date": "2020-09-14"},
            {"at": "2020-09-18", "date": "2020-09-17"},
            "date",
            id="what is dated by its publication is no later",
        ),
        pytest.param(
            {**CLOSING, "date": "2020-09-10"},
            {"modality": "expected", "date": "2020-09-15"},
            "date",
            id="a plan for after it has happened",
        ),
        pytest.param(
            {**ORDER, "at": "2020-09-04", "date": "2020-09-04"},
            {"at": "2020-09-14", "modality": "expected", "date": "2020-09"},
            "date",
            id="a plan for the rest of the month",
        ),
        pytest.param(
            {**CLOSING, "modality": "expected", "date": "2020-12"},
            {"at": "2022-02-01", "date": "2022-02-01"},
            "date",
            id="what came more than a year late",
        ),
        pytest.param(
            {**CLOSING, "modality": "expected", "date": "2020-12"},
            {"at": "2021-06-14", "modality": "expected", "date": "2021-07"},
            "date",
            id="another plan",
        ),
        pytest.param(
            {**ORDER, "modality": "expected", "date": "2020-12"},
            {"at": "2021-06-14", "date": "2021-06-14"},
            "date",
            id="orders come one after the other",
        ),
        pytest.param({}, {"date": "2020-10-20"}, "date", id="a day long after the reports"),
        pytest.param({"date": "2020-08"}, {"date": "2020-09"}, "date", id="one month and the next"),
        pytest.param(
            {"date": "2020-08-06"},
            {"at": "2020-10-01", "field": "title"},
            "date",
            id="a headline may tell of a new refusal and not date it",
        ),
        pytest.param({**WORD}, {"at": "2020-09-20"}, "date", id="a word of last week"),
        pytest.param(
            {**WORD, "date": "2020-09"}, {"at": "2020-09-28", "date": "2020-09"}, "date", id="a word of the month"
        ),
        pytest.param({**WORD}, {"at": "2020-09-28", "date": "2020-09"}, "date", id="a month for an old word"),
        pytest.param(
            {**ORDER, "date": "2020-08-06"},
            {"at": "2022-03-01", "field": "title"},
            "date",
            id="a headline is no look back",
        ),
        pytest.param(
            {**ORDER, "date": "2020-08-06"},
            {"at": "2022-03-01", "modality": "expected"},
            "date",
            id="what is past is not expected",
        ),
        pytest.param(
            {**ORDER, "date": "2020-08-06"},
            {"at": "2022-03-01", "actors": ("us-president", "oracle")},
            "date",
            id="a look back names nobody new",
        ),
        pytest.param(
            {**ORDER, "modality": "expected"}, {"at": "2022-03-01"}, "date", id="nobody looks back on an old plan"
        ),
        pytest.param({**CLOSING, "date": "2021-01-22"}, {}, "date", id="far ahead"),
        pytest.param(
            {**DUE, "date": "2020-09-13"}, {"at": "2020-08-01", "date": "2020-09-13"}, "date", id="set is not due"
        ),
    ],
)
def test_it_is_not_the_same(say: Any, watch: Watch, first: dict[str, Any], then: dict[str, Any], veto: str) -> None:
    assert fits(say, watch, first, then) == veto


def test_words_choose_among_what_fits(say: Any, watch: Watch) -> None:
    first = {**TERMS, "quote": "Oracle checks the source code of the app"}
    near = fits(say, watch, first, {"quote": "The source code is checked by Oracle"})
    far = fits(say, watch, first, {"quote": "A fund for education pays five billion"})
    silent = fits(say, watch, first, {"quote": ""})
    assert isinstance(near, float)
    assert isinstance(far, float)
    assert near > far == silent


def test_a_look_back_means_what_is_nearest_and_what_most_have_told(say: Any, watch: Watch) -> None:
    back = slots.of(say("back", **ORDER, at="2022-03-01"))
    old, new = (
        opened(slots.of(say("x", **ORDER, at=f"{day}T08:00:00", date=day))) for day in ("2020-08-06", "2021-08-06")
    )
    habit, kin = HABITS["order"], Kin(watch)
    told = joined(old, slots.of(say("y", **ORDER, at="2020-08-07", date="2020-08-06")), habit)
    far, near, known = (fit(back, one, habit, kin) for one in (old, new, told))
    assert isinstance(far, float)
    assert isinstance(near, float)
    assert isinstance(known, float)
    assert near > far
    assert known > far


def test_whom_few_reports_name_nobody_misses(say: Any, watch: Watch) -> None:
    law = {"type": "order", "actors": ("us-congress",), "date": "2020-04-23", "at": "2020-04-24"}
    signed = {**law, "actors": ("us-congress", "us-president")}
    habit, kin = HABITS["order"], Kin(watch)
    bill = opened(slots.of(say("bill", **{**law, "date": "2020-04-10", "at": "2020-04-11"})))
    back = slots.of(say("back", **{**law, "date": None, "at": "2021-04-01"}))
    told = opened(slots.of(say("a", **signed)))
    assert best(back, [bill, told], habit, kin) == 0
    for number in range(9):
        told = joined(told, slots.of(say(f"b{number}", **law)), habit)
    assert best(back, [bill, told], habit, kin) == 1

"""Dates as languages write them: resolved against publication and tense."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.stages.detect.days import When, within
from pipeline.stages.detect.lexicon import Dates
from pipeline.stages.detect.when import Grammar
from tests.stages.detect.language import PUBLISHED, lexicon

WINTER = date(2025, 12, 19)
EAST = Grammar(
    Dates(
        forms=("{n}月{d}日", "{n}月", "{d}日"),
        relative={
            "-1y": ("去年",),
            "+1y": ("明年",),
            "-1m": ("上月",),
            "+1m": ("下月",),
            "-1w": ("上周",),
            "+1w": ("下周",),
            "0e": ("年底",),
        },
        weekdays=("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
        due_behind=("前",),
        ends=("年底|末",),
    ),
    spaced=False,
)


@pytest.mark.parametrize(
    ("text", "future", "day"),
    [
        ("当地时间18日签署", False, "2025-12-18"),
        ("当地时间20日签署", False, "2025-12-20"),
        ("25日宣布", False, "2025-11-25"),
        ("17日宣布", True, "2025-12-17"),
        ("将于22日签署", True, "2025-12-22"),
        ("12月18日签署", False, "2025-12-18"),
        ("去年4月签署", False, "2024-04"),
        ("明年1月22日完成", False, "2026-01-22"),
        ("4月签署", False, "2025-04"),
        ("上月18日签署", False, "2025-11-18"),
        ("下月5日完成", True, "2026-01-05"),
        ("上周五签署", False, "2025-12-12"),
        ("下周一完成", True, "2025-12-22"),
        ("40日，12月1日签署", False, "2025-12-01"),
        ("年底完成", True, "2025-12"),
        ("2026年底完成", True, "2026-12"),
        ("2026年，末尾完成，下月完成", True, "2026-01"),
    ],
)
def test_a_day_alone_is_the_last_or_next_and_a_named_year_holds(text: str, *, future: bool, day: str) -> None:
    assert [when.day for when in EAST.find(text, WINTER, future=future) if when.low] == [day]


def test_what_falls_due_may_be_said_behind_the_date_and_no_month_has_a_day_too_many() -> None:
    assert [when.due for when in EAST.find("18日签署，22日前完成", WINTER, future=True)] == [False, True]
    found = EAST.find("上月31日", WINTER, future=False)
    assert [when.day for when in found] == ["2025-11", "2025-10-31"]


ENGLISH = Grammar(lexicon().dates, spaced=True)


def days(text: str, *, future: bool = False, published: date = PUBLISHED) -> list[tuple[str | None, str | None]]:
    return [(when.day, when.until) for when in ENGLISH.find(text, published, future=future)]


@pytest.mark.parametrize(
    ("text", "future", "found"),
    [
        ("on march 4, 2021", False, [("2021-03-04", None)]),
        ("on march 4, 1998, not in 1999", False, [("1998-03-04", None), (None, None)]),
        ("on jan 9", False, [("2024-01-09", None)]),
        ("on december 30", False, [("2023-12-30", None)]),
        ("on 9/1", False, [("2024-01-09", None)]),
        ("on 9/1/2022", False, [("2022-01-09", None)]),
        ("on 9/13", False, []),
        ("on 31/4", False, []),
        ("2024-02-30 or 2024.02.28", False, [(None, None), ("2024-02-28", None)]),
        ("on march 4, 2021, in 2022", False, [("2021-03-04", None), (None, None)]),
        ("in march 4", False, [("2024-03-04", None)]),
        ("in may", False, [("2023-05", None)]),
        ("in may of last year", False, [("2023-05", None)]),
        ("in february last year", False, [("2023-02", None)]),
        ("on friday of this week", False, [("2024-03-08", None)]),
        ("on friday it rained as it had this week", False, [("2024-03-01", None), ("2024-03-04", "2024-03-10")]),
        ("two months ago", False, [("2024-01", None)]),
        ("in may", True, [("2024-05", None)]),
        ("in january", True, [("2025-01", None)]),
        ("last year, in may", False, [("2023-05", None)]),
        ("yesterday", False, [("2024-03-05", None)]),
        ("this week", False, [("2024-03-04", "2024-03-10")]),
        ("at the start of the week", False, [("2024-03-03", "2024-03-05")]),
        ("this weekend", False, [("2024-03-03", None)]),
        ("this weekend", True, [("2024-03-10", None)]),
        ("last weekend", True, [("2024-03-03", None)]),
        ("next weekend", False, [("2024-03-10", None)]),
        ("days after", False, [(None, None)]),
        ("next month", False, [("2024-04", None)]),
        ("monday", False, [("2024-03-04", None)]),
        ("monday", True, [("2024-03-11", None)]),
        ("next wednesday", False, [("2024-03-13", None)]),
        ("wednesday last", False, [("2024-02-28", None)]),
        ("wednesday", False, [("2024-03-06", None)]),
        ("a week, two days", False, [(None, None), (None, None)]),
        ("no days, 0 days", False, []),
    ],
)
def test_dates_of_a_spaced_language(text: str, *, future: bool, found: list[tuple[str | None, str | None]]) -> None:
    assert days(text, future=future) == found


def test_a_weekend_on_a_saturday_is_this_one_and_leap_days_are_found() -> None:
    saturday = date(2024, 3, 9)
    assert days("this weekend", published=saturday) == [("2024-03-09", None)]
    assert days("last weekend", published=saturday) == [("2024-03-03", None)]
    assert days("next weekend", published=saturday) == [("2024-03-17", None)]
    assert days("february 29") == [("2024-02-29", None)]


def test_terms_count_days_and_words_before_a_date_make_it_due() -> None:
    assert [when.span for when in ENGLISH.find("2 weeks, one month, 10 days", PUBLISHED, future=False)] == [14, 30, 10]
    found = ENGLISH.find("on monday, by friday", PUBLISHED, future=True)
    assert [when.due for when in found] == [False, True]
    assert When(start=0, end=1).day is None


def test_a_form_that_begins_with_a_word_of_what_is_due_is_a_day_on_which_something_is() -> None:
    grammar = Grammar(Dates(months=("june",), forms=("in {m}", "until {m}"), due=("until",)), spaced=True)
    for text, due in {"until june": True, "in june": False}.items():
        assert [when.due for when in grammar.find(text, PUBLISHED, future=True)] == [due]


def test_a_word_of_what_is_due_marks_no_day_where_it_is_one_of_what_has_gone_by() -> None:
    grammar = Grammar(Dates(weekdays=("monday",), due=("ends on",), gone=("it ends on monday no more",)), spaced=True)
    for text, due in {"it ends on monday": True, "it ends on monday no more": False}.items():
        assert [when.due for when in grammar.find(text, PUBLISHED, future=True)] == [due]
        assert grammar.says_gone(text) is not due


def test_what_falls_due_without_a_year_is_to_come_unless_just_gone() -> None:
    """December 20 was 77 days ago."""
    for text, day in {
        "by december 20": "2024-12-20",
        "by december 20, 2023": "2023-12-20",
        "by december 20 last year": "2023-12-20",
        "december 20": "2023-12-20",
        "by february 20": "2024-02-20",
        "by april 20": "2024-04-20",
    }.items():
        assert days(text, future=True) == [(day, None)]
    assert days("by december 20") == [("2023-12-20", None)]
    leap = ENGLISH.find("by february 29", date(2024, 7, 1), future=True)
    assert [when.day for when in leap] == ["2025-02-28"]


@given(
    spans=st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5)).map(lambda one: (one[0], sum(one)))),
    start=st.integers(0, 9),
    length=st.integers(1, 5),
)
def test_a_date_is_within_spans_if_it_is_part_of_one(spans: list[tuple[int, int]], start: int, length: int) -> None:
    when = When(start=start, end=start + length)
    assert within(spans)(when) is any(when.part_of(*one) for one in spans)


def test_what_is_part_of_a_longer_date_is_none() -> None:
    romanian = Grammar(
        Dates(weekdays=("luni",), numbers=("una", "doua", "trei"), spans=("luni",), relative={"0k": ("that luni",)}),
        spaced=True,
    )
    assert [(when.span, when.low) for when in romanian.find("trei luni", PUBLISHED, future=True)] == [(90, None)]
    assert romanian.find("that luni", PUBLISHED, future=False) == []
    assert [when.day for when in romanian.find("luni", PUBLISHED, future=False)] == ["2024-03-04"]


def test_a_phrase_may_count() -> None:
    counting: dict[str, tuple[str, ...]] = {
        "-nd": ("{n} days ago|{n} days back",),
        "-7nk": ("{n} weeks before",),
        "-1k": ("the day before",),
        "0d": ("days ago",),
    }
    grammar = Grammar(Dates(numbers=("one", "two", "three", "four"), relative=counting), spaced=True)
    for text, day in {
        "two days ago": "2024-03-04",
        "four days ago": "2024-03-02",
        "31 days ago": "2024-02-04",
        "two days back": "2024-03-04",
        "some days ago": "2024-03-06",
        "32 days ago": "2024-03-06",
        "1 days ago": "2024-03-06",
    }.items():
        assert [when.day for when in grammar.find(text, PUBLISHED, future=False)] == [day], text
    told = date(2024, 1, 31)
    for text, day in {
        "two weeks before": "2024-01-17",
        "12 weeks before": "2023-11-08",
        "the day before": "2024-01-30",
    }.items():
        counted = grammar.after(text, told)
        assert counted is not None
        assert counted.day == day
    longest = grammar.after("the day before, two weeks before", told)
    assert longest is not None
    assert longest.day == "2024-01-17"
    assert {"days ago", "days back", "weeks before"} <= grammar.words
    assert "" not in grammar.words


@pytest.mark.parametrize("text", ["the  day\nbefore", "eves before", "{n}", "on*", "31 days earlier", "on the 3rd"])
def test_a_phrase_is_found_however_its_blanks_stars_and_numbers_are_written(text: str) -> None:
    said: dict[str, tuple[str, ...]] = {"-1d": ("the day before|eve* before",), "-nd": ("{n} days earlier",)}
    grammar = Grammar(Dates(relative=said, forms=("on the {d}",)), spaced=True)
    assert bool(grammar.find(text, PUBLISHED, future=False)) == (text not in {"{n}", "on*"})


def test_an_offset_that_is_none_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'soon' is no offset"):
        Grammar(Dates(relative={"soon": ("soon",)}), spaced=True)


def test_a_language_without_words_of_dates_reads_digits_only() -> None:
    assert Grammar(Dates(), spaced=True).find("monday 2024-03-01", PUBLISHED, future=False)[0].day == "2024-03-01"
    assert Grammar(Dates(), spaced=True).month is None


def test_then_is_the_month_told_before_and_the_month_after_the_next() -> None:
    told = date(2023, 12, 30)
    assert [ENGLISH.after(text, told) for text in ("never", "yesterday")] == [None, None]
    found = [ENGLISH.after(text, told) for text in ("it then closed", "the month after, it closed")]
    assert [(when.day, when.start, when.end) for when in found if when] == [("2023-12", 3, 7), ("2024-01", 0, 15)]


def test_a_form_that_names_a_part_twice_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"dates\.forms: .* names a part of a date twice"):
        Grammar(Dates(forms=("{d}-{d} {m}",), months=("may",)), spaced=True)


@pytest.mark.parametrize(
    ("text", "future", "days"),
    [
        ("上周一签署", False, ["2025-12-08"]),  # published on a Friday: not that of this week
        ("11月12日（周三）签署", False, ["2025-11-12"]),
        ("周三（11月12日）签署", False, ["2025-11-12"]),
        ("周四（11月12日）签署", False, ["2025-12-18", "2025-11-12"]),  # two days: the 12th was no Thursday
        ("将于12月31日（周三）完成", True, ["2025-12-31"]),
        ("下周年底完成", True, ["2025-12-22", "2025-12"]),
    ],
)
def test_a_weekday_belongs_to_its_week_and_to_the_day_beside_it(text: str, *, future: bool, days: list[str]) -> None:
    grammar = Grammar(
        Dates(
            forms=("{n}月{d}日",),
            weekdays=tuple(f"周{day}|上周{day}" for day in "一二三四五六日"),
            relative={"-1w": ("上周",), "+1w": ("下周",), "0e": ("年底",)},
        ),
        spaced=False,
    )
    assert [when.day for when in grammar.find(text, WINTER, future=future)] == days


@pytest.mark.parametrize(
    ("published", "day"),
    [(date(2025, 9, 16), "2025-01-20"), (date(2025, 12, 1), "2026-01-20"), (date(2025, 1, 2), "2025-01-20")],
)
def test_of_what_happened_no_day_without_a_year_is_far_in_the_next_year(published: date, day: str) -> None:
    grammar = Grammar(lexicon().dates, spaced=True)
    assert [when.day for when in grammar.find("on january 20", published, future=False)] == [day]


def test_what_two_phrases_share_a_word_they_say_together() -> None:
    words: dict[str, tuple[str, ...]] = {
        "-1w": ("geçen hafta",),
        "0w": ("hafta içinde",),
        "-1y": ("geçen yıl",),
        "0e": ("yıl sonunda",),
    }
    grammar = Grammar(Dates(relative=words), spaced=True)
    week, *_ = grammar.find("geçen hafta içinde", PUBLISHED, future=False)
    year, *_ = grammar.find("geçen yıl sonunda", PUBLISHED, future=False)
    assert (week.day, week.until, year.day) == ("2024-02-26", "2024-03-03", "2023-12")


def test_a_month_is_none_of_the_words_between_a_number_and_days() -> None:
    dates = Dates(months=("eylül", *("?" * 11)), forms=("{d} {m}",), days=("günü|gün",))
    grammar = Grammar(dates, spaced=True)
    assert [(when.day, when.span) for when in grammar.find("2 eylül günü", PUBLISHED, future=False)] == [
        ("2024-01-02", 0)
    ]
    assert [when.span for when in grammar.find("2 iş gün", PUBLISHED, future=False)] == [2]


def test_vowel_signs_are_part_of_a_word() -> None:
    grammar = Grammar(Dates(relative={"0d": ("आज",)}), spaced=True)
    assert [when.day for when in grammar.find("आज", PUBLISHED, future=False)] == ["2024-03-06"]
    assert grammar.find("आजादी", PUBLISHED, future=False) == []


def test_days_are_said_from_to_and_in_words_and_years_from_another_era() -> None:
    dates = Dates(
        months=("january", *("?" * 11)), forms=("{d}-{e} {m} {y}", "{d}-{e} {m}", "{w} of {m}", "{m} {y}"),
        ordinals=("first", "second"), era=543,
    )  # fmt: skip
    grammar = Grammar(dates, spaced=True)
    said = {
        one: grammar.find(one, PUBLISHED, future=False)[0]
        for one in ("3-5 january", "second of january", "january 2566")
    }
    assert [(when.day, when.until) for when in said.values()] == [
        ("2024-01-03", "2024-01-05"), ("2024-01-02", None), ("2023-01", None),
    ]  # fmt: skip


def test_a_plan_for_the_begin_of_the_week_is_for_the_next_one() -> None:
    grammar = Grammar(Dates(relative={"0b": ("周明け",)}), spaced=False)
    assert [when.day for when in grammar.find("周明けに", PUBLISHED, future=True)] == ["2024-03-10"]
    assert [when.day for when in grammar.find("周明けに", PUBLISHED, future=False)] == ["2024-03-03"]


def found_in(text: str, *, future: bool = False, spaced: bool = True, **tables: Any) -> list[str | None]:
    grammar = Grammar(Dates(**tables), spaced=spaced)
    return [when.day for when in grammar.find(text, PUBLISHED, future=future) if when.low]


MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november")


@pytest.mark.parametrize("form", ["by the {d}st", "by {d}", "by {d}."])
def test_a_day_alone_is_none_where_a_month_a_figure_or_a_percentage_goes_on(form: str) -> None:
    """Italian "entro il 19 gennaio", German "zum 16.12.", Spanish "al 20 %"."""
    tables: dict[str, Any] = {"months": MONTHS, "forms": (form, "{d}st of {m}", "{d} {m}", "{d}. {m}", "{d}.{n}.")}
    said = form.replace("{d}", "1")
    for on in (" of may", " may", "2.5.", " %", "/7"):
        found = found_in(said + on, future=True, **tables)
        assert "2024-04-01" not in found, said + on
    assert found_in(f"{said} it rained", future=True, **tables) == ["2024-04-01"]


def test_the_end_of_a_month_is_not_that_of_its_year() -> None:
    tables: dict[str, Any] = {"months": MONTHS, "forms": ("{m} {y}", "late {m}", "towards {m}"), "ends": ("late",)}
    assert found_in("late may 2026", **tables) == ["2026-05"]
    assert found_in("towards may 2026", **tables) == ["2026-05"]
    assert found_in("towards may", **tables) == ["2023-05"]
    assert found_in("late 2026", **tables) == ["2026-12"]


def test_a_day_of_the_week_before_its_date_is_part_of_it() -> None:
    dates = lexicon().dates
    grammar = Grammar(dates, spaced=True)
    for text in ("by tuesday, march 19", "by tuesday (march 19)", "by tuesday the march 19"):
        assert [(when.day, when.due) for when in grammar.find(text, PUBLISHED, future=True)] == [("2024-03-19", True)]
    assert [when.day for when in grammar.find("monday, march 19", PUBLISHED, future=True)] == [
        "2024-03-11",
        "2024-03-19",
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("on wednesday the last bid", "2024-03-06"),
        ("on wednesday the next bid", "2024-03-06"),
        ("last wednesday", "2024-02-28"),
        ("wednesday (6) last", "2024-02-28"),
        ("next wednesday", "2024-03-13"),
    ],
)
def test_last_and_next_stand_right_beside_the_day(text: str, day: str) -> None:
    assert days(text) == [(day, None)]


def test_a_named_month_says_more_than_the_month() -> None:
    tables: dict[str, Any] = {"months": MONTHS, "forms": ("month of {m}",), "relative": {"0m": ("early in the month",)}}
    assert found_in("early in the month of may", **tables) == ["2023-05"]
    assert found_in("early in the month", **tables) == ["2024-03"]


def test_words_beside_a_date_are_none_but_leave_a_term() -> None:
    tables: dict[str, Any] = {
        "weekdays": ("segunda",), "numbers": ("um", "dois"), "days": ("dias",),
        "beside": ("segunda vez", "de dois dias"),
    }  # fmt: skip
    assert found_in("pela segunda vez", **tables) == []
    assert found_in("na segunda", **tables) == ["2024-03-04"]
    assert [
        when.span for when in Grammar(Dates(**tables), spaced=True).find("de dois dias", PUBLISHED, future=True)
    ] == [2]


def test_a_day_may_have_a_name() -> None:
    tables: dict[str, Any] = {"fixed": {"12-24": ("christmas eve",), "02-29": ("leap day",)}}
    assert found_in("on christmas eve", **tables) == ["2023-12-24"]
    assert found_in("on leap day", **tables) == ["2024-02-29"]
    with pytest.raises(ValueError, match="2024-soon"):
        Grammar(Dates(fixed={"soon": ("x",)}), spaced=True)


def test_a_longer_number_is_no_shorter_one() -> None:
    numbers = ("one", "two", *(f"{n}x" for n in range(3, 40)), "forty", *["-"] * 4, "forty-five")
    grammar = Grammar(Dates(numbers=numbers, days=("days",), relative={"+nd": ("in {n} days",)}), spaced=True)
    assert [when.span for when in grammar.find("forty-five days", PUBLISHED, future=True)] == [45]
    ahead = grammar.find("in two days", PUBLISHED, future=True)
    assert [(when.day, when.span) for when in ahead] == [("2024-03-08", 2)]

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pipeline.stages.develop import slots


def day(said: str) -> int:
    return date.fromisoformat(said).toordinal()


@pytest.mark.parametrize(
    ("said", "until", "low", "high"),
    [
        ("2020-09-13", None, "2020-09-13", "2020-09-13"),
        ("2020-09-14", "2020-09-20", "2020-09-14", "2020-09-20"),
        ("2020-09-14", "2020-09", "2020-09-14", "2020-09-30"),
        ("2020-02", None, "2020-02-01", "2020-02-29"),
    ],
)
def test_a_date_is_an_interval(say: Any, said: str, until: str | None, low: str, high: str) -> None:
    found = slots.of(say(date=said, until=until))
    assert (found.low, found.high) == (day(low), day(high))


@pytest.mark.parametrize("said", [None, "2020-13", "2020-02-30", "soon", ""])
def test_what_is_no_date_is_none(say: Any, said: str | None) -> None:
    found = slots.of(say(date=said))
    assert (found.low, found.high) == (0, 0)


def test_of_one_instant_the_exacter_date_comes_first(say: Any) -> None:
    said = [say("a", date=None), say("b", date="2020-09"), say("c", date="2020-09-13")]
    in_order = sorted((slots.of(mention) for mention in said), key=lambda one: one.order)
    assert [one.article for one in in_order] == ["c", "b", "a"]


def test_words_are_compared_by_their_stems_and_without_blanks_by_pairs(say: Any) -> None:
    english = slots.of(say(quote="Negotiators are negotiating on it")).words
    assert len(english) == 2  # "negot", "are"; what is shorter tells nothing
    chinese = slots.of(say(quote="签署协议")).words
    assert len(chinese) == 3


def test_figures_are_the_same_in_every_language(say: Any) -> None:
    english = slots.of(say(quote="It takes 12.5 percent, or $14,000"))
    french = slots.of(say(quote="Il prend 12,5 pour cent, soit 14.000 dollars"))
    assert english.figures == french.figures
    assert len(english.figures) == 2


def test_the_name_can_be_read_and_depends_on_content_alone(say: Any) -> None:
    dated, undated = slots.of(say(date="2020-09-13")).name, slots.of(say()).name
    assert dated.startswith("2020-09-13-rejection-bytedance-microsoft-")
    assert undated.startswith("2020-09-14-rejection-bytedance-microsoft-")
    assert slots.of(say(date="2020-09-13")).name == dated
    assert slots.of(say("a2", date="2020-09-13")).name != dated

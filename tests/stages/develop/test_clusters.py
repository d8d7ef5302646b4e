from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pipeline.model import Modality
from pipeline.stages.develop import slots
from pipeline.stages.develop.clusters import falls, forward, joined, opened
from pipeline.stages.develop.habits import HABITS


@pytest.mark.parametrize(
    ("held", "said", "then"),
    [
        ("rumoured", "reported", "reported"),
        ("reported", "rumoured", "reported"),
        ("reported", "confirmed", "confirmed"),
        ("expected", "confirmed", "confirmed"),
        ("confirmed", "expected", "confirmed"),
        ("reported", "denied", "denied"),
        ("denied", "reported", "denied"),
    ],
)
def test_certainty_moves_forward(held: Modality, said: Modality, then: Modality) -> None:
    assert forward(held, said) == then


def test_dates_narrow_and_actors_gather(say: Any) -> None:
    habit = HABITS["rejection"]
    cluster = opened(slots.of(say(date="2020-09")))
    cluster = joined(cluster, slots.of(say("a2", actors=("tiktok", "microsoft"))), habit)
    assert cluster.actors == ("bytedance", "microsoft", "tiktok")
    exact = joined(cluster, slots.of(say("a3", date="2020-09-13")), habit)
    again = joined(exact, slots.of(say("a4", date="2020-09-14")), habit)
    assert exact.low == exact.high == again.low
    assert again.size == 4
    assert again.firsts == ("bytedance", "tiktok")


def test_how_many_name_each_is_counted(say: Any) -> None:
    habit = HABITS["rejection"]
    cluster = opened(slots.of(say(actors=("bytedance",))))
    cluster = joined(cluster, slots.of(say("a2")), habit)
    cluster = joined(cluster, slots.of(say("a3", actors=("tiktok", "oracle", "microsoft"))), habit)
    cluster = joined(cluster, slots.of(say("a4", actors=("bytedance",))), habit)
    assert cluster.actors == ("bytedance", "microsoft", "tiktok", "oracle")
    assert [cluster.share(actor) for actor in cluster.actors] == [0.75, 0.5, 0.25, 0.25]


def test_the_day_is_as_most_have_it_and_one_outlier_is_outvoted(say: Any) -> None:
    habit = HABITS["rejection"]
    said = [
        {"date": "2020-09-12"},
        {"date": "2020-09-14", "modality": "expected"},
        {"date": "2020-09-13"},
        {"date": "2020-09"},
        {"date": "2020-09-13"},
    ]
    cluster = opened(slots.of(say("a0")))
    days = []
    for number, one in enumerate(said):
        cluster = joined(cluster, slots.of(say(f"b{number}", **one)), habit)
        days.append(date.fromordinal(cluster.low).day)
    assert cluster.low == cluster.high
    assert days == [12, 12, 12, 12, 13]


def test_a_day_is_loose_until_somebody_says_it_who_was_not_published_on_it(say: Any) -> None:
    habit = HABITS["rejection"]
    cluster = opened(slots.of(say(date="2020-09-14")))
    assert cluster.loose
    cluster = joined(cluster, slots.of(say("a2")), habit)
    assert cluster.loose
    assert not joined(cluster, slots.of(say("a3", at="2020-09-15", date="2020-09-14")), habit).loose


def test_who_is_not_named_acts_only_until_somebody_is(say: Any) -> None:
    habit = HABITS["interest"]
    cluster = opened(slots.of(say(type="interest", actors=("other", "tiktok"))))
    assert cluster.firsts == ("other",)
    cluster = joined(cluster, slots.of(say("a2", type="interest", actors=("oracle",))), habit)
    cluster = joined(cluster, slots.of(say("a3", type="interest", actors=("other",))), habit)
    assert cluster.firsts == ("oracle",)


def test_a_look_back_does_not_make_it_news_again(say: Any) -> None:
    habit = HABITS["rejection"]
    cluster = opened(slots.of(say(date="2020-09-13")))
    soon = joined(cluster, slots.of(say("a2", at="2020-09-16")), habit)
    late = joined(cluster, slots.of(say("a3", at="2021-09-16")), habit)
    assert soon.last == cluster.last + 2
    assert late.last == cluster.last
    undated = opened(slots.of(say()))
    assert joined(undated, slots.of(say("a4", at="2021-09-16")), habit).last == undated.last


def test_articles_are_known_only_for_the_latest_time(say: Any) -> None:
    habit = HABITS["rejection"]
    both = joined(opened(slots.of(say("a1"))), slots.of(say("a2")), habit)
    assert both.articles == ("a1", "a2")
    assert joined(both, slots.of(say("a3", at="2020-09-15")), habit).articles == ("a3",)


@pytest.mark.parametrize(
    ("said", "falling"),
    [
        ({"date": None}, False),
        ({"date": "2020-09-20"}, False),
        ({"date": "2020-09-15"}, False),
        ({"date": "2020-09-15", "modality": "expected"}, True),
        ({"date": "2020-09-14"}, True),
    ],
)
def test_a_date_falls_due(say: Any, said: dict[str, Any], falling: bool) -> None:  # noqa: FBT001 - the expected value
    assert falls(slots.of(say(type="deadline", **said))) is falling

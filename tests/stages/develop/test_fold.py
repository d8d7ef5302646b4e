from __future__ import annotations

from datetime import date
from typing import Any

from pipeline.model import Watch
from pipeline.stages.develop import slots
from pipeline.stages.develop.fold import fold, remembered
from pipeline.stages.develop.habits import HABITS
from pipeline.stages.develop.kin import Kin


def test_each_goes_where_it_fits_best(say: Any, watch: Watch) -> None:
    orders = [
        say("a1", type="order", actors=("us-president",), date="2020-08-06", at="2020-08-06"),
        say("a2", type="order", actors=("us-president",), date="2020-08-14", at="2020-08-15"),
        say("a3", type="order", actors=("us-president",), at="2020-08-16"),
        say("a4", type="order", actors=("us-congress",), at="2020-08-16"),
    ]
    clusters, firsts = fold((), [slots.of(order) for order in orders], HABITS["order"], Kin(watch))
    assert firsts == [orders[0].id, orders[1].id, orders[1].id, orders[3].id]
    assert [cluster.size for cluster in clusters] == [1, 2, 1]


def test_what_came_late_is_of_the_day_on_which_it_came(say: Any, watch: Watch) -> None:
    closing = {"type": "closing", "actors": ("tiktok", "oracle")}
    said = [
        say("a1", **closing, modality="expected", date="2020-12"),
        say("a2", **closing, modality="expected", date="2020-12", at="2020-09-15"),
        say("a3", **closing, date="2021-06-14", at="2021-06-14"),
        say("a4", **closing, date="2021-06-14", at="2021-06-15"),
        say("a5", **closing, at="2021-06-16"),
    ]
    (cluster,), _ = fold((), [slots.of(one) for one in said], HABITS["closing"], Kin(watch))
    assert cluster.low == cluster.high == date(2021, 6, 14).toordinal()


def test_what_nobody_looks_back_on_is_forgotten_after_a_year(say: Any, watch: Watch) -> None:
    said = [slots.of(say(type="statement", actors=("us-president",)))]
    clusters, _ = fold((), said, HABITS["statement"], Kin(watch))
    soon, late = date(2021, 9, 1).toordinal(), date(2021, 10, 1).toordinal()
    assert remembered(clusters, soon, HABITS["statement"]) == clusters
    assert remembered(clusters, late, HABITS["statement"]) == []
    assert remembered(clusters, late, HABITS["order"]) == clusters

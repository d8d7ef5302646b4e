"""How far apart days are: one answer for whether a report joins a plan, and for whose day holds then."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.model import Watch
from pipeline.stages.develop import days, slots
from pipeline.stages.develop.clusters import opened
from pipeline.stages.develop.fold import fold
from pipeline.stages.develop.habits import HABITS
from pipeline.stages.develop.kin import Kin

PLAN = {"type": "approval", "actors": ("cfius",), "modality": "expected", "at": "2020-09-01", "date": "2020-09-10"}
WENT = {"type": "approval", "actors": ("cfius",)}


@pytest.mark.parametrize(
    ("plan", "then", "late"),
    [
        pytest.param({}, {"at": "2020-09-21", "date": "2020-09-20"}, True, id="on another day"),
        pytest.param({}, {"at": "2020-09-13", "date": "2020-09-13"}, False, id="a plan slips"),
        pytest.param({}, {"at": "2020-09-15", "date": "2020-09-14"}, True, id="it slips no further"),
        pytest.param({}, {"at": "2020-09-14", "date": "2020-09-14"}, False, id="of the day, it may have been before"),
        pytest.param({"date": "2020-09"}, {"at": "2020-10-20", "date": "2020-10"}, True, id="in the next month"),
        pytest.param({"date": "2020-09"}, {"at": "2020-09-20", "date": "2020-09"}, False, id="in its month"),
        pytest.param({"modality": "reported"}, {"at": "2020-09-21", "date": "2020-09-20"}, False, id="was no plan"),
        pytest.param({"date": None}, {"at": "2020-09-21", "date": "2020-09-20"}, False, id="had no day"),
    ],
)
def test_what_was_planned_has_come_about_on_another_day(
    say: Any, watch: Watch, plan: dict[str, Any], then: dict[str, Any], *, late: bool
) -> None:
    first, second = slots.of(say("plan", **{**PLAN, **plan})), slots.of(say("went", **{**WENT, **then}))
    habit = HABITS["approval"]
    assert days.came_about(second, opened(first), habit) == late
    if late:
        [one], _ = fold([], [first, second], habit, Kin(watch))
        assert (one.low, one.high) == (second.low, second.high)

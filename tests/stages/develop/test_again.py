"""A late mention: the answer is that of folding everything, and little is asked for it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any, get_args

import pytest
from msgspec.structs import replace

from pipeline.model import Modality, Watch
from pipeline.stages import develop
from pipeline.stages.develop import match, slots
from pipeline.stages.develop.again import Again
from pipeline.stages.develop.clusters import Cluster
from pipeline.stages.develop.fold import fold, remembered
from pipeline.stages.develop.habits import HABITS, Habit
from pipeline.stages.develop.kin import Kin
from pipeline.stages.develop.shelf import first_day, week_of
from pipeline.stages.develop.slots import Slots

FIRST = date(2020, 1, 1).toordinal()
PARTIES = ("bytedance", "microsoft", "oracle", "us-president")


def news(say: Any, type_: str, count: int, days: int, chance: random.Random) -> list[Slots]:
    """So many mentions within so many days, in event time."""
    said = []
    for number in range(count):
        day = chance.randrange(days)
        at, dated = (date.fromordinal(FIRST + one).isoformat() for one in (day, max(0, day - chance.randrange(9))))
        one = {"date": chance.choice((None, at, dated, dated[:7])), "modality": chance.choice(get_args(Modality))}
        actors = tuple(chance.sample(PARTIES, chance.randrange(1, 3)))
        said.append(slots.of(say(f"a{number}", type=type_, at=at, actors=actors, **one)))
    return sorted(said, key=lambda one: one.order)


def weekly(said: Sequence[Slots]) -> list[tuple[str, list[Slots]]]:
    return [(week, list(of)) for week, of in groupby(said, key=lambda one: week_of(one.day))]


def folded(said: Sequence[Slots], habit: Habit, kin: Kin) -> tuple[list[Cluster], list[str]]:
    clusters: list[Cluster] = []
    firsts: list[str] = []
    for week, some in weekly(said):
        clusters, more = fold(remembered(clusters, first_day(week), habit), some, habit, kin)
        firsts += more
    return clusters, firsts


@pytest.mark.parametrize("type_", ["order", "approval", "statement", "deadline", "talks"])
@pytest.mark.parametrize("seed", range(6))
def test_it_is_as_if_all_were_folded(say: Any, watch: Watch, type_: Any, seed: int) -> None:
    chance, habit, kin = random.Random(seed), HABITS[type_], Kin(watch)
    said = news(say, type_, 60, chance.choice((90, 900)), chance)
    late = chance.choice(said[:20])
    known = [one for one in said if one is not late]
    _, firsts = folded(known, habit, kin)
    names = {one.id: one.name for one in known}
    homes = {one.id: names[first] for one, first in zip(known, firsts, strict=True)}
    again, now = Again((), habit, kin), []
    for week, some in weekly(said):
        again.forget(first_day(week))
        now += [again.late(one) if one is late else again.told(replace(one, home=homes[one.id])) for one in some]
    assert (again.clusters, now) == folded(said, habit, kin)


def test_little_is_asked_and_nothing_where_nothing_differs(
    say: Any, shelf: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = [date.fromordinal(FIRST + 30 * number).isoformat() for number in range(40)]
    shelf.take([say(f"a{number}", type="statement", at=day) for number, day in enumerate(days)])
    asked, fit = [], match.fit

    def counted(*what: Any) -> Any:
        asked.append(what)
        return fit(*what)

    monkeypatch.setattr(match, "fit", counted)
    late = say("late", type="statement", actors=("oracle",), at="2020-01-20")
    step = develop.step(shelf.entries, late)
    assert len(asked) < 40
    weeks = sorted(key.rpartition("/")[2] for key in step.state if key.startswith("tiktok/statement/"))
    assert weeks[0] == "2020-01-20"
    assert weeks[-1] < "2021-03"  # the year in which a report can still join is over

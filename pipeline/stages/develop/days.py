"""How far apart the days of a mention and of a development are, and whether one of them may still be the other.

Laws: what is only dated by its publication may have happened before it; a plan may slip, and nothing has happened that
lies ahead.
"""

from __future__ import annotations

from typing import Final

from pipeline.kit.days import gap
from pipeline.model import CERTAINTY
from pipeline.stages.develop.clusters import Cluster
from pipeline.stages.develop.habits import Habit
from pipeline.stages.develop.slots import Slots

LAG: Final = 2
"""Days by which what is only dated by its publication may be late."""
PLANS_SLIP: Final = 2
"""Days by which what was planned may come early or late."""
WEEK: Final = 7
YEAR: Final = 366


def came_about(slots: Slots, cluster: Cluster, habit: Habit) -> bool:
    """Whether what was planned has happened, on a day that no plan had named."""
    dated = bool(slots.low and cluster.low)
    return dated and comes_late(slots, cluster, habit) and apart(slots, cluster, habit)


def comes_late(slots: Slots, cluster: Cluster, habit: Habit) -> bool:
    """Whether a plan, if it has slipped, may mean what has happened."""
    happened = CERTAINTY[slots.modality] >= CERTAINTY["reported"]
    planned = habit.awaited and cluster.modality == "expected"
    return planned and happened and cluster.since <= slots.low < cluster.high + YEAR


def apart(slots: Slots, cluster: Cluster, habit: Habit) -> bool:
    """Whether days that both have are too far from each other to be one; two months must meet."""
    planned = "expected" in (slots.modality, cluster.modality) and not past(slots, cluster)
    slack = habit.slack + (PLANS_SLIP if planned else 0)
    return away(slots, cluster) > (slack if narrow(slots) or narrow(cluster) else 0)


def away(slots: Slots, cluster: Cluster) -> int:
    """Days between those that are meant."""
    return gap(_first_day(slots), slots.high, _earliest(cluster), cluster.high)


def narrow(dated: Slots | Cluster) -> bool:
    """Whether it means a day, or some days in a row, and no month."""
    return dated.high - dated.low <= WEEK


def _first_day(slots: Slots) -> int:
    """The first day that is meant; a plan for a week or month that has begun is for what is left of it."""
    if slots.modality == "expected":
        return max(slots.low, min(slots.day - 1, slots.high))
    return _earliest(slots)


def _earliest(dated: Slots | Cluster) -> int:
    """The first day that is meant: what is only dated by its publication may have happened before it."""
    return dated.low - LAG if dated.loose else dated.low


def past(slots: Slots, cluster: Cluster) -> bool:
    """Whether the mention looks ahead of what has happened already."""
    return slots.modality == "expected" and _behind_it(slots, cluster)


def _behind_it(slots: Slots, cluster: Cluster) -> bool:
    """Whether it had happened when the mention was published; what lies ahead of that has not, whoever says so."""
    return told_as_done(cluster) and cluster.low <= slots.day


def told_as_done(cluster: Cluster) -> bool:
    """Whether somebody tells it as what has happened, whatever its day."""
    return CERTAINTY[cluster.modality] >= CERTAINTY["reported"]

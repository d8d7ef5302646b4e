"""The fold: the mentions of one type in event time, each to the development it fits best, or to a new one.

Laws: the answer depends on the mentions and the opening clusters only, never on the order of arrival; of
equal fits the one opened later wins. What can hold no new report any more is forgotten between two spans.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.stages.develop import days, match
from pipeline.stages.develop.clusters import Cluster, joined, opened
from pipeline.stages.develop.habits import Habit
from pipeline.stages.develop.kin import Kin
from pipeline.stages.develop.slots import Slots

ENOUGH = 0.5
"""The fit from which on a mention joins."""
REMEMBERED = 366
"""Days after its last report for which a development that nobody looks back on can still be joined."""


def fold(
    start: Sequence[Cluster], mentions: Iterable[Slots], habit: Habit, kin: Kin
) -> tuple[list[Cluster], list[str]]:
    """The clusters after the mentions, which come in event time, and the first member of each one's cluster."""
    clusters, firsts = list(start), []
    for slots in mentions:
        place = best(slots, clusters, habit, kin)
        if place is None:
            clusters.append(opened(slots))
            place = -1
        else:
            known = clusters[place]
            clusters[place] = joined(known, slots, habit, anew=days.came_about(slots, known, habit))
        firsts.append(clusters[place].first)
    return clusters, firsts


def best(slots: Slots, clusters: Sequence[Cluster], habit: Habit, kin: Kin) -> int | None:
    """The index of the cluster that the mention fits best, if it fits one well enough."""
    place, found = None, ENOUGH
    for index, cluster in enumerate(clusters):
        fits = match.fit(slots, cluster, habit, kin)
        if isinstance(fits, float) and fits >= found:
            place, found = index, fits
    return place


def remembered(clusters: Iterable[Cluster], day: int, habit: Habit) -> list[Cluster]:
    """The clusters that a mention published on or after that day can still join."""
    return [c for c in clusters if habit.milestone or max(c.last, c.high) + REMEMBERED >= day]

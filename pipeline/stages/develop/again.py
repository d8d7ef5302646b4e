"""The fold once more for a mention that came late: as it was without it and as it is with it, side by side.

Law: the answer is that of `fold` over all the mentions. A mention joined what fitted it best, so nothing of what is as
it was fits it better now: only what differs between the two is asked again, and all only where what it had joined fits
it less than it did. Where nothing differs any more, nothing will.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.stages.develop import days, fold, match
from pipeline.stages.develop.clusters import Cluster, joined, opened
from pipeline.stages.develop.habits import Habit
from pipeline.stages.develop.kin import Kin
from pipeline.stages.develop.slots import Slots


class Again:
    """Developments by the mention that opened them, in the order in which they were opened."""

    def __init__(self, start: Iterable[Cluster], habit: Habit, kin: Kin) -> None:
        self._habit, self._kin = habit, kin
        self._was = {cluster.first: cluster for cluster in start}
        self._now = dict(self._was)
        self._differ: set[str] = set()
        self._order = {first: number for number, first in enumerate(self._was)}
        self._named: dict[str, str] = {}

    @property
    def differs(self) -> bool:
        """Whether the late mention makes a difference here."""
        return bool(self._differ)

    @property
    def clusters(self) -> list[Cluster]:
        """The developments as they are with it."""
        return list(self._now.values())

    def forget(self, day: int) -> None:
        """Leave out what a mention published on or after that day cannot join."""
        for held in (self._was, self._now):
            kept = {one.first for one in fold.remembered(held.values(), day, self._habit)}
            for first in held.keys() - kept:
                del held[first]
        self._differ &= self._was.keys() | self._now.keys()
        self._named = {cluster.name: cluster.first for cluster in self._was.values()}

    def late(self, slots: Slots) -> str:
        """The first member of the development that the late mention is in."""
        return self._put(slots, self._best(slots, self._now))

    def told(self, slots: Slots) -> str:
        """The first member of the development that a mention is in which is at home already."""
        home = self._named.get(slots.home)
        place = self._place(slots, home)
        stood = self._was[home] if home else None
        stands = self._now[place] if place else None
        was = self._with(stood, slots)
        self._was[was.first] = was
        self._named[was.name] = was.first
        if stood is stands:
            self._order.setdefault(was.first, len(self._order))
            self._now[was.first] = was
            return was.first
        self._differ.add(was.first)
        return self._put(slots, place)

    def _place(self, slots: Slots, home: str | None) -> str | None:
        """The development that it fits best now, if it fits one well enough."""
        differ = self._differ & self._now.keys()
        if not self._differ:
            return home
        if home is None:
            return self._best(slots, differ)
        if home not in self._differ:
            return self._best(slots, differ | {home})
        return self._best(slots, differ if self._fits_as_well(slots, home) else self._now)

    def _fits_as_well(self, slots: Slots, home: str) -> bool:
        """Whether it fits what it had joined no less than it did."""
        if home not in self._now:
            return False
        was, now = (match.fit(slots, held[home], self._habit, self._kin) for held in (self._was, self._now))
        return isinstance(was, float) and isinstance(now, float) and now >= was

    def _best(self, slots: Slots, among: Iterable[str]) -> str | None:
        firsts = sorted(among, key=self._order.__getitem__)
        place = fold.best(slots, [self._now[first] for first in firsts], self._habit, self._kin)
        return None if place is None else firsts[place]

    def _put(self, slots: Slots, place: str | None) -> str:
        """The same development, with the mention in it as it is now."""
        now = self._with(self._now[place] if place else None, slots)
        self._order.setdefault(now.first, len(self._order))
        self._now[now.first] = now
        self._differ.add(now.first)
        return now.first

    def _with(self, cluster: Cluster | None, slots: Slots) -> Cluster:
        if cluster is None:
            return opened(slots)
        return joined(cluster, slots, self._habit, anew=days.came_about(slots, cluster, self._habit))

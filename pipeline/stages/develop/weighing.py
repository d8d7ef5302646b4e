"""How well a mention fits each development that it could join: what `step` decides by, for whoever asks why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pipeline.model import Mention, Value, Watch
from pipeline.stages.develop import fold, habits, match, slots
from pipeline.stages.develop.kin import Kin
from pipeline.stages.develop.shelf import Bucket, first_day, week_of

ENOUGH: Final = fold.ENOUGH


class Fit(Value):
    """A development of the mention's type: how well the mention fits it, 0..1, or the veto that forbids it."""

    development: str
    score: float = 0.0
    veto: str = ""

    @property
    def enough(self) -> bool:
        """Whether the mention could join."""
        return not self.veto and self.score >= ENOUGH


def fits(shelf: Mapping[str, bytes], mention: Mention, watch: Watch | None = None) -> tuple[Fit, ...]:
    """The developments as they stand now, best first: the first joins if it is enough, the second is the runner-up.

    For a mention older than others of its type, which folds the weeks since again, it says what would be if it
    were the latest.
    """
    newcomer, habit, kin = slots.of(mention), habits.of(mention), Kin(watch)
    head = Bucket(shelf, mention.watch, mention.type, mention.own).head
    clusters = fold.remembered(head.clusters, first_day(week_of(newcomer.day)), habit)
    found = []
    for cluster in reversed(clusters):  # of equals the one opened later comes first, as in `fold`
        fit = match.fit(newcomer, cluster, habit, kin)
        veto = fit if isinstance(fit, str) else ""
        found.append(Fit(development=cluster.name, score=0.0 if isinstance(fit, str) else fit, veto=veto))
    return tuple(sorted(found, key=lambda one: -one.score))

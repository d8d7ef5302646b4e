"""Make one development of all the mentions of it, as users judge."""

from __future__ import annotations

from agents.floor import Floor
from pipeline.corridor import DEVELOPMENTS, MENTIONS
from pipeline.model import Mention, Verdict
from pipeline.stages import develop as stage


def stand(floor: Floor) -> None:
    """Register the agent; its shelf `developments` holds the watch's buckets and developments, and their versions.

    A late mention changes many of them, and what comes again must find none of that or all.
    """
    shelf = floor.shelf("developments", whole=True)

    @floor.station(reads=MENTIONS, writes=DEVELOPMENTS)
    async def develop(said: Mention | Verdict) -> None:
        watch = floor.standing.watches.get(said.watch)
        step = stage.judge(shelf, said, watch) if isinstance(said, Verdict) else stage.step(shelf, said, watch)
        step = stage.counted(shelf, step)
        for development in step.out:
            await floor.pass_on(DEVELOPMENTS, development.id, development)
        for key, value in step.state.items():  # when all are taken: what is tried again has the same version
            shelf.put(key, value)
        if step.dropped:
            floor.drop(step.dropped)

"""Make one development of all the mentions of it."""

from __future__ import annotations

from agents.floor import Floor
from pipeline.corridor import DEVELOPMENTS, MENTIONS
from pipeline.model import Mention
from pipeline.stages import develop as stage


def stand(floor: Floor) -> None:
    """Register the agent; its shelf `developments` holds the watch's buckets and developments."""
    shelf = floor.shelf("developments")

    @floor.station(reads=MENTIONS, writes=DEVELOPMENTS)
    async def develop(mention: Mention) -> None:
        step = stage.step(shelf, mention, floor.standing.watches.get(mention.watch))
        for development in step.out:
            await floor.pass_on(DEVELOPMENTS, development.id, development)
        for key, value in step.state.items():
            await shelf.put(key, value)
        if step.dropped:
            floor.drop(step.dropped)

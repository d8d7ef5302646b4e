"""Tell each subscription once, and tell a late one what is already known."""

from __future__ import annotations

from agents.floor import Floor
from pipeline.corridor import ALERTS, DEVELOPMENTS
from pipeline.model import Alert, Development, Heartbeat, Step
from pipeline.stages import alert as stage


def stand(floor: Floor) -> None:
    """Register the agent; shelf `told` is the ledger by development, `swept` who was told what is old."""
    told, swept = floor.shelf("told"), floor.shelf("swept")

    async def tell(development_id: str, step: Step[bytes, Alert]) -> None:
        for alert in step.out:
            await floor.pass_on(ALERTS, alert.subscription, alert)
        told.put(development_id, step.state)

    async def sweep(_: Heartbeat) -> None:
        late = {id_: s for id_, s in floor.standing.subscriptions.items() if s.since and id_ not in swept}
        for development_id in list(told) if late else ():
            await tell(development_id, stage.sweep(told[development_id], late.values()))
        for id_ in late:
            swept.put(id_, b"1")

    @floor.station(reads=DEVELOPMENTS, writes=ALERTS, on_beat=sweep)
    async def alert(development: Development) -> None:
        subscriptions = floor.standing.subscriptions.values()
        step = stage.step(told.get(development.id), development, subscriptions)
        await tell(development.id, step)
        if step.dropped:
            floor.drop(step.dropped)

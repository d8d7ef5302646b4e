"""Tell each subscription once, and tell a late one what is already known."""

from __future__ import annotations

from agents.floor import Floor
from pipeline.corridor import ALERTS, DEVELOPMENTS
from pipeline.model import Alert, Development, Heartbeat, Step, Subscription
from pipeline.stages import alert as stage


def stand(floor: Floor) -> None:
    """Register the agent; shelf `told` is the ledger by development, `swept` who was told what is old.

    Who was removed or is gone and comes again, or changes its watch, is told what the ledger does not hold; so is who
    came a moment ago, for what was told in that moment was told without them.
    """
    told, swept = floor.shelf("told"), floor.shelf("swept")

    async def tell(development_id: str, step: Step[bytes, Alert]) -> None:
        for alert in step.out:
            await floor.pass_on(ALERTS, alert.subscription, alert)
        told.put(development_id, step.state)

    async def sweep(_: Heartbeat) -> None:
        here = {id_: s for id_, s in floor.standing.subscriptions.items() if not s.gone_at}
        for id_ in swept.keys() - here.keys():
            swept.put(id_, None)
        late = {id_: s for id_, s in here.items() if swept.get(id_) != _mark(s)}
        for development_id in list(told) if late else ():
            await tell(development_id, stage.sweep(told[development_id], late.values()))
        for id_, subscription in late.items():
            swept.put(id_, _mark(subscription))

    @floor.station(reads=DEVELOPMENTS, writes=ALERTS, on_beat=sweep)
    async def alert(development: Development) -> None:
        subscriptions = floor.standing.subscriptions.values()
        step = stage.step(told.get(development.id), development, subscriptions)
        await tell(development.id, step)
        if step.dropped:
            floor.drop(step.dropped)


def _mark(subscription: Subscription) -> bytes:
    """Of what it was told all that is old."""
    return (subscription.watch or "").encode() or b"all"

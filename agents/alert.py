"""Tell each subscription once, and tell a late one what is already known."""

from __future__ import annotations

from agents.floor import Floor
from pipeline.corridor import ALERTS, DEVELOPMENTS
from pipeline.model import Alert, Development, Heartbeat, Step, Subscription
from pipeline.stages import alert as stage


def stand(floor: Floor) -> None:
    """Register the agent."""
    crier = _Crier(floor)

    @floor.station(reads=DEVELOPMENTS, writes=ALERTS, on_beat=crier.sweep)
    async def alert(development: Development) -> None:
        step = stage.step(crier.told.get(development.id), development, floor.standing.subscriptions.values())
        await crier.tell(development.id, step)
        if step.dropped:
            floor.drop(step.dropped)


class _Crier:
    """Shelf `told` is the ledger by development, `swept` who was told what is old.

    Who was gone and comes again, or changes its watch, is told what the ledger does not hold; so is who came a moment
    ago, for what was told in that moment was told without them. Who was removed and comes again has heard nothing.
    """

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self.told, self._swept = floor.shelf("told"), floor.shelf("swept")
        self._seen: dict[int, int] = {}

    async def tell(self, development_id: str, step: Step[bytes, Alert]) -> None:
        """Pass the alerts on; the ledger knows then that they were."""
        for alert in step.out:
            await self._floor.pass_on(ALERTS, alert.subscription, alert)
        self.told.put(development_id, step.state)

    async def sweep(self, beat: Heartbeat) -> None:
        """Tell what is known to whom it is news; who is subscribed no more was told nothing."""
        version, known = self._floor.standing.subscriptions_version, self._floor.standing.subscriptions
        if self._seen.get(beat.partition) != version:
            for development_id in list(self.told):
                self.told.put(development_id, stage.forget(self.told[development_id], known))
            self._seen[beat.partition] = version
        here = {id_: s for id_, s in known.items() if not s.gone_at}
        for id_ in self._swept.keys() - here.keys():
            self._swept.put(id_, None)
        late = {id_: s for id_, s in here.items() if self._swept.get(id_) != _mark(s)}
        for development_id in list(self.told) if late else ():
            await self.tell(development_id, stage.sweep(self.told[development_id], late.values()))
        for id_, subscription in late.items():
            self._swept.put(id_, _mark(subscription))


def _mark(subscription: Subscription) -> bytes:
    """Of what it was told all that is old."""
    return (subscription.watch or "").encode() or b"all"

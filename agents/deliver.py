"""Hand each alert to its channel, in order, until it is taken or has failed for good."""

from __future__ import annotations

from datetime import UTC, datetime

from agents.floor import Floor
from agents.reminder import Reminder
from pipeline import wire
from pipeline.corridor import ALERTS, DELIVERIES
from pipeline.edge.channels import Post
from pipeline.model import Alert, Delivery, Dropped, Heartbeat
from pipeline.stages import deliver as stage


def stand(floor: Floor, post: Post) -> None:
    """Register the agent."""
    tour = _Tour(floor, post)

    @floor.station(reads=ALERTS, writes=DELIVERIES, on_beat=tour.all_due, together=1)
    async def deliver(alert: Alert) -> None:
        if alert.id in tour.delivered:
            return floor.drop(Dropped(stage="deliver", id=alert.id, reason="told"))
        queue = stage.read(tour.queues.get(alert.subscription))
        return await tour.work_off(alert.subscription, stage.admit(queue, alert))


class _Tour:
    """Shelf `queues` by subscription: what waits. Shelf `delivered` by alert: what was told stays told."""

    def __init__(self, floor: Floor, post: Post) -> None:
        self.queues, self.delivered = floor.shelf("queues"), floor.shelf("delivered")
        self._floor, self._post = floor, post
        self._reminder = Reminder(floor, ALERTS)

    async def all_due(self, _: Heartbeat) -> None:
        for id_ in list(self.queues):
            await self.work_off(id_, stage.read(self.queues[id_]))

    async def work_off(self, id_: str, queue: stage.Queue) -> None:
        while alert := queue.due(datetime.now(UTC)):
            subscription = self._floor.standing.subscriptions.get(id_)
            error = await self._post.attempt(alert, subscription, queue.attempts)
            step = stage.outcome(queue, error, datetime.now(UTC))
            queue = step.state
            for delivery in step.out:
                await self._record(alert, delivery)
            self.queues.put(id_, stage.write(queue))
        self.queues.put(id_, stage.write(queue))
        self._reminder.at(queue.next_at)

    async def _record(self, alert: Alert, delivery: Delivery) -> None:
        if delivery.state == "delivered":  # first of all: a death from here on does not tell it again
            self.delivered.put(alert.id, delivery.at.date().isoformat().encode())
            await self._floor.settle()
        await self._floor.pass_on(DELIVERIES, delivery.id, delivery)
        if delivery.state == "failed":
            original = wire.encode(alert)
            await self._floor.set_aside(ALERTS, "deliver", delivery.reason, alert.subscription.encode(), original)

"""Hand each alert to its channel, in order, until it is taken or has failed for good."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec.structs import replace

from agents.floor import Floor
from agents.reminder import Reminder
from pipeline import wire
from pipeline.corridor import ALERTS, DELIVERIES, SUBSCRIPTIONS
from pipeline.edge.channels import Post
from pipeline.model import Alert, Delivery, Dropped, Heartbeat, Subscription
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
    """Shelf `queues` by subscription: what waits. Shelf `delivered` by alert: what was told stays told.

    A receiver that is gone is so marked on its subscription before its queue remembers anything: a death between
    the two asks it once more, and loses nothing.
    """

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
            if subscription is None and queue.held:
                queue = await self._released(queue)
                continue
            if subscription is not None and subscription.gone_at:
                queue = stage.hold(queue)
                break
            error = await self._post.attempt(alert, subscription, queue.attempts)
            step = stage.outcome(queue, error, datetime.now(UTC))
            queue = step.state
            if subscription is not None and error is not None and error.gone:
                await self._mark_gone(subscription)
            for delivery in step.out:
                await self._record(alert, delivery)
            self.queues.put(id_, stage.write(queue))
        self.queues.put(id_, stage.write(queue))
        self._reminder.at(queue.next_at)

    async def _mark_gone(self, refused: Subscription) -> None:
        """Say it to everybody, unless somebody changed or removed the subscription while we asked."""
        if self._floor.standing.subscriptions.get(refused.id) == refused:
            gone = replace(refused, gone_at=datetime.now(UTC))
            await self._floor.pass_on(SUBSCRIPTIONS, gone.id, gone)

    async def _released(self, queue: stage.Queue) -> stage.Queue:
        step = stage.release(queue, datetime.now(UTC))
        for delivery in step.out:
            await self._floor.pass_on(DELIVERIES, delivery.id, delivery)
        return step.state

    async def _record(self, alert: Alert, delivery: Delivery) -> None:
        if delivery.state == "delivered":  # first of all: a death from here on does not tell it again
            self.delivered.put(alert.id, delivery.at.date().isoformat().encode())
            await self._floor.settle()
        await self._floor.pass_on(DELIVERIES, delivery.id, delivery)
        if delivery.state == "failed":
            original = wire.encode(alert)
            await self._floor.set_aside(ALERTS, "deliver", delivery.reason, alert.subscription.encode(), original)

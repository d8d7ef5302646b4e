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
    """Register the agent; shelf `queues` by subscription, `delivered` by alert."""
    queues, delivered = floor.shelf("queues"), floor.shelf("delivered")
    reminder = Reminder(floor, ALERTS)

    async def record(alert: Alert, delivery: Delivery) -> None:
        await floor.pass_on(DELIVERIES, delivery.id, delivery)
        if delivery.state == "delivered":
            await delivered.put(alert.id, delivery.at.date().isoformat().encode())
        elif delivery.state == "failed":
            await floor.set_aside(ALERTS, "deliver", delivery.reason, alert.subscription.encode(), wire.encode(alert))

    async def work_off(id_: str, queue: stage.Queue) -> None:
        while alert := queue.due(datetime.now(UTC)):
            error = await post.attempt(alert, floor.standing.subscriptions.get(id_), queue.attempts)
            step = stage.outcome(queue, error, datetime.now(UTC))
            queue = step.state
            for delivery in step.out:
                await record(alert, delivery)
            await queues.put(id_, stage.write(queue))
        await queues.put(id_, stage.write(queue))
        reminder.at(queue.next_at)

    async def beat(_: Heartbeat) -> None:
        for id_ in list(queues):
            await work_off(id_, stage.read(queues[id_]))

    @floor.station(reads=ALERTS, writes=DELIVERIES, on_beat=beat)
    async def deliver(alert: Alert) -> None:
        if alert.id in delivered:
            return floor.drop(Dropped(stage="deliver", id=alert.id, reason="told"))
        return await work_off(alert.subscription, stage.admit(stage.read(queues.get(alert.subscription)), alert))

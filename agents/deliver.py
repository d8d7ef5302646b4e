"""Hand each alert to its channel, in order, until it is taken or has failed for good."""

from __future__ import annotations

from datetime import UTC, datetime
from time import monotonic

import msgspec
from msgspec.structs import replace

from agents import sweep
from agents.batch import current
from agents.floor import Floor
from agents.reminder import Reminder
from pipeline import wire
from pipeline.corridor import ALERTS, DELIVERIES, SUBSCRIPTIONS
from pipeline.edge.channels import Post
from pipeline.model import Alert, Dropped, Heartbeat, Subscription, derive_id
from pipeline.stages import deliver as stage

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
BUDGET = 5.0
"""Seconds of tries on one partition between two heartbeats: who answers slowly holds up neither the others nor us."""


def stand(floor: Floor, post: Post) -> None:
    """Register the agent."""
    tour = _Tour(floor, post)

    @floor.station(reads=ALERTS, writes=DELIVERIES, on_beat=tour.all_due, together=1)
    async def deliver(alert: Alert) -> None:
        if alert.id in tour.delivered:
            return floor.drop(Dropped(stage="deliver", id=alert.id, reason="told"))
        tour.waiting.put(alert.id, wire.encode(alert))
        queue = stage.admit(stage.read(tour.queues.get(alert.subscription)), alert.id)
        return await tour.one_due(alert.subscription, queue)


class _Tour:
    """Shelf `queues` by subscription and `waiting` by alert: what waits. Shelf `delivered`: what was told stays told.

    What a try has led to is settled before the next one begins. A receiver that is gone is so marked on its
    subscription before its queue remembers anything: a death between the two asks it once more, and loses nothing.
    """

    def __init__(self, floor: Floor, post: Post) -> None:
        self.queues, self.waiting, self.delivered = map(floor.shelf, ("queues", "waiting", "delivered"))
        self._floor, self._post = floor, post
        self._reminder = Reminder(floor, ALERTS)
        self._sweep = sweep.daily(self.delivered, stage.REMEMBERED_FOR)
        self._spent: dict[int, float] = {}
        """Seconds of tries since the last heartbeat, by partition."""

    async def one_due(self, id_: str, queue: stage.Queue) -> None:
        """Work off one queue, with what is left of the time."""
        partition, began = current.get().message.partition, monotonic()
        spent = self._spent.get(partition, 0.0)
        await self._work_off(id_, queue, began + BUDGET - spent)
        self._spent[partition] = spent + monotonic() - began

    async def all_due(self, beat: Heartbeat) -> None:
        """Work off each queue, the one that has been due for longest first, until the time is over."""
        await self._sweep(beat)
        began, queues = monotonic(), {id_: stage.read(self.queues[id_]) for id_ in list(self.queues)}
        for id_, queue in sorted(queues.items(), key=lambda one: one[1].next_at or _LONG_AGO):
            await self._work_off(id_, queue, began + BUDGET)
        self._spent[current.get().message.partition] = monotonic() - began

    async def _work_off(self, id_: str, queue: stage.Queue, until: float) -> None:
        """Try what is due of a queue; what there is no time for has its turn at once, behind what waits meanwhile."""
        if subscription := self._floor.standing.subscriptions.get(id_):
            queue = stage.asked_elsewhere(queue, _address(subscription))
        while due := queue.due(datetime.now(UTC)):
            waiting = self.waiting.get(due)
            if waiting is None or due in self.delivered:
                self.waiting.put(due, None)
                queue = stage.behind(queue)
                continue
            subscription = self._floor.standing.subscriptions.get(id_)
            if subscription is None and (queue.held or queue.attempts):  # a first try may have been too early
                queue = await self._released(id_, queue)
                break
            if subscription is not None and subscription.gone_at:
                queue = stage.hold(queue)
                break
            if monotonic() > until or self._floor.app.leaving:
                self._reminder.at(datetime.now(UTC))
                break
            queue = await self._tried(queue, waiting, id_, subscription)
        self.queues.put(id_, stage.write(queue))
        self._reminder.at(queue.next_at if queue.alerts else None)

    async def _tried(
        self, queue: stage.Queue, waiting: bytes, id_: str, subscription: Subscription | None
    ) -> stage.Queue:
        """The queue after a try of its oldest alert; Kafka knows by then what became of it."""
        alert = msgspec.json.decode(waiting, type=Alert)
        error = await self._post.attempt(alert, subscription, queue.attempts)
        asked = _address(subscription) if subscription else ""
        step = stage.outcome(queue, id_, error, datetime.now(UTC), asked)
        (delivery,) = step.out
        if subscription is not None and error is not None and error.gone:
            await self._mark_gone(subscription)
        await self._floor.pass_on(DELIVERIES, delivery.id, delivery)
        if delivery.state == "failed":
            await self._floor.set_aside(ALERTS, "deliver", delivery.reason, id_.encode(), waiting)
        if delivery.state == "delivered":
            self.delivered.put(alert.id, delivery.at.date().isoformat().encode())
        if delivery.state != "retrying":
            self.waiting.put(alert.id, None)
        self.queues.put(id_, stage.write(step.state))
        await self._floor.settle()
        return step.state

    async def _mark_gone(self, refused: Subscription) -> None:
        """Say it to everybody, unless somebody changed or removed the subscription while we asked."""
        if self._floor.standing.subscriptions.get(refused.id) == refused:
            gone = replace(refused, gone_at=datetime.now(UTC))
            await self._floor.pass_on(SUBSCRIPTIONS, gone.id, gone)

    async def _released(self, id_: str, queue: stage.Queue) -> stage.Queue:
        step = stage.release(queue, id_, datetime.now(UTC))
        for delivery in step.out:
            await self._floor.pass_on(DELIVERIES, delivery.id, delivery)
            self.waiting.put(delivery.id, None)
        return step.state


def _address(subscription: Subscription) -> str:
    return derive_id(subscription.url, subscription.secret)

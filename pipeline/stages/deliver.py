"""Who waits for what: the queue of a subscription, and when a failed alert is tried again.

Laws. Alerts of one subscription leave in the order in which they came: while one waits, those behind it wait.
A receiver that is away delays nobody else. An alert ends as delivered or as failed, once; what failed for good
lets the next one through. A receiver that is gone (410) is asked no more: its alerts are held until its subscription
is added anew, and go with it when it is removed.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from pipeline.errors import DeliveryError
from pipeline.model import Delivery, Instant, Step, Value

BACK_OFF = tuple(timedelta(seconds=s) for s in (2, 10, 60, 300, 1800, 7200, 21600))
"""Pauses after the first, second, ... failure; after the last the alert has failed: nine hours in all.

A receiver may ask for longer ones, each up to the last of these.
"""

REMEMBERED_FOR = timedelta(days=61)
"""How long an alert is known to be delivered: longer than its topic and then the quarantine together keep it."""


class Queue(Value):
    """The ids of a subscription's alerts that wait, the oldest first, with the tries of that one.

    `held`: the receiver is gone. The alerts themselves are kept one by one, for together they may be too large.
    """

    alerts: tuple[str, ...] = ()
    attempts: int = 0
    next_at: Instant | None = None
    held: bool = False
    asked: str = ""
    """Where the last try went that failed; another address need not wait for its pause to end."""

    def due(self, now: datetime) -> str | None:
        """The alert to try now, if there is one and its pause is over."""
        if not self.alerts or (self.next_at is not None and now < self.next_at):
            return None
        return self.alerts[0]


_decoder = msgspec.json.Decoder(Queue)


def read(state: bytes | None) -> Queue:
    """The queue in these bytes; none: an empty one."""
    return Queue() if state is None else _decoder.decode(state)


def write(queue: Queue) -> bytes | None:
    """The bytes of a queue; an empty one is not kept."""
    return msgspec.json.encode(queue) if queue.alerts else None


def admit(queue: Queue, alert: str) -> Queue:
    """Add an alert at the end, unless it waits already."""
    if alert in queue.alerts:
        return queue
    return msgspec.structs.replace(queue, alerts=(*queue.alerts, alert))


def behind(queue: Queue) -> Queue:
    """The queue without its oldest alert, of which a death has left nothing but the id.

    It was told; or its message was not acknowledged, and brings it again.
    """
    return msgspec.structs.replace(queue, alerts=queue.alerts[1:], attempts=0)


def asked_elsewhere(queue: Queue, address: str) -> Queue:
    """The queue, due at once if the try that failed went to another address than this."""
    if queue.asked in ("", address):
        return queue
    return msgspec.structs.replace(queue, attempts=0, next_at=None, asked="")


def hold(queue: Queue) -> Queue:
    """Keep what waits, as long as the receiver is gone."""
    return msgspec.structs.replace(queue, attempts=0, next_at=None, held=True)


def release(queue: Queue, subscription: str, now: datetime) -> Step[Queue, Delivery]:
    """Let go of what waits: its subscription was removed."""
    gone = (
        Delivery(
            id=alert, subscription=subscription, state="failed", attempts=0, at=now,
            reason="removed: nobody is subscribed any more",
        )
        for alert in queue.alerts
    )  # fmt: skip
    return Step(state=Queue(), out=tuple(gone))


def outcome(
    queue: Queue, subscription: str, error: DeliveryError | None, now: datetime, asked: str = ""
) -> Step[Queue, Delivery]:
    """What the try of the oldest alert at `now` means for the queue, and the delivery to record; `asked` is where."""
    alert, *rest = queue.alerts
    attempts = queue.attempts + 1
    over = error is None or error.final or (attempts > len(BACK_OFF) and not error.gone)
    delivery = Delivery(
        id=alert,
        subscription=subscription,
        state="delivered" if error is None else "failed" if over else "retrying",
        attempts=attempts,
        at=now,
        reason="" if error is None else f"{error.reason}: {error}",
    )
    if over:
        return Step(state=Queue(alerts=tuple(rest), next_at=now), out=(delivery,))
    if error is not None and error.gone:  # a pause, until all workers know
        return Step(state=msgspec.structs.replace(hold(queue), next_at=now + BACK_OFF[0], asked=asked), out=(delivery,))
    wished = error.retry_after_for if error is not None else None
    pause = max(BACK_OFF[attempts - 1], min(wished or timedelta(), BACK_OFF[-1]))
    waiting = msgspec.structs.replace(queue, attempts=attempts, next_at=now + pause, held=False, asked=asked)
    return Step(state=waiting, out=(delivery,))

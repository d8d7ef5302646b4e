"""What was delivered is forgotten when its alert can come no more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pipeline import corridor, wire
from pipeline.edge import messages
from pipeline.model import Heartbeat, Subscription
from pipeline.settings import Settings
from pipeline.stages import deliver
from tests.agents.workers import Workers, told
from tests.journeys.installation import SECRET, Receiver, until

(REMEMBERED,) = (topic for topic in corridor.CHANGELOGS if "-delivered-" in topic.name)


def remembered(settings: Settings) -> dict[bytes, bytes | None]:
    return {record.key: record.value for record in messages.whole(settings, REMEMBERED)}


def beat(settings: Settings, at: datetime) -> None:
    for partition in range(corridor.PARTITIONS):
        noun = wire.encode(Heartbeat(partition=partition, number=1, at=at))
        messages.send(settings, [(corridor.ALERTS.name, partition, b"beat", noun)])


def test_what_was_delivered_is_forgotten_when_its_alert_is(workers: Workers, receiver: Receiver) -> None:
    settings, receiver.takes = workers.settings, None
    wish = Subscription(
        id="s", channel="webhook", url=receiver.url, secret=SECRET, created_at=datetime.now(UTC), since="all"
    )
    messages.put(settings, corridor.SUBSCRIPTIONS, wish.id, wish)
    told(settings, 0, 1)
    workers.start(0)
    until(lambda: len(receiver.got) == 2, within=60, what=f"both: {workers.logs()}")
    beat(settings, datetime.now(UTC) + timedelta(days=1))
    until(lambda: sum(value is not None for value in remembered(settings).values()) == 2, within=60, what="both kept")
    beat(settings, datetime.now(UTC) + deliver.REMEMBERED_FOR + timedelta(days=2))
    until(lambda: set(remembered(settings).values()) == {None}, within=60, what=f"both forgotten: {workers.logs()}")

"""A receiver that answers 410, with a real worker: asked no more, what waits is held, also across a kill."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline import corridor, wire
from pipeline.edge import messages
from pipeline.model import Delivery, Subscription
from pipeline.settings import Settings
from tests.agents.workers import Workers, told, waiting, walked
from tests.cli.command import dealwire, on
from tests.journeys.installation import SECRET, Receiver, until

SINCE_ALL = ("--secret", SECRET, "--since", "all")


def known(settings: Settings) -> dict[str, Subscription]:
    return messages.known(settings, corridor.SUBSCRIPTIONS)


@pytest.fixture(autouse=True)
def gone(receiver: Receiver) -> None:
    receiver.takes, receiver.refusal = 0, 410


def failed(settings: Settings) -> set[str]:
    nouns = (wire.decode(record.value) for record in messages.whole(settings, corridor.DELIVERIES))
    return {noun.id for noun in nouns if isinstance(noun, Delivery) and noun.state == "failed"}


def subscribed(settings: Settings, receiver: Receiver) -> str:
    words = ("subscriptions", "add", "--channel", "webhook", "--url", receiver.url)
    said = dealwire(*words, *SINCE_ALL, **on(settings))
    assert said.returncode == 0, said.stderr
    return said.stdout.strip()


def test_a_receiver_that_is_gone_is_asked_once_and_told_all_when_it_is_added_anew(
    workers: Workers, receiver: Receiver
) -> None:
    settings = workers.settings
    told(settings, *range(7))
    id_ = subscribed(settings, receiver)
    workers.start(0)
    until(lambda: receiver.refused, within=60, what=f"the first: {workers.logs()}")
    workers.kill(0)  # wherever it is between the answer and what remembers it
    workers.start(0)
    until(lambda: known(settings)[id_].gone_at, within=60, what=f"the mark: {workers.logs()}")
    walked(workers, 1)
    assert len(receiver.refused) <= 2  # once more only if it was killed before it could say so
    assert "gone" in dealwire("subscriptions", "list", **on(settings)).stdout
    told(settings, 7)
    walked(workers, 2)
    assert len(receiver.refused) <= 2
    assert list(messages.whole(settings, corridor.QUARANTINE)) == []

    receiver.takes = None
    assert subscribed(settings, receiver) == id_
    until(lambda: len(receiver.got) >= 8, within=60, what=f"all eight: {workers.logs()}")
    walked(workers, 3)
    assert sorted(development for development, _ in receiver.developments) == [f"d{number}" for number in range(8)]
    assert receiver.ids[0] == receiver.refused[0]


def test_what_is_held_goes_with_its_subscription(workers: Workers, receiver: Receiver) -> None:
    settings = workers.settings
    told(settings, *range(3))
    id_ = subscribed(settings, receiver)
    workers.start(0)
    until(lambda: known(settings)[id_].gone_at, within=60, what=f"the mark: {workers.logs()}")
    for topic in (corridor.DEVELOPMENTS, corridor.ALERTS):
        until(lambda topic=topic: not waiting(settings, topic), within=60, what=f"all is held: {workers.logs()}")  # type: ignore[misc]
    dealwire("subscriptions", "remove", id_, **on(settings))

    until(lambda: len(failed(settings)) == 3, within=30, what=f"three let go: {workers.logs()}")
    assert list(messages.whole(settings, corridor.QUARANTINE)) == []
    assert len(receiver.refused) == 1


def test_who_unsubscribes_and_comes_again_is_told_what_never_arrived(workers: Workers, receiver: Receiver) -> None:
    settings, receiver.refusal = workers.settings, 503
    told(settings, *range(3))
    id_ = subscribed(settings, receiver)
    workers.start(0)
    until(lambda: receiver.refused, within=60, what=f"the first try: {workers.logs()}")
    dealwire("subscriptions", "remove", id_, **on(settings))
    until(lambda: len(failed(settings)) == 3, within=60, what=f"three let go: {workers.logs()}")
    assert list(messages.whole(settings, corridor.QUARANTINE)) == []
    receiver.takes = None
    assert subscribed(settings, receiver) == id_
    until(lambda: len(receiver.got) >= 3, within=60, what=f"all three: {workers.logs()}")
    assert sorted(development for development, _ in receiver.developments) == ["d0", "d1", "d2"]


def test_another_address_is_asked_at_once(workers: Workers, receiver: Receiver) -> None:
    settings, receiver.refusal = workers.settings, 503
    told(settings, 0)
    id_ = subscribed(settings, receiver)
    workers.start(0)
    until(lambda: len(receiver.refused) == 3, within=60, what=f"the third try: {workers.logs()}")  # the next in 60 s
    door = Receiver(SECRET)
    dealwire("subscriptions", "change", id_, "--url", door.url, **on(settings))
    until(lambda: door.got, within=45, what=f"the alert: {workers.logs()}")
    door.close()


def test_who_comes_while_a_thing_is_told_is_told_it(workers: Workers, receiver: Receiver) -> None:
    settings, receiver.takes = workers.settings, None
    before = datetime.now(UTC)
    workers.start(0)
    told(settings, 0, at=before)
    until(lambda: not waiting(settings, corridor.DEVELOPMENTS), within=120, what=f"it is handled: {workers.logs()}")
    wish = Subscription(id="late", channel="webhook", url=receiver.url, secret=SECRET, created_at=before)
    messages.put(settings, corridor.SUBSCRIPTIONS, wish.id, wish)
    until(lambda: receiver.got, within=90, what=f"the alert: {workers.logs()}")
    told(settings, 1)  # older than the subscription
    walked(workers, 1)
    assert [development for development, _ in receiver.developments] == ["d0"]

"""Deliver: order kept, pauses grow, an end after the last."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from pipeline.errors import DeliveryError
from pipeline.stages import deliver

NOW = datetime(2020, 9, 14, tzinfo=UTC)
AWAY = DeliveryError("connection refused", reason="refused")


def test_an_empty_queue_is_not_kept_and_a_full_one_survives_the_table() -> None:
    assert deliver.read(None) == deliver.Queue()
    assert deliver.write(deliver.Queue()) is None
    queue = deliver.admit(deliver.Queue(), "1")
    assert deliver.read(deliver.write(queue)) == queue


def test_an_alert_waits_once() -> None:
    queue = deliver.admit(deliver.admit(deliver.Queue(), "1"), "1")
    assert queue.alerts == ("1",)


def test_nothing_waits_nothing_is_due() -> None:
    assert deliver.Queue().due(NOW) is None


def test_success_lets_the_next_one_go() -> None:
    queue = deliver.admit(deliver.admit(deliver.Queue(), "1"), "2")
    step = deliver.outcome(queue, "s", None, NOW)
    assert [delivery.state for delivery in step.out] == ["delivered"]
    assert step.state.due(NOW) == "2"


def test_who_was_just_told_has_waited_for_less_long_than_others() -> None:
    queue = deliver.admit(deliver.admit(deliver.Queue(), "1"), "2")
    assert deliver.outcome(queue, "s", None, NOW).state.next_at == NOW


def test_of_what_a_death_has_left_an_id_nothing_waits() -> None:
    queue = deliver.outcome(deliver.admit(deliver.admit(deliver.Queue(), "1"), "2"), "s", AWAY, NOW).state
    assert deliver.behind(queue) == deliver.Queue(alerts=("2",), next_at=queue.next_at)


def test_a_failure_keeps_the_order_and_waits_longer_each_time() -> None:
    queue = deliver.admit(deliver.admit(deliver.Queue(), "1"), "2")
    now, pauses = NOW, []
    while True:
        step = deliver.outcome(queue, "s", AWAY, now)
        queue = step.state
        if step.out[0].state == "failed":
            break
        assert step.out[0].state == "retrying"
        assert queue.alerts[0] == "1"
        assert queue.next_at is not None
        assert queue.due(queue.next_at - timedelta(seconds=1)) is None
        pauses.append(queue.next_at - now)
        now = queue.next_at
        assert queue.due(now) is not None
    assert pauses == sorted(pauses) == list(deliver.BACK_OFF)
    assert step.out[0].attempts == len(pauses) + 1
    assert step.out[0].reason == "refused: connection refused"
    assert queue.alerts == ("2",)
    assert queue.attempts == 0


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        (timedelta(seconds=1), deliver.BACK_OFF[0]),
        (timedelta(minutes=10), timedelta(minutes=10)),
        (timedelta(days=9), deliver.BACK_OFF[-1]),
    ],
)
def test_a_receiver_that_asks_for_time_has_it_up_to_our_own_longest_pause(asked: timedelta, kept: timedelta) -> None:
    busy = DeliveryError("429", reason="http-429", retry_after_for=asked)
    queue = deliver.outcome(deliver.admit(deliver.Queue(), "1"), "s", busy, NOW).state
    assert queue.next_at == NOW + kept


def test_a_final_refusal_is_not_tried_again() -> None:
    step = deliver.outcome(
        deliver.admit(deliver.Queue(), "1"), "s", DeliveryError("no URL", reason="url", final=True), NOW
    )
    assert step.out[0].state == "failed"
    assert step.state.alerts == ()


def test_a_receiver_that_is_gone_holds_all_that_waits_until_it_is_released() -> None:
    queue = deliver.admit(deliver.admit(deliver.Queue(), "1"), "2")
    step = deliver.outcome(queue, "s", DeliveryError("410", reason="http-410", gone=True), NOW)
    assert [delivery.state for delivery in step.out] == ["retrying"]
    assert step.state.due(NOW) is None
    held = deliver.hold(step.state)
    assert (held.held, held.attempts, held.alerts) == (True, 0, ("1", "2"))
    assert not deliver.outcome(held, "s", AWAY, NOW).state.held
    let_go = deliver.release(held, "s", NOW)
    assert let_go.state == deliver.Queue()
    assert [(delivery.id, delivery.state) for delivery in let_go.out] == [("1", "failed"), ("2", "failed")]


def test_another_address_need_not_wait_for_the_pause_of_the_one_before() -> None:
    waits = deliver.admit(deliver.Queue(), "1")
    queue = deliver.outcome(waits, "s", AWAY, NOW).state
    failed = deliver.outcome(waits, "s", AWAY, NOW, "here").state
    assert failed == replace(queue, asked="here")
    assert deliver.asked_elsewhere(failed, "here") == failed
    assert deliver.asked_elsewhere(failed, "there").due(NOW) == "1"
    assert deliver.asked_elsewhere(queue, "there") == queue  # nobody was asked

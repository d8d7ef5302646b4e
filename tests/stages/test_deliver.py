"""Deliver: order kept, pauses grow, an end after the last."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pipeline.errors import DeliveryError
from pipeline.model import Alert, Development
from pipeline.stages import deliver

NOW = datetime(2020, 9, 14, tzinfo=UTC)
AWAY = DeliveryError("connection refused", reason="refused")


def alert(id_: str) -> Alert:
    development = Development(
        id="d", watch="w", type="offer", actors=("a",), modality="confirmed", date=None, title="t",
        first_reported_at=NOW, changed_at=NOW, reports=(), history=(),
    )  # fmt: skip
    return Alert(id=id_, subscription="s", kind="new", line="t", development=development)


def test_an_empty_queue_is_not_kept_and_a_full_one_survives_the_table() -> None:
    assert deliver.read(None) == deliver.Queue()
    assert deliver.write(deliver.Queue()) is None
    queue = deliver.admit(deliver.Queue(), alert("1"))
    assert deliver.read(deliver.write(queue)) == queue


def test_an_alert_waits_once() -> None:
    queue = deliver.admit(deliver.admit(deliver.Queue(), alert("1")), alert("1"))
    assert [waiting.id for waiting in queue.alerts] == ["1"]


def test_nothing_waits_nothing_is_due() -> None:
    assert deliver.Queue().due(NOW) is None


def test_success_lets_the_next_one_go() -> None:
    queue = deliver.admit(deliver.admit(deliver.Queue(), alert("1")), alert("2"))
    step = deliver.outcome(queue, None, NOW)
    assert [delivery.state for delivery in step.out] == ["delivered"]
    head = step.state.due(NOW)
    assert head is not None
    assert head.id == "2"


def test_a_failure_keeps_the_order_and_waits_longer_each_time() -> None:
    queue = deliver.admit(deliver.admit(deliver.Queue(), alert("1")), alert("2"))
    now, pauses = NOW, []
    while True:
        step = deliver.outcome(queue, AWAY, now)
        queue = step.state
        if step.out[0].state == "failed":
            break
        assert step.out[0].state == "retrying"
        assert queue.alerts[0].id == "1"
        assert queue.next_at is not None
        assert queue.due(queue.next_at - timedelta(seconds=1)) is None
        pauses.append(queue.next_at - now)
        now = queue.next_at
        assert queue.due(now) is not None
    assert pauses == sorted(pauses) == list(deliver.BACK_OFF)
    assert step.out[0].attempts == len(pauses) + 1
    assert step.out[0].reason == "refused: connection refused"
    assert [waiting.id for waiting in queue.alerts] == ["2"]
    assert queue.attempts == 0


def test_a_final_refusal_is_not_tried_again() -> None:
    step = deliver.outcome(
        deliver.admit(deliver.Queue(), alert("1")), DeliveryError("no URL", reason="url", final=True), NOW
    )
    assert step.out[0].state == "failed"
    assert step.state.alerts == ()


def test_a_receiver_that_is_gone_holds_all_that_waits_until_it_is_released() -> None:
    queue = deliver.admit(deliver.admit(deliver.Queue(), alert("1")), alert("2"))
    step = deliver.outcome(queue, DeliveryError("410", reason="http-410", gone=True), NOW)
    assert [delivery.state for delivery in step.out] == ["retrying"]
    assert step.state.due(NOW) is None
    held = deliver.hold(step.state)
    assert (held.held, held.attempts, [waiting.id for waiting in held.alerts]) == (True, 0, ["1", "2"])
    assert not deliver.outcome(held, AWAY, NOW).state.held
    let_go = deliver.release(held, NOW)
    assert let_go.state == deliver.Queue()
    assert [(delivery.id, delivery.state) for delivery in let_go.out] == [("1", "failed"), ("2", "failed")]

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Document, Feed, FeedState
from pipeline.stages import schedule

NOW = datetime(2020, 9, 14, 12, 0, tzinfo=UTC)
FEED = Feed(id="feed", url="https://gazette.example/rss.xml")
DAY = timedelta(days=1)


def document(feed: Feed = FEED, **more: str) -> Document:
    return Document(feed=feed, url=feed.url, body=b"", fetched_at=NOW, **more)


def failed(times: int, feed: Feed = FEED, reason: str = "timeout", **more: timedelta) -> FeedState:
    state = schedule.first(feed, NOW)
    for _ in range(times):
        state = schedule.failure(feed, state, NOW, reason, **more)
    return state


def test_a_new_feed_is_due_at_once() -> None:
    assert schedule.first(FEED, NOW) == FeedState(id="feed", checked_at=NOW, next_at=NOW)


def test_success_remembers_and_forgets() -> None:
    state = schedule.success(failed(3), document(etag='"1"', last_modified="Mon"), ["a", "b"], new=2)
    assert (state.failures, state.reason, state.etag, state.last_modified) == (0, "", '"1"', "Mon")
    assert (state.seen, state.published) == (("a", "b"), 2)
    assert schedule.success(state, document(), ["b", "c"], new=1).seen == ("b", "c", "a")
    assert schedule.success(state, document(), ["b", "c"], new=1).published == 3


def test_seen_is_bounded_but_never_less_than_the_document() -> None:
    state = schedule.first(FEED, NOW)
    for page in range(5):
        state = schedule.success(state, document(), [f"{page}-{number}" for number in range(150)])
    assert state.seen[:150] == tuple(f"4-{number}" for number in range(150))
    assert len(state.seen) == 150 + schedule.REMEMBERED
    large = [str(number) for number in range(1_000)]
    assert schedule.success(state, document(), large).seen[:1_000] == tuple(large)


def test_a_move_is_remembered_until_it_is_read_where_it_was() -> None:
    moved = schedule.success(schedule.first(FEED, NOW), document(moved_to="https://new.example/"), [])
    assert moved.url == "https://new.example/"
    assert schedule.success(moved, document(), []).url == "https://new.example/"
    failed = schedule.failure(FEED, moved, NOW, "http-404")
    assert schedule.success(failed, document(), []).url == ""
    assert schedule.success(failed, document(moved_to="https://newer.example/"), []).url == "https://newer.example/"
    again = schedule.failure(FEED, failed, NOW, "dns")
    assert schedule.success(again, document(), []).url == "https://new.example/"


def test_what_moved_and_fails_is_asked_in_turns_where_it_is_and_where_it_was() -> None:
    state = schedule.success(schedule.first(FEED, NOW), document(moved_to="https://new.example/"), [])
    asked = []
    for reason in ("timeout", "dns", "http-410", "dns"):
        asked.append(schedule.address(FEED, state))
        state = schedule.failure(FEED, state, NOW, reason)
        assert state.next_at - NOW <= timedelta(days=1)
    assert asked == ["https://new.example/", FEED.url, "https://new.example/", FEED.url]
    assert schedule.address(FEED, None) == schedule.address(FEED, failed(1)) == FEED.url


def test_unchanged_keeps_everything_but_the_failure() -> None:
    state = schedule.success(schedule.first(FEED, NOW), document(etag='"1"'), ["a"], new=1, reason="no-articles")
    later = schedule.unchanged(FEED, state, NOW + DAY)
    assert (later.etag, later.seen, later.published, later.reason) == ('"1"', ("a",), 1, "no-articles")
    assert later.checked_at == NOW + DAY
    after_failure = schedule.unchanged(FEED, schedule.failure(FEED, state, NOW, "timeout"), NOW)
    assert (after_failure.failures, after_failure.reason, after_failure.etag) == (0, "", '"1"')


def test_failures_are_asked_ever_more_seldom_up_to_a_day() -> None:
    waits = [failed(times, reason="http-503").next_at - NOW for times in range(1, 12)]
    assert waits == sorted(waits)
    assert FEED.every_for < waits[0] <= 2 * FEED.every_for
    assert DAY * 0.8 <= waits[-1] <= DAY
    assert failed(11).failures == 11


@pytest.mark.parametrize("reason", sorted(schedule.UNREACHED))
def test_when_our_own_network_may_have_failed_it_is_asked_every_hour(reason: str) -> None:
    assert timedelta(minutes=48) <= failed(11, reason=reason).next_at - NOW <= timedelta(hours=1)


def test_a_feed_that_is_asked_seldom_is_not_asked_more_often_because_it_fails() -> None:
    monthly = Feed(id="feed", url=FEED.url, every_for=30 * DAY)
    assert failed(3, monthly).next_at - NOW >= 24 * DAY


def test_gone_is_asked_weekly() -> None:
    assert timedelta(days=5) < failed(1, reason="http-410").next_at - NOW <= timedelta(days=7)


@pytest.mark.parametrize(("asked", "kept"), [(timedelta(hours=5), timedelta(hours=5)), (timedelta(days=300), DAY)])
def test_retry_after_is_kept_up_to_a_day(asked: timedelta, kept: timedelta) -> None:
    assert failed(1, reason="http-429", retry_after_for=asked).next_at == NOW + kept


def test_a_short_retry_after_does_not_hurry_us() -> None:
    assert failed(1, retry_after_for=timedelta(seconds=1)).next_at == failed(1).next_at


@given(st.text(), st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=30)))
def test_every_feed_has_its_own_place_in_the_period(id_: str, every_for: timedelta) -> None:
    feed = Feed(id=id_, url=FEED.url, every_for=every_for)
    waits_for = schedule.success(schedule.first(feed, NOW), document(feed), []).next_at - NOW
    assert max(every_for * 0.79, timedelta(seconds=1)) <= waits_for <= max(every_for, timedelta(seconds=1))
    assert waits_for == schedule.unchanged(feed, schedule.first(feed, NOW), NOW).next_at - NOW


def test_thousands_do_not_ask_at_once() -> None:
    feeds = [Feed(id=str(number), url=FEED.url) for number in range(1_000)]
    seconds = {int(schedule.unchanged(feed, schedule.first(feed, NOW), NOW).next_at.timestamp()) for feed in feeds}
    assert len(seconds) > 150


def test_an_absurd_period_is_a_month() -> None:
    feed = msgspec.structs.replace(FEED, every_for=timedelta(days=9_000_000))
    state = schedule.first(feed, NOW)
    for after in (schedule.success(state, document(feed), []), schedule.unchanged(feed, state, NOW), failed(9, feed)):
        assert 24 * DAY <= after.next_at - NOW <= 30 * DAY

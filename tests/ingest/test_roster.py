from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from pipeline import wire
from pipeline.ingest.roster import GAP_FOR, Roster
from pipeline.model import Feed, FeedState
from pipeline.stages import schedule

NOW = datetime(2020, 9, 14, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def feed(id_: str, host: str = "", **more: Any) -> Feed:
    return Feed(id=id_, url=f"https://{host or id_}.example/rss", **more)


def state(id_: str, next_at: datetime, **more: Any) -> FeedState:
    return FeedState(id=id_, checked_at=NOW, next_at=next_at, **more)


def test_new_feeds_are_due_at_once_and_handed_out_once() -> None:
    roster = Roster()
    roster.add(0, feed("a"), NOW)
    roster.add(0, feed("b"), NOW)
    assert {roster.next(NOW), roster.next(NOW)} == {feed("a"), feed("b")}
    assert roster.next(NOW) is None
    assert roster.health() == {"new": 2}


def test_a_remembered_feed_is_due_when_its_state_says() -> None:
    roster = Roster()
    roster.hold(3, {"a": wire.encode(state("a", NOW + HOUR, failures=2))})
    roster.add(3, feed("a"), NOW)
    assert roster.next(NOW) is None
    assert roster.next_at() == NOW + HOUR
    assert roster.health() == {"failing": 1}
    assert roster.state(feed("a"), NOW).failures == 2
    assert roster.next(NOW + HOUR) == feed("a")


def test_a_state_that_cannot_be_read_is_a_fresh_one() -> None:
    roster = Roster()
    roster.hold(0, {"a": b"rubbish"})
    assert roster.state(feed("a"), NOW) == schedule.first(feed("a"), NOW)


def test_kept_it_comes_again() -> None:
    roster = Roster()
    roster.add(0, feed("a"), NOW)
    out = roster.next(NOW)
    assert out is not None
    roster.keep(state("a", NOW + HOUR), NOW)
    assert roster.health() == {"ok": 1}
    assert roster.next(NOW + HOUR - GAP_FOR) is None
    assert roster.next(NOW + HOUR) == feed("a")
    assert roster.state(feed("a"), NOW).next_at == NOW + HOUR


def test_one_request_a_host_at_a_time_and_a_rest_after_it() -> None:
    roster = Roster()
    for name in "abc":
        roster.add(0, feed(name, host="same"), NOW)
    first = roster.next(NOW)
    assert first is not None
    assert roster.next(NOW + HOUR) is None  # however long it takes
    roster.keep(state(first.id, NOW + 9 * HOUR), NOW + HOUR)
    assert roster.next(NOW + HOUR) is None
    second = roster.next(NOW + HOUR + GAP_FOR)
    assert second is not None
    assert second.id != first.id
    roster.put_back(second.id, NOW + 9 * HOUR, NOW + 2 * HOUR)
    third = roster.next(NOW + 2 * HOUR + GAP_FOR)
    assert {first.id, second.id, third.id if third else ""} == {"a", "b", "c"}


def test_other_hosts_are_not_held_up() -> None:
    roster = Roster()
    for number in range(50):
        roster.add(0, feed(f"same-{number}", host="same"), NOW)
    roster.add(0, feed("other"), NOW)
    assert {out.id for out in (roster.next(NOW), roster.next(NOW)) if out} >= {"other"}
    assert roster.next(NOW) is None


def test_a_host_that_rested_and_for_which_nobody_waits_is_free() -> None:
    roster = Roster()
    roster.add(0, feed("a", host="same"), NOW)
    roster.next(NOW)
    roster.keep(state("a", NOW + HOUR), NOW)
    assert roster.next(NOW + GAP_FOR) is None
    roster.add(0, feed("b", host="same"), NOW + GAP_FOR)
    assert roster.next(NOW + GAP_FOR) == feed("b", host="same")


def test_a_changed_address_is_asked_at_once_another_title_is_not() -> None:
    roster = Roster()
    roster.hold(0, {"a": wire.encode(state("a", NOW + HOUR))})
    roster.add(0, feed("a"), NOW)
    roster.add(0, feed("a", title="Another"), NOW)
    assert roster.next(NOW) is None
    roster.add(0, feed("a", host="b"), NOW)
    assert roster.next(NOW) == feed("a", host="b")
    roster.keep(state("a", NOW + HOUR), NOW)
    assert roster.next(NOW + GAP_FOR) is None  # its old place in the line counts for nothing
    assert roster.next(NOW + HOUR) == feed("a", host="b")
    assert roster.next(NOW + HOUR) is None


def test_what_another_address_answered_says_nothing_of_a_changed_one() -> None:
    roster = Roster()
    moved = msgspec.structs.replace(state("a", NOW + HOUR), url="https://moved.example/", etag='"1"', seen=("x",))
    roster.hold(0, {"a": wire.encode(moved)})
    roster.add(0, feed("a"), NOW)
    roster.add(0, feed("a", host="b"), NOW)
    known = roster.state(feed("a", host="b"), NOW)
    assert (known.url, known.etag, known.seen) == ("", "", ("x",))


def test_a_state_of_a_clock_that_was_ahead_holds_up_nothing() -> None:
    roster = Roster()
    ahead = msgspec.structs.replace(state("a", NOW + 9_000 * HOUR), checked_at=NOW + 8_999 * HOUR)
    roster.hold(0, {"a": wire.encode(ahead)})
    roster.add(0, feed("a"), NOW)
    assert roster.next(NOW) == feed("a")


@pytest.mark.parametrize("forget", [True, False])
def test_removed_and_added_again_it_is_asked_at_once_unless_that_is_long_ago(
    forget: bool,  # noqa: FBT001 - pytest's
) -> None:
    roster = Roster()
    roster.hold(0, {"a": wire.encode(state("a", NOW + HOUR))})
    roster.add(0, feed("a"), NOW)
    roster.remove("a", forget=forget)
    roster.add(0, feed("a"), NOW)
    assert roster.next(NOW) == (feed("a") if forget else None)


def test_the_same_feed_again_changes_nothing() -> None:
    roster = Roster()
    roster.add(0, feed("a"), NOW)
    assert roster.next(NOW) == feed("a")
    roster.add(0, feed("a"), NOW)
    assert roster.next(NOW + HOUR) is None


def test_removed_it_is_not_asked() -> None:
    roster = Roster()
    roster.add(0, feed("a"), NOW)
    roster.remove("a")
    roster.remove("never held")
    assert roster.next(NOW) is None
    assert roster.health() == {}


def test_removed_while_out_or_in_line() -> None:
    roster = Roster()
    for name in "abc":
        roster.add(0, feed(name, host="same"), NOW)
    out = roster.next(NOW)
    assert out is not None
    assert roster.next(NOW) is None  # the two others wait for the host now
    roster.remove("a")
    roster.remove("b")
    assert roster.owns(out) is (out.id == "c")
    roster.keep(state(out.id, NOW + HOUR), NOW)
    assert roster.next(NOW + GAP_FOR) == (None if out.id == "c" else feed("c", host="same"))


def test_changed_while_out_it_is_not_what_was_asked() -> None:
    roster = Roster()
    roster.add(0, feed("a"), NOW)
    out = roster.next(NOW)
    assert out is not None
    changed = msgspec.structs.replace(out, url="https://new.example/rss")
    roster.add(0, changed, NOW)
    assert not roster.owns(out)
    assert roster.next(NOW + HOUR) is None  # not twice at a time
    roster.put_back("a", NOW + HOUR, NOW + HOUR)
    assert roster.next(NOW + HOUR) == changed


def test_a_partition_given_up_takes_its_feeds_and_states_along() -> None:
    roster = Roster()
    roster.hold(0, {"a": wire.encode(state("a", NOW, published=5))})
    roster.hold(1, {"b": wire.encode(state("b", NOW, published=7))})
    roster.add(0, feed("a"), NOW)
    roster.add(1, feed("b"), NOW)
    roster.release(0)
    assert roster.next(NOW) == feed("b")
    assert roster.next(NOW) is None
    assert roster.state(feed("a"), NOW).published == 0
    assert roster.state(feed("b"), NOW).published == 7


def test_taken_over_again_while_its_poll_still_runs() -> None:
    roster = Roster()
    roster.add(0, feed("a"), NOW)
    out = roster.next(NOW)
    roster.release(0)
    roster.add(0, feed("a"), NOW)
    assert roster.next(NOW) is None
    assert out is not None
    roster.put_back("a", NOW, NOW)
    assert roster.next(NOW + GAP_FOR) == feed("a")


def test_feeds_that_moved_to_one_host_are_asked_one_after_the_other() -> None:
    roster = Roster()
    moved = {id_: state(id_, NOW, url=f"https://new.example/{id_}") for id_ in "ab"}
    roster.hold(0, {id_: wire.encode(known) for id_, known in moved.items()})
    for id_ in "ab":
        roster.add(0, feed(id_), NOW)
    assert roster.next(NOW) == feed("a")
    assert roster.next(NOW) is None
    roster.keep(moved["a"], NOW)
    assert roster.next(NOW + GAP_FOR) == feed("b")


def test_a_clock_that_is_set_back_holds_nobody_up() -> None:
    roster = Roster()
    roster.hold(0, {"b": wire.encode(state("b", NOW + HOUR))})
    for id_ in "ab":
        roster.add(0, feed(id_, "one"), NOW)
    assert roster.next(NOW) == feed("a", "one")
    before = NOW - timedelta(days=365)
    roster.keep(state("a", NOW + 2 * HOUR), NOW)
    assert roster.next(before) is None
    assert roster.next(before + GAP_FOR) is None  # the host has rested
    assert roster.next(before + HOUR) == feed("b", "one")


def test_an_empty_roster() -> None:
    assert Roster().next(NOW) is None
    assert Roster().next_at() is None

from __future__ import annotations

from datetime import date
from typing import Any

from pipeline.stages import develop
from pipeline.stages.develop.shelf import Bucket, Gone, Head, Held, first_day, week_of


def test_a_week_begins_on_monday() -> None:
    sunday = date(2020, 9, 13).toordinal()
    assert week_of(sunday) == "2020-09-07"
    assert week_of(sunday + 1) == "2020-09-14"
    assert first_day("2020-09-14") == sunday + 1


def test_an_empty_shelf_knows_nothing() -> None:
    bucket = Bucket({}, "tiktok", "order")
    assert bucket.head == Head()
    assert bucket.weeks == ()
    assert not bucket.mentions("2020-09-14")
    assert not bucket.start("2020-09-14")
    assert not bucket.held.members("x")
    assert bucket.held.home("x") == "x"


def test_keys_begin_with_the_watch_and_what_says_seen_comes_last() -> None:
    bucket = Bucket({}, "tiktok", "order")
    bucket.put_head(Head(week="2020-09-14"))
    bucket.put_week("2020-09-07", ())
    bucket.put_start("2020-09-07", ())
    bucket.put_gone("x", Gone(heir="y", mentions=("m1",)))
    assert list(bucket.entries("2020-09-14"))[-1] == "tiktok/order"
    late = bucket.entries("2020-09-07")
    assert list(late)[-1] == "tiktok/order/2020-09-07"
    assert all(key.startswith("tiktok/") for key in late)
    assert late["tiktok//x"] == b""
    assert Held(late, "tiktok").home("x") == "y"


def test_one_that_comes_back_is_its_own_again(say: Any) -> None:
    shelf: dict[str, bytes] = {}
    for gone in (True, False):
        bucket = Bucket(shelf, "tiktok", "order")
        bucket.put_head(Head())
        if gone:
            bucket.put_gone("x", Gone(heir="y", mentions=()))
        else:
            bucket.put_members("x", [say()])
        shelf.update(bucket.entries(""))
    held = Held(shelf, "tiktok")
    assert (held.home("x"), held.members("x")) == ("x", (say(),))


def test_versions_grow_when_they_are_kept_and_are_written_before_what_says_seen(say: Any) -> None:
    shelf: dict[str, bytes] = {}
    for version in (1, 2):
        step = develop.step(shelf, say(f"a{version}"))
        for _ in range(2):  # a try that is not kept counts for nothing
            counted = develop.counted(shelf, step)
            assert [one.version for one in counted.out] == [version]
        assert list(counted.state)[1:] == list(step.state)
        shelf.update(counted.state)
    assert develop.counted(shelf, develop.step(shelf, say("a2"))).out == ()

"""A user's verdict moves a development at once, holds for what comes later, and can be taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count, permutations
from typing import Any

from pipeline.model import Development, Verdict, derive_id
from pipeline.stages import develop
from pipeline.stages.develop import judged

_numbers = count()
_START = datetime(2020, 10, 1, tzinfo=UTC)


def verdict(development: str, says: Any, other: str = "", watch: str = "tiktok") -> Verdict:
    at = _START + timedelta(minutes=next(_numbers))
    return Verdict(
        id=derive_id(development, says, other, at.isoformat()), watch=watch, development=development, says=says,
        other=other, at=at,
    )  # fmt: skip


def judge(shelf: Any, one: Verdict) -> tuple[Development, ...]:
    step = develop.judge(shelf.entries, one, shelf.watch)
    shelf.entries.update(step.state)
    shelf.passed_on.extend(step.out)
    shelf.latest.update((development.id, development) for development in step.out)
    if step.dropped:
        shelf.dropped.append(step.dropped.reason)
    return step.out


def test_a_wrong_type_is_told_as_the_right_one_also_after_further_reports(say: Any, shelf: Any) -> None:
    [told] = shelf.take([say("a1")]).developments
    [corrected] = judge(shelf, verdict(told.id, "wrong-type", "opposition"))
    assert (corrected.id, corrected.type, corrected.actors) == (told.id, "opposition", told.actors)
    assert corrected.title == "ByteDance opposes the deal with Microsoft"
    [still] = shelf.take([say("a2", at="2020-09-15")]).developments
    assert (still.id, still.type, len(still.reports)) == (told.id, "opposition", 2)
    [back] = judge(shelf, verdict(told.id, "wrong-type", "rejection"))
    assert (back.type, back.title) == ("rejection", told.title)


def test_a_type_that_there_is_not_changes_nothing(say: Any, shelf: Any) -> None:
    [told] = shelf.take([say("a1")]).developments
    assert judge(shelf, verdict(told.id, "wrong-type", "weather")) == (told,)


def test_what_is_not_the_deal_is_retracted_until_it_is_said_to_be(say: Any, shelf: Any) -> None:
    [told] = shelf.take([say("a1")]).developments
    [gone] = judge(shelf, verdict(told.id, "not-the-deal"))
    assert gone.retracted
    shelf.take([say("a2", at="2020-09-15")])
    assert len(shelf.latest) == 1
    assert shelf.latest[told.id].retracted
    [back] = judge(shelf, verdict(told.id, "wrong-type", told.type))
    assert not back.retracted
    assert len(back.reports) == 2


def test_two_that_are_the_same_are_told_as_one_and_parted_again(say: Any, shelf: Any) -> None:
    shelf.take([say("a1"), say("b1", type="statement", actors=("tiktok",), at="2020-09-15")])
    rejection, statement = sorted(shelf.developments, key=lambda one: one.type)
    whole, part = judge(shelf, verdict(statement.id, "same-as", rejection.id))
    assert (whole.id, whole.type, [r.article for r in whole.reports]) == (rejection.id, "rejection", ["a1", "b1"])
    assert (part.id, part.merged_into) == (statement.id, rejection.id)
    judge(shelf, verdict(rejection.id, "same-as", statement.id))  # is so already
    shelf.take([say("b2", type="statement", actors=("tiktok",), at="2020-09-16")])
    [one] = shelf.developments
    assert [report.article for report in one.reports] == ["a1", "b1", "b2"]
    judge(shelf, verdict(rejection.id, "not-the-same", statement.id))
    assert {d.id: [r.article for r in d.reports] for d in shelf.developments} == {
        rejection.id: ["a1"], statement.id: ["b1", "b2"],
    }  # fmt: skip
    judge(shelf, verdict(statement.id, "same-as", rejection.id))
    judge(shelf, verdict(statement.id, "not-the-same", rejection.id))
    assert len(shelf.developments) == 2


def test_a_report_that_is_not_the_same_is_told_apart(say: Any, shelf: Any) -> None:
    [told] = shelf.take([say("a1"), say("a2", at="2020-09-15"), say("a3", at="2020-09-16")]).developments
    judge(shelf, verdict(told.id, "not-the-same", "a2"))
    first, other = sorted(shelf.developments, key=lambda one: len(one.id))
    assert (first.id, [r.article for r in first.reports]) == (told.id, ["a1", "a3"])
    assert (other.id.startswith(f"{told.id}-apart-"), [r.article for r in other.reports]) == (True, ["a2"])
    shelf.take([say("a4", at="2020-09-17")])
    assert [len(d.reports) for d in sorted(shelf.developments, key=lambda one: len(one.id))] == [3, 1]
    [gone] = judge(shelf, verdict(other.id, "not-the-deal"))
    assert (gone.id, gone.retracted) == (other.id, True)


def test_two_that_are_not_the_same_stay_two_when_a_late_report_would_join_them(say: Any, shelf: Any) -> None:
    shelf.take([say("a1", at="2020-09-01"), say("a3", at="2020-09-21", date="2020-09-12")])
    older, younger = shelf.developments
    judge(shelf, verdict(younger.id, "not-the-same", older.id))
    shelf.take([say("a2", at="2020-09-11", field="title"), say("a4", at="2020-09-21", date="2020-09-12")])
    shelf.take([say("a0", at="2020-08-31")])
    assert {d.id: [r.article for r in d.reports] for d in shelf.developments} == {
        older.id: ["a0", "a1", "a2", "a4"], younger.id: ["a3"],
    }  # fmt: skip
    judge(shelf, verdict(younger.id, "same-as", older.id))
    [only] = shelf.developments
    assert (only.id, len(only.reports)) == (older.id, 5)


def test_what_cannot_be_judged_is_dropped_with_its_reason(say: Any, shelf: Any) -> None:
    [told] = shelf.take([say("a1")]).developments
    once = verdict(told.id, "not-the-deal")
    assert judge(shelf, verdict("nobody", "not-the-deal")) == ()
    assert judge(shelf, verdict(told.id, "same-as", "nobody")) == ()
    assert judge(shelf, verdict(told.id, "not-the-same", "a1")) == ()
    judge(shelf, once)
    assert judge(shelf, once) == ()
    assert shelf.dropped == ["unknown development", "unknown development", "nothing left", "seen"]


def test_a_verdict_goes_with_what_turns_out_to_be_another(say: Any, shelf: Any) -> None:
    late = {"date": "2020-09-20"}
    shelf.take([say("a1", date="2020-09-10", at="2020-09-10"), say("a3", **late, at="2020-09-20")])
    older, younger = sorted(shelf.developments, key=lambda one: one.id)
    judge(shelf, verdict(younger.id, "not-the-deal"))
    shelf.take([say("a0", **late, at="2020-09-12", modality="expected")])
    assert [one.retracted for one in shelf.latest.values() if not one.merged_into].count(True) == 1
    assert not shelf.latest[older.id].retracted


def test_the_end_is_the_same_wherever_verdicts_stand_among_the_reports(say: Any, shelves: Any) -> None:
    first = [say("a1"), say("b1", type="talks", actors=("oracle", "bytedance"))]
    known = {one.type: one.id for one in shelves().take(first).developments}
    later: list[Any] = [
        say("a2", at="2020-09-15"), say("b2", type="talks", actors=("oracle", "bytedance"), at="2020-09-16"),
        verdict(known["talks"], "same-as", known["rejection"]), verdict(known["rejection"], "wrong-type", "terms"),
    ]  # fmt: skip
    ends = set()
    for order in permutations(later):
        shelf = shelves().take(first)
        for one in order:
            judge(shelf, one) if isinstance(one, Verdict) else shelf.take([one])
        ends.add(tuple(shelf.developments))
    assert len(ends) == 1
    [(end,)] = ends
    assert (end.type, len(end.reports)) == ("terms", 4)


def test_a_verdict_on_a_report_put_apart_goes_with_its_development() -> None:
    part = judged.apart("younger", "a1")
    verdicts = (verdict("younger", "not-the-same", "a1"), verdict(part, "same-as", "third"))
    away, home = judged.renamed(verdicts, {"younger": "older"})
    assert (away.development, away.other) == ("older", "a1")
    assert (home.development, home.other) == (judged.apart("older", "a1"), "third")


def test_a_verdict_on_an_own_type(say: Any, shelf: Any) -> None:
    [told] = shelf.take([say("a1", type="statement", own="strike")]).developments
    [gone] = judge(shelf, verdict(told.id, "not-the-deal"))
    assert (gone.own, gone.retracted) == ("strike", True)
    [corrected] = judge(shelf, verdict(told.id, "wrong-type", "statement"))
    assert (corrected.own, corrected.title) == ("", "ByteDance speaks out on Microsoft")

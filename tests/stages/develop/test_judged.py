"""A user's verdict moves a development at once, holds for what comes later, and can be taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count, permutations
from typing import Any

import pytest
from msgspec.structs import replace

from pipeline.cli.verdict import meant
from pipeline.errors import UsageError
from pipeline.model import Development, Verdict, derive_id
from pipeline.stages import develop

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
    assert len({development.id for development in step.out}) == len(step.out)
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
    said = verdict(told.id, "wrong-type", "weather")
    assert judge(shelf, said) == (replace(told, verdict=said.id),)


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
    assert judge(shelf, verdict(rejection.id, "same-as", statement.id)) == ()
    assert shelf.dropped == ["changes nothing"]
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
    assert shelf.dropped == ["unknown development", "unknown development", "changes nothing", "seen"]


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


def test_a_verdict_on_an_own_type(say: Any, shelf: Any) -> None:
    [told] = shelf.take([say("a1", type="statement", own="strike")]).developments
    [gone] = judge(shelf, verdict(told.id, "not-the-deal"))
    assert (gone.own, gone.retracted) == ("strike", True)
    [corrected] = judge(shelf, verdict(told.id, "wrong-type", "statement"))
    assert (corrected.own, corrected.title) == ("", "ByteDance speaks out on Microsoft")


# --- one verdict after the other ----------------------------------------------------------------------

THREE = ("rejection", "statement", "talks")


@pytest.fixture
def three(say: Any, shelf: Any) -> Any:
    """A shelf with three developments of a report each: `a1`, `b1` and `c1`; their ids are in the order of `THREE`."""
    return shelf.take(
        [
            say("a1"),
            say("b1", type="statement", actors=("tiktok",), at="2020-09-15"),
            say("c1", type="talks", actors=("oracle", "bytedance"), at="2020-09-16"),
        ]
    )


def ids(shelf: Any) -> list[str]:
    by_type = {one.type: one.id for one in shelf.developments}
    return [by_type[type_] for type_ in THREE]


def told(shelf: Any) -> dict[str, list[str]]:
    return {one.id: [report.article for report in one.reports] for one in shelf.developments}


@pytest.mark.parametrize(
    ("same", "parted", "left"),
    [
        ((("a", "b"), ("a", "c")), ("a", "c"), {"b": ["a1", "b1"], "c": ["c1"]}),
        ((("a", "b"), ("a", "c")), ("b", "c"), {"b": ["a1", "b1"], "c": ["c1"]}),
        ((("a", "b"), ("a", "c")), ("a", "b"), {"b": ["b1"], "c": ["a1", "c1"]}),
        ((("a", "b"), ("c", "a")), ("c", "b"), {"b": ["a1", "b1"], "c": ["c1"]}),
        ((("a", "b"), ("c", "a")), ("b", "a"), {"a": ["a1", "c1"], "b": ["b1"]}),
        ((("a", "b"), ("c", "b")), ("a", "c"), {"b": ["a1", "b1"], "c": ["c1"]}),
        ((("a", "b"), ("b", "c")), ("a", "c"), {"b": ["a1", "b1"], "c": ["c1"]}),
    ],
)
def test_of_what_was_said_to_be_the_same_the_last_that_joins_the_two_is_taken_back(
    three: Any, same: Any, parted: Any, left: dict[str, list[str]]
) -> None:
    known = dict(zip("abc", ids(three), strict=True))
    for one, other in same:
        judge(three, verdict(known[one], "same-as", known[other]))
    assert len(three.developments) == 1
    one, other = parted
    judge(three, verdict(known[one], "not-the-same", known[other]))
    assert told(three) == {known[id_]: articles for id_, articles in left.items()}


def test_an_article_that_another_part_brought_goes_with_that_part(three: Any) -> None:
    a, b, c = ids(three)
    judge(three, verdict(a, "same-as", b))
    judge(three, verdict(b, "not-the-same", "a1"))
    assert told(three) == {a: ["a1"], b: ["b1"], c: ["c1"]}


@pytest.mark.parametrize("place", [0, 1])
def test_what_is_said_of_one_that_is_told_elsewhere_is_said_of_that_one(three: Any, place: int) -> None:
    a, b, _ = ids(three)
    judge(three, verdict(a, "same-as", b))
    corrected, same = judge(three, verdict((a, b)[place], "wrong-type", "order"))
    assert (corrected.id, corrected.type) == (b, "order")
    assert same == replace(corrected, id=a, merged_into=b)
    gone = judge(three, verdict((a, b)[place], "not-the-deal"))
    assert [(one.id, one.merged_into, one.retracted) for one in gone] == [(b, "", True), (a, b, True)]
    judge(three, verdict(a, "not-the-same", b))
    assert {one.id: (one.type, one.retracted) for one in three.developments[:2]} == {
        a: ("rejection", False), b: ("order", True),
    }  # fmt: skip


def test_what_was_retracted_with_another_says_by_which_verdict_it_is_not(three: Any) -> None:
    a, b, _ = ids(three)
    judge(three, verdict(a, "not-the-deal"))
    judge(three, verdict(b, "same-as", a))
    assert (three.latest[b].merged_into, three.latest[b].retracted) == (a, True)
    parted = verdict(a, "not-the-same", b)
    judge(three, parted)
    assert {id_: (three.latest[id_].retracted, three.latest[id_].verdict) for id_ in (a, b)} == {
        a: (True, parted.id), b: (False, parted.id),
    }  # fmt: skip


# --- what the fold moves ------------------------------------------------------------------------------


@pytest.fixture
def two(say: Any, shelf: Any) -> Any:
    """A shelf with two rejections, `a1` and `a3` with `a4`, which the late report `a2` makes one."""
    september = {"at": "2020-09-21", "date": "2020-09-12"}
    return shelf.take([say("a1", at="2020-09-01"), say("a3", **september), say("a4", **september)])


def late(say: Any) -> Any:
    return [say("a2", at="2020-09-11", field="title")]


def test_a_verdict_on_one_that_the_fold_merged_is_on_what_it_is_now(say: Any, two: Any) -> None:
    older, younger = two.developments
    two.take(late(say))
    assert list(told(two)) == [older.id]
    corrected, same = judge(two, verdict(younger.id, "wrong-type", "opposition"))
    assert (corrected.id, corrected.type, corrected.merged_into) == (older.id, "opposition", "")
    assert same == replace(corrected, id=younger.id, merged_into=older.id)  # for who was told the younger alone
    gone, same = judge(two, verdict(younger.id, "not-the-deal"))
    assert (gone.id, gone.retracted) == (older.id, True)
    assert same == replace(gone, id=younger.id, merged_into=older.id)
    assert len(judge(two, verdict(older.id, "same-as", younger.id))) == 0
    two.take([say("a9", at="2020-09-12", date="2020-09-12")])
    assert two.passed_on[-1].id == older.id  # a further report is none of its hearers' news


def test_one_that_turns_out_to_be_what_is_retracted_is_retracted_with_it(say: Any, two: Any) -> None:
    older, younger = two.developments
    said = verdict(older.id, "not-the-deal")
    judge(two, said)
    two.take(late(say))
    gone = two.latest[younger.id]
    assert (gone.merged_into, gone.retracted, gone.verdict) == (older.id, True, said.id)


def test_two_that_the_fold_made_one_are_two_again_where_a_user_says_so(say: Any, two: Any) -> None:
    older, younger = two.developments
    before = told(two)
    two.take(late(say))
    judge(two, verdict(younger.id, "not-the-same", older.id))
    assert told(two) == before | {older.id: ["a1", "a2"]}
    judge(two, verdict(younger.id, "same-as", older.id))
    assert [len(articles) for articles in told(two).values()] == [4]


def test_a_report_put_apart_keeps_its_id_when_its_development_turns_out_to_be_another(say: Any, two: Any) -> None:
    older, younger = two.developments
    judge(two, verdict(younger.id, "not-the-same", "a4"))
    [part] = [one.id for one in two.developments if "-apart-" in one.id]
    judge(two, verdict(part, "wrong-type", "opposition"))
    two.take(late(say))
    assert told(two) == {older.id: ["a1", "a2", "a3"], part: ["a4"]}
    assert two.latest[younger.id].merged_into == older.id
    assert two.latest[part].type == "opposition"


def test_a_report_put_apart_that_the_fold_moves_is_told_where_it_is_now(say: Any, shelf: Any) -> None:
    said = {"type": "offer", "actors": ("microsoft", "bytedance")}
    shelf.take([say("a0", **said, at="2020-08-22T23:00:00")])
    shelf.take([say("a2", **said, at="2020-09-04T08:00:00", field="title", modality="expected", date="2020-09-03")])
    [offer] = shelf.developments
    _, part = sorted(judge(shelf, verdict(offer.id, "not-the-same", "a2")), key=lambda one: len(one.id))
    shelf.take([say("a7", **said, at="2020-08-24", field="title", modality="expected", date="2020-08-16")])
    [moved] = [one.id for one in shelf.developments if one.id != offer.id]
    assert told(shelf) == {offer.id: ["a0", "a7"], moved: ["a2"]}
    assert shelf.latest[part.id].merged_into == moved


def test_all_that_is_the_same_moves_when_the_fold_finds_two_of_it_to_be_one(say: Any, two: Any) -> None:
    older, younger = two.developments
    two.take([say("b1", type="statement", actors=("tiktok",)), say("c1", type="talks", actors=("oracle",))])
    statement, talks = (next(one.id for one in two.developments if one.type == type_) for type_ in THREE[1:])
    judge(two, verdict(younger.id, "same-as", statement))
    judge(two, verdict(older.id, "same-as", talks))
    two.take(late(say))
    assert {id_: sorted(articles) for id_, articles in told(two).items()} == {
        talks: ["a1", "a2", "a3", "a4", "b1", "c1"]
    }
    assert two.latest[statement].merged_into == talks


# --- what the command takes ---------------------------------------------------------------------------


def test_the_command_judges_where_it_is_told_and_refuses_what_would_change_nothing(three: Any) -> None:
    a, b, c = ids(three)
    judge(three, meant(three.latest, a, f"same-as={b}"))
    assert meant(three.latest, a, "wrong-type=order").development == b
    assert meant(three.latest, c, f"same-as={a}").other == b
    parted = meant(three.latest, a, f"not-the-same={b}")
    assert (parted.development, parted.other) == (a, b)
    assert meant(three.latest, a, "not-the-same=a1").development == b
    judge(three, meant(three.latest, c, "not-the-deal"))
    for id_, said in ((b, f"same-as={a}"), (a, "wrong-type=statement"), (c, "not-the-deal"), (c, "not-the-same=c1")):
        with pytest.raises(UsageError):
            meant(three.latest, id_, said)
    assert meant(three.latest, c, "wrong-type=talks").development == c

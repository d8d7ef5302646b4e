from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from pipeline.model import Development, Evidence, Party, Report, Revision, Watch
from pipeline.stages.board import Board, board

ROLES = {
    "tiktok": "object", "bytedance": "owner", "microsoft": "suitor", "oracle": "suitor",
    "us-president": "leader", "us-treasury": "authority", "cn-government": "government", "us-court": "court",
}  # fmt: skip
WATCH = Watch(
    id="tiktok",
    title="TikTok",
    names=("TikTok",),
    parties=tuple(Party(id=id_, role=role) for id_, role in ROLES.items()),
)
_numbers = count()


def told(type_: Any, *actors: str, day: str = "2020-09-01", modality: Any = "confirmed", **said: Any) -> Development:
    at = datetime.fromisoformat(said.pop("at", day if len(day) == 10 else f"{day}-15")).replace(tzinfo=UTC)
    report = Report(
        article="a",
        source="s",
        lang="en",
        independent=True,
        modality=modality,
        evidence=Evidence(field="title", start=0, end=1, quote="x"),
        url="",
        published_at=at,
        mention="m",
    )
    whole: dict[str, Any] = {
        "id": f"{day}-{type_}-{next(_numbers):04}",
        "watch": "tiktok",
        "date": day,
        "title": "",
        "first_reported_at": at,
        "changed_at": at,
        "reports": (report,),
        "history": (Revision(at=at, modality=modality, article="a"),),
    }
    return Development(type=type_, actors=actors, modality=modality, **{**whole, **said})


def stances(found: Board) -> dict[str, str]:
    return {standing.party: standing.stance for standing in found.parties}


def statuses(found: Board) -> list[str]:
    return [turn.after for turn in found.turns if turn.who == "deal"]


def test_a_deal_from_rumour_to_closing() -> None:
    story = [
        told("talks", "microsoft", "bytedance", day="2020-08-02", modality="reported"),
        told("offer", "microsoft", "bytedance", day="2020-08-27"),
        told("rejection", "bytedance", "microsoft", day="2020-09-13"),
        told("agreement", "bytedance", "oracle", day="2020-09-14", modality="reported"),
        told("opposition", "us-president", "oracle", day="2020-09-16"),
        told("approval", "us-president", "oracle", day="2020-09-19"),
        told("agreement", "bytedance", "oracle", day="2020-12-18"),
        told("closing", "tiktok", "oracle", day="2021-01-22"),
        told("opposition", "us-president", day="2021-02-22"),
    ]
    found = board(WATCH, reversed(story))
    assert statuses(found) == ["rumoured", "announced", "blocked", "approved", "completed"]
    assert found.status == "completed"
    assert stances(found) == {"microsoft": "rejected", "oracle": "closed", "us-president": "opposed"}
    assert found.as_of == "2021-02-22"
    made_by = {turn.development for turn in found.turns}
    assert made_by <= {development.id for development in story}
    assert [(turn.before, turn.after) for turn in found.turns if turn.who == "microsoft"] == [
        ("", "negotiating"), ("negotiating", "bidding"), ("bidding", "rejected"),
    ]  # fmt: skip
    assert board(WATCH, story) == found


def test_nothing_is_nothing() -> None:
    found = board(WATCH, [])
    assert (found.status, found.parties, found.deadline, found.turns, found.as_of) == ("none", (), None, (), "")


@pytest.mark.parametrize("modality", ["denied", "expected"])
def test_what_is_denied_or_to_come_moves_nothing(modality: str) -> None:
    found = board(WATCH, [told("closing", "tiktok", "oracle", modality=modality)])
    assert (found.status, found.parties) == ("none", ())


def test_an_examination_that_is_to_come_is_one() -> None:
    assert stances(board(WATCH, [told("review", "us-treasury", modality="expected")])) == {"us-treasury": "examining"}


def test_a_rumour_moves_only_what_does_not_stand() -> None:
    talk = told("talks", "oracle", "bytedance", day="2020-08-01", modality="rumoured")
    assert stances(board(WATCH, [talk])) == {"oracle": "negotiating"}
    out = told("rejection", "bytedance", "oracle", day="2020-08-02", modality="rumoured")
    assert stances(board(WATCH, [talk, out])) == {"oracle": "negotiating"}


def test_nobody_goes_down_by_being_told_of_again() -> None:
    story = [told("agreement", "bytedance", "oracle", day="2020-09-14"), told("talks", "oracle", day="2020-09-15")]
    assert stances(board(WATCH, story)) == {"oracle": "partner"}
    left = [*story, told("withdrawal", "oracle", day="2020-09-16"), told("interest", "oracle", day="2020-09-17")]
    assert stances(board(WATCH, left)) == {"oracle": "suitor"}
    closed = [told("closing", "oracle", day="2020-09-14"), told("withdrawal", "oracle", day="2020-09-16")]
    assert stances(board(WATCH, closed)) == {"oracle": "closed"}


def test_the_deal_falls_with_the_seller_or_the_last_buyer() -> None:
    signed = [told("offer", "microsoft", day="2020-09-01"), told("agreement", "bytedance", "oracle", day="2020-09-02")]
    one_left = [*signed, told("withdrawal", "microsoft", day="2020-09-03")]
    assert board(WATCH, one_left).status == "pending"
    both_left = [*one_left, told("withdrawal", "oracle", day="2020-09-04")]
    assert board(WATCH, both_left).status == "withdrawn"
    assert board(WATCH, [*signed, told("withdrawal", "bytedance", day="2020-09-03")]).status == "withdrawn"
    nobody = [told("withdrawal", day="2020-09-03")]
    assert board(WATCH, [*signed, *nobody]).status == "pending"


def test_governments_agree_in_principle_only() -> None:
    assert board(WATCH, [told("agreement", "us-treasury", "cn-government")]).status == "announced"


def test_who_orders_rules_and_sues() -> None:
    found = board(WATCH, [told("order", "us-president"), told("ruling", "us-court"), told("litigation", "tiktok")])
    assert stances(found) == {"tiktok": "suing", "us-court": "ruled", "us-president": "ordering"}
    assert board(WATCH, [told("order"), told("review", "oracle"), told("statement", "oracle")]).parties == ()


def test_the_next_deadline_is_the_first_that_is_to_come_and_was_not_replaced() -> None:
    first = told("deadline", "us-president", day="2020-09-20", at="2020-08-06")
    other = told("deadline", "cn-government", day="2020-11", at="2020-08-06")
    denied = told("deadline", "us-court", day="2020-08-30", at="2020-08-06", modality="denied")
    nobody = told("deadline", day="2020-12-24", at="2020-08-06")
    found = board(WATCH, [first, other, denied, nobody, told("deadline", "oracle", at="2020-08-06", date=None)])
    assert found.deadline is not None
    assert (found.deadline.date, found.deadline.development) == ("2020-09-20", first.id)
    extended = told("deadline", "us-president", day="2020-12-04", at="2020-08-10")
    earlier = told("deadline", "us-president", day="2020-10-04", at="2020-08-11")
    found = board(WATCH, [first, other, extended, earlier])
    assert found.deadline is not None
    assert found.deadline.date == "2020-11"
    assert board(WATCH, [first, told("order", "us-president", day="2021-01-01")]).deadline is None


def test_a_month_stands_where_it_was_told_of() -> None:
    def days(*story: Development) -> list[str]:
        return [turn.day for turn in board(WATCH, story).turns]

    assert days(told("order", "us-president", day="2020-09", at="2020-09-14")) == ["2020-09-14"]
    assert days(told("order", "us-president", day="2020-08", at="2020-09-14")) == ["2020-08-28"]
    assert days(told("order", "us-president", day="2020-10", at="2020-09-14")) == ["2020-10-01"]


def test_other_watches_and_what_turned_out_to_be_another_are_left_out() -> None:
    elsewhere = told("closing", "oracle", watch="steel")
    merged = told("closing", "oracle", merged_into="x")
    assert board(WATCH, [elsewhere, merged]).status == "none"


def test_what_is_only_suggested_moves_nothing() -> None:
    assert stances(board(WATCH, [told("offer", "oracle", suggested=True)])) == {}
    assert stances(board(WATCH, [told("offer", "oracle")])) == {"oracle": "bidding"}

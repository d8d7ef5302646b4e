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
STEEL = Watch(
    id="steel",
    title="Steel",
    names=("Steel",),
    parties=tuple(
        Party(id=id_, role=role)
        for id_, role in {
            "steel": "object", "nippon": "suitor", "cliffs": "suitor", "president": "leader", "cfius": "authority",
            "antitrust": "authority", "japan": "government", "court": "court", "union": "stakeholder",
            "ohio": "region", "other": "other",
        }.items()
    ),
)  # fmt: skip
"""A take-over: nobody owns the object but its shareholders."""
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


def steel(type_: Any, *actors: str, **said: Any) -> Development:
    return told(type_, *actors, watch="steel", **said)


SIGNED = steel("agreement", "steel", "nippon", day="2023-12-18")
BLOCKED = [SIGNED, steel("order", "president", "nippon", day="2025-01-03")]


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
    assert statuses(found) == ["rumoured", "announced", "approved", "completed"]
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


def test_an_agreement_that_is_only_rumoured_announces_nothing() -> None:
    rumour = steel("agreement", "steel", "nippon", modality="rumoured")
    assert board(STEEL, [rumour]).status == "rumoured"
    assert board(STEEL, [steel("agreement", "steel", "nippon", modality="reported")]).status == "announced"


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


def test_a_buyer_may_leave_before_it_has_offered() -> None:
    left = steel("withdrawal", "nippon", day="2023-12-03")
    assert board(STEEL, [left]).status == "withdrawn"
    begun = [steel("interest", "nippon", day="2023-12-01"), left]
    assert statuses(board(STEEL, begun)) == ["rumoured", "withdrawn"]
    assert board(STEEL, [*begun, steel("interest", "cliffs", day="2023-12-02")]).status == "rumoured"


@pytest.mark.parametrize("leaver", ["union", "cfius", "ohio"])
def test_the_deal_falls_with_no_bystander_and_no_power(leaver: str) -> None:
    assert board(STEEL, [SIGNED, steel("withdrawal", leaver, day="2024-01-01")]).status == "pending"


def test_what_was_turned_down_was_offered() -> None:
    found = board(STEEL, [steel("rejection", "steel", "cliffs", day="2023-08-13")])
    assert (found.status, stances(found)) == ("announced", {"cliffs": "rejected"})
    assert board(STEEL, [steel("rejection", "steel")]).status == "none"
    assert board(STEEL, [steel("rejection", "steel", "cliffs", modality="reported")]).status == "rumoured"


def test_who_was_turned_down_still_holds_a_deal_that_nobody_signed() -> None:
    story = [steel("rejection", "steel", "cliffs", day="2023-08-13"), steel("offer", "nippon", day="2023-08-14")]
    assert board(STEEL, [*story, steel("withdrawal", "nippon", day="2023-08-23")]).status == "announced"
    signed = [*story, SIGNED, steel("withdrawal", "nippon", day="2024-01-01")]
    assert board(STEEL, signed).status == "withdrawn"


def test_what_may_be_older_news_brings_nobody_back() -> None:
    left = [SIGNED, steel("withdrawal", "nippon", day="2024-05-01")]
    for looking_back in (
        steel("offer", "nippon", "steel", date=None, at="2024-05-02"),
        steel("offer", "nippon", "steel", day="2024-05-01", at="2024-05-02"),
    ):
        found = board(STEEL, [*left, looking_back])
        assert (found.status, stances(found)) == ("withdrawn", {"nippon": "withdrawn"})
    for news in (
        steel("offer", "nippon", "steel", day="2024-05-02"),
        steel("offer", "nippon", "steel", date=None, at="2024-06-01"),
    ):
        found = board(STEEL, [*left, news])
        assert (found.status, stances(found)) == ("announced", {"nippon": "bidding"})


def test_a_closing_ends_a_deal_that_was_thought_withdrawn() -> None:
    left = [SIGNED, steel("withdrawal", "nippon", day="2024-05-01")]
    assert board(STEEL, [*left, steel("closing", "nippon", date=None, at="2024-05-02")]).status == "completed"


def test_an_offer_alone_is_not_closed() -> None:
    offered = [steel("offer", "nippon", "steel", day="2023-12-01")]
    closed = steel("closing", "nippon", "steel", day="2024-06-18")
    assert board(STEEL, [*offered, closed]).status == "announced"
    assert board(STEEL, [*offered, SIGNED, closed]).status == "completed"
    assert board(STEEL, [closed]).status == "completed"
    assert board(STEEL, [steel("closing", "steel")]).status == "none"


@pytest.mark.parametrize("type_", ["opposition", "order", "ruling"])
@pytest.mark.parametrize("actor", ["union", "ohio", "cfius", "japan", "court", "nippon"])
def test_nobody_but_a_leader_blocks(type_: str, actor: str) -> None:
    assert board(STEEL, [SIGNED, steel(type_, actor, "nippon", day="2024-03-14")]).status == "pending"


def test_a_leader_blocks_a_take_over_by_an_order_and_by_nothing_less() -> None:
    assert statuses(board(STEEL, BLOCKED)) == ["pending", "blocked"]
    for type_, modality in (("opposition", "confirmed"), ("order", "reported"), ("order", "expected")):
        said = steel(type_, "president", "nippon", day="2024-09-04", modality=modality)
        assert board(STEEL, [SIGNED, said]).status == "pending"


def test_to_be_sold_or_banned_is_no_block() -> None:
    story = [told("agreement", "bytedance", "oracle", day="2020-08-01"), told("order", "us-president", "bytedance")]
    assert board(WATCH, story).status == "pending"


def test_a_block_ends_with_the_leaders_approval_the_closing_or_a_withdrawal() -> None:
    def after(type_: str, *actors: str) -> str:
        return board(STEEL, [*BLOCKED, steel(type_, *actors, day="2025-06-13")]).status

    assert after("approval", "president", "nippon") == "approved"
    assert after("closing", "nippon", "steel") == "completed"
    assert after("withdrawal", "nippon") == "withdrawn"
    assert after("approval", "antitrust", "nippon") == "blocked"
    assert after("agreement", "nippon", "steel") == "blocked"


def test_the_order_of_a_leader_who_has_approved_is_the_form_of_it() -> None:
    approved = [*BLOCKED, steel("approval", "president", "nippon", day="2025-05-23")]
    found = board(STEEL, [*approved, steel("order", "president", day="2025-06-13")])
    assert found.status == "approved"
    assert stances(found)["president"] == "approved"
    turned = steel("opposition", "president", day="2025-06-01")
    assert board(STEEL, [*approved, turned, steel("order", "president", day="2025-06-13")]).status == "blocked"


def test_approved_is_what_a_power_approves_while_no_other_objects() -> None:
    by_holders = steel("approval", "steel", "nippon", day="2024-04-12")
    by_union = steel("approval", "union", "nippon", day="2024-04-12")
    assert board(STEEL, [SIGNED, by_holders, by_union]).status == "pending"
    by_one = steel("approval", "antitrust", "nippon", day="2024-05-06")
    assert board(STEEL, [SIGNED, by_one]).status == "approved"
    objects = steel("opposition", "cfius", "nippon", day="2024-05-01")
    assert board(STEEL, [SIGNED, objects, by_one]).status == "pending"
    by_leader = steel("approval", "president", "nippon", day="2024-05-07")
    assert board(STEEL, [SIGNED, objects, by_leader]).status == "approved"


def test_governments_agree_in_principle_only() -> None:
    assert board(WATCH, [told("agreement", "us-treasury", "cn-government")]).status == "announced"
    assert board(STEEL, [steel("agreement", "president", "nippon")]).status == "announced"
    assert board(STEEL, [steel("agreement", "steel", "nippon", "president")]).status == "pending"


def test_an_accord_with_a_bystander_is_not_the_deal() -> None:
    assert board(STEEL, [steel("agreement", "nippon", "union")]).status == "none"
    assert board(STEEL, [steel("agreement", "union", "steel")]).status == "none"


def test_a_bystander_stands_for_or_against_and_buys_nothing() -> None:
    story = [steel("opposition", "union"), steel("approval", "ohio"), steel("interest", "union")]
    assert stances(board(STEEL, story)) == {"union": "opposed", "ohio": "approved"}


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


def test_a_closing_that_is_only_rumoured_ends_nothing() -> None:
    stands = board(
        WATCH,
        [
            told("closing", "microsoft", "tiktok", day="2020-09-10", modality="rumoured"),
            told("withdrawal", "microsoft", day="2020-09-20"),
        ],
    )
    assert [(one.party, one.stance) for one in stands.parties] == [("microsoft", "withdrawn")]


def test_a_review_that_is_expected_counts_from_the_day_it_was_said() -> None:
    review = told("review", "us-treasury", day="2021-06-30", at="2020-09-01", modality="expected")
    stands = board(WATCH, [review, told("approval", "us-treasury", day="2020-09-05")])
    assert [(one.party, one.stance) for one in stands.parties] == [("us-treasury", "approved")]

"""A lexicon made ready: candidates, clauses, modality."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.stages.detect import Detector, PatternError
from pipeline.stages.detect.reading import Reading
from tests.stages.detect.language import WATCH, article, lexicon, told

ABOUT = "News of Oakmill"


def modality(text: str, **changed: Any) -> str | None:
    return next((one[2] for one in told(ABOUT, text, **changed)), None)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Hill & Sons rejected Reed’s bid.", "confirmed"),
        ("Hill & Sons did not reject Reed’s bid.", None),
        ("Hill & Sons tells Reed it will not sell.", "confirmed"),
        ("Reed did not call, but Hill & Sons rejected Reed.", "confirmed"),
        ("Hill & Sons denies that it rejected Reed’s bid.", "denied"),
        ("If Hill & Sons rejects Reed, it ends.", None),
        ("If Reed gets 20%, it ends.", "rumoured"),
        ("Hill & Sons plans to reject Reed.", "expected"),
        ("Hill & Sons may reject Reed.", "rumoured"),
        ("It may be that Hill & Sons plans to reject Reed.", "rumoured"),
        ("Hill & Sons plans to reject Reed, it may be.", "expected"),
        ("Hill & Sons rejected Reed, sources say.", "reported"),
        ("Mayor Stone will say he did not say so of Oakmill.", None),
        ("Mayor Stone did not smile, he says, at Oakmill.", "confirmed"),
        ("Mayor Stone says he may like Oakmill.", "confirmed"),
        ("Mayor Stone proposed an order.", "expected"),
        ("Hill & Sons rejects claims about Reed.", None),
    ],
)
def test_modality_by_the_cues_of_clause_and_sentence(text: str, held: str | None) -> None:
    assert modality(text) == held


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("The sale closed is on Friday.", "expected"),
        ("The sale closed and closed on Friday.", "confirmed"),
        ("The sale closed.", "confirmed"),
    ],
)
def test_a_plan_is_told_by_words_that_end_behind_what_is_planned(text: str, held: str) -> None:
    assert modality(text, cues={"expected": ["closed is on friday", "closed on friday"]}) == held


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("The sale closed is set for Friday.", "expected"),
        ("The sale closed with Reed is set for Friday.", "expected"),
        ("The sale closed, the next is set for Friday.", "confirmed"),
        ("The sale closed and the next is set for Friday.", "confirmed"),
    ],
)
def test_what_is_named_is_planned_where_that_is_said_behind_it(text: str, held: str) -> None:
    assert modality(text, cues={"planned": ["is set for"]}) == held


def test_that_the_day_of_a_deadline_is_set_plans_nothing() -> None:
    rules = [{"name": "deadline.of", "type": "deadline", "says": ["deadline for {buyer}"]}]
    cues = {"planned": ["is set for"]}
    assert modality("The deadline for Reed is set for Friday.", rule=rules, cues=cues) == "confirmed"


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("The bid by Reed was put off.", None),
        ("The bid by Reed, which was put off.", "confirmed"),
        ("The proposal by Reed was put off.", "confirmed"),  # its own pattern says so
        ("The talks by Reed were about a bid that was put off.", "confirmed"),
    ],
)
def test_what_is_named_has_not_come_about_where_that_is_said_behind_it(text: str, held: str | None) -> None:
    rules = [
        {"name": "offer.by", "type": "offer", "says": ["bid by {buyer}", "proposal by {buyer} was put off"]},
        {"name": "talks.by", "type": "talks", "says": ["talks by {buyer}"]},
    ]
    assert modality(text, rule=rules, cues={"undone": ["was put off"]}) == held


RUMOUR: dict[str, Any] = {
    "rule": [{"name": "rejection.refuses", "type": "rejection", "says": ["(reject* | refuse*) {2:buyer}"]}],
    "cues": {"rumoured": ["rumour"], "expected": ["will"]},
}


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Rumour: Oakmill will now reject Reed.", "rumoured"),
        ("A rumour of this kind is that they will now reject Reed.", "expected"),
        ("They will reject Reed, a rumour says.", "expected"),
    ],
)
def test_a_plan_that_a_rumour_tells_is_a_rumour(text: str, held: str) -> None:
    assert modality(text, **RUMOUR) == held


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("They reject Reed will be the rumour.", "rumoured"),
        ("The rumour of all is: reject Reed they will.", "expected"),
    ],
)
def test_where_verbs_come_last_a_rumour_stands_behind_the_plan(text: str, held: str) -> None:
    assert modality(text, **RUMOUR, script={"behind": 12}) == held


OWED: dict[str, Any] = {
    "rule": [
        {"name": "offer.makes", "type": "offer", "says": ["{buyer} .. (make* | made) .. bid"]},
        {"name": "deadline.has", "type": "deadline", "says": ["{buyer} .. has until"]},
        {"name": "terms.price", "type": "terms", "says": ["{buyer} .. # a share"]},
    ],
    "cues": {"owed": ["(has | have) until", "time left"]},
}


@pytest.mark.parametrize(
    ("text", "behind", "types"),
    [
        ("Reed makes a bid.", 0, ["offer"]),
        ("Reed has until Friday to make a bid.", 0, ["deadline"]),
        ("Reed has until May to pay 20 a share.", 0, ["deadline", "terms"]),
        ("Reed made a bid, on which they have until Friday.", 0, ["offer"]),
        ("Reed to make a bid has time left.", 0, ["offer"]),
        ("Reed to make a bid has time left.", 10, []),  # the verb comes last
    ],
)
def test_what_somebody_has_time_left_for_is_not_done(text: str, behind: int, types: list[str]) -> None:
    script = {"articles": ["the"], "conjunctions": ["and"], "behind": behind}
    assert [one[0] for one in told(ABOUT, text, script=script, **OWED)] == types


def test_a_condition_that_the_pattern_itself_says_ends_nothing() -> None:
    weighs = [{"name": "interest.x", "type": "interest", "says": ["{buyer} .. (asks if | wonders if) .. buy"]}]
    assert modality("Reed asks if it may buy.", rule=weighs) == "rumoured"
    assert modality("If all agree, Reed asks if it may buy.", rule=weighs) == "rumoured"


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Reed did not bid.", "confirmed"),  # one of the pattern's choices says the negation
        ("Reed stops short of a bid.", "confirmed"),
        ("Reed did not stop short of a bid.", None),
        ("Vale did not say Reed did not bid.", None),
    ],
)
def test_a_negation_without_which_the_pattern_would_not_match_undoes_nothing(text: str, held: str | None) -> None:
    leaves = [{"name": "withdrawal.x", "type": "withdrawal", "says": ["{buyer} (did not bid | .. stop* short of)"]}]
    assert modality(text, rule=leaves) == held


@pytest.mark.parametrize(
    ("text", "type_", "held"),
    [
        ("Stone refused to sign it.", "order", None),
        ("Stone refused a pen to sign it.", "order", "confirmed"),
        ("Stone refused to sign it.", "opposition", "confirmed"),
        ("Stone refused to veto it and will sign it.", "approval", "confirmed"),
    ],
)
def test_what_somebody_refuses_is_not_done_unless_the_pattern_itself_says_so(
    text: str, type_: str, held: str | None
) -> None:
    says = ["{leader} .. refus* .. veto"] if type_ == "approval" else ["{leader} .. sign"]
    rule = [{"name": f"{type_}.x", "type": type_, "says": says}]
    assert modality(text, rule=rule, cues={"refused": ["refus* to (sign | veto)"]}) == held


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Hill & Sons denied that it rejected Reed’s bid.", "denied"),
        ("Hill & Sons denied that it and Vale rejected Reed’s bid.", "denied"),
        ("Hill & Sons denied that it ran and rejected Reed’s bid.", "confirmed"),
        ("Hill & Sons rejected Reed’s bid and denied that it rained.", "confirmed"),
    ],
)
def test_what_stands_behind_a_denial_is_denied(text: str, held: str) -> None:
    assert modality(text, cues={"denying": ["denied that"]}) == held


def test_a_tense_that_belongs_to_something_else_is_not_the_matchs() -> None:
    rule = [{"name": "order.x", "type": "order", "says": ["{leader} .. signed .. order ... (days | soon)"]}]
    text = "Stone signed the order that will close Oakmill in days."
    assert modality(text, rule=rule, cues={"expected": ["will"]}) == "expected"
    assert modality(text, rule=rule, cues={"expected": ["will"], "beside": ["order that will"]}) == "confirmed"


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("There was talk of an offer from Reed.", "confirmed"),
        ("Nobody has received word of an offer from Reed.", None),
        ("Nobody spoke, and Hill & Sons got an offer from Reed.", "confirmed"),
        ("Nobody is glad, but there was an offer from Reed.", "confirmed"),
    ],
)
def test_a_negation_leads_to_what_does_not_begin_with_who_acts(text: str, held: str | None) -> None:
    rule = [{"name": "offer.x", "type": "offer", "says": ["offer from {buyer}"]}]
    assert modality(text, rule=rule, cues={"negated": ["nobody"]}) == held


def test_a_report_that_is_confirmed_is_no_hearsay() -> None:
    text, cues = "Hill & Sons rejected Reed, confirming what sources said.", {"reported": ["sources"]}
    assert modality(text, cues=cues) == "reported"
    assert modality(text, cues={**cues, "beside": ["confirming what sources said"]}) == "confirmed"


def test_pieces_in_whatever_order_are_one_pattern() -> None:
    assert [one[0] for one in told(ABOUT, "It closed the sale.")] == ["closing"]
    assert [one[0] for one in told(ABOUT, "The sale it closed.")] == ["closing"]
    assert told(ABOUT, "It closed.") == []


def test_only_patterns_whose_words_all_occur_are_candidates() -> None:
    reading = Reading(lexicon())
    ready = reading.candidates(reading.held("they reject a bid"))
    assert {one.rule.name for number, one in enumerate(reading.patterns) if ready >> number & 1} == {
        "rejection.no",
        "rejection.bid",
    }
    assert reading.candidates(reading.held("")) == 0


def test_what_cannot_be_read_names_its_place() -> None:
    broken = [{"name": "offer.x", "type": "offer", "says": ["(a"]}]
    with pytest.raises(PatternError, match=r"rule offer\.x"):
        Reading(lexicon(rule=broken))
    with pytest.raises(PatternError, match=r"cues\.denied"):
        Detector({"en": lexicon(cues={"denied": ["<none>"]})}).mentions(article(ABOUT), WATCH)


def test_where_no_blanks_stand_who_is_next_to_the_verb_does_it() -> None:
    joined: dict[str, Any] = {
        "script": {"spaced": False, "reach": 30, "near": 12, "nearest": True},
        "rule": [{"name": "rejection.x", "type": "rejection", "says": ["{seller} ... 拒绝"]}],
    }
    watched = [one[1] for one in told("HILL不详 Oakmill拒绝", "", **joined)]
    assert watched == [("hill", "mill")]  # who owns the mill says no for it
    assert told("拒绝HILL", "Oakmill", **joined) == []
    joined["script"]["oblique"] = ["对"]
    watched = [one[1] for one in told("HILL对Oakmill拒绝", "", **joined)]
    assert watched == [("hill",)]


def test_a_piece_that_may_be_but_the_end_of_the_clause_is_found_once() -> None:
    joined: dict[str, Any] = {
        "script": {"spaced": False, "reach": 30, "near": 12, "nearest": True},
        "rule": [{"name": "rejection.x", "type": "rejection", "says": ["{seller} ... 拒绝 & (报价 | $)"]}],
    }
    assert [one[1] for one in told("HILL拒绝了", "", **joined)] == [("hill",)]

"""Who, how and when, sentence by sentence."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pipeline.model import Party
from tests.stages.detect.language import BID_FOR, told

ABOUT = "News of Oakmill"


@pytest.mark.parametrize(
    ("title", "text", "found"),
    [
        ("Poll: Hill & Sons rejects Reed’s bid", "Hill & Sons rejects Reed’s bid for Oakmill.", []),
        ("Oakmill bakery opens", "Hill & Sons rejects Reed’s bid.", []),
        (ABOUT, "A poll says Hill & Sons rejects Reed’s bid.", []),
        (ABOUT, "Hill & Sons rejects Reed’s bid?", []),
        ("Hill & Sons rejects Reed’s bid?", "", ["rejection"]),
        (ABOUT, "An order signed.", []),
        ("Oakmill order signed", "", ["order"]),
    ],
)
def test_vetoes_questions_and_rules_for_headlines(title: str, text: str, found: list[str]) -> None:
    assert [one[0] for one in told(title, text)] == found


def test_a_headline_that_asks_says_of_nothing_that_it_is_concluded() -> None:
    assert told("Reed, Vale and Oakmill: deal closed?") == []
    assert [one[0] for one in told("Reed, Vale and Oakmill: deal closed")] == ["closing"]
    assert [one[0] for one in told("Vale and Oakmill deal closed: what changes?")] == ["closing"]
    assert told("What changes: Vale and Oakmill deal closed?") == []
    assert [one[0] for one in told("Deal closed? Ann Hill rejects Reed’s bid for Oakmill?")] == ["rejection"]


def test_what_it_is_about_may_be_named_before_or_in_the_lead() -> None:
    assert told("", "Reed walks away.") == []
    assert [one[0] for one in told("", "Oakmill is old. Reed walks away.")] == ["withdrawal"]
    assert [one[0] for one in told("Reed walks away", "It wanted Oakmill.")] == ["withdrawal"]
    assert told("Reed walks away", "It rained.") == []
    assert told("Reed walks away") == []


@pytest.mark.parametrize(
    ("title", "text", "found"),
    [
        ("Mayor Stone stops Reed", "", ["withdrawal"]),
        ("Mayor Stone stops Reed", "It rains.", ["withdrawal"]),
        ("News", "Mayor Stone stops Reed.", ["withdrawal"]),
        ("Mayor Stone meets Reed", "Vale walks away.", ["withdrawal"]),
        ("Stone at home", "Reed walks away.", ["withdrawal"]),
        ("Reed walks away", "It rains. Stone is at home.", ["withdrawal"]),
        ("Reed at home", "It rains. Reed walks away.", []),
        ("Mayor Stone smiles", "Ann Hill sells. Stone stops her.", []),
    ],
)
def test_a_bidder_and_who_may_stop_him_are_enough(title: str, text: str, found: list[str]) -> None:
    rule = [{"name": "withdrawal.x", "type": "withdrawal", "says": ["{leader} stops", "{buyer} walks away"]}]
    assert [one[0] for one in told(title, text, rule=rule, watch=BID_FOR)] == found
    assert [one[0] for one in told("Mayor Stone stops Reed", rule=rule)] == ["withdrawal"]


def test_of_a_take_over_a_bidder_beside_somebody_with_a_stake_is_enough() -> None:
    stake = Party(id="union", role="stakeholder", names=("Millers United",))
    with_stake = replace(BID_FOR, parties=(*BID_FOR.parties, stake))
    text = "Reed walks away. Millers United cheers."
    assert [one[0] for one in told("", text, watch=with_stake)] == ["withdrawal"]
    assert told("", text, watch=BID_FOR) == []


def test_who_acts_when_no_slot_says_so() -> None:
    assert told("Reed and Oakmill: offer on the table") == [("offer", ("reed",), "confirmed", "2024-03-06")]
    assert told("Vale wants Oakmill", "An offer on the table.") == [("offer", ("vale",), "confirmed", None)]
    assert told(ABOUT, "An offer on the table.") == [("offer", ("mill",), "confirmed", None)]
    assert told("Mr. Low of Oakmill", "The court rules.") == []


def test_nobody_at_all_and_the_first_of_the_watch() -> None:
    nobody = [{"name": "review.x", "type": "review", "says": ["inspected"], "first": "region"}]
    assert told(ABOUT, "It was inspected.", rule=nobody) == [("review", (), "confirmed", None)]
    watched = [{"name": "review.x", "type": "review", "says": ["inspected"], "first": "leader"}]
    assert told(ABOUT, "It was inspected.", rule=watched) == [("review", ("mayor",), "confirmed", None)]


def test_governments_agree_with_each_other() -> None:
    assert told("Southland agrees on Oakmill") == [("agreement", ("south", "north"), "confirmed", "2024-03-06")]
    both = [{"name": "agreement.both", "type": "agreement", "says": ["both sides agree*"], "first": "government"}]
    found = told("Southland and Oakmill", "Both sides agreed.", rule=both)
    assert found == [("agreement", ("north", "south"), "confirmed", None)]


def test_a_pattern_for_the_second_actor_alone_leaves_the_first_open() -> None:
    passive = [{"name": "rejection.x", "type": "rejection", "says": ["{2:buyer} .. turned down"]}]
    found = told("Hill & Sons and Oakmill", "Reed has been turned down.", rule=passive)
    assert found == [("rejection", ("hill", "reed"), "confirmed", None)]


def test_a_clause_that_says_something_else_is_no_statement_besides() -> None:
    found = [one[0] for one in told(ABOUT, "Mayor Stone says he gives Oakmill two months, says Oakmill.")]
    assert found == ["deadline"]
    both = [one[0] for one in told(ABOUT, "Mayor Stone says Oakmill is old, but Stone gives Hill two months.")]
    assert both == ["statement", "deadline"]


def test_a_shorter_match_inside_a_longer_one_adds_only_whom_it_names() -> None:
    assert told(ABOUT, "Hill & Sons rejects Reed’s bid.") == [("rejection", ("hill", "reed"), "confirmed", None)]
    assert told(ABOUT, "Hill & Sons rejects the bid.") == [("rejection", ("hill",), "confirmed", None)]


@pytest.mark.parametrize(
    ("title", "text", "day"),
    [
        ("Hill & Sons says Oakmill is safe", "", "2024-03-06"),
        (ABOUT, "Hill & Sons says so.", "2024-03-06"),
        (ABOUT, "Hill & Sons says so since March 4.", "2024-03-04"),
        ("Mayor Stone says Oakmill closes on Friday", "", None),
        ("Mayor Stone proposes Oakmill order", "", "2024-03-06"),
        (ABOUT, "Mayor Stone proposes an order.", None),
        ("Mayor Stone will have proposed an Oakmill order on Friday", "", "2024-03-08"),
        ("Reed walks away from Oakmill", "", "2024-03-06"),
        (ABOUT, "Reed walks away on Friday.", "2024-03-01"),
        (ABOUT, "Reed walks away, from Friday.", None),
        (ABOUT, "On March 4, but not alone, Reed walks away, but who cares.", "2024-03-04"),
        (ABOUT, "The mill closes on Monday, but Reed walks away.", None),
        (ABOUT, "Reed walks away in 2022 as two days ago, on Monday, it rained in Vale.", None),
        ("Reed takes 20% of Oakmill on Friday", "", None),
    ],
)
def test_dates_of_news_headlines_texts_and_plans(title: str, text: str, day: str | None) -> None:
    ((_, _, _, found),) = told(title, text)
    assert found == day


@pytest.mark.parametrize(
    ("title", "lead", "day"),
    [
        ("Reed walks away from Oakmill", "It rained on Monday.", "2024-03-04"),
        ("Mayor Stone says no to Oakmill", "It rained on Monday.", None),
        ("Reed walks away from Oakmill", "It rained on Monday and on Tuesday.", "2024-03-06"),
        ("Reed walks away from Oakmill", "It rained on January 3.", "2024-03-06"),
        ("Reed walks away from Oakmill", "On Monday it will rain.", "2024-03-06"),
        ("Reed walks away from Oakmill", "It rained. On Monday, too.", "2024-03-06"),
        ("Reed walks away from Oakmill on Friday", "It rained on Monday.", "2024-03-01"),
        ("Reed gets 20% of Oakmill", "It rained on Monday.", None),
        ("Mayor Stone gives Oakmill days", "It rained on Monday.", None),
        ("Mayor Stone gives Oakmill days", "It rained. The mill must go by Friday, not by April 1.", "2024-03-08"),
        ("Mayor Stone gives Oakmill days", "The mill was to go by March 1.", None),
        ("Mayor Stone gives Oakmill days", "The mill must go by April.", None),
        ("Mayor Stone gives Oakmill 10 days", "The mill must go by Friday.", "2024-03-16"),
        ("Reed walks away from Oakmill", "The mill must go by Friday.", "2024-03-06"),
    ],
)
def test_a_headline_without_a_date_is_of_the_day_of_the_first_sentence(title: str, lead: str, day: str | None) -> None:
    ((_, _, _, found),) = told(title, lead)
    assert found == day


@pytest.mark.parametrize(
    ("before", "text", "day"),
    [
        ("Oakmill opened in December. It rained.", "Reed walks away then.", "2023-12"),
        ("Oakmill opened in December.", "The month after, Reed walks away.", "2024-01"),
        ("Oakmill opened on March 1.", "The day after, Reed walks away.", "2024-03-02"),
        ("Oakmill opened on March 1, to close on April 9, 2024.", "The day after, Reed walks away.", "2024-03-02"),
        ("Oakmill opened in December.", "The day after, Reed walks away.", None),
        ("Oakmill opened on March 4.", "Reed walks away then.", None),
        ("Oakmill is old.", "Reed walks away then.", None),
        ("Oakmill is old.", "The day before, Reed walks away.", "2024-03-05"),
        ("Oakmill is old.", "The day after, Reed walks away.", None),
        ("Oakmill opened on March 1.", "The day before, Reed walks away.", "2024-02-29"),
        ("Oakmill opened in December.", "Reed walks away.", None),
        ("Oakmill opened in December.", "Reed walks away then, on Monday.", "2024-03-04"),
    ],
)
def test_a_recap_goes_on_from_the_last_date_before_it(before: str, text: str, day: str | None) -> None:
    assert [one[3] for one in told(ABOUT, f"{before} {text}")] == [day]


def test_what_is_planned_for_a_day_to_come_has_not_happened() -> None:
    assert told("Hill & Sons rejects Reed’s bid", "Hill & Sons will reject Reed’s bid for Oakmill on Friday.") == [
        ("rejection", ("hill", "reed"), "expected", "2024-03-08")
    ]
    assert told("Hill & Sons rejects Reed’s bid", "Hill & Sons will reject Reed’s bid for Oakmill.") == [
        ("rejection", ("hill", "reed"), "confirmed", "2024-03-06")
    ]


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("Mayor Stone gives Oakmill two months", "2024-05"),
        ("Mayor Stone gives Oakmill 10 days", "2024-03-16"),
        ("On March 1 Mayor Stone gives Oakmill 10 days", "2024-03-11"),
        ("Mayor Stone gives Oakmill 10 days, by March 16", "2024-03-16"),
        ("Mayor Stone gives Oakmill 10 days, until April 30", "2024-04-30"),
        ("Mayor Stone sets Oakmill a deadline of March 30", "2024-03-30"),
        ("Mayor Stone sets Oakmill a deadline, March 1", None),
        ("Mayor Stone gives Oakmill 90 days", "2024-06-04"),
        ("In January Mayor Stone gives Oakmill 75 days, to end on Friday", "2024-03-08"),
        ("In June Mayor Stone sets Oakmill a deadline, April 30", "2024-04-30"),
        ("Mayor Stone sets Oakmill a deadline", None),
    ],
)
def test_a_deadline_is_the_day_on_which_it_falls_due(said: str, day: str | None) -> None:
    assert told(said) == [("deadline", ("mayor",), "confirmed", day)]


@pytest.mark.parametrize(
    ("lead", "modality"),
    [
        ("Sources have it.", "reported"),
        ("The company has it.", "confirmed"),
        ("It rained. Sources have it.", "confirmed"),
    ],
)
def test_what_a_headline_says_outright_is_hearsay_where_its_lead_says_so(lead: str, modality: str) -> None:
    assert [one[2] for one in told("Hill & Sons rejects Reed’s bid for Oakmill", lead)] == [modality]
    assert [one[2] for one in told("Mayor Stone says he likes Oakmill", lead)] == ["confirmed"]

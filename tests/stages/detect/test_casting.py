"""Who is who: names, clitics, endings, pronouns, offices."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from pipeline.kit import words
from pipeline.model import Party, Watch
from pipeline.stages.detect import roles
from pipeline.stages.detect.casting import Cast, Stage
from pipeline.stages.detect.lines import Line
from pipeline.stages.detect.memory import Memory
from pipeline.stages.detect.reading import Reading
from tests.stages.detect.language import TABLES, WATCH, lexicon


def cast(text: str, memory: Memory | None = None, **changed: Any) -> Cast:
    reading = Reading(lexicon(**changed))
    return Stage(WATCH, reading).cast(line(text, reading), Memory() if memory is None else memory, offices=True)


def line(text: str, reading: Reading) -> Line:
    folded = words.fold(text)
    return Line(field="text", start=0, end=len(text), text=text, folded=folded, held=reading.held(folded))


def staged(stage: Stage, text: str, *, offices: bool = True) -> Cast:
    return stage.cast(line(text, Reading(lexicon())), Memory(), offices=offices)


def shown(text: str, **changed: Any) -> str:
    """The marked sentence with party ids in braces."""
    found = cast(text, **changed)
    return "".join(f"<{found.parties[at].id}>" if at in found.parties else char for at, char in enumerate(found.marked))


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Hill & Sons likes Oakmill", "<hill> likes <mill>"),
        ("Hills of green", "hills of green"),
        ("the HILL, a hill", "the <hill>, a hill"),
        ("Oakmills and Oakmilling", "<mill> and oakmilling"),
        ("l'Oakmill or geOakmill or xOakmill", "l'<mill> or <mill> or xoakmill"),
        ("oakmill", "oakmill"),
        ("The mill and the MILL", "<mill> and <mill>"),
        ("Ann Hill of Hill & Sons", "<hill> of <hill>"),
        ("Hill & Sons, Hill & Sons", "<hill>"),
        ("Reed Street is long", "reed street is long"),
        ("the bidder", "<reed>"),
        ("the court", "the court"),
        ("Reed's spokesman left", "<reed> left"),
        ("Oakmill parent", "<hill>"),
        ("Oakmill judge", "<mill> judge"),
        ("Stranger", "<stranger>"),
        ("Hill & Sons left, the company Reed stayed", "<hill> left, <reed> stayed"),
        ("Vale left, the bidder said", "<vale> left, <vale> said"),
        ("Ann Hill came; he said", "<hill> came; <hill> said"),
        ("Stone met Ann Hill; he said", "<mayor> met <hill>; <hill> said"),
        ("Hill & Sons came; he said", "<hill> came; he said"),
    ],
)
def test_names_become_marks_of_their_party(text: str, marked: str) -> None:
    assert shown(text) == marked


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("the brewer left", "<vale> left"),
        ("the brewer Reed left", "<reed> left"),
        ("the brewer “Reed” left", '<reed> "<reed>" left'),
        ("Reed, the brewer, left", "<reed>, left"),
        ("Reed, the brewer left", "<reed>, <vale> left"),
        ("the bidder Stranger left", "<stranger> left"),
        ("the brewer Hill & Sons likes", "<vale> <hill> likes"),
        ("the brewer geReed likes", "<vale> <reed> likes"),
        ("the north Southland likes", "<north> <south> likes"),
    ],
)
def test_a_name_beside_an_epithet_says_who_of_its_kind_is_meant(text: str, marked: str) -> None:
    assert shown(text) == marked


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("the grinder left", "<reed> left"),
        ("Vale came; the grinder left", "<vale> came; <vale> left"),
        ("Reed met Vale; the grinder left", "<reed> met <vale>; <reed> left"),
    ],
)
def test_an_epithet_of_several_means_the_first_of_them_that_was_spoken_of(text: str, marked: str) -> None:
    assert shown(text) == marked


def test_of_names_that_overlap_the_longest_wins() -> None:
    parties = (
        Party(id="a", role="owner", names=("Big Reed",)),
        Party(id="b", role="object", names=("Reed Vale House",)),
    )
    stage = Stage(Watch(id="w", title="", names=("x",), parties=parties), Reading(lexicon()))
    assert [party.id for party in staged(stage, "Big Reed Vale House").parties.values()] == ["b"]


def test_of_two_parties_beside_an_office_the_nearer_has_it() -> None:
    assert shown("Stone and Oakmill lawyer") == "<mayor> and <mill>"


def test_of_two_names_in_one_place_the_longer_says_who_is_meant() -> None:
    who = {**TABLES["who"], "nobody": ["Reeds"]}
    assert shown("Reeds and Reed", who=who) == "reeds and <reed>"


def test_a_party_that_stands_in_a_slot_of_no_actor_is_swallowed() -> None:
    who = {**TABLES["who"], "stays": ["{0:owner} unit {suitor}", "{2:suitor} of {1:object}"]}
    assert shown("Hill & Sons unit Reed and Vale of Oakmill", who=who) == "<reed> and <mill>"


def test_a_party_that_an_office_means_may_have_an_office_of_its_own() -> None:
    who = {**TABLES["who"], "becomes": {"owner": ["{object} parent"], "leader": ["{owner} chief", "{suitor} chief"]}}
    assert shown("Oakmill parent chief", who=who) == "<mayor>"
    assert shown("Oakmill chief", who=who) == "<mill> chief"


def test_initials_may_be_written_as_a_word_where_a_language_does_so() -> None:
    hill, mill = "HILL left Oakmill", "Hill left Oakmill"
    script = {"titled": True}
    assert shown(mill) == "hill left <mill>"
    assert shown(hill, script=script) == shown(mill, script=script) == "<hill> left <mill>"
    assert shown("hill left Oakmill", script=script) == "hill left <mill>"


def test_a_name_given_with_and_without_a_capital_needs_none() -> None:
    parties = (Party(id="a", role="owner", names=("Old House", "old House", "Old House")),)
    stage = Stage(Watch(id="w", title="", names=("x",), parties=parties), Reading(lexicon()))
    assert len(staged(stage, "The Old House, the old House").parties) == 2


def test_any_ending_may_be_allowed_up_to_a_length() -> None:
    who = {**TABLES["who"], "suffixes": ["*"]}
    assert shown("Oakmillowi and Oakmillabcdefgh", who=who) == "<mill> and oakmillabcdefgh"


def test_an_office_may_be_left_out_of_its_pattern() -> None:
    who = {**TABLES["who"], "stays": ["{suitor} spokesman?"]}
    assert shown("Reed spokesman, Reed", who=who) == "<reed>, <reed>"


def test_a_party_of_no_known_role_counts_as_another() -> None:
    assert roles.role(cast("Stranger").marked) == "other"


def test_pronouns_mean_who_was_spoken_of_last() -> None:
    memory = Memory()
    assert cast("He smiled, the company too", memory).parties == {}
    cast("Stone met Reed", memory)
    assert [party.id for party in cast("He said the company left", memory).parties.values()] == ["mayor", "reed"]


def test_plural_pronouns_mean_the_first_of_the_buyers_named_together_last() -> None:
    who = {**TABLES["who"], "they": ["each of the three"]}
    assert shown("Hill & Sons, Reed and Vale; Stone: each of the three", who=who).endswith("<mayor>: <reed>")
    assert shown("Reed of Oakmill, each of the three", who=who).endswith("each of the three")
    assert shown("each of the three", who=who) == "each of the three"


def test_both_are_the_bidder_and_the_seller_spoken_of_last() -> None:
    who = {**TABLES["who"], "both": ["both firms", "the two"]}
    assert shown("Reed, Vale, Oakmill; Stone: both firms of the two", who=who).endswith(
        ": <vale>, <mill> of <vale>, <mill>"
    )
    assert shown("Reed and Vale: both firms", who=who).endswith(": both firms")
    assert shown("both firms", who=who) == "both firms"


def test_who_is_named_behind_a_noun_for_him_has_been_spoken_of() -> None:
    memory = Memory()
    assert shown("the company Reed") == "<reed>"
    cast("the company Reed", memory)
    assert [party.id for party, _ in memory.spoken] == ["reed"]


def test_a_noun_means_those_of_its_role_whose_own_names_hold_it() -> None:
    parties = [
        Party(id="one", role="authority", names=("Board of Trade",)),
        Party(id="two", role="authority", names=("Competition and Markets Board",)),
        Party(id="three", role="authority", names=("Treasury",), epithets={"en": ("the sea-trade board",)}),
    ]
    watch = Watch(id="w", title="W", names=("Oakmill",), parties=tuple(parties))
    who = {"nouns": {"authority": ["the competition board", "the regulator", "the trade board", "the treasuries"]}}
    reading = Reading(lexicon(who=who))
    stage = Stage(watch, reading)

    def meant(text: str) -> list[str]:
        return [party.id for party in stage.cast(line(text, reading), Memory(), offices=True).parties.values()]

    assert meant("the competition board") == ["two"]
    assert meant("Treasury, then the competition board; the regulator") == ["three", "two", "three"]
    assert meant("Competition and Markets Board, then the trade board") == ["two", "one"]
    assert meant("The sea-trade board; Treasury; the trade board") == ["three", "three", "three"]
    assert meant("Board of Trade, then the treasuries") == ["one", "three"], "another form of the word"


def test_the_last_letter_of_a_name_may_give_way_to_an_ending() -> None:
    who = {**TABLES["who"], "suffixes": ["ą"], "gives_way": ["l", "d"]}
    assert shown("Oakmilą, Oakmil, Oakmill, Reą, the milą", who=who) == "<mill>, oakmil, <mill>, reą, the milą"


def test_what_stands_before_a_dollar_is_money() -> None:
    assert shown("REED$20 and Reed") == "reed$20 and <reed>"


def test_vetoes_of_the_watch_and_sentences_without_rules() -> None:
    assert cast("The Oakmill bakery").vetoed
    assert not cast("Oakmill").vetoed
    stage = Stage(WATCH, Reading(lexicon()))
    assert staged(stage, "Reed's spokesman", offices=False).marked == f"{roles.mark('suitor')}'s spokesman"


def test_an_empty_deal_in_a_bare_language_casts_nobody() -> None:
    bare: dict[str, Any] = {"who": {}, "rule": []}
    stage = Stage(Watch(id="w", title="", names=("x",)), Reading(lexicon(**bare)))
    assert staged(stage, "Hill & Sons") == Cast(marked="hill & sons", parties={})


def test_users_and_the_fund_are_no_lender_that_nobody_spoke_of() -> None:
    who = {**TABLES["who"], "becomes": {"other": ["{object} users"]}, "nouns": {"other": ["the fund"]}}
    reading = Reading(lexicon(who=who))

    def shown_with(id_: str, text: str) -> str:
        lender = Party(id=id_, role="other", names=("Lendall",))
        watch = msgspec.structs.replace(WATCH, parties=(lender, *WATCH.parties))
        found = Stage(watch, reading).cast(line(text, reading), Memory(), offices=True)
        return "".join(f"<{found.parties[at].id}>" if at in found.parties else c for at, c in enumerate(found.marked))

    assert shown_with("other", "Oakmill users left, the fund stayed") == "<other> left, <other> stayed"
    assert shown_with("lender", "Oakmill users left, the fund stayed") == "<mill> users left, the fund stayed"
    assert shown_with("lender", "Lendall came, the fund stayed") == "<lender> came, <lender> stayed"

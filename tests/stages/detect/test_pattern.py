"""The pattern language: what is written, what it matches, what is refused."""

from __future__ import annotations

import pytest

from pipeline.stages.detect import roles
from pipeline.stages.detect.pattern import compiled
from pipeline.stages.detect.script import Script
from pipeline.stages.detect.translation import PatternError, Vocabulary

LISTS = {"deal": ("deal*", "joint venture"), "firm": ("hill & sons", "reed")}
SPACED = Script(articles=("the",), conjunctions=("and",), prefixes=("l'",))
JOINED = Script(spaced=False, conjunctions=("和",), reach=10, near=5)
OWNER, OBJECT, SUITOR = roles.mark("owner"), roles.mark("object"), roles.mark("suitor")


def matches(said: str, text: str, script: Script = SPACED) -> bool:
    return all(piece.search(text) for piece in compiled(said, Vocabulary(LISTS, script), anchored=False).pieces)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("reject", "they reject it"),
        ("reject*", "rejected"),
        ("*jected", "rejected"),
        ("turn* down", 'turned "down'),
        ("(say no | refuse)", "they refuse"),
        ("say (a big)? no", "say no"),
        ("say (big) no", "say big no"),
        ("say (a big)? no", "say a big no"),
        ("(a big)? no", "no"),
        ("(a big)? no", "a big no"),
        ("x? y? no", "no"),
        ("a x?", "a x"),
        ("big? no .. end", "no end"),
        ("veto (de)? .. a", "veto a"),
        ("veto (de)? .. a", "veto de b a"),
        ("hill (&) sons", "hill & sons"),
        ("s&p", "the s&p index"),
        ("<firm> deal", "a hill & sons deal"),
        ("bid .. ($#bn | us$#)", "a bid worth $60bn"),
        ("pays ($#bn | us$#)", "pays us$60"),
        ("(bid $ | offer)", "a second bid"),
        ("^ (so)? no", "no"),
        ("^ (so)? no", "so no"),
        ("so$", "and so."),
        ("sold ($ | …)", "sold… and now"),
        ("sold ($ | …)", "sold' ... and now"),
        ("sold ($ | …)", "it is sold"),
        ("<deal> done", "joint venture done"),
        ("<deal>? done", "done"),
        ("# days", "75 days"),
        ("#%", "19.9%"),
        ("{owner} rejects {suitor}", f"{OWNER} rejects the {SUITOR}"),
        ("{owner}'s deal", f"{OWNER}'s deal"),
        ("{buyer} agree", f"{SUITOR}, {SUITOR} and the {SUITOR} agree"),
        ("{owner|suitor} agree", f"{SUITOR} agree"),
        ("{owner}? agree", "agree"),
        ("no .. way", "no other way"),
        ("no ... way", "no " + "x" * 60 + " way"),
        ("way & no", "no other way"),
        ("offre", "l'offre"),
        ("a+b", "a+b"),
    ],
)
def test_what_is_meant_matches(said: str, text: str) -> None:
    assert matches(said, text)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("reject", "rejected"),
        ("reject", "x-reject".replace("-", "")),
        ("no .. way", "no " + "x" * 40 + " way"),
        ("no .. way", f"no {roles.BREAK} way"),
        ("^ no", "so no"),
        ("(bid $ | offer)", "a bid grows"),
        ("pays ($#bn | us$#)", "pays 60bn"),
        ("^ {owner} agree", f"{SUITOR}, {OWNER} agree"),
        ("so$", "so there"),
        ("so $", f"so, {OWNER}"),
        ("sold ($ | …)", "sold and now"),
        ("sold …", "sold"),
        ("{owner} agree", f"{SUITOR} agree"),
        ("way & no", "a way"),
        ("# days", "some days"),
    ],
)
def test_what_is_not_meant_does_not(said: str, text: str) -> None:
    assert not matches(said, text)


def test_a_script_without_blanks_matches_anywhere() -> None:
    assert matches("拒绝 {suitor}", f"已拒绝{SUITOR}", JOINED)
    assert matches("{buyer} 同意", f"{SUITOR}和{SUITOR}同意", JOINED)
    assert not matches("拒绝 .. 出售", "拒绝一二三四五六出售", JOINED)


def test_slots_are_numbered_and_needs_are_what_must_stand_there() -> None:
    pattern = compiled("{2:buyer} .. was rejected by {1:owner} (now | today)", Vocabulary(LISTS, SPACED))
    assert pattern.slots == (((1, 2), (2, 1)),)
    assert pattern.roles == (roles.marks("buyer"), roles.marks("owner"))
    assert pattern.needs[0] == (" rejected ",)
    assert (" now ", " today ") in pattern.needs


@pytest.mark.parametrize(
    ("said", "script", "needs"),
    [
        ("sell", SPACED, (" sell ",)),
        ("sell*", SPACED, (" sell",)),
        ("*sold", SPACED, ("sold ",)),
        ("won't", SPACED, (" won t ",)),
        ('"', SPACED, ('"',)),
        ("#%", SPACED, ("%",)),
        ("#bn", SPACED, ("bn",)),
        ("#", SPACED, tuple("0123456789")),
        ("팔", SPACED, ("팔",)),
        ("sell", Script(prefixes=("al",)), ("sell ",)),
        ("出售", JOINED, ("出售",)),
    ],
)
def test_a_word_must_stand_apart_where_its_language_parts_words(
    said: str, script: Script, needs: tuple[str, ...]
) -> None:
    assert compiled(said, Vocabulary({}, script)).needs == (needs,)


def test_punctuation_tells_nothing() -> None:
    assert compiled("( | sell) .. - now", Vocabulary({}, SPACED)).needs == ((" now ",),)


@pytest.mark.parametrize(
    ("said", "text", "found"),
    [("(be | by | ban | ban on | bans)", "ban on", "ban"), ("(ban on | by | ban)", "ban on", "ban on")],
)
def test_of_choices_that_match_the_first_written_does(said: str, text: str, found: str) -> None:
    match = compiled(said, Vocabulary({}, SPACED), anchored=False).pieces[0].search(text)
    assert match is not None
    assert match[0] == found


def test_choices_with_slots_are_those_of_their_actors() -> None:
    said = "(bought by {2:suitor} | sold by {1:owner} | begged from {3:owner})"
    pattern = compiled(said, Vocabulary({}, SPACED))
    match = pattern.pieces[0].search(f"begged from {OWNER}")
    assert match is not None
    assert [order for group, order in pattern.slots[0] if match[group]] == [3]


def test_of_what_is_needed_the_longest_is_asked_for_and_the_short_only_beside_it() -> None:
    assert compiled("to sell the platform", Vocabulary({}, JOINED)).needs == (("platform",), ("sell",), ("the",))
    assert compiled("(no | nope | nothing) ja", Vocabulary({}, JOINED)).needs == (("no", "nope", "nothing"),)
    assert compiled("a b", Vocabulary({}, JOINED)).needs == (("a",), ("b",))


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ("(a", "not closed"),
        ("a)", "a bracket too many"),
        ("<none>", "no list <none>"),
        ("{nobody} a", "'nobody' is no role"),
        ("{stranger} a", "'stranger' is no role"),
        ("* a", "a star without a word"),
        ("{owner} .. {object}", "no word in it must stand"),
        ("x?", "no word in it must stand"),
        ("(a | {owner})", "no word in it must stand"),
        ("a } b", "cannot read '}' at 2"),
    ],
)
def test_what_cannot_be_read_is_quoted(said: str, complaint: str) -> None:
    with pytest.raises(PatternError, match=complaint.replace("}", r"\}")):
        compiled(said, Vocabulary(LISTS, SPACED))


@pytest.mark.parametrize(
    "said",
    [
        "{seller} reject* ... {2:buyer}?",
        "{seller} reject* .. (as)? {2:buyer}?",
        "{seller} reject* ... {2:buyer}? again",
    ],
)
def test_what_may_stand_at_the_end_is_looked_for(said: str) -> None:
    [piece] = compiled(said, Vocabulary(LISTS, SPACED)).pieces
    match = piece.search(f"{OWNER} rejected it on monday, as {SUITOR} again")
    assert match is not None
    assert match[2] == SUITOR
    assert piece.search(f"{OWNER} rejected it on monday, as they again") is not None


def test_a_list_that_names_itself_is_refused_by_name() -> None:
    lists = {"deal": ("<sale> of it",), "sale": ("sale", "<deal>")}
    with pytest.raises(PatternError, match="<deal> names itself"):
        compiled("{buyer} .. <deal>", Vocabulary(lists, SPACED))

"""What a lexicon promises, held against what it finds."""

from __future__ import annotations

from typing import Any

from pipeline.stages.detect import checking
from tests.stages.detect.language import WATCH, lexicon

SAYS = ["{seller} .. reject* .. {2:buyer}"]
SPURNS = ["{seller} .. spurn* .. {2:buyer}"]
GOOD: dict[str, Any] = {
    "name": "rejection.good", "type": "rejection", "says": SAYS,
    "yes": ["Hill & Sons rejects Reed."], "no": ["Hill & Sons likes Reed."],
}  # fmt: skip


def found(**changed: Any) -> list[tuple[str, str, str]]:
    read = lexicon(**{"lists": {}, **changed})
    return [(one.kind, one.rule, one.text) for one in checking.findings(read, WATCH)]


def test_missed_false_silent_and_conflict_are_told_apart() -> None:
    rules = [
        GOOD,
        {"name": "rejection.bad", "type": "rejection", "says": SPURNS,
         "yes": ["Hill & Sons likes Reed."], "no": ["Hill & Sons rejects Reed."]},
        {"name": "talks.silent", "type": "talks", "says": ["{buyer} calls"], "yes": ["Reed calls Hill & Sons."]},
        {"name": "offer.title", "type": "offer", "says": ["bid for {2:seller}"], "title": True, "first": "suitor",
         "yes": ["Reed’s bid for Oakmill", "Reed, bid for Oakmill"], "no": ["A mill"]},
        {"name": "talks.both", "type": "talks", "says": ["{buyer} .. talks"],
         "yes": ["Hill & Sons rejects Reed in talks."], "no": ["Reed walks."]},
    ]  # fmt: skip
    assert [(kind, rule) for kind, rule, _ in found(rule=rules)] == [
        ("missed", "rejection.bad"),
        ("false", "rejection.bad"),
        ("dead", "rejection.bad"),
        ("unshown", "rejection.bad"),
        ("silent", "talks.silent"),
        ("conflict", "talks.both"),
    ]


def test_a_rule_whose_examples_only_others_find_is_dead() -> None:
    other = {**GOOD, "name": "rejection.other", "says": SPURNS}
    assert found(rule=[GOOD, other]) == [
        ("dead", "rejection.other", "alone it finds none of its own examples"),
        ("unshown", "rejection.other", SPURNS[0]),
    ]
    assert found(rule=[GOOD, {**other, "yes": [*GOOD["yes"], "Hill & Sons spurns Reed."]}]) == []


def test_what_is_found_and_should_not_be_names_the_rule_that_found_it() -> None:
    newer = {**GOOD, "name": "rejection.newer", "says": SPURNS, "yes": ["Hill & Sons spurns Reed."], "no": GOOD["yes"]}
    assert found(rule=[GOOD, newer]) == [
        ("false", "rejection.newer", "Hill & Sons rejects Reed. [en.rejection.good]"),
    ]


def test_a_pattern_that_no_example_of_its_rule_shows_is_told_and_no_fault() -> None:
    within = "{seller} .. reject*"
    (one,) = checking.findings(lexicon(lists={}, rule=[{**GOOD, "says": [*SAYS, within, *SPURNS]}]), WATCH)
    assert (one.kind, one.text, one.fault) == ("unshown", SPURNS[0], False)


def test_a_list_that_no_pattern_names_is_told() -> None:
    named = {**GOOD, "says": [*SAYS, "{seller} <spurn> {2:buyer}"]}
    lists = {"spurn": ["<turn-down>"], "turn-down": ["turns down"], "apart": ["from"], "left": ["over"]}
    faults = [one for one in found(rule=[named], lists=lists) if one[0] == "form"]
    assert faults == [("form", "lists.left", "no pattern names it")]


def test_an_alternative_that_may_be_nothing_is_told_once_with_its_place() -> None:
    says = [
        "{seller} <spurn> bid {2:buyer}",
        "{seller} <spurn> bid (the | a?) {2:buyer}",
        "{seller} bid ((a? b?) | spurn* | of? ..) {2:buyer}",
        "{seller} bid (spurn* |) {2:buyer}",
        "{seller} spurn* ((the)? firm | a | ^) & {2:buyer}?",
    ]
    rule = {**GOOD, "says": [*SAYS, *says]}
    lists = {"spurn": ["spurns", "turns? (down)?"], "heads": ["mill", "works?"]}
    faults = [one for one in found(rule=[rule], lists=lists, others=["bid (for | to?) Reed"]) if one[0] == "form"]
    nothing = "may be nothing, so that any words match: write (a | b)?, or leave out its question mark"
    assert faults == [
        ("form", place, f"the alternative {said!r} {nothing}")
        for place, said in [
            ("lists.heads", "works?"),
            ("others", "to?"),
            ("lists.spurn", "turns? (down)?"),
            ("rejection.good", "a?"),
            ("rejection.good", "(a? b?)"),
            ("rejection.good", ""),
        ]
    ]


def test_names_months_weekdays_and_holes_are_looked_at() -> None:
    dates = {"months": ["january"], "weekdays": ["monday"], "forms": ["{d}. {m}", "{d} {month}", "{d"]}
    rules = [GOOD, GOOD, {**GOOD, "name": "talks.good"}]
    assert found(rule=rules, dates=dates) == [
        ("form", "rejection.good", "2 rules have this name"),
        ("form", "talks.good", "the name of a rule for rejection begins with 'rejection' and a full stop"),
        ("form", "dates.months", "there are 1, not 12"),
        ("form", "dates.weekdays", "there are 1, not 7"),
        ("form", "dates.forms", "'{d} {month}': {month} is none of {d}, {e}, {m}, {n}, {w}, {y}"),
        ("form", "dates.forms", "'{d': {d is none of {d}, {e}, {m}, {n}, {w}, {y}"),
    ]

"""Phrases are tried only where their words are, and never left out where they could match."""

from __future__ import annotations

from pipeline.kit import words
from pipeline.stages.detect.pattern import Script, compiled
from pipeline.stages.detect.phrases import Index, Phrases, Strings, met


def held(strings: Strings, text: str) -> int:
    bits = 0
    for index, _, _ in strings.automaton().find_matches_as_indexes(words.fold(text), overlapping=True):
        bits |= 1 << index
    return bits


def phrases(*said: str) -> tuple[Phrases, Strings]:
    strings = Strings()
    return Phrases([compiled(one, {}, Script(), anchored=False) for one in said], strings), strings


def test_the_words_of_the_first_that_matches() -> None:
    some, strings = phrases("may not", "says & (now | today)")
    text = "now he says so"
    assert some.words(text, held(strings, text)) == "says ... now"
    assert some.found(text, held(strings, text))
    assert some.words("he says so", held(strings, "he says so")) is None
    assert some.likely(held(strings, "nothing of it")) == []


def test_a_phrase_without_words_is_always_tried() -> None:
    some, _ = phrases("#", "never")
    assert len(some.likely(0)) == 1
    assert some.found("75 ", 0)
    assert phrases()[0].likely(0) == []


def test_met_wants_one_of_each_set() -> None:
    assert met((), 0)
    assert met((1, 6), 5)
    assert not met((1, 6), 1)


def test_an_index_knows_which_items_have_one_key_of_each_of_their_sets() -> None:
    index = Index([["ab"], ["a", "cd"], [], ["x", "b"]])
    assert index.met(()) == 0b0100
    assert index.met(("a", "c")) == 0b0111
    assert index.met(["b", "x"]) == 0b1101
    assert Index[str]([]).met("a") == 0

"""An article's sentences, as far as they are read."""

from __future__ import annotations

from pipeline.stages.detect.lines import LONGEST, lines
from pipeline.stages.detect.reading import Reading
from tests.stages.detect.language import article, lexicon, told

SAID = "Ann Hill rejects the bid of Reed for Oakmill. "


def test_a_headline_that_the_text_says_again_holds_nothing_there() -> None:
    title, again = lines(article("Hill rejects Reed", "Hill rejects Reed"), Reading(lexicon()))
    assert (title.field, again.field) == ("title", "text")
    assert title.held
    assert not again.held


def test_of_a_text_without_end_whole_sentences_are_read() -> None:
    told = lines(article("Oakmill", SAID * 20_000), Reading(lexicon()))[1:]
    assert len(told) == LONGEST // len(SAID)
    assert {line.text for line in told} == {SAID.strip()}


def test_a_text_that_is_one_sentence_is_read_as_far() -> None:
    (_, one) = lines(article("Oakmill", "Reed " * 20_000), Reading(lexicon()))
    assert one.end <= LONGEST


def test_what_a_dateline_names_neither_acts_nor_dates() -> None:
    assert told("Oakmill", "NORTHLAND, March 1 (Reuters) - Hill & Sons rejects Reed’s bid.") == [
        ("rejection", ("hill", "reed"), "confirmed", None)
    ]
    assert told("Oakmill", "NORTHLAND (AP) — They agree.") == []


def test_a_dateline_is_no_sentence_of_its_own_but_stays_in_that_of_its_news() -> None:
    (_, alone) = lines(article("Oakmill", "Northland. March 1. /TASS/. Hill rejects Reed."), Reading(lexicon()))
    assert alone.text == "Hill rejects Reed."
    (_, before) = lines(article("Oakmill", "NORTHLAND (AP) — Hill rejects Reed."), Reading(lexicon()))
    assert (before.text, before.folded.split()) == ("NORTHLAND (AP) — Hill rejects Reed.", ["hill", "rejects", "reed."])


def test_an_outlets_name_behind_a_headline_vetoes_nothing() -> None:
    assert told("Hill & Sons rejects Reed’s bid - Poll News", vetoes=["poll"]) == told("Hill & Sons rejects Reed’s bid")

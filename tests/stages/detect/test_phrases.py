"""Phrases are tried only where their words are, and never left out where they could match."""

from __future__ import annotations

from pipeline.stages.detect.pattern import compiled
from pipeline.stages.detect.phrases import Book, Index, Phrases, places
from pipeline.stages.detect.script import Script
from pipeline.stages.detect.translation import Vocabulary


def phrases(*said: str) -> tuple[Phrases, Book]:
    book = Book()
    book.add([[["another"]]])
    return Phrases([compiled(one, Vocabulary({}, Script()), anchored=False) for one in said], book), book


def test_the_words_of_the_first_that_matches() -> None:
    some, book = phrases("may not", "says & (now | today)")
    text = "now he says so"
    assert some.words(text, book.bound()(text)) == "says ... now"
    assert some.found(text, book.bound()(text))
    assert some.words("he says so", book.bound()("he says so")) is None
    assert not some.likely(book.bound()("nothing of another"))


def test_a_phrase_without_words_is_always_tried() -> None:
    some, book = phrases("now?", "never")
    assert some.found("now", book.bound()("now"))
    assert len(some.likely(book.bound()(""))) == 1
    none, empty = phrases()
    assert not none.likely(empty.bound()("never"))


def test_what_a_text_may_match_is_a_bit_for_each_entry() -> None:
    book = Book()
    assert list(book.add([[["may"], ["be", "not"]], [["not"]], []])) == [0, 1, 2]
    assert list(places(book.bound()("may be"))) == [0, 2]
    assert list(places(book.bound()("not yet"))) == [1, 2]


def test_an_index_knows_which_items_have_one_key_of_each_of_their_sets() -> None:
    index = Index([["ab"], ["a", "cd"], [], ["x", "b"]])
    assert index.met(()) == 0b0100
    assert index.met(("a", "c")) == 0b0111
    assert index.met(["b", "x"]) == 0b1101
    assert Index[str]([]).met("a") == 0

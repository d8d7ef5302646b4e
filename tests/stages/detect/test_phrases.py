"""Phrases are tried only where their words are, and never left out where they could match."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.kit import words
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


def test_a_match_is_that_of_a_first_piece_whose_others_match_too() -> None:
    some, book = phrases("may not", "says & now")
    text = "now he says it may not"
    held = book.bound()(text)
    assert [match[0] for match in some.matches(text, held)] == ["may not", "says"]
    assert [match[0] for match in some.matches("he says it may not", held)] == ["may not"]


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
    assert Index([]).met("a") == 0


PAIRS = (
    ("sell", "sell"), ("sell", "alsell"), ("sell", "l'sell"), ("sell*", "sells"), ("*hit", "whit"), ("won't", "won’t"),
    ("won't", "won't"), ("#%", "5%"), ("#%", "5.5%"), ("#bn", "3bn"), ("#", "2"), ('"', '"'), ("é*", "été"), ("-", "-"),
    ("(sell | no)", "no"), ("x?", ""), ("팔", "팔다"), ("팔", "팔"), ("a_b", "a_b"), ("क*", "कि"),
)  # fmt: skip


@given(
    pairs=st.lists(st.sampled_from(PAIRS), min_size=1, max_size=3),
    between=st.sampled_from(("", " ", "-", ", ", "'", "\u200d", "$")),
    script=st.sampled_from((Script(), Script(prefixes=("l'",)), Script(prefixes=("al",)), Script(spaced=False))),
)
def test_a_text_holds_whatever_it_matches(pairs: list[tuple[str, str]], between: str, script: Script) -> None:
    said, text = " .. ".join(one for one, _ in pairs), words.fold(between.join(one for _, one in pairs))
    book = Book()
    some = Phrases([compiled(said, Vocabulary({}, script), anchored=False)], book)
    if all(piece.search(text) for piece in some.all[0].pieces):
        assert some.likely(book.bound()(text))

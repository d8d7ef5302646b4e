from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from pipeline.stages.detect.choices import any_of

PHRASES = st.lists(st.text("ab. ", max_size=5), min_size=1, max_size=12)


def said(phrases: list[str]) -> str:
    return any_of([re.escape(letter) for letter in phrase] for phrase in phrases)


@given(PHRASES, st.text("ab. ", max_size=12))
def test_it_finds_what_a_row_of_alternatives_finds_the_longest_first(phrases: list[str], text: str) -> None:
    longest = "|".join(map(re.escape, sorted(phrases, key=len, reverse=True)))
    assert [match.span() for match in re.finditer(said(phrases), text)] == [
        match.span() for match in re.finditer(longest, text)
    ]


def test_a_beginning_is_said_once_and_a_phrase_may_go_on() -> None:
    assert said(["last week", "last", "lately"]) == r"la(?:st(?:\ week)?|tely)"


def test_none_of_none_matches() -> None:
    assert re.search(any_of([]), "anything") is None

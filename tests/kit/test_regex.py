"""A regular expression with words is searched for only where one of them stands."""

from __future__ import annotations

from pipeline.kit.regex import Regex


def test_without_words_every_text_is_searched() -> None:
    regex = Regex(r"th\w+")
    found = regex.search("on the day")
    assert found
    assert found[0] == "the"
    assert [match[0] for match in regex.finditer("that or this")] == ["that", "this"]


def test_a_text_that_holds_none_of_its_words_is_not_searched() -> None:
    regex = Regex(r"\w+ later", ["later"])
    assert regex.search("a day after") is None
    assert list(regex.finditer("a day after")) == list(regex.finditer("two days after")) == []
    assert "compiled" not in vars(regex)


def test_a_text_that_holds_one_is_searched_between_the_bounds() -> None:
    regex = Regex(r"\w+ (?:later|after)", ["later", "after"])
    found = regex.search("a day later, a week after", 6)
    assert found
    assert found[0] == "week after"
    assert [match[0] for match in regex.finditer("a day later, a week after", 0, 12)] == ["day later"]

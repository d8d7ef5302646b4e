"""Folding keeps every offset; words end where their script says so."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.kit import words


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    assert len(words.fold(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("L’OFFRE «refusée»", 'l\'offre "refusée"'),
        ("İstanbul", "istanbul"),
        ("2020\u00a0–\u00a02021", "2020 - 2021"),
        ("１５％ ＴＩＫＴＯＫ", "15％ tiktok"),
        ("١٥ أوراكل", "15 اوراکل"),
        ("ещё", "еще"),
        ("๑๕ ১৫", "15 15"),
        ("\ue000Oracle\ue008 \ue0ff", " oracle   "),
    ],
)
def test_one_form_for_what_reads_the_same(text: str, folded: str) -> None:
    assert words.fold(text) == folded


def test_a_letter_that_grows_in_lower_case_is_left_as_it_is() -> None:
    assert words.fold("İ̇ẞ") == "i̇ß"
    assert all(len(words.fold(chr(code))) == 1 for code in range(0x110000) if not 0xD800 <= code < 0xE000)


def test_tokens_are_the_words_in_order() -> None:
    assert words.tokens("oracle, silver lake & mgx") == ["oracle", "silver", "lake", "mgx"]


@pytest.mark.parametrize(
    ("char", "is_letter"),
    [
        ("a", True),
        ("é", True),
        ("ж", True),
        ("\u0301", True),
        ("7", True),
        ("-", False),
        ("’", False),
        ("字", False),
        ("한", False),
        ("ไ", False),
    ],
)
def test_letters_are_those_of_scripts_with_blanks(char: str, is_letter: bool) -> None:  # noqa: FBT001
    assert words.letter(char) is is_letter


def test_scripts_that_write_no_blanks() -> None:
    assert [words.joined(text) for text in ("字节", "TikTok", "ติ๊ก", "틱톡", "ティック", "")] == [
        True,
        False,
        True,
        True,
        True,
        False,
    ]


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("ab1é -'\"%$:_\u093f"))), st.data())
def test_a_word_that_a_regular_expression_finds_stands_apart(text: str, data: st.DataObject) -> None:
    for word in re.findall(r"\w+", text):
        assert f" {word} " in words.apart(text)
    part = data.draw(st.sampled_from([text[at:] for at in range(len(text) + 1)]))
    assert words.apart(part).strip() in words.apart(text)


def test_signs_stand_apart_and_other_punctuation_is_blank() -> None:
    assert words.apart('5% of "us$"') == ' 5 %  of  " us $  "  '
    assert words.apart("won't (sell)") == " won t  sell  "
    assert words.apart("sold; gone") == " sold ;  gone "


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("MásMóvil", "MasMovil"),
        ("Ευρωπαϊκή Ένωση", "Ευρωπαικη Ενωση"),
        ("Сбёр й", "Сбёр й"),
        ("ソニー (が)", "ソニー (が)"),
        ("Łódź", "Łodz"),
    ],
)
def test_accents_of_latin_and_greek_letters_are_taken_away(text: str, bare: str) -> None:
    assert words.plain(text) == bare

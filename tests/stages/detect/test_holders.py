"""Holders who go by what they hold ("Oakmill shareholders"): what is said of shareholders is said of them."""

from __future__ import annotations

import msgspec
import pytest

from pipeline.model import Party
from tests.stages.detect.language import TABLES, WATCH, told

HOLDERS = Party(id="holders", role="stakeholder", names=("Oakmill shareholders", "shareholders of the Oak-mill"))
UNION = Party(id="union", role="stakeholder", names=("Grinders United",))
NAMED = msgspec.structs.replace(
    WATCH,
    parties=(
        *(one for one in WATCH.parties if one.id != "mill"),
        Party(id="mill", role="object", names=("Oakmill", "Oak-Mill")),
        HOLDERS,
        UNION,
    ),
)  # fmt: skip
RULES = [
    *TABLES["rule"],
    {"name": "approval.vote", "type": "approval", "says": ["shareholders .. approve*"], "first": "seller"},
    {"name": "approval.of", "type": "approval", "says": ["{1:seller} shareholders .. back*"], "first": "seller"},
    {"name": "opposition.by", "type": "opposition", "says": ["{stakeholder} .. (fight* | reject*)"]},
    {"name": "statement.by", "type": "statement", "says": ["{stakeholder} .. back*"]},
]


def said(text: str, headline: str = "Oakmill") -> list[tuple[str, tuple[str, ...]]]:
    return [(type_, actors) for type_, actors, _, _ in told(headline, text, watch=NAMED, rule=RULES)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Oakmill shareholders approve the deal.", [("approval", ("holders",))]),
        ("Shareholders of the Oak-Mill approved the deal.", [("approval", ("holders",))]),
        ("Oakmill shareholders back the deal.", [("approval", ("holders",))]),
        ("Oakmill shareholders fight the deal.", [("opposition", ("holders",))]),
        ("Oakmill shareholders reject Reed.", [("rejection", ("holders", "reed"))]),
        ("Grinders United fight the deal.", [("opposition", ("union",))]),
    ],
)
def test_what_is_said_of_shareholders_is_said_of_those_who_are_named(
    text: str, found: list[tuple[str, tuple[str, ...]]]
) -> None:
    assert said(text) == found


def test_whoever_names_them_has_spoken_of_what_they_hold() -> None:
    assert said("", "Oakmill shareholders approve the deal") == [("approval", ("holders",))]


def test_what_others_do_is_told_once() -> None:
    assert said("Hill & Sons rejects Reed, Oakmill shareholders wait.") == [("rejection", ("hill", "reed"))]

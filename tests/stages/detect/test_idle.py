"""Who is named and does nothing there: who loses, who owns the stranger that acts, and an authority beside a court."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from pipeline.model import Party
from pipeline.stages.detect import Detector
from tests.stages.detect.language import BID_FOR, TABLES, WATCH, article, lexicon

COURTS = (
    Party(id="assizes", role="court", names=("the Assizes",)),
    Party(id="appeals", role="court", names=("the appeals court",)),
)
JUDGED = msgspec.structs.replace(
    BID_FOR, parties=(*BID_FOR.parties, Party(id="guild", role="authority", names=("Guild",)), *COURTS)
)
WHO = {
    **TABLES["who"],
    "losing": ["defeat for {any}", "upheld {court} ruling"],
    "owning": [", part of {any},"],
    "nouns": {"court": ["the court", "appeals court", "the judge"], "leader": ["the boss"]},
}
CUES = {**TABLES["cues"], "heard": ["trial .. opens"], "owed": ["before {authority} clears"], "beside": ["not before"]}
RULES: list[dict[str, Any]] = [
    {"name": "approval.x", "type": "approval", "says": ["{authority} .. clears", "green light for {0:side}"]},
    {"name": "ruling.x", "type": "ruling", "says": ["{court} .. (clears | rules)", "{court} ruling", "{court} upheld"]},
    {"name": "litigation.x", "type": "litigation",
     "says": ["{1:side} sued", "trial .. opens", "suit accuses {2:side}", "suit before {2:court}"]},
    {"name": "litigation.y", "type": "litigation", "first": "leader", "says": ["petition accuses {2:side}"]},
]  # fmt: skip


def told(title: str, text: str = "", **changed: Any) -> list[tuple[str, tuple[str, ...]]]:
    watch = changed.pop("watch", JUDGED)
    tables: dict[str, Any] = {"who": WHO, "cues": CUES, "rule": RULES, **changed}
    return [(one.type, one.actors) for one in Detector({"en": lexicon(**tables)}).mentions(article(title, text), watch)]


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Guild clears Oakmill sale", [("approval", ("guild",))]),
        ("Green light for Oakmill, a defeat for Guild", []),
        ("A defeat for Guild is no defeat for Oakmill as Guild clears it", [("approval", ("guild",))]),
        ("Green light for Oakmill from Guild", [("approval", ("guild",))]),
        ("The court gives green light for Oakmill, and Guild is sad", []),
        ("The court waits as Guild gives green light for Oakmill", [("approval", ("guild",))]),
        ("The appeals court upheld the Assizes ruling on Oakmill", [("ruling", ("appeals",))]),
        ("An appeals court rules on Oakmill", [("ruling", ("appeals",))]),
        ("The judge rules on Oakmill", [("ruling", ("assizes",))]),
    ],
)
def test_who_loses_or_stands_beside_a_court_decides_nothing(
    title: str, found: list[tuple[str, tuple[str, ...]]]
) -> None:
    assert told(title) == found


def test_what_must_be_done_before_an_approval_is_none() -> None:
    assert told("Oakmill sells a barn before Guild clears it") == []
    assert told("Oakmill sells a barn, not before Guild clears it") == [("approval", ("guild",))]


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Reed sued over Oakmill", [("litigation", ("reed",))]),
        ("Newsline, part of Reed, sued over Oakmill", []),
        ("Oakmill, part of Reed, sued", [("litigation", ("reed",))]),
        (", part of Reed, sued over Oakmill", [("litigation", ("reed",))]),
    ],
)
def test_who_owns_a_stranger_does_not_act(title: str, found: list[tuple[str, tuple[str, ...]]]) -> None:
    rules = [{"name": "litigation.x", "type": "litigation", "says": ["{1:suitor}, sued", "{1:suitor} sued"]}]
    assert told(title, rule=rules) == found


@pytest.mark.parametrize(
    ("title", "text", "found"),
    [
        ("Trial over Oakmill opens for Reed", "", [("litigation", ("assizes",))]),
        ("Guild and Reed", "Trial over Oakmill opens.", [("litigation", ("guild",))]),
        ("Reed and Oakmill", "The suit accuses Reed.", [("litigation", ("mill", "reed"))]),
        ("Oakmill and Vale", "Vale says the suit accuses Reed.", [("litigation", ("vale", "reed"))]),
        ("The suit accuses Oakmill", "", []),
        ("Oakmill suit before the court", "", [("litigation", ("mill", "assizes"))]),
        ("Stone: petition accuses Oakmill", "", [("litigation", ("mayor", "mill"))]),
    ],
)
def test_who_is_accused_or_tried_has_not_sued(title: str, text: str, found: list[tuple[str, tuple[str, ...]]]) -> None:
    assert told(title, text) == found


def test_without_a_court_nobody_is_known_to_have_sued_in_a_trial() -> None:
    assert told("Trial over Oakmill opens for Reed", watch=BID_FOR) == [("litigation", ())]
    assert told("Trial over Oakmill opens for Hill & Sons", watch=WATCH) == [("litigation", ("mill",))]

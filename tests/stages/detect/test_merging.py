"""One mention for each thing said, as full and as sure as the fullest and surest sentence."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pipeline.stages.detect.hits import Hit
from pipeline.stages.detect.merging import Found, merged
from pipeline.stages.detect.reading import Reading
from tests.stages.detect.language import PUBLISHED, lexicon

HIT = Hit(ready=Reading(lexicon()).patterns[0], start=0, end=1, marks=())


def found(**changed: Any) -> Found:
    said: dict[str, Any] = {
        "type": "rejection", "actors": ("hill", "reed"), "modality": "confirmed", "date": None, "until": None,
        "field": "text", "start": 0, "end": 1, "quote": "x", "rule": "en.x", "confidence": 0.8, "hit": HIT,
        "clause": "x", "parties": (), **changed,
    }  # fmt: skip
    return Found(**said)


def test_types_first_actors_and_denials_keep_things_apart() -> None:
    assert len(merged([found(), found(type="offer", start=5)])) == 2
    assert len(merged([found(), found(actors=("mill",), start=5)])) == 2
    assert len(merged([found(), found(modality="denied", start=5)])) == 2
    assert len(merged([found(date="2024-03-01"), found(date="2024-03-02", start=5)])) == 2


def test_what_sides_do_together_may_name_either_first() -> None:
    (one,) = merged([found(), found(actors=("reed",), start=5)])
    assert one.actors == ("hill", "reed")
    assert len(merged([found(type="order"), found(type="order", actors=("reed",), start=5)])) == 2


def test_who_is_only_the_likeliest_gives_way_to_who_is_named() -> None:
    guessed = found(type="order", actors=("mayor", "reed"), named=False)
    (one,) = merged([guessed, found(type="order", actors=("court",), confidence=0.95, start=5)])
    assert one.actors == ("court", "reed")


def test_the_fullest_is_evidence_the_surest_holds_any_may_date() -> None:
    vague = found(
        modality="rumoured", date="2024-03-01", dated="friday", cue="may", confidence=0.95, start=5, quote="y"
    )
    (one,) = merged([found(actors=("hill", "vale")), vague])
    assert (one.quote, one.modality, one.cue, one.date, one.dated) == ("y", "confirmed", "", "2024-03-01", "friday")
    assert one.actors == ("hill", "reed", "vale")
    (exact,) = merged([found(date="2024-03"), found(date="2024-03-04", start=5)])
    assert exact.date == "2024-03-04"


def test_one_sentence_says_a_thing_once_whatever_its_dates() -> None:
    assert len(merged([found(date="2024-03-01"), found(date="2024-05-02")])) == 1


def test_what_happened_before_is_not_the_news_of_the_day() -> None:
    news = found(of_the_day=PUBLISHED)
    assert len(merged([news, found(date="2024-02-01", start=5)])) == 2
    assert len(merged([found(date="2024-02", start=5), news])) == 2
    assert len(merged([news, found(date="2024-02-19", until="2024-02-25", start=5)])) == 2
    (same,) = merged([news, found(date="2024-03-04", start=5)])
    assert (same.date, same.of_the_day) == ("2024-03-04", dt.date(2024, 3, 6))
    assert len(merged([news, found(start=5)])) == 1


def test_what_the_text_tells_as_done_is_not_what_it_says_is_yet_to_come() -> None:
    planned = found(modality="expected", ahead=True, date="2024-04", start=5)
    assert [one.modality for one in merged([found(), planned])] == ["confirmed", "expected"]
    assert len(merged([planned, found(start=9)])) == 2
    assert [one.modality for one in merged([found(field="title"), planned])] == ["expected"]
    assert len(merged([found(modality="reported"), planned])) == 1
    deadline = {"type": "deadline", "actors": ("court",)}
    assert len(merged([found(**deadline), found(**deadline, modality="expected", ahead=True, date="2024-04")])) == 1
    assert len(merged([found(), found(modality="expected", ahead=True, start=5)])) == 1


def test_a_headline_leaves_out_that_a_thing_is_hearsay() -> None:
    heard = found(modality="reported", cue="sources", start=5)
    (one,) = merged([found(field="title"), heard])
    assert (one.modality, one.cue) == ("reported", "sources")
    (one,) = merged([found(field="title"), heard, found(start=9)])  # the text knows it for sure
    assert one.modality == "confirmed"
    (one,) = merged([found(field="title"), found(modality="expected", cue="plans", start=5)])
    assert one.modality == "confirmed"

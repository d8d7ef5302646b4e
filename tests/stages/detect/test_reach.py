"""Whether a pattern says itself what could undo it."""

from __future__ import annotations

import pytest

from pipeline.stages.detect import reach
from pipeline.stages.detect.pattern import compiled
from pipeline.stages.detect.phrases import Book, Phrases
from pipeline.stages.detect.script import Script
from pipeline.stages.detect.translation import Vocabulary

NEGATED = Phrases([compiled("(will not | never)", Vocabulary({}, Script()), anchored=False)], Book())


@pytest.mark.parametrize(
    ("said", "may", "must"),
    [
        ("{owner} (sells | keeps) {object}", False, False),
        ("{owner} will not sell", True, True),
        ("{owner} will (not)? sell", True, False),
        ("{owner} will (not | soon) sell", True, False),
        ("{owner} (will not | never) .. sells? (it)?", True, True),
        ("{owner} (keeps | (never | will not) (ever)? (sells | leaves))", True, False),
        ("{owner} (never | will (not | not now)) sell", True, True),
        ("{owner} (sells | (leaves | stays)) and (buys | (never))", True, False),
        ("{owner} sells (never | at last)?", True, False),
    ],
)
def test_a_pattern_says_what_any_or_each_of_its_readings_does(said: str, *, may: bool, must: bool) -> None:
    assert reach.says(said, NEGATED) == (may, must)

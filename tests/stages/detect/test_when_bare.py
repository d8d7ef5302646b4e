"""Days without a month and months of a named year, as East Asian languages write them."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.stages.detect.lexicon import Dates
from pipeline.stages.detect.when import Grammar

PUBLISHED = date(2025, 12, 19)
GRAMMAR = Grammar(
    Dates(forms=("{n}月{d}日", "{n}月", "{d}日"), relative={"-1y": ("去年",), "+1y": ("明年",)}), spaced=False
)


@pytest.mark.parametrize(
    ("text", "future", "day"),
    [
        ("当地时间18日签署", False, "2025-12-18"),
        ("当地时间20日签署", False, "2025-12-20"),
        ("25日宣布", False, "2025-11-25"),
        ("17日宣布", True, "2025-12-17"),
        ("将于22日签署", True, "2025-12-22"),
        ("12月18日签署", False, "2025-12-18"),
        ("去年4月签署", False, "2024-04"),
        ("明年1月22日完成", False, "2026-01-22"),
        ("4月签署", False, "2025-04"),
    ],
)
def test_a_day_alone_is_the_last_or_next_and_a_named_year_holds(text: str, *, future: bool, day: str) -> None:
    assert [when.day for when in GRAMMAR.find(text, PUBLISHED, future=future) if when.low] == [day]

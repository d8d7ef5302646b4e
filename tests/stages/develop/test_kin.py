from __future__ import annotations

import pytest

from pipeline.model import Watch
from pipeline.stages.develop.kin import Kin


@pytest.mark.parametrize(
    ("one", "other", "agrees"),
    [
        ("oracle", "oracle", 1.0),
        ("tiktok", "bytedance", 1.0),
        ("us-government", "us-treasury", 0.8),
        ("us-treasury", "us-government", 0.8),
        ("us-treasury", "us-president", 0.0),
        ("cn-government", "us-president", 0.0),
        ("other", "oracle", 0.5),
        ("other", "other", 0.5),
        ("other", "bytedance", 0.0),
        ("microsoft", "oracle", 0.0),
    ],
)
def test_who_stands_for_whom(watch: Watch, one: str, other: str, agrees: float) -> None:
    assert Kin(watch).agree(one, other) == agrees


def test_without_a_watch_everybody_is_their_own() -> None:
    assert Kin(None).agree("tiktok", "bytedance") == 0.0

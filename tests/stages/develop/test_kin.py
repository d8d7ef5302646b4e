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
        ("other", "other", 0.8),
        ("other", "us-president", 0.0),
        ("other", "bytedance", 0.0),
        ("microsoft", "oracle", 0.0),
    ],
)
def test_who_stands_for_whom(watch: Watch, one: str, other: str, agrees: float) -> None:
    assert Kin(watch).agree(one, other) == agrees


def test_without_a_watch_everybody_is_their_own() -> None:
    assert Kin(None).agree("tiktok", "bytedance") == 0.0


def test_offices_of_one_government_may_be_named_for_one_another(watch: Watch) -> None:
    kin = Kin(watch)
    assert kin.akin("us-congress", "us-president")
    assert kin.akin("tiktok", "bytedance")
    assert not kin.akin("us-president", "oracle")
    assert not kin.akin("microsoft", "oracle")


def test_officials_are_nobodys_rivals(watch: Watch) -> None:
    kin = Kin(watch)
    assert kin.rivals(["microsoft"], ["oracle"])
    assert kin.rivals(["us-president", "oracle"], ["microsoft"])
    assert not kin.rivals(["us-president"], ["oracle", "microsoft"])
    assert not kin.rivals(["us-president"], ["us-court"])

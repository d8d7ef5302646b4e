from __future__ import annotations

from typing import get_args

import pytest
from msgspec.structs import replace

from pipeline.model import Modality, OwnType, Type, Watch
from pipeline.stages.develop.title import Teller


@pytest.mark.parametrize(
    ("said", "line"),
    [
        (("rejection", ("bytedance", "microsoft"), "confirmed", None), "ByteDance turns down Microsoft"),
        (("rejection", ("bytedance",), "reported", None), "ByteDance is said to turn down an offer"),
        (
            ("talks", ("oracle", "bytedance", "tiktok"), "rumoured", None),
            "Oracle may hold talks with ByteDance and TikTok",
        ),
        (("order", ("us-president",), "expected", None), "White House is to issue an order"),
        (("agreement", ("bytedance", "oracle"), "denied", None), "Denied: ByteDance reaches an agreement with Oracle"),
        (
            ("deadline", ("us-commerce", "tiktok"), "confirmed", "2020-09-27"),
            "US Commerce sets a deadline for TikTok: 27 September 2020",
        ),
        (("deadline", ("cn-government",), "confirmed", "2020-09"), "China Government sets a deadline: September 2020"),
        (("deadline", ("mute",), "confirmed", "some day"), "Mute sets a deadline: some day"),
        (("deadline", ("us-president",), "confirmed", None), "White House sets a deadline"),
        (("interest", ("other",), "confirmed", None), "Another party shows interest in the deal"),
        (("closing", (), "confirmed", None), "A party closes the deal"),
        (("order", ("us-congress", "tiktok"), "expected", None), "Congress is to move a bill on TikTok"),
        (
            ("litigation", ("tiktok", "us-court", "us-president"), "confirmed", None),
            "TikTok goes to court against White House",
        ),
        (("litigation", ("tiktok", "us-court"), "confirmed", None), "TikTok goes to court"),
        (("terms", ("oracle", "mute"), "reported", None), "The deal's terms for Oracle and Mute, as reported"),
        (("terms", (), "denied", None), "Denied: the deal's terms for a party"),
        (("order", ("bank-of-x",), "confirmed", None), "Bank of X issues an order"),
    ],
)
def test_one_line(watch: Watch, said: tuple[Type, tuple[str, ...], Modality, str | None], line: str) -> None:
    assert Teller(watch).line(*said) == line


@pytest.mark.parametrize(
    ("day", "modality", "line"),
    [
        ("2020-09-15", "confirmed", "White House had set a deadline: 15 September 2020"),
        ("2020-09-16", "expected", "White House had set a deadline: 16 September 2020"),
        ("2020-08", "reported", "White House is said to have set a deadline: August 2020"),
        ("2020-09", "confirmed", "White House sets a deadline: September 2020"),
        ("2020-09-17", "expected", "White House is to set a deadline: 17 September 2020"),
    ],
)
def test_a_deadline_that_is_over_is_not_told_as_set(watch: Watch, day: str, modality: Modality, line: str) -> None:
    assert Teller(watch).line("deadline", ("us-president",), modality, day, told_on="2020-09-16") == line


def test_every_type_and_every_certainty_has_a_line() -> None:
    lines = {
        Teller(None).line(type_, ("oracle", "walmart"), modality, "2020-09-13")
        for type_ in get_args(Type)
        for modality in get_args(Modality)
    }
    assert len(lines) == len(get_args(Type)) * len(get_args(Modality))
    assert all("\n" not in line and line[0].isupper() for line in lines)


@pytest.mark.parametrize(
    ("modality", "line"),
    [
        ("confirmed", "Oracle calls a strike"),
        ("reported", "Reported: Oracle calls a strike"),
        ("rumoured", "Rumoured: Oracle calls a strike"),
        ("expected", "Expected: Oracle calls a strike"),
        ("denied", "Denied: Oracle calls a strike"),
    ],
)
def test_an_own_type_is_told_in_the_words_of_the_watch(watch: Watch, modality: Modality, line: str) -> None:
    strike = OwnType(id="strike", title="calls a strike", examples=())
    owned = replace(watch, own=(strike,))
    assert Teller(owned).line("statement", ("oracle", "tiktok"), modality, None, "strike") == line
    assert Teller(None).line("statement", ("oracle",), "confirmed", None, "data-leak") == "Oracle (Data Leak)"

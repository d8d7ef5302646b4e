"""Two ways of writing Chinese are one to the reader of rules."""

from __future__ import annotations

from pipeline.kit import words


def test_traditional_letters_read_as_simplified_ones() -> None:
    assert words.fold("字節跳動與甲骨文簽署協議") == "字节跳动与甲骨文签署协议"
    assert words.fold("字节跳动与甲骨文签署协议") == "字节跳动与甲骨文签署协议"

"""Copies of a text are alike, other texts are not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.kit import shingles

WIRE = (
    "The owner of the video app turned down an offer from the software maker on Sunday, one day before a deadline "
    "set by the president. The database company will become a trusted technology partner, the two sides said in "
    "short statements."
)
OTHER = "A bakery in the old town has baked the same rye bread since 1911, and its owner says it will never change."


def test_a_copy_with_another_ending_is_alike() -> None:
    assert shingles.likeness(shingles.sketch(WIRE), shingles.sketch(WIRE + " Editing by A. Writer.")) > 0.7


def test_capitals_and_quotation_marks_do_not_matter() -> None:
    assert shingles.sketch(WIRE) == shingles.sketch(WIRE.upper().replace("'", "’"))


def test_another_text_is_not() -> None:
    assert shingles.likeness(shingles.sketch(WIRE), shingles.sketch(OTHER)) < 0.2


def test_scripts_without_blanks_are_compared_by_characters() -> None:
    one = "字节跳动周日拒绝了微软的收购要约，甲骨文将成为可信赖的技术合作伙伴，双方在简短声明中表示。"
    assert shingles.likeness(shingles.sketch(one), shingles.sketch(one[:-4])) > 0.6
    assert (
        shingles.likeness(
            shingles.sketch(one),
            shingles.sketch("老城区的面包店一百多年来一直烤同样的黑麦面包，店主说什么都不会改变。"),
        )
        < 0.2
    )


def test_a_text_without_a_word_is_like_nothing() -> None:
    assert shingles.sketch(" … ") == ""
    assert shingles.likeness("", shingles.sketch(WIRE)) == 0.0
    assert shingles.likeness(shingles.sketch(WIRE), "") == 0.0


def test_bins_that_neither_text_fills_do_not_count() -> None:
    empty = "ffff" * shingles.BINS
    assert shingles.likeness(empty, empty) == 0.0
    assert shingles.likeness(shingles.sketch("one word"), shingles.sketch("one word")) == 1.0


@given(st.text())
def test_every_text_is_like_itself(text: str) -> None:
    sketch = shingles.sketch(text)
    assert len(sketch) in {0, 4 * shingles.BINS}
    assert shingles.likeness(sketch, sketch) == (1.0 if sketch else 0.0)

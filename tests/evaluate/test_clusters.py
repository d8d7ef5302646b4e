from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluate.clusters import b_cubed, ceaf_e

GOLD = dict(zip("abcdefg", "1112222", strict=True))


def test_the_same_is_perfect() -> None:
    for measure in (b_cubed, ceaf_e):
        same = measure(GOLD, GOLD)
        assert (same.precision, same.recall, same.f1, same.size) == (1.0, 1.0, 1.0, 7)


def test_b3_by_hand() -> None:
    ours = dict(zip("abcdefg", "1122333", strict=True))
    found = b_cubed(ours, GOLD)
    assert found.precision == pytest.approx((1 + 1 + 0.5 + 0.5 + 1 + 1 + 1) / 7)
    assert found.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 / 4 + 3 / 4 * 3) / 7)


def test_ceafe_by_hand() -> None:
    ours = dict(zip("abcdefg", "1122333", strict=True))
    best = 2 * 2 / (2 + 3) + 2 * 3 / (3 + 4)
    found = ceaf_e(ours, GOLD)
    assert found.precision == pytest.approx(best / 3)
    assert found.recall == pytest.approx(best / 2)


def test_only_what_both_have_counts() -> None:
    assert b_cubed({"a": "1", "x": "1"}, GOLD).size == 1
    assert b_cubed({}, GOLD).f1 == ceaf_e({}, GOLD).f1 == 0.0


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=12))
def test_the_alignment_is_the_best_there_is(pairs: list[tuple[int, int]]) -> None:
    ours = {str(number): pair[0] for number, pair in enumerate(pairs)}
    gold = {str(number): pair[1] for number, pair in enumerate(pairs)}
    mine = [{thing for thing, name in ours.items() if name == one} for one in set(ours.values())]
    theirs = [{thing for thing, name in gold.items() if name == one} for one in set(gold.values())]
    few, many = sorted((mine, theirs), key=len)
    best = max(
        sum(2 * len(one & other) / (len(one) + len(other)) for one, other in zip(few, chosen, strict=False))
        for chosen in permutations(many, len(few))
    )
    assert ceaf_e(ours, gold).precision == pytest.approx(best / len(mine))

"""Chances and choices, where the answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.evaluate import regression


def test_a_regression_finds_the_chance() -> None:
    x = np.array([[1.0, 1.0]] * 40 + [[0.0, 1.0]] * 40)
    y = np.array([1.0] * 36 + [0.0] * 4 + [1.0] * 10 + [0.0] * 30)
    chance = 1 / (1 + np.exp(-(x @ regression.logistic(x, y))))
    assert 0.7 < chance[0] < 0.9  # weights cost something, so it is nearer to the middle than 36 of 40
    assert 0.25 < chance[-1] < 0.45


def test_a_choice_learns_what_is_chosen_beside_what() -> None:
    """Of red and blue it is red, nine times of ten; green, which is always right, says nothing: it is never beside."""
    said = [[0], [1]] * 40 + [[2]] * 40
    right = np.array([1.0, 0.0] * 36 + [0.0, 1.0] * 4 + [1.0] * 40)
    starts = np.array([*range(0, 80, 2), *range(80, 120)])
    red, blue, green = regression.choice(said, right, starts, np.ones(80), 3)
    assert 0.7 < 1 / (1 + np.exp(blue - red)) < 0.9
    assert abs(green) < 1e-9


def test_what_counts_more_often_is_as_if_it_were_there_more_often() -> None:
    said, right = [[0, 2], [1, 2]], np.array([1.0, 0.0, 0.0, 1.0])
    counted = regression.choice(said * 2, right, np.array([0, 2]), np.array([3.0, 1.0]), 3)
    repeated = regression.choice(said * 4, np.array([1.0, 0.0] * 3 + [0.0, 1.0]), np.arange(0, 8, 2), np.ones(4), 3)
    assert np.allclose(counted, repeated)


def test_several_may_be_right() -> None:
    right = np.array([1.0, 1.0, 0.0] * 20)
    first, second, third = regression.choice([[0], [1], [2]] * 20, right, np.arange(0, 60, 3), np.ones(20), 3)
    assert first > third
    assert abs(first - second) < 1e-6


def test_many_are_looked_at_in_parts_to_the_same_end(monkeypatch: pytest.MonkeyPatch) -> None:
    said, right, starts = [[0], [1]] * 9, np.array([1.0, 0.0] * 9), np.arange(0, 18, 2)
    whole = regression.choice(said, right, starts, np.ones(9), 2)
    monkeypatch.setattr(regression, "_ROWS", 5)
    assert np.allclose(regression.choice(said, right, starts, np.ones(9), 2), whole)

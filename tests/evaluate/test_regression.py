"""Chances, where the answer is known."""

from __future__ import annotations

import numpy as np

from pipeline.evaluate import regression


def test_a_regression_finds_the_chance() -> None:
    x = np.array([[1.0, 1.0]] * 40 + [[0.0, 1.0]] * 40)
    y = np.array([1.0] * 36 + [0.0] * 4 + [1.0] * 10 + [0.0] * 30)
    chance = 1 / (1 + np.exp(-(x @ regression.logistic(x, y))))
    assert 0.7 < chance[0] < 0.9  # weights cost something, so it is nearer to the middle than 36 of 40
    assert 0.25 < chance[-1] < 0.45

"""The network learns what a piece says, wherever in the sentence it stands."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from pipeline.evaluate import training
from pipeline.evaluate.training import Material


def material(count: int = 400, *, known: float = 1.0) -> Material:
    """Sentences of one to six pieces of eight numbers; of the first type where a piece has a high first number."""
    random = np.random.default_rng(1)
    lengths = random.integers(1, 7, count)
    pieces = random.normal(size=(lengths.sum(), 8)).astype(np.float16)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    said = [pieces[low:high, 0].max() > 1 for low, high in pairwise(starts)]
    says = np.column_stack([said, np.zeros(count)]).astype(np.float32)
    return Material(pieces, starts, np.ones((count, 1), np.float32), says, np.full_like(says, known))


def test_it_hears_a_piece_wherever_it_stands() -> None:
    told, apart = material(), np.arange(300, 400)
    sums = told.sums(training.trained(told, np.arange(300)), apart)
    assert ((sums[:, 0] > 0) == (told.says[apart, 0] > 0)).mean() > 0.85
    assert (sums[:, 1] < 0).all()


def test_it_learns_the_same_twice() -> None:
    one, other = (training.trained(material(130), np.arange(130)) for _ in range(2))
    assert all(np.array_equal(mine, yours) for mine, yours in zip(one, other, strict=True))


def test_what_is_not_known_teaches_nothing() -> None:
    told = material(known=0.0)
    before, after = told.says[:, 0] > 0, told.sums(training.trained(told, np.arange(400)), np.arange(400))[:, 0]
    assert abs(after[before].mean() - after[~before].mean()) < 0.5


def test_sentences_of_about_one_length_come_together_and_none_is_left_out_for_long() -> None:
    told = material(1000)
    lengths, parts = np.diff(told.starts), list(training._parts(told, np.arange(1000), np.random.default_rng(0)))
    assert np.mean([lengths[part].std() for part in parts]) < 0.9 * lengths.std()
    assert set(np.concatenate(parts).tolist()) == set(range(1000))

"""The network learns what is said, wherever in the sentence it stands, and the encoder's layers move with it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from pipeline.edge import encoder, layers
from pipeline.evaluate import descent, training
from pipeline.evaluate.descent import Course, Said
from pipeline.evaluate.training import Labelled, Taught

WHO = ("Oracle", "The bank", "Its rival", "A fund", "Nobody", "The owner")
REJECTS = ("spurned the bid", "spurned the offer", "turned down the offer", "turned down the bid")
WAITS = ("opened a shop", "opened a bank", "hired a chef", "moved to Paris")
FEW = np.arange(4, 190, 12)
WHEN = ("", " on Monday", " last week, a paper writes", " after a long day")


def sentences(said: Sequence[str]) -> list[str]:
    return [f"{who} {what}{when}." for who in WHO for what in said for when in WHEN]


def material(known: float = 1.0) -> tuple[Said, Labelled]:
    """Sentences that say the first of two types, and as many that say nothing."""
    texts = [*sentences(REJECTS), *sentences(WAITS)]
    pieces, lengths = encoder.numbers(texts)
    says = np.zeros((len(texts), 2), dtype=np.float32)
    says[: len(texts) // 2, 0] = 1
    starts = np.concatenate([[0], np.cumsum(lengths)])
    return Said(pieces, starts), Labelled(np.ones((len(texts), 1), np.float32), says, np.full_like(says, known))


def apart(told: Labelled) -> tuple[np.ndarray, np.ndarray]:
    """What is learned from, and one wording of each kind that is not."""
    every = np.arange(len(told.says))
    left = every // len(WHEN) % len(REJECTS) == 1
    return every[~left], every[left]


@pytest.fixture(scope="module")
def taught() -> Taught:
    said, told = material()
    return training.trained(said, told, apart(told)[0])


def test_it_tells_wordings_that_it_has_not_learned(taught: Taught) -> None:
    said, told = material()
    left = apart(told)[1]
    sums = taught.sums(said, told, left)
    assert ((sums[:, 0] > 0) == (told.says[left, 0] > 0)).mean() > 0.85
    assert (sums[:, 1] < 0).all()


def test_the_encoders_layers_move_a_little(taught: Taught) -> None:
    shipped, moved = encoder.moved({}), encoder.moved(taught.layers)
    assert set(taught.layers) == set(shipped) - layers.FIXED
    far = {name: np.abs(moved[name] - shipped[name]).max() for name in taught.layers}
    assert all(0 < one < 0.2 for one in far.values()), far
    assert all(moved[name] is shipped[name] for name in layers.FIXED)


def test_what_it_learned_with_is_what_reads(taught: Taught) -> None:
    """Sentences filled up to one length, as JAX hears them, are wrong as often as what numpy hears one by one."""
    (said, told), part = material(), np.array([0, 40, 100, 150])
    given = descent.given(Course(said, part, told.of), part, training.FILTERS, np.random.default_rng(0))
    given = given._replace(heard=given.there, speaks=np.ones((4, training.FILTERS)))
    weights = {**encoder.moved(taught.layers), **taught.network._asdict()}
    weights["weights"] = weights["weights"].copy()
    weights["weights"][training.FILTERS : training.FILTERS + encoder.WIDTH] /= training.STRETCH
    sums = taught.sums(said, told, part)
    costs = np.logaddexp(0, sums) - sums * told.says[part]
    fixed = {name: weights.pop(name) for name in layers.FIXED}
    assert float(training._wrong(weights, fixed, given)) == pytest.approx(costs.sum() / 4, rel=1e-3)


def test_it_learns_the_same_twice() -> None:
    one, other = (training.trained(*material(), FEW) for _ in range(2))
    assert all(np.array_equal(mine, yours) for mine, yours in zip(one.network, other.network, strict=True))
    assert one.layers == other.layers


def test_what_is_not_known_teaches_nothing() -> None:
    said, told = material(known=0.0)
    after, says = training.trained(said, told, FEW).sums(said, told, FEW)[:, 0], told.says[FEW, 0] > 0
    assert abs(after[says].mean() - after[~says].mean()) < 0.5


def test_sentences_of_about_one_length_come_together_and_none_is_left_out_for_long() -> None:
    starts = np.cumsum([0, *np.random.default_rng(1).integers(1, 9, 1000)])
    course = Course(Said(np.zeros(starts[-1]), starts), np.arange(1000), lambda part: part)
    lengths, parts = np.diff(starts), list(descent.parts_of(course, np.random.default_rng(0)))
    assert np.mean([lengths[part].std() for part in parts]) < 0.9 * lengths.std()
    assert set(np.concatenate(parts).tolist()) == set(range(1000))

"""Choices of who acts, where it is known what speaks for whom."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from pipeline.edge import encoder
from pipeline.evaluate import choosing, descent
from pipeline.evaluate.choosing import Choices
from pipeline.evaluate.descent import Said
from pipeline.evaluate.teaching import Acted, Lesson
from pipeline.stages.detect.features import ACTING
from pipeline.stages.detect.network import Network

HEARD = jnp.zeros((4, 2))


def lesson(*acted: Acted, **changed: Any) -> Lesson:
    whole = {"text": "", "seen": [], "says": frozenset(), "unknown": frozenset(), "whose": "", "real": True}
    return Lesson(**{**whole, "acted": acted, "counts": 1.0, **changed})


def of_two(right: int, *names: str) -> Acted:
    """Red or blue, or what is named instead; what is heard speaks for each by itself."""
    told = names or ("red", "blue")
    return Acted(names=[[name] for name in told], heard=[(0, 0), (1, 1)], right=[right == 0, right == 1])


def learned(choices: Choices) -> dict[str, float]:
    """The weight of each name."""
    given = choosing.chosen(choices, range(len(choices.acted)))
    heard, weights = jnp.zeros((len(choices.acted), 2)), jnp.zeros(len(choices.places))
    slope = jax.jit(jax.grad(lambda now: choosing.cost(now, heard, given) + 0.1 * (now**2).sum()))
    for _ in range(300):
        weights -= 0.02 * slope(weights)
    return {name: float(weights[at]) for name, at in choices.places.items()}


def test_who_acts_more_often_is_likelier() -> None:
    told = learned(choosing.choices([lesson(of_two(0))] * 9 + [lesson(of_two(1))]))
    assert 0.7 < 1 / (1 + np.exp(told["blue"] - told["red"])) < 0.9


def test_what_counts_more_often_is_as_if_it_were_there_more_often() -> None:
    once, thrice = choosing.choices([lesson(of_two(0))] * 3), choosing.choices([lesson(of_two(0), counts=3.0)])
    thrice = thrice._replace(places=once.places)
    costs = [choosing.cost(np.zeros(2), HEARD, choosing.chosen(one, range(len(one.acted)))) for one in (once, thrice)]
    assert costs[0] == pytest.approx(costs[1])
    assert costs[0] == pytest.approx(3 * np.log(2))


def test_several_may_be_right() -> None:
    three = Acted(names=[["red"], ["blue"], ["green"]], heard=[(0, 0), (1, 1), (0, 0)], right=[True, True, False])
    told = learned(choosing.choices([lesson(three)] * 20))
    assert told["red"] > told["green"]
    assert told["red"] == pytest.approx(told["blue"], abs=1e-4)


def test_what_is_heard_in_a_sentence_speaks_for_those_who_are_named_alike() -> None:
    choices = choosing.choices([lesson(), lesson(of_two(0, "red", "red")), lesson(of_two(1, "red", "red"))] * 3)
    given, heard = choosing.chosen(choices, [0, 1, 2]), jnp.array([[0.0, 0.0], [2.0, 0.0], [0.0, 2.0]])
    surely = 2 * np.logaddexp(0, -4)
    assert choosing.cost(np.zeros(1), heard, given) == pytest.approx(surely, rel=1e-4)
    assert choosing.cost(np.zeros(1), heard[::-1], choosing.chosen(choices, [2, 1, 0])) == pytest.approx(
        surely, rel=1e-4
    )


def test_what_is_seldom_seen_and_who_stands_far_behind_teach_nothing() -> None:
    seldom = choosing.choices([lesson(of_two(0, "once", "blue")), lesson(of_two(1)), lesson(of_two(1))])
    assert set(seldom.places) == {"blue"}
    many = Acted(names=[["x"]] * 40, heard=[(0, 0)] * 40, right=[False] * 39 + [True])
    given = choosing.chosen(choosing.choices([lesson(many), lesson(of_two(0), counts=0.0)]), [0, 1])
    assert choosing.cost(np.zeros(1), HEARD, given) == 0


def test_it_hears_who_acts_in_a_wording_that_it_has_not_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two parties that look alike the first spurns and the second waits; whom it says of what does not count."""
    monkeypatch.setattr(descent, "LEAST", 60)
    verbs = (
        "spurned the bid",
        "turned down the bid",
        "spurned the offer",
        "opened a shop",
        "hired a chef",
        "opened a bank",
    )
    texts = [
        f"{who} {verb}{when}." for who in ("Oracle", "The bank", "A fund") for verb in verbs for when in ("", " again")
    ]
    pieces, lengths = encoder.numbers(texts)
    said, first = Said(pieces, np.cumsum([0, *lengths])), np.arange(len(texts)) // 2 % len(verbs) < 3
    left = np.isin(np.arange(len(texts)) // 2 % len(verbs), (2, 5))
    alike = [of_two(int(not acts), "alike", "alike") for acts in first]
    acting = choosing.trained(
        said,
        {},
        choosing.choices([lesson(one, counts=float(not apart)) for one, apart in zip(alike, left, strict=True)]),
    )
    filters = np.frombuffer(acting.filters, dtype="<f2").reshape(-1, choosing.FILTERS).astype(np.float32)
    heard = np.frombuffer(acting.heard, dtype="<f2").reshape(-1, ACTING).astype(np.float32)
    there = encoder.heard(encoder.moved({}), pieces, lengths)
    sums = Network(filters, np.array(acting.floors, dtype=np.float32), heard).sums(there.pieces, there.starts)
    assert ((sums[:, 0] > sums[:, 1]) == first)[left].mean() > 0.8
    assert set(acting.seen) == {"alike"}

"""How it is learned who acts: a choice among parties, a conditional logit (McFadden, 1974).

For a party speak what `features` sees of it, by name, and what filters hear in the sentence, by its role; the encoder's
layers stay as they have learned types.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from pipeline.edge import encoder, layers
from pipeline.edge.layers import Rows
from pipeline.evaluate import descent
from pipeline.evaluate.descent import Course, Given, Said, Weights
from pipeline.evaluate.teaching import Acted, Lesson
from pipeline.stages.detect.features import ACTING, Acting, Steps
from pipeline.stages.detect.network import Array

FILTERS = 192
"""How many filters."""
SELDOM = 3
"""How often what speaks for a party must have been seen."""
MOST, SEEN = 16, 32
"""So many parties of a choice are looked at, and so much of what is seen of each."""
_SIZES = 64
"""Choices are filled up to a multiple of so many: what is compiled is compiled for a number of them."""


class Choices(NamedTuple):
    """The choices of each sentence, and how often they count; the place of each name."""

    acted: Sequence[Sequence[Acted]]
    counts: Sequence[float]
    places: dict[str, int]


class Chosen(NamedTuple):
    """Some choices, a row each: of which sentence, which names speak for each party, and where of what is heard there.

    Beyond the last name is none. `there` says which parties there are, `right` which did it, `counts` how often.
    """

    sentence: Array
    names: Array
    heard: Array
    there: Array
    right: Array
    counts: Array


def trained(said: Said, moved: Mapping[str, Steps], choices: Choices) -> Acting:
    """What these choices teach of who acts, with the encoder's layers moved so far."""
    random, which = np.random.default_rng(0), np.array([at for at, some in enumerate(choices.acted) if some])
    begun = {
        "filters": (random.normal(size=(layers.DEPTH, FILTERS)) / layers.DEPTH**0.5).astype(np.float32),
        "floors": np.zeros(FILTERS, dtype=np.float32),
        "weights": (random.normal(size=(FILTERS, ACTING)) * 0.05).astype(np.float32),
        "seen": np.zeros(len(choices.places), dtype=np.float32),
    }
    course = Course(said, which, partial(chosen, choices))
    learned = descent.descended(_wrong, begun, dict(encoder.moved(moved)), course, random)
    return Acting(
        filters=learned["filters"].astype("<f2").tobytes(),
        floors=tuple(round(float(one), 4) for one in learned["floors"]),
        heard=learned["weights"].astype("<f2").tobytes(),
        seen=dict(zip(choices.places, learned["seen"].round(3).tolist(), strict=True)),
    )


def _wrong(weights: Weights, fixed: Weights, given: Given) -> Rows:
    """How wrong it is about the choices of a sentence, on the average."""
    heard = descent.loudest(weights, descent.pieces(fixed, given), given) @ weights["weights"]
    return cost(weights["seen"], heard, given.known) / len(given.there)


def choices(lessons: Sequence[Lesson]) -> Choices:
    """Their choices, with the names that were seen often enough."""
    acted = [lesson.acted if lesson.counts else () for lesson in lessons]
    counts = [lesson.counts for lesson in lessons]
    seen = Counter(name for some in acted for one in some for names in one.names for name in names)
    known = sorted(name for name in seen if seen[name] >= SELDOM)
    return Choices(acted, counts, {name: place for place, name in enumerate(known)})


def chosen(choices: Choices, part: Iterable[int]) -> Chosen:
    """The choices of these sentences, which are numbered anew."""
    told = [(at, place, one) for at, place in enumerate(part) for one in choices.acted[place] if any(one.right[:MOST])]
    size = max(1, -(-len(told) // _SIZES)) * _SIZES
    given = _none(size, len(choices.places))
    for row, (at, place, one) in enumerate(told):
        given.sentence[row], given.counts[row] = at, choices.counts[place]
        for party, (names, heard, right) in enumerate(zip(one.names[:MOST], one.heard, one.right, strict=False)):
            known = [choices.places[name] for name in names if name in choices.places][:SEEN]
            given.names[row, party, : len(known)] = known
            given.heard[row, party], given.there[row, party], given.right[row, party] = heard, True, right
    return given


def _none(size: int, none: int) -> Chosen:
    """So many choices that count nothing, of which one may be made."""
    there = np.zeros((size, MOST), dtype=bool)
    there[:, 0] = True
    return Chosen(
        sentence=np.zeros(size, dtype=np.int32),
        names=np.full((size, MOST, SEEN), none, dtype=np.int32),
        heard=np.zeros((size, MOST, 2), dtype=np.int32),
        there=there,
        right=there.copy(),
        counts=np.zeros(size, dtype=np.float32),
    )


def cost(seen: Rows, heard: Rows, given: Chosen) -> Rows:
    """Minus the logarithms of the chances of who did it, added up.

    `seen` are the names' weights, `heard` is what is heard in each sentence.
    """
    speaks = jnp.append(seen, 0.0)[given.names].sum(-1)
    sums = speaks + heard[given.sentence[:, None, None], given.heard].sum(-1)
    all_, right = (jax.nn.logsumexp(jnp.where(which, sums, -jnp.inf), 1) for which in (given.there, given.right))
    return ((all_ - right) * given.counts).sum()

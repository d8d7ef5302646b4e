"""How what listens to the encoder learns: Adam (Kingma and Ba, 2015), on sentences of about one length at a time.

The rate falls to nothing along a cosine (Loshchilov and Hutter, 2017). Some pieces and filters are left out each time,
so that none is relied on (Srivastava et al., 2014).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple, TypeAlias

import jax
import jax.numpy as jnp
import numpy as np
from rich.console import Console
from rich.progress import track

from pipeline.edge import encoder, layers
from pipeline.edge.layers import Rows
from pipeline.stages.detect.network import Array

ROUNDS, BATCH, RATE, DECAY = 4, 128, 4e-3, 0.02
"""How often all is gone through; sentences at a time; the first rate; how fast weights fade."""
FINE = 5e-4
"""The first rate of the encoder's layers, which have learned before."""
LEAST = 150
"""Steps, at the least: little is gone through more often."""
DEAF, MUTE = 0.1, 0.4
"""Shares of the pieces, and of the filters, that are left out."""
LONGEST = 160
"""So many pieces of a sentence are learned from."""
_SIZES = 8
"""Sentences are filled up to a multiple of so many pieces: what is compiled is compiled for a length."""
_NEW = frozenset({"filters", "floors", "weights", "seen"})
"""What has not learned before."""

Random: TypeAlias = np.random.Generator
Weights: TypeAlias = dict[str, Rows]
"""What is learned, by name: a network, and what else."""


class Said(NamedTuple):
    """Sentences: their pieces by number; where each one's begin, and where the last one's end."""

    pieces: Array
    starts: Array


class Given(NamedTuple):
    """Some sentences, all filled up to one length: which pieces are there, and which are heard, a column a piece.

    `speaks` is which filters are heard in each, `known` what is known of them.
    """

    said: Array
    there: Array
    heard: Array
    speaks: Array
    known: Any


Wrong: TypeAlias = Callable[[Weights, Weights, Given], Rows]
"""How wrong weights are about some sentences, beside weights that do not learn."""


class Course(NamedTuple):
    """What is gone through: sentences, which of them, and what is known of some."""

    said: Said
    which: Array
    known: Callable[[Array], Any]


def descended(wrong: Wrong, begun: Weights, fixed: Weights, course: Course, random: Random) -> dict[str, Array]:
    """The weights when they have gone through a course."""
    none = jax.tree.map(jnp.zeros_like, begun)
    state = _State(begun, first=none, second=none, step=0.0)
    parts, filters = list(parts_of(course, random)), len(begun["floors"])
    for step, part in enumerate(track(parts, "learning", console=Console(stderr=True))):
        fall = (1 + np.cos(np.pi * step / len(parts))) / 2
        state = _step(wrong, state, fall, fixed, given(course, part, filters, random))
    return {name: np.array(one) for name, one in state.weights.items()}


def parts_of(course: Course, random: Random) -> Iterator[Array]:
    """Sentences of about one length, all of them in each round."""
    which = course.which
    lengths, size = np.diff(course.said.starts)[which], min(BATCH, len(which))
    count = len(which) // size
    for _ in range(max(ROUNDS, LEAST // count)):
        order = which[np.argsort(lengths + random.uniform(0, 8, len(which)))]
        for at in random.permutation(count):
            yield order[at * size : (at + 1) * size]


def given(course: Course, part: Array, filters: int, random: Random) -> Given:
    """Some sentences, of which, and of so many filters, a part is heard."""
    said = course.said
    lengths = np.minimum(said.starts[part + 1] - said.starts[part], LONGEST)
    size = -(-int(lengths.max()) // _SIZES) * _SIZES
    there = np.arange(size) < lengths[:, None]
    at = np.where(there, said.starts[part][:, None] + np.arange(size), 0)
    heard = there & (random.random(there.shape) >= DEAF)
    heard[:, 0] = True
    return Given(
        said=encoder.said(said.pieces[at.ravel()]),
        there=there,
        heard=heard,
        speaks=(random.random((len(part), filters)) >= MUTE).astype(np.float32) / (1 - MUTE),
        known=course.known(part),
    )


def pieces(with_layers: Weights, given: Given) -> Rows:
    """What is said at each piece, a row each."""
    text = jnp.where(given.there, jnp.arange(len(given.there))[:, None], len(given.there)).ravel()
    return layers.pieces(jnp, with_layers, given.said, text)


def loudest(weights: Weights, pieces: Rows, given: Given) -> Rows:
    """How loud each filter is in each sentence."""
    heard = (pieces @ weights["filters"] + weights["floors"]).reshape(*given.there.shape, -1)
    return jnp.maximum(jnp.where(given.heard[..., None], heard, -jnp.inf).max(1), 0) * given.speaks


class _State(NamedTuple):
    """What is learned, of its slopes the mean and that of their squares, and how many steps were taken."""

    weights: Weights
    first: Weights
    second: Weights
    step: float


@partial(jax.jit, static_argnums=0)
def _step(wrong: Wrong, state: _State, fall: float, fixed: Weights, given: Given) -> _State:
    """One step of Adam."""
    step, slopes = state.step + 1, jax.grad(wrong)(state.weights, fixed, given)
    first = jax.tree.map(lambda mean, slope: mean + 0.1 * (slope - mean), state.first, slopes)
    second = jax.tree.map(lambda mean, slope: mean + 0.001 * (slope * slope - mean), state.second, slopes)

    def stepped(name: str) -> Rows:
        rate, decay = (RATE, DECAY) if name in _NEW else (FINE, 0.0)
        steep = jnp.sqrt(second[name] / (1 - 0.999**step)) + 1e-8
        way = first[name] / (1 - 0.9**step) / steep + decay * state.weights[name]
        return state.weights[name] - rate * fall * way

    return _State({name: stepped(name) for name in first}, first, second, step)

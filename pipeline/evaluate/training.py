"""How the network that types sentences learns, and the encoder's layers below it, which move a little with it.

Filters listen to a sentence's pieces, the loudest of each counts, one sum a type. What is not known of a sentence costs
nothing. Adam (Kingma and Ba, 2015) with a rate that falls to nothing along a cosine (Loshchilov and Hutter, 2017), on
sentences of about one length at a time; some pieces and filters are left out each time, so that none is relied on
(Srivastava et al., 2014).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

import jax
import jax.numpy as jnp
import numpy as np
from rich.console import Console
from rich.progress import track

from pipeline.edge import encoder, layers
from pipeline.edge.layers import Rows
from pipeline.stages.detect.features import Steps
from pipeline.stages.detect.network import Array, Network

FILTERS, ROUNDS, BATCH, RATE, DECAY = 192, 4, 128, 4e-3, 0.02
"""How many filters; how often all is gone through; sentences at a time; the first rate; how fast weights fade."""
FINE = 5e-4
"""The first rate of the encoder's layers, which have learned before."""
STRETCH = 4.0
"""By how much a text's vector counts more than the rest."""
LEAST = 150
"""Steps, at the least: little is gone through more often."""
DEAF, MUTE = 0.1, 0.4
"""Shares of the pieces, and of the filters, that are left out."""
LONGEST = 160
"""So many pieces of a sentence are learned from."""
_SELDOM = -3.0
"""Log of odds of a type, before anything is known of a sentence."""
_SIZES = 8
"""Sentences are filled up to a multiple of so many pieces: what is compiled is compiled for a length."""
_STEPS = 127
"""In how many steps a layer's number goes that has moved most."""
_HEAD = Network._fields

Weights: TypeAlias = dict[str, Rows]
"""What is learned, by name: the encoder's layers and the network."""


class Material(NamedTuple):
    """Sentences: their pieces by number, what stands beside them, which types they say and of which it is known.

    `starts` is where a sentence's pieces begin, and where the last one's end; what stands beside it ends with a one.
    """

    pieces: Array
    starts: Array
    beside: Array
    says: Array
    known: Array


class Taught(NamedTuple):
    """The network, and how far the encoder's layers moved."""

    network: Network
    layers: dict[str, Steps]

    def sums(self, material: Material, which: Array) -> Array:
        """What speaks for each type in each of these sentences."""
        moved, found = encoder.moved(self.layers), []
        for part in np.array_split(which, max(1, len(which) // BATCH)):
            lengths = material.starts[part + 1] - material.starts[part]
            pieces = np.concatenate([material.pieces[slice(*material.starts[one : one + 2])] for one in part])
            heard = encoder.heard(moved, pieces, lengths)
            beside = np.hstack([heard.vectors, material.beside[part]])
            found.append(self.network.sums(heard.pieces, heard.starts, beside))
        return np.vstack(found)


def trained(material: Material, which: Array) -> Taught:
    """What these sentences teach."""
    random, shipped = np.random.default_rng(0), encoder.moved({})
    fixed = {name: one for name, one in shipped.items() if name in layers.FIXED}
    free = {name: one for name, one in shipped.items() if name not in layers.FIXED}
    weights = {**free, **_begun(material, random)}
    state = _State(weights, *(jax.tree.map(jnp.zeros_like, weights) for _ in range(2)))
    parts = list(_parts(material, which, random))
    for step, part in enumerate(track(parts, "learning", console=Console(stderr=True))):
        fall = (1 + np.cos(np.pi * step / len(parts))) / 2
        given = _given(material, part, random)
        state = _step(state, step + 1.0, fall, fixed, given)
    learned = {name: np.array(one) for name, one in state.weights.items()}
    learned["weights"][FILTERS : FILTERS + encoder.WIDTH] *= STRETCH
    ways = {name: _steps(learned[name] - one) for name, one in free.items()}
    return Taught(Network(*(learned[name] for name in _HEAD)), ways)


def _begun(material: Material, random: np.random.Generator) -> Weights:
    """A network that has heard nothing yet."""
    depth, types = layers.DEPTH, material.says.shape[1]
    weights = np.zeros((FILTERS + encoder.WIDTH + material.beside.shape[1], types), dtype=np.float32)
    weights[:FILTERS] = random.normal(size=(FILTERS, types)) * 0.05
    weights[-1] = _SELDOM
    filters = (random.normal(size=(depth, FILTERS)) / depth**0.5).astype(np.float32)
    return Network(filters, np.zeros(FILTERS, dtype=np.float32), weights)._asdict()


def _parts(material: Material, which: Array, random: np.random.Generator) -> Iterator[Array]:
    """Sentences of about one length, all of them in each round."""
    lengths, size = np.diff(material.starts)[which], min(BATCH, len(which))
    count = len(which) // size
    for _ in range(max(ROUNDS, LEAST // count)):
        order = which[np.argsort(lengths + random.uniform(0, 8, len(which)))]
        for at in random.permutation(count):
            yield order[at * size : (at + 1) * size]


class _Given(NamedTuple):
    """Some sentences, all filled up to one length: which pieces are there, and which are heard, a column a piece."""

    said: Array
    there: Array
    heard: Array
    speaks: Array
    beside: Array
    says: Array
    known: Array


def _given(material: Material, part: Array, random: np.random.Generator) -> _Given:
    lengths = np.minimum(material.starts[part + 1] - material.starts[part], LONGEST)
    size = -(-int(lengths.max()) // _SIZES) * _SIZES
    there = np.arange(size) < lengths[:, None]
    at = np.where(there, material.starts[part][:, None] + np.arange(size), 0)
    heard = there & (random.random(there.shape) >= DEAF)
    heard[:, 0] = True
    return _Given(
        said=encoder.said(material.pieces[at.ravel()]),
        there=there,
        heard=heard,
        speaks=(random.random((len(part), FILTERS)) >= MUTE).astype(np.float32) / (1 - MUTE),
        beside=material.beside[part],
        says=material.says[part],
        known=material.known[part],
    )


def _wrong(weights: Weights, fixed: Weights, given: _Given) -> Rows:
    """How wrong it is about a sentence: the mean of minus the logarithms of the chances of what is so."""
    count, size = given.there.shape
    all_ = {**weights, **fixed}
    text = jnp.where(given.there, jnp.arange(count)[:, None], count).ravel()
    pieces = layers.pieces(jnp, all_, given.said, text)
    whole = (pieces.reshape(count, size, -1) * given.there[..., None]).sum(1)
    vectors = layers.vectors(jnp, all_, whole, given.there.sum(1, keepdims=True).astype(jnp.float32))
    heard = (pieces @ weights["filters"] + weights["floors"]).reshape(count, size, -1)
    most = jnp.maximum(jnp.where(given.heard[..., None], heard, -jnp.inf).max(1), 0) * given.speaks
    sums = jnp.concatenate([most, vectors * STRETCH, given.beside], axis=1) @ weights["weights"]
    costs = (jnp.logaddexp(0, sums) - sums * given.says) * given.known
    return costs.sum() / count


class _State(NamedTuple):
    """What is learned, and of its slopes the mean and that of their squares."""

    weights: Weights
    first: Weights
    second: Weights


@jax.jit
def _step(state: _State, step: float, fall: float, fixed: Weights, given: _Given) -> _State:
    """One step of Adam."""
    slopes = jax.grad(_wrong)(state.weights, fixed, given)
    first = jax.tree.map(lambda mean, slope: mean + 0.1 * (slope - mean), state.first, slopes)
    second = jax.tree.map(lambda mean, slope: mean + 0.001 * (slope * slope - mean), state.second, slopes)

    def stepped(name: str) -> Rows:
        rate, decay = (RATE, DECAY) if name in _HEAD else (FINE, 0.0)
        steep = jnp.sqrt(second[name] / (1 - 0.999**step)) + 1e-8
        way = first[name] / (1 - 0.9**step) / steep + decay * state.weights[name]
        return state.weights[name] - rate * fall * way

    return _State({name: stepped(name) for name in first}, first, second)


def _steps(way: Array) -> Steps:
    """A layer's way, in whole steps."""
    size = float(np.abs(way).max()) / _STEPS or 1.0
    return Steps(size=size, steps=np.round(way / size).astype(np.int8).tobytes())

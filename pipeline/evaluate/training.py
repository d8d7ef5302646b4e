"""How the network that types sentences learns, and the encoder's layers below it, which move a little with it.

Filters listen to a sentence's pieces, the loudest of each counts, one sum a type. What is not known of a sentence costs
nothing.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np

from pipeline.edge import encoder, layers
from pipeline.edge.layers import Rows
from pipeline.evaluate import descent
from pipeline.evaluate.descent import Course, Given, Said, Weights
from pipeline.stages.detect.features import Steps
from pipeline.stages.detect.network import Array, Network

FILTERS = 192
"""How many filters."""
STRETCH = 4.0
"""By how much a text's vector counts more than the rest."""
_SELDOM = -3.0
"""Log of odds of a type, before anything is known of a sentence."""
_STEPS = 127
"""In how many steps a layer's number goes that has moved most."""


class Labelled(NamedTuple):
    """What is known of sentences: what stands beside their vectors, which types they say and of which that is known.

    What stands beside a vector ends with a one.
    """

    beside: Array
    says: Array
    known: Array

    def of(self, part: Array) -> Labelled:
        """What is known of some of them."""
        return Labelled(*(rows[part] for rows in self))


class Taught(NamedTuple):
    """The network, and how far the encoder's layers moved."""

    network: Network
    layers: dict[str, Steps]

    def sums(self, said: Said, known: Labelled, which: Array) -> Array:
        """What speaks for each type in each of these sentences."""
        moved, found = encoder.moved(self.layers), []
        for part in np.array_split(which, max(1, len(which) // descent.BATCH)):
            lengths = said.starts[part + 1] - said.starts[part]
            pieces = np.concatenate([said.pieces[slice(*said.starts[one : one + 2])] for one in part])
            heard = encoder.heard(moved, pieces, lengths)
            found.append(self.network.sums(heard.pieces, heard.starts, heard.vectors, known.beside[part]))
        return np.vstack(found)


def trained(said: Said, known: Labelled, which: Array) -> Taught:
    """What these sentences teach."""
    random, shipped = np.random.default_rng(0), encoder.moved({})
    fixed = {name: one for name, one in shipped.items() if name in layers.FIXED}
    free = {name: one for name, one in shipped.items() if name not in layers.FIXED}
    course = Course(said, which, known.of)
    learned = descent.descended(_wrong, {**free, **_begun(known, random)}, fixed, course, random)
    learned["weights"][FILTERS : FILTERS + encoder.WIDTH] *= STRETCH
    ways = {name: _steps(learned[name] - one) for name, one in free.items()}
    return Taught(Network(*(learned[name] for name in Network._fields)), ways)


def _begun(known: Labelled, random: np.random.Generator) -> Weights:
    """A network that has heard nothing yet."""
    depth, types = layers.DEPTH, known.says.shape[1]
    weights = np.zeros((FILTERS + encoder.WIDTH + known.beside.shape[1], types), dtype=np.float32)
    weights[:FILTERS] = random.normal(size=(FILTERS, types)) * 0.05
    weights[-1] = _SELDOM
    filters = (random.normal(size=(depth, FILTERS)) / depth**0.5).astype(np.float32)
    return Network(filters, np.zeros(FILTERS, dtype=np.float32), weights)._asdict()


def _wrong(weights: Weights, fixed: Weights, given: Given) -> Rows:
    """How wrong it is about a sentence: the mean of minus the logarithms of the chances of what is so."""
    (count, size), all_, known = given.there.shape, {**weights, **fixed}, given.known
    pieces = descent.pieces(all_, given)
    whole = (pieces.reshape(count, size, -1) * given.there[..., None]).sum(1)
    vectors = layers.vectors(jnp, all_, whole, given.there.sum(1, keepdims=True).astype(jnp.float32))
    most = descent.loudest(weights, pieces, given)
    sums = jnp.concatenate([most, vectors * STRETCH, known.beside], axis=1) @ weights["weights"]
    costs = (jnp.logaddexp(0, sums) - sums * known.says) * known.known
    return costs.sum() / count


def _steps(way: Array) -> Steps:
    """A layer's way, in whole steps."""
    size = float(np.abs(way).max()) / _STEPS or 1.0
    return Steps(size=size, steps=np.round(way / size).astype(np.int8).tobytes())

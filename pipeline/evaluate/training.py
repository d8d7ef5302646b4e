"""How the network that types sentences learns: filters over a sentence's pieces, the loudest of each, one sum a type.

What is not known of a sentence costs nothing. Adam (Kingma and Ba, 2015) with a rate that falls to nothing along a
cosine (Loshchilov and Hutter, 2017), on sentences of about one length at a time; some pieces and filters are left out
each time, so that none is relied on (Srivastava et al., 2014).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from pipeline.stages.detect.network import Array, Network

FILTERS, ROUNDS, BATCH, RATE, DECAY = 192, 12, 128, 4e-3, 0.02
"""How many filters; how often all is gone through; sentences at a time; the first rate; how fast weights fade."""
LEAST = 600
"""Steps, at the least: little is gone through more often."""
DEAF, MUTE = 0.1, 0.4
"""Shares of the pieces, and of the filters, that are left out."""
_SELDOM = -3.0
"""Log of odds of a type, before anything is known of a sentence."""


class Material(NamedTuple):
    """Sentences: their pieces, what stands beside them, which types they say and of which it is known, a column each.

    `starts` is where a sentence's pieces begin, and where the last one's end; what stands beside it ends with a one.
    """

    pieces: Array
    starts: Array
    beside: Array
    says: Array
    known: Array

    def sums(self, network: Network, which: Array) -> Array:
        """What speaks for each type in each of these sentences."""
        parts = []
        for part in np.array_split(which, max(1, len(which) // BATCH)):
            rows, starts = _rows(self.starts, part)
            parts.append(network.sums(self.pieces[rows].astype(np.float32), starts, self.beside[part]))
        return np.vstack(parts)


def trained(material: Material, which: Array) -> Network:
    """What these sentences teach."""
    random = np.random.default_rng(0)
    depth, types = material.pieces.shape[1], material.says.shape[1]
    weights = np.zeros((FILTERS + material.beside.shape[1], types), dtype=np.float32)
    weights[:FILTERS] = random.normal(size=(FILTERS, types)) * 0.05
    weights[-1] = _SELDOM
    filters = (random.normal(size=(depth, FILTERS)) / depth**0.5).astype(np.float32)
    network = Network(filters=filters, floors=np.zeros(FILTERS, dtype=np.float32), weights=weights)
    adam, parts = _Adam(network), list(_parts(material, which, random))
    for step, part in enumerate(parts):
        rate = RATE * (1 + np.cos(np.pi * step / len(parts))) / 2
        adam.step(_slopes(network, material, part, random), rate)
    return network


def _parts(material: Material, which: Array, random: np.random.Generator) -> Iterator[Array]:
    """Sentences of about one length, all of them in each round."""
    lengths, size = np.diff(material.starts)[which], min(BATCH, len(which))
    count = len(which) // size
    for _ in range(max(ROUNDS, LEAST // count)):
        order = which[np.argsort(lengths + random.uniform(0, 8, len(which)))]
        for at in random.permutation(count):
            yield order[at * size : (at + 1) * size]


def _slopes(network: Network, material: Material, which: Array, random: np.random.Generator) -> Network:
    """In which direction, and how steeply, everything would be wrong more often."""
    rows, starts = _rows(material.starts, which)
    kept = random.random(len(rows)) >= DEAF
    kept[starts] = True
    lengths = np.add.reduceat(kept, starts)
    rows, starts = rows[kept], np.concatenate([[0], np.cumsum(lengths)[:-1]])
    pieces = material.pieces[rows].astype(np.float32)
    heard = pieces @ network.filters + network.floors
    most = np.maximum.reduceat(heard, starts, axis=0)
    speaks = (random.random(most.shape) >= MUTE).astype(np.float32) / (1 - MUTE) * (most > 0)
    told = np.hstack([most * speaks, material.beside[which]])
    chances = 1 / (1 + np.exp(-np.clip(told @ network.weights, -30, 30)))
    wrong = (chances - material.says[which]) * material.known[which] / len(which)
    blame = (wrong @ network.weights[:FILTERS].T) * speaks
    sentence = np.repeat(np.arange(len(which)), lengths)
    louder = np.where(heard == most[sentence], blame[sentence], 0)
    return Network(filters=pieces.T @ louder, floors=blame.sum(0), weights=told.T @ wrong)


def _rows(starts: Array, which: Array) -> tuple[Array, Array]:
    """The rows of these sentences' pieces, and where each begins among them."""
    lengths = starts[which + 1] - starts[which]
    begins = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    return np.repeat(starts[which] - begins, lengths) + np.arange(lengths.sum()), begins


class _Adam:
    def __init__(self, network: Network) -> None:
        self._network, self._steps = network, 0
        self._first, self._second = ([np.zeros_like(one) for one in network] for _ in range(2))

    def step(self, slopes: Network, rate: float) -> None:
        self._steps += 1
        for weights, slope, first, second in zip(self._network, slopes, self._first, self._second, strict=True):
            np.add(first, 0.1 * (slope - first), out=first)
            np.add(second, 0.001 * (slope * slope - second), out=second)
            steep = np.sqrt(second / (1 - 0.999**self._steps)) + 1e-8
            np.subtract(weights, rate * (first / (1 - 0.9**self._steps) / steep + DECAY * weights), out=weights)

"""A network that hears something in a sentence: filters listen to its pieces, the loudest of each counts.

A filter is a soft word of all languages at once: it speaks up where a piece, as the encoder hears it among its
neighbours, means what it listens for. (Kim, "Convolutional Neural Networks for Sentence Classification", 2014.)
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]


class Encoded(NamedTuple):
    """Texts as unit vectors, a row each; what is said at each of their pieces, a row each; where each text begins."""

    vectors: Array
    pieces: Array
    starts: Array


class Network(NamedTuple):
    """Filters, a column each, and what each adds; weights, a column a sum: the filters', then what stands beside."""

    filters: Array
    floors: Array
    weights: Array

    def sums(self, pieces: Array, starts: Array, *beside: Array) -> Array:
        """What speaks for what in each sentence, of which each has a piece at least."""
        loudest = np.maximum.reduceat(pieces @ self.filters + self.floors, starts, axis=0)
        return np.hstack([np.maximum(loudest, 0), *beside]) @ self.weights

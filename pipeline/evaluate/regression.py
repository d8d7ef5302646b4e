"""A logistic regression: the chance that something is so.

It climbs by Newton's method with the largest curvature there can be (Boehning and Lindsay, 1988) and Nesterov's
momentum, so no step has to be searched for.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
DECAY, STEPS = 3.3, 80
"""How much weights cost; how many steps are taken."""
_FREE = 1e-3
"""What the column that stands alone costs."""


def logistic(x: Array, y: Array) -> Array:
    """The weights of a logistic regression; the last column of `x` stands alone, and free."""
    cost = np.full(x.shape[1], DECAY)
    cost[-1] = _FREE
    steep = np.linalg.inv(x.T @ x / 4 + np.diag(cost))
    now = before = np.zeros(len(steep))
    for step in range(STEPS):
        ahead, before = now + step / (step + 3) * (now - before), now
        now = ahead + steep @ (x.T @ (y - _chance(x @ ahead)) - cost * ahead)
    return now


def _chance(sums: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-np.clip(sums, -30, 30))))

"""Two regressions: the chance that something is so, and which of several it is.

Both climb by Newton's method with the largest curvature there can be (Boehning and Lindsay, 1988) and Nesterov's
momentum, so no step has to be searched for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
DECAY, STEPS = 3.3, 80
"""How much weights cost; how many steps are taken."""
_FREE, _ROWS = 1e-3, 8192
"""What the column that stands alone costs; rows of a table that are looked at together."""


def logistic(x: Array, y: Array) -> Array:
    """The weights of a logistic regression; the last column of `x` stands alone, and free."""
    cost = np.full(x.shape[1], DECAY)
    cost[-1] = _FREE
    return _climbed(lambda now: x.T @ (y - _chance(x @ now)) - cost * now, x.T @ x / 4 + np.diag(cost))


def choice(
    says: Sequence[Sequence[int]], right: Array, starts: npt.NDArray[np.int64], counts: Array, size: int
) -> Array:
    """The weights, `size` of them, by which one of several is chosen (McFadden, 1974).

    `says` are the places of the weights that speak for each of them; `starts` is where the first of each choice stands;
    `right` is 1.0 where it may be chosen, of which each choice must have one; `counts` is how often a choice counts.
    """
    which = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(says)))
    lengths, places, each = np.array([len(one) for one in says]), np.concatenate(says).astype(np.int64), counts[which]
    row = np.repeat(np.arange(len(says)), lengths)

    def slope(now: Array) -> Array:
        sums = np.bincount(row, now[places], len(says))
        odds = np.exp(sums - np.maximum.reduceat(sums, starts)[which])
        all_, good = (np.add.reduceat(part, starts)[which] for part in (odds, odds * right))
        blame = each * (odds * right / good - odds / all_)
        return np.asarray(np.bincount(places, blame[row], size) - DECAY * now)

    curve = DECAY * np.eye(size)
    for first in range(0, len(says), _ROWS):  # a table of all would be larger than most memories
        mine = (row >= first) & (row < first + _ROWS)
        table = np.zeros((min(_ROWS, len(says) - first), size))
        table[row[mine] - first, places[mine]] = 1
        curve += (table * each[first : first + _ROWS, None]).T @ table / 2
    return _climbed(slope, curve)


def _chance(sums: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-np.clip(sums, -30, 30))))


def _climbed(slope: Callable[[Array], Array], curve: Array) -> Array:
    steep = np.linalg.inv(curve)
    now = before = np.zeros(len(curve))
    for step in range(STEPS):
        ahead, before = now + step / (step + 3) * (now - before), now
        now = ahead + steep @ slope(ahead)
    return now

"""Two clusterings of the same things compared: B3 and CEAFe.

B3: Bagga and Baldwin, "Algorithms for scoring coreference chains" (1998). CEAFe: Luo, "On coreference
resolution performance metrics" (2005), with the similarity phi4 = 2 |K & R| / (|K| + |R|) and the best alignment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping

import msgspec


class Agreement(msgspec.Struct, frozen=True):
    """Precision and recall of a clustering against another."""

    precision: float
    recall: float
    size: int

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


Clustering = Mapping[str, Hashable]
"""A cluster's name for each thing."""


def b_cubed(ours: Clustering, gold: Clustering) -> Agreement:
    """B3 over the things that both have."""
    shared = sorted(ours.keys() & gold.keys())
    mine, theirs = _sets(ours, shared), _sets(gold, shared)
    precision = recall = 0.0
    for thing in shared:
        both = len(mine[ours[thing]] & theirs[gold[thing]])
        precision += both / len(mine[ours[thing]])
        recall += both / len(theirs[gold[thing]])
    size = len(shared)
    return Agreement(precision / size, recall / size, size) if size else Agreement(0.0, 0.0, 0)


def ceaf_e(ours: Clustering, gold: Clustering) -> Agreement:
    """CEAFe over the things that both have."""
    shared = sorted(ours.keys() & gold.keys())
    mine, theirs = list(_sets(ours, shared).values()), list(_sets(gold, shared).values())
    if not shared:
        return Agreement(0.0, 0.0, 0)
    weights = [[2 * len(one & other) / (len(one) + len(other)) for other in theirs] for one in mine]
    best = _best(weights)
    return Agreement(best / len(mine), best / len(theirs), len(shared))


def _sets(clustering: Clustering, things: list[str]) -> dict[Hashable, set[str]]:
    sets: defaultdict[Hashable, set[str]] = defaultdict(set)
    for thing in things:
        sets[clustering[thing]].add(thing)
    return sets


def _best(weights: list[list[float]]) -> float:  # noqa: C901 - the textbook's loops, best read in one
    """The heaviest one-to-one alignment: the Hungarian method (Kuhn, 1955; in the potentials' form)."""
    if len(weights) > len(weights[0]):
        weights = [list(column) for column in zip(*weights, strict=True)]
    rows, columns = len(weights), len(weights[0])
    row_price, column_price = [0.0] * (rows + 1), [0.0] * (columns + 1)
    taken = [0] * (columns + 1)  # the row (from 1) that has a column (from 1); 0 is nobody
    for row in range(1, rows + 1):
        taken[0], column = row, 0
        least, way = [float("inf")] * (columns + 1), [0] * (columns + 1)
        done = [False] * (columns + 1)
        while taken[column]:
            done[column] = True
            step, following = float("inf"), 0
            for other in range(1, columns + 1):
                if done[other]:
                    continue
                cost = -weights[taken[column] - 1][other - 1] - row_price[taken[column]] - column_price[other]
                if cost < least[other]:
                    least[other], way[other] = cost, column
                if least[other] < step:
                    step, following = least[other], other
            for other in range(columns + 1):
                if done[other]:
                    row_price[taken[other]] += step
                    column_price[other] -= step
                else:
                    least[other] -= step
            column = following
        while column:
            taken[column], column = taken[way[column]], way[column]
    return sum(weights[taken[column] - 1][column - 1] for column in range(1, columns + 1) if taken[column])

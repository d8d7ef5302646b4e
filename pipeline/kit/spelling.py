"""What a misspelt word was meant to be."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(said: str, known: Iterable[str]) -> str:
    """The known word that is spelt most like it; "" if none is like it."""
    return next(iter(difflib.get_close_matches(said, list(known), n=1)), "")

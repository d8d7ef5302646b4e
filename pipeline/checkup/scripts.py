"""Scripts of letters."""

from __future__ import annotations

import unicodedata


def script(char: str) -> str:
    """The script of a letter, as Unicode calls it; "" for what is no letter."""
    return unicodedata.name(char, "").partition(" ")[0] if char.isalpha() else ""

"""Letters and words, whatever the script: folding that keeps every offset, and where a word begins and ends.

Law: `len(fold(text)) == len(text)`, so an offset into the folded text is one into the text.
"""

from __future__ import annotations

import re
import unicodedata

_SAME = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ`´′＇", "'"),
        **dict.fromkeys("“”„‟«»‹›″＂", '"'),
        **dict.fromkeys("–—‐‑‒―−", "-"),
        **dict.fromkeys("\u00a0\u202f\u2009\u2007\u3000\u200b\u200c\u200e\u200f\ufeff\t", " "),
        "İ": "i",
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
        **{chr(0x0660 + digit): str(digit) for digit in range(10)},
        **{chr(0x06F0 + digit): str(digit) for digit in range(10)},
        **{chr(0x0966 + digit): str(digit) for digit in range(10)},
        **{chr(0xFF21 + letter): chr(0x61 + letter) for letter in range(26)},
        **{chr(0xFF41 + letter): chr(0x61 + letter) for letter in range(26)},
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ى": "ي",
        "ك": "ک",
        "ё": "е",
        "Ё": "е",
    }
)
_TOKEN = re.compile(r"\w+")
_JOINED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
)
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")


def fold(text: str) -> str:
    """Lower case, one kind of apostrophe, quotation mark, dash, blank and digit; as long as `text`."""
    return text.translate(_SAME).lower()  # of all letters only İ grows, and it is translated


def tokens(text: str) -> list[str]:
    """The words of a folded text, in order; a run of a script without blanks is one word."""
    return _TOKEN.findall(text)


def joined(text: str) -> bool:
    """Whether the text ends in a script that writes no blanks between words, or glues particles on (Hangul)."""
    return bool(text) and bool(_JOINED.match(text[-1]) or _HANGUL.match(text[-1]))


def letter(char: str) -> bool:
    """Whether the character can be part of a word that blanks set off (combining marks included)."""
    if char.isascii():
        return char.isalnum()
    return (char.isalnum() or unicodedata.category(char) in {"Mn", "Mc"}) and not joined(char)

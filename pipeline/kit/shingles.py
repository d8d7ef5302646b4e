"""MinHash of a text: two texts whose sketches agree are copies of one wire report.

One-permutation hashing (Li, Owen, Zhang: "One Permutation Hashing", 2012) over word trigrams, or
character 5-grams for scripts without blanks: each shingle's CRC-32 falls into one of 32 bins, and each bin
keeps its smallest. Law: the share of equal bins among those that either filled estimates the Jaccard index.
"""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache

from pipeline.kit import words

BINS = 32
_DIGITS = 4
_EMPTY = "ffff"
_WORDS, _CHARS = 3, 5


def sketch(text: str) -> str:
    """The sketch as 128 hex digits; a text without a word has an empty one ("")."""
    tokens = words.tokens(words.fold(text))
    if not tokens:
        return ""
    whole = "".join(tokens)
    if len(whole) > 12 * len(tokens):  # few blanks: a script that writes none
        starts = range(max(1, len(whole) - _CHARS + 1))
        grams = [whole[at : at + _CHARS].encode("utf-8", "surrogatepass") for at in starts]
    else:
        said = " ".join(tokens).encode("utf-8", "surrogatepass").split(b" ")
        rows = zip(*(said[at:] for at in range(_WORDS)), strict=False)
        grams = list(map(b" ".join, rows)) or [b" ".join(said)]
    hashed = sorted(map(zlib.crc32, grams), reverse=True)
    least = {one & (BINS - 1): one >> 16 for one in hashed}  # of a bin the last one stays
    return struct.pack(f">{BINS}H", *(least.get(bin_, 0xFFFF) for bin_ in range(BINS))).hex()


def likeness(one: str, other: str) -> float:
    """0 to 1: an estimate of the share of shingles that two sketched texts have in common; 0 for an empty sketch."""
    (least, filled), (others, others_filled) = _bins(one), _bins(other)
    either = (filled | others_filled).bit_count()
    return len(least & others) / either if either else 0.0


@lru_cache(4_096)
def _bins(sketch: str) -> tuple[frozenset[str], int]:
    """What the filled bins hold, each with its place, and a bit for each: a sketch is compared many times."""
    least = {at: sketch[at : at + _DIGITS] for at in range(0, len(sketch) and BINS * _DIGITS, _DIGITS)}
    filled = {at: one for at, one in least.items() if one != _EMPTY}
    return frozenset(f"{at} {one}" for at, one in filled.items()), sum(1 << at for at in filled)

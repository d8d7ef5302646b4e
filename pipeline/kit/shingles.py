"""MinHash of a text: two texts whose sketches agree are copies of one wire report.

One-permutation hashing (Li, Owen, Zhang: "One Permutation Hashing", 2012) over word trigrams, or
character 5-grams for scripts without blanks: each shingle's CRC-32 falls into one of 32 bins, and each bin
keeps its smallest. Law: the share of equal bins among those that either filled estimates the Jaccard index.
"""

from __future__ import annotations

import zlib

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
        grams = {whole[at : at + _CHARS] for at in range(max(1, len(whole) - _CHARS + 1))}
    else:
        rows = zip(*(tokens[at:] for at in range(_WORDS)), strict=False)
        grams = set(map(" ".join, rows)) or {" ".join(tokens)}
    least = [0xFFFF] * BINS
    for gram in grams:
        hashed = zlib.crc32(gram.encode("utf-8", "surrogatepass"))
        bin_, value = hashed & (BINS - 1), hashed >> 16
        least[bin_] = min(least[bin_], value)
    return "".join(f"{value:04x}" for value in least)


def likeness(one: str, other: str) -> float:
    """0 to 1: an estimate of the share of shingles that two sketched texts have in common; 0 for an empty sketch."""
    if not one or not other:
        return 0.0
    pairs = [(one[at : at + _DIGITS], other[at : at + _DIGITS]) for at in range(0, BINS * _DIGITS, _DIGITS)]
    filled = [(left, right) for left, right in pairs if (left, right) != (_EMPTY, _EMPTY)]
    if not filled:
        return 0.0
    return sum(left == right for left, right in filled) / len(filled)

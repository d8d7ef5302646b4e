"""The pattern language of the lexicons, and its translation into regular expressions over marked sentences.

    {owner}            a party of that role, or several ("Oracle, Silver Lake and MGX"); {buyer|leader} either
    {2:any} {1:owner}  actors are taken in the order of the slots, or of their numbers; {0:any} is none of them
    word  stem*  *end  a word, a word that begins so, a word that ends so
    (a | b c)  x?      either; perhaps
    <deal>             any word of the lexicon's list of that name
    #                  a number
    ..  ...            a few words; any words of the same clause
    ^  $  …            where the clause begins, where it ends; dots as they stand in a headline
    piece & piece      both in one clause, in whatever order

Laws: a pattern is case-blind and matches whole words where the script has blanks between them. `needs` are
sets of strings: a text that holds none of a set's strings cannot match, so it is never tried.
"""

from __future__ import annotations

import re

from pipeline.kit.regex import Regex
from pipeline.model import Value
from pipeline.stages.detect.translation import TOKEN, PatternError, Translation, Vocabulary, sharpest


class Pattern(Value):
    """One pattern, translated: a regular expression for each piece, and which group holds which actor."""

    said: str
    pieces: tuple[Regex, ...]
    slots: tuple[tuple[tuple[int, int], ...], ...]
    needs: tuple[tuple[str, ...], ...]
    roles: tuple[str, ...]
    headless: bool = False
    """Whether it has a slot for the second actor and none for the first."""


def compiled(said: str, vocabulary: Vocabulary, *, anchored: bool = True, barred: str = "") -> Pattern:
    """The pattern's translation; a slot is one party if marks are `barred` from gaps, else several in a row, too.

    `PatternError` when it cannot be read, or is `anchored` and no word must be there.
    """
    pieces: list[Regex] = []
    slots: list[tuple[tuple[int, int], ...]] = []
    needs: list[tuple[str, ...]] = []
    wanted: list[str] = []
    for piece in re.split(r"\s&\s", said.strip()):
        translation = Translation(piece, vocabulary, barred=barred)
        part = translation.whole()
        pieces.append(Regex(part.regex.removeprefix(vocabulary.article)))  # begins with a mark: found at once
        slots.append(tuple(translation.slots))
        needs.extend(part.needs)
        wanted.extend(part.roles)
    if anchored and not needs:
        raise PatternError(f"{said!r}: no word in it must stand in the text")
    return Pattern(
        said=said, pieces=tuple(pieces), slots=tuple(slots), needs=sharpest(needs), roles=tuple(dict.fromkeys(wanted)),
        headless=_headless(said),
    )  # fmt: skip


def _headless(said: str) -> bool:
    orders = [token["order"] or "1" for token in TOKEN.finditer(said) if token["slot"]]
    return "1" not in orders and any(order > "1" for order in orders)

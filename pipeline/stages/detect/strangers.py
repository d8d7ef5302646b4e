"""Names of nobody in the watch: what is done to them is done outside the deal.

In scripts with capitals those show what is a name; without, whatever stands at its place and is no party is one. Law: a
clause with more capitals than other words, a headline, shows no names by them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from pipeline.kit import words
from pipeline.stages.detect import roles

MARK = "\ue0fe"
"""Stands before such a name where `marked` has put it."""
CLOSED = f"{roles.ANY_MARK},;،؛、，；"
"""What no gap holds where such a name may follow: parties, and what parts a sentence."""
_BESIDE = r"[\s\"'(-]{1,3}"
_REST = r"(?:[\w.&]|-(?=\w))"
_WORD = re.compile(r"[^\W\d_](?:[\w.&-]*\w)?")
_SHORT = 3


def pattern(apart: Iterable[str], heads: str = "") -> str:
    """The regular expression of up to four words and such a name, which is not what some party is called besides.

    The words `apart` ("from", "in", "and") part what stands before them from the name; before one of the `heads`, a
    regular expression, it is a place ("the Rostved mill"), and so it is with "'s".
    """
    parts = "|".join(re.escape(words.fold(word)) for word in apart)
    sides = rf"(?!{MARK}?(?:{parts})(?!\w))" if parts else ""
    # a word is taken whole, and no hyphen of it for what stands beside it: a run of them could be read in n^4 ways
    # and of a limited length: a chain without an end would be read anew from each of its parts
    word = rf"{sides}{MARK}?[^\W_]{_REST}{{0,40}}+"
    name = rf"{sides}{MARK}{_REST}{{1,40}}+(?!'s(?!\w))(?:'\w{{1,5}})?(?!\w)"
    place = rf"(?!{_BESIDE}{heads})" if heads else ""
    return (
        rf"(?<!\w)\"?(?!\d)(?:{word}{_BESIDE}){{0,4}}{name}{place}"
        rf"(?!(?:{_BESIDE}{word}){{0,4}}{_BESIDE}[{roles.marks('side')}])"
    )


def as_ours(said: str) -> str:
    """The pattern that says the same of somebody who sells in the deal."""
    return re.sub(r"(?:\{(?:stranger|foreign)\}\s*)+", "{seller} ", said).strip()


def uncased(common: Iterable[str], *, spaced: bool) -> str:
    """The same where no capitals show a name: whatever stands there, if it is not `common`.

    With blanks its first word must not begin so, without its end must not be so: there what it is stands last.
    """
    said = [re.escape(words.fold(word)) for word in common]
    if spaced:
        first = "".join(f"(?!{word})" for word in said)
        return rf"(?<!\w){first}[^\s\d{CLOSED}][^{CLOSED}]{{1,16}}?(?!\w)(?![^{CLOSED}]{{0,20}}[{roles.marks('side')}])"
    last = "".join(f"(?<!{word})" for word in said)
    return rf"(?<![{roles.ANY_MARK}])[^\s{CLOSED}][^{CLOSED}]{{1,16}}?(?<!\s){last}"


def foreign(common: Iterable[str]) -> str:
    """A word in letters that such a script keeps for what comes from abroad, if it does not end as a `common` one."""
    own = "a-zァ-ヺー・"
    last = "".join(f"(?<!{re.escape(words.fold(word))})" for word in common)
    return rf"(?<![{own}])(?:[a-z][a-z.&'-]{{2,40}}[a-z]|[ァ-ヺー・]{{3,40}})(?![{own}]){last}"


def marked(clause: str, text: str, known: Callable[[str], bool]) -> str:
    """A marked clause of this text, with the names of nobody marked, too; those that are `known` are no names."""
    names = {words.fold(word) for word in _capital(text) if not (len(word) <= _SHORT and word.isupper())}
    strange = sorted((re.escape(name) for name in names if not known(name)), key=len, reverse=True)
    if not strange:
        return clause
    said, times = re.subn(rf"(?<!\w)(?=(?:{'|'.join(strange)})(?!\w))", MARK, clause)
    return clause if 2 * times > len(_WORD.findall(said)) else said


def _capital(text: str) -> list[str]:
    """The words with a capital, but the first, and but a place of which something is ("New York-based")."""
    found: list[str] = []
    row: list[str] = []
    for word in _WORD.findall(text)[1:]:
        if not word[0].isupper():
            found, row = [*found, *row], []
        elif word.rpartition("-")[2][0].islower():
            row = []
        else:
            row.append(word)
    return found + row

"""What a sentence says by the way of one party: "ByteDance, which turned Microsoft down, agreed to sell".

Laws: an aside ends at the comma that its pattern ends with, else at the next one, else with the sentence; it and the
sentence around it lend each other neither a date nor a party but the one that both are about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model import Party
from pipeline.stages.detect.casting import Cast
from pipeline.stages.detect.phrases import Phrases

_END = re.compile(r",(?!\s?\d)")
"""A comma, but for one in a number or before a year."""


def parts(cast: Cast, asides: Phrases, held: int) -> Iterator[Cast]:
    """The sentence without its asides, and before it each of them, with the party that it is about."""
    while found := _first(cast, asides, held):
        start, comma, opened = found
        last = _END.search(cast.marked, opened - cast.marked.startswith(",", opened - 1))
        end = last.start() if last else len(cast.marked)
        yield _cut(cast, (start, end))
        cast = _cut(cast, (0, comma), (end, len(cast.marked)))
    yield cast


def _first(cast: Cast, asides: Phrases, held: int) -> tuple[int, int, int] | None:
    """Where the party of the first aside stands, the comma behind it, and the end of the word that opens it."""
    found = [match for phrase in asides.likely(held) for match in phrase.pieces[0].finditer(cast.marked)]
    match = min(found, key=re.Match.start, default=None)
    return match and (match.start(), cast.marked.index(",", match.start()), match.end())


def _cut(cast: Cast, *kept: tuple[int, int]) -> Cast:
    """These parts of a marked sentence, joined."""
    parties: dict[int, Party] = {}
    length = 0
    for start, end in kept:
        parties |= {at - start + length: party for at, party in cast.parties.items() if start <= at < end}
        length += end - start
    return Cast(marked="".join(cast.marked[start:end] for start, end in kept), parties=parties)

"""What a sentence says by the way of one party: "ByteDance, which turned Microsoft down, agreed to sell".

Laws: an aside ends at the comma that its pattern ends with, else at the next one, else with the sentence; it and the
sentence around it lend each other neither a date nor a party but the one that both are about.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import Party
from pipeline.stages.detect.casting import Cast
from pipeline.stages.detect.reading import Reading


def parts(cast: Cast, reading: Reading, held: int) -> Iterator[Cast]:
    """The sentence without its asides, and before it each of them, with the party that it is about."""
    while found := _first(cast, reading, held):
        start, comma, opened = found
        last = reading.comma.search(cast.marked, opened - bool(reading.comma.match(cast.marked, opened - 1)))
        end = last.start() if last else len(cast.marked)
        yield _cut(cast, (start, end))
        cast = _cut(cast, (0, comma), (end, len(cast.marked)))
    yield cast


def _first(cast: Cast, reading: Reading, held: int) -> tuple[int, int, int] | None:
    """Where the party of the first aside stands, the comma behind it, and the end of the word that opens it."""
    found = [match for phrase in reading.asides.likely(held) for match in phrase.pieces[0].finditer(cast.marked)]
    match = min(found, key=lambda match: match.start(), default=None)
    return match and (match.start(), match.end(1), match.end())


def _cut(cast: Cast, *kept: tuple[int, int]) -> Cast:
    """These parts of a marked sentence, joined."""
    parties: dict[int, Party] = {}
    length = 0
    for start, end in kept:
        parties |= {at - start + length: party for at, party in cast.parties.items() if start <= at < end}
        length += end - start
    return Cast(marked="".join(cast.marked[start:end] for start, end in kept), parties=parties)

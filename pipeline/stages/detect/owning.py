"""What a user wants to be told of that is none of the types: by the words, and the likeness, of sentences he wrote.

Laws. Rules decide, vectors suggest: what is found shares a telling word with the examples, so that a reader sees why,
and its vector is near one of theirs; what is only near, and nearer, is suggested. What is as near a sentence of those
`unlike` it is neither. Who is spoken of, polarity, tense, source and dates are the rules' own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, Final

from msgspec.structs import replace

from pipeline.kit import words
from pipeline.model import Type, Value
from pipeline.stages.detect import features, merging, roles
from pipeline.stages.detect.casting import Cast, Stage
from pipeline.stages.detect.classifying import Encode
from pipeline.stages.detect.hits import unsaid
from pipeline.stages.detect.lexicon import Rule
from pipeline.stages.detect.lines import Line
from pipeline.stages.detect.memory import Memory
from pipeline.stages.detect.merging import Found
from pipeline.stages.detect.reader import Reader
from pipeline.stages.detect.reading import Reading

NEAR: Final = 0.6
"""Cosine to the nearest example from which on a sentence that shares a telling word is found."""
ALONE: Final = 0.75
"""The same for a sentence that shares none, and is only suggested."""
COMMON: Final = 1 / 100
"""Share of a lexicon's own sentences from which on a word of theirs tells nothing: they are about other things."""
_AS: Final[Type] = "service"
"""The type by whose tenses and dates an own type goes: a thing that happens."""
_STEM: Final = 5
_SHORTEST: Final = 4
_WORD = re.compile(
    r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u064b-\u0652\u0900-\u0963\u0971-\u0dff\u0e31-\u0e3a\u0e47-\u0e4e])*"
)
"""A word of letters, with the marks that stand on them."""


class Owned(Value):
    """One own type made ready for one language: its telling words, the vectors of its sentences, the rule it is."""

    id: str
    telling: frozenset[str]
    like: Any
    unlike: Any
    rule: Rule

    def near(self, vectors: Any) -> list[float]:  # noqa: ANN401 - numpy's
        """How near each vector is to an example; 0 where one that is unlike is as near."""
        like, unlike = (self.like @ vectors.T).max(axis=0), (self.unlike @ vectors.T).max(axis=0, initial=-1.0)
        return [round(float(one), 4) if one > other else 0.0 for one, other in zip(like, unlike, strict=True)]


class Owning:
    """Finds the own types of a watch in what was read of an article."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        self._common: dict[str, frozenset[str]] = {}
        self._ready: dict[tuple[str, str], tuple[Stage, list[Owned]]] = {}

    def found(self, reader: Reader) -> Iterator[Found]:
        """What the sentences say of the own types; what is only likely of a type that nothing says, once."""
        places = list(_spoken(reader))
        if not places:
            return
        vectors = self._encode([features.called(reader.heard[place].cast) for place in places])
        for own in self._owned(reader.reading, reader.stage):
            near = zip(places, own.near(vectors), strict=True)
            said = [one for place, chance in near if (one := _said(reader, own, place, chance)) is not None]
            sure = merging.merged([one for one in said if not one.suggested])
            yield from sure or sorted(said, key=lambda one: -one.confidence)[:1]

    def _owned(self, reading: Reading, stage: Stage) -> list[Owned]:
        """The watch's own types, made ready once for each language."""
        key = (reading.lexicon.lang, stage.watch.id)
        known = self._ready.get(key)
        if known is None or known[0] is not stage:
            known = self._ready[key] = stage, self._made(reading, stage)
        return known[1]

    def _made(self, reading: Reading, stage: Stage) -> list[Owned]:
        common = self._common.setdefault(reading.lexicon.lang, _common(reading))

        def marked(said: Sequence[str]) -> list[Cast]:
            return [stage.cast(_line(one), Memory(), offices=False) for one in said]

        casts = [(own.id, marked(own.examples), marked(own.unlike)) for own in stage.watch.own if own.examples]
        return [
            Owned(
                id=id_,
                telling=_telling(like, unlike) - common,
                like=vectors[: len(like)],
                unlike=vectors[len(like) :],
                rule=Rule(name=f"own.{id_}", type=_AS, says=(), dated="headline"),
            )
            for id_, like, unlike in casts
            for vectors in [self._encode([features.called(cast) for cast in (*like, *unlike)])]
        ]


def _telling(like: Sequence[Cast], unlike: Sequence[Cast]) -> frozenset[str]:
    """The words that two of the examples share, and more than twice as many as of what is unlike them."""
    times, other = (Counter(chain.from_iterable(_stems(one.marked) for one in casts)) for casts in (like, unlike))
    return frozenset(stem for stem, count in times.items() if count > max(1, 2 * other[stem]))


def _spoken(reader: Reader) -> Iterator[int]:
    """The sentences of ours that speak of a party, each text once."""
    seen = set()
    for place, heard in enumerate(reader.heard):
        if heard.ours and heard.cast.parties and heard.line.folded not in seen:
            seen.add(heard.line.folded)
            yield place


def _said(reader: Reader, own: Owned, place: int, chance: float) -> Found | None:
    """What a sentence says, in the clauses of its telling words, if it is near enough and nothing there undoes it."""
    heard = reader.heard[place]
    marked = heard.cast.marked
    spans = [span for stem, spans in _stems(marked).items() if stem in own.telling for span in spans]
    if chance < (NEAR if spans else ALONE):
        return None
    clauses = [(start, start + len(said)) for start, said in reader.reading.clauses(marked, heard.line.held)]
    told = [clause for clause in clauses if any(clause[0] <= start < clause[1] for start, _ in spans)] or clauses
    hit = replace(unsaid(own.rule, marked), start=told[0][0], end=told[-1][1])
    here = list(heard.cast.parties.values())
    first = next((party for party in here if roles.of(party) != "object"), here[0])
    actors = tuple(dict.fromkeys((first.id, *(party.id for party in here))))
    one = reader.stated(heard, hit, actors, chance)
    return one and replace(one, type="statement", own=own.id, suggested=not spans)


def _line(said: str) -> Line:
    return Line(field="text", start=0, end=len(said), text=said, folded=words.fold(said))


def _stems(marked: str) -> dict[str, list[tuple[int, int]]]:
    """Words of alphabetic scripts by their first letters, pairs of characters where no blanks are; and where."""
    found: dict[str, list[tuple[int, int]]] = {}
    for match in _WORD.finditer(marked):
        word, at = match[0], match.start()
        if words.joined(word):
            for index in range(len(word) - 1):
                found.setdefault(word[index : index + 2], []).append((at + index, at + index + 2))
        elif len(word) >= _SHORTEST:
            found.setdefault(word[:_STEM], []).append(match.span())
    return found


def _common(reading: Reading) -> frozenset[str]:
    """The stems that the sentences of a lexicon often hold, and those of its days and months."""
    lexicon = reading.lexicon
    said = [_stems(words.fold(one)) for rule in lexicon.rule for one in rule.yes]
    times = Counter(chain.from_iterable(said))
    dates = chain.from_iterable(_stems(words.fold(one)) for one in (*lexicon.dates.months, *lexicon.dates.weekdays))
    return frozenset(stem for stem, count in times.items() if count > max(1, len(said) * COMMON)).union(dates)

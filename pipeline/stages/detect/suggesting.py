"""What the rules miss: the type of a sentence by its vector, as a candidate that tells nobody by itself; and who acts.

Laws. Rules decide, vectors suggest: only a type that no rule found in the article is suggested, once, from the
sentence that says it surest. Polarity, tense, source and dates are the rules' own: a cue that undoes a rule's match
undoes a suggestion. Where rules found something every sentence is heard, also one that names nobody; of an article in
which they found nothing those near a rule. A sentence that is nothing but a quotation is no news.
Who acts in what a rule found is who the rule says, unless more speaks for another party.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any

import numpy as np
from msgspec.structs import replace

from pipeline.model import Type
from pipeline.stages.detect import features, roles
from pipeline.stages.detect.features import TYPES, Learned
from pipeline.stages.detect.lexicon import Rule
from pipeline.stages.detect.merging import Found
from pipeline.stages.detect.network import Encoded, Network
from pipeline.stages.detect.reader import Reader

Encode = Callable[[list[str]], Any]
"""Texts to a matrix of unit vectors, one row a text."""
Read = Callable[[list[str]], Encoded]
"""The same with what is said at each piece of them."""
MORE = 0.5
"""By how much more must speak for another party: a log of odds."""
NAME = "classifier"
"""The rule that a suggestion names."""


class Suggester:
    """Suggests what rules leave of an article."""

    def __init__(self, learned: Learned, read: Read) -> None:
        self._learned, self._read = learned, read
        filters = np.frombuffer(learned.filters, dtype="<f2").reshape(-1, len(learned.floors))
        weights = np.array(learned.weights, dtype=np.float32)
        self._network = Network(filters.astype(np.float32), np.array(learned.floors, dtype=np.float32), weights)
        self._beside = weights[-features.BESIDES :]
        self._rules: dict[Type, Rule] = {type_: Rule(name=NAME, type=type_, says=()) for type_ in TYPES}

    def found(self, reader: Reader, told: Sequence[Found]) -> Iterator[Found]:
        """One suggestion for each type that is sure enough and that nobody has told."""
        known = {one.type for one in told}
        places = self._places(reader, told)
        left = [at for at, type_ in enumerate(TYPES) if type_ not in known]
        for chance, place, type_ in sorted(self._chances(reader, places, left), reverse=True):
            if chance < self._learned.sure:
                return
            if type_ not in known and (one := self._one(reader, place, type_, chance)):
                known.add(type_)
                yield one

    def _places(self, reader: Reader, told: Sequence[Found]) -> list[int]:
        """The sentences that may say something: all where rules found something, else those near a rule."""
        if told:
            reader.rest()
        news = [place for place, one in enumerate(reader.heard) if one.news]
        return news if told else [place for place in news if self._speaks(reader, place)]

    def recast(self, reader: Reader, one: Found) -> Found:
        """What a rule found, done by the party for which most speaks."""
        among = [(party, self._total(names)) for party, names in features.acting(one, reader.heard, reader.stage)]
        first, most = max(among, key=itemgetter(1))
        told = one.actors[0] if one.actors else ""
        as_told = next((total for party, total in among if party.party.id == told), -math.inf)
        if first.party.id == told or most - as_told <= MORE:
            return one
        rest = one.actors if one.named else one.actors[1:]  # who was only the likeliest is not there
        actors = tuple(dict.fromkeys((first.party.id, *rest)))
        return replace(one, actors=actors, instead=told, named=first.where != "nowhere")

    def _total(self, names: Iterable[str]) -> float:
        return sum(self._learned.actors.get(name, 0.0) for name in names)

    def _speaks(self, reader: Reader, place: int) -> bool:
        """Whether rules may speak, somebody besides the product is spoken of, and some pattern is nearly matched."""
        heard = reader.heard[place]
        if not heard.ours or all(roles.of(party) == "object" for party in heard.cast.parties.values()):
            return False
        return any(whole for _, whole in reader.reading.nearly(heard.cast.marked, heard.line.held).values())

    def _chances(
        self, reader: Reader, places: Sequence[int], types: Sequence[int]
    ) -> Iterator[tuple[float, int, Type]]:
        """The chance of each of these types in each of the sentences that are worth a vector for one of them."""
        kept, besides, hopes = [], [], self._beside[:, types]
        for place in places:
            beside = np.array([*features.sentence(reader, place), 1.0], dtype=np.float32)
            if (beside @ hopes).max(initial=-math.inf) >= self._learned.hope:
                kept.append(place)
                besides.append(beside)
        if not kept:
            return
        said = self._read([features.called(reader.heard[place].cast) for place in kept])
        sums = self._network.sums(said.pieces, said.starts, np.hstack([said.vectors, np.stack(besides)]))
        for place, row in zip(kept, sums, strict=True):
            for at in types:
                yield self._chance(float(row[at])), place, TYPES[at]

    def _chance(self, total: float) -> float:
        """Rounded, so that machines which add up in another order agree."""
        return round(1 / (1 + math.exp(-(self._learned.slope * total + self._learned.offset))), 4)

    def _one(self, reader: Reader, place: int, type_: Type, chance: float) -> Found | None:
        among = features.candidates(reader.heard, place, reader.stage)
        first = max(among, key=lambda one: self._total(features.actor(one, among, type_, reader.stage)))
        here = [one.party.id for one in among if one.where == "here"]
        actors = tuple(dict.fromkeys((first.party.id, *here)))
        return reader.suggested(reader.heard[place], self._rules[type_], actors, chance)

"""What vectors say to what rules found: what they miss, as a candidate that tells nobody; what is doubted; who acts.

Laws. What rules found of a type for which too little speaks, there and anywhere in the article, is doubted: it is no
mention; but not what a rule is certain of. Only a type that no rule found is suggested, once, from the sentence that
says it surest. Polarity, tense, source and dates are the rules' own: a cue that undoes a rule's match undoes a
suggestion. Where rules found something
every sentence is heard, also one that names nobody; of an article in which they found nothing those near a rule. A
sentence that is nothing but a quotation is no news.
Who acts in what a rule found is who the rule says, unless more speaks for another party: what is seen of him, and how
much the sentence sounds as if one of his role did it. Shareholders act, whatever speaks for what they hold, and whom a
certain rule's own words name.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from msgspec.structs import replace

from pipeline.model import Type
from pipeline.stages.detect import features, merging, roles
from pipeline.stages.detect.features import TYPES, Candidate, Learned
from pipeline.stages.detect.lexicon import Rule
from pipeline.stages.detect.merging import Found
from pipeline.stages.detect.network import Array, Encoded, Network
from pipeline.stages.detect.reader import Reader

Encode = Callable[[list[str]], Any]
"""Texts to a matrix of unit vectors, one row a text."""
Read = Callable[[list[str]], Encoded]
"""The same with what is said at each piece of them."""
MORE = 0.2
"""By how much more must speak for another party: a log of odds."""
NAME = "classifier"
"""The rule that a suggestion names."""


class Sums(NamedTuple):
    """What speaks for each type in a sentence, and for who acts there, as `features.heard_of` has it."""

    types: Array
    acting: Array


BySentence: TypeAlias = dict[int, Sums]
"""What speaks for what, by the place of a sentence."""


class Classifier:
    """Judges what rules found in an article, and suggests what they leave."""

    def __init__(self, learned: Learned, read: Read) -> None:
        self._learned, self._read = learned, read
        types, acting = np.array(learned.weights, dtype=np.float32), learned.acting
        self._types = _network(learned.filters, learned.floors, types)
        self._acting = _network(acting.filters, acting.floors, _rows(acting.heard, features.ACTING))
        self._beside = types[-features.BESIDES :]
        self._rules: dict[Type, Rule] = {type_: Rule(name=NAME, type=type_, says=()) for type_ in TYPES}

    def told(self, reader: Reader, found: Sequence[Found]) -> list[Found]:
        """What rules found, done by the likeliest, marked where it is doubted; then what is suggested."""
        if found:
            reader.rest()
        sums = self._sums(reader, found)
        weighed = _weighed(reader, sums, found) if reader.reading.lexicon.lang in self._learned.langs else ()
        doubts = {type_: self._doubt(numbers) for type_, numbers in weighed if type_ not in reader.certain}
        places = zip(found, _places(reader, found), strict=True)
        recast = [self._recast(reader, one, sums[place]) for one, place in places]
        judged = [replace(one, doubt=doubts.get(one.type)) for one in recast]
        told = merging.merged(judged)
        return [*told, *self._suggested(reader, sums, told)]

    def weighed(self, reader: Reader, found: Sequence[Found]) -> Iterator[tuple[Type, list[float]]]:
        """Each type that rules found in an article of which all is heard, with what speaks for it."""
        return _weighed(reader, self._sums(reader, found), found)

    def _suggested(self, reader: Reader, sums: BySentence, told: Sequence[Found]) -> Iterator[Found]:
        """One for each type that is sure enough and that nobody has told."""
        known = {one.type for one in told}
        sure = any(one.doubt is None for one in told)
        news = [place for place in sums if reader.heard[place].news and (sure or self._speaks(reader, place))]
        likely = (
            (self._chance(float(sums[place].types[at])), place, type_)
            for place in news
            for at, type_ in enumerate(TYPES)
            if type_ not in known
        )
        for chance, place, type_ in sorted(likely, reverse=True):
            if chance < self._learned.sure:
                return
            if type_ not in known and (one := self._one(reader, place, type_, chance, sums[place])):
                known.add(type_)
                yield one

    def _sums(self, reader: Reader, found: Sequence[Found]) -> BySentence:
        """What speaks for each type in each sentence worth a vector: rules found something in it, or may not have."""
        where, known = set(_places(reader, found)), {one.type for one in found}
        hopes = self._beside[:, [at for at, type_ in enumerate(TYPES) if type_ not in known]]
        kept: dict[int, Array] = {}
        for place, heard in enumerate(reader.heard):
            if place in where or (heard.news and (found or self._speaks(reader, place))):
                beside = np.array([*features.sentence(reader, place), 1.0], dtype=np.float32)
                if place in where or (beside @ hopes).max(initial=-math.inf) >= self._learned.hope:
                    kept[place] = beside
        if not kept:
            return {}
        said = self._read([features.called(reader.heard[place].cast) for place in kept])
        types = self._types.sums(said.pieces, said.starts, said.vectors, np.stack(list(kept.values())))
        acting = self._acting.sums(said.pieces, said.starts)
        return {place: Sums(types[at], acting[at]) for at, place in enumerate(kept)}

    def _recast(self, reader: Reader, one: Found, said: Sums) -> Found:
        """What a rule found, done by the party for which most speaks."""
        if _for_what_he_holds(one, reader) or _certain(one):
            return one
        seen = features.acting(one, reader.heard, reader.stage)
        among = [(party, self._total(party, one.type, names, said)) for party, names in seen]
        first, most = max(among, key=operator.itemgetter(1))
        told = one.actors[0] if one.actors else ""
        as_told = next((total for party, total in among if party.party.id == told), -math.inf)
        if first.party.id == told or most - as_told <= MORE:
            return one
        rest = one.actors if one.named else one.actors[1:]  # who was only the likeliest is not there
        actors = tuple(dict.fromkeys((first.party.id, *rest)))
        return replace(one, actors=actors, instead=told, named=first.where != "nowhere")

    def _total(self, one: Candidate, type_: Type, names: Iterable[str], said: Sums) -> float:
        """What speaks for a party as the one who acts: rounded, so that machines which add up otherwise agree."""
        heard = sum(float(said.acting[at]) for at in features.heard_of(one, type_))
        return round(heard + sum(self._learned.acting.seen.get(name, 0.0) for name in names), 4)

    def _speaks(self, reader: Reader, place: int) -> bool:
        """Whether rules may speak, somebody besides the product is spoken of, and some pattern is nearly matched."""
        heard = reader.heard[place]
        if not heard.ours or all(roles.of(party) == "object" for party in heard.cast.parties.values()):
            return False
        return any(whole for _, whole in reader.reading.nearly(heard.cast.marked, heard.line.held).values())

    def _chance(self, total: float) -> float:
        return _logistic(self._learned.slope * total + self._learned.offset)

    def _doubt(self, weighed: Sequence[float]) -> float | None:
        """The chance that what rules found is right, where it is too small."""
        total = sum(map(operator.mul, weighed, self._learned.doubt))
        chance = _logistic(total)
        return chance if chance < self._learned.kept else None

    def _one(self, reader: Reader, place: int, type_: Type, chance: float, said: Sums) -> Found | None:
        among = features.candidates(reader.heard, place, reader.stage)

        def total(one: Candidate) -> float:
            return self._total(one, type_, features.actor(one, among, type_, reader.stage), said)

        first = max(among, key=total)
        here = [one.party.id for one in among if one.where == "here"]
        actors = tuple(dict.fromkeys((first.party.id, *here)))
        return reader.suggested(reader.heard[place], self._rules[type_], actors, chance)


def _for_what_he_holds(one: Found, reader: Reader) -> bool:
    """Whether who acts stands at the mark of what he holds: it is he, not that."""
    holders = [party.id for party in reader.stage.watch.parties if roles.of(party) == "stakeholder"]
    inside = [(at, id_) for at, id_ in one.parties if 0 <= at < len(one.clause)]  # the sentence has more clauses
    told = [roles.role(one.clause[at]) for at, id_ in inside if (id_,) == one.actors[:1] and id_ in holders]
    return any(mark != "stakeholder" for mark in told)


def _certain(one: Found) -> bool:
    """Whether a rule is certain, and its own words name who acts: a tender for its own shares is the target's."""
    ready = one.hit.ready
    return ready.rule.certain and bool(one.hit.marks) and not ready.pattern.headless


def _network(filters: bytes, floors: Sequence[float], weights: Array) -> Network:
    return Network(_rows(filters, len(floors)), np.array(floors, dtype=np.float32), weights)


def _rows(numbers: bytes, columns: int) -> Array:
    return np.frombuffer(numbers, dtype="<f2").reshape(-1, columns).astype(np.float32)


def _logistic(total: float) -> float:
    """Rounded, so that machines which add up in another order agree."""
    return round(1 / (1 + math.exp(-total)), 4)


def _places(reader: Reader, found: Iterable[Found]) -> Iterator[int]:
    """Where among the sentences heard each thing was found."""
    places = {(one.line.field, one.line.start): place for place, one in enumerate(reader.heard)}
    return (places[one.field, one.start] for one in found)


def _weighed(reader: Reader, said: BySentence, found: Sequence[Found]) -> Iterator[tuple[Type, list[float]]]:
    for type_ in dict.fromkeys(one.type for one in found):
        mine = [one for one in found if one.type == type_]
        here = [said[place].types for place in _places(reader, mine)]
        patterns = len({one.hit.ready.pattern.said for one in mine})
        every = [one.types for one in said.values()]
        yield type_, features.weighed(type_, here, every, patterns, named=reader.names_seller)

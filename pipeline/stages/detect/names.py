"""The names by which one watch's parties go in one language, and where they stand in a sentence.

Laws: of names that overlap the longest wins, then the first. A name written with a capital needs one in the text.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import TypeAlias

import msgspec
from ahocorasick_rs import AhoCorasick

from pipeline.kit import words
from pipeline.model import Party, Value, Watch
from pipeline.stages.detect import roles
from pipeline.stages.detect.lexicon import Lexicon

IT, HE, THEY, BOTH, NOBODY, _VETO = (Party(id=f"@{one}") for one in ("it", "he", "they", "both", "nobody", "veto"))
PRONOUNS = (IT, HE, THEY, BOTH, NOBODY)
"""Whom a word means that names no party: it depends on who was spoken of."""
NOWHERE = -1
"""The place in the list of countries of what says of no country that it is from there."""
_ONE_OF_MANY = frozenset({"authority", "suitor", "other", "stakeholder"})
"""Roles that several parties of a deal have: a noun for one of them is a pronoun."""
_SIDES = frozenset(roles.GROUPS["side"])
_LONGEST_ENDING, _LONGEST_CASE, _SHORTEST_STEM, _SHORTEST_INITIALS = 6, 3, 4, 3


class Name(Value):
    """One word or several for a party, and what must stand around them."""

    party: Party
    said: str
    first: str
    """The first letter if it must be a capital, else ""."""
    upper: bool
    spaced_start: bool
    spaced_end: bool
    stem: bool
    person: bool
    declined: bool = False
    """Whether its last letter gave way to an ending, which then must be there."""
    epithet: bool = False
    """Whether it says what the party is, so that a name beside it says who."""
    noun: bool = False
    """Whether it is said of any party of the role, not of this one by name."""
    country: int = NOWHERE
    """The place in its lexicon's list of the country that is all it says of a company."""
    holders_of: Party | None = None
    """Of a stakeholder whose name holds that of what it has a share in ("Oakmill shareholders") that."""
    shared: tuple[Party, ...] = ()
    """All who go by it, if several do: the first that has been spoken of is meant, of those of a noun the last."""

    def opens(self, folded: str, start: int) -> bool:
        """Whether it stands there without a clitic before it."""
        return folded.startswith(self.said, start)


Span: TypeAlias = tuple[int, int, Name]
"""Where a name begins and ends in a sentence."""


class Names:
    """All of them, ready to be found."""

    def __init__(self, watch: Watch, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._first = roles.firsts(watch.parties)
        self._spaced = lexicon.script.spaced
        self._titled = _SHORTEST_INITIALS if lexicon.script.titled else sys.maxsize
        self._prefixes = frozenset(words.fold(one) for one in lexicon.script.prefixes)
        self._longest_prefix = max(map(len, self._prefixes), default=0)
        self._suffixes = frozenset(words.fold(one) for one in lexicon.who.suffixes)
        self._names = self._collect(watch)
        self._automaton = AhoCorasick([name.said for name in self._names]) if self._names else None

    def _gives_way(self, name: Name) -> bool:
        return len(name.said) > _SHORTEST_STEM and name.said.endswith(self._lexicon.who.gives_way)

    def spans(self, text: str, folded: str, *, holders: bool = True) -> tuple[list[Span], bool]:
        """Start, end and name of each, in order, and whether one stands there that the watch is not about.

        Without `holders` "Oakmill shareholders" names Oakmill only.
        """
        if self._automaton is None:
            return [], False
        found = []
        for index, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            name = self._names[index]
            if name.holders_of and not holders:
                continue
            if name.first and not text[start].isupper():
                continue
            if name.upper and not (
                text[start:end].isupper() or (end - start >= self._titled and text[start:end].istitle())
            ):
                continue
            bounds = self._bounds(folded, start, end, name)
            if bounds:
                found.append((*bounds, name))
        vetoed = any(name.party is _VETO for _, _, name in found)
        found = sorted((one for one in found if one[2].party is not _VETO), key=_widest_first)
        kept: list[Span] = []
        for one in found:
            if not kept or one[0] >= kept[-1][1]:
                kept.append(one)
            elif one[1] - one[0] > kept[-1][1] - kept[-1][0]:
                kept[-1] = one
        return kept, vetoed

    def _bounds(self, folded: str, start: int, end: int, name: Name) -> tuple[int, int] | None:
        """The name with the clitic before it and the ending behind it, or None when it is part of another word."""
        if name.spaced_start and start and words.letter(folded[start - 1]):
            if not self._prefixes:
                return None
            begin, furthest = start, start - self._longest_prefix - 1
            while begin and begin > furthest and words.letter(folded[begin - 1]):
                begin -= 1
            if folded[begin:start] not in self._prefixes:
                return None
            start = begin
        if folded[end : end + 1] == "$":
            return None  # "US$" is money
        if name.spaced_end:
            stop = end
            while stop < len(folded) and words.letter(folded[stop]) and (self._spaced or not folded[stop].isdigit()):
                stop += 1
            if name.declined and stop == end:
                return None
            if stop > end and not (
                name.stem
                or ("*" in self._suffixes and stop - end <= _LONGEST_ENDING)
                or folded[end:stop] in self._suffixes
            ):
                return None
            end = stop
        return start, end

    def _collect(self, watch: Watch) -> list[Name]:
        lexicon, names = self._lexicon, list[Name]()
        declined: list[Name] = []
        sides = [
            (words.fold(one).replace("-", " "), party)
            for party in watch.parties
            if roles.of(party) in _SIDES
            for one in party.names
        ]
        shared = defaultdict[str, list[Party]](list)
        for party in watch.parties:
            for said in dict.fromkeys(map(words.fold, party.epithets.get(lexicon.lang, ()))):
                shared[said].append(party)
        for party in watch.parties:
            at = len(names)
            for said, person in [*((one, False) for one in party.names), *((one, True) for one in party.people)]:
                names.append(_name(said, party, person=person, sides=sides))
            declined += [_declined(name) for name in names[at:] if self._gives_way(name)]
            epithets = party.epithets.get(lexicon.lang, ())
            names += [_epithet(said, party, shared=shared[words.fold(said)]) for said in epithets]
        for role, nouns in lexicon.who.nouns.items():
            if role in self._first:
                names += self._nouns(role, nouns, watch)
        names += [_name(f"{words.fold(veto)}*", _VETO, person=False) for veto in watch.vetoes]
        who = lexicon.who
        for pronoun, pronouns in (
            (IT, who.it),
            (HE, who.he),
            (THEY, who.they),
            (BOTH, who.both),
            (NOBODY, who.nobody),
        ):
            names += [_name(one, pronoun, person=False) for one in pronouns]
        unique: dict[tuple[str, bool, bool], Name] = {}
        for name in (*names, *declined):
            key = name.said, name.upper, name.party is _VETO  # what is vetoed is so, whoever else is called so
            known = unique.setdefault(key, name)
            if known.party is name.party and not name.first:
                unique[key] = name  # found with and without a capital
        return list(unique.values())

    def _nouns(self, role: str, nouns: Sequence[str], watch: Watch) -> list[Name]:
        """Words for any party of a role; one that some of them bear in their own names is for one of these."""
        names = [_epithet(one, self._first[role], noun=role in _ONE_OF_MANY) for one in nouns]
        if role not in {*_ONE_OF_MANY, "court"}:
            return names
        lang, articles = self._lexicon.lang, frozenset(map(words.fold, self._lexicon.script.articles))
        called = [
            (party, "\n".join(map(words.fold, (*party.names, *party.epithets.get(lang, ())))))
            for party in watch.parties
            if roles.of(party) == role
        ]
        return [_borne(name, called, articles) for name in names]


def _borne(noun: Name, called: Sequence[tuple[Party, str]], articles: Collection[str]) -> Name:
    """The noun, for those who have all its words in one name of theirs, a line each."""
    telling = [word for word in noun.said.split() if word not in articles]

    def all_in(text: str) -> bool:
        return all(word in text or any(_alike(word, one) for one in text.split()) for word in telling)

    suits = tuple(party for party, names in called if all_in(names) and any(map(all_in, names.split("\n"))))
    if not noun.noun:  # "the appeals court" is that court; "the court" may be any
        return msgspec.structs.replace(noun, party=suits[0]) if suits and len(telling) > 1 else noun
    return msgspec.structs.replace(noun, shared=suits) if suits else noun


def _alike(word: str, other: str) -> bool:
    """Whether two words are forms of one: "komisji" of "komisja"."""
    stem = max(len(word), len(other)) - _LONGEST_CASE
    return stem >= _SHORTEST_STEM and word[:stem] == other[:stem]


def _widest_first(found: Span) -> tuple[int, int, int]:
    start, end, name = found
    return start, -end, -len(name.said)


def _declined(name: Name) -> Name:
    return msgspec.structs.replace(name, said=name.said[:-1], declined=True)


def _epithet(said: str, party: Party, *, noun: bool = False, shared: Sequence[Party] = ()) -> Name:
    name = _name(said, party, person=roles.of(party) == "leader")
    several = tuple(shared) if len(shared) > 1 else ()
    return msgspec.structs.replace(name, epithet=True, noun=noun, shared=several)


def _name(said: str, party: Party, *, person: bool, sides: Iterable[tuple[str, Party]] = ()) -> Name:
    bare = said.removesuffix("*")
    folded = words.fold(bare)
    held = (
        (one for name, one in sides if name in folded.replace("-", " "))
        if roles.of(party) == "stakeholder"
        else iter(())
    )
    return Name(
        party=party,
        said=folded,
        first=bare[0] if bare[0].isupper() else "",
        upper=bare.isupper() and bare.isalpha(),
        spaced_start=not words.joined(bare[0]) and words.letter(bare[0]),
        spaced_end=not words.joined(bare[-1]) and words.letter(bare[-1]),
        stem=said.endswith("*"),
        person=person,
        holders_of=next(held, None),
    )

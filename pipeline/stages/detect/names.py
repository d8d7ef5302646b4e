"""The names by which one watch's parties go in one language, and where they stand in a sentence.

Laws: of names that overlap the longest wins, then the first. A name written with a capital needs one in the text.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence
from typing import TypeAlias

from ahocorasick_rs import AhoCorasick

from pipeline.kit import words
from pipeline.model import Party, Watch
from pipeline.stages.detect import roles
from pipeline.stages.detect.lexicon import Lexicon
from pipeline.stages.detect.name import BOTH, HE, IT, NOBODY, THEY, VETO, Name, borne, declined, epithet, named

_ONE_OF_MANY = frozenset({"authority", "suitor", "other", "stakeholder"})
"""Roles that several parties of a deal have: a noun for one of them is a pronoun."""
_SIDES = frozenset(roles.GROUPS["side"])
_LONGEST_ENDING, _SHORTEST_STEM, _SHORTEST_INITIALS = 6, 4, 3
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
        vetoed = any(name.party is VETO for _, _, name in found)
        found = sorted((one for one in found if one[2].party is not VETO), key=_widest_first)
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
        if _goes_on(folded, start, end):
            return None
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
        inflected: list[Name] = []
        sides = [
            (words.fold(one).replace("-", " "), party)
            for party in watch.parties
            if roles.of(party) in _SIDES
            for one in party.called(lexicon.lang)
        ]
        shared = defaultdict[str, list[Party]](list)
        for party in watch.parties:
            for said in dict.fromkeys(map(words.fold, party.epithets.get(lexicon.lang, ()))):
                shared[said].append(party)
        for party in watch.parties:
            at = len(names)
            names += [named(said, party, person=False, sides=sides) for said in party.called(lexicon.lang)]
            spokesmen = (*party.people, *party.people_in.get(lexicon.lang, ()))
            names += [named(said, party, person=True, sides=sides) for said in spokesmen]
            inflected += [declined(name) for name in names[at:] if self._gives_way(name)]
            epithets = party.epithets.get(lexicon.lang, ())
            names += [epithet(said, party, shared=shared[words.fold(said)]) for said in epithets]
        for role, nouns in lexicon.who.nouns.items():
            if role in self._first:
                names += self._nouns(role, nouns, watch)
        names += [named(f"{words.fold(veto)}*", VETO, person=False) for veto in watch.vetoes]
        who = lexicon.who
        for pronoun, pronouns in (
            (IT, who.it),
            (HE, who.he),
            (THEY, who.they),
            (BOTH, who.both),
            (NOBODY, who.nobody),
        ):
            names += [named(one, pronoun, person=False) for one in pronouns]
        unique: dict[tuple[str, bool, bool], Name] = {}
        for name in (*names, *inflected):
            key = name.said, name.upper, name.party is VETO  # what is vetoed is so, whoever else is called so
            known = unique.setdefault(key, name)
            if known.party is name.party and not name.first:
                unique[key] = name  # found with and without a capital
        return list(unique.values())

    def _nouns(self, role: str, nouns: Sequence[str], watch: Watch) -> list[Name]:
        """Words for any party of a role; one that some of them bear in their own names is for one of these."""
        names = [epithet(one, self._first[role], noun=role in _ONE_OF_MANY) for one in nouns]
        if role not in {*_ONE_OF_MANY, "court"}:
            return names
        lang, articles = self._lexicon.lang, frozenset(map(words.fold, self._lexicon.script.articles))
        called = [
            (party, "\n".join(map(words.fold, (*party.called(lang), *party.epithets.get(lang, ())))))
            for party in watch.parties
            if roles.of(party) == role
        ]
        return [borne(name, called, articles) for name in names]


def _goes_on(folded: str, start: int, end: int) -> bool:
    """Whether the name is a part of what no blank sets off: "US$" is money, アンソニー is not ソニー."""
    return folded[end : end + 1] == "$" or any(
        words.katakana(folded[at - 1 : at]) and words.katakana(folded[at : at + 1]) for at in (start, end)
    )


def _widest_first(found: Span) -> tuple[int, int, int]:
    start, end, name = found
    return start, -end, -len(name.said)

"""Who is who: every name, nickname, office and pronoun of a sentence becomes a mark of its party's role.

Laws: the longest name wins, then the first. A name written with a capital needs one in the text. A noun such as "the
regulator" means the one of that kind spoken of last. What stands between marks is the folded text, unchanged;
`parties` says whom each mark means, by its place in the marked sentence.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TypeAlias

from ahocorasick_rs import AhoCorasick

from pipeline.kit import words
from pipeline.model import Party, Type, Value, Watch
from pipeline.stages.detect import roles
from pipeline.stages.detect.lines import Line
from pipeline.stages.detect.reading import Reading

_IT, _HE, _THEY, _VETO, _NOBODY = (Party(id=f"@{one}") for one in ("it", "he", "they", "veto", "nobody"))
_PRONOUNS = (_IT, _HE, _THEY, _VETO, _NOBODY)
_ONE_OF_MANY = frozenset({"authority", "suitor", "other", "stakeholder"})
"""Roles that several parties of a deal have: a noun for one of them is a pronoun."""
_JOINERS = {"", " ", ", ", "-", " - ", "'s ", "' "}
_LONGEST_ENDING = 6
_SIDES = frozenset(roles.GROUPS["side"])
_PEOPLE = frozenset({"leader", "authority", "court", "legislature"})
_SWALLOWED = 10
"""Behind every number that a slot can have: one numbered 0 is not the party that stays."""


Memory: TypeAlias = list[tuple[Party, bool]]
"""The parties spoken of so far in an article, each time they were: who, and whether as a person."""


class Cast(Value):
    """A marked sentence, and the party behind each mark; `vetoed` when it speaks of what the watch is not."""

    marked: str
    parties: dict[int, Party]
    vetoed: bool = False


class _Name(Value):
    party: Party
    said: str
    first: str
    """The first letter if it must be a capital, else ""."""
    upper: bool
    spaced_start: bool
    spaced_end: bool
    stem: bool
    person: bool
    noun: bool = False
    """Whether it is said of any party of the role, not of this one by name."""


class Stage:
    """The names by which one watch's parties go in one language."""

    def __init__(self, watch: Watch, reading: Reading) -> None:
        lexicon = reading.lexicon
        self.watch = watch
        self._reading, self._lexicon = reading, lexicon
        self.first = {roles.of(party): party for party in reversed(watch.parties)}
        self.takeover = "owner" not in self.first and bool(self.first.keys() & set(roles.GROUPS["buyer"]))
        """Whether the watch has bidders and nobody who owns its object: it is a company that is bid for."""
        self.governments = tuple(party for party in watch.parties if roles.of(party) == "government")[:2]
        self._spaced = lexicon.script.spaced
        self._prefixes = frozenset(words.fold(one) for one in lexicon.script.prefixes)
        self._suffixes = frozenset(words.fold(one) for one in lexicon.who.suffixes)
        self._names = self._collect(watch)
        self._automaton = AhoCorasick([name.said for name in self._names]) if self._names else None

    def first_roles(self, type_: Type) -> tuple[str, ...]:
        """Who acts where a pattern leaves it open, likeliest first."""
        return roles.BIDDER_FIRST.get(type_, roles.FIRST[type_]) if self.takeover else roles.FIRST[type_]

    def cast(self, line: Line, memory: Memory, *, offices: bool) -> Cast:
        """The marked sentence; `memory` is added to.

        Without `offices` words around a name ("the bid's author Reed") stay as they are: who is named is all.
        """
        folded = line.folded
        spans, vetoed = self._spans(line.text, folded)
        marked: list[str] = []
        parties: dict[int, Party] = {}
        length = at = 0
        previous: Party | None = None
        named = {start: name.party for start, _, name in spans if name.party not in _PRONOUNS}
        for start, end, name in spans:
            party = self._meant(name, memory, named.get(end + 1))
            if party is None:
                continue
            between = folded[at:start]
            if previous is party and between in _JOINERS:
                at = end
                if name.person and name.party is party:
                    memory.append((party, True))  # "Treasury Secretary Steven Mnuchin" is one, and a person
                continue
            marked += (between, roles.mark(roles.of(party)))
            length += len(between)
            parties[length] = party
            length += 1
            at, previous = end, party
            if name.party is party:
                memory.append((party, name.person))
        marked.append(folded[at:])
        cast = Cast(marked="".join(marked), parties=parties, vetoed=vetoed)
        return self._rewritten(cast, line.held) if offices else cast

    def _meant(self, name: _Name, memory: Memory, behind: Party | None) -> Party | None:
        """Whom a name means, if anybody; `behind` is whose name follows: "the company ByteDance" is one."""
        if name.party is _NOBODY:
            return None
        role, kind = roles.of(name.party), roles.of(behind) if behind else ""
        if (name.noun or name.party is _IT) and (kind == role or {kind, role} <= _SIDES):
            return behind
        if name.party is _THEY:
            return _first_of_row(memory)
        if name.party in (_IT, _HE):
            return self._antecedent(memory, person=name.party is _HE)
        if name.noun:
            return next((party for party, _ in reversed(memory) if roles.of(party) == role), name.party)
        return name.party

    def _antecedent(self, memory: Memory, *, person: bool) -> Party | None:
        wanted = _PEOPLE if person else _SIDES
        return next((party for party, human in reversed(memory) if roles.of(party) in wanted and human >= person), None)

    def _spans(self, text: str, folded: str) -> tuple[list[tuple[int, int, _Name]], bool]:
        if self._automaton is None:
            return [], False
        found = []
        for index, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            name = self._names[index]
            if name.first and not text[start].isupper():
                continue
            if name.upper and not text[start:end].isupper():
                continue
            bounds = self._bounds(folded, start, end, name)
            if bounds:
                found.append((*bounds, name))
        vetoed = any(name.party is _VETO for _, _, name in found)
        found = sorted((one for one in found if one[2].party is not _VETO), key=_widest_first)
        kept: list[tuple[int, int, _Name]] = []
        for one in found:
            if not kept or one[0] >= kept[-1][1]:
                kept.append(one)
            elif one[1] - one[0] > kept[-1][1] - kept[-1][0]:
                kept[-1] = one
        return kept, vetoed

    def _bounds(self, folded: str, start: int, end: int, name: _Name) -> tuple[int, int] | None:
        """The name with the clitic before it and the ending behind it, or None when it is part of another word."""
        if name.spaced_start and start and words.letter(folded[start - 1]):
            begin = start
            while begin and words.letter(folded[begin - 1]):
                begin -= 1
            if folded[begin:start] not in self._prefixes:
                return None
            start = begin
        if name.spaced_end:
            stop = end
            while stop < len(folded) and words.letter(folded[stop]) and (self._spaced or not folded[stop].isdigit()):
                stop += 1
            if stop > end and not (
                name.stem
                or ("*" in self._suffixes and stop - end <= _LONGEST_ENDING)
                or folded[end:stop] in self._suffixes
            ):
                return None
            end = stop
        return start, end

    def _collect(self, watch: Watch) -> list[_Name]:
        lexicon, names = self._lexicon, []
        for party in watch.parties:
            for said, person in [*((one, False) for one in party.names), *((one, True) for one in party.people)]:
                names.append(_name(said, party, person=person))
            names += [
                _name(said, party, person=roles.of(party) == "leader") for said in party.epithets.get(lexicon.lang, ())
            ]
        for role, nouns in lexicon.who.nouns.items():
            if role in self.first:
                many = role in _ONE_OF_MANY
                names += [_name(one, self.first[role], person=role == "leader", noun=many) for one in nouns]
        names += [_name(f"{words.fold(veto)}*", _VETO, person=False) for veto in watch.vetoes]
        who = lexicon.who
        for pronoun, pronouns in ((_IT, who.it), (_HE, who.he), (_THEY, who.they), (_NOBODY, who.nobody)):
            names += [_name(one, pronoun, person=False) for one in pronouns]
        unique: dict[tuple[str, bool], _Name] = {}
        for name in names:
            known = unique.setdefault((name.said, name.upper), name)
            if known.party is name.party and not name.first:
                unique[name.said, name.upper] = name  # found with and without a capital
        return list(unique.values())

    def _rewritten(self, cast: Cast, held: int) -> Cast:
        """Marks and the words around them that together mean one party."""
        for phrase in self._reading.stays.likely(held):
            while match := phrase.pieces[0].search(cast.marked):
                said = [(order or _SWALLOWED, match.start(group)) for group, order in phrase.slots if match[group]]
                inner = min(said)[1]
                if match.end() - match.start() == 1:
                    break
                cast = _replaced(cast, match.start(), match.end(), cast.parties[inner])
        for phrase in self._reading.becomes.likely(held):
            if (party := self.first.get(phrase.means)) is None:
                continue
            while (match := phrase.pieces[0].search(cast.marked)) and match.end() - match.start() > 1:
                cast = _replaced(cast, match.start(), match.end(), party)
        return cast


def _first_of_row(memory: Memory) -> Party | None:
    """Who stands first among the last buyers that were named together, two of them at least."""
    buyers = [party if roles.of(party) in roles.GROUPS["buyer"] else None for party, _ in memory]
    while buyers and buyers[-1] is None:
        buyers.pop()
    row = list(takewhile(lambda party: party is not None, reversed(buyers)))
    return row[-1] if len({party.id for party in row if party}) > 1 else None


def _widest_first(found: tuple[int, int, _Name]) -> tuple[int, int, int]:
    start, end, name = found
    return start, -end, -len(name.said)


def _replaced(cast: Cast, start: int, end: int, party: Party) -> Cast:
    shift = end - start - 1
    parties = {at if at < start else at - shift: one for at, one in cast.parties.items() if not start <= at < end}
    parties[start] = party
    marked = cast.marked[:start] + roles.mark(roles.of(party)) + cast.marked[end:]
    return Cast(marked=marked, parties=dict(sorted(parties.items())), vetoed=cast.vetoed)


def _name(said: str, party: Party, *, person: bool, noun: bool = False) -> _Name:
    bare = said.removesuffix("*")
    folded = words.fold(bare)
    return _Name(
        party=party,
        said=folded,
        first=bare[0] if bare[0].isupper() else "",
        upper=bare.isupper() and bare.isalpha(),
        spaced_start=not words.joined(bare[0]) and words.letter(bare[0]),
        spaced_end=not words.joined(bare[-1]) and words.letter(bare[-1]),
        stem=said.endswith("*"),
        person=person,
        noun=noun,
    )

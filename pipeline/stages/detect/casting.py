"""Who is who: every name, nickname, office and pronoun of a sentence becomes a mark of its party's role.

Laws: a noun such as "the regulator" means the one of that kind spoken of last, of those whose own name holds it if any
does ("the competition commission"); "the two companies" means bidder and seller.
What stands between marks is the folded text, unchanged; `parties` says whom each mark means, by its place in the
marked sentence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain, islice, repeat, takewhile

from msgspec.structs import replace

from pipeline.model import Party, Type, Value, Watch
from pipeline.stages.detect import roles
from pipeline.stages.detect.countries import Countries
from pipeline.stages.detect.lines import Line
from pipeline.stages.detect.memory import Memory, Spoken
from pipeline.stages.detect.name import BOTH, HE, IT, NOBODY, NOWHERE, PRONOUNS, THEY, Name
from pipeline.stages.detect.names import Names, Span
from pipeline.stages.detect.phrases import GAP
from pipeline.stages.detect.reading import Reading

_JOINERS = {"", " ", ", ", "-", " - ", "'s ", "' "}
_AND = ", "
_SIDES, _BUYERS = frozenset(roles.GROUPS["side"]), frozenset(roles.GROUPS["buyer"])
_PEOPLE = frozenset({"leader", "authority", "court", "legislature", "stakeholder"}) | _SIDES
_SWALLOWED = 10
"""Behind every number that a slot can have: one numbered 0 is not the party that stays."""


class Cast(Value):
    """A marked sentence, and the party behind each mark; `vetoed` when it speaks of what the watch is not."""

    marked: str
    parties: dict[int, Party]
    vetoed: bool = False
    holders: Cast | None = None
    """Where it names holders ("Oakmill shareholders") the same with only what they hold named, for which they act."""

    def readable(self, words: str) -> str:
        """Words that a cue found in it, with party ids in braces for the marks among them."""
        return GAP.join(map(self._readable, words.split(GAP))) if roles.present(words) else words

    def _readable(self, words: str) -> str:
        start = self.marked.find(words)
        ids = {at: party.id for at, party in self.parties.items()}
        return readable(self.marked, range(start, start + len(words)), ids)


class Stage:
    """The names by which one watch's parties go in one language."""

    def __init__(self, watch: Watch, reading: Reading) -> None:
        self.watch, self._reading = watch, reading
        self.first = roles.firsts(watch.parties)
        self.takeover = "owner" not in self.first and bool(self.first.keys() & set(roles.GROUPS["buyer"]))
        """Whether the watch has bidders and nobody who owns its object: it is a company that is bid for."""
        self.governments = tuple(party for party in watch.parties if roles.of(party) == "government")[:2]
        self._names, self._countries = Names(watch, reading.lexicon), Countries(watch, reading)

    def first_roles(self, type_: Type) -> tuple[str, ...]:
        """Who acts where a pattern leaves it open, likeliest first."""
        return roles.BIDDER_FIRST.get(type_, roles.FIRST[type_]) if self.takeover else roles.FIRST[type_]

    def cast(self, line: Line, memory: Memory, *, offices: bool) -> Cast:
        """The marked sentence; `memory` is added to.

        Without `offices` words around a name ("the bid's author Reed") stay as they are: who is named is all.
        """
        said, vetoed = self._names.spans(line.text, line.folded)
        cast = self._marked(line, said, memory, {}, vetoed=vetoed, offices=offices)
        held = [one for one in said if one[2].holders_of]
        if not held:
            return cast
        said, _ = self._names.spans(line.text, line.folded, holders=False)
        acting = {at: name.party for start, end, name in held for at in range(start, end)}
        return replace(cast, holders=self._marked(line, said, Memory(memory), acting, vetoed=vetoed, offices=offices))

    def _marked(  # noqa: PLR0913 - what a sentence is marked by
        self,
        line: Line,
        said: Sequence[Span],
        memory: Memory,
        acting: Mapping[int, Party],
        *,
        vetoed: bool,
        offices: bool,
    ) -> Cast:
        """The sentence with its names marked; who stands at a place may be `acting` for whom the mark is."""
        folded, spans = line.folded, self._countries.among(line, said)
        marked: list[str] = []
        parties: dict[int, Party] = {}
        length = at = 0
        previous: Party | None = None
        named = {one: name.party for one, _, name in spans if name.party not in PRONOUNS and name.opens(folded, one)}
        for start, end, name in spans:
            beside = _beside(name, named, folded, end, previous if folded[at:start] == ", " else None)
            noun = name.noun and roles.of(name.party) == "authority"
            office = self._countries.office(line, (start, end, name), beside, named, memory) if noun else None
            meant = self._meant(name, memory, beside, parties.values()) if office is None else office
            for party, between in zip(meant, chain((folded[at:start],), repeat(_AND)), strict=False):
                at = end
                if name.holders_of:
                    memory.spoken.append((name.holders_of, False))
                if name.party is party:
                    memory.spoken.append((party, name.person))
                if previous is party and between in _JOINERS:
                    continue  # "Treasury Secretary Steven Mnuchin" is one
                marked += (between, roles.mark(roles.of(party)))
                length += len(between)
                parties[length], previous = acting.get(start, party), party
                length += 1
        marked.append(folded[at:])
        cast = Cast(marked="".join(marked), parties=parties, vetoed=vetoed)
        return self._rewritten(cast, line.held) if offices else cast

    def named(self, line: Line) -> Collection[Party]:
        """Whom a sentence names by itself."""
        return self.cast(line, Memory(), offices=False).parties.values()

    def _meant(self, name: Name, memory: Memory, beside: Party | None, here: Collection[Party]) -> Sequence[Party]:
        """Whom a name means, if anybody: who is named `beside` it, if somebody is; `here` are who stand before it."""
        if beside:
            memory.countries[beside.id] |= {name.country} - {NOWHERE}
            return (beside,)
        if name.party in PRONOUNS:
            if name.country == NOWHERE:
                return _pronoun(name.party, memory.spoken)
            return self._countries.meant(name.country, memory, here)
        if name.noun:
            spoken = [one for one in memory.spoken if one[0] in name.shared] if name.shared else memory.spoken
            return _last(spoken, {roles.of(name.party)}) or name.shared[:1] or (name.party,) * _anybody(name.party)
        known = [party for party, _ in memory.spoken] if name.shared else []
        return (next((party for party in name.shared if party in known), name.party),)

    def _rewritten(self, cast: Cast, held: int) -> Cast:
        """Marks and the words around them that together mean one party."""
        for phrase in self._reading.stays.fitting(cast.marked, held):
            while match := phrase.pieces[0].search(cast.marked):
                said = [(order or _SWALLOWED, match.start(group)) for group, order in phrase.slots if match[group]]
                inner = min(said)[1]
                if match.end() - match.start() == 1:
                    break
                cast = _replaced(cast, match.start(), match.end(), cast.parties[inner])
        left = self._reading.becomes.fitting(cast.marked, held)
        while left:
            (phrase, *left), before = left, cast
            party = self.first.get(phrase.means)
            if party is None or not _anybody(party):
                continue
            while (match := phrase.pieces[0].search(cast.marked)) and match.end() - match.start() > 1:
                cast = _replaced(cast, match.start(), match.end(), party)
            if cast is not before:  # who is new there may fill other slots
                fitting = self._reading.becomes.fitting(cast.marked, held)
                left = [one for one in fitting if one.number > phrase.number]
        return cast


def readable(marked: str, places: Iterable[int], ids: Mapping[int, str]) -> str:
    """What stands at these places of a marked text, with ids in braces for the marks that have some."""
    return "".join(f"{{{ids[at]}}}" if at in ids else marked[at] for at in places)


def _anybody(party: Party) -> bool:
    """Whether its role's words may mean it unspoken of: another buyer only if it is called so."""
    return roles.of(party) != "other" or party.id == "other"


def _beside(name: Name, named: Mapping[int, Party], folded: str, end: int, before: Party | None) -> Party | None:
    """Whom "the company" means in "the company ByteDance" or "ByteDance, the company,"; no government is another."""
    if not (name.epithet or name.party is IT):
        return None
    behind = (named[at] for at in range(end, end + 3) if at in named and not folded[end:at].strip(' "'))
    party = next(behind, before if folded.startswith(",", end) else None)
    if party is None:
        return None
    role, kind = roles.of(name.party), roles.of(party)
    fits = kind in _SIDES if name.party is IT else role == kind != "government" or {role, kind} <= _BUYERS
    return party if fits else None


def _pronoun(pronoun: Party, spoken: Spoken) -> tuple[Party, ...]:
    """Whom a word means that depends on who was spoken of."""
    if pronoun is THEY:
        return _first_of_row(spoken)
    if pronoun is BOTH:
        return _both(spoken)
    if pronoun is NOBODY:
        return ()
    person = pronoun is HE
    return _last(spoken, _PEOPLE if person else _SIDES, person=person)


def _last(spoken: Spoken, wanted: Collection[str], *, person: bool = False) -> tuple[Party, ...]:
    """Who of these roles was spoken of last, as a person if need be."""
    who = (party for party, human in reversed(spoken) if roles.of(party) in wanted and human >= person)
    return tuple(islice(who, 1))


def _both(spoken: Spoken) -> tuple[Party, ...]:
    """Bidder and seller that were spoken of last; nobody where there are not two."""
    both = (*_last(spoken, roles.GROUPS["buyer"]), *_last(spoken, roles.GROUPS["seller"]))
    return both if len(both) > 1 else ()


def _first_of_row(spoken: Spoken) -> tuple[Party, ...]:
    """Who stands first among the last buyers that were named together, two of them at least."""
    buyers = [party if roles.of(party) in roles.GROUPS["buyer"] else None for party, _ in spoken]
    while buyers and buyers[-1] is None:
        buyers.pop()
    row = [party for party in takewhile(bool, reversed(buyers)) if party]
    return tuple(row[-1:]) if len({party.id for party in row}) > 1 else ()


def _replaced(cast: Cast, start: int, end: int, party: Party) -> Cast:
    shift = end - start - 1
    parties = {at if at < start else at - shift: one for at, one in cast.parties.items() if not start <= at < end}
    parties[start] = party
    marked = cast.marked[:start] + roles.mark(roles.of(party)) + cast.marked[end:]
    return Cast(marked=marked, parties=dict(sorted(parties.items())), vetoed=cast.vetoed)

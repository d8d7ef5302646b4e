"""Of what country who is: "the Italian group" means whom the watch, or the article, calls Italian.

Laws. An office of a country means nobody whose names, or the article, say that he is of another, nor anybody where the
initials of a stranger stand beside it. A company of a country never means a party of another, nor anybody where a name
of no party stands beside it. Of parties of which nobody says where they are from it means the only one that the article
has spoken of before the sentence; in a script without capitals, where a name beside it is not seen, nobody.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from pipeline.kit import words
from pipeline.model import Party, Watch
from pipeline.stages.detect import roles
from pipeline.stages.detect.lines import Line
from pipeline.stages.detect.memory import Memory
from pipeline.stages.detect.name import IT, NOBODY, NOWHERE, PRONOUNS, Name
from pipeline.stages.detect.names import Span
from pipeline.stages.detect.phrases import Phrase
from pipeline.stages.detect.reading import Reading

_SIDES = frozenset(roles.GROUPS["side"])
_COMPANIES = _SIDES - {"other"}  # of whom each epithet is its own
_OPENS = ' "“”„«»('
_FAR = 24
"""How far a country's name may be from a noun that it says more of, its own length counted."""
_LINKS = " -のของ的"
_INITIALS = re.compile(r"[A-Z]{3,6}(?![\w&])")
"""The name of an office that goes by its initials."""
_COMPANY = Name(
    party=IT, said="", first="", upper=False, spaced_start=False, spaced_end=False, stem=False, person=False
)  # fmt: skip


class Countries:
    """Those of one watch's parties, by its epithets in one language."""

    def __init__(self, watch: Watch, reading: Reading) -> None:
        self._reading, self._cased = reading, reading.lexicon.cased
        self._spaced = reading.lexicon.script.spaced
        owned = any(roles.of(party) == "owner" for party in watch.parties)
        told = _COMPANIES - {"object"} if owned else _COMPANIES  # "its American business" is no American company
        lang = reading.lexicon.lang
        self._parties = watch.parties
        self._sides = [party for party in watch.parties if roles.of(party) in _SIDES]
        self._known = {
            one.id: frozenset(country for said in one.epithets.get(lang, ()) for country in self._in(words.fold(said)))
            for one in self._sides
            if roles.of(one) in told
        }
        self._named = {
            party.id: frozenset(
                country
                for said in (*party.called(lang), *party.epithets.get(lang, ()))
                for country in self._called(words.fold(said))
            )
            for party in watch.parties
        }
        numbers = reading.lexicon.dates.numbers[:1]
        self._one = tuple(f" {word}" for said in numbers for word in words.fold(said).split("|"))

    def among(self, line: Line, spans: Sequence[Span]) -> Sequence[Span]:
        """The names of a sentence and those by country, before which what means only "the company" gives way."""
        said = self._reading.national.likely(line.held)
        if not said:
            return spans
        kept = list(spans)
        for one in self._found(line, spans, said):
            under = [other for other in kept if one[0] < other[1] and other[0] < one[1]]
            if all(other[2].party in PRONOUNS and other[2].country == NOWHERE for other in under):
                kept = sorted([one, *(other for other in kept if other not in under)], key=lambda one: one[0])
        return kept

    def meant(self, country: int, memory: Memory, here: Collection[Party]) -> Sequence[Party]:
        """Whom "the company of that country" means; `here` are those whom its sentence has named before."""
        spoken = [party for party, _ in reversed(memory.spoken) if roles.of(party) in _SIDES]
        of = [party for party in self._sides if country in self._from(party, memory)]
        if of:
            told = [party for party in spoken if party in of] or of[: len(of) == 1]
            return next(([party] for party in told if party not in here), told[:1])
        unknown = {party.id: party for party in spoken if not self._from(party, memory)}
        others = [party for party in unknown.values() if party not in here]
        return others if self._cased and len(others) == 1 else ()

    def office(
        self, line: Line, span: Span, beside: Party | None, named: Mapping[int, Party], memory: Memory
    ) -> Sequence[Party] | None:
        """Whom a noun means by the name or the country that stands beside it; None where neither says it."""
        start, end, name = span
        role = roles.of(name.party)
        around = list(self._around(line, start, end))
        countries, end = {at for at, _ in around}, max([end, *(stop for _, stop in around)])
        behind = end + len(line.text[end:]) - len(line.text[end:].lstrip(_OPENS))
        party = beside or named.get(behind)
        if party and roles.of(party) == role:
            memory.countries[party.id] |= countries
            return (party,)
        if party is None and _INITIALS.match(line.text, behind) and not line.text[start:end].isupper():
            return ()
        if not countries:
            return None
        suits = [one for one in self._parties if roles.of(one) == role and one in (name.shared or (one,))]
        spoken = [one for one, _ in reversed(memory.spoken) if one in suits]
        known = {one.id: self._named[one.id] | memory.countries[one.id] for one in suits}
        of = [one for one in (*spoken, *suits) if countries & known[one.id]]
        usual = (*spoken, *name.shared, name.party)
        return of[:1] or [one for one in (*spoken, usual[0]) if not known[one.id]][:1]

    def _around(self, line: Line, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The countries named right before or right behind a noun, and where noun and country end."""
        for country in self._reading.countries.likely(line.held):
            for match in country.pieces[0].finditer(line.folded, max(0, start - _FAR), end + _FAR):
                first, last = match.span()
                if last - first == 1 and not self._spaced:
                    continue  # 司法机构 is not French
                if last <= start and not line.folded[last:start].strip(_LINKS):
                    yield country.number, end
                elif first >= end and self._cased and not line.folded[end:first].strip():
                    yield country.number, last

    def _from(self, party: Party, memory: Memory) -> frozenset[int]:
        return self._known.get(party.id, frozenset()) | memory.countries[party.id]

    def _in(self, folded: str) -> Iterator[int]:
        """The countries of which a folded text speaks."""
        return (one.number for one in self._reading.countries.all if one.pieces[0].search(folded))

    def _called(self, folded: str) -> Iterator[int]:
        """The countries that a name says; of one without blanks that which it begins with: 米司法省 is not French."""
        if self._spaced:
            return self._in(folded)
        return (one.number for one in self._reading.countries.all if one.pieces[0].match(folded))

    def _found(self, line: Line, spans: Sequence[Span], said: Iterable[Phrase]) -> Iterator[Span]:
        named = {start for start, _, name in spans if name.party not in PRONOUNS}
        for phrase in said:
            for match in phrase.pieces[0].finditer(line.folded):
                start, end = match.span()
                stranger = f" {line.folded[:start].rstrip()}".endswith(self._one)
                behind = line.text[end:].lstrip(_OPENS)
                if stranger or (behind[:1].isupper() and len(line.text) - len(behind) not in named):
                    yield start, end, replace(_COMPANY, party=NOBODY)
                else:
                    yield start, end, replace(_COMPANY, country=next(self._in(match[0])))

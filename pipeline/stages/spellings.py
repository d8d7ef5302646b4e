"""How the languages write whom a watch names: from one name of somebody known to all that mean the same.

Laws. What a watch says itself stays as it is, first and whose it is; what it vetoes names nobody. A name that two lines
of the tables hold tells neither from the other, so it brings nothing in. Long names stand without their accents, too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from msgspec.structs import replace

from pipeline.kit import words
from pipeline.model import Party, Watch

Table: TypeAlias = Mapping[str, Sequence[str]]
"""Lines: the name by which all tables know somebody, and how one language calls him besides."""
_EVERYWHERE = "en"
"""The language whose names stand in the news of all."""
_SHORTEST = 4
"""Letters of a name that without its accents is another word: "Mỹ" is not "My"."""


class Spellings:
    """Tables by language."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._tables = {_EVERYWHERE: {}, **tables}
        lines = defaultdict[str, set[str]](set)
        for table in tables.values():
            for known, names in table.items():
                for name in (known, *names):
                    lines[name.casefold()].add(known)
        self._line = {name: min(known) for name, known in lines.items() if len(known) == 1}

    def spelled(self, watch: Watch) -> Watch:
        """The watch with all names of whom it names, in its gate and for its parties."""
        free = _Free(watch)
        names = (name for said in self._more(watch.names).values() for name in free.of(None, said))
        parties = tuple(self._spelled(party, free) for party in watch.parties)
        return replace(watch, names=tuple(dict.fromkeys((*watch.names, *names))), parties=parties)

    def _spelled(self, party: Party, free: _Free) -> Party:
        names, people = (
            {lang: found for lang, said in self._more(own).items() if (found := free.of(party, said))}
            for own in (party.names, party.people)
        )
        return replace(
            party,
            names=tuple(dict.fromkeys((*party.names, *names.pop(_EVERYWHERE, ())))),
            people=tuple(dict.fromkeys((*party.people, *people.pop(_EVERYWHERE, ())))),
            names_in=_beside(party.names_in, names),
            people_in=_beside(party.people_in, people),
        )

    def _more(self, names: Sequence[str]) -> dict[str, list[str]]:
        """By language what the lines hold in which these names are, and all as who has no accents writes them."""
        lines = dict.fromkeys(line for name in names if (line := self._line.get(name.casefold())))
        more = {lang: [name for line in lines for name in table.get(line, ())] for lang, table in self._tables.items()}
        more[_EVERYWHERE] = [*names, *lines, *more[_EVERYWHERE]]
        return {
            lang: [*said, *(words.plain(one) for one in said if len(one) > _SHORTEST)] for lang, said in more.items()
        }


class _Free:
    """Which names nobody else in a watch bears, nor a veto holds."""

    def __init__(self, watch: Watch) -> None:
        self._owners = {words.fold(name): party for party in watch.parties for name in _said(party)}
        self._vetoes = tuple(map(words.fold, watch.vetoes))

    def of(self, party: Party | None, names: Iterable[str]) -> tuple[str, ...]:
        """Those that a party may bear, or the deal."""
        folded = ((name, words.fold(name)) for name in dict.fromkeys(names))
        return tuple(
            name
            for name, said in folded
            if not any(veto in said for veto in self._vetoes)
            and (party is None or self._owners.setdefault(said, party) is party)
        )


def _said(party: Party) -> Iterator[str]:
    yield from party.everywhere
    for names in party.epithets.values():
        yield from names


def _beside(own: dict[str, tuple[str, ...]], more: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {lang: tuple(dict.fromkeys((*own.get(lang, ()), *more.get(lang, ())))) for lang in (own | more)}


NONE = Spellings({})
"""No table: a watch has the names that were written."""

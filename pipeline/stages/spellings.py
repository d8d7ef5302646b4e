"""How other languages write whom a watch names: its parties' names, and more that mean the same.

Laws. Of each line of the tables a watch has all names or none. What it says itself stays as it is, first and whose it
is, and what it vetoes names nobody; a name that two lines hold tells neither from the other, so it brings nothing in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from pipeline.kit import words
from pipeline.model import Party, Watch


class Spellings:
    """Tables by language, each of lines: by what name all tables know somebody, and how this language calls him."""

    def __init__(self, tables: Iterable[Mapping[str, Sequence[str]]]) -> None:
        self._names: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for table in tables:
            for known, names in table.items():
                self._names[known] |= dict.fromkeys((known, *names))
        lines = defaultdict[str, set[str]](set)
        for known, all_names in self._names.items():
            for name in all_names:
                lines[words.fold(name)].add(known)
        self._line = {name: min(known) for name, known in lines.items() if len(known) == 1}

    def spelled(self, watch: Watch) -> Watch:
        """The watch with all names of whom it names, in its gate and for its parties."""
        owners = {words.fold(name): party for party in watch.parties for name in _said(party)}
        vetoes = tuple(map(words.fold, watch.vetoes))

        def all_names(names: Sequence[str], party: Party) -> tuple[str, ...]:
            folded = ((name, words.fold(name)) for name in self._more(names))
            free = ((name, said) for name, said in folded if not any(veto in said for veto in vetoes))
            return (*names, *(name for name, said in free if owners.setdefault(said, party) is party))

        parties = tuple(
            replace(one, names=all_names(one.names, one), people=all_names(one.people, one)) for one in watch.parties
        )
        return replace(watch, names=(*watch.names, *self._more(watch.names)), parties=parties)

    def _more(self, names: Sequence[str]) -> Iterator[str]:
        """What else the lines hold in which these names are, and all of them as who has no accents writes them."""
        lines = dict.fromkeys(self._line.get(words.fold(name), "") for name in names)
        known = [*names, *(name for line in lines for name in self._names.get(line, ()))]
        return (name for name in dict.fromkeys((*known, *map(words.plain, known))) if name not in names)


def _said(party: Party) -> Iterator[str]:
    yield from (*party.names, *party.people)
    for epithets in party.epithets.values():
        yield from epithets


NONE = Spellings(())
"""No table: a watch has the names that were written."""

"""One name of a party, and what must stand around it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import msgspec

from pipeline.kit import words
from pipeline.model import Party, Value
from pipeline.stages.detect import roles

IT, HE, THEY, BOTH, NOBODY, VETO = (Party(id=f"@{one}") for one in ("it", "he", "they", "both", "nobody", "veto"))
PRONOUNS = (IT, HE, THEY, BOTH, NOBODY)
"""Whom a word means that names no party: it depends on who was spoken of."""
NOWHERE = -1
"""The place in the list of countries of what says of no country that it is from there."""
_LONGEST_CASE, _SHORTEST_STEM = 3, 4


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


def named(said: str, party: Party, *, person: bool, sides: Iterable[tuple[str, Party]] = ()) -> Name:
    """One that a watch gives a party; of a stakeholder the sides that it holds are found among `sides`, folded."""
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


def epithet(said: str, party: Party, *, noun: bool = False, shared: Sequence[Party] = ()) -> Name:
    """What a language calls a party without naming it, and whom else it calls so."""
    name = named(said, party, person=roles.of(party) == "leader")
    several = tuple(shared) if len(shared) > 1 else ()
    return msgspec.structs.replace(name, epithet=True, noun=noun, shared=several)


def declined(name: Name) -> Name:
    """The name without its last letter, in whose place an ending stands."""
    return msgspec.structs.replace(name, said=name.said[:-1], declined=True)


def borne(noun: Name, called: Sequence[tuple[Party, str]], articles: Collection[str]) -> Name:
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

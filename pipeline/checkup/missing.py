"""What is missing in a watch file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.checkup.finding import Finding, error, hint, warning
from pipeline.checkup.scripts import script
from pipeline.model import Party, Watch
from pipeline.stages.detect import Lexicon, roles

_SHARED = "other"
"""The id of those who need not be told apart."""


def missing(watch: Watch, lexicons: Sequence[Lexicon]) -> Iterator[Finding]:
    """Roles without a party, parties without a name, languages without a name in their script."""
    cast = {party.role for party in watch.parties}
    if not cast & {"object", "owner"}:
        yield error("party", "no party has the role object or owner: nothing that is said could be about the deal")
    if not cast & {"suitor", "other"}:
        yield error("party", "no party has the role suitor: offers, talks and rejections could not be told")
    if watch.starts_on is None:
        yield warning("starts_on", "no start date: older news of the same parties counts as this deal's")
    yield from _twice(watch)
    yield from _unsought(watch)
    for party in watch.parties:
        yield from _nameless(party)
    said = (lang for party in watch.parties for lang in (*party.epithets, *party.names_in, *party.people_in))
    if unread := set(said) - {lexicon.lang for lexicon in lexicons}:
        yield warning("party", f"epithets or names in languages without a lexicon: {', '.join(sorted(unread))}")
    yield from _unwritten(watch, lexicons)


def _twice(watch: Watch) -> Iterator[Finding]:
    for id_, times in Counter(party.id for party in watch.parties).items():
        if times > 1 and id_ != _SHARED:
            yield error(f"party {id_}", f"{times} parties have this id: nobody could tell them apart")


def _unsought(watch: Watch) -> Iterator[Finding]:
    """A bidder who is the only one, so that news of him may well be of the deal, and whose name lets no article in."""
    suitors = [party for party in watch.parties if party.role == "suitor"]
    if len(suitors) == 1 and suitors[0].names and not set(suitors[0].names) & set(watch.names):
        name = suitors[0].names[0]
        yield warning(
            "names",
            f"what names only the bidder {name!r} is not read: add him if most news of him is of this deal",
        )


def _unwritten(watch: Watch, lexicons: Sequence[Lexicon]) -> Iterator[Finding]:
    """The scripts that lexicons read and no name is written in: few deals are news in all of them."""
    written = {script(char) for name in watch.names for char in name}
    scripts = [_scripts(lexicon) for lexicon in lexicons]
    unwritten = dict.fromkeys(_called(one) for one in scripts if not one & written)
    if unwritten:
        yield hint(
            "names",
            f"none is written in {', '.join(unwritten)}: the news in these finds nobody; right if the deal has none",
        )


def _nameless(party: Party) -> Iterator[Finding]:
    place = f"party {party.id}"
    if not (party.everywhere or party.epithets):
        yield error(place, "has no names, so nobody can be it")
    elif not party.names:
        yield warning(place, "has no names of its own, only people or epithets: titles will show its id")
    if party.role not in roles.ROLES:
        yield error(place, f"role {party.role!r} is none of {', '.join(roles.ROLES)}")


def _called(scripts: set[str]) -> str:
    """What people call a language's scripts."""
    if "KATAKANA" in scripts:
        return "Kana"
    return "Han" if "CJK" in scripts else min(scripts).title()


def _scripts(lexicon: Lexicon) -> set[str]:
    """The scripts in which a language writes, by what its own rules are written in."""
    letters = Counter(script(char) for rule in lexicon.rule for example in rule.yes for char in example)
    letters.pop("", None)
    if letters.keys() & {"KATAKANA", "HIRAGANA"}:
        return {"KATAKANA", "HIRAGANA", "CJK"}
    native = {name: count for name, count in letters.items() if name != "LATIN"}
    total = sum(letters.values())
    return {max(native, key=lambda one: native[one])} if sum(native.values()) * 3 > total else {"LATIN"}

"""What is ambiguous in the names of a watch file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from pipeline.checkup.finding import Finding, error, of_parties, warning
from pipeline.checkup.scripts import script
from pipeline.edge import encoder
from pipeline.kit import words
from pipeline.model import Article, Watch
from pipeline.stages.gate import Gate

SHORT = 4
"""Letters below which a name of one word is taken for an abbreviation that others bear too."""
OFTEN = 1 / 1000
"""Share of general articles from which on a name is a common word."""
_WORDS = "common words, which count also where they are no names"
_ABBREVIATED = f"shorter than {SHORT} letters, so others may be called so too"
_SMALL = "written small, so any such word counts, also where it is no name"
_OF_PARTIES = "; `vetoes` say what is not meant, --against counts them"
_OF_WATCH = f"; in `names` a longer spelling is safer{_OF_PARTIES.replace(';', ',')}"
_SPELLED = {"LATIN", "CYRILLIC", "GREEK"}


def common(watch: Watch, articles: Iterable[Article]) -> list[Finding]:
    """The names that general articles hold so often that they must be common words."""
    gate = Gate(msgspec.structs.replace(watch, id=name, names=(name,)) for name in _aliases(watch))
    met: Counter[str] = Counter()
    shown: dict[str, str] = {}
    seen = 0
    for seen, article in enumerate(articles, 1):  # noqa: B007 - counted to the end
        for held in gate.concerned(article):
            met[held.id] += 1
            shown.setdefault(held.id, article.title)
    return [
        Finding(severity="warning", place=repr(name), text=f"{count} of {seen} articles hold it, as {shown[name]!r}")
        for name, count in met.most_common()
        if count > 1 and count > seen * OFTEN
    ]


def ambiguous(watch: Watch) -> Iterator[Finding]:
    """Names that two parties bear, that are words, abbreviations or vetoed."""
    for bearers in _bearers(watch).values():
        if len(bearers) > 1:
            name = next(iter(bearers.values()))
            yield error(f"party {' and '.join(bearers)}", f"both are called {name!r}: only the first is ever meant")
    yield from _doubtful(watch)
    for veto in watch.vetoes:
        begins = re.compile(rf"(?<!\w){re.escape(words.fold(veto))}")
        if any(begins.search(words.fold(name)) for name in watch.names):
            yield error("vetoes", f"{veto!r} is part of the watch's own names: every article would be left alone")
        for name in _aliases(watch):
            if name not in watch.names and begins.search(words.fold(name)):
                yield error("vetoes", f"{veto!r} is part of {name!r}: whatever names that party would be left alone")


def _doubtful(watch: Watch) -> Iterator[Finding]:
    """The names that may be no names where they stand, all of one kind together: there are many, and most are good."""
    kinds = dict[tuple[str, bool], dict[str, list[str]]]()
    bearers = _bearers(watch)
    for name in _aliases(watch):
        kind = _kind(name)
        if kind:
            borne = bearers.get(words.fold(name), {}) if name not in watch.names else {}
            kinds.setdefault((kind, bool(borne)), {})[repr(name)] = list(borne)
    for (kind, of_some), names in kinds.items():
        told = [f"{name} ({', '.join(borne)})" if of_some else name for name, borne in names.items()]
        advice = "" if kind != _WORDS else _OF_PARTIES if of_some else _OF_WATCH
        place = of_parties(id_ for borne in names.values() for id_ in borne) if of_some else "names"
        yield warning(place, f"{kind}: {', '.join(told)}{advice}")


def _kind(name: str) -> str:
    """Why it may be no name where it stands, if it may."""
    if encoder.is_word(name):
        return _WORDS
    if _abbreviated(name):
        return _ABBREVIATED
    return _SMALL if name == name.lower() and name.isalpha() and name.isascii() else ""


def _bearers(watch: Watch) -> dict[str, dict[str, str]]:
    """By name as it is compared: the parties that bear it, each with its spelling; several may bear an epithet."""
    owners: dict[str, dict[str, str]] = {}
    for party in watch.parties:
        for name in (*party.names, *party.people):
            owners.setdefault(words.fold(name), {})[party.id] = name
    return owners


def _aliases(watch: Watch) -> list[str]:
    """The names, of those that are compared alike the first."""
    called = (*watch.names, *(name for party in watch.parties for name in (*party.names, *party.people)))
    return list({words.fold(name): name for name in reversed(called)}.values())[::-1]


def _abbreviated(name: str) -> bool:
    letters = [char for char in name if char.isalpha()]
    spelled = all(script(char) in _SPELLED for char in letters)
    return len(letters) < SHORT and spelled and not (name.isupper() and len(letters) > SHORT // 2)

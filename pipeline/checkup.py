"""Is a watch file good? What is missing in it, what is ambiguous, and which of its examples fail.

Laws. An error makes the watch wrong: it would be silent, or say what is false. A warning is worth a look. Nothing here
knows a language: which words are common is asked of the lexicons, and of real articles where some are given.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, Literal

import msgspec

from pipeline.edge import encoder
from pipeline.edge.seeds import Example
from pipeline.kit import languages, words
from pipeline.model import Article, Mention, Party, Value, Watch
from pipeline.stages.detect import Detector, Lexicon, roles
from pipeline.stages.detect.owning import Owning
from pipeline.stages.gate import Gate

SHORT = 4
"""Letters below which a name of one word is taken for an abbreviation that others bear too."""
FEWEST, MOST = 3, 10
"""Examples of an own type."""
OFTEN = 1 / 1000
"""Share of general articles from which on a name is a common word."""
_IN = timedelta(days=30)
"""Days after the deal's start on which its examples are read."""
_SPELLED = {"LATIN", "CYRILLIC", "GREEK"}
_STOPS = (".", "!", "。", "！", "»", "”")
_TOKEN = re.compile(r"[^\W\d_]+[*]?")


class Finding(Value):
    """Something to look at: where in the file, and what."""

    severity: Literal["error", "warning"]
    place: str
    text: str


def findings(watch: Watch, examples: Sequence[Example], lexicons: Sequence[Lexicon]) -> list[Finding]:
    """All that is wrong or doubtful, errors first."""
    detector = Detector(lexicons, owning=Owning(encoder.encode))
    found = [*_missing(watch, lexicons), *_ambiguous(watch, lexicons), *_failing(watch, examples, detector)]
    return sorted((*found, *_own(watch, detector)), key=lambda one: one.severity)


def said(example: Example, watch: Watch, detector: Detector) -> tuple[Mention, ...]:
    """What is found in an example, as if published in the deal's time; what ends without a full stop is a headline."""
    ends = example.says.rstrip().endswith(_STOPS)
    article = _article(watch, example.lang, *(("", example.says) if ends else (example.says, "")))
    return detector.mentions(article, watch) if Gate((watch,)).concerned(article) else ()


def short(mentions: Iterable[Mention]) -> list[str]:
    """Mentions as an example lists them: "type first-actor" each, once, in order; an own type by its id."""
    return sorted({" ".join((one.own or one.type, *one.actors[:1])) for one in mentions if not one.suggested})


def common(watch: Watch, articles: Iterable[Article]) -> list[Finding]:
    """The names that general articles hold so often that they must be common words."""
    gates = {name: Gate((msgspec.structs.replace(watch, names=(name,)),)) for name in _aliases(watch)}
    whole = Gate((msgspec.structs.replace(watch, names=tuple(gates)),)) if gates else Gate(())
    met: Counter[str] = Counter()
    shown: dict[str, str] = {}
    seen = 0
    for seen, article in enumerate(articles, 1):  # noqa: B007 - counted to the end
        for name in (name for name in gates if gates[name].concerned(article)) if whole.concerned(article) else ():
            met[name] += 1
            shown.setdefault(name, article.title)
    return [
        Finding(severity="warning", place=repr(name), text=f"{count} of {seen} articles hold it, as {shown[name]!r}")
        for name, count in met.most_common()
        if count > 1 and count > seen * OFTEN
    ]


def _article(watch: Watch, lang: str, title: str, text: str) -> Article:
    day = watch.starts_on or datetime(2020, 1, 1, tzinfo=UTC).date()
    at = datetime.combine(day, time(12), UTC) + _IN
    return Article(id="example", url="", source="", title=title, text=text, lang=lang, published_at=at, fetched_at=at)


# --- what is missing --------------------------------------------------------------------------------


def _missing(watch: Watch, lexicons: Sequence[Lexicon]) -> Iterator[Finding]:
    cast = {party.role for party in watch.parties}
    if not cast & {"object", "owner"}:
        yield _error("party", "no party has the role object or owner: nothing that is said could be about the deal")
    if not cast & {"suitor", "other"}:
        yield _error("party", "no party has the role suitor: offers, talks and rejections could not be told")
    if watch.starts_on is None:
        yield _warning("starts_on", "no start date: older news of the same parties counts as this deal's")
    for party in watch.parties:
        yield from _nameless(party)
    unread = {lang for party in watch.parties for lang in party.epithets} - {lexicon.lang for lexicon in lexicons}
    if unread:
        yield _warning("party", f"epithets in languages without a lexicon: {', '.join(sorted(unread))}")
    for lexicon in lexicons:
        scripts = _scripts(lexicon)
        if not any(_script(char) in scripts for name in watch.names for char in name):
            yield _warning("names", f"none in the script of {lexicon.name} ({'/'.join(sorted(scripts)).lower()})")


def _nameless(party: Party) -> Iterator[Finding]:
    place = f"party {party.id}"
    if not (party.names or party.people or party.epithets):
        yield _error(place, "has no names, so nobody can be it")
    elif not party.names:
        yield _warning(place, "has no names of its own, only people or epithets: titles will show its id")
    if party.role not in roles.ROLES:
        yield _error(place, f"role {party.role!r} is none of {', '.join(roles.ROLES)}")


def _scripts(lexicon: Lexicon) -> set[str]:
    """The scripts in which a language writes, by what its own rules are written in."""
    letters = Counter(_script(char) for rule in lexicon.rule for example in rule.yes for char in example)
    letters.pop("", None)
    if letters.keys() & {"KATAKANA", "HIRAGANA"}:
        return {"KATAKANA", "HIRAGANA", "CJK"}
    native = {script: count for script, count in letters.items() if script != "LATIN"}
    total = sum(letters.values())
    return {max(native, key=lambda one: native[one])} if sum(native.values()) * 3 > total else {"LATIN"}


def _script(char: str) -> str:
    return unicodedata.name(char, "").partition(" ")[0] if char.isalpha() else ""


# --- what is ambiguous ------------------------------------------------------------------------------


def _ambiguous(watch: Watch, lexicons: Sequence[Lexicon]) -> Iterator[Finding]:
    for bearers in _bearers(watch).values():
        if len(bearers) > 1:
            name = next(iter(bearers.values()))
            yield _error(f"party {' and '.join(bearers)}", f"both are called {name!r}: only the first is ever meant")
    vocabulary = _vocabulary(lexicons)
    for name in _aliases(watch):
        langs = vocabulary.get(words.fold(name), ())
        if langs:
            yield _warning(repr(name), f"is a word of {', '.join(sorted(langs))} that rules ask for")
        elif _abbreviated(name):
            yield _warning(repr(name), f"has fewer than {SHORT} letters: others may be called so too")
        elif name == name.lower() and name.isalpha() and name.isascii():
            yield _warning(repr(name), "is written small: any such word counts, also where it is no name")
    lower = [words.fold(name) for name in watch.names]
    for veto in watch.vetoes:
        if any(words.fold(veto) in name for name in lower):
            yield _error("vetoes", f"{veto!r} is part of the watch's own names: every article would be left alone")


def _bearers(watch: Watch) -> dict[str, dict[str, str]]:
    """By name as it is compared: the parties that bear it, each with its spelling."""
    owners: dict[str, dict[str, str]] = {}
    for party in watch.parties:
        for name in (*party.names, *party.people):
            owners.setdefault(words.fold(name), {})[party.id] = name
        for lang, epithets in party.epithets.items():
            for name in epithets:
                owners.setdefault(f"{lang}: {words.fold(name)}", {})[party.id] = name
    return owners


def _aliases(watch: Watch) -> list[str]:
    return list(
        dict.fromkeys(
            (*watch.names, *(name for party in watch.parties for name in (*party.names, *party.people)))
        )
    )  # fmt: skip


def _abbreviated(name: str) -> bool:
    letters = [char for char in name if char.isalpha()]
    spelled = all(_script(char) in _SPELLED for char in letters)
    return len(letters) < SHORT and spelled and not (name.isupper() and len(letters) > SHORT // 2)


def _vocabulary(lexicons: Sequence[Lexicon]) -> dict[str, set[str]]:
    """The whole words that the rules, lists and cues of each language are made of."""
    found: dict[str, set[str]] = {}
    for lexicon in lexicons:
        if not lexicon.script.spaced:
            continue
        texts = [pattern for rule in lexicon.rule for pattern in rule.says]
        texts += _strings(msgspec.to_builtins((lexicon.lists, lexicon.cues)))
        for text in texts:
            for token in _TOKEN.findall(re.sub(r"[{<][^}>]*[}>]", " ", text)):
                if not token.endswith("*"):
                    found.setdefault(words.fold(token), set()).add(lexicon.lang)
    return found


def _strings(value: Any) -> list[str]:  # noqa: ANN401 - lists and tables of texts
    if isinstance(value, str):
        return [value]
    return [text for one in (value.values() if isinstance(value, dict) else value) for text in _strings(one)]


# --- its examples -----------------------------------------------------------------------------------


def _failing(watch: Watch, examples: Sequence[Example], detector: Detector) -> Iterator[Finding]:
    known = {party.id for party in watch.parties} | {"other"}
    if not examples:
        yield _warning("example", "no examples: nobody knows whether the watch finds anything")
    for number, example in enumerate(examples, 1):
        place = f"example {number}"
        if example.lang not in detector.languages:
            yield _error(place, f"there is no lexicon for {example.lang!r}")
            continue
        strangers = {actor for one in example.found for actor in one.split(" ")[1:]} - known
        if strangers:
            yield _error(place, f"names a party that the watch has not: {', '.join(sorted(strangers))}")
        got = short(said(example, watch, detector))
        if got != sorted(set(example.found)):
            yield _error(
                place, f"{example.says!r}: should give {_told(sorted(set(example.found)))}, but gives {_told(got)}"
            )


def _own(watch: Watch, detector: Detector) -> Iterator[Finding]:
    """What is wrong with the watch's own types."""
    for id_, times in Counter(own.id for own in watch.own).items():
        if times > 1:
            yield _error(f"own {id_}", f"{times} own types have this id")
    for own in watch.own:
        place, count = f"own {own.id}", len(own.examples)
        if not FEWEST <= count <= MOST:
            yield _error(place, f"has {_counted(count)}: give it {FEWEST} to {MOST}")
        for says in own.examples:
            yield from _unlike_itself(says, own.id, place, watch, detector)


def _unlike_itself(says: str, id_: str, place: str, watch: Watch, detector: Detector) -> Iterator[Finding]:
    """Why an example of an own type is not found as that: read behind a headline that names what is sold."""
    names = [name for party in watch.parties for name in _called(party)]
    if not any(words.fold(name) in words.fold(says) for name in names):
        yield _error(place, f"{says!r} names no party of the watch: nobody would have done it")
        return
    lang = languages.guess(says)
    sold = [name for party in watch.parties if party.role in {"object", "owner"} for name in party.names]
    read = detector.mentions(_article(watch, lang, (*sold, *watch.names)[0], says), watch)
    told = {one.own: one.suggested for one in read if one.own}
    if id_ not in told:
        yield _error(place, f"{says!r}, read as {lang or 'no language'}, is not found: it asks, is negated or vetoed")
    elif told[id_]:
        yield _warning(place, f"{says!r} shares no telling word with another example: what is like it alerts nobody")
    for other in told.keys() - {id_}:
        yield _warning(place, f"{says!r} is found as {other}, too")


def _called(party: Party) -> Iterator[str]:
    yield from (*party.names, *party.people)
    for epithets in party.epithets.values():
        yield from epithets


def _counted(examples: int) -> str:
    return f"{examples} example{'s' * (examples != 1)}"


def _told(listed: list[str]) -> str:
    return ", ".join(listed) or "nothing"


def _error(place: str, text: str) -> Finding:
    return Finding(severity="error", place=place, text=text)


def _warning(place: str, text: str) -> Finding:
    return Finding(severity="warning", place=place, text=text)

"""Which examples of a watch file fail: its own and those of its own types."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import get_args

from pipeline.checkup.finding import Finding, error, hint, warning
from pipeline.edge import forms
from pipeline.edge.seeds import Example
from pipeline.kit import languages, words
from pipeline.model import Article, Mention, OwnType, Party, Type, Watch
from pipeline.stages.detect import Detector
from pipeline.stages.gate import Gate

FEWEST, MOST = 3, 10
"""Examples of an own type."""
_IN = timedelta(days=30)
"""Days after the deal's start on which its examples are read."""
_STOPS = (".", "!", "。", "！", "»", "”")


def said(example: Example, watch: Watch, detector: Detector) -> tuple[Mention, ...]:
    """What is found in an example, as if published in the deal's time; what ends without a full stop is a headline."""
    ends = example.says.rstrip().endswith(_STOPS)
    article = _article(watch, example.lang, *(("", example.says) if ends else (example.says, "")))
    return detector.mentions(article, watch) if Gate((watch,)).concerned(article) else ()


def short(mentions: Iterable[Mention]) -> list[str]:
    """Mentions as an example lists them: "type first-actor" each, once, in order; an own type by its id."""
    return sorted({" ".join((one.own or one.type, *one.actors[:1])) for one in mentions if not one.suggested})


def failing(watch: Watch, examples: Iterable[Example], detector: Detector) -> Iterator[Finding]:
    """Examples that give something else than they say."""
    number = 0
    for number, example in enumerate(examples, 1):
        place = f"example {number}"
        if example.lang not in detector.languages:
            yield error(place, f"there is no lexicon for {example.lang!r}")
            continue
        unknown = list(_unknown(watch, example))
        yield from (error(place, text) for text in unknown)
        got = short(said(example, watch, detector))
        if not unknown and got != sorted(set(example.found)):
            yield error(
                place, f"{example.says!r}: should give {_told(sorted(set(example.found)))}, but gives {_told(got)}"
            )
    if not number:
        yield hint("example", "none: a sentence of the deal's press in an [[example]] shows whether it is found")


def _unknown(watch: Watch, example: Example) -> Iterator[str]:
    """What an example expects that could never be found: types and parties that there are not."""
    types = (*get_args(Type), *(one.id for one in watch.own))
    parties = {party.id for party in watch.parties} | {"other"}
    for kind, actor in dict.fromkeys(one.partition(" ")[::2] for one in example.found):
        if kind not in types:
            yield forms.unlisted(kind, types)
        if actor and actor not in parties:
            yield f"names a party that the watch has not: {actor}"


def own(watch: Watch, detector: Detector) -> Iterator[Finding]:
    """What is wrong with the watch's own types."""
    for id_, times in Counter(one.id for one in watch.own).items():
        if times > 1:
            yield error(f"own {id_}", f"{times} own types have this id")
    for one in watch.own:
        place, count = f"own {one.id}", len(one.examples)
        if not FEWEST <= count <= MOST:
            yield error(place, f"has {_counted(count)}: give it {FEWEST} to {MOST}")
        for says in one.examples:
            yield from _unlike_itself(says, one, watch, detector)


def _unlike_itself(says: str, one: OwnType, watch: Watch, detector: Detector) -> Iterator[Finding]:
    """Why an example of an own type is not found as that: read behind a headline that names what is sold."""
    place = f"own {one.id}"
    names = [name for party in watch.parties for name in _called(party)]
    if not any(words.fold(name) in words.fold(says) for name in names):
        yield error(place, f"{says!r} names no party of the watch: nobody would have done it")
        return
    lang = languages.guess(says) or languages.guess(" ".join(one.examples))
    if lang not in detector.languages:
        why = f"there is no lexicon for {lang!r}" if lang else "its language cannot be told"
        yield warning(place, f"{says!r} is not tried, for {why}: say it longer, or in an [[example]] with its `lang`")
        return
    sold = [name for party in watch.parties if party.role in {"object", "owner"} for name in party.names]
    read = detector.mentions(_article(watch, lang, (*sold, *watch.names)[0], says), watch)
    told = {found.own: found.suggested for found in read if found.own}
    if one.id not in told:
        why = "it asks, is negated or vetoed, or is as near to a sentence of `unlike`"
        yield error(place, f"{says!r}, read as {lang}, is not found: {why}")
    elif told[one.id]:
        why = "shares no telling word with another example, or none that `unlike` does not say"
        yield warning(place, f"{says!r} {why}: what is like it alerts nobody")
    for other in told.keys() - {one.id}:
        yield warning(place, f"{says!r} is found as {other}, too")


def _called(party: Party) -> Iterator[str]:
    yield from (*party.names, *party.people)
    for epithets in party.epithets.values():
        yield from epithets


def _counted(examples: int) -> str:
    return f"{examples} example{'s' * (examples != 1)}"


def _told(listed: list[str]) -> str:
    return ", ".join(listed) or "nothing"


def _article(watch: Watch, lang: str, title: str, text: str) -> Article:
    day = min(watch.starts_on or date(2020, 1, 1), date.max - 2 * _IN)
    at = datetime.combine(day, time(12), UTC) + _IN
    return Article(id="example", url="", source="", title=title, text=text, lang=lang, published_at=at, fetched_at=at)

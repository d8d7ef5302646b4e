"""What a person edits, read from `seeds/`: watches, lexicons, feeds, articles; every fault names file and place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import get_args

import msgspec

from pipeline.edge import byhand, forms, interchange
from pipeline.errors import SeedError
from pipeline.kit import urls
from pipeline.model import Article, Feed, Party, Type, Value, Watch, derive_id
from pipeline.settings import Settings
from pipeline.stages.detect import Lexicon, roles
from pipeline.stages.detect.features import Learned
from pipeline.stages.spellings import Spellings

_ID = re.compile(r"[a-z0-9-]+")


class Example(Value):
    """A sentence of a watch file, and what must be found in it: "type first-actor" each; nothing if nothing."""

    lang: str
    says: str
    found: tuple[str, ...] = ()


class _WatchFile(Watch, frozen=True):
    """A watch as its file writes it, with its examples."""

    parties: tuple[Party, ...] = msgspec.field(default=(), name="party")
    example: tuple[Example, ...] = ()


class _Line(Value):
    """A line of names as its file writes it: "Name" = ["other name", ...]."""

    names: tuple[str, ...]


class _FeedsFile(Value):
    feed: tuple[dict[str, object], ...] = ()


def watches(settings: Settings) -> tuple[Watch, ...]:
    """The watches of `seeds/watches/*.toml`, the deal that began first before the others."""
    known = spellings(settings)
    read = (watch_file(path, known) for path in _files(settings, "watches", "*.toml"))
    found = tuple(sorted(read, key=lambda watch: (watch.starts_on or date.min, watch.id)))
    twice = {watch.id for watch in found if sum(other.id == watch.id for other in found) > 1}
    if twice:
        raise SeedError(
            f"seeds/watches: two files have the watch {min(twice)!r}", way_out="give one of them another id"
        )
    return found


def watch_file(path: Path, known: Spellings) -> Watch:
    """The watch that one file describes, with all names of whom it names."""
    written = _watch_file(path)
    watch = Watch(**{name: getattr(written, name) for name in Watch.__struct_fields__})
    _hold_names(watch, path)
    _hold_ids(watch, path)
    return known.spelled(watch)


def examples(path: Path) -> tuple[Example, ...]:
    """The examples of one watch file; they are no part of the watch."""
    return _watch_file(path).example


def _watch_file(path: Path) -> _WatchFile:
    return byhand.value(byhand.table(path), _WatchFile, path)


def _hold_names(watch: Watch, path: Path) -> None:
    said = [("names", watch.names), ("vetoes", watch.vetoes)]
    for party in watch.parties:
        epithets = tuple(text for texts in party.epithets.values() for text in texts)
        said += [(f"party {party.id}: names", party.everywhere), (f"party {party.id}: epithets", epithets)]
    for place, texts in said:
        if any(not text.removesuffix("*").strip() for text in texts):
            raise SeedError(f"{path}: {place}: one is empty", way_out="remove it")
    _hold_starless(watch.names, path, "names")
    if not watch.names:
        raise SeedError(
            f"{path}: names: a watch without a name would never meet an article", way_out="name the deal's object"
        )


def _hold_starless(names: Iterable[str], path: Path, place: str) -> None:
    """No star stands in what the gate looks for."""
    if any("*" in name for name in names):
        raise SeedError(f"{path}: {place}: a star means nothing in them", way_out="write each spelling")


def _hold_ids(watch: Watch, path: Path) -> None:
    """Ids are ids, and no own type has that of one of ours, which it would hide."""
    ids = [("id", watch.id), *(("party", one.id) for one in watch.parties), *(("own", one.id) for one in watch.own)]
    for place, id_ in ids:
        if not _ID.fullmatch(id_):
            raise SeedError(f"{path}: {place} {id_!r} is no id", way_out="write it in a-z, 0-9 and hyphens")
    for one in watch.own:
        if one.id in get_args(Type):
            raise SeedError(
                f"{path}: own {one.id!r} is a type already",
                way_out=f"give it another id, as my-{one.id}, or leave it out",
            )


def spellings(settings: Settings) -> Spellings:
    """How languages write whom watches name, by `seeds/names/*.toml`."""
    return Spellings({path.stem: _lines(path) for path in _files(settings, "names", "*.toml")})


def _lines(path: Path) -> dict[str, tuple[str, ...]]:
    """One language's: how it calls whom all tables know by the name before."""
    said = byhand.table(path)
    _hold_words(said, path)
    lines = {known: byhand.value({"names": names}, _Line, path, known).names for known, names in said.items()}
    for known, names in lines.items():
        _hold_starless((known, *names), path, known)
    return lines


class Lexicons(Mapping[str, Lexicon]):
    """Lexicons by language; a file is read when its language is first asked for, for all of them take a second."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = {path.stem: path for path in paths}
        self._read: dict[str, Lexicon] = {}

    def __getitem__(self, lang: str) -> Lexicon:
        if lang not in self._read:
            self._read[lang] = lexicon_file(self._paths[lang])
        return self._read[lang]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def lexicons(settings: Settings) -> Lexicons:
    """The lexicons of `seeds/lexicon/*.toml`, in the order of the files' names."""
    return Lexicons(_files(settings, "lexicon", "*.toml"))


def lexicon_file(path: Path) -> Lexicon:
    """The lexicon of one file, whose name is its language."""
    said = byhand.table(path)
    lexicon = byhand.value(said, Lexicon, path)
    _hold_words(said, path)
    _hold_roles(lexicon, path)
    if lexicon.lang != path.stem:
        raise SeedError(
            f"{path}: lang: is {lexicon.lang!r}, but the file is named {path.stem!r}", way_out="make both the same"
        )
    return lexicon


_MAY_BE_EMPTY = ("who.suffixes",)


def _hold_words(said: object, path: Path, place: str = "") -> None:
    """No list of words, however deep in a table, holds an empty one."""
    if isinstance(said, dict):
        for key, below in said.items():
            _hold_words(below, path, f"{place}.{key}" if place else key)
    elif isinstance(said, list):
        for below in said:
            _hold_words(below, path, place)
            empty = isinstance(below, str) and not below.removesuffix("*").strip()
            if empty and place not in _MAY_BE_EMPTY:
                raise SeedError(f"{path}: {place}: a word is empty", way_out="remove it")


def _hold_roles(lexicon: Lexicon, path: Path) -> None:
    """Whoever a lexicon names by a role has one that there is."""
    said: list[tuple[str, str, Collection[str]]]
    said = [(f"rule {rule.name}: first", rule.first, roles.GROUPS) for rule in lexicon.rule if rule.first]
    for place, named in (("who.nouns", lexicon.who.nouns), ("who.becomes", lexicon.who.becomes)):
        said += [(place, role, roles.ROLES) for role in named]
    for place, role, known in said:
        if role not in known:
            raise SeedError(
                f"{path}: {place}: {forms.unlisted(role, known)}",
                way_out="mend the file; its form is in docs/lexicons.md",
            )


def classifier(settings: Settings) -> Learned | None:
    """What `seeds/classifier.json` has learned; None where there is no such file."""
    path = settings.seeds / "classifier.json"
    if not path.exists():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=Learned)
    except (OSError, msgspec.MsgspecError) as error:
        raise SeedError(f"{path}: {error}", way_out="learn it again: python -m pipeline.evaluate.learning") from error


def feeds(settings: Settings) -> tuple[Feed, ...]:
    """The feeds of `seeds/feeds.toml`; a feed's id is derived from its URL, however that is spelt."""
    path = settings.seeds / "feeds.toml"
    if not path.exists():
        return ()
    rows = byhand.value(byhand.table(path), _FeedsFile, path).feed
    return tuple(
        byhand.value(row, Feed, path, f"feed {number}", id=derive_id(urls.spelt(str(row.get("url", "")))))
        for number, row in enumerate(rows, 1)
    )


def articles(settings: Settings) -> tuple[Article, ...]:
    """The articles of `seeds/articles/*.json`, one a file, in the form that `detect` reads; the rest is for tests."""
    found = []
    for path in _files(settings, "articles", "*.json"):
        read = interchange.article(path.read_bytes(), str(path))
        if isinstance(read, interchange.Unusable):
            raise SeedError(f"{read.place}: {read.reason}", way_out="mend the file")
        found.append(read)
    return tuple(found)


def _files(settings: Settings, folder: str, form: str) -> list[Path]:
    return sorted((settings.seeds / folder).glob(form))

"""The facts of a deal -> a watch file that a person goes on with."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import get_args

from pipeline.errors import UsageError
from pipeline.kit import words
from pipeline.model import Type
from pipeline.stages.detect import roles

_HEAD = """\
# {title}. Its form: docs/guide.md; is it good? dealwire watches check {file}
id = {id}
title = {title_text}
{starts_on}
# An article concerns the deal only if it holds one of these: all spellings, but of whom is widely known one is enough.
names = {names}
# Words that say it is something else (compared in small letters).
vetoes = {vetoes}
# wanted = {types}  # only these types, and your own; left out, all
"""
_PARTY = """
[[party]]
id = {id}
role = {role}
names = {names}  # the first is the one that titles show
people = []  # who speaks for it
# [party.epithets]
# en = ["the retailer"]  # what else it is called, by language
"""
_OWN = """
[[own]]
id = {id}
title = {title}  # told after who acts
examples = {examples}
unlike = []  # sentences that look like it and are not
"""
_EXAMPLES = """
# What its press would write, and what must be found in it: "type first-actor" each; nothing if it is no news of it.
[[example]]
lang = "en"
says = {offer}
found = ["offer {suitor}"]
[[example]]
lang = "en"
says = {rejection}
found = ["rejection {seller}"]
[[example]]
lang = "en"
says = {nothing}
found = []
"""


NEEDED = {
    "object": ("nothing is named that is sold", 'name it: "Acme Foods, Acme" (--object)'),
    "suitors": (
        "nobody is named who would buy",
        "name one (--suitor); others can be added to the file later",
    ),
}
"""The facts without which there is no watch, each with what is said where it is missing."""


@dataclass
class Facts:
    """What was answered; names of one party are parted by commas, the first is the one to show.

    `own` are the user's own types, "title: sentence; sentence; sentence" each.
    """

    object: str = ""
    suitors: list[str] = field(default_factory=list)
    owner: str = ""
    powers: list[str] = field(default_factory=list)
    starts_on: str = ""
    vetoes: list[str] = field(default_factory=list)
    title: str = ""
    own: list[str] = field(default_factory=list)

    @property
    def called(self) -> str:
        """A title made of the parties."""
        return " and ".join((*(spelled(suitor)[0] for suitor in self.suitors[:1]), spelled(self.object)[0]))

    @property
    def id(self) -> str:
        """The watch's id: the object's name."""
        return slug(spelled(self.object)[0])

    @property
    def file(self) -> Path:
        """Where it is written if no file is named."""
        return Path(f"{self.id}.toml")


def several(answer: str) -> list[str]:
    """The parts of an answer that names several, parted by semicolons."""
    return [part.strip() for part in answer.split(";") if part.strip()]


def spelled(names: str) -> list[str]:
    """The spellings of one party."""
    listed = [name.strip() for name in names.split(",") if name.strip()]
    if not listed:
        raise UsageError("a party needs a name", way_out="name it, and behind commas its other spellings")
    return listed


def slug(name: str) -> str:
    """A name as an id: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    found = "-".join(re.findall(r"[a-z0-9]+", plain))
    if not found:
        raise UsageError(f"{name!r} makes no id", way_out="put a spelling in Latin letters first")
    return found


def hold(facts: Facts) -> None:
    """Nothing in the facts that are there is wrong; `UsageError` says what is."""
    _parties(facts)
    _since(facts.starts_on)
    ids = [_own(said)[0] for said in facts.own]
    if twice := next((id_ for id_ in ids if ids.count(id_) > 1), ""):
        raise UsageError(f"two types would have the id {twice!r}", way_out="give one of them another title")


def hold_needed(facts: Facts, name: str) -> None:
    """A fact that a watch needs is there."""
    if name in NEEDED and not getattr(facts, name):
        what, way_out = NEEDED[name]
        raise UsageError(what, way_out=way_out)


def hold_free(path: Path) -> None:
    """A new file can be written there."""
    if path.suffix != ".toml":
        raise UsageError(f"{path} is no .toml file", way_out=f"name it {path.with_suffix('.toml')}")
    try:
        there = path.exists()
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}", way_out="name another file") from error
    if there:
        raise UsageError(f"{path} is there already", way_out="name another file, or edit that one")
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder {path.parent}", way_out="make it, or name a file in another one")


def write(file: Path | None, facts: Facts) -> Path:
    """Write the file, or one named by the watch's id, and say which; one that is there is left alone."""
    for name in NEEDED:
        hold_needed(facts, name)
    hold(facts)
    path = file or facts.file
    hold_free(path)
    cast = _parties(facts)
    (_, target), (_, (buyer, *_)) = cast[:2]
    seller = spelled(facts.owner)[0] if facts.owner.strip() else target[0]
    title = facts.title or facts.called
    text = _HEAD.format(
        title=" ".join(title.split()), file=path, id=_toml(facts.id), title_text=_toml(title), names=_toml(target),
        vetoes=_toml(facts.vetoes), starts_on=_since(facts.starts_on), types=_toml(list(get_args(Type))),
    )  # fmt: skip
    text += "".join(
        _PARTY.format(id=_toml(slug(names[0])), role=_toml(role), names=_toml(names)) for role, names in cast
    )
    for id_, called, examples in map(_own, facts.own):
        text += _OWN.format(id=_toml(id_), title=_toml(called), examples=_toml(examples))
    text += _EXAMPLES.format(
        offer=_toml(f"{buyer} made an offer for {target[0]}."),
        rejection=_toml(f"{seller} rejected {buyer}'s offer{f' for {target[0]}' if facts.owner.strip() else ''}."),
        nothing=_toml(f"{target[0]} opened a new office."),
        suitor=slug(buyer),
        seller=slug(seller),
    )
    try:
        tomllib.loads(text)
        written = text.encode()
    except (tomllib.TOMLDecodeError, UnicodeEncodeError) as error:
        raise UsageError(f"what was said is no text: {error}", way_out="leave out what is not printed") from error
    try:
        with path.open("xb") as opened:
            opened.write(written)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}", way_out="name another file") from error
    return path


def _parties(facts: Facts) -> list[tuple[str, list[str]]]:
    """Role and names of each party that is named so far; none is called as another one is."""
    cast = [("object", spelled(facts.object))] if facts.object else []
    cast += [("suitor", spelled(suitor)) for suitor in facts.suitors]
    if facts.owner.strip():
        cast.append(("owner", spelled(facts.owner)))
    cast += [_power(said) for said in facts.powers]
    taken: set[str] = set()
    for _, names in cast:
        called = {words.fold(name): name for name in names} | {slug(names[0]): names[0]}
        if twice := next((name for key, name in called.items() if key in taken), ""):
            raise UsageError(f"two parties are called {twice!r}", way_out="give each spelling to one party")
        taken |= called.keys()
    return cast


def _power(said: str) -> tuple[str, list[str]]:
    role, _, names = said.partition(":")
    if role.strip() not in roles.ROLES or not names.strip():
        raise UsageError(f"{said!r} is no ROLE:NAMES", way_out=f"as authority:FTC; roles are: {', '.join(roles.ROLES)}")
    return role.strip(), spelled(names)


def _own(said: str) -> tuple[str, str, list[str]]:
    """Id, title and examples of a type of the user's own."""
    from pipeline.checkup.examples import FEWEST, MOST

    title, _, sentences = said.partition(":")
    examples = several(sentences)
    if not title.strip() or not FEWEST <= len(examples) <= MOST:
        raise UsageError(
            f"{said!r} is no TITLE: SENTENCE; SENTENCE; ...",
            way_out=f"say it in {FEWEST} to {MOST} sentences, parted by semicolons, behind its title and a colon",
        )
    if slug(title) in get_args(Type):
        raise UsageError(f"{slug(title)!r} is a type already", way_out="it is told unasked; give yours another title")
    return slug(title), title.strip(), examples


def _since(said: str) -> str:
    if not said.strip():
        return "# starts_on = 2026-01-31  # news from before that day is not of this deal"
    try:
        return f"starts_on = {date.fromisoformat(said.strip())}"
    except ValueError:
        raise UsageError(f"{said!r} is no date", way_out="write it as 2026-01-31") from None


def _toml(value: str | list[str]) -> str:
    """A TOML string or list of strings; JSON's are written alike."""
    return json.dumps(value, ensure_ascii=False)

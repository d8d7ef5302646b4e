"""The facts of a deal -> a watch file that a person goes on with."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.stages.detect import roles

_HEAD = """\
# {title}. Its form: docs/guide.md; is it good? dealwire watches check {file}
id = {id}
title = {title_text}
{starts_on}
# An article concerns the deal only if it holds one of these; in every script in which its press writes.
names = {names}
# Words that say it is something else (compared in small letters).
vetoes = {vetoes}
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


@dataclass
class Facts:
    """What was answered; names of one party are parted by commas, the first is the one to show.

    `own` are the user's own types, "title: sentence; sentence; sentence" each.
    """

    object: str
    suitors: list[str]
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


def several(answer: str) -> list[str]:
    """The parts of an answer that names several, parted by semicolons."""
    return [part.strip() for part in answer.split(";") if part.strip()]


def spelled(names: str) -> list[str]:
    """The spellings of one party."""
    listed = [name.strip() for name in names.split(",") if name.strip()]
    if not listed:
        raise UsageError("a party needs a name", way_out="name what is sold with --object, who would buy with --suitor")
    return listed


def slug(name: str) -> str:
    """A name as an id: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    found = "-".join(re.findall(r"[a-z0-9]+", plain))
    if not found:
        raise UsageError(f"{name!r} makes no id", way_out="put a spelling in Latin letters first")
    return found


def write(path: Path, facts: Facts) -> None:
    """Write the file; one that is there is left alone."""
    if not facts.suitors:
        raise UsageError("nobody would buy", way_out="name one with --suitor; any that may turn up can be added later")
    target, buyers = spelled(facts.object), [spelled(suitor) for suitor in facts.suitors]
    cast = [("object", target), *(("suitor", names) for names in buyers)]
    if facts.owner.strip():
        cast.append(("owner", spelled(facts.owner)))
    cast += [_power(said) for said in facts.powers]
    seller = spelled(facts.owner)[0] if facts.owner.strip() else target[0]
    title = facts.title or facts.called
    text = _HEAD.format(
        title=" ".join(title.split()), file=path, id=_toml(facts.id), title_text=_toml(title), names=_toml(target),
        vetoes=_toml(facts.vetoes), starts_on=_since(facts.starts_on),
    )  # fmt: skip
    text += "".join(
        _PARTY.format(id=_toml(slug(names[0])), role=_toml(role), names=_toml(names)) for role, names in cast
    )
    text += "".join(map(_own, facts.own))
    text += _EXAMPLES.format(
        offer=_toml(f"{buyers[0][0]} made an offer for {target[0]}."),
        rejection=_toml(
            f"{seller} rejected {buyers[0][0]}'s offer{f' for {target[0]}' if facts.owner.strip() else ''}."
        ),
        nothing=_toml(f"{target[0]} opened a new office."),
        suitor=slug(buyers[0][0]),
        seller=slug(seller),
    )
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise UsageError(f"{path} is there already", way_out="name another file, or edit that one") from error


def _power(said: str) -> tuple[str, list[str]]:
    role, _, names = said.partition(":")
    if role.strip() not in roles.ROLES or not names.strip():
        raise UsageError(f"{said!r} is no ROLE:NAMES", way_out=f"roles are: {', '.join(roles.ROLES)}")
    return role.strip(), spelled(names)


def _own(said: str) -> str:
    from pipeline.checkup.examples import FEWEST, MOST

    title, _, sentences = said.partition(":")
    examples = several(sentences)
    if not title.strip() or not FEWEST <= len(examples) <= MOST:
        raise UsageError(
            f"{said!r} is no TITLE: SENTENCE; SENTENCE; ...",
            way_out=f"say it in {FEWEST} to {MOST} sentences, parted by semicolons, behind its title and a colon",
        )
    return _OWN.format(id=_toml(slug(title)), title=_toml(title.strip()), examples=_toml(examples))


def _since(said: str) -> str:
    if not said.strip():
        return "# starts_on = 2026-01-31  # news from before that day is not of this deal"
    try:
        return f"starts_on = {date.fromisoformat(said.strip())}"
    except ValueError:
        raise UsageError(f"{said!r} is no date", way_out="--from 2026-01-31") from None


def _toml(value: str | list[str]) -> str:
    """A TOML string or list of strings; JSON's are written alike."""
    return json.dumps(value, ensure_ascii=False)

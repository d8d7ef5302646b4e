"""What users judged, laid over what was consolidated: the fold goes on as ever, and is told differently.

A *part* is what the fold holds together, less the reports that users put apart; each of these is a part of its own.
Parts are told together as one development, the last of those that are said to be the same.

Laws. What is told is a function of what the fold holds and of the set of verdicts, in the order in which they were
given, not in which they came: each mention in one development. Nothing that the fold remembers is changed, so a
verdict holds for reports that come later, and whoever takes it back (by another verdict) finds all as it was. A
verdict on what turned out to be another is on that one, unless the two are said not to be the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, get_args

from msgspec.structs import replace

from pipeline.model import Development, Mention, Type, Verdict, derive_id
from pipeline.stages.develop import volume
from pipeline.stages.develop.shelf import Held
from pipeline.stages.develop.title import Teller

_TYPES = {name: name for name in get_args(Type)}


class Said(NamedTuple):
    """What is said of a part that is told under its own id: its type, or that it is none of the deal's, and by what."""

    type: Type | None = None
    retracted: bool = False
    verdict: str = ""


class Ruling:
    """All verdicts of one watch, added up over what the fold holds."""

    def __init__(self, verdicts: Iterable[Verdict], held: Held) -> None:
        self._held = held
        self._said: dict[str, Said] = {}
        self._links: list[tuple[str, str]] = []
        self._heirs: dict[str, str] = {}
        self._apart: dict[str, tuple[str, frozenset[str]]] = {}
        """The parts that users put apart: from which part, and which mentions or articles."""
        said = sorted(verdicts, key=lambda one: (one.at, one.id))
        for verdict in said:
            if verdict.says == "not-the-same":
                self._keep(verdict.development, verdict.other)
        for verdict in said:
            self._add(verdict, self.part(verdict.development), verdict.other)

    def part(self, id_: str) -> str:
        """The part that an id stands for now."""
        return id_ if id_ in self._apart else self._held.home(id_)

    def knows(self, id_: str) -> bool:
        """Whether an id stands for anything."""
        part = self.part(id_)
        return bool(self._held.members(self.home(part)) or self.whole(part))

    def root(self, part: str) -> str:
        """The part under whose id a part is told."""
        while part in self._heirs:
            part = self._heirs[part]
        return part

    def members(self, part: str) -> list[Mention]:
        """The members of a part."""
        home = self.home(part)
        return [mention for mention in self._held.members(home) if self._place(mention, home) == part]

    def whole(self, part: str) -> list[Mention]:
        """The members of a part and of those that are said to be the same as it."""
        return [mention for one in self._told_with(part) for mention in self.members(one)]

    def home(self, part: str) -> str:
        """The id under which the fold holds a part."""
        while part in self._apart:
            part, _ = self._apart[part]
        return part

    def named(self) -> set[str]:
        """The parts of which anything is said."""
        return {*self._said, *self._heirs, *self._heirs.values(), *self._apart}

    def said(self, part: str) -> tuple[object, ...]:
        """All that is said of a part; as long as it is the same, only a further report changes how it is told."""
        root = self.root(part)
        return root, self._apart.get(part), self._said.get(part), self._said.get(root)

    def tell(self, part: str, teller: Teller) -> Development | None:
        """The development that a part is, or as which it is merged into another; nothing if it is empty."""
        root = self.root(self.part(part))
        if root != part:
            return self.merged(part, root, teller)
        whole, said = self.whole(part), self._said.get(part, Said())
        if not whole:
            return None
        type_, own = (said.type, "") if said.type else (whole[0].type, whole[0].own)
        one = volume.development(part, volume.kept(whole), teller, type_, own)
        return replace(one, retracted=said.retracted, verdict=said.verdict)

    def merged(self, part: str, root: str, teller: Teller) -> Development | None:
        """What is told under another id: all that is said of that one, for who was told this one alone."""
        one = self.tell(root, teller)
        return one and replace(one, id=part, merged_into=root)

    def _told_with(self, part: str) -> list[str]:
        """A part and those that are told as it, itself first."""
        told = [part]
        for known in told:
            told += sorted(one for one, heir in self._heirs.items() if heir == known)
        return told

    def _place(self, mention: Mention, part: str) -> str:
        """The part in which a mention is that the fold holds under this id."""
        for one, (whole, which) in self._apart.items():
            if whole == part and (mention.id in which or mention.article in which):
                part = one
        return part

    def _add(self, verdict: Verdict, part: str, other: str) -> None:
        root = self.root(part)
        said = self._said.get(root, Said())
        match verdict.says:
            case "wrong-type":
                self._said[root] = Said(_TYPES.get(other, said.type), retracted=False, verdict=verdict.id)
            case "not-the-deal":
                self._said[root] = Said(said.type, retracted=True, verdict=verdict.id)
            case "same-as":
                self._join(part, self.part(other))
            case _:  # not the same
                self._part(verdict, part, other)

    def _part(self, verdict: Verdict, part: str, other: str) -> None:
        """Part what is not the same; what is told of either from now on may be less sure, and says by which verdict."""
        was, parts = (self._heirs, len(self._apart)), self._told_with(self.root(part))
        self._take_back(part, self.part(other))
        self._put_apart(part, other, apart(verdict.development, other))
        if was != (self._heirs, len(self._apart)):
            for root in {self.root(one) for one in parts}:
                self._said[root] = self._said.get(root, Said())._replace(verdict=verdict.id)

    def _join(self, part: str, other: str) -> None:
        if self.root(part) != self.root(other):
            self._heirs[self.root(part)] = other
            self._links.append((part, other))

    def _take_back(self, part: str, other: str) -> None:
        """Of what was said to be the same, take back the last without which these two are not."""
        if part == other or self.root(part) != self.root(other):
            return
        links = self._links
        next(link for link in reversed(links) if self._parts(part, other, [one for one in links if one != link]))

    def _parts(self, one: str, other: str, links: list[tuple[str, str]]) -> bool:
        """Let these be all that was said to be the same; whether that leaves two of them apart."""
        self._links, self._heirs = [], {}
        for link in links:
            self._join(*link)
        return self.root(one) != self.root(other)

    def _put_apart(self, part: str, article: str, name: str) -> None:
        """Put an article's reports apart from the others; those that another part brought here go with that."""
        if all(mention.article == article for mention in self.whole(self.root(part))):
            return
        for one in self._told_with(self.root(part)):
            if any(mention.article == article for mention in self.members(one)):
                if one == part:
                    self._apart[name] = (part, frozenset((article,)))
                else:
                    self._take_back(one, part)

    def _keep(self, one: str, other: str) -> None:
        """Keep a development told that the fold found to be another, against a user's word."""
        home = self._held.home(one)
        name = one if one != home else other
        gone = self._held.gone(name) if one != other and home == self._held.home(other) else None
        if gone and any(mention.id not in gone.mentions for mention in self._held.members(home)):
            self._apart[name] = (home, frozenset(gone.mentions))


def apart(development: str, article: str) -> str:
    """The id under which the report of an article is told that a user put apart."""
    return f"{development}-apart-{derive_id(development, article)[:8]}"


def told(before: Ruling, after: Ruling, touched: Iterable[str], teller: Teller) -> tuple[Development, ...]:
    """The developments that are not as they were, those that are merged into others last.

    `touched` are the ids under which the fold holds now, or held, other mentions than before. A part that is empty
    now is merged into the one where its first mention is.
    """
    parts = _concerned(before, after, set(touched))
    where = {mention.id: after.root(part) for part in parts for mention in after.members(part)}

    def now(part: str) -> Development | None:
        if one := after.tell(part, teller):
            return one
        was = before.tell(part, teller)
        heirs = (where[report.mention] for report in was.reports if report.mention in where) if was else iter(())
        return was and after.merged(part, next(heirs, after.root(after.part(before.home(part)))), teller)

    out = [one for one in map(now, parts) if one]
    return tuple(sorted(out, key=lambda one: bool(one.merged_into)))


def _concerned(before: Ruling, after: Ruling, touched: set[str]) -> list[str]:
    """The parts that may be told differently: of those that are, all that the fold holds with them."""
    known = touched | before.named() | after.named()
    moved = touched | {one for one in known if before.said(one) != after.said(one)}
    homes = {ruling.home(one) for one in moved for ruling in (before, after)}
    parts = {one for one in known | homes if before.home(one) in homes or after.home(one) in homes}
    return sorted(parts | {ruling.root(one) for one in parts for ruling in (before, after)})

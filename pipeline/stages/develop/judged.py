"""What users judged, laid over what was consolidated: the fold goes on as ever, and is told differently.

A *part* is what the fold holds together, less the reports that a user put apart; each of these is a part of its own.
Parts are told together as one development, the last of those that are said to be the same.

Laws. What is told is a function of the parts and of the set of verdicts, in the order in which they were given, not
in which they came. Nothing that the fold remembers is changed, so a verdict holds for reports that come later, and
whoever takes it back (by another verdict) finds all as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import get_args

from msgspec.structs import replace

from pipeline.model import Development, Mention, Type, Verdict, derive_id
from pipeline.stages.develop import volume
from pipeline.stages.develop.title import Teller

Members = Callable[[str], Sequence[Mention]]
"""The members of what the fold holds together, by its id."""
_TYPES = {name: name for name in get_args(Type)}


class Ruling:
    """All verdicts of one watch, added up."""

    def __init__(self, verdicts: Iterable[Verdict]) -> None:
        self.types: dict[str, Type] = {}
        self.gone: set[str] = set()
        self.heirs: dict[str, str] = {}
        self.apart: dict[str, tuple[str, str]] = {}
        self._parted: dict[frozenset[str], Verdict] = {}
        for verdict in sorted(verdicts, key=lambda one: (one.at, one.id)):
            self._add(verdict, verdict.development, verdict.other)

    def root(self, part: str) -> str:
        """The part under whose id a part is told."""
        while part in self.heirs:
            part = self.heirs[part]
        return part

    def told_with(self, part: str) -> list[str]:
        """A part and those that are said to be the same as it, itself first."""
        told = [part]
        for known in told:
            told += sorted(one for one, heir in self.heirs.items() if heir == known)
        return told

    def whole(self, part: str, members: Members) -> list[Mention]:
        """The members of a part and of those that are said to be the same as it."""
        return [mention for one in self.told_with(part) for mention in self.members(one, members)]

    def split(self, home: str) -> list[str]:
        """What the fold holds together under an id, as parts."""
        return [home, *sorted(part for part, (whole, _) in self.apart.items() if whole == home)]

    def members(self, part: str, members: Members) -> list[Mention]:
        """The members of a part."""
        if part in self.apart:
            home, article = self.apart[part]
            return [mention for mention in members(home) if mention.article == article]
        away = {article for home, article in self.apart.values() if home == part}
        return [mention for mention in members(part) if mention.article not in away]

    def parts(self, one: Development) -> Verdict | None:
        """The verdict against what the fold found: that a development is another."""
        return self._parted.get(frozenset((one.id, one.merged_into))) if one.merged_into else None

    def _add(self, verdict: Verdict, part: str, other: str) -> None:
        match verdict.says:
            case "wrong-type":
                if other in _TYPES:
                    self.types[part] = _TYPES[other]
                self.gone.discard(part)
            case "not-the-deal":
                self.gone.add(part)
            case "same-as":
                if other and self.root(other) != self.root(part):
                    self.heirs[self.root(part)] = other
                self._parted.pop(frozenset((part, other)), None)
            case _:  # not the same
                self._parted[frozenset((part, other))] = verdict
                if self.heirs.get(part) == other:
                    del self.heirs[part]
                elif self.heirs.get(other) == part:
                    del self.heirs[other]
                else:
                    self.apart[apart(part, other)] = (part, other)


def apart(development: str, article: str) -> str:
    """The id under which the report of an article is told that a user put apart."""
    return f"{development}-apart-{derive_id(development, article)[:8]}"


def told(parts: Iterable[str], ruling: Ruling, members: Members, teller: Teller) -> tuple[Development, ...]:
    """The developments in which these parts are told; a part told in another is passed on as merged into that."""
    listed = {part: own for part in parts if (own := ruling.whole(part, members))}
    out = []
    for root in dict.fromkeys(ruling.root(part) for part in listed):
        whole = ruling.whole(root, members)
        said = ruling.types.get(root)
        type_, named = (said, "") if said else (whole[0].type, whole[0].own)
        one = volume.development(root, volume.kept(whole), teller, type_, named)
        out.append(replace(one, retracted=root in ruling.gone))
    inside = [(part, root) for part in listed if (root := ruling.root(part)) != part]
    merged = (
        replace(volume.development(part, listed[part], teller, ruling.types.get(part)), merged_into=root)
        for part, root in inside
    )
    return (*out, *merged)


def kept_apart(verdicts: tuple[Verdict, ...], found: Iterable[Development]) -> tuple[Verdict, ...]:
    """The verdicts, with those that keep a development told that the fold found to be another, against a user's word.

    Its reports are put apart from the other's and are the same as it, one by one, so it stays under its own id.
    """
    ruling = Ruling(verdicts)
    more = {one.id: one for one in verdicts}
    for one in found:
        if verdict := ruling.parts(one):
            for article in dict.fromkeys(report.article for report in one.reports):
                away = replace(verdict, development=one.merged_into, other=article)
                home = replace(away, says="same-as", development=apart(one.merged_into, article), other=one.id)
                for said in (away, home):
                    id_ = derive_id(said.id, said.says, said.development, said.other)
                    more.setdefault(id_, replace(said, id=id_))
    return tuple(more.values())


def renamed(verdicts: Sequence[Verdict], merged: dict[str, str]) -> tuple[Verdict, ...]:
    """The verdicts, after the fold found that some developments are others."""
    homes = [(home, article) for home, article in Ruling(verdicts).apart.values() if home in merged]
    merged = merged | {apart(home, article): apart(merged[home], article) for home, article in homes}
    return tuple(
        replace(
            one,
            development=merged.get(one.development, one.development),
            other=merged.get(one.other, one.other),
        )
        for one in verdicts
    )

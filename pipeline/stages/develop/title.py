"""A development in one short English line, made from type, actors, certainty and date.

The evidence speaks its own language; the line is the same for a reader whatever the evidence is in.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from pipeline.model import Modality, Type, Watch
from pipeline.stages.develop.kin import UNNAMED

_OTHER: Final = "another party"
_PHRASES: Final[dict[Type, tuple[str, str, str]]] = {
    # the verb as it is told, as it is to come, and what joins it to the others
    "interest": ("shows interest in the deal", "show interest in the deal", " with "),
    "talks": ("holds talks", "hold talks", " with "),
    "offer": ("makes an offer", "make an offer", " to "),
    "rejection": ("turns down", "turn down", " "),
    "withdrawal": ("withdraws", "withdraw", ", leaving "),
    "agreement": ("reaches an agreement", "reach an agreement", " with "),
    "review": ("examines the deal", "examine the deal", " with "),
    "approval": ("approves the deal", "approve the deal", " with "),
    "opposition": ("opposes the deal", "oppose the deal", " with "),
    "order": ("issues an order", "issue an order", " on "),
    "deadline": ("sets a deadline", "set a deadline", " for "),
    "litigation": ("goes to court", "go to court", " against "),
    "ruling": ("rules on the case", "rule on the case", " of "),
    "closing": ("closes the deal", "close the deal", " with "),
    "service": ("changes its service", "change its service", " with "),
    "statement": ("speaks out", "speak out", " on "),
}
_ALONE: Final = ("turns down an offer", "turn down an offer")
_LAW: Final = ("moves a bill", "move a bill")
_OVER: Final = ("had set a deadline", "have set a deadline")
"""Of a day that was there when it was first told of: that it passes is news, and not that it is set."""
_HELD: Final[dict[Modality, str]] = {
    "confirmed": "{who} {told}{rest}",
    "reported": "{who} is said to {to_come}{rest}",
    "rumoured": "{who} may {to_come}{rest}",
    "expected": "{who} is to {to_come}{rest}",
    "denied": "Denied: {who} {told}{rest}",
}
_OWN: Final[dict[Modality, str]] = {
    "confirmed": "{who} {title}",
    "reported": "Reported: {who} {title}",
    "rumoured": "Rumoured: {who} {title}",
    "expected": "Expected: {who} {title}",
    "denied": "Denied: {who} {title}",
}
"""Of an own type only the finite verb is known."""
_TERMS: Final[dict[Modality, str]] = {
    "confirmed": "The deal's terms for {all}",
    "reported": "The deal's terms for {all}, as reported",
    "rumoured": "The deal's terms for {all}, as rumoured",
    "expected": "The deal's terms for {all}, as planned",
    "denied": "Denied: the deal's terms for {all}",
}
_NOT_CAPITAL: Final = {"of", "and", "the", "for"}
_SHORT: Final = {"us": "US", "uk": "UK", "eu": "EU", "cn": "China", "jp": "Japan", "de": "Germany", "it": "Italy"}
_FULL: Final = 3
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_LATIN_END: Final = 0x250


class Teller:
    """Tells of a watch's developments by the names and roles that the watch gives to its parties."""

    def __init__(self, watch: Watch | None) -> None:
        parties = watch.parties if watch else ()
        self._own = {own.id: own.title for own in watch.own} if watch else {}
        self._roles = {party.id: party.role for party in parties}
        self._names = {party.id: party.names for party in parties}

    def line(  # noqa: PLR0913 - the parts of a line
        self,
        type_: Type,
        actors: Sequence[str],
        modality: Modality,
        day: str | None,
        own: str = "",
        *,
        told_on: str = "",
    ) -> str:
        """One line: "ByteDance turns down Microsoft"; what is not sure says so. `told_on` is when it was first told."""
        if type_ == "terms":
            return _TERMS[modality].format(all=_listed(self._called(actors) or ["a party"]))
        who = (self._called(actors[:1]) or ["A party"])[0]
        if own:
            return _OWN[modality].format(who=who, title=self._own.get(own, f"({_named(own)})"))
        others = [actor for actor in actors[1:] if type_ != "litigation" or self._roles.get(actor) != "court"]
        told, to_come, joint = _PHRASES[type_]
        if type_ == "rejection" and not others:
            told, to_come = _ALONE
        if type_ == "order" and self._roles.get(actors[0] if actors else "") == "legislature":
            told, to_come = _LAW
        if type_ == "deadline" and day and (day == told_on or day < told_on[: len(day)]):
            told, to_come = _OVER
            modality = "confirmed" if modality == "expected" else modality
        rest = joint + _listed(self._called(others)) if others else ""
        if type_ == "deadline" and day:
            rest += f": {_spoken(day)}"
        said = _HELD[modality].format(who=who, told=told, to_come=to_come, rest=rest)
        return said[:1].upper() + said[1:] if said.startswith(_OTHER) else said

    def _called(self, actors: Sequence[str]) -> list[str]:
        return [_OTHER if actor == UNNAMED else _latin(self._names.get(actor, ())) or _named(actor) for actor in actors]


def _latin(names: Sequence[str]) -> str:
    """The first name in Latin letters."""
    return next((name for name in names if name and all(ord(char) < _LATIN_END for char in name)), "")


def _named(actor: str) -> str:
    """A party whose name nobody told: its id, written as a name."""
    words = actor.split("-")
    return " ".join(
        _SHORT.get(word) or (word if word in _NOT_CAPITAL else word[:1].upper() + word[1:]) for word in words
    )


def _listed(called: Sequence[str]) -> str:
    return called[0] if len(called) == 1 else f"{', '.join(called[:-1])} and {called[-1]}"


def _spoken(day: str) -> str:
    """A day as spoken, "2025-01-19" as "19 January 2025"; a month likewise; anything else as it is."""
    parts = day.split("-")
    try:
        first = date(int(parts[0]), int(parts[1]), int(parts[2]) if len(parts) == _FULL else 1)
    except (ValueError, IndexError):
        return day
    month = f"{_MONTHS[first.month - 1]} {first.year}"
    return f"{first.day} {month}" if len(parts) == _FULL else month

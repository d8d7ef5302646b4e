"""A development in one short English line, made from type, actors, modality and date.

The evidence speaks its own language; the line is the same for a reader whatever the evidence is in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from pipeline.model import Modality, Type, Watch

_OTHER: Final = "another party"
_PHRASES: Final[dict[Type, tuple[str, str, str]]] = {
    # the verb as it is told, as it is to come, and what joins it to the others
    "interest": ("shows interest in the deal", "show interest in the deal", " with "),
    "talks": ("holds talks", "hold talks", " with "),
    "offer": ("makes an offer", "make an offer", " to "),
    "rejection": ("turns down", "turn down", " "),
    "withdrawal": ("withdraws", "withdraw", ", leaving "),
    "agreement": ("reaches an agreement", "reach an agreement", " with "),
    "terms": ("sets terms of the deal", "set terms of the deal", " for "),
    "review": ("examines the deal", "examine the deal", ": "),
    "approval": ("approves the deal", "approve the deal", " with "),
    "opposition": ("opposes the deal", "oppose the deal", " with "),
    "order": ("issues an order", "issue an order", " on "),
    "deadline": ("sets a deadline", "set a deadline", " for "),
    "litigation": ("goes to court", "go to court", " with "),
    "ruling": ("rules on the case", "rule on the case", " of "),
    "closing": ("closes the deal", "close the deal", " with "),
    "service": ("changes its service", "change its service", " with "),
    "statement": ("takes a position", "take a position", " towards "),
}
_ALONE: Final[dict[Type, tuple[str, str]]] = {"rejection": ("turns down an offer", "turn down an offer")}
_HELD: Final[dict[Modality, str]] = {
    "confirmed": "{who} {told}{rest}",
    "reported": "{who} is said to {to_come}{rest}",
    "rumoured": "{who} may {to_come}{rest}",
    "expected": "{who} is to {to_come}{rest}",
    "denied": "Denied: {who} {told}{rest}",
}
_NOT_CAPITAL: Final = {"of", "and", "the", "for"}
_SHORT: Final = {"us": "US", "uk": "UK", "eu": "EU", "cn": "China", "jp": "Japan", "de": "Germany", "it": "Italy"}
_FULL: Final = 3
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_LATIN_END: Final = 0x250


def line(type_: Type, actors: Sequence[str], modality: Modality, day: str | None, names: Mapping[str, str]) -> str:
    """One line: "ByteDance turns down Microsoft"; what is not sure says so."""
    called = [names.get(actor) or name(actor) for actor in actors] or ["A party"]
    who, others = called[0], called[1:]
    told, to_come, joint = _PHRASES[type_]
    if not others and type_ in _ALONE:
        told, to_come = _ALONE[type_]
    rest = joint + _listed(others) if others else ""
    if type_ == "deadline" and day:
        rest += f": {_spoken(day)}"
    return _sentence(_HELD[modality].format(who=who, told=told, to_come=to_come, rest=rest))


def names(watch: Watch | None) -> dict[str, str]:
    """What the watch calls its parties: the first name in Latin letters of each."""
    found = {}
    for party in watch.parties if watch else ():
        latin = next((said for said in party.names if said and all(ord(char) < _LATIN_END for char in said)), "")
        if latin:
            found[party.id] = latin
    return found


def name(actor: str) -> str:
    """A party whose name nobody told: its id, written as a name."""
    if actor == "other":
        return _OTHER
    words = actor.split("-")
    return " ".join(
        _SHORT.get(word) or (word if word in _NOT_CAPITAL else word[:1].upper() + word[1:]) for word in words
    )


def _listed(called: Sequence[str]) -> str:
    return called[0] if len(called) == 1 else f"{', '.join(called[:-1])} and {called[-1]}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] if text.startswith(_OTHER) else text


def _spoken(day: str) -> str:
    """A day as spoken, "2025-01-19" as "19 January 2025"; a month likewise; anything else as it is."""
    parts = day.split("-")
    try:
        first = date(int(parts[0]), int(parts[1]), int(parts[2]) if len(parts) == _FULL else 1)
    except (ValueError, IndexError):
        return day
    month = f"{_MONTHS[first.month - 1]} {first.year}"
    return f"{first.day} {month}" if len(parts) == _FULL else month

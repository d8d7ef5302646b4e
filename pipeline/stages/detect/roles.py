"""Who can stand in a slot: the roles that a watch gives to its parties, and the groups that patterns name.

A party's mark is one private-use character for its role, so that one regular expression serves every watch.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.model import Party, Type

ROLES = (
    "owner",
    "object",
    "suitor",
    "leader",
    "authority",
    "government",
    "legislature",
    "court",
    "stakeholder",
    "region",
    "other",
)
"""What a watch may call its parties: who sells, is sold, buys; who leads, examines, governs, legislates, judges."""

GROUPS: dict[str, tuple[str, ...]] = {
    **{role: (role,) for role in ROLES},
    "seller": ("owner", "object"),
    "buyer": ("suitor", "other"),
    "side": ("owner", "object", "suitor", "other"),
    "maker": ("leader", "government", "legislature", "authority", "region"),
    "state": ("leader", "authority", "government"),
    "power": ("leader", "authority", "government", "legislature", "court"),
    "lawgiver": ("legislature", "leader", "government", "region"),
    "any": ROLES,
}
"""The names that may stand between braces in a pattern."""

FIRST: dict[Type, tuple[str, ...]] = {
    "interest": ("suitor", "other", "owner"),
    "talks": ("suitor", "leader", "owner", "object", "government"),
    "offer": ("suitor", "other", "owner", "object"),
    "rejection": ("owner", "object"),
    "withdrawal": ("suitor", "owner", "object"),
    "agreement": ("owner", "object", "suitor", "government"),
    "terms": ("suitor", "object", "owner"),
    "review": ("authority", "legislature", "leader", "government"),
    "approval": ("leader", "authority", "government"),
    "opposition": ("government", "authority", "legislature", "leader", "stakeholder"),
    "order": ("leader", "legislature", "government", "authority"),
    "deadline": ("leader", "government", "authority", "legislature", "owner", "object"),
    "litigation": ("object", "owner"),
    "ruling": ("court",),
    "closing": ("object", "owner"),
    "service": ("object",),
    "statement": ("leader", "object", "owner", "government"),
}
"""Who acts when a pattern leaves it open, likeliest first: sought in the sentence, then in the headline."""

BIDDER_FIRST: dict[Type, tuple[str, ...]] = {
    "talks": ("suitor", "object", "leader", "government"),
    "agreement": ("suitor", "object", "other", "government"),
    "terms": ("suitor", "object", "other"),
    "deadline": ("suitor", "authority", "leader", "government", "object"),
    "litigation": ("suitor", "object", "stakeholder", "other"),
    "closing": ("suitor", "object"),
    "statement": ("leader", "object", "suitor", "government"),
}
"""The same in a take-over: where nobody in the watch owns what is sold, so that a bidder deals with it."""
OF_A_PURCHASE: frozenset[Type] = frozenset(
    {"interest", "talks", "offer", "agreement", "terms", "review", "approval", "closing"}
)
"""What is done on the way to a purchase, and so is of another deal where that is of somebody else."""
OF_A_DEAL: frozenset[Type] = OF_A_PURCHASE | {"rejection", "withdrawal", "opposition", "litigation", "ruling"}
"""And what others do about it: of another deal where nobody is named who sells in this one."""
OF_BOTH: frozenset[Type] = frozenset({"agreement", "closing", "terms"})
"""What a bidder does with what he takes over."""
CONCLUDED: frozenset[Type] = frozenset({"agreement", "approval", "closing", "ruling"})
"""What a headline does not say by asking: that talks may be held is a rumour, that a deal may be done is none."""
CONTESTING: frozenset[Type] = frozenset({"litigation"})
"""What is done against a decision: the day of that is not its own."""
UNDATED: frozenset[Type] = frozenset({"terms"})
"""The content of a deal is no event, so no day is its own."""
LEADLESS: frozenset[Type] = UNDATED | {"deadline"}
"""What a headline says of these is not of the day that its first sentence names."""
LASTING: frozenset[Type] = LEADLESS | {"interest", "talks"}
"""What a headline without a date says of these is not of its day; votes, signings, hearings, suits and bids are."""

_MARKS = {role: chr(0xE000 + index) for index, role in enumerate(ROLES)}
BREAK = "\ue0ff"
"""Stands in a marked sentence where one clause ends and the next begins."""
ANY_MARK = "".join(_MARKS.values())
ACTING = "".join(mark for role, mark in _MARKS.items() if role not in {"government", "region"})
"""Those of all that are no places."""


_ANY = re.compile(f"[{ANY_MARK}]")


@lru_cache(maxsize=2)
def present(text: str) -> frozenset[str]:
    """The marks that stand in a text; a clause and its sentence are asked for again and again."""
    return frozenset(_ANY.findall(text))


def role(character: str) -> str:
    """The role for which a mark stands."""
    return ROLES[ord(character) - 0xE000]


def of(party: Party) -> str:
    """The party's role; one that is not in the list counts as "other"."""
    return party.role if party.role in _MARKS else "other"


def firsts(parties: Sequence[Party]) -> dict[str, Party]:
    """The first party of each role; of `other` the one with that id, if there is one."""
    named = [party for party in parties if of(party) == party.id == "other"]
    return {of(party): party for party in reversed((*named, *parties))}


def mark(role: str) -> str:
    """The character that stands for a party of this role."""
    return _MARKS[role]


def marks(names: str) -> str:
    """The marks of all roles in "buyer|leader"; `KeyError` with the name that is no role."""
    return "".join(dict.fromkeys(_MARKS[role] for name in names.split("|") for role in GROUPS[name.strip()]))

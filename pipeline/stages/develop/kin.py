"""Which parties stand for one another: the deal's object and its owner; a government and its offices."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from pipeline.model import Watch

OBJECT: Final = "@object"
"""The side of what is sold and of who sells it."""
UNNAMED: Final = "other"
"""Somebody whom the watch does not name; two of them need not be the same."""
_OBJECT_ROLES: Final = frozenset({"object", "owner"})
_OFFICIAL_ROLES: Final = frozenset({"leader", "government", "authority", "legislature", "court"})


class Kin:
    """Who is whose side in one watch; without a watch everybody is their own."""

    def __init__(self, watch: Watch | None) -> None:
        parties = watch.parties if watch else ()
        self._object = frozenset(party.id for party in parties if party.role in _OBJECT_ROLES)
        self._official = frozenset(party.id for party in parties if party.role in _OFFICIAL_ROLES)

    def side(self, actor: str) -> str:
        """The name under which an actor is compared."""
        return OBJECT if actor in self._object else actor

    def agree(self, one: str, other: str) -> float:
        """1 for the same side, less for a government and its office or an unnamed party, 0 for strangers."""
        one, other = self.side(one), self.side(other)
        if one == other:
            return 0.8 if one == UNNAMED else 1.0
        if _office(one, other) or _office(other, one):
            return 0.8
        return 0.5 if UNNAMED in (one, other) and not {one, other} & {OBJECT, *self._official} else 0.0

    def akin(self, one: str, other: str) -> bool:
        """Whether one may be named where the other was meant: they agree, or both are offices of one government."""
        colleagues = {one, other} <= self._official and one.partition("-")[0] == other.partition("-")[0]
        return colleagues or self.agree(one, other) > 0.0

    def rivals(self, some: Collection[str], others: Collection[str]) -> bool:
        """Whether there is somebody on both sides who is no official: they may be after the same."""
        return not (self._official.issuperset(some) or self._official.issuperset(others))


def _office(government: str, office: str) -> bool:
    return government.endswith("-government") and office.startswith(government.removesuffix("government"))

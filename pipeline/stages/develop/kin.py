"""Which parties stand for one another: the deal's object and its owner; a government and its offices."""

from __future__ import annotations

from typing import Final

from pipeline.model import Watch

OBJECT: Final = "@object"
"""The side of what is sold and of who sells it."""
UNNAMED: Final = "other"
"""Somebody whom the watch does not name; two of them need not be the same."""
_OBJECT_ROLES: Final = frozenset({"object", "owner"})


class Kin:
    """Who is whose side in one watch; without a watch everybody is their own."""

    def __init__(self, watch: Watch | None) -> None:
        parties = watch.parties if watch else ()
        self._object = frozenset(party.id for party in parties if party.role in _OBJECT_ROLES)

    def side(self, actor: str) -> str:
        """The name under which an actor is compared."""
        return OBJECT if actor in self._object else actor

    def agree(self, one: str, other: str) -> float:
        """1 for the same side, less for a government and its office or an unnamed party, 0 for strangers."""
        one, other = self.side(one), self.side(other)
        if one == other != UNNAMED:
            return 1.0
        if _office(one, other) or _office(other, one):
            return 0.8
        return 0.5 if UNNAMED in (one, other) and OBJECT not in (one, other) else 0.0


def _office(government: str, office: str) -> bool:
    return government.endswith("-government") and office.startswith(government.removesuffix("government"))

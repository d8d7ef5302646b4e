"""Whether parties spoken of make what is said news of the watched deal."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.model import Party
from pipeline.stages.detect import roles

_SELLERS = frozenset(roles.marks("seller"))


def names_seller(parties: Iterable[Party]) -> bool:
    """Whether somebody who sells, or what is sold, is among them."""
    return any(roles.of(party) in roles.GROUPS["seller"] for party in parties)


def marks_seller(marked: str) -> bool:
    """The same of a marked text."""
    return not roles.present(marked).isdisjoint(_SELLERS)


def names_buyer(parties: Iterable[Party]) -> bool:
    """Whether a bidder is among them."""
    return any(roles.of(party) in roles.GROUPS["buyer"] for party in parties)


def names_deal(parties: Iterable[Party]) -> bool:
    """Whether what is sold is among them, or a bidder: who sells may sell something else."""
    return any(roles.of(party) in {"object", *roles.GROUPS["buyer"]} for party in parties)


def names_stopper(parties: Iterable[Party], others: Iterable[str] = ()) -> bool:
    """Whether a bidder is among them, and somebody who may stop him, or one of these other roles."""
    said = {roles.of(party) for party in parties}
    return not said.isdisjoint(roles.GROUPS["buyer"]) and not said.isdisjoint((*roles.GROUPS["power"], *others))

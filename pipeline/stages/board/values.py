"""What a board says."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from pipeline.model import Modality, Value

Status: TypeAlias = Literal["none", "rumoured", "announced", "pending", "approved", "completed", "withdrawn", "blocked"]
Stance: TypeAlias = Literal[
    "suitor", "negotiating", "bidding", "rejected", "withdrawn", "partner", "closed",
    "examining", "approved", "opposed", "ordering", "ruled", "suing",
]  # fmt: skip
DEAL: Final = "deal"
"""The name under which the deal itself stands in a turn."""


class Standing(Value):
    """Where a party stands since a day, how sure that is, and the development that made it so."""

    party: str
    stance: Stance
    since: str
    modality: Modality
    development: str


class Turn(Value):
    """One transition of a party, or of the deal itself."""

    day: str
    who: str
    before: str
    after: str
    development: str


class Deadline(Value):
    """A date by which something must happen, and the development that set it."""

    date: str
    development: str


class Board(Value):
    """The deal as it stands at `as_of`, the day of the last report."""

    watch: str
    as_of: str
    status: Status
    parties: tuple[Standing, ...]
    deadline: Deadline | None
    turns: tuple[Turn, ...]

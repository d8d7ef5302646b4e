"""How developments of each type behave: how long they are news, and how they are spoken of later."""

from __future__ import annotations

from typing import Final

import msgspec

from pipeline.model import Mention, Type


class Habit(msgspec.Struct, frozen=True):
    """How developments of a type behave.

    For `lasts` days undated reports of it are taken to be of the same; a `milestone` is looked back on later
    without a date; a `mutual` one has no first actor, a `joint` one may be told of either partner; the date of one
    that is `due` lies ahead; `slack` is by how many days dated reports may differ. What was `awaited` is the same
    when it happens, whenever it does.
    """

    lasts: int
    milestone: bool = False
    mutual: bool = False
    joint: bool = False
    due: bool = False
    dated: bool = False
    slack: int = 1
    awaited: bool = False


HABITS: Final[dict[Type, Habit]] = {
    "interest": Habit(20),
    "talks": Habit(20, mutual=True, slack=3),
    "offer": Habit(7, milestone=True, joint=True, slack=2),
    "rejection": Habit(10, milestone=True),
    "withdrawal": Habit(10, milestone=True),
    "agreement": Habit(10, milestone=True, dated=True, mutual=True),
    "terms": Habit(5, mutual=True, slack=2),
    "review": Habit(14, slack=3),
    "approval": Habit(7, milestone=True, dated=True, awaited=True),
    "opposition": Habit(10),
    "order": Habit(10, milestone=True, dated=True),
    "deadline": Habit(10, mutual=True, due=True, slack=2),
    "litigation": Habit(10, milestone=True),
    "ruling": Habit(7, milestone=True, dated=True),
    "closing": Habit(30, milestone=True, dated=True, mutual=True, slack=2, awaited=True),
    "service": Habit(3, milestone=True),
    "statement": Habit(3),
}
"""The days were chosen by what the press does with such news, then looked at on labelled articles."""
_OWN: Final = Habit(10)
"""Of a user's own types nothing is known but that they are news for some days."""


def of(mention: Mention) -> Habit:
    """How developments of a mention's type, or own type, behave."""
    return _OWN if mention.own else HABITS[mention.type]

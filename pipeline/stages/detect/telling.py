"""What of several findings is told: those of one clause, and those of an article about one side only.

Law: what a clause says of a party under another type is no statement of that party besides.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.stages.detect import roles
from pipeline.stages.detect.merging import Found


def told(said: Sequence[Found]) -> list[Found]:
    """What a clause tells of what its patterns found."""
    return _telling(_widest(said))


def of_one_side(found: Sequence[Found]) -> list[Found]:
    """All but what both sides of a take-over do, where one of them is not spoken of."""
    return [one for one in found if one.type not in roles.OF_BOTH]


def besides(said: Sequence[Found], others: Sequence[Found]) -> list[Found]:
    """All but what the same patterns told otherwise, and that somebody is for or against it who does more: who sues."""
    doing, patterns = {one.actors[:1] for one in others}, {id(one.hit.ready) for one in others}
    return [
        one
        for one in said
        if id(one.hit.ready) not in patterns
        and (one.type not in {"statement", "opposition"} or one.actors[:1] not in doing)
    ]


def _widest(said: Sequence[Found]) -> list[Found]:
    """All but those that lie inside another of their type and name nobody more: it sees more of when and how."""
    return [
        one
        for one in said
        if not any(
            other.type == one.type
            and other.hit.start <= one.hit.start
            and one.hit.end <= other.hit.end
            and other.hit.end - other.hit.start > one.hit.end - one.hit.start
            and set(one.hit.marks) <= set(other.hit.marks)
            for other in said
        )
    ]


def _telling(said: Sequence[Found]) -> list[Found]:
    """All but statements in words that say something else of the same party."""
    others = [one for one in said if one.type != "statement"]
    return [
        one
        for one in said
        if one.type != "statement"
        or not any(
            other.actors[:1] == one.actors[:1] and other.hit.start < one.hit.end and one.hit.start < other.hit.end
            for other in others
        )
    ]

"""One of many by its id, or by the beginning of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from pipeline.errors import NotFound, UsageError

T = TypeVar("T")


def one(known: Mapping[str, T], id_: str, *, what: str, shown_by: str) -> T:
    """The one whose id this is or begins with it; `what` and `shown_by` say what is missing and where ids are shown."""
    if id_ in known:
        return known[id_]
    found = [each for each in known if id_ and each.startswith(id_)]
    if not found:
        raise NotFound(f"there is no {what} {id_!r}", way_out=f"`{shown_by}` shows the ids")
    if len(found) > 1:
        raise UsageError(
            f"{len(found)} ids begin with {id_!r}", way_out=f"write more of it: {', '.join(found[:3])} ..."
        )
    return known[found[0]]

"""Many phrases as one regular expression that says their common beginnings once: a search tries few at each place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

_Tree: TypeAlias = dict[str, "_Tree"]
"""What may follow, by its regular expression; an empty one where a phrase may end."""


def any_of(phrases: Iterable[Iterable[str]]) -> str:
    """A regular expression for any of the phrases, each a row of small ones; of several that match the longest."""
    tree: _Tree = {}
    for phrase in phrases:
        place = tree
        for part in phrase:
            place = place.setdefault(part, {})
        place[""] = {}
    return _written(tree) if tree else "(?!)"


def _written(tree: _Tree) -> str:
    more = [part + _written(rest) for part, rest in tree.items() if part]
    if len(more) == 1 and "" not in tree:
        return more[0]
    return f"(?:{'|'.join(more)}){'?' if '' in tree else ''}" if more else ""

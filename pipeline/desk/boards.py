"""The archive -> the deals' boards, each folded again only when it may have changed.

What it costs. A board of 10,000 developments with ten reports each is folded in half a second to one; asked for
again before its watch or a development of it has changed, in a fraction of a millisecond.
"""

from __future__ import annotations

from pipeline import model
from pipeline.edge.archive import Archive
from pipeline.stages.board import Board, board


class Boards:
    """Boards by their watches; any thread asks."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._folded: dict[str, tuple[model.Watch, int, Board]] = {}

    def of(self, watch: model.Watch) -> Board:
        """The watch's board as of now."""
        changes = self._archive.changed(watch.id)  # before the developments: what comes between is seen next time
        known = self._folded.get(watch.id)
        if known is not None and known[:2] == (watch, changes):
            return known[2]
        found = board(watch, self._archive.of(watch.id))
        self._folded[watch.id] = (watch, changes, found)
        return found

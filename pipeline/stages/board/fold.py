"""The board of a watch: its developments in the order of their days, and the next deadline."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.model import Development, Watch
from pipeline.stages.board.days import day, due
from pipeline.stages.board.deal import Deal
from pipeline.stages.board.values import Board, Deadline


def board(watch: Watch, developments: Iterable[Development]) -> Board:
    """The board of a watch from its developments, in whatever order they come."""
    told = sorted((one for one in developments if one.watch == watch.id and _stands(one)), key=_order)
    deal = Deal(watch)
    for one in told:
        if one.modality != "denied" and (one.modality != "expected" or one.type == "review"):
            deal.take(one)
    as_of = max((report.published_at.date().isoformat() for one in told for report in one.reports), default="")
    return Board(
        watch=watch.id,
        as_of=as_of,
        status=deal.status,
        parties=tuple(deal.standings[party] for party in sorted(deal.standings)),
        deadline=_next(told, as_of),
        turns=tuple(deal.turns),
    )


def _stands(one: Development) -> bool:
    return not (one.merged_into or one.retracted or one.suggested)


def _order(one: Development) -> tuple[str, object, str]:
    return day(one), one.first_reported_at, one.id


def _next(told: list[Development], as_of: str) -> Deadline | None:
    """The first date that is still to come; one that was set later by the same party replaces those before."""
    standing: dict[str, Development] = {}
    for one in sorted(told, key=lambda one: (one.first_reported_at, one.id)):
        if one.type == "deadline" and one.date and one.modality != "denied":
            setter = one.actors[0] if one.actors else ""
            if setter not in standing or due(one) >= due(standing[setter]):
                standing[setter] = one
    coming = sorted((due(one), one.id, one) for one in standing.values() if due(one) >= as_of)
    return Deadline(date=coming[0][2].date or "", development=coming[0][1]) if coming else None

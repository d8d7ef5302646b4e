"""`dealwire replay`: the whole corridor in memory, for files of articles."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import frame
from pipeline.cli.detect import OnlyWatch, chosen
from pipeline.cli.reading import Files, Published, counted, reading

if TYPE_CHECKING:
    from pipeline.model import Development, Watch
    from pipeline.replay import Outcome

EPILOG = frame.example(
    "dealwire replay articles.jsonl",
    "dealwire replay --alerts --board --watch tiktok archive.jsonl.gz",
    "cat monday.jsonl tuesday.jsonl | dealwire replay - --json",
)


def replay(  # noqa: PLR0917 - typer's options
    files: Files = None,
    watch: OnlyWatch = None,
    alerts: Annotated[bool, typer.Option("--alerts", help="After the developments, the alerts.")] = False,
    board: Annotated[bool, typer.Option("--board", help="At the end, where each deal stands.")] = False,
    published: Published = None,
    as_json: Annotated[bool, typer.Option("--json", help="Lines of JSON at a terminal, too.")] = False,
) -> None:
    """Articles in, developments out when the input ends: tables at a terminal, else a line of JSON each, by id."""
    from pipeline import replay as corridor
    from pipeline.edge import detection

    settings = frame.settings()
    watches, given = chosen(settings, watch), reading(files, published)
    outcome = corridor.replay(given, watches, detection.detector(settings), (corridor.EVERYTHING,), counted)
    write = _lines if as_json or not sys.stdout.isatty() else _tables
    write(outcome, watches, alerts=alerts, board=board)
    given.end()


def _lines(outcome: Outcome, watches: tuple[Watch, ...], *, alerts: bool, board: bool) -> None:
    from pipeline import replay as corridor

    out = sys.stdout.buffer
    out.writelines(corridor.line(development) + b"\n" for development in outcome.developments)
    if alerts:
        out.writelines(corridor.alert_line(alert) + b"\n" for alert in outcome.alerts)
    if board:
        out.writelines(corridor.board_line(one, outcome.developments) + b"\n" for one in watches)
    out.flush()


def _tables(outcome: Outcome, watches: tuple[Watch, ...], *, alerts: bool, board: bool) -> None:
    frame.table((_row(one) for one in outcome.developments), empty="the articles say nothing of the watched deals")
    if alerts:
        frame.table(({"alert": one.kind, "line": one.line} for one in outcome.alerts), empty="no alerts")
    for one in watches if board else ():
        _stands(one, outcome.developments)


def _row(one: Development) -> dict[str, Any]:
    return {
        "reported": one.first_reported_at.date(),
        "type": one.own or one.type,
        "title": one.title,
        "sources": sum(report.independent for report in one.reports),
    }


def _stands(watch: Watch, developments: tuple[Development, ...]) -> None:
    """The deal's board for a person; how sure a thing is, its title says."""
    from pipeline.stages.board import DEAL, board

    stands = board(watch, developments)
    if not stands.as_of:
        return
    titles = {one.id: one.title for one in developments}
    names = {party.id: next(iter(party.names), party.id) for party in watch.parties}
    turns = [turn for turn in stands.turns if turn.who == DEAL]
    since = f" since {turns[-1].day}: {titles[turns[-1].development]}" if turns else ""
    due = f"{stands.deadline.date}: {titles[stands.deadline.development]}" if stands.deadline else "none is known"
    frame.say(f"{watch.title or watch.id}, as of {stands.as_of}")
    frame.say(f"  status    {stands.status}{since}")
    frame.say(f"  deadline  {due}")
    frame.table(
        (
            {
                "party": names.get(one.party, one.party),
                "stands": one.stance,
                "since": one.since,
                "by": titles[one.development],
            }
            for one in stands.parties
        ),
        empty="  no party has moved",
    )
    if stands.turns:
        frame.say("  turns, and the development that made each")
    for turn in stands.turns:
        who = "the deal" if turn.who == DEAL else names.get(turn.who, turn.who)
        change = f"{turn.before} → {turn.after}" if turn.before else turn.after
        frame.say(f"  {turn.day}  {who}: {change}  {turn.development}")

"""`dealwire quarantine`: what a stage could not use, why, and once more, or away with it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from pipeline.cli import frame, pick

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.model import Quarantined
    from pipeline.settings import Settings

app = frame.group("What a stage could not use: list it, look at it, send it back or discard it.")

_TopicOption = Annotated[str | None, typer.Option("--topic", help="Only what came from this topic.")]
_StageOption = Annotated[str | None, typer.Option("--stage", help="Only what this stage set aside.")]
_Ids = Annotated[list[str] | None, typer.Argument(metavar="ID", help="Ids, or their beginnings.")]
_Everything = Annotated[bool, typer.Option("--all", help="All that waits.")]


@app.command(
    "list", epilog=frame.example("dealwire quarantine list", "dealwire quarantine list --topic articles --json")
)
def show_all(
    *,
    topic: _TopicOption = None,
    stage: _StageOption = None,
    everything: Annotated[bool, typer.Option("--all", help="Those that were requeued or discarded, too.")] = False,
    as_json: frame.AsJson = False,
) -> None:
    """What waits in quarantine, the oldest first."""
    cases = _cases(frame.settings(), topic, stage, everything=everything)
    frame.table(
        (_row(case) if as_json else _short(case) for case in cases),
        as_json=as_json,
        empty="nothing waits in quarantine" + (" that was asked for" if topic or stage else ""),
    )


@app.command("show", epilog=frame.example("dealwire quarantine show 3f9c0a", "dealwire quarantine show 3f9c0a --json"))
def show(
    id_: Annotated[str, typer.Argument(metavar="ID", help="The id, or its beginning.")],
    *,
    as_json: frame.AsJson = False,
) -> None:
    """Why an item is here, and the item itself."""
    case = _one(_cases(frame.settings(), everything=True), id_)
    if as_json:
        frame.line(_plain(case))
        return
    frame.say(f"{case.id}  {case.closed or 'waits since'} {case.at.astimezone():%Y-%m-%d %H:%M:%S}")
    frame.say(f"from    {case.topic} [{case.partition}] @ {case.offset}, key {case.key.decode('utf-8', 'replace')!r}")
    frame.say(f"stage   {case.stage}")
    frame.say(f"reason  {frame.tame(case.reason)}")
    frame.say("")
    frame.say(frame.tame(case.original.decode("utf-8", "backslashreplace")))


@app.command(
    "requeue",
    epilog=frame.example("dealwire quarantine requeue 3f9c0a", "dealwire quarantine requeue --all --topic articles"),
)
def requeue(
    ids: _Ids = None,
    *,
    everything: _Everything = False,
    topic: _TopicOption = None,
    stage: _StageOption = None,
    as_json: frame.AsJson = False,
) -> None:
    """Send items back to where they came from, byte for byte; what fails again comes back under another id."""
    _close("requeued", ids, topic, stage, everything=everything, as_json=as_json)


@app.command(
    "discard",
    epilog=frame.example("dealwire quarantine discard 3f9c0a", "dealwire quarantine discard --all --stage deliver"),
)
def discard(
    ids: _Ids = None,
    *,
    everything: _Everything = False,
    topic: _TopicOption = None,
    stage: _StageOption = None,
    as_json: frame.AsJson = False,
) -> None:
    """Say that items are of no use: they wait no more; `show` and `list --all` know them as long as they are kept."""
    _close("discarded", ids, topic, stage, everything=everything, as_json=as_json)


def _close(
    how: Literal["requeued", "discarded"],
    ids: Sequence[str] | None,
    topic: str | None,
    stage: str | None,
    *,
    everything: bool,
    as_json: bool,
) -> None:
    """The original first, then the word that it waits no more: a crash between them sends twice, loses nothing."""
    import msgspec

    from pipeline import corridor, wire
    from pipeline.edge import messages
    from pipeline.errors import UsageError

    if bool(ids) == everything:
        raise UsageError("name ids, or say --all", way_out="`dealwire quarantine list` shows what waits")
    settings = frame.settings()
    cases = _cases(settings, topic, stage)
    chosen = cases if everything else list({id_: _one(cases, id_) for id_ in ids or []}.values())
    if how == "requeued" and chosen:
        messages.send(settings, [(case.topic, case.partition, case.key or None, case.original) for case in chosen])
    now = datetime.now(UTC)
    done = [msgspec.structs.replace(case, closed=how, at=now) for case in chosen]
    if done:
        row = corridor.QUARANTINE.name
        messages.send(settings, [(row, None, case.topic.encode(), wire.encode(case)) for case in done])
    if as_json:
        frame.line({how: [case.id for case in done]})
        return
    for case in done:
        frame.say(case.id)
    frame.warn(f"{how}: {len(done)}")


def _cases(
    settings: Settings, topic: str | None = None, stage: str | None = None, *, everything: bool = False
) -> list[Quarantined]:
    """The last word on each id, the oldest first; only what waits unless `everything`."""
    from pipeline import corridor, wire
    from pipeline.edge import messages, quarantine
    from pipeline.errors import NotFound
    from pipeline.model import Quarantined

    row = corridor.named(topic) if topic else None
    if topic and row is None:
        names = ", ".join(each.name.split(".")[1] for each in corridor.TOPICS)
        raise NotFound(f"there is no topic {topic!r}", way_out=f"topics are: {names}")
    if stage not in (None, *quarantine.STAGES):
        raise NotFound(f"there is no stage {stage!r}", way_out=f"stages are: {', '.join(quarantine.STAGES)}")
    last: dict[str, Quarantined] = {}
    for record in messages.whole(settings, corridor.QUARANTINE):
        case = wire.decode(record.value)
        if isinstance(case, Quarantined):
            last[case.id] = case
    return [
        case
        for case in last.values()
        if (everything or not case.closed) and (row is None or case.topic == row.name) and stage in (None, case.stage)
    ]


def _one(cases: Sequence[Quarantined], id_: str) -> Quarantined:
    known = {case.id: case for case in cases}
    return pick.one(known, id_, what="item", shown_by="dealwire quarantine list")


def _short(case: Quarantined) -> dict[str, Any]:
    """What fits on a line: the rest is in `show`."""
    return {
        "id": case.id, "at": f"{case.at.astimezone():%m-%d %H:%M}", "topic": case.topic.split(".")[1],
        "stage": case.stage, "reason": f"{case.closed}; {case.reason}" if case.closed else case.reason,
    }  # fmt: skip


def _row(case: Quarantined) -> dict[str, Any]:
    return {
        "id": case.id, "at": case.at.isoformat(), "topic": case.topic, "partition": case.partition,
        "offset": case.offset, "stage": case.stage, "reason": case.reason, "closed": case.closed,
        "key": case.key.decode("utf-8", "replace"),
    }  # fmt: skip


def _plain(case: Quarantined) -> dict[str, Any]:
    import msgspec

    said: dict[str, Any] = msgspec.to_builtins(case)
    return said | {"text": case.original.decode("utf-8", "backslashreplace")}

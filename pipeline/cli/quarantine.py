"""`dealwire quarantine`: what a stage could not use, why, and once more."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.model import Quarantined
    from pipeline.settings import Settings

app = frame.group("What a stage could not use: list it, look at it, send it back.")

_TopicOption = Annotated[str | None, typer.Option("--topic", help="Only what came from this topic.")]


@app.command(
    "list", epilog=frame.example("dealwire quarantine list", "dealwire quarantine list --topic articles --json")
)
def show_all(
    *,
    topic: _TopicOption = None,
    stage: Annotated[str | None, typer.Option("--stage", help="Only what this stage set aside.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Those that were requeued, too.")] = False,
    as_json: frame.AsJson = False,
) -> None:
    """What waits in quarantine, the oldest first."""
    cases = _cases(frame.settings(), topic, everything=everything)
    frame.table(
        (
            {
                "id": case.id, "at": case.at if not as_json else case.at.isoformat(), "topic": case.topic,
                "partition": case.partition, "offset": case.offset, "stage": case.stage, "reason": case.reason,
                "key": case.key.decode("utf-8", "replace"),
            }
            for case in cases
            if stage in (None, case.stage)
        ),
        as_json=as_json,
        empty="the quarantine is empty",
    )  # fmt: skip


@app.command("show", epilog=frame.example("dealwire quarantine show 3f9c0a", "dealwire quarantine show 3f9c0a --json"))
def show(
    id_: Annotated[str, typer.Argument(metavar="ID", help="The id, or its beginning.")],
    *,
    as_json: frame.AsJson = False,
) -> None:
    """Why an item is here, and the item itself."""
    case = _one(_cases(frame.settings(), None, everything=True), id_)
    if as_json:
        frame.line(_plain(case))
        return
    frame.say(f"{case.id}  {case.at.astimezone():%Y-%m-%d %H:%M:%S}")
    frame.say(f"from    {case.topic} [{case.partition}] @ {case.offset}, key {case.key.decode('utf-8', 'replace')!r}")
    frame.say(f"stage   {case.stage}")
    frame.say(f"reason  {case.reason}")
    frame.say("")
    frame.say(case.original.decode("utf-8", "backslashreplace"))


@app.command(
    "requeue",
    epilog=frame.example("dealwire quarantine requeue 3f9c0a", "dealwire quarantine requeue --all --topic articles"),
)
def requeue(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Ids, or their beginnings.")] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="All that waits.")] = False,
    topic: _TopicOption = None,
) -> None:
    """Send items back to where they came from, byte for byte; they are open no more."""
    from pipeline.errors import UsageError

    if bool(ids) == everything:
        raise UsageError("name ids, or say --all", way_out="`dealwire quarantine list` shows what waits")
    settings = frame.settings()
    cases = _cases(settings, topic, everything=False)
    chosen = cases if everything else [_one(cases, id_) for id_ in ids or []]
    if chosen:
        _send_back(settings, chosen)
    for case in chosen:
        frame.say(case.id)
    frame.warn(f"requeued: {len(chosen)}")


def _send_back(settings: Settings, cases: Sequence[Quarantined]) -> None:
    """The original first, then the word that it is open no more: a crash between them sends twice, loses nothing."""
    import msgspec

    from pipeline import corridor, wire
    from pipeline.edge import messages
    from pipeline.edge.archive import REQUEUED

    messages.send(settings, [(case.topic, case.partition, case.key or None, case.original) for case in cases])
    now = datetime.now(UTC)
    done = [msgspec.structs.replace(case, reason=REQUEUED, at=now) for case in cases]
    messages.send(settings, [(corridor.QUARANTINE.name, None, case.topic.encode(), wire.encode(case)) for case in done])


def _cases(settings: Settings, topic: str | None, *, everything: bool) -> list[Quarantined]:
    """The last word on each id, the oldest first; only open ones unless `everything`."""
    from pipeline import corridor, wire
    from pipeline.edge import messages
    from pipeline.edge.archive import REQUEUED
    from pipeline.errors import NotFound
    from pipeline.model import Quarantined

    row = corridor.named(topic) if topic else None
    if topic and row is None:
        raise NotFound(
            f"there is no topic {topic!r}",
            way_out=f"topics are: {', '.join(each.name.split('.')[1] for each in corridor.TOPICS)}",
        )
    last: dict[str, Quarantined] = {}
    for record in messages.whole(settings, corridor.QUARANTINE):
        case = wire.decode(record.value)
        if isinstance(case, Quarantined):
            last[case.id] = case
    return [
        case
        for case in last.values()
        if (everything or case.reason != REQUEUED) and (row is None or case.topic == row.name)
    ]


def _one(cases: Sequence[Quarantined], id_: str) -> Quarantined:
    from pipeline.errors import NotFound, UsageError

    found = [case for case in cases if case.id.startswith(id_)]
    if not found:
        raise NotFound(
            f"nothing in quarantine has the id {id_!r}", way_out="`dealwire quarantine list` shows what waits"
        )
    if len(found) > 1:
        raise UsageError(f"{len(found)} ids begin with {id_!r}", way_out="write more of it")
    return found[0]


def _plain(case: Quarantined) -> dict[str, Any]:
    import msgspec

    said: dict[str, Any] = msgspec.to_builtins(case)
    return said | {"text": case.original.decode("utf-8", "backslashreplace")}

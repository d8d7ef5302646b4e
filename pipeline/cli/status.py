"""`dealwire status`: one look at everything on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import typer

from pipeline.cli import frame

if TYPE_CHECKING:
    from pipeline.edge.health import Report

EPILOG = frame.example("dealwire status", "dealwire status --json | jq .heartbeat_age")


def status(*, as_json: frame.AsJson = False) -> None:
    """Who runs, what waits, how old the last heartbeat is; exit code 0 only if all is well."""
    from pipeline.edge import health

    settings = frame.settings()
    said = health.report(settings)
    if as_json:
        frame.line(msgspec.to_builtins(said))
    elif not said.running:
        frame.warn(f"dealwire: nothing of ours runs on {settings.data}\n  -> start it with `dealwire up`")
    else:
        _draw(said)
    raise typer.Exit(0 if said.healthy else 1)


def _draw(said: Report) -> None:
    frame.table(
        {
            "role": each.role,
            "alive": each.alive,
            "pid": each.pid and str(each.pid),
            "metrics": each.metrics,
        }
        for each in said.roles
    )
    if said.counts is not None:
        frame.table(
            {"known": name.replace("_", " "), "number": number}
            for name, number in msgspec.to_builtins(said.counts).items()
        )
    for role, lag in said.waiting.items():
        some = [f"{number:,} {topic.split('.')[1]}" for topic, number in lag.items() if number]
        if some:
            frame.say(f"waiting for {role}: {', '.join(some)}")
    age = "none yet" if said.heartbeat_age is None else f"{said.heartbeat_age:.0f} s old"
    frame.say(f"broker {said.broker or 'unreachable'}, last heartbeat {age}")
    for complaint in said.complaints:
        frame.say(f"unhealthy: {complaint}")
    if said.starting:
        frame.say(said.starting)
    if said.healthy:
        frame.say("healthy")

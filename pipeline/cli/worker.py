"""`dealwire worker`: one worker, for this machine or for more machines."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from pipeline.cli import frame

EPILOG = frame.example("dealwire worker --broker kafka:9092", "dealwire worker --index 1 --data-dir /srv/dealwire")


def worker(
    index: Annotated[
        int | None, typer.Option("--index", min=0, help="Which worker of this data directory; each has its own tables.")
    ] = None,
) -> None:
    """Walk articles to alerts: the Faust agents, in this process."""
    from pipeline.edge import supervisor

    settings = frame.settings()
    settings.data.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, **supervisor.environment(settings)}
    if index is not None:
        environment["DEALWIRE_WORKER"] = str(index)
    environment.setdefault("DEALWIRE_WORKER", "0")
    os.execve(sys.executable, [sys.executable, "-m", "agents"], environment)  # noqa: S606 - no shell, our own module

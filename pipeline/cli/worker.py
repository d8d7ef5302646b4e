"""`dealwire worker`: one worker, for this machine or for more machines."""

from __future__ import annotations

import itertools
import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import frame

if TYPE_CHECKING:
    from pipeline.settings import Settings

INDEX = "DEALWIRE_WORKER"
EPILOG = frame.example("dealwire worker --broker kafka:9092", "dealwire worker --data-dir /srv/dealwire")


def worker(
    index: Annotated[
        int | None,
        typer.Option("--index", min=0, metavar="N", help="Which worker of this data directory; the first free one."),
    ] = None,
) -> None:
    """Walk articles to alerts: the Faust agents, in this process."""
    from pipeline.edge import child

    settings = frame.settings()
    given = os.environ.get(INDEX)
    chosen = _claimed(settings, int(given) if index is None and given else index)
    environment = {**os.environ, **child.environment(settings), INDEX: str(chosen)}
    os.execve(sys.executable, [sys.executable, "-m", "agents"], environment)  # noqa: S606 - no shell, our own module


def _claimed(settings: Settings, index: int | None) -> int:
    """The index whose tables are ours alone, as long as this process lives: the lock outlives `exec`."""
    from pipeline.edge import runfiles
    from pipeline.errors import AlreadyRunning

    for tried in itertools.count() if index is None else (index,):
        lock = runfiles.claim(settings, f"worker-{tried}")
        if lock is not None:
            os.set_inheritable(lock, True)
            return tried
    raise AlreadyRunning(
        f"worker {index} already runs on {settings.data}", way_out="leave --index out, and a free one is taken"
    )

"""`dealwire up --detach`: the same in the background, watched until all is well."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from pipeline.edge import child, runfiles
from pipeline.errors import EnvironmentTrouble

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.settings import Settings


def start(settings: Settings, *, desk: str, within: float) -> None:
    """Start it, and return when all is well; `EnvironmentTrouble` when it ends before, or is not within the seconds."""
    from rich.console import Console

    log = child.log_folder(settings) / "up.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "pipeline.cli", "up", "--background"],
            env={**os.environ, **child.environment(settings)},
            stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True,
        )  # fmt: skip
    console = Console(highlight=False)
    try:
        with console.status("starting") as status:
            for state in _states(process, settings, within):
                status.update(state)
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        raise
    if process.poll() is not None:
        raise _last_words(log.read_text("utf-8"))
    console.print(f"dealwire runs: desk {desk}, data {settings.data}, logs {log.parent}", soft_wrap=True)
    console.print("see it with `dealwire status`, stop it with `dealwire down`")


def _states(process: subprocess.Popen[bytes], settings: Settings, within: float) -> Iterator[str]:
    """What it is at, until it is healthy or has ended."""
    from pipeline.edge import health

    until = time.monotonic() + within
    while process.poll() is None:
        said = runfiles.one(settings, "up")
        if said is not None and said["state"] == health.READY:
            if health.report(settings).healthy:
                return
            yield "waiting for the first heartbeat"
        else:
            yield said["state"] if said else "starting"
        if time.monotonic() > until:
            raise EnvironmentTrouble("it runs, but is not healthy yet", way_out="`dealwire status` says why")
        time.sleep(0.5)


def _last_words(text: str) -> EnvironmentTrouble:
    way_out = text[-300:].strip() or "`dealwire up`, without --detach, says why; is the disk full?"
    return child.quoted(text.splitlines()) or EnvironmentTrouble("it did not start", way_out=way_out)

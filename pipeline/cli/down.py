"""`dealwire down`: stop what `dealwire up` started."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from typing import TYPE_CHECKING

from pipeline.cli import frame
from pipeline.edge import runfiles
from pipeline.errors import EnvironmentTrouble

if TYPE_CHECKING:
    from pipeline.settings import Settings

EPILOG = frame.example("dealwire down", "dealwire down --data-dir /srv/dealwire", "dealwire down --json")
_PATIENCE = 40.0
"""Seconds: the supervisor stops within 30 by itself."""


def down(*, as_json: frame.AsJson = False) -> None:
    """Stop everything on this machine, and return when it is stopped."""
    settings = frame.settings()
    stopped = _stopped(settings)
    if as_json:
        frame.line({"data": str(settings.data), "stopped": stopped})
    else:
        frame.warn("stopped" if stopped else f"dealwire: nothing runs on {settings.data}")


def _stopped(settings: Settings) -> bool:
    """Stop it, and what is left of a Kafka of ours; False if nothing ran."""
    from pipeline.edge.broker.embedded import claim

    pid, born, ran, until = None, "", False, time.monotonic() + _PATIENCE
    while (said := runfiles.one(settings, "up")) or runfiles.is_locked(settings, "up") or runfiles.lives(pid, born):
        if said and said["pid"] != pid:
            pid, born = said["pid"], said["born"]
            _signal(settings, pid, signal.SIGTERM)
            _signal(settings, pid, signal.SIGCONT)  # one that Ctrl-Z stopped would not hear it
        if not ran:
            frame.warn("stopping ...")
        ran = True
        if pid and time.monotonic() > until:
            _signal(settings, pid, signal.SIGKILL)  # its children fall with it
        if time.monotonic() > until + _PATIENCE:
            raise EnvironmentTrouble(f"`dealwire up` on {settings.data} does not stop", way_out="end it where it runs")
        time.sleep(0.1)
    return claim.end_orphan(settings.data / "kafka") or ran


def _signal(settings: Settings, pid: int, number: int) -> None:
    try:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
    except PermissionError as error:
        raise EnvironmentTrouble(
            f"`dealwire up` on {settings.data} is another user's: process {pid}", way_out="stop it as that user"
        ) from error

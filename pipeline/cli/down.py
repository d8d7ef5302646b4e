"""`dealwire down`: stop what `dealwire up` started."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

from pipeline.cli import frame
from pipeline.edge import runfiles

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
    """Stop it; False if nothing ran."""
    said = runfiles.one(settings, "up")
    if said is None and not runfiles.is_locked(settings, "up"):
        return False
    if said is not None:
        _end(int(said["pid"]))
    until = time.monotonic() + _PATIENCE
    while runfiles.is_locked(settings, "up") or (said is not None and runfiles.lives(said["pid"], said["born"])):
        if time.monotonic() > until and said is not None:
            os.kill(int(said["pid"]), signal.SIGKILL)  # its children fall with it
            until += _PATIENCE
        time.sleep(0.1)
    return True


def _end(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGTERM)
    except ProcessLookupError:
        return

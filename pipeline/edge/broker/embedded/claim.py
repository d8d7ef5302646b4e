"""One Kafka a data directory, whatever was killed before.

The claim is a lock on `<data>/kafka/instance.lock` that the child inherits: it is held as long as this
process or its Kafka lives, and by nothing else. So a lock that is free is never stale, and one that is
held while its owner is dead shows an orphan: that one is stopped, then the directory is ours.
The file also remembers the ports, so that clients find a restarted Kafka where it was.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import time
from pathlib import Path
from typing import Any, TextIO

from pipeline.edge import runfiles
from pipeline.errors import AlreadyRunning, EnvironmentTrouble

ORPHAN_STOPS_WITHIN = 20.0
"""Seconds an orphan has for a clean stop before it is killed."""
_NAME = "instance.lock"


class Claim:
    """The right to be the Kafka of a data directory; `said` is what its last owner wrote down."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # it holds passwords of feeds, secrets of webhooks
            self._file = self._path.open("a+", encoding="utf-8")
        except OSError as error:
            raise EnvironmentTrouble(
                f"the data directory {folder.parent} cannot be used: {error.strerror}",
                way_out="name another with --data-dir, or mend its rights",
            ) from error
        with contextlib.ExitStack() as otherwise:
            otherwise.callback(self._file.close)
            if not _taken(self._file):
                raise AlreadyRunning(
                    f"process {_read(self._path).get('pid')} already runs a Kafka on {folder.parent}",
                    way_out="stop it with `dealwire down`, or name another folder with --data-dir",
                )
            otherwise.pop_all()
        self.said = _read(self._path)
        self.write(**{name: value for name, value in self.said.items() if name not in ("pid", "java")})

    @property
    def descriptor(self) -> int:
        """The locked file, for the child to inherit."""
        return self._file.fileno()

    def write(self, **content: object) -> None:
        """Write down who owns the directory, and what the next owner should know."""
        self.said = {"pid": os.getpid(), **content}
        self._file.seek(0)
        self._file.truncate()
        self._file.write(json.dumps(self.said) + "\n")
        self._file.flush()

    def release(self) -> None:
        """Let go; a Kafka that still runs keeps the lock until it ends."""
        self._file.close()


def end_orphan(folder: Path) -> bool:
    """Whether an owner who is dead left a Kafka in this folder; it has ended when this returns."""
    path = folder / _NAME
    if not path.exists():
        return False
    with path.open(encoding="utf-8") as file:  # which may be another's to write
        return not _locked(file) and _taken(file)


def _taken(file: TextIO) -> bool:
    """Lock the file, and end the orphan that holds it; False if its owner lives."""
    path = Path(file.name)
    # first wait a moment: a child of a dead parent ends by itself, and a new owner has then said its pid
    for ending, within in ((None, 1.0), (signal.SIGTERM, ORPHAN_STOPS_WITHIN), (signal.SIGKILL, 5.0)):
        said = _read(path)
        if ending is not None:
            if runfiles.lives(said.get("pid")):
                return False
            if isinstance(said.get("java"), int):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(said["java"], ending)
        until = time.monotonic() + within
        while time.monotonic() < until:
            if _locked(file):
                return True
            time.sleep(0.05)
    raise AlreadyRunning(
        f"a Kafka that process {said.get('pid')} left behind on {path.parent.parent} does not stop",
        way_out=f"end process {said.get('java')}, then start again",
    )


def _locked(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(path: Path) -> dict[str, Any]:
    try:
        said = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}

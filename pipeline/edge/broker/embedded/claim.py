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
from typing import Any

from pipeline.errors import AlreadyRunning, EnvironmentTrouble

ORPHAN_STOPS_WITHIN = 20.0
"""Seconds an orphan has for a clean stop before it is killed."""


class Claim:
    """The right to be the Kafka of a data directory; `said` is what its last owner wrote down."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "instance.lock"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("a+", encoding="utf-8")
        except OSError as error:
            raise EnvironmentTrouble(
                f"the data directory {folder.parent} cannot be used: {error.strerror}",
                way_out="name another with --data-dir, or mend its rights",
            ) from error
        try:
            self._take()
        except BaseException:
            self._file.close()
            raise
        self.said = self._read()
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

    def _take(self) -> None:
        # first wait a moment: a child of a dead parent ends by itself, and a new owner has then said its pid
        for ending, within in ((None, 1.0), (signal.SIGTERM, ORPHAN_STOPS_WITHIN), (signal.SIGKILL, 5.0)):
            owner, orphan = self._read().get("pid"), self._read().get("java")
            if ending is not None and isinstance(orphan, int):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(orphan, ending)
            until = time.monotonic() + within
            while time.monotonic() < until:
                if self._locked():
                    return
                if isinstance(owner, int) and _lives(owner):
                    raise AlreadyRunning(
                        f"process {owner} already runs a Kafka on {self._path.parent.parent}",
                        way_out="stop it with `dealwire down`, or name another folder with --data-dir",
                    )
                time.sleep(0.05)
        raise AlreadyRunning(
            f"a Kafka that process {owner} left behind on {self._path.parent.parent} does not stop",
            way_out=f"end process {orphan}, then start again",
        )

    def _locked(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _read(self) -> dict[str, Any]:
        try:
            said = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return said if isinstance(said, dict) else {}


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

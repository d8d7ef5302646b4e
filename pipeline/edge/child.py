"""A role of this machine as a child process, and the pauses between its lives.

Laws:
- One that ends by itself is started again after a pause: 1 s, doubled to 30 s, 1 s again after a minute of life;
  later, if its supervisor holds it back.
- It does not outlive its parent, however that ends (see `runfiles.tie_to_parent`).
- Everything it says goes to `<data>/log/<name>.log` (see `logfile`).
"""

from __future__ import annotations

import logging
import os
import re
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Iterable
from pathlib import Path

import msgspec

from pipeline import model
from pipeline.edge import runfiles
from pipeline.edge.logfile import Logfile
from pipeline.errors import EnvironmentTrouble
from pipeline.settings import PREFIX, Settings

SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
SETTLED_AFTER = 60.0
"""Seconds of life after which the next pause is the shortest again."""
_log = logging.getLogger(__name__)


class Role(model.Value):
    """A child to be: `name` is unique and names its log; `stops` is the rank in which it is stopped."""

    name: str
    command: tuple[str, ...]
    stops: int
    environ: dict[str, str] = msgspec.field(default_factory=dict)
    needed_for: float = 1.0
    """Seconds before the deadline by which this rank must be over, so that the next has time."""


def environment(settings: Settings) -> dict[str, str]:
    """The settings as a child reads them: `DEALWIRE_*`; what is empty is left to the default."""
    said = {field.name: getattr(settings, field.name) for field in msgspec.structs.fields(Settings)}
    said |= {"data_dir": str(settings.data.absolute())}
    return {
        PREFIX + name.upper(): str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in said.items()
        if value != ""
    }


class Child:
    """A role's process, and the pauses between its lives."""

    def __init__(self, role: Role, settings: Settings) -> None:
        self.role = role
        self._settings = settings
        self.lives = 0
        self._pause = SHORTEST_PAUSE
        self._due_at = 0.0
        self._last: deque[str] = deque(maxlen=30)
        self._file = Logfile(log_folder(settings) / f"{role.name}.log")
        self.process = self._born()

    def look(self, *, held: bool = False) -> str | None:
        """Start it again if it has ended and its pause is over; a line if it has just ended, or its log has news."""
        code = self.process.poll()
        if code is None:
            return self._file.news()
        now = time.monotonic()
        if not self._due_at:
            if now - self._born_at > SETTLED_AFTER:
                self._pause = SHORTEST_PAUSE
            self._due_at, pause = now + self._pause, self._pause
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
            said = self.complaint(code)
            when = "when Kafka is back" if held else f"in {pause:.0f} s"
            return f"{said}; started again {when} (log: {self.role.name}.log)"
        if now >= self._due_at and not held:
            self._due_at = 0.0
            self.process = self._born()
        return None

    def complaint(self, code: int) -> EnvironmentTrouble:
        """Why it ended, in its own words if it left any."""
        self._pump.join(timeout=1.0)
        own = quoted(self._last)
        if own is not None:
            return EnvironmentTrouble(f"{self.role.name}: {own}", way_out=own.way_out)
        how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
        return EnvironmentTrouble(f"{self.role.name} {how}", way_out=f"its log is {self._file.baseFilename}")

    def begin_anew(self) -> None:
        """Kill it, and start it again at once."""
        self.process.kill()
        self.process.wait()
        self._pump.join(timeout=1.0)
        self._due_at = 0.0
        self.process = self._born()

    def ask_to_end(self) -> None:
        """SIGTERM, if it still runs."""
        if self.process.poll() is None:
            self.process.terminate()

    def end_by(self, deadline: float) -> None:
        """Wait for its end, and kill it at the deadline."""
        try:
            self.process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _log.warning("%s did not end when asked: killed", self.role.name)
            self.process.kill()
            self.process.wait()
        self._pump.join(timeout=1.0)
        self._file.close()

    def _born(self) -> subprocess.Popen[bytes]:
        self._last.clear()
        self.lives += 1
        self._born_at = time.monotonic()
        environ = {name: value for name, value in os.environ.items() if name != runfiles.PARENT}
        environ |= {**environment(self._settings), **self.role.environ, runfiles.PARENT: str(os.getpid())}
        process = subprocess.Popen(
            self.role.command,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**environ, "PYTHONUNBUFFERED": "1"},
            process_group=0,  # Ctrl-C is for the supervisor, which then stops the others in order
        )  # fmt: skip
        self._pump = threading.Thread(target=self._write_down, args=(process,), daemon=True)
        self._pump.start()
        return process

    def _write_down(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        with process.stdout:
            for line in process.stdout:
                text = line.decode("utf-8", "replace").rstrip()
                self._last.append(text)
                self._file.write(text)


def quoted(lines: Iterable[str]) -> EnvironmentTrouble | None:
    """The error that a command of ours printed at its end, and its way out; None if it printed none."""
    words = [line for line in lines if line.strip()]
    own = next((number for number, line in enumerate(words) if re.match(r"dealwire( \w+)?: ", line)), None)
    if own is None:
        return None
    way_out = words[own + 1].strip().removeprefix("->").strip() if own + 1 < len(words) else ""
    return EnvironmentTrouble(words[own].partition(":")[2].strip(), way_out=way_out)


def log_folder(settings: Settings) -> Path:
    """`<data>/log`."""
    return settings.data / "log"

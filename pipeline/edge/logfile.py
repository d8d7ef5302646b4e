"""What a child says, in a file of bounded size.

Law: a disk that is full costs lines and nothing else. It is news once, and how many are missing is news, and stands
in the file, as soon as there is room again.
"""

from __future__ import annotations

import contextlib
import logging
import logging.handlers
import sys
from pathlib import Path

from pipeline.errors import EnvironmentTrouble

BYTES, KEPT = 5_000_000, 2


class Logfile(logging.handlers.RotatingFileHandler):
    """The file, and `KEPT` older ones beside it."""

    def __init__(self, path: Path) -> None:
        self._missing = 0
        self._news: str | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            super().__init__(path, maxBytes=BYTES, backupCount=KEPT, encoding="utf-8")
        except OSError as error:
            raise EnvironmentTrouble(
                f"{path} cannot be written: {error.strerror}", way_out="name another folder with --data-dir"
            ) from error

    def write(self, line: str) -> None:
        """Write a line down, if there is room."""
        missing = self._missing
        gap = f"\n({missing:,} lines are missing here)\n" if missing else ""
        self.emit(logging.makeLogRecord({"msg": gap + line}))
        if missing and missing == self._missing:
            self._missing, self._news = 0, f"{self.baseFilename} is written again; {missing:,} lines are missing there"

    def news(self) -> str | None:
        """A line for a person, said once."""
        said, self._news = self._news, None
        return said

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 - logging's own
        """Count a line that could not be written, instead of printing where it failed."""
        if not self._missing:
            self._news = f"{self.baseFilename} cannot be written: {sys.exc_info()[1]}"
        self._missing += 1
        stream, self.stream = self.stream, None  # it would keep the line, and write it when nobody counts on it
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()

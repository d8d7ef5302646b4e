"""How a command begins and ends: the streams it speaks through, and how an error reaches a person."""

from __future__ import annotations

import errno
import io
import logging
import os
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

import typer

from pipeline.cli import frame
from pipeline.edge import runfiles
from pipeline.errors import DealwireError, EnvironmentTrouble

UNFORESEEN = 70
"""Exit code of an error that is a mistake of ours (EX_SOFTWARE of sysexits.h)."""
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO)


def run(app: typer.Typer) -> None:
    """Run the command line and exit, as the head of `frame` says."""
    runfiles.tie_to_parent()
    _open()
    logging.basicConfig(level=logging.CRITICAL)  # libraries do not talk into a person's terminal
    try:
        typer.main.get_command(frame.dressed(app))(prog_name="dealwire")
    except DealwireError as error:
        _end(error)
    except PermissionError as error:
        _end(
            EnvironmentTrouble(
                f"no right to use {error.filename or 'a file'}: {error.strerror}",
                way_out="name a folder that is yours with --data-dir, or mend its rights",
            )
        )
    except OSError as error:
        if error.errno not in _FULL:
            _unforeseen(error)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what is left to be written would fail again at the end
        what = error.filename or "what is said, or the state,"
        _end(EnvironmentTrouble(f"{what} cannot be written: {error.strerror}", way_out="is the disk full?"))
    except Exception as error:  # noqa: BLE001 - the last door: nobody sees a traceback
        _unforeseen(error)


def _open() -> None:
    """The three streams, whatever we were started with; what we print is UTF-8, whatever the locale."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - for as long as we live
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _end(error: DealwireError) -> None:
    frame.warn("dealwire: " + " ".join(str(error).split()))
    if error.way_out:
        frame.warn("  -> " + " ".join(error.way_out.split()))
    sys.exit(error.exit_code)


def _unforeseen(error: Exception) -> None:
    what = f"dealwire: an error nobody foresaw ({type(error).__name__}: {' '.join(str(error).split())[:200]})"
    try:
        path = _log_folder() / f"error-{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.getpid()}.log"
        path.write_text("".join(traceback.format_exception(error)), "utf-8")
    except (OSError, DealwireError):
        frame.warn(f"{what}; its traceback could not be written")
    else:
        frame.warn(f"{what}\n  -> the traceback is in {path}")
    sys.exit(UNFORESEEN)


def _log_folder() -> Path:
    folder = frame.settings().data / "log"
    folder.mkdir(parents=True, exist_ok=True)
    return folder

"""The command as a person runs it: a process, its output and exit code."""

from __future__ import annotations

import contextlib
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

from pipeline import cli
from pipeline.edge import child
from pipeline.settings import Settings

HOUSE = Path(cli.__file__).parents[2]


def environment(**said: str) -> dict[str, str]:
    """This process's environment without settings of its own, and with those said."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DEALWIRE_")}
    return {**kept, "NO_COLOR": "1", "COLUMNS": "120", "PYTHONUNBUFFERED": "1", **said}


def dealwire(*arguments: str, typed: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    """Run it to its end; what is `typed` answers its questions."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *arguments],
        cwd=HOUSE, env=environment(**environ), input=typed, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def at_a_terminal(*arguments: str) -> tuple[int, str]:
    """Its exit code and what it shows to somebody who sits before it."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(HOUSE)
        os.execve(sys.executable, [sys.executable, "-m", "pipeline.cli", *arguments], environment())
    shown = b""
    with contextlib.suppress(OSError):  # so a terminal ends on Linux
        while some := os.read(terminal, 65_536):
            shown += some
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.decode().replace("\r\n", "\n")


def interrupted(loaded: str, *arguments: str, **environ: str) -> tuple[int, list[str]]:
    """Exit code, as a shell has it, of a command that got a Ctrl-C when it had loaded a module, and what it said then.

    One that met it inside an `exec` of Python's own ends by the signal in the end, though it was caught: 130 as well.
    """
    with subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", *arguments], cwd=HOUSE, env=environment(**environ), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stderr
        next(line for line in process.stderr if line.split("|")[-1].strip() == loaded)
        process.send_signal(signal.SIGINT)
        said = process.stderr.read().splitlines()
    code = process.returncode if process.returncode >= 0 else 128 - process.returncode
    return code, [line for line in said if not line.startswith("import time:")]


def on(settings: Settings) -> dict[str, str]:
    """The settings as environment."""
    return child.environment(settings)


def clear(said: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    """Hold that it failed as promised: one line that says it, at most one with the way out, no traceback."""
    lines = said.stderr.strip().splitlines()
    assert said.returncode == code, said.stderr
    assert lines[0].startswith("dealwire: "), said.stderr
    assert all(word in lines[0] for word in words), said.stderr
    assert len(lines) == 1 or (len(lines) == 2 and lines[1].startswith("  -> ")), said.stderr
    assert "Traceback" not in said.stdout + said.stderr

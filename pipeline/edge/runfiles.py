"""Who runs on this machine: one small JSON file a role under `<data>/run`, and the lock of the one supervisor.

Laws: a file is there whole or not at all. A file whose process is gone counts for nothing, also when its
number was given to another process since; while it lives no other process writes it. The lock falls with
the process that holds it, however it dies.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.errors import AlreadyRunning, EnvironmentTrouble
from pipeline.settings import Settings

_TRIES, _AGAIN_AFTER = 5, 0.02
"""Who only asks holds a lock for a moment: as often, and after so many seconds, it is tried again."""


def folder(settings: Settings) -> Path:
    """`<data>/run`, made when it is missing; the data are nobody else's."""
    path = settings.data / "run"
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.mkdir(exist_ok=True)
    except OSError as error:
        raise EnvironmentTrouble(
            f"the data directory {settings.data} cannot be used: {error.strerror}",
            way_out="name another with --data-dir, or mend its rights",
        ) from error
    return path


def write(settings: Settings, role: str, *, index: int | None = None, **more: str | list[str]) -> Path:
    """Write down that this process runs `role`, or raise `AlreadyRunning`; the file's path."""
    path = folder(settings) / (f"{role}.json" if index is None else f"{role}-{index}.json")
    if _living(path).get("pid", os.getpid()) != os.getpid():
        raise AlreadyRunning(
            f"dealwire {role} already runs on {settings.data}", way_out="one more needs another --data-dir"
        )
    content = {"role": role, "index": index, "pid": os.getpid(), "born": _born(os.getpid()), **more}
    draft = path.with_suffix(f".{os.getpid()}.new")
    try:
        _clear(path)
        draft.write_text(json.dumps(content), "utf-8")
        draft.replace(path)
    except OSError as error:
        raise EnvironmentTrouble(
            f"{path} cannot be written: {error.strerror}", way_out="is the disk full, or the folder another user's?"
        ) from error
    return path


def _clear(path: Path) -> None:
    """Take the drafts away of those who were killed while they wrote."""
    for draft in path.parent.glob(f"{path.stem}.*.new"):
        pid = draft.suffixes[-2][1:]
        if pid.isdecimal() and not lives(int(pid)):
            draft.unlink(missing_ok=True)


def remove(path: Path) -> None:
    """Take a run file away if it is still this process's own."""
    with contextlib.suppress(OSError, ValueError):
        if json.loads(path.read_text("utf-8")).get("pid") == os.getpid():
            path.unlink()


@contextlib.contextmanager
def held(settings: Settings, role: str, *, index: int | None = None, **more: str | list[str]) -> Iterator[Path]:
    """The run file for as long as the block runs."""
    path = write(settings, role, index=index, **more)
    try:
        yield path
    finally:
        remove(path)


def alive(settings: Settings) -> list[dict[str, Any]]:
    """What the run files say of processes that are alive, sorted by file name."""
    files = sorted((settings.data / "run").glob("*.json"))
    return [{"role": path.stem, **content} for path in files if (content := _living(path))]


def _living(path: Path) -> dict[str, Any]:
    """What a run file says of a process that is alive; nothing of another."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) and lives(content.get("pid"), content.get("born")) else {}


def one(settings: Settings, role: str) -> dict[str, Any] | None:
    """The living process of a role, or None."""
    return next((said for said in alive(settings) if said["role"] == role), None)


@contextlib.contextmanager
def lock(settings: Settings, name: str) -> Iterator[None]:
    """Be the only `name` of this data directory, or raise `AlreadyRunning`."""
    descriptor = claim(settings, name)
    if descriptor is None:
        raise AlreadyRunning(
            f"dealwire {name} already runs on {settings.data}",
            way_out="see `dealwire status`; stop it with `dealwire down`; or name another --data-dir",
        )
    try:
        yield
    finally:
        os.close(descriptor)


def claim(settings: Settings, name: str) -> int | None:
    """The locked file of `name`, None if another process holds it; the lock lasts until the file is closed."""
    path = folder(settings) / f"{name}.lock"
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise EnvironmentTrouble(
            f"{path} cannot be opened: {error.strerror}", way_out="name another folder with --data-dir"
        ) from error
    for _ in range(_TRIES):
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return descriptor
        time.sleep(_AGAIN_AFTER)
    os.close(descriptor)
    return None


def is_locked(settings: Settings, name: str) -> bool:
    """Whether a living process is the `name` of this data directory."""
    path = settings.data / "run" / f"{name}.lock"
    try:
        with path.open("a+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)  # who asks hides from nobody who asks
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


# --- a child's life hangs on its parent's ---------------------------------------------------------

PARENT = "DEALWIRE_PARENT"
_PR_SET_PDEATHSIG = 1


def tie_to_parent() -> None:
    """Die with the supervisor that started this process, even if it is killed with -9 (Linux only).

    The tie outlives `exec`, so a worker keeps it. Nothing happens in a process that no supervisor started.
    """
    parent = os.environ.pop(PARENT, "")
    if not parent or not sys.platform.startswith("linux"):
        return
    import ctypes  # noqa: PLC0415 - children only

    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != int(parent):  # it died before the tie was made
        os._exit(1)


def lives(pid: object, born: object = "") -> bool:
    """Whether this process runs: not if it only waits to be buried, nor if its number was given to another."""
    if not isinstance(pid, int):
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    now = _born(pid)
    return now != "zombie" and (not born or not now or born == now)


def _born(pid: int) -> str:
    """Start time of a process in clock ticks since boot, "zombie" if it only waits to be buried, "" if unknown."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return ""
    return "zombie" if fields[0] == "Z" else fields[19]

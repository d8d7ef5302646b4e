"""The disk below a folder, and whether what was there still is."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

_ROOM = 1024 * 1024
"""Bytes below which Kafka ends for want of them: an index of one segment is as large."""


def complaint(folder: Path) -> str | None:
    """That it is full, or None; also when nobody can say."""
    with contextlib.suppress(OSError):
        if shutil.disk_usage(folder).free < _ROOM:
            return f"the disk of {folder} is full"
    return None


def taken_away(path: Path, was: os.stat_result) -> bool:
    """Whether what was here is not, or is another; not while nobody can say."""
    try:
        return not os.path.samestat(path.stat(), was)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False

"""A worker's own copies of its tables: a folder that may be removed at any time, for the changelogs have it all.

A copy says how far in each changelog it has got, which means something in one Kafka only. With another, or with an
older state of the same, Faust's worker would end over and over (`ConsistencyError`), or go on from what never was.
"""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

log = logging.getLogger(__name__)

_CLUSTER = "cluster"
"""File with the id of the Kafka cluster whose changelogs these are copies of."""


def of(cluster: str, folder: Path) -> Path:
    """The folder, emptied if it holds the copies of another cluster."""
    tie = folder / _CLUSTER
    if folder.exists() and (not tie.exists() or tie.read_text("utf-8") != cluster):
        forget(folder)
    folder.mkdir(parents=True, exist_ok=True)
    tie.write_text(cluster, "utf-8")
    return folder


def forget(folder: Path) -> None:
    """Remove the copies, first what says whose they are: half of them, after a kill, are nobody's."""
    log.warning("the tables in %s do not belong to this Kafka: they are made again", folder)
    (folder / _CLUSTER).unlink(missing_ok=True)
    shutil.rmtree(folder)

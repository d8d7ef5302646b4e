"""A worker with one stage that raises, hangs, waits for a rebalance, or has a full disk, as a file says.

python clumsy.py FOLDER
"""

from __future__ import annotations

import asyncio
import errno
import os
import sys
from pathlib import Path

import faust

from agents import floor as floors
from agents import turnstile, watchdog
from agents.floor import Floor
from agents.shelf import Table
from agents.standing import Standing
from pipeline import corridor
from pipeline import settings as settings_
from pipeline.edge.broker import clients
from pipeline.model import Article

FOLDER = Path(sys.argv[1])
MOVES = FOLDER / "moves"


class Disk(Table):
    """A table on a disk that may be full."""

    def on_key_set(self, key: bytes, value: bytes) -> None:
        """Write it down."""
        if (FOLDER / "full").exists():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        super().on_key_set(key, value)


settings = settings_.read()
app = turnstile.App(
    corridor.WORKERS, broker=f"kafka://{clients.address(settings)}", datadir=str(FOLDER / "tables"), store="memory://",
    Table=Disk, topic_disable_leader=True, consumer_auto_offset_reset="earliest", web_enabled=False,
    broker_commit_interval=0.5, broker_session_timeout=10.0, broker_heartbeat_interval=2.0,
    worker_redirect_stdouts=False,
)  # fmt: skip
standing = Standing(settings)
app.gate = lambda: standing.gate.passing
floor = Floor(app, standing)
kept = floor.shelf("seen")


@floor.station(reads=corridor.FRESH, writes=corridor.MENTIONS)
async def clumsy(article: Article) -> None:
    if article.title == "hang" and (FOLDER / "hangs").exists():
        await asyncio.sleep(3600)
    if article.title == "moved" and MOVES.exists():
        (FOLDER / "begun").touch()
        while MOVES.exists() and not app.moving:
            await asyncio.sleep(0.1)
    if article.title == "slow":
        await asyncio.sleep(1)
    if article.title == "raise" and (FOLDER / "raises").exists():
        raise ValueError("this title is too much for me")
    if article.title in {"keep", "hoard", "moved"}:
        kept.put(article.id, b"kept" if article.title != "hoard" else bytes(clients.LARGEST_BYTES + 1))
    await floor.pass_on(corridor.DEVELOPMENTS, article.id, article, partition=0)


watchdog.STUCK_FOR = 3.0 if not MOVES.exists() else 3600.0
floors.SETTLED_WITHIN = 1.0
watchdog.watch(app)
faust.Worker(app, loglevel="WARNING").execute_from_commandline()

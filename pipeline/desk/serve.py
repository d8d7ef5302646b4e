"""The role `desk`: the follower and the doors, until SIGTERM or SIGINT."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import resource
import signal

import prometheus_client
from aiohttp import web

from pipeline import corridor
from pipeline.desk import answers, api
from pipeline.desk.follow import Follower
from pipeline.edge import hosts, ports, runfiles
from pipeline.edge.archive import Archive
from pipeline.edge.broker import topics
from pipeline.edge.broker.registry import Registry
from pipeline.errors import DealwireError
from pipeline.settings import Settings

STOPS_WITHIN = 3.0
"""Seconds for answers under way when the desk is to stop; who then takes his answer no further is let go."""
IDLE_FOR = 150.0
"""Seconds after which a connection on which nothing is asked is closed: longer than proxies keep theirs."""

CONNECTIONS = 8_192
"""Files and connections that may be open, if the machine lets us: when the usual 1,024 are, nobody is answered."""


def serve(settings: Settings) -> None:
    """Serve on `desk_host:desk_port`; `EnvironmentTrouble` if the port is taken, `AlreadyRunning` if the data is."""
    few, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if few != resource.RLIM_INFINITY and few < CONNECTIONS:
        resource.setrlimit(resource.RLIMIT_NOFILE, (CONNECTIONS if most < 0 else min(CONNECTIONS, most), most))
    with runfiles.lock(settings, "desk"):  # before the archive is touched: it belongs to one
        asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    names = hosts.named(settings.desk_names) | {settings.desk_host.lower()}
    topics.declare(settings)
    archive = Archive(settings.data / "archive.sqlite")
    follower = Follower(settings, archive)
    prometheus_client.REGISTRY.register(api.Gauges(archive, follower))
    watches = Registry(settings, corridor.WATCHES)
    logging.getLogger("aiohttp.server").addFilter(answers.unreadable)
    runner = web.AppRunner(
        api.app(archive, follower, watches.snapshot, names),
        access_log=None,
        handler_cancellation=True,  # who has hung up needs no answer
        keepalive_timeout=IDLE_FOR,
        max_line_size=8 * answers.LONGEST,  # so that what is too long is told so in words
        shutdown_timeout=STOPS_WITHIN,
    )
    await runner.setup()
    try:
        await _listen(runner, settings)
        watches.start()
        follower.start()
        address = f"http://{ports.spelled(settings.desk_host, runner.addresses[0][1])}"
        with runfiles.held(settings, "desk", metrics=address, address=address):
            await _asked_to_stop(follower)
    finally:
        await runner.cleanup()
        watches.stop()


async def _listen(runner: web.AppRunner, settings: Settings) -> None:
    try:
        ports.bound(settings.desk_host, settings.desk_port)  # what cannot be is said there in one way
        await web.TCPSite(runner, settings.desk_host, settings.desk_port).start()
    except OSError as error:
        raise ports.refused("the desk", "DESK", settings.desk_host, settings.desk_port, error) from error


async def _asked_to_stop(follower: Follower) -> None:
    """Until SIGTERM or SIGINT; `DealwireError` if the follower ends by itself, for a new process can help."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked.set)
    while not asked.is_set():
        if follower.ended.is_set():
            raise DealwireError("the desk follows the topics no more", way_out="the lines above say why")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asked.wait(), timeout=1.0)
    await asyncio.to_thread(follower.stop)

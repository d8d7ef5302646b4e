"""A worker without a watch: there, and saying what it waits for."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from pipeline import corridor
from pipeline.edge import messages, runfiles, seeds
from pipeline.settings import Settings
from tests.agents.workers import Workers
from tests.journeys.installation import until


@pytest.fixture
def workers(fresh_kafka: Settings) -> Iterator[Workers]:
    workers = Workers(fresh_kafka)
    yield workers
    workers.stop()


def health(settings: Settings) -> str:
    """What the worker says of itself; nothing while it is not there."""
    said = runfiles.one(settings, "worker")
    if said is None:
        return ""
    try:
        with urllib.request.urlopen(f"{said['metrics']}/healthz", timeout=5) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        with error:
            return error.read().decode()


def test_a_worker_that_waits_for_the_first_watch_says_so(workers: Workers) -> None:
    settings = workers.settings
    workers.start(0)
    until(lambda: "no watch yet" in health(settings), within=60, what=f"its complaint: {workers.logs()}")
    watch = next(iter(seeds.watches(settings)))
    messages.put(settings, corridor.WATCHES, watch.id, watch)
    until(lambda: health(settings) == "ok\n", within=60, what=f"that it works: {workers.logs()}")
    until(lambda: workers.members() == 1, within=60, what="a member")

"""workers      on a fresh broker that knows the watches that ship; what was started is stopped."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline import corridor
from pipeline.edge import messages, seeds
from pipeline.settings import Settings
from tests.agents.workers import Workers


@pytest.fixture
def workers(fresh_kafka: Settings) -> Iterator[Workers]:
    for watch in seeds.watches(fresh_kafka):
        messages.put(fresh_kafka, corridor.WATCHES, watch.id, watch)
    workers = Workers(fresh_kafka)
    yield workers
    workers.stop()

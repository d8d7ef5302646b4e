"""A receiver a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.journeys.installation import SECRET, Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    door = Receiver(SECRET)
    yield door
    door.close()

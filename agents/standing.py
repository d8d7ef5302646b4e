"""The watches and subscriptions as they are now, read whole by every worker and followed as they change."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import cast

from pipeline import corridor
from pipeline.edge.broker.registry import Registry
from pipeline.model import Subscription, Watch
from pipeline.settings import Settings
from pipeline.stages.gate import Gate

log = logging.getLogger(__name__)


class Standing:
    """Standing orders: what to look for, and whom to tell; `complaint` is what is missing to begin."""

    complaint: str | None = None

    def __init__(self, settings: Settings) -> None:
        self._watches = Registry(settings, corridor.WATCHES)
        self._subscriptions = Registry(settings, corridor.SUBSCRIPTIONS)
        self._gate: tuple[int, Gate] = (-1, Gate(()))

    def start(self) -> None:
        """Read both topics whole; without a single watch wait for one, as every article would be turned away."""
        self._watches.start()
        self._subscriptions.start()
        if not self._watches.snapshot():
            self.complaint = "no watch yet: waiting for the first (dealwire watches add FILE)"
            log.warning(self.complaint)
        while not self._watches.snapshot():
            time.sleep(0.2)
        self.complaint = None

    def stop(self) -> None:
        """Let go of both."""
        self._watches.stop()
        self._subscriptions.stop()

    @property
    def gate(self) -> Gate:
        """The gate for the watches of this moment."""
        version = self._watches.version
        if self._gate[0] != version:
            self._gate = (version, Gate(self.watches.values()))
        return self._gate[1]

    @property
    def watches(self) -> Mapping[str, Watch]:
        """All watches by id; not to be changed."""
        return cast("Mapping[str, Watch]", self._watches.snapshot())  # a registry holds its topic's nouns alone

    @property
    def subscriptions(self) -> Mapping[str, Subscription]:
        """All subscriptions by id; not to be changed."""
        return cast("Mapping[str, Subscription]", self._subscriptions.snapshot())

    @property
    def subscriptions_version(self) -> int:
        """Grows with every change."""
        return self._subscriptions.version

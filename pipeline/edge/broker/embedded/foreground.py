"""Our own Kafka until somebody asks for its end.

Law: a stop is never lost. It is raised where the main thread is, which may be a place where Python drops
what is raised (the hooks of a fork, a destructor); so it is kept as well, and looked at before every wait.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType

from pipeline.edge.broker.embedded.node import Broker
from pipeline.errors import ConfigError
from pipeline.settings import Settings


def run(settings: Settings, announce: Callable[[str], object] = print) -> None:
    """Run our own Kafka in the foreground until SIGTERM or SIGINT; `announce` is given its address once it answers."""
    if settings.broker:
        raise ConfigError(
            f"the settings name a broker already: {settings.broker}",
            way_out="leave out --broker, DEALWIRE_BROKER and `broker` in the config file to run an own one",
        )
    stop = _Stop()
    before = {number: signal.signal(number, stop.hear) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        with Broker(settings, stop.check) as broker:
            announce(broker.address)
            broker.wait()
    except _Asked:
        return
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Asked(BaseException):
    """Somebody asked for the end."""


class _Stop:
    asked = False

    def hear(self, *_: int | FrameType | None) -> None:
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, signal.SIG_IGN)  # asked once is enough: the stop must not be cut short
        self.asked = True
        raise _Asked

    def check(self) -> None:
        if self.asked:
            raise _Asked

"""Starts the roles of this machine as child processes, keeps them alive, and stops them in order.

Laws:
- A child that ends by itself is started again (`child`); while our own Kafka is away the others wait for it.
- A stop asks the roles in the order of `Role.stops`, each rank when the one before has ended, and is over
  within 30 s: who has not ended by then is killed. A second Ctrl-C kills all at once.
- When our own Kafka comes back elsewhere (another has its port), the others are started anew: a client stays
  with the address that it was opened with.
- When the data directory is taken away, it ends: who asks there would not find it, nor stop it.
- No child outlives the supervisor, however that ends (see `runfiles.tie_to_parent`); so a restart meets no orphan.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Self

from pipeline.edge import disk, runfiles
from pipeline.edge.child import Child, Role, log_folder
from pipeline.errors import EnvironmentTrouble, UsageError
from pipeline.settings import PREFIX, Settings

STOPS_WITHIN = 30.0
_HOPELESS = (UsageError.exit_code, EnvironmentTrouble.exit_code)
"""Exit codes of a child that another start will not help."""
_CHANCES = 3
"""Lives of such a child before a start is given up: a port or a broker may be away for a moment only."""
_LOOK_EVERY = 0.2


class Stopped(Exception):
    """Somebody asked for the stop while something else was waited for."""


def roles(workers: int, *, own_broker: bool) -> tuple[Role, ...]:
    """All roles of one machine, in the order in which they are started."""
    ours = (sys.executable, "-m", "pipeline.cli")
    broker = (Role(name="broker", command=(*ours, "broker"), stops=2, needed_for=0.5),) if own_broker else ()
    return (
        *broker,
        Role(name="desk", command=(*ours, "desk"), stops=1, needed_for=7.0),
        *(
            Role(
                name=f"worker-{index}", command=(*ours, "worker"), stops=1, needed_for=7.0,
                environ={f"{PREFIX}WORKER": str(index)},
            )
            for index in range(workers)
        ),
        Role(name="ingest", command=(*ours, "ingest"), stops=0, needed_for=25.0),
    )  # fmt: skip


class Supervisor:
    """The children of this process; use as a context manager in the main thread, for it owns the signals."""

    def __init__(self, settings: Settings, tell: Callable[[str], None]) -> None:
        """`tell` is given one line for a person whenever something noteworthy happens."""
        self.settings = settings
        self.tell = tell
        self.asked = 0
        self._asking = False
        self._children: dict[str, Child] = {}
        self._folder: os.stat_result | None = None
        self._kafka_at = ""
        self._kafka_away = False
        self._before: dict[int, object] = {}

    def __enter__(self) -> Self:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            if number == signal.SIGTERM or signal.getsignal(number) != signal.SIG_IGN:  # as `nohup` and `&` want it
                self._before[number] = signal.signal(number, self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.stop()
        finally:
            for number, handler in self._before.items():
                signal.signal(number, handler)  # type: ignore[arg-type] # what signal() gave us

    def start(self, role: Role) -> None:
        """Start a child, and keep it alive from now on."""
        self._children[role.name] = Child(role, self.settings)
        self._folder = self._folder or self.settings.data.stat()

    def wait_for(self, what: str, true: Callable[[], bool], *, within: float) -> None:
        """Until `true()`; the words of a child that ends again and again with a person's error are raised.

        `true` may take its time, also for work of its own: `Stopped` breaks into it.
        """
        until = time.monotonic() + within
        while not self._ask(true):
            self._look()
            for child in self._children.values():
                code = child.process.poll()
                if code in _HOPELESS and child.lives >= _CHANCES and not self._held(child):
                    raise child.complaint(code)
            if time.monotonic() > until:
                raise EnvironmentTrouble(
                    f"{what} is not there after {within:.0f} s",
                    way_out=f"the reason should be in {log_folder(self.settings)}",
                )
            time.sleep(_LOOK_EVERY)

    def watch(self, each: Callable[[], None] = lambda: None) -> None:
        """Keep the children alive until the stop is asked for; `each` is called about five times a second."""
        while not self.asked:
            self._look()
            each()
            time.sleep(_LOOK_EVERY)

    def pids(self) -> dict[str, int]:
        """The children that live, by name."""
        return {name: child.process.pid for name, child in self._children.items() if child.process.poll() is None}

    def stop(self) -> None:
        """Stop all children in order, within `STOPS_WITHIN` seconds."""
        deadline = time.monotonic() + STOPS_WITHIN
        for rank in sorted({child.role.stops for child in self._children.values()}):
            together = [child for child in self._children.values() if child.role.stops == rank]
            for child in together:
                child.ask_to_end()
            for child in together:
                child.end_by(deadline - child.role.needed_for)
        self._children.clear()

    def _look(self) -> None:
        self._check_folder()
        self._follow_kafka()
        for child in self._children.values():
            said = child.look(held=self._held(child))
            if said:
                self.tell(said)

    def _check_folder(self) -> None:
        if self._folder and disk.taken_away(self.settings.data, self._folder):
            raise EnvironmentTrouble(
                f"the data directory {self.settings.data} was taken away",
                way_out="the next `dealwire up` makes another",
            )

    def _held(self, child: Child) -> bool:
        """Whether a start would be for nothing: its Kafka, which is ours, is being started again."""
        return self._kafka_away and child.role.name != "broker"

    def _follow_kafka(self) -> None:
        said = runfiles.one(self.settings, "broker") if "broker" in self._children else None
        self._kafka_away = "broker" in self._children and said is None
        at = str(said["address"]) if said else self._kafka_at
        if self._kafka_at not in ("", at):
            self.tell(f"Kafka is at {at} now; the others are started again")
            for name, child in self._children.items():
                if name != "broker":
                    child.begin_anew()
        self._kafka_at = at

    def _ask(self, true: Callable[[], bool]) -> bool:
        self._asking = True
        try:
            return not self.asked and true()
        finally:
            self._asking = False
            if self.asked:  # also when what was broken into says so in its own words
                raise Stopped

    def _hear(self, number: int, _: FrameType | None) -> None:
        self.asked += 1
        if self._asking:
            self._asking = False
            raise Stopped
        if self.asked > 1 and number == signal.SIGINT:
            for child in self._children.values():
                child.process.kill()
            os._exit(130)

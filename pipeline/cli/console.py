"""What `dealwire up` shows in the foreground: where everything is, and each alert as it comes.

Laws: every alert is shown, and shown once, also across restarts; one that was being shown when the process was
killed may come again. The topic's offsets are committed after the showing; the ids that were shown stand in
`<data>/console.ids`, for the topic itself may hold an alert twice.
"""

from __future__ import annotations

import platform
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError
from rich.console import Console
from rich.text import Text

from pipeline import corridor, model, wire
from pipeline.cli import wishes
from pipeline.edge import messages
from pipeline.edge.broker import clients
from pipeline.errors import BrokerTrouble, EnvironmentTrouble
from pipeline.settings import Settings

SUBSCRIPTION = wishes.CONSOLE
_REMEMBERED = 20_000
_AGAIN_AFTER = 2.0


def subscribe(settings: Settings) -> None:
    """Make sure the console is told everything, also what is already known."""
    if SUBSCRIPTION not in messages.known(settings, corridor.SUBSCRIPTIONS):
        wish = model.Subscription(id=SUBSCRIPTION, channel="console", created_at=datetime.now(UTC), since="all")
        messages.put(settings, corridor.SUBSCRIPTIONS, SUBSCRIPTION, wish)


class Follower:
    """Shows the console's alerts, in a thread, from `start` to `stop`; `warn` is told of what cannot be shown.

    `error` is what ended it, unless that is that nobody reads any more.
    """

    error: Exception | None = None

    def __init__(
        self, settings: Settings, show: Callable[[model.Alert], None], warn: Callable[[str], None] = print
    ) -> None:
        self._settings = settings
        self._show, self._warn = show, warn
        self._shown = _Shown(settings.data / "console.ids")
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="console", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether it still can show anything."""
        return self._thread.is_alive()

    def shows(self) -> bool:
        """Whether somebody reads what it shows; what else ended it is raised."""
        if isinstance(self.error, OSError):
            raise EnvironmentTrouble(
                f"alerts cannot be shown any more: {self.error}", way_out="is the disk full? Then `dealwire up` again"
            ) from self.error
        if self.error:
            raise self.error
        return self.alive

    def stop(self) -> None:
        """Stop after the alert in hand."""
        self._stopped.set()
        self._thread.join(timeout=5.0)

    def _run(self) -> None:
        try:
            self._follow()
        except (BrokenPipeError, SystemExit):  # nobody reads what we print (rich ends the program then)
            return
        except Exception as error:  # noqa: BLE001 - who started the thread raises it
            self.error = error

    def _follow(self) -> None:
        place = model.derive_id(platform.node(), str(self._settings.data.absolute()))
        while not self._stopped.is_set():
            try:
                at = clients.address(self._settings)
                consumer = clients.consumer(self._settings, group=f"dealwire-console-{place}")
            except BrokerTrouble:  # it is being started again
                self._stopped.wait(_AGAIN_AFTER)
                continue
            try:
                consumer.assign([TopicPartition(corridor.ALERTS.name, n) for n in range(corridor.ALERTS.partitions)])
                while not self._stopped.is_set() and clients.address(self._settings) == at:
                    self._take(consumer)
            except (BrokerTrouble, KafkaError):
                self._stopped.wait(_AGAIN_AFTER)
            finally:
                consumer.close()

    def _take(self, consumer: KafkaConsumer) -> None:
        batches = consumer.poll(timeout_ms=300)
        for record in (record for records in batches.values() for record in records):
            self._one(record)
        if batches:
            consumer.commit()

    def _one(self, record: Any) -> None:  # noqa: ANN401 - kafka-python ships no types
        alert = wire.decode(record.value)
        if isinstance(alert, model.Alert) and alert.subscription == SUBSCRIPTION and alert.id not in self._shown:
            try:
                self._show(alert)
            except (OSError, SystemExit):
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, it must not keep the others back
                self._warn(f"alert {alert.id} cannot be shown ({type(error).__name__}): {alert.line}")
            self._shown.add(alert.id)


class _Shown:
    """The ids that were shown, one a line."""

    def __init__(self, path: Path) -> None:
        lines = path.read_text("utf-8").split() if path.exists() else []
        self._ids = set(lines[-_REMEMBERED:])
        if len(lines) > 2 * _REMEMBERED:  # whole or not at all: who is killed amid has them all
            draft = path.with_suffix(".new")
            draft.write_text("".join(f"{line}\n" for line in lines[-_REMEMBERED:]), "utf-8")
            draft.replace(path)
        self._path = path

    def __contains__(self, id_: str) -> bool:
        return id_ in self._ids

    def add(self, id_: str) -> None:
        """Remember it, also for the next start."""
        self._ids.add(id_)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{id_}\n")


# --- how it looks ---------------------------------------------------------------------------------


def banner(console: Console, settings: Settings, *, desk: str, broker: str, watches: list[str]) -> None:
    """Where everything is, and how to stop it."""
    rows = (
        ("watching", ", ".join(watches) or "nothing yet: dealwire watches add FILE"),
        ("desk", f"{desk}/api/v1/developments"),
        ("kafka", broker),
        ("data", f"{settings.data}   logs in {settings.data / 'log'}"),
        ("stop", "Ctrl-C. Nothing is lost: it goes on from here the next time"),
    )
    console.print()
    console.print(Text("  dealwire", style="bold"), Text("says what has just changed in a deal", style="dim"))
    for name, value in rows:
        console.print(Text.assemble(("  " + name.ljust(10), "dim"), value), soft_wrap=True)
    console.print()

"""Workers as processes, for the tests that kill them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from kafka import KafkaAdminClient, TopicPartition
from kafka.errors import CoordinatorNotAvailableError, KafkaError
from kafka.structs import OffsetAndMetadata

from agents.watchdog import EXIT_STUCK
from pipeline import corridor, wire
from pipeline.edge import messages
from pipeline.edge.broker import clients
from pipeline.model import Development, Heartbeat
from pipeline.settings import Settings
from tests.journeys.installation import until

AT = datetime(2020, 9, 14, 8, tzinfo=UTC)
ROOT = Path(__file__).parent.parent.parent


class Workers:
    """Processes of `python -m agents`, or of another command, on one broker, by index."""

    def __init__(self, settings: Settings, *command: str) -> None:
        self.settings = settings
        self._command = command or ("-m", "agents")
        self._running: dict[int, subprocess.Popen[bytes]] = {}

    def start(self, index: int) -> None:
        settings = self.settings
        environ = {
            **{key: value for key, value in os.environ.items() if not key.startswith("DEALWIRE_")},
            "DEALWIRE_BROKER": clients.address(settings),
            "DEALWIRE_DATA_DIR": settings.data_dir,
            "DEALWIRE_WORKER": str(index),
            "PYTHONPATH": str(ROOT),
        }
        with (settings.data / f"worker-{index}.log").open("ab") as log:
            self._running[index] = subprocess.Popen(
                [sys.executable, *self._command], env=environ, stdout=log, stderr=log, cwd=ROOT
            )

    def kill(self, index: int) -> None:
        worker = self._running.pop(index)
        worker.send_signal(signal.SIGKILL)
        worker.wait()

    def signal(self, index: int, number: int) -> None:
        self._running[index].send_signal(number)

    def members(self) -> int:
        """How many the group has, when it has settled."""
        admin = clients.admin(self.settings)
        try:
            group = admin.describe_groups([corridor.WORKERS])[corridor.WORKERS]
        except KafkaError:
            return 0
        finally:
            admin.close()
        return len(group["members"]) if group["group_state"] == "Stable" else 0

    def ended(self, index: int) -> int:
        """Exit code of a worker that ends by itself."""
        return self._running.pop(index).wait(60)

    def stop(self) -> None:
        for worker in self._running.values():
            worker.terminate()
        for worker in self._running.values():
            assert worker.wait(30) in (0, EXIT_STUCK)  # within the limit, and one of its two ends
        self._running.clear()

    def logs(self) -> str:
        return "\n".join(path.read_text("utf-8", "replace")[-3000:] for path in self.settings.data.glob("worker-*.log"))


def told(settings: Settings, *numbers: int, at: datetime = AT) -> None:
    """Developments with these numbers, as if `develop` had just made them."""
    nouns = [
        Development(
            id=f"d{number}", watch="tiktok", type="offer", actors=("oracle",), modality="reported", date=None,
            title=f"Title {number}", first_reported_at=at, changed_at=at, reports=(), history=(),
        )
        for number in numbers
    ]  # fmt: skip
    messages.send(settings, [(corridor.DEVELOPMENTS.name, None, noun.id.encode(), wire.encode(noun)) for noun in nouns])


def walked(workers: Workers, number: int) -> None:
    """Return when a heartbeat of this number has come through the corridor, and all that was before it."""
    settings = workers.settings
    for partition in range(corridor.PARTITIONS):
        beat = wire.encode(Heartbeat(partition=partition, number=number, at=datetime.now(UTC)))
        messages.send(settings, [(corridor.ARTICLES.name, partition, f"heartbeat-{partition}".encode(), beat)])
    what = f"all beats: {workers.logs()}"
    until(lambda: set(_beats(settings)) == {(n, number) for n in range(corridor.PARTITIONS)}, within=90, what=what)


def _beats(settings: Settings) -> Iterable[tuple[int, int]]:
    """Partition and number of the last heartbeat that has walked each."""
    nouns = (wire.decode(record.value) for record in messages.whole(settings, corridor.DELIVERIES))
    return {noun.partition: noun.number for noun in nouns if isinstance(noun, Heartbeat)}.items()


def waiting(settings: Settings, row: corridor.Topic) -> dict[int, tuple[int, int]]:
    """Partitions of a topic where the workers' commit is not at the end: commit and end."""
    admin, consumer = clients.admin(settings), clients.consumer(settings)
    try:
        said = _committed(admin)
        places = [TopicPartition(row.name, number) for number in range(row.partitions)]
        ends = consumer.end_offsets(places)
        committed = {place: said[place].offset if place in said else 0 for place in places}
        return {place.partition: (committed[place], ends[place]) for place in places if committed[place] != ends[place]}
    finally:
        consumer.close()
        admin.close()


def _committed(admin: KafkaAdminClient) -> dict[TopicPartition, OffsetAndMetadata]:
    """The workers' commits; none on a broker that has just started and has not met a group."""
    try:
        return dict(admin.list_group_offsets([corridor.WORKERS])[corridor.WORKERS])
    except CoordinatorNotAvailableError:
        return {}

"""The topics -> the archive: one thread that reads where it left off, and goes on when the broker comes back."""

from __future__ import annotations

import logging
import threading
import time
from datetime import UTC, datetime

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from pipeline import corridor, model, wire
from pipeline.edge import messages, quarantine
from pipeline.edge.archive import Archive
from pipeline.edge.broker import clients
from pipeline.edge.tables import FOLLOWED, Row
from pipeline.errors import BrokerTrouble, EnvironmentTrouble
from pipeline.settings import Settings

log = logging.getLogger(__name__)

AGAIN_AFTER = 2.0
"""Seconds between two tries to reach a broker that is away."""
SILENT_FOR = 60.0
"""Seconds without an answer of the broker after which the desk calls itself unhealthy."""


_LOOKED_AFTER = {topic.name: topic for topic in quarantine.FOUND_BY_DESK}


class Follower:
    """Keeps the archive up to date from the moment of `start` to `stop`."""

    def __init__(self, settings: Settings, archive: Archive) -> None:
        self._settings = settings
        self._archive = archive
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="follower", daemon=True)
        self.ended = threading.Event()
        """Set when it follows no more, for whatever reason."""
        self._heard_at = time.monotonic()
        self._beats: dict[int, datetime] = {}

    def start(self) -> None:
        """Begin to follow, in a thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stop after the batch in hand."""
        self._stopped.set()
        self._thread.join()

    def complaint(self) -> str | None:
        """What is wrong, or None."""
        if not self._thread.is_alive():
            return "the archive is not written any more"
        silent = time.monotonic() - self._heard_at
        return f"the broker has been silent for {silent:.0f} s" if silent > SILENT_FOR else None

    def heartbeat_age(self) -> float:
        """Seconds since the oldest of the partitions' last heartbeats began its walk; infinite if one is missing."""
        beats = dict(self._beats)
        if len(beats) < corridor.DELIVERIES.partitions:
            return float("inf")
        return (datetime.now(UTC) - min(beats.values())).total_seconds()

    def _run(self) -> None:
        try:
            self._follow()
        except EnvironmentTrouble as trouble:
            log.error("%s\n  -> %s", trouble, trouble.way_out)  # noqa: TRY400 - a person's to mend: the words are enough
        except Exception:
            log.exception("the archive cannot be written")
        finally:
            self._archive.close()
            self.ended.set()

    def _follow(self) -> None:
        while not self._stopped.is_set():
            try:
                consumer = clients.consumer(self._settings, max_poll_records=5_000, auto_offset_reset="none")
            except BrokerTrouble as trouble:
                log.warning("%s", trouble)
                self._stopped.wait(AGAIN_AFTER)
                continue
            try:
                self._begin(consumer)
                while not self._stopped.is_set():
                    self._take(consumer)
            except (KafkaError, BrokerTrouble) as error:
                log.warning("following again in %.0f s: %s", AGAIN_AFTER, error)
                self._stopped.wait(AGAIN_AFTER)
            finally:
                consumer.close()

    def _begin(self, consumer: KafkaConsumer) -> None:
        """Go to where the archive is, or to the first message that is still there."""
        partitions = [TopicPartition(topic.name, number) for topic in FOLLOWED for number in range(topic.partitions)]
        consumer.assign(partitions)
        starts, ends = clients.bounds(consumer, partitions)
        admin = clients.admin(self._settings)
        try:
            with clients.trouble(self._settings):
                self._archive.belongs_to(str(admin.describe_cluster()["cluster_id"]), ends)
        finally:
            admin.close()
        read = self._archive.offsets()
        for partition in partitions:
            consumer.seek(partition, max(read.get(partition, 0), starts[partition]))
        # the compacted last heartbeats may lie behind us: the age is known when the next ones have come

    def _take(self, consumer: KafkaConsumer) -> None:
        self._archive.hold()
        batches = consumer.poll(timeout_ms=500)
        rows = [
            Row(topic=r.topic, partition=r.partition, offset=r.offset, key=r.key, value=r.value)
            for records in batches.values()
            for r in records
        ]
        if rows:
            self._set_aside(rows)
            self._archive.keep(rows)
            self._heard_at = time.monotonic()
            self._listen(rows)
        elif not self._stopped.is_set() and time.monotonic() - self._heard_at > SILENT_FOR / 2:
            consumer.end_offsets([TopicPartition(corridor.DELIVERIES.name, 0)])  # quiet, or away? this asks
            self._heard_at = time.monotonic()

    def _set_aside(self, rows: list[Row]) -> None:
        """Put what does not belong on the topics that are the desk's to look after into quarantine."""
        cases = []
        for row in rows:
            topic = _LOOKED_AFTER.get(row.topic)
            reason = quarantine.complaint(topic, wire.decode(row.value)) if topic and row.value is not None else None
            if reason is not None:
                place = quarantine.Place(topic=row.topic, partition=row.partition, offset=row.offset)
                cases.append(quarantine.case(place, stage="desk", reason=reason, key=row.key, original=row.value))
        if cases:
            sent = [(corridor.QUARANTINE.name, None, case.topic.encode(), wire.encode(case)) for case in cases]
            messages.send(self._settings, sent)

    def _listen(self, rows: list[Row]) -> None:
        begins = wire.prefix(model.Heartbeat)
        for row in rows:
            if row.topic == corridor.DELIVERIES.name and row.value is not None and row.value.startswith(begins):
                beat = wire.decode(row.value)
                if isinstance(beat, model.Heartbeat):
                    self._beats[beat.partition] = beat.at

"""How this machine's roles fare: who lives, what waits, how old the last heartbeat is, what is known.

Healthy: every role that should run here lives, on every partition a heartbeat younger than a minute has
reached the end of the corridor, and nowhere more waits than `LAG_BOUND` messages. While `up` starts them, and
until the first heartbeat had its minute, what is missing is no complaint: `starting` says what is waited for.
"""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import msgspec
from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.errors import CoordinatorLoadInProgressError, CoordinatorNotAvailableError, NotCoordinatorError

from pipeline import corridor, model, wire
from pipeline.edge import disk, runfiles
from pipeline.edge.archive import Counts, Offsets, known
from pipeline.edge.broker import clients
from pipeline.edge.tables import FOLLOWED
from pipeline.errors import BrokerTrouble, EnvironmentTrouble
from pipeline.settings import Settings

OLDEST_BEAT = 60.0
"""Seconds after which the last heartbeat is too old."""
LAG_BOUND = 10_000
"""Messages that may wait on one topic: less than the turnstile's work of a second, more than any pause's."""
READY = "ready"
"""The state of `up` when it has started all roles."""
READS = {
    "ingest": (corridor.INGEST, (corridor.FEEDS,)),
    "worker": (
        corridor.WORKERS,
        (
            corridor.ARTICLES, corridor.FRESH, corridor.MENTIONS, corridor.VERDICTS, corridor.DEVELOPMENTS,
            corridor.ALERTS,
        ),
    ),
}  # fmt: skip
"""Which topics a role reads, in which consumer group; the desk keeps its offsets in the archive."""
_FIRST_LOOK_BACK = 50
_ANSWERS_WITHIN = 5.0


class Standing(model.Value):
    """One role on this machine; `metrics` is where Prometheus finds its own."""

    role: str
    alive: bool
    pid: int | None = None
    metrics: str = ""


class Report(model.Value):
    """All of it; without a broker that answers, only who lives."""

    running: bool
    healthy: bool
    complaints: tuple[str, ...]
    roles: tuple[Standing, ...]
    starting: str = ""
    waiting: dict[str, dict[str, int]] = msgspec.field(default_factory=dict)
    """Messages by role and topic: all workers share theirs."""
    broker: str | None = None
    heartbeat_age: float | None = None
    """Seconds since the oldest partition's last heartbeat began its walk; None while one is missing."""
    counts: Counts | None = None


_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Asks our own roles, which no proxy knows."""


def report(settings: Settings) -> Report:
    """Look now; takes a second or two."""
    alive = {name(said): said for said in runfiles.alive(settings)}
    house = alive.pop("up", None)
    expected = list(house.get("roles", [])) if house else []
    names = [*expected, *(each for each in alive if each not in expected)]
    complaints = [f"{each} does not run" for each in names if each not in alive]
    complaints += _own_complaints(alive)
    complaints += filter(None, [disk.complaint(settings.data)])
    lags: dict[str, dict[str, int]] = {}
    beats: list[str] = []
    age, broker, counts, read = None, None, None, None
    try:
        counts, read = known(settings.data / "archive.sqlite")
    except EnvironmentTrouble as trouble:
        complaints.append(str(trouble))
    if names or settings.broker:
        try:
            broker = clients.address(settings)
            lags, age = _ask(settings, read)
        except BrokerTrouble as trouble:
            complaints.append(str(trouble))
        else:
            complaints += _lag_complaints(lags)
            beats = _age_complaints(age)
    starting, complaints = _excused(house, complaints, beats)
    running = bool(names)
    return Report(
        running=running, healthy=running and not complaints and not starting, complaints=tuple(complaints),
        roles=tuple(_standing(each, alive.get(each)) for each in names),
        starting=starting, waiting=lags, broker=broker, heartbeat_age=age, counts=counts,
    )  # fmt: skip


def _standing(role: str, said: dict[str, Any] | None) -> Standing:
    if said is None:
        return Standing(role=role, alive=False)
    metrics = f"{said['metrics']}/metrics" if said.get("metrics") else ""
    return Standing(role=role, alive=True, pid=said.get("pid"), metrics=metrics)


def _excused(house: dict[str, Any] | None, others: list[str], beats: list[str]) -> tuple[str, list[str]]:
    """What `up` is still at, "" if nothing, and the complaints that this does not excuse."""
    if house is None or "since" not in house:
        return "", others + beats
    if house["state"] != READY:
        return str(house["state"]), []
    ready_for = datetime.now(UTC) - datetime.fromisoformat(house["since"])
    if beats and ready_for.total_seconds() < OLDEST_BEAT:
        return "waiting for the first heartbeat", others
    return "", others + beats


def last_beats(consumer: KafkaConsumer) -> dict[int, datetime]:
    """The last heartbeat at the end of the corridor, by partition; looks back from the end, further and further."""
    partitions = [TopicPartition(corridor.DELIVERIES.name, n) for n in range(corridor.DELIVERIES.partitions)]
    consumer.assign(partitions)
    begins, ends = clients.bounds(consumer, partitions)
    found: dict[int, datetime] = {}
    back = _FIRST_LOOK_BACK
    missing = [each for each in partitions if begins[each] < ends[each]]
    while missing:
        _look_back(consumer, missing, {each: max(begins[each], ends[each] - back) for each in missing}, ends, found)
        missing = [each for each in missing if each.partition not in found and ends[each] - back > begins[each]]
        back *= 10
    return found


def _look_back(
    consumer: KafkaConsumer,
    partitions: list[Any],
    from_: dict[Any, int],
    ends: dict[Any, int],
    found: dict[int, datetime],
) -> None:
    consumer.assign(partitions)
    for partition in partitions:
        consumer.seek(partition, from_[partition])
    while any(consumer.position(partition) < ends[partition] for partition in partitions):
        for records in consumer.poll(timeout_ms=1_000).values():
            for record in records:
                noun = wire.decode(record.value)
                if isinstance(noun, model.Heartbeat):
                    found[record.partition] = noun.at


def _ask(settings: Settings, read: Offsets | None) -> tuple[dict[str, dict[str, int]], float | None]:
    """Lag by role and topic, and the age of the oldest last heartbeat; `read` is how far the desk has read."""
    admin, consumer = clients.admin(settings), clients.consumer(settings)
    try:
        with clients.trouble(settings):
            lags = {
                role: _lag(consumer, topics, _committed(admin, group, topics))
                for role, (group, topics) in READS.items()
            }
            if read is not None:
                lags["desk"] = _lag(consumer, FOLLOWED, read)
            beats = last_beats(consumer)
    finally:
        consumer.close()
        admin.close()
    if len(beats) < corridor.DELIVERIES.partitions:
        return lags, None
    return lags, (datetime.now(UTC) - min(beats.values())).total_seconds()


def _committed(admin: KafkaAdminClient, group: str, topics: tuple[corridor.Topic, ...]) -> Offsets:
    """The next offset to read, by topic and partition, as far as the group has committed one."""
    partitions = [TopicPartition(topic.name, number) for topic in topics for number in range(topic.partitions)]
    until = time.monotonic() + _ANSWERS_WITHIN
    while True:
        try:
            said = admin.list_group_offsets({group: partitions}).get(group, {})
            break
        except CoordinatorNotAvailableError:  # a Kafka on which no group has been yet
            return {}
        except (CoordinatorLoadInProgressError, NotCoordinatorError):  # one that has just begun
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
    return {(place.topic, place.partition): at.offset for place, at in said.items() if at.offset >= 0}


def _lag(consumer: KafkaConsumer, topics: tuple[corridor.Topic, ...], at: Offsets) -> dict[str, int]:
    """Messages behind these offsets, by topic."""
    partitions = [TopicPartition(topic.name, number) for topic in topics for number in range(topic.partitions)]
    begins, ends = clients.bounds(consumer, partitions)
    lag = dict.fromkeys((topic.name for topic in topics), 0)
    for place in partitions:
        lag[place.topic] += max(0, ends[place] - max(at.get((place.topic, place.partition), 0), begins[place]))
    return lag


def _own_complaints(alive: dict[str, dict[str, Any]]) -> list[str]:
    """What the roles say of themselves at their `/healthz`, all asked at once: one that is stopped answers late."""
    with ThreadPoolExecutor() as pool:
        return [*filter(None, pool.map(_own_complaint, alive, (said.get("metrics") for said in alive.values())))]


def _own_complaint(role: str, metrics: str | None) -> str:
    try:
        if metrics:
            _DIRECT.open(f"{metrics}/healthz", timeout=_ANSWERS_WITHIN).close()
    except urllib.error.HTTPError as error:
        with error:
            return f"{role}: {error.read().decode(errors='replace').strip()}"
    except OSError as error:
        return f"{role} does not answer: {error}"
    return ""


def _lag_complaints(lags: dict[str, dict[str, int]]) -> list[str]:
    return [
        f"{lag:,} messages of {topic} wait for {role}"
        for role, topics in lags.items()
        for topic, lag in topics.items()
        if lag > LAG_BOUND
    ]


def _age_complaints(age: float | None) -> list[str]:
    if age is None:
        return ["no heartbeat has come through the corridor yet on every partition (the first take half a minute)"]
    return [f"the last heartbeat is {age:.0f} s old: the corridor stands still"] if age > OLDEST_BEAT else []


def name(said: dict[str, Any]) -> str:
    """A living role's name, as the supervisor calls it."""
    index = said.get("index")
    return str(said["role"]) if index is None else f"{said['role']}-{index}"

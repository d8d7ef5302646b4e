"""Kafka's clients, opened the way dealwire uses them; a broker that does not answer is `BrokerTrouble`.

Producer: idempotent, acks from all replicas, lz4; the caller checks the future of every send.
Consumer: starts at the earliest message and commits only when told to.
"""

from __future__ import annotations

import contextlib
import logging
import ssl
import threading
import time
from collections.abc import Iterator
from typing import Any

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import Cancelled, KafkaError, KafkaTimeoutError, RequestTimedOutError, SaslAuthenticationFailedError
from kafka.net.transport import KafkaTCPTransport

from pipeline.edge import runfiles
from pipeline.errors import BrokerTrouble, ConfigError
from pipeline.settings import Settings

PROTOCOLS = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
ANSWER_WITHIN_MS = 10_000
"""How long a broker may take to answer the first time before it counts as absent."""
SESSION_MS = 10_000
"""How long a group waits for a silent member: so long do a killed worker's partitions lie idle."""
HEARTBEAT_MS = 2_000
SETTLED_WITHIN = 30.0
"""Seconds in which a topic that was made just now must have a leader for each partition."""
LARGEST_BYTES = 4 * 1024 * 1024
"""The largest message: a development with thousands of reports must still fit."""
TOO_LARGE = f"larger than a message may be ({LARGEST_BYTES:,} bytes)"
LARGEST_CASE = 6 * 1024 * 1024
"""The largest in quarantine, which holds any of the others in base64."""


def _worth(record: logging.LogRecord) -> bool:
    """Whether a line of the client's is worth one: that a question or a reading of his ended with him is none."""
    words = record.args if isinstance(record.args, tuple) else ()
    gone = record.exc_info and any(isinstance(word, KafkaTCPTransport) and word.is_closing() for word in words)
    return not gone and not any(isinstance(word, Cancelled) for word in words)


for _name in ("kafka.cluster", "kafka.net.transport"):
    logging.getLogger(_name).addFilter(_worth)
_hush_lock = threading.Lock()
_hushing = 0


def address(settings: Settings) -> str:
    """`host:port[,host:port]` of the broker to use: that of the settings, else the one that runs with `up` now."""
    found = _named(settings) or str((runfiles.one(settings, "broker") or {}).get("address", ""))
    if not found:
        raise BrokerTrouble(
            f"no broker is named, and none of ours runs in {settings.data}",
            way_out="start one with `dealwire up` or `dealwire broker`, or name yours with --broker HOST:PORT",
        )
    return found


def _named(settings: Settings) -> str:
    """The broker that the settings name, else the one that `up` was given; empty if that is our own."""
    return settings.broker or str((runfiles.one(settings, "up") or {}).get("broker", ""))


def security(settings: Settings) -> dict[str, Any]:
    """TLS and SASL as keyword arguments that kafka-python and aiokafka both take; our own broker needs none."""
    if not _named(settings) or settings.broker_protocol == "PLAINTEXT":
        return {"security_protocol": "PLAINTEXT"}
    if settings.broker_protocol not in PROTOCOLS:
        raise ConfigError(
            f"broker_protocol is {settings.broker_protocol!r}", way_out=f"it is one of {', '.join(PROTOCOLS)}"
        )
    given: dict[str, Any] = {"security_protocol": settings.broker_protocol}
    if settings.broker_protocol.endswith("SSL"):
        given["ssl_context"] = _tls(settings)
    if settings.broker_protocol.startswith("SASL"):
        given["sasl_mechanism"] = settings.broker_sasl_mechanism or "PLAIN"
        given["sasl_plain_username"] = settings.broker_username
        given["sasl_plain_password"] = settings.broker_password
    return given


def producer(settings: Settings, **more: Any) -> KafkaProducer:  # noqa: ANN401 - the client's own options
    """A producer of bytes; `more` goes to `KafkaProducer` as it is."""
    wanted = {"compression_type": "lz4", "linger_ms": 5, "batch_size": 131_072, "max_request_size": LARGEST_CASE}
    return _open(settings, KafkaProducer, **{**wanted, "allow_auto_create_topics": False, **more})


def close(producer: KafkaProducer) -> None:
    """Close it, what is not delivered left; kafka-python 3.0 would wait for that, and raise before it has closed."""
    producer._sender.force_close()  # noqa: SLF001 - as its own `close` does, too late
    producer.close(timeout=1)


def consumer(
    settings: Settings,
    *topics: str,
    group: str | None = None,
    **more: Any,  # noqa: ANN401 - the client's own options
) -> KafkaConsumer:
    """A consumer of bytes, in `group` or alone; `more` goes to `KafkaConsumer` as it is."""
    wanted: dict[str, Any] = {
        "group_id": group,
        "enable_auto_commit": False,
        "auto_offset_reset": "earliest",
        "allow_auto_create_topics": False,
        "session_timeout_ms": SESSION_MS,
        "heartbeat_interval_ms": HEARTBEAT_MS,
    }
    return _open(settings, KafkaConsumer, *topics, **{**wanted, **more})


def admin(settings: Settings, **more: Any) -> KafkaAdminClient:  # noqa: ANN401 - the client's own options
    """An admin client; `more` goes to `KafkaAdminClient` as it is."""
    return _open(settings, KafkaAdminClient, **more)


def partitions(settings: Settings, consumer: KafkaConsumer, topic: str) -> list[TopicPartition]:
    """The partitions of a topic; `BrokerTrouble` at once if it is not there."""
    numbers = consumer.partitions_for_topic(topic)
    if not numbers:
        raise BrokerTrouble(
            f"there is no topic {topic} on {address(settings)}",
            way_out="`dealwire up` creates the topics; with another Kafka, any role that starts does",
        )
    return [TopicPartition(topic, number) for number in sorted(numbers)]


def bounds(consumer: KafkaConsumer, partitions: list[TopicPartition]) -> tuple[dict[Any, int], dict[Any, int]]:
    """First offset and the one behind the last, by partition.

    For a topic that was made just now kafka-python 3.0 may leave a partition out and stumble over it (`KeyError`).
    """
    until = time.monotonic() + SETTLED_WITHIN
    while True:
        try:
            return consumer.beginning_offsets(partitions), consumer.end_offsets(partitions)
        except KeyError as error:
            if time.monotonic() > until:
                raise BrokerTrouble(
                    f"{error} has no leader after {SETTLED_WITHIN:.0f} s", way_out="look at the brokers' logs"
                ) from error
            time.sleep(0.2)


@contextlib.contextmanager
def trouble(settings: Settings) -> Iterator[None]:
    """What Kafka's client raises inside becomes `BrokerTrouble` with a way out."""
    with _hushed() as causes:
        try:
            yield
        except (KafkaError, OSError, ValueError, RuntimeError) as error:
            refused = [cause for cause in causes if isinstance(cause, SaslAuthenticationFailedError)]
            raise _trouble(settings, (refused or causes or [error])[-1]) from error


_OUT_OF_TIME = (KafkaTimeoutError, RequestTimedOutError)
"""How the client ends the last attempt when its time is up: the end, not the cause."""
_HUNG_UP = ("socket disconnected", "Connection reset by peer", "Broken pipe")
"""All that the client says of a refused user, when it meets the broker's refusal and its hanging up at once."""


def _trouble(settings: Settings, cause: BaseException) -> BrokerTrouble:
    where = address(settings)
    said = " ".join(" ".join(map(str, cause.args)).split()) or type(cause).__name__
    hung_up = settings.broker_protocol.startswith("SASL_") and said.endswith(_HUNG_UP)
    if hung_up or isinstance(cause, SaslAuthenticationFailedError):
        return BrokerTrouble(
            f"the broker {where} refuses user {settings.broker_username!r}: {said}",
            way_out="check broker_sasl_mechanism, broker_username and broker_password"
            + (", and that it still runs" if hung_up else ""),
        )
    return BrokerTrouble(
        f"the broker {where} does not answer as Kafka does: {said}",
        way_out="check that it runs, that host and port are right, and whether it wants TLS or SASL",
    )


def _open(settings: Settings, kind: Any, *topics: str, **options: Any) -> Any:  # noqa: ANN401 - it has no types
    """Open a client; one that could not reach the broker leaves no thread and no socket behind."""
    networks: list[Any] = []

    def network(**configs: Any) -> Any:  # noqa: ANN401 - the same
        networks.append(kind.DEFAULT_CONFIG["kafka_client"](**configs))
        return networks[-1]

    base = {
        "bootstrap_servers": address(settings).split(","),
        "bootstrap_timeout_ms": ANSWER_WITHIN_MS,
        "client_id": "dealwire",
        "reconnect_backoff_max_ms": 1_000,
        "kafka_client": network,
    }
    try:
        with trouble(settings):
            return kind(*topics, **base, **security(settings), **options)
    except BaseException:
        for opened in networks:
            opened.close()
        raise


def _tls(settings: Settings) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=settings.broker_ca_file or None)
        if settings.broker_cert_file:
            context.load_cert_chain(settings.broker_cert_file, settings.broker_key_file or None)
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(
            f"the TLS files for the broker cannot be used: {error}",
            way_out="check broker_ca_file, broker_cert_file and broker_key_file: PEM, readable, matching",
        ) from error
    return context


@contextlib.contextmanager
def _hushed() -> Iterator[list[BaseException]]:
    """Keep the client's log to ourselves: it says why a connection failed there, and raises only that it did."""
    causes: list[BaseException] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.name == "kafka.net.manager" and isinstance(record.args, tuple):
                causes.extend(
                    word
                    for word in record.args
                    if isinstance(word, BaseException) and not isinstance(word, _OUT_OF_TIME)
                )

    log, ear = logging.getLogger("kafka"), Ear()
    log.addHandler(ear)
    _hush(log, 1)
    try:
        yield causes
    finally:
        _hush(log, -1)
        log.removeHandler(ear)


def _hush(log: logging.Logger, more: int) -> None:
    """Count who wants the client silent: several threads may, and the last to leave lets it speak again."""
    global _hushing  # noqa: PLW0603 - a logger is one for the whole process
    with _hush_lock:
        _hushing += more
        log.propagate = not _hushing

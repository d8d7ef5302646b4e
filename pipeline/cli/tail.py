"""`dealwire tail`: follow a topic, one JSON line a message, as it is on the wire."""

from __future__ import annotations

import base64
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import frame

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.settings import Settings

EPILOG = frame.example("dealwire tail developments --from-start", "dealwire tail alerts | jq -r .line")


def tail(
    topic: Annotated[
        str, typer.Argument(metavar="TOPIC", help='A topic, in short ("alerts") or in full ("dealwire.alerts.v1").')
    ],
    *,
    from_start: Annotated[bool, typer.Option("--from-start", help="From the first message that is kept.")] = False,
    heartbeats: Annotated[bool, typer.Option("--heartbeats", help="Show the heartbeats, too.")] = False,
) -> None:
    """Follow a topic until Ctrl-C, one JSON line a message; without --from-start what comes from now on."""
    from pipeline import corridor, model, wire
    from pipeline.errors import NotFound

    row = corridor.named(topic)
    if row is None:
        short = ", ".join(each.name.split(".")[1] for each in corridor.TOPICS)
        raise NotFound(f"there is no topic {topic!r}", way_out=f"topics are: {short}")
    beat = wire.prefix(model.Heartbeat)
    try:
        for record in _follow(frame.settings(), row.name, from_start=from_start):
            if heartbeats or not (record.value or b"").startswith(beat):
                sys.stdout.buffer.write(_line(record))
                sys.stdout.buffer.flush()
    except KeyboardInterrupt:
        return


def _follow(settings: Settings, topic: str, *, from_start: bool) -> Iterator[Any]:
    from pipeline.edge.broker import clients

    consumer = clients.consumer(settings)
    try:
        with clients.trouble(settings):
            partitions = clients.partitions(settings, consumer, topic)
            consumer.assign(partitions)
            (consumer.seek_to_beginning if from_start else consumer.seek_to_end)(*partitions)
            while True:
                for records in consumer.poll(timeout_ms=500).values():
                    yield from records
    finally:
        consumer.close()


def _line(record: Any) -> bytes:  # noqa: ANN401 - kafka-python ships no types
    """The value as it is; what is no line of JSON, said in one."""
    from pipeline import wire

    if record.value is not None and b"\n" not in record.value:
        noun = wire.decode(record.value)
        if not isinstance(noun, wire.Unreadable):
            return bytes(record.value) + b"\n"
    import json

    said = {
        "topic": record.topic, "partition": record.partition, "offset": record.offset,
        "key": (record.key or b"").decode("utf-8", "replace"),
        "value": None if record.value is None else base64.b64encode(record.value).decode(),
    }  # fmt: skip
    return json.dumps(said).encode() + b"\n"

"""The programs in the guide run as they stand, against a real broker."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from docs import generate
from pipeline import corridor, wire
from pipeline.edge.broker import clients
from pipeline.model import Article, Development, Heartbeat
from pipeline.settings import Settings

AT = datetime(2020, 9, 14, 6, tzinfo=UTC)
SECRET = "whsec_Z3VpZGVndWlkZWd1aWRlZ3VpZGVndWlkZQ=="
BLOCKS = dict(re.findall(r"```python (\w+)\n(.*?)```", (generate.HERE / "guide.md").read_text("utf-8"), re.DOTALL))


def ran(name: str, broker: str = "") -> dict[str, Any]:
    """The names that a block of the guide defines, after it ran."""
    names: dict[str, Any] = {}
    exec(BLOCKS[name].replace("127.0.0.1:9092", broker), names)
    return names


def test_a_signature_is_verified() -> None:
    verified = ran("verify")["verified"]
    now, body = datetime.now(UTC), '{"type":"development.new"}'
    signed = {"webhook-id": "a", "webhook-timestamp": str(int(now.timestamp()))}
    signed["webhook-signature"] = Webhook(SECRET).sign("a", now, body)
    assert verified(SECRET, body.encode(), signed) == {"type": "development.new"}
    with pytest.raises(WebhookVerificationError):
        verified(SECRET, body.encode() + b" ", signed)


def test_developments_are_followed(fresh_kafka: Settings) -> None:
    development = Development(
        id="d", watch="tiktok", type="talks", actors=("oracle",), modality="confirmed", date="2020-09-14",
        title="Oracle negotiates", first_reported_at=AT, changed_at=AT, reports=(), history=(),
    )  # fmt: skip
    producer = clients.producer(fresh_kafka)
    for noun in (Heartbeat(partition=0, number=1, at=AT), development):
        producer.send(corridor.DEVELOPMENTS.name, key=b"k", value=wire.encode(noun)).get(timeout=10)
    producer.close()
    developments = ran("follow")["developments"](clients.address(fresh_kafka))
    first = next(developments)
    developments.close()
    assert (first["id"], first["type"], first["reports"]) == ("d", "talks", [])


def test_an_article_is_published(fresh_kafka: Settings) -> None:
    ran("publish", clients.address(fresh_kafka))
    consumer = clients.consumer(fresh_kafka, corridor.ARTICLES.name, consumer_timeout_ms=10_000)
    record = next(consumer)
    consumer.close()
    article = wire.decode(record.value)
    assert isinstance(article, Article)
    assert (record.key, article.id, article.published_at) == (b"my-first", "my-first", AT)

"""Kafka, whoever runs it.

clients    producer, consumer, admin client (kafka-python), with the settings' TLS and SASL
topics     the corridor's table, declared on the broker
reading    partitions read from their beginning to where they end now
registry   a configuration topic, read whole and followed
embedded   Apache Kafka itself as a child process, when no broker is named
"""

from __future__ import annotations

from pipeline.edge.broker.clients import address

__all__ = ["address"]

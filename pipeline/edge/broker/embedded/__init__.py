"""Apache Kafka itself, one node, as a child process: what runs when no broker is named.

jars        the jars of Kafka, downloaded once and held against a committed list of checksums
java        a Java that can run them
claim       one Kafka a data directory, whatever was killed before
node        the process: configured, formatted, started, stopped
foreground  runs it until somebody asks for its end

<cache>/maven             jars
<data>/kafka              what Kafka stores, its configuration, the claim
<data>/log/kafka.log      what Kafka says
<data>/run/broker.json    where it is, as long as it accepts connections
"""

from __future__ import annotations

from pipeline.edge.broker.embedded.foreground import run
from pipeline.edge.broker.embedded.node import Broker

__all__ = ["Broker", "run"]

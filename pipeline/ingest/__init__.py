"""Ingest: the feeds of `feeds.v1` become articles on `articles.v1`; one process of any number that share them.

    shares    which feeds are ours: a member of a consumer group on feeds.v1, and what feed-state.v1 remembers
    roster    which of them is due, one at a time a host
    rounds    fetch, read, publish, remember: the loop that does it, and the heartbeat
    readers   documents read in processes of their own, with a time limit
    press     articles, states and heartbeats sent, and known to be delivered
    seeding   the seeds, published once

Laws: an article is published before its feed's state says so: a crash publishes it again under the same id,
and never loses it. A feed that fails says why in its state, and the next is asked. What is no feed on
feeds.v1 goes to quarantine. While Kafka is away everything waits.
"""

from __future__ import annotations

from pipeline.ingest.rounds import run
from pipeline.ingest.seeding import seed

__all__ = ["run", "seed"]

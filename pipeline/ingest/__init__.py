"""Ingest: the feeds of `feeds.v1` become articles on `articles.v1`; one process of any number that share them.

    shares    which feeds are ours: a member of a consumer group on feeds.v1, and what feed-state.v1 remembers
    roster    which of them is due, one at a time a host
    rounds    fetch, read, publish, remember: the loop that does it, and the heartbeat
    readers   documents read in processes of their own, with a time limit
    press     articles, states and heartbeats sent, and known to be delivered
    seeding   the seeds, published once
    looks     one look at feeds, for who asks whether they can be read

Laws: an article is published before its feed's state says so: a crash publishes it again under the same id,
and never loses it. A feed that fails says why in its state, and the next is asked. What is no feed on
feeds.v1 goes to quarantine. While Kafka is away everything waits.
"""

from __future__ import annotations

from pipeline.settings import Settings


def run(settings: Settings) -> None:
    """Ask our share of the feeds until SIGTERM or SIGINT; creates the topics that are missing."""
    from pipeline.ingest import rounds  # noqa: PLC0415 - a reading process imports this package too, and stays small

    rounds.run(settings)


def seed(settings: Settings) -> int:
    """Publish the seeds that were not published before; how many were. Creates the topics that are missing."""
    from pipeline.ingest import seeding  # noqa: PLC0415 - as above

    return seeding.seed(settings)

"""The seeds, published once: watches and feeds to their topics, the source articles to articles.v1.

The folder of seeds is treated as a feed is: `seen` of its state on feed-state.v1 (key `seeds`) remembers what
was published, so it holds for every machine of an installation. Laws: an article is published once; a watch
or a feed again only when its file changed and nobody removed it in the meantime. A Kafka that goes away amid is
`BrokerTrouble`: who started it has to start it again.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec

from pipeline import corridor, model, wire
from pipeline.edge import messages, seeds
from pipeline.edge.broker import topics
from pipeline.ingest.shares import whole
from pipeline.settings import Settings

STATE = "seeds"
_PARTITION = 0
"""Where the state is kept, so that one partition has to be read for it."""

_ONCE = {corridor.ARTICLES}
"""What is not published a second time, also when its file changed."""


class _Seed(model.Value):
    """A seed: what it is, and what was in it when it was published."""

    topic: corridor.Topic
    noun: model.Watch | model.Feed | model.Article

    @property
    def name(self) -> str:
        return f"{wire.tag(type(self.noun))} {self.noun.id}"

    @property
    def mark(self) -> str:
        return f"{self.name} {zlib.crc32(wire.encode(self.noun)):08x}"


def seed(settings: Settings) -> int:
    """Publish the seeds that were not published before; how many were. Creates the topics that are missing."""
    topics.declare(settings)
    state = _state(settings)
    before = dict.fromkeys(state.seen)
    names = {mark.rpartition(" ")[0] for mark in before}
    found = list(_seeds(settings))
    new = [seed for seed in found if seed.name not in names]
    changed = [seed for seed in found if seed.name in names and seed.mark not in before]
    followed = {topic: messages.known(settings, topic) for topic in {seed.topic for seed in changed} - _ONCE}
    wanted = [*new, *(seed for seed in changed if seed.noun.id in followed.get(seed.topic, ()))]
    if new or changed:
        messages.send(
            settings, [(seed.topic.name, None, seed.noun.id.encode(), wire.encode(seed.noun)) for seed in wanted]
        )
        after = wire.encode(_after(state, found))
        messages.send(settings, [(corridor.FEED_STATE.name, _PARTITION, STATE.encode(), after)])
    return len(wanted)


def _seeds(settings: Settings) -> Iterator[_Seed]:
    """Watches first, so that the articles find somebody who waits for them."""
    yield from (_Seed(topic=corridor.WATCHES, noun=watch) for watch in seeds.watches(settings))
    yield from (_Seed(topic=corridor.FEEDS, noun=feed) for feed in seeds.feeds(settings))
    yield from (_Seed(topic=corridor.ARTICLES, noun=article) for article in seeds.articles(settings))


def _state(settings: Settings) -> model.FeedState:
    found = wire.decode(whole(settings, corridor.FEED_STATE, _PARTITION).get(STATE))
    if isinstance(found, model.FeedState):
        return found
    now = datetime.now(UTC)
    return model.FeedState(id=STATE, checked_at=now, next_at=now)


def _after(state: model.FeedState, found: list[_Seed]) -> model.FeedState:
    """What was published stays known, also when its file is gone: it may come back."""
    marks = {mark.rpartition(" ")[0]: mark for mark in state.seen} | {seed.name: seed.mark for seed in found}
    now = datetime.now(UTC)
    return msgspec.structs.replace(
        state, checked_at=now, next_at=now, seen=tuple(sorted(marks.values())), published=len(marks)
    )

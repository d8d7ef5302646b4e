"""What is passed on says how often it was, so that who sees it again after a death knows what is the older."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from pipeline import corridor, wire
from pipeline.edge import messages, seeds
from pipeline.model import Development, Evidence, Mention, derive_id
from pipeline.settings import Settings
from tests.agents.workers import AT, Workers
from tests.journeys.installation import until


@pytest.fixture
def workers(fresh_kafka: Settings) -> Iterator[Workers]:
    for watch in seeds.watches(fresh_kafka):
        messages.put(fresh_kafka, corridor.WATCHES, watch.id, watch)
    workers = Workers(fresh_kafka)
    yield workers
    workers.stop()


def mention(number: int) -> Mention:
    at = AT + timedelta(hours=number)
    return Mention(
        id=derive_id(str(number)), watch="tiktok", article=f"a{number}", type="rejection", actors=("bytedance",),
        modality="confirmed", date=None, evidence=Evidence(field="title", start=0, end=2, quote="No"), rule="en.test",
        confidence=0.9, lang="en", source=f"{number}.example", url=f"https://{number}.example/", title="No",
        published_at=at, fetched_at=at,
    )  # fmt: skip


def test_each_version_is_newer_than_the_one_before_though_another_worker_makes_it(workers: Workers) -> None:
    settings = workers.settings

    def say(number: int) -> None:
        said = mention(number)
        messages.send(settings, [(corridor.MENTIONS.name, None, said.watch.encode(), wire.encode(said))])

    def versions() -> list[int]:
        nouns = [wire.decode(record.value) for record in messages.whole(settings, corridor.DEVELOPMENTS)]
        return [noun.version for noun in nouns if isinstance(noun, Development)]

    workers.start(0)
    for number in (1, 2):
        say(number)
    until(lambda: versions() == [1, 2], within=90, what=f"two versions ({workers.logs()})")
    workers.kill(0)
    workers.start(1)
    say(3)
    until(lambda: versions() == [1, 2, 3], within=90, what=f"a third ({workers.logs()})")

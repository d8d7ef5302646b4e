"""The table of developments: it counts versions, and one that nobody can read ends the worker with the way out."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from pipeline import corridor, wire
from pipeline.edge import messages
from pipeline.edge.broker import clients, topics
from pipeline.errors import EnvironmentTrouble
from pipeline.model import Development, Evidence, Mention, derive_id
from pipeline.settings import Settings
from tests.agents.workers import AT, Workers
from tests.journeys.installation import until


def mention(number: int, quote: str = "No") -> Mention:
    at = AT + timedelta(hours=number)
    return Mention(
        id=derive_id(str(number)), watch="tiktok", article=f"a{number}", type="rejection", actors=("bytedance",),
        modality="confirmed", date=None, evidence=Evidence(field="title", start=0, end=2, quote=quote), rule="en.test",
        confidence=0.9, lang="en", source=f"{number}.example", url=f"https://{number}.example/", title="No",
        published_at=at, fetched_at=at,
    )  # fmt: skip


def say(settings: Settings, number: int, quote: str = "No") -> None:
    said = mention(number, quote)
    messages.send(settings, [(corridor.MENTIONS.name, None, said.watch.encode(), wire.encode(said))])


def versions(settings: Settings) -> list[int]:
    nouns = [wire.decode(record.value) for record in messages.whole(settings, corridor.DEVELOPMENTS)]
    return [noun.version for noun in nouns if isinstance(noun, Development)]


def test_each_version_is_newer_than_the_one_before_though_another_worker_makes_it(workers: Workers) -> None:
    workers.start(0)
    for number in (1, 2):
        say(workers.settings, number)
    until(lambda: versions(workers.settings) == [1, 2], within=90, what="two versions")
    workers.kill(0)
    workers.start(1)
    say(workers.settings, 3)
    until(lambda: versions(workers.settings) == [1, 2, 3], within=90, what="a third")


def test_what_could_not_be_passed_on_has_no_version(workers: Workers) -> None:
    workers.start(0)
    say(workers.settings, 1)
    until(lambda: versions(workers.settings) == [1], within=90, what="a version")
    room = clients.LARGEST_BYTES - len(wire.encode(mention(2, "")))
    say(workers.settings, 2, "x" * room)  # as large as a message may be; the development is larger
    say(workers.settings, 3)
    until(lambda: versions(workers.settings) == [1, 2], within=90, what="the version after what is set aside")


def test_what_another_version_remembered_ends_the_worker_with_the_way_out(workers: Workers) -> None:
    topics.declare(workers.settings, corridor.TOPICS + corridor.CHANGELOGS)
    name = next(row.name for row in corridor.CHANGELOGS if "-developments-" in row.name)
    head = msgspec.msgpack.encode(["2020-09-14", [], [["a cluster of fewer fields"]], []])
    messages.send(
        workers.settings, [(name, at, b"%d/tiktok/rejection" % at, head) for at in range(corridor.PARTITIONS)]
    )
    say(workers.settings, 1)
    workers.start(0)
    assert workers.ended(0) == EnvironmentTrouble.exit_code
    said = workers.logs()
    assert "dealwire worker: what develop remembers was written by another version" in said
    assert "start anew" in said

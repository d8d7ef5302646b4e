"""The table of topics holds together."""

from __future__ import annotations

import re

import pytest

from pipeline import corridor, wire
from pipeline.corridor import Topic

TOPICS = pytest.mark.parametrize("topic", corridor.TOPICS, ids=lambda topic: topic.name)


@TOPICS
def test_a_name_says_house_noun_and_version(topic: Topic) -> None:
    assert re.fullmatch(r"dealwire\.[a-z-]+\.v[0-9]+", topic.name)


@TOPICS
def test_what_travels_can_be_encoded(topic: Topic) -> None:
    assert topic.noun in wire.NOUNS


@TOPICS
def test_what_is_compacted_is_kept_and_what_is_not_has_an_end(topic: Topic) -> None:
    assert (topic.retained_for is None) == (topic.cleanup == "compact")


@TOPICS
def test_a_heartbeat_keeps_its_partition_from_door_to_door(topic: Topic) -> None:
    assert topic.partitions == (corridor.PARTITIONS if topic.walked else topic.partitions)
    assert topic.partitions in (1, corridor.PARTITIONS)


def test_no_topic_twice_and_none_forgotten() -> None:
    named = [value for value in vars(corridor).values() if isinstance(value, Topic)]
    assert sorted(topic.name for topic in named) == sorted(topic.name for topic in corridor.TOPICS)
    assert len({topic.name for topic in named}) == len(named)


def test_a_heartbeat_walks_from_articles_to_deliveries() -> None:
    walked = [topic for topic in corridor.TOPICS if topic.walked]
    assert (walked[0], walked[-1]) == (corridor.ARTICLES, corridor.DELIVERIES)


@TOPICS
def test_a_topic_is_found_by_its_full_and_its_short_name(topic: Topic) -> None:
    assert corridor.named(topic.name) is topic
    assert corridor.named(topic.name.split(".")[1]) is topic


@pytest.mark.parametrize("name", ["", "dealwire", "alerts.v1", "alert", "nothing"])
def test_another_name_is_no_topic(name: str) -> None:
    assert corridor.named(name) is None

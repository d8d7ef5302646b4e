"""`dealwire quarantine` on a real Kafka."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from pipeline import corridor, wire
from pipeline.edge import messages
from pipeline.model import Quarantined
from pipeline.settings import Settings
from tests.cli.command import clear, dealwire, on

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def put(settings: Settings, id_: str, *, topic: corridor.Topic = corridor.ARTICLES, stage: str = "sift") -> None:
    case = Quarantined(
        id=id_, topic=topic.name, partition=3, offset=7, stage=stage, reason=f"why {id_}", at=AT, key=b"the key",
        original=b'\xff{"not": "ours"}',
    )  # fmt: skip
    messages.put(settings, corridor.QUARANTINE, case.topic, case)


@pytest.fixture
def cases(fresh_kafka: Settings) -> Settings:
    put(fresh_kafka, "aa1")
    put(fresh_kafka, "aa2", topic=corridor.MENTIONS, stage="develop")
    put(fresh_kafka, "bb1")
    return fresh_kafka


def listed(settings: Settings, *options: str) -> list[str]:
    said = dealwire("quarantine", "list", "--json", *options, **on(settings))
    assert said.returncode == 0, said.stderr
    return [case["id"] for case in json.loads(said.stdout)]


def test_what_waits_is_listed_and_shown_with_reason_and_original(cases: Settings) -> None:
    assert listed(cases) == ["aa1", "aa2", "bb1"]
    assert listed(cases, "--topic", "mentions") == ["aa2"]
    assert listed(cases, "--stage", "sift") == ["aa1", "bb1"]
    said = dealwire("quarantine", "show", "bb", **on(cases)).stdout
    assert "why bb1" in said
    assert "dealwire.articles.v1 [3] @ 7" in said
    assert '\\xff{"not": "ours"}' in said
    assert json.loads(dealwire("quarantine", "show", "bb", "--json", **on(cases)).stdout)["text"].startswith("\\xff")


def test_a_requeued_item_goes_back_byte_for_byte_and_is_open_no_more(cases: Settings) -> None:
    said = dealwire("quarantine", "requeue", "aa1", **on(cases))
    assert said.stdout == "aa1\n"
    [record] = messages.whole(cases, corridor.ARTICLES)
    assert (record.partition, record.key, record.value) == (3, b"the key", b'\xff{"not": "ours"}')
    assert listed(cases) == ["aa2", "bb1"]
    assert set(listed(cases, "--all")) == {"aa1", "aa2", "bb1"}
    assert "why aa1" in dealwire("quarantine", "show", "aa1", **on(cases)).stdout
    again = dealwire("quarantine", "requeue", "aa1", **on(cases))
    clear(again, 2, "aa1")


def test_all_of_a_topic_are_requeued_at_once(cases: Settings) -> None:
    said = dealwire("quarantine", "requeue", "--all", "--topic", "articles", **on(cases))
    assert said.stdout.split() == ["aa1", "bb1"]
    assert listed(cases) == ["aa2"]
    assert len(list(messages.whole(cases, corridor.ARTICLES))) == 2


def test_what_cannot_be_meant_is_one_line(cases: Settings) -> None:
    clear(dealwire("quarantine", "show", "aa", **on(cases)), 2, "2 ids begin with 'aa'")
    clear(dealwire("quarantine", "show", "zz", **on(cases)), 2, "'zz'")
    clear(dealwire("quarantine", "requeue", **on(cases)), 2, "name ids, or say --all")
    clear(dealwire("quarantine", "list", "--topic", "nix", **on(cases)), 2, "no topic 'nix'")
    clear(dealwire("quarantine", "list", "--stage", "nix", **on(cases)), 2, "no stage 'nix'")


def test_what_is_of_no_use_is_discarded_and_goes_nowhere(cases: Settings) -> None:
    said = dealwire("quarantine", "discard", "--all", "--stage", "develop", "--json", **on(cases))
    assert json.loads(said.stdout) == {"discarded": ["aa2"]}
    assert listed(cases) == ["aa1", "bb1"]
    assert list(messages.whole(cases, corridor.MENTIONS)) == []
    shown = json.loads(dealwire("quarantine", "show", "aa2", "--json", **on(cases)).stdout)
    assert (shown["closed"], shown["reason"]) == ("discarded", "why aa2")


def test_an_item_is_a_line_at_eighty_columns(cases: Settings) -> None:
    said = dealwire("quarantine", "list", **{**on(cases), "COLUMNS": "80"}).stdout
    assert [line.split()[0] for line in said.strip().splitlines()[2:]] == ["aa1", "aa2", "bb1"]


def test_the_last_word_on_an_item_is_read_by_others_as_well(cases: Settings) -> None:
    dealwire("quarantine", "requeue", "--all", **on(cases))
    last = {noun.id: noun.closed for record in messages.whole(cases, corridor.QUARANTINE)
            if isinstance(noun := wire.decode(record.value), Quarantined)}  # fmt: skip
    assert set(last.values()) == {"requeued"}

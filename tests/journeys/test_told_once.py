"""The seven developments of the source article reach a webhook once each, whatever dies on the way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline import corridor, wire
from pipeline.edge import seeds
from pipeline.model import Delivery, Development
from tests.journeys.installation import SECRET, Installation, Receiver, until

EXPECTED = {
    ("rejection", ("bytedance", "microsoft"), "confirmed"),
    ("talks", ("oracle", "bytedance"), "confirmed"),
    ("offer", ("bytedance", "us-treasury"), "confirmed"),
    ("review", ("us-treasury",), "expected"),
    ("order", ("us-president",), "confirmed"),
    ("statement", ("us-president",), "confirmed"),
    ("statement", ("tiktok",), "confirmed"),
}
ALLOWED = {("terms", "rumoured"), ("opposition", "confirmed")}
"""What the contract allows besides."""


def said(receiver: Receiver) -> set[tuple[str, tuple[str, ...], str]]:
    found = (alert["data"]["development"] for _, alert in receiver.got)
    return {(d["type"], tuple(d["actors"]), d["modality"]) for d in found}


def seven(receiver: Receiver) -> bool:
    return said(receiver) >= EXPECTED


def noted(installation: Installation) -> int:
    """How many alerts of the webhook are noted as delivered."""
    deliveries = [d for d in installation.read(corridor.DELIVERIES) if isinstance(d, Delivery)]
    return sum(d.state == "delivered" and d.subscription != "console" for d in deliveries)


def told_twice(receiver: Receiver) -> list[str]:
    return sorted({id_ for id_ in receiver.ids if receiver.ids.count(id_) > 1})


def test_a_fresh_installation_says_the_seven_and_no_more(installation: Installation, receiver: Receiver) -> None:
    installation.start()
    installation.subscribe(receiver, SECRET, "--since", "all")
    until(lambda: seven(receiver), within=90, what=f"the seven: {said(receiver)}")
    besides = said(receiver) - EXPECTED
    assert {(type_, modality) for type_, _, modality in besides} <= ALLOWED
    assert told_twice(receiver) == []
    on_topic = [d for d in installation.read(corridor.DEVELOPMENTS) if isinstance(d, Development)]
    assert {(d.type, d.actors, d.modality) for d in on_topic} == said(receiver)
    for development in on_topic:
        assert development.reports[0].evidence.quote
    assert "ByteDance" in installation.output()  # the newcomer's first sight


@pytest.mark.parametrize("victim", ["worker-0", "broker"])
def test_nothing_is_lost_or_told_twice_when_a_process_is_killed(
    installation: Installation, receiver: Receiver, victim: str
) -> None:
    installation.start()
    receiver.takes = 2
    installation.subscribe(receiver, SECRET, "--since", "all")
    until(lambda: noted(installation) == 2, within=90, what="two alerts taken and noted")
    installation.kill(victim)
    receiver.takes = None
    until(lambda: seven(receiver), within=60, what=f"the seven: {said(receiver)}")
    until(installation.healthy, within=90, what="a healthy status after the kill")
    assert told_twice(receiver) == []
    known = len(receiver.got)
    (seed,) = [a for a in seeds.articles(installation.settings) if a.lang == "fr"]
    again = [(seed.id, wire.encode(seed))]
    installation.send(corridor.ARTICLES, again)
    fresh = wire.encode(seed).replace(seed.id.encode(), b"0" * 20)  # the same text, met as another article
    installation.send(corridor.ARTICLES, [("0" * 20, fresh)])
    until(installation.healthy, within=60, what="a healthy status")
    installation.stop()
    installation.start()
    assert len(receiver.got) == known
    assert told_twice(receiver) == []


def test_a_worker_killed_between_detect_and_deliver_says_all_when_it_is_back(
    installation: Installation, receiver: Receiver
) -> None:
    receiver.takes = 0
    installation.start()
    installation.subscribe(receiver, SECRET, "--since", "all")
    until(lambda: len(installation.read(corridor.DELIVERIES)) > 0, within=90, what="a first try")
    installation.kill("worker-0")
    receiver.takes = None
    until(lambda: seven(receiver), within=90, what=f"the seven: {said(receiver)}")
    assert told_twice(receiver) == []


def test_expected_mentions_ship_with_the_article() -> None:
    (file,) = Path("seeds/articles").glob("2020-09-14-*.json")
    found = {(m["type"], tuple(m["actors"]), m["modality"]) for m in json.loads(file.read_text("utf-8"))["mentions"]}
    assert found >= EXPECTED

"""A message that cannot be used, on each topic: set aside with its reason, tried again, and no obstacle."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from pipeline import corridor, wire
from pipeline.model import Article, Heartbeat, Quarantined, derive_id
from tests.journeys.installation import SECRET, Installation, Receiver, until

NOW = datetime(2020, 9, 20, tzinfo=UTC)
POISON = {
    "bad bytes": b"\xff\xfe\x00 no noun",
    "another version": b'{"noun":"article/99","id":"x"}',
    "deep bytes": b'{"noun":"watch/1","id":5,"x":' + b"[" * 5_000 + b"]" * 5_000 + b"}",
    "much that was packed small": b"x" * 5_000_000,
    "a noun of another place": wire.encode(
        Quarantined(id="q", topic="t", partition=0, offset=0, stage="s", reason="r", at=NOW)
    ),
}


def article(name: str, title: str, text: str = "") -> Article:
    return Article(
        id=derive_id(name), url=f"https://example.org/{name}", source="example.org", lang="en", published_at=NOW,
        fetched_at=datetime.now(UTC), title=title, text=text,
    )  # fmt: skip


def cases(installation: Installation) -> list[dict[str, object]]:
    return list(json.loads(installation.dealwire("quarantine", "list", "--json")))


def test_poison_is_set_aside_and_what_is_behind_it_passes(installation: Installation, receiver: Receiver) -> None:
    installation.start()
    installation.subscribe(receiver, SECRET)
    poisoned = [row for row in corridor.TOPICS if row not in (corridor.QUARANTINE, corridor.DELIVERIES)]
    for row in poisoned:
        installation.send(row, [(f"poison-{name}", raw) for name, raw in POISON.items()])
    expected = {(row.name, name) for row in poisoned for name in POISON}

    def all_there() -> bool:
        found = {(str(case["topic"]), str(case["key"]).removeprefix("poison-")) for case in cases(installation)}
        return found >= expected

    until(all_there, within=60, what="every poisoned message in quarantine")
    said = "ByteDance rejects Walmart's offer for TikTok"
    vast, behind = article("vast", said, "TikTok. " * 700_000), article("behind", said)
    installation.send(corridor.ARTICLES, [(one.id, wire.encode(one)) for one in (vast, behind)])
    until(lambda: receiver.got, within=90, what="the alert of the article behind the poison")
    until(lambda: any("larger" in str(case["reason"]) for case in cases(installation)), within=90, what="the vast one")
    until(installation.healthy, within=60, what="a healthy status")


def test_a_case_shows_its_reason_and_bytes_and_can_be_tried_again(installation: Installation) -> None:
    installation.start()
    installation.send(corridor.FRESH, [("k", POISON["bad bytes"])])
    (case,) = until(lambda: cases(installation), within=90, what="a case")
    shown = installation.dealwire("quarantine", "show", str(case["id"]))
    assert "malformed" in shown or "invalid" in shown
    assert "no noun" in shown
    installation.dealwire("quarantine", "requeue", str(case["id"]))
    until(
        lambda: len(cases(installation)) == 1 and cases(installation)[0]["id"] != case["id"], within=90, what="it again"
    )


def test_heartbeats_arrive_on_every_partition(installation: Installation) -> None:
    installation.start()
    beats = {n.partition for n in installation.read(corridor.DELIVERIES) if isinstance(n, Heartbeat)}
    assert beats == set(range(corridor.PARTITIONS))

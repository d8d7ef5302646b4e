"""The desk as a process on a real Kafka: what it answers, and that it goes on where it was."""

from __future__ import annotations

import contextlib
import json
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from pipeline import corridor, model, wire
from pipeline.edge import messages, runfiles
from pipeline.settings import Settings
from tests.cli.command import HOUSE, clear, dealwire, environment, on

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def development(number: int, *, watch: str = "tiktok", type_: model.Type = "offer") -> model.Development:
    return model.Development(
        id=f"d{number}", watch=watch, type=type_, actors=("oracle",), modality="reported", date=None,
        title=f"Title {number}", first_reported_at=NOON, changed_at=NOON + timedelta(minutes=number), reports=(),
        history=(),
    )  # fmt: skip


def put(settings: Settings, *known: model.Development) -> None:
    messages.send(settings, [(corridor.DEVELOPMENTS.name, None, each.id.encode(), wire.encode(each)) for each in known])


@contextlib.contextmanager
def desk(settings: Settings) -> Iterator[str]:
    """The desk's address while it runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", "desk"],
        cwd=HOUSE,
        env=environment(**{**on(settings), "DEALWIRE_DESK_PORT": "0"}),
    )
    try:
        said = until(lambda: runfiles.one(settings, "desk"))
        yield said["address"]
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=90) == 0
        assert runfiles.one(settings, "desk") is None


def until(found: Callable[[], Any], within: float = 90.0) -> Any:
    patience = time.monotonic() + within
    while not (answer := found()):
        assert time.monotonic() < patience
        time.sleep(0.1)
    return answer


def ask(url: str) -> tuple[int, str, str]:
    """Status, content type and body."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.headers.get_content_type(), answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers.get_content_type(), error.read().decode()


def ids(address: str, query: str = "") -> list[str]:
    status, _, body = ask(f"{address}/api/v1/developments{query}")
    assert status == 200, body
    return [each["id"] for each in json.loads(body)["developments"]]


def test_what_is_known_is_answered_filtered_and_paged(fresh_kafka: Settings) -> None:
    put(fresh_kafka, *map(development, range(5)), development(5, watch="other"), development(6, type_="ruling"))
    put(fresh_kafka, msgspec.structs.replace(development(0), id="d7", type="statement", own="strike"))
    with desk(fresh_kafka) as address:
        until(lambda: len(ids(address)) == 8)
        assert ids(address) == ["d6", "d5", "d4", "d3", "d2", "d1", "d7", "d0"]
        assert ids(address, "?watch=other") == ["d5"]
        assert ids(address, "?type=ruling&watch=tiktok") == ["d6"]
        assert ids(address, "?type=strike") == ["d7"]
        assert ids(address, "?since=2026-03-01T12:05:00Z") == ["d6", "d5"]
        assert ids(address, "?since=2026-03-01T13:05:00%2B01:00") == ["d6", "d5"]
        assert ids(address, "?since=2026-03-02") == []
        seen: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            page = json.loads(ask(f"{address}/api/v1/developments?limit=3{cursor and '&cursor='}{cursor}")[2])
            seen += [each["id"] for each in page["developments"]]
            cursor = page["next"]
        assert seen == ids(address)
        assert "noun" not in page["developments"][0]
        one = json.loads(ask(f"{address}/api/v1/developments/d6")[2])
        assert (one["id"], one["type"]) == ("d6", "ruling")
        assert set(json.loads(ask(address)[2])["paths"]) > {"/api/v1/developments", "/api/v1/developments/{id}"}


def test_who_polls_hears_of_each_change_and_of_what_is_none_any_more(fresh_kafka: Settings) -> None:
    put(fresh_kafka, *map(development, range(3)), development(3, watch="other"))
    with desk(fresh_kafka) as address:
        door = f"{address}/api/v1/changes"

        def news(query: str = "") -> tuple[list[dict[str, Any]], str]:
            status, _, body = ask(door + query)
            assert status == 200, body
            said = json.loads(body)
            return said["developments"], said["next"]

        until(lambda: len(news()[0]) == 4)
        known, cursor = news()
        assert {one["id"] for one in known} == {"d0", "d1", "d2", "d3"}
        assert news(f"?cursor={cursor}") == ([], cursor)
        (one,), page = news("?limit=1&watch=tiktok")
        rest, _ = news(f"?watch=tiktok&cursor={page}")
        assert {each["id"] for each in (one, *rest)} == {"d0", "d1", "d2"}
        early = msgspec.structs.replace(development(0), retracted=True)  # long before what was told last
        put(fresh_kafka, early, msgspec.structs.replace(development(1), merged_into="d2"))
        until(lambda: len(news(f"?cursor={cursor}")[0]) == 2)
        gone = {each["id"]: each for each in news(f"?cursor={cursor}")[0]}
        assert gone["d0"]["retracted"]
        assert gone["d1"]["merged_into"] == "d2"
        assert ids(address, "?watch=tiktok") == ["d2"]
        _, cursor = news()
        messages.put(fresh_kafka, corridor.DEVELOPMENTS, "d3", None)
        (taken,), _ = until(lambda: (said := news(f"?cursor={cursor}"))[0] and said)
        assert (taken["id"], taken["retracted"]) == ("d3", True)
        assert news(f"?watch=other&cursor={news()[1]}")[0] == []  # it was one, though nobody follows it
        for query, status, why in (
            ("?cursor=000000000000-3", 410, "made anew"),
            ("?cursor=3", 400, "`next`"),
            ("?type=offer", 400, "unknown"),
            ("?watch=nope", 404, "no watch"),
            (f"?watch=nope&cursor={cursor}", 404, "no watch"),
        ):
            assert ask(door + query)[0] == status
            assert why in ask(door + query)[2]


def test_where_the_deals_stand(fresh_kafka: Settings) -> None:
    parties = [model.Party(id=each, role=role) for each, role in (("acme", "object"), ("oracle", "suitor"))]
    for id_ in ("acme", "quiet"):
        watch = model.Watch(id=id_, title=id_, names=(id_,), parties=tuple(parties))
        messages.put(fresh_kafka, corridor.WATCHES, id_, watch)
    offer = development(1, watch="acme")
    put(fresh_kafka, msgspec.structs.replace(offer, modality="confirmed"))
    with desk(fresh_kafka) as address:
        door = address + "/api/v1/boards"

        def stands() -> dict[str, Any]:
            status, kind, body = ask(door + "/acme")
            assert (status, kind) in {(200, "application/json"), (404, "application/problem+json")}
            found: dict[str, Any] = json.loads(body)
            return found

        until(lambda: stands()["status"] == "announced")
        assert stands()["turns"] == [
            {"day": "2026-03-01", "who": "oracle", "before": "", "after": "bidding", "development": "d1"},
            {"day": "2026-03-01", "who": "deal", "before": "none", "after": "announced", "development": "d1"},
        ]
        assert [each["stance"] for each in stands()["parties"]] == ["bidding"]
        until(lambda: len(json.loads(ask(door)[2])["boards"]) == 2)
        assert [(each["watch"], each["status"]) for each in json.loads(ask(door)[2])["boards"]] == [
            ("acme", "announced"), ("quiet", "none"),
        ]  # fmt: skip
        left = msgspec.structs.replace(offer, id="d2", type="withdrawal", modality="confirmed", date="2026-03-02")
        put(fresh_kafka, left)
        until(lambda: stands()["status"] == "withdrawn")
        assert stands()["turns"][-1]["development"] == "d2"
        messages.put(fresh_kafka, corridor.DEVELOPMENTS, "d2", None)
        until(lambda: stands()["status"] == "announced")
        owned = model.Watch(id="acme", title="Acme", names=("acme",), parties=(model.Party(id="oracle", role="court"),))
        messages.put(fresh_kafka, corridor.WATCHES, "acme", owned)
        until(lambda: stands()["parties"] == [])
        status, kind, body = ask(door + "/nope")
        assert (status, kind) == (404, "application/problem+json")
        assert json.loads(body)["detail"] == "there is no watch 'nope'; watches are: acme, quiet"


def test_a_change_replaces_and_a_restart_goes_on_where_it_was(fresh_kafka: Settings) -> None:
    put(fresh_kafka, development(1), development(2))
    with desk(fresh_kafka) as address:
        until(lambda: len(ids(address)) == 2)
    put(fresh_kafka, development(3), development(1))
    messages.put(fresh_kafka, corridor.DEVELOPMENTS, "d2", None)
    with desk(fresh_kafka) as address:
        until(lambda: ids(address) == ["d3", "d1"])


def test_health_and_metrics(fresh_kafka: Settings) -> None:
    put(fresh_kafka, development(1))
    with desk(fresh_kafka) as address:
        assert ask(address + "/healthz") == (200, "text/plain", "ok\n")
        until(lambda: "dealwire_known_developments 1.0" in ask(address + "/metrics")[2])
        assert "dealwire_heartbeat_age_seconds +Inf" in ask(address + "/metrics")[2]
        for partition in range(corridor.PARTITIONS):
            noun = model.Heartbeat(partition=partition, number=1, at=datetime.now(UTC))
            messages.send(fresh_kafka, [(corridor.DELIVERIES.name, partition, b"heartbeat", wire.encode(noun))])
        until(lambda: "dealwire_heartbeat_age_seconds +Inf" not in ask(address + "/metrics")[2])


def test_what_is_wrong_with_a_request_is_a_problem_in_json(fresh_kafka: Settings) -> None:
    put(fresh_kafka, development(1), development(2, type_="statement"))
    strike = model.OwnType(id="strike", title="calls a strike", examples=())
    watch = model.Watch(id="acme", title="Acme", names=("Acme",), own=(strike,))
    messages.put(fresh_kafka, corridor.WATCHES, "acme", watch)
    with desk(fresh_kafka) as address:
        door = address + "/api/v1/developments"
        until(lambda: len(ids(address)) == 2)
        for query, word in (
            ("?limt=3", "limt"), ("?limit=0", "limit"), ("?limit=501", "limit"), ("?limit=x", "limit"),
            ("?since=yesterday", "since"), ("?type=gossip", "strike"), ("?type=", "strike"), ("?cursor=abc", "cursor"),
            ("?cursor=%C3", "cursor"),
            ("?cursor=WzEwMDAwMDAwMDAwMDAwMDAwMDAwMDAsIngiXQ", "cursor"), ("?limit=" + "9" * 5_000, "limit"),
        ):  # fmt: skip
            status, kind, body = ask(door + query)
            assert (status, kind) == (400, "application/problem+json")
            assert word in json.loads(body)["detail"]
        status, _, body = ask(door + "?watch=nope")
        assert (status, json.loads(body)["detail"]) == (404, "there is no watch 'nope'; watches are: acme")
        assert ids(address, "?watch=acme&type=strike") == []
        assert ids(address, "?watch=tiktok&since=2030-01-01") == []  # nobody follows it any more, and it was one
        assert ask(door + "/nope")[:2] == (404, "application/problem+json")
        assert ask(address + "/table")[:2] == (404, "application/problem+json")
        assert ask(urllib.request.Request(door, method="DELETE"))[:2] == (405, "application/problem+json")  # type: ignore[arg-type]


def test_a_port_that_is_taken_is_one_line(fresh_kafka: Settings) -> None:
    with desk(fresh_kafka) as address:
        port = address.rpartition(":")[2]
        said = dealwire(
            "desk", **{**on(fresh_kafka), "DEALWIRE_DESK_PORT": port, "DEALWIRE_DATA_DIR": fresh_kafka.data_dir + "-2"}
        )
        clear(said, 3, f"cannot listen on 127.0.0.1:{port}")


def test_a_host_that_is_no_name_is_one_line(kafka: Settings, tmp_path: Path) -> None:
    said = dealwire("desk", **{**on(kafka), "DEALWIRE_DESK_HOST": "a..b", "DEALWIRE_DATA_DIR": str(tmp_path)})
    clear(said, 3, "the desk cannot listen on a..b: no such name")


def test_what_does_not_belong_on_a_topic_that_only_the_desk_reads_is_quarantined(fresh_kafka: Settings) -> None:
    messages.send(fresh_kafka, [(corridor.DELIVERIES.name, 2, b"k", b"{broken")])
    with desk(fresh_kafka) as address:
        until(lambda: json.loads(ask(address + "/api/v1/counts")[2])["quarantined"] == 1)
    [case] = [wire.decode(record.value) for record in messages.whole(fresh_kafka, corridor.QUARANTINE)]
    assert isinstance(case, model.Quarantined)
    assert (case.topic, case.partition, case.stage, case.original) == (corridor.DELIVERIES.name, 2, "desk", b"{broken")


def test_a_desk_that_can_follow_no_more_ends_so_that_another_begins(fresh_kafka: Settings) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", "desk"],
        cwd=HOUSE, env=environment(**{**on(fresh_kafka), "DEALWIRE_DESK_PORT": "0"}), stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    until(lambda: runfiles.one(fresh_kafka, "desk"))
    with contextlib.closing(sqlite3.connect(fresh_kafka.data / "archive.sqlite", isolation_level=None)) as archive:
        archive.execute("DROP TABLE developments")
    put(fresh_kafka, development(1))
    _, said = process.communicate(timeout=90)
    assert process.returncode == 1
    assert "no such table" in said
    assert "dealwire: the desk follows the topics no more" in said

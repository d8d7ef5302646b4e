"""The command as a person types it: real processes, their output and exit codes."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from tests.cli.command import at_a_terminal, dealwire

ITEMS = [
    {
        "id": "2",
        "published": "2020-09-14",
        "title": "ByteDance rejects Microsoft's offer for TikTok's US arm",
        "text": "",
    },
    {
        "id": "1",
        "published": "2020-09-13",
        "title": "ByteDance reportedly rejects Microsoft's bid for TikTok",
        "text": "",
    },
    {"id": "3", "published": "2020-09-14", "title": "Rain is expected on Sunday", "text": ""},
]


def written(path: Path) -> str:
    body = "\n".join(json.dumps(item) for item in ITEMS).encode()
    path.write_bytes(gzip.compress(body) if path.suffix == ".gz" else body)
    return str(path)


def test_developments_then_alerts(tmp_path: Path) -> None:
    said = dealwire("replay", written(tmp_path / "x.jsonl"))
    assert said.returncode == 0
    (development,) = map(json.loads, said.stdout.splitlines())
    assert development["type"] == "rejection"
    assert [report["article"] for report in development["reports"]] == ["1", "2"]
    packed = dealwire("replay", "--alerts", written(tmp_path / "x.jsonl.gz"), "--watch", "tiktok")
    first, *alerts = packed.stdout.splitlines()
    assert first == said.stdout.strip()
    assert [json.loads(alert)["kind"] for alert in alerts] == ["new", "updated"]
    *_, board = dealwire("replay", "--board", "--watch", "tiktok", written(tmp_path / "x.jsonl")).stdout.splitlines()
    assert json.loads(board)["watch"] == "tiktok"


def test_what_cannot_be_used_is_named_and_the_rest_is_done(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("{bad\n" + json.dumps(ITEMS[0]), "utf-8")
    said = dealwire("replay", str(path))
    assert said.returncode == 4
    assert len(said.stdout.splitlines()) == 1
    assert f"{path}:1: " in said.stderr
    assert "1 of 2 articles could not be used" in said.stderr
    assert "Traceback" not in said.stderr


def test_an_unknown_watch_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    unknown = dealwire("replay", written(tmp_path / "x.jsonl"), "--watch", "nobody")
    missing = dealwire("replay", str(tmp_path / "none.jsonl"))
    assert (unknown.returncode, missing.returncode) == (2, 2)
    assert "tiktok" in unknown.stderr
    assert "Traceback" not in unknown.stderr + missing.stderr


def test_at_a_terminal_a_person_reads_where_the_deal_stands(tmp_path: Path) -> None:
    path = written(tmp_path / "x.jsonl")
    code, shown = at_a_terminal("replay", "--alerts", "--board", "--watch", "tiktok", path)
    assert code == 0
    told = " ".join(shown.split())
    assert "0 of 2 articles on the watched deals understood" in told
    assert "2020-09-13 rejection ByteDance turns down Microsoft" in told
    assert "new ByteDance is said to turn down Microsoft" in told
    assert "updated Now confirmed: ByteDance turns down Microsoft" in told
    assert "TikTok's US business, as of 2020-09-14" in told
    assert "status announced since 2020-09-14: ByteDance turns down Microsoft" in told
    assert "deadline none is known" in told
    assert "Microsoft rejected 2020-09-14 ByteDance turns down Microsoft" in told
    turned = [line.split() for line in shown.splitlines() if line.startswith("  2020-09-14  ")]
    assert [line[1:-1] for line in turned] == [["Microsoft:", "rejected"], ["the", "deal:", "none", "→", "announced"]]
    (told_by,) = {line[-1] for line in turned}
    code, shown = at_a_terminal("replay", "--board", "--json", "--watch", "tiktok", path)
    board = json.loads(shown.splitlines()[-1])
    assert board["watch"] == "tiktok"
    assert {turn["development"] for turn in board["turns"]} == {told_by}

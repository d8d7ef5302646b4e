"""`dealwire explain`: for a person, and for a program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.command import clear, dealwire

ROW = {
    "id": "1",
    "lang": "en",
    "published": "2020-09-14",
    "title": "Oracle plans to buy TikTok from ByteDance on Friday",
}


@pytest.fixture
def rows(tmp_path: Path) -> str:
    others = [{**ROW, "title": "Rain"}, {**ROW, "title": "TikTok is old"}, {**ROW, "lang": "xx"}]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, [ROW, *others])), "utf-8")
    return str(path)


def test_a_page_says_rule_roles_cue_and_date(rows: str) -> None:
    said = dealwire("explain", rows, "--watch", "tiktok").stdout
    assert "interest: oracle" in said
    assert "rule     en.interest.wants" in said
    assert "oracle as suitor" in said
    assert "expected, by “plans to" in said
    assert "by “friday”" in said
    assert "names no watch: tiktok" in said
    assert "says nothing that happened in the deal" in said
    assert "no lexicon for xx" in said


def test_json_holds_the_mentions_of_detect_and_why(rows: str) -> None:
    explained = [
        json.loads(line) for line in dealwire("explain", rows, "--watch", "tiktok", "--json").stdout.splitlines()
    ]
    detected = [json.loads(line) for line in dealwire("detect", rows, "--watch", "tiktok").stdout.splitlines()]
    (mention, *_) = explained[0]["mentions"]
    why = mention.pop("why")
    assert mention == detected[0]["mentions"][0]
    assert why["words"].startswith("{oracle}")
    assert ["suitor", "oracle"] in why["roles"]
    assert [line["mentions"] for line in explained[1:]] == [[], []]


def test_what_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("no json\n", "utf-8")
    said = dealwire("explain", str(tmp_path / "bad.jsonl"))
    assert said.returncode == 4
    assert "bad.jsonl:1" in said.stderr
    clear(dealwire("explain", str(tmp_path / "none.txt")), 2, "none.txt")

"""`dealwire explain`: for a person, and for a program."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.command import clear, dealwire

ROW = {
    "id": "1",
    "lang": "en",
    "published": "2020-09-14",
    "title": "Oracle plans to buy TikTok's US business on Friday",
}


@pytest.fixture
def rows(tmp_path: Path) -> str:
    others = [
        {**ROW, "title": "Rain"},
        {**ROW, "title": "TikTok is old"},
        {**ROW, "lang": "xx"},
        {**ROW, "lang": "est"},
    ]
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
    assert "no lexicon for est" in said


def test_an_archive_that_cannot_be_used_is_said_at_the_end(rows: str, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("{}\n", "utf-8")
    said = dealwire("explain", rows, "--watch", "tiktok", "--within", str(tmp_path / "bad.jsonl"))
    assert (said.returncode, "bad.jsonl:1" in said.stderr) == (4, True)


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
    assert [(line["watch"], line["mentions"]) for line in explained[1:]] == [(None, []), *[("tiktok", [])] * 3]


def test_it_says_where_more_speaks_for_another_party_than_the_rule_names(tmp_path: Path) -> None:
    text = "Walmart has thrown its weight behind Microsoft's pursuit of TikTok."
    path = tmp_path / "row.jsonl"
    path.write_text(json.dumps({**ROW, "title": "A retailer and an app", "text": text}), "utf-8")
    said = dealwire("explain", str(path), "--watch", "tiktok").stdout
    assert "acts     walmart: more speaks for it than for microsoft, whom the rule names" in said
    (line,) = dealwire("explain", str(path), "--watch", "tiktok", "--json").stdout.splitlines()
    assert [one["why"]["instead"] for one in json.loads(line)["mentions"] if one["type"] == "interest"] == ["microsoft"]


def test_what_is_doubted_comes_last_and_is_no_mention(tmp_path: Path) -> None:
    path = tmp_path / "row.jsonl"
    path.write_text(json.dumps({**ROW, "title": "A judge rules that TikTok may show ads to teenagers"}))
    assert json.loads(dealwire("detect", str(path), "--watch", "tiktok").stdout)["mentions"] == []
    said = dealwire("explain", str(path), "--watch", "tiktok").stdout
    assert "says nothing that happened in the deal" in said
    assert re.search(
        r"ruling: us-court, tiktok.*doubted +right by a chance of 0\.[0-2]\d: it is no mention", said, re.DOTALL
    )
    (line,) = dealwire("explain", str(path), "--watch", "tiktok", "--json").stdout.splitlines()
    (doubted,) = json.loads(line)["doubted"]
    assert json.loads(line)["mentions"] == []
    assert (doubted["type"], doubted["why"]["pattern"] != "") == ("ruling", True)
    assert 0 < doubted["chance"] < 0.35


def test_what_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("no json\n", "utf-8")
    said = dealwire("explain", str(tmp_path / "bad.jsonl"))
    assert said.returncode == 4
    assert "bad.jsonl:1" in said.stderr
    clear(dealwire("explain", str(tmp_path / "none.txt")), 2, "none.txt")


def test_what_it_joins_and_the_runner_up(tmp_path: Path) -> None:
    told = [
        {"id": "a", "published": "2020-09-13", "title": "ByteDance rejects Microsoft's bid for TikTok"},
        {"id": "b", "published": "2020-09-13", "title": "ByteDance rejects Walmart's bid for TikTok"},
        {"id": "c", "published": "2020-09-14", "title": "ByteDance rejected Microsoft's bid for TikTok"},
    ]
    archive, article = tmp_path / "archive.jsonl", tmp_path / "article.jsonl"
    archive.write_text("\n".join(json.dumps({**row, "lang": "en"}) for row in told[:2]), "utf-8")
    article.write_text(json.dumps({**told[2], "lang": "en"}), "utf-8")
    said = dealwire("explain", str(article), "--watch", "tiktok", "--within", str(archive)).stdout
    [joins] = [line for line in said.splitlines() if line.startswith("    joins")]
    assert "rejection-bytedance-microsoft-" in joins.split(";")[0]
    assert "next 2020-09-13-rejection-bytedance-walmart-" in joins
    alone = dealwire("explain", str(article), "--watch", "tiktok").stdout
    assert "joins    nothing known of this type" in alone
    both = dealwire("explain", str(archive), "--watch", "tiktok").stdout
    assert "joins    nothing known: nearest" in both
    one = json.loads(dealwire("explain", str(article), "--watch", "tiktok", "--within", str(archive), "--json").stdout)
    first, second = one["mentions"][0]["why"]["fits"]
    assert first["score"] > 0.45 > second["score"]
    assert (first["enough"], second["enough"]) == (True, False)


def test_it_says_what_is_too_old_and_what_is_not_read_for_want_of_a_name(tmp_path: Path) -> None:
    old = {**ROW, "published": "2020-06-30"}
    sold = {**ROW, "title": "ByteDance has signed an agreement", "text": "It rained."}
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, [old, sold, {**old, "title": "Rain"}])), "utf-8")
    said = dealwire("explain", str(path), "--watch", "tiktok").stdout
    rows = dealwire("explain", str(path), "--watch", "tiktok", "--json").stdout.splitlines()
    early, silent, rain = map(json.loads, rows)
    assert "  older than 2020-07-01, the starts_on of tiktok: it is not read\n" in said
    assert (early["older_than"], early["mentions"], early["unread"]) == ("2020-07-01", [], [])
    (one,) = silent["unread"]
    assert (one["type"], one["lacking"]) == ("agreement", "neither what is sold nor a bidder")
    assert one["evidence"] == {"field": "title", "start": 0, "end": len(sold["title"]), "quote": sold["title"]}
    assert (silent["older_than"], rain["older_than"], rain["unread"]) == (None, None, [])
    assert "  agreement: not read: names neither what is sold nor a bidder\n    says     “ByteDance has" in said
    detected = [json.loads(line) for line in dealwire("detect", str(path), "--watch", "tiktok").stdout.splitlines()]
    assert [one.get("older_than") for one in detected] == ["2020-07-01", None, None]


def test_an_assumed_day_is_not_told_as_known(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("ByteDance rejects Microsoft's bid for TikTok.", "utf-8")
    assert re.search(r"published \w+ [\d-]+ \(assumed\)", dealwire("explain", str(tmp_path / "a.txt")).stdout)
    said = dealwire("explain", str(tmp_path / "a.txt"), "--published", "2020-09-14")
    assert "published Monday 2020-09-14\n" in said.stdout
    assert said.stderr == ""

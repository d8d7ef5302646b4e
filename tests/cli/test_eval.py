"""The command as a person types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.command import clear, dealwire

ROWS = [
    {
        "id": "1", "lang": "en", "published": "2020-09-14",
        "title": "ByteDance rejects Microsoft's offer for TikTok", "text": "",
        "mentions": [
            {"type": "rejection", "actors": ["bytedance", "microsoft"], "modality": "confirmed", "date": None,
             "evidence": {"field": "title", "start": 0, "end": 46}, "development": "d"},
            {"type": "closing", "actors": ["tiktok"], "modality": "confirmed", "date": None,
             "evidence": {"field": "title", "start": 0, "end": 46}, "development": "e"},
        ],
    },
]  # fmt: skip


def test_tables_json_errors_and_the_page(tmp_path: Path) -> None:
    path = tmp_path / "labelled.jsonl"
    path.write_text("\n".join(map(json.dumps, ROWS)), "utf-8")
    tables = dealwire("eval", str(path))
    assert tables.returncode == 0
    assert "type: recall" in tables.stdout
    assert "keywords" in tables.stdout
    said = json.loads(dealwire("eval", str(path), "--json", "--errors").stdout)
    assert said["types"]["right"] == 1
    assert said["types"]["missed"] == 1
    assert "missed" in [fault["kind"] for fault in said["errors"]]
    assert said["errors"][0]["suggested"] is False
    listed = dealwire("eval", str(path), "--errors").stdout
    assert listed.startswith(tables.stdout)
    assert "missed        1 en closing" in listed.removeprefix(tables.stdout)
    assert dealwire("eval", str(path), "--markdown").stdout.startswith("# Quality\n")
    assert dealwire("eval", str(tmp_path / "none")).returncode == 2


def test_nothing_to_judge_and_two_pages_at_once_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "labelled.jsonl"
    path.write_text("\n", "utf-8")
    clear(dealwire("eval", str(path)), 4, "labelled.jsonl", "no labelled article")
    clear(dealwire("eval", str(path), "--markdown", "--errors"), 2, "--markdown", "--errors")
    clear(dealwire("eval", str(path), "--markdown", "--json"), 2, "--markdown", "--json")


@pytest.mark.parametrize(
    ("change", "word"), [({"date": "2020-99"}, "month"), ({"date": "2020-02-31"}, "day"), (None, "mentions")]
)
def test_a_label_that_cannot_be_is_named_with_its_line(
    tmp_path: Path, change: dict[str, str] | None, word: str
) -> None:
    row = json.loads(json.dumps(ROWS[0]))
    row["mentions"][0] |= change or {}
    if change is None:
        row["mention"] = row.pop("mentions")
    path = tmp_path / "labelled.jsonl"
    path.write_text(json.dumps(row), "utf-8")
    clear(dealwire("eval", str(path)), 2, "labelled.jsonl:1", word)


def test_a_row_may_name_its_watch_which_may_lie_beside(tmp_path: Path) -> None:
    about = {"type": "rejection", "actors": ["acme"], "modality": "confirmed", "date": None}
    row = {
        "id": "1", "watch": "acme", "lang": "en", "published": "2020-09-14", "title": "Acme rejects Globex's offer",
        "text": "", "mentions": [{**about, "evidence": {"field": "title", "start": 0, "end": 27}, "development": "d"}],
    }  # fmt: skip
    other = {**row, "id": "2", "title": "Umbra rejects Globex's offer", "mentions": []}
    path = tmp_path / "labelled.jsonl"
    path.write_text("\n".join(map(json.dumps, [*ROWS, row, other])), "utf-8")
    unknown = dealwire("eval", str(path))
    assert (unknown.returncode, "no watch 'acme'" in unknown.stderr) == (2, True)
    new = dealwire("watches", "new", str(tmp_path / "acme.toml"), "--object", "Acme", "--suitor", "Globex", "--yes")
    assert new.returncode == 0
    tables = dealwire("eval", str(path))
    assert "By watch" in tables.stdout
    said = json.loads(dealwire("eval", str(path), "--json").stdout)
    assert (said["by_watch"]["acme"]["right"], said["by_watch"]["acme"]["wrong"]) == (1, 0)
    assert said["by_watch"]["tiktok"]["right"] == 1
    assert said["consolidation_of_labels"]["b3"]["f1"] == 1.0
    (tmp_path / "acme.toml").write_text(
        (tmp_path / "acme.toml").read_text("utf-8").replace('"acme"', '"other"'), "utf-8"
    )
    misnamed = dealwire("eval", str(path))
    assert (misnamed.returncode, "describes 'other'" in misnamed.stderr) == (2, True)

"""The command as a person types it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.command import dealwire

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
    assert "missed        1 en closing" in dealwire("eval", str(path), "--errors").stdout
    assert dealwire("eval", str(path), "--markdown").stdout.startswith("# Quality\n")
    assert dealwire("eval", str(tmp_path / "none")).returncode == 2

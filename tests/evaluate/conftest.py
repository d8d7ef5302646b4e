"""Labelled rows written for these tests, and mentions that found them or not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.evaluate import gold
from pipeline.evaluate.gold import Row
from pipeline.model import Mention

ROWS = [
    {
        "id": "g1",
        "lang": "en",
        "published": "2020-09-14",
        "title": "ByteDance rejects Microsoft",
        "text": "The TikTok owner says no. Trump signed an order in August.",
        "mentions": [
            {"type": "rejection", "actors": ["bytedance", "microsoft"], "modality": "confirmed",
             "date": "2020-09-13", "evidence": {"field": "title", "start": 0, "end": 27}, "development": "rejection"},
            {"type": "order", "actors": ["us-president"], "modality": "confirmed", "date": "2020-08",
             "evidence": {"field": "text", "start": 26, "end": 58}, "development": "order"},
        ],
    },
    {
        "id": "g2",
        "lang": "de",
        "published": "2020-09-15",
        "title": "ByteDance lehnt Microsoft ab",
        "text": "Die TikTok-Mutter hat abgelehnt. Oracle verhandelt.",
        "mentions": [
            {"type": "rejection", "actors": ["bytedance", "microsoft"], "modality": "confirmed", "date": None,
             "evidence": {"field": "title", "start": 0, "end": 28}, "development": "rejection"},
            {"type": "talks", "actors": ["oracle"], "modality": "confirmed", "date": None, "optional": True,
             "evidence": {"field": "text", "start": 33, "end": 51}, "development": "talks"},
        ],
    },
    {"id": "g3", "lang": "en", "published": "2020-09-15", "title": "TikTok has filters", "text": "", "mentions": []},
    {
        "id": "g4",
        "lang": "en",
        "published": "2020-09-15",
        "title": "Is TikTok sold?",
        "text": "",
        "sure": False,
        "mentions": [
            {"type": "talks", "actors": [], "modality": "rumoured", "date": None,
             "evidence": {"field": "title", "start": 0, "end": 15}},
        ],
    },
]  # fmt: skip


@pytest.fixture
def labelled(tmp_path: Path) -> str:
    path = tmp_path / "labelled.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in ROWS) + "\n\n", "utf-8")
    return str(path)


@pytest.fixture
def rows(labelled: str) -> list[Row]:
    return list(gold.rows([labelled], "tiktok"))


@pytest.fixture
def find() -> Callable[..., Mention]:
    """The mention that finds a row's label, but for what is said to differ."""

    def made(row: Row, number: int = 0, **said: Any) -> Mention:
        mention = gold.mention(row, number)
        whole = {name: getattr(mention, name) for name in mention.__struct_fields__}
        return Mention(**{**whole, "rule": "en.test", "id": f"found-{mention.id}-{said.get('type', '')}", **said})

    return made

"""The source article says seven things, and the detector finds these seven and no more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.edge import detection, seeds
from pipeline.settings import Settings
from pipeline.stages.detect import Detector

SETTINGS = Settings(seeds_dir="")
FILES = sorted((SETTINGS.seeds / "articles").glob("*.json"))


DETECTORS = {"rules": Detector(seeds.lexicons(SETTINGS)), "rules and classifier": detection.detector(SETTINGS)}


@pytest.mark.parametrize("detector", DETECTORS.values(), ids=DETECTORS)
@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_exactly_the_expected_mentions(path: Path, detector: Detector) -> None:
    row = json.loads(path.read_text("utf-8"))
    article = next(article for article in seeds.articles(SETTINGS) if article.id == row["id"])
    watch = next(watch for watch in seeds.watches(SETTINGS) if watch.id == "tiktok")
    found: list[dict[str, Any]] = [
        {
            "type": mention.type,
            "actors": list(mention.actors),
            "modality": mention.modality,
            "date": mention.date,
            "evidence": {
                "field": mention.evidence.field,
                "start": mention.evidence.start,
                "end": mention.evidence.end,
                "quote": mention.evidence.quote,
            },
        }
        for mention in detector.mentions(article, watch)
    ]

    def order(mention: dict[str, Any]) -> str:
        return json.dumps(mention, sort_keys=True)

    assert sorted(found, key=order) == sorted(row["mentions"], key=order)
    for mention in found:
        evidence = mention["evidence"]
        assert row[evidence["field"]][evidence["start"] : evidence["end"]] == evidence["quote"]

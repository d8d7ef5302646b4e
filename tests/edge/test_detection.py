from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.edge import detection, seeds
from pipeline.errors import SeedError
from pipeline.model import Article, Mention
from pipeline.settings import Settings

AT = datetime(2025, 9, 20, tzinfo=UTC)


def told(settings: Settings, text: str, lang: str = "en") -> tuple[Mention, ...]:
    shipped = seeds.watches(Settings(seeds_dir=""))
    article = Article(id="a", url="", source="", title="TikTok", text=text, lang=lang, published_at=AT, fetched_at=AT)
    watch = next(watch for watch in shipped if watch.id == "tiktok")
    return detection.detector(settings).mentions(article, watch)


def own(folder: Path, classifier: str | None) -> Settings:
    (folder / "lexicon").mkdir()
    shipped = Settings(seeds_dir="").seeds
    (folder / "lexicon" / "en.toml").write_bytes((shipped / "lexicon" / "en.toml").read_bytes())
    if classifier is not None:
        (folder / "classifier.json").write_text(classifier)
    return Settings(seeds_dir=str(folder))


def test_rules_find_and_the_classifier_that_ships_suggests() -> None:
    settings = Settings(seeds_dir="")
    assert seeds.classifier(settings)
    found = told(settings, "ByteDance rejected Microsoft's bid for TikTok.")
    assert [(one.type, one.suggested) for one in found] == [("rejection", False)]


def test_without_the_file_there_are_only_rules(tmp_path: Path) -> None:
    settings = own(tmp_path, None)
    assert seeds.classifier(settings) is None
    assert [one.type for one in told(settings, "ByteDance rejected Microsoft's bid for TikTok.")] == ["rejection"]


def test_a_lexicon_that_cannot_be_read_is_told_when_it_is_needed_or_at_once(tmp_path: Path) -> None:
    settings = own(tmp_path, None)
    (tmp_path / "lexicon" / "xx.toml").write_text("lang = ")
    assert told(settings, "ByteDance rejected Microsoft's bid for TikTok.")
    with pytest.raises(SeedError, match=r"xx\.toml"):
        told(settings, "ByteDance rejected Microsoft's bid for TikTok.", lang="xx")
    with pytest.raises(SeedError, match=r"xx\.toml"):
        detection.detector(settings, whole=True)


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match=r"classifier\.json") as raised:
        detection.detector(own(tmp_path, '{"weights": 1}'))
    assert "pipeline.evaluate.learning" in raised.value.way_out

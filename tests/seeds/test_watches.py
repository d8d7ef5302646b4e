"""Every watch file that ships holds what its examples promise, and nothing in it is an error."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from pipeline import checkup
from pipeline.edge import seeds
from pipeline.settings import Settings
from pipeline.stages.detect import Detector

SETTINGS = Settings(seeds_dir="")
SPELLINGS = seeds.spellings(SETTINGS)
FILES = sorted((SETTINGS.seeds / "watches").glob("*.toml"))
EXAMPLES = [(path, example) for path in FILES for example in seeds.examples(path)]
LANGUAGES = {
    "tiktok": {"en", "fr", "zh"},
    "us-steel": {"en", "ja"},
    "commerzbank": {"de", "it", "en"},
    "seven-i": {"fr", "ja", "en"},
}


@cache
def detector() -> Detector:
    return Detector(seeds.lexicons(SETTINGS))


@pytest.mark.parametrize(
    ("path", "example"), EXAMPLES, ids=[f"{path.stem}-{example.lang}-{n}" for n, (path, example) in enumerate(EXAMPLES)]
)
def test_every_example_gives_what_it_says(path: Path, example: seeds.Example) -> None:
    mentions = checkup.said(example, seeds.watch_file(path, SPELLINGS), detector())
    assert checkup.short(mentions) == sorted(set(example.found)), example.says


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_nothing_in_it_is_an_error(path: Path) -> None:
    found = checkup.findings(seeds.watch_file(path, SPELLINGS), (), seeds.lexicons(SETTINGS))
    assert [f"{one.place}: {one.text}" for one in found if one.severity == "error"] == []


@pytest.mark.parametrize(("watch", "languages"), LANGUAGES.items())
def test_examples_in_the_languages_of_its_press(watch: str, languages: set[str]) -> None:
    counted = [example.lang for path, example in EXAMPLES if path.stem == watch]
    assert {lang for lang in languages if counted.count(lang) < 8} == set()

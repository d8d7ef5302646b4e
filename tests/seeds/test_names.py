"""What ships of names holds for every watch: each line is known in all languages, and no name is in two."""

from __future__ import annotations

import tomllib
import unicodedata
from collections import defaultdict

import pytest

from pipeline.edge import seeds
from pipeline.kit import words
from pipeline.settings import Settings

SETTINGS = Settings(seeds_dir="")
TABLES = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in (SETTINGS.seeds / "names").glob("*.toml")}


def test_each_language_that_is_read_has_its_names() -> None:
    assert TABLES.keys() == set(seeds.lexicons(SETTINGS))


@pytest.mark.parametrize("lang", sorted(TABLES))
def test_a_line_is_one_that_english_has_and_says_something_new_of_it(lang: str) -> None:
    for known, names in TABLES[lang].items():
        english = {words.fold(name) for name in (known, *TABLES["en"][known])}
        said = [words.fold(name) for name in names]
        assert all(unicodedata.is_normalized("NFC", name) and name == name.strip() for name in names), known
        assert len(set(names)) == len(names), known
        assert lang == "en" or (names and english.isdisjoint(said)), known


def test_no_name_is_of_two() -> None:
    lines = defaultdict[str, set[str]](set)
    for table in TABLES.values():
        for known, names in table.items():
            for name in (known, *names):
                lines[words.fold(name)].add(known)
    assert {name: sorted(known) for name, known in lines.items() if len(known) > 1} == {}

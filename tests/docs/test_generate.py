"""What the documentation says of the code is what the code says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from docs import generate
from pipeline import corridor
from pipeline.settings import Settings

PAGES = generate.pages()


@pytest.mark.parametrize("name", PAGES)
def test_a_committed_page_is_up_to_date(name: str) -> None:
    committed = (generate.HERE / name).read_text("utf-8")
    assert committed == PAGES[name], "write it anew: python -m docs.generate"


@pytest.mark.parametrize("name", [name for name in PAGES if name.endswith(".json")])
def test_every_reference_in_a_contract_leads_somewhere(name: str) -> None:
    whole = json.loads(PAGES[name])
    found = list(references(whole))
    assert found
    for reference in found:
        place = whole
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]
        assert isinstance(place, dict)


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from ([value["$ref"]] if "$ref" in value else [])
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from references(inner)


def test_a_command_is_shown_with_what_its_arguments_and_options_take() -> None:
    page = PAGES["reference/commands.md"].splitlines()
    assert {
        "dealwire tail [OPTIONS] TOPIC",
        "dealwire lexicon check [OPTIONS] [LANG_OR_FILE...]",
        "| `--workers N` | How many; one a core if left out. |",
        "| `--title TITLE` | What it is called here. |",
        "| `--channel webhook\\|console` | How it is told. |",
        "| `--data-dir DIR` | Where the state lives. |",
        "| `LANG_OR_FILE` | Languages, or files of your own. |",
        "| `--detach` | Return when all is well; `dealwire down` stops it. |",
    } <= set(page)


def test_every_setting_says_what_it_is() -> None:
    rows = [line for line in PAGES["reference/settings.md"].splitlines() if "DEALWIRE_" in line and line[0] == "|"]
    assert len(rows) == len(Settings.__struct_fields__)
    assert [row for row in rows if row.endswith("|  |")] == []


def test_the_contract_knows_every_topic() -> None:
    page = PAGES["contracts/topics.md"]
    assert all(topic.name in page for topic in (*corridor.TOPICS, *corridor.CHANGELOGS))
    addresses = {channel["address"] for channel in generate.asyncapi()["channels"].values()}
    assert addresses == {topic.name for topic in corridor.TOPICS}

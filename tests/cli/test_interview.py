"""The questions of `dealwire watches new`, as a person answers them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipeline.edge import seeds
from pipeline.stages import spellings
from tests.cli.command import clear, dealwire

STRIKE = "calls a strike: Ver.di calls a strike at Acme.; Acme's staff went on strike.; Workers at Acme strike."


def test_new_asks_for_what_is_not_given(tmp_path: Path) -> None:
    path = tmp_path / "acme.toml"
    answers = ["Acme Foods, Acme", "Globex; Umbra", "", "stakeholder:Ver.di", "2026-01-05", "", STRIKE, "", "The sale"]
    said = dealwire("watches", "new", str(path), typed=typed(*answers))
    assert said.returncode == 0, said.stderr
    assert "Who would buy?" in said.stderr
    watch = seeds.watch_file(path, spellings.NONE)
    assert (watch.id, watch.title, watch.starts_on) == ("acme-foods", "The sale", date(2026, 1, 5))
    assert [party.role for party in watch.parties] == ["object", "suitor", "suitor", "stakeholder"]
    [own] = watch.own
    assert (own.id, own.title, len(own.examples)) == ("calls-a-strike", "calls a strike", 3)


def test_an_answer_that_cannot_be_used_is_asked_for_again(tmp_path: Path) -> None:
    path = tmp_path / "acme.toml"
    answers = [
        "", "日本", "Acme",
        "", "acme", "Globex",
        "",
        "FTC", "authority:Globex", "authority:FTC",
        "notadate", "2026-01-05",
        "acme comics",
        "strikes", STRIKE, STRIKE, "",
        "",
    ]  # fmt: skip
    said = dealwire("watches", "new", str(path), typed=typed(*answers))
    assert said.returncode == 0, said.stderr
    for line, words in zip(
        said.stderr.splitlines(),
        (
            "nothing is named that is sold -> ", "makes no id", "nobody is named who would buy",
            "two parties are called 'acme'", "'FTC' is no ROLE:NAMES -> as authority:FTC",
            "two parties are called 'Globex'", "'notadate' is no date -> write it as 2026-01-31",
            "'strikes' is no TITLE: SENTENCE", "two types would have the id", "now add spellings",
        ),
        strict=True,
    ):  # fmt: skip
        assert words in line
    watch = seeds.watch_file(path, spellings.NONE)
    assert (watch.title, watch.vetoes, len(watch.own)) == ("Globex and Acme", ("acme comics",), 1)


@pytest.mark.parametrize("title", ["Deal\x1b one", "Deal\x7f", "Deal \udcff"])
def test_what_is_not_printed_writes_no_file(tmp_path: Path, title: str) -> None:
    path = tmp_path / "acme.toml"
    said = dealwire("watches", "new", str(path), "--object", "Acme", "--suitor", "Globex", "--title", title, "--yes")
    clear(said, 2, "is no text")
    assert not path.exists()


def test_a_file_that_cannot_be_written_is_told_before_the_questions(tmp_path: Path) -> None:
    path = tmp_path / "acme.toml"
    path.write_text("", "utf-8")
    said = dealwire("watches", "new", str(path))
    assert said.stdout == ""
    clear(said, 2, "is there already")
    clear(dealwire("watches", "new", str(tmp_path / "no" / "acme.toml")), 2, "there is no folder")


def test_answers_that_end_too_early(tmp_path: Path) -> None:
    said = dealwire("watches", "new", str(tmp_path / "acme.toml"), typed=typed("Acme"))
    assert said.returncode == 2
    assert "dealwire: the answers end before the questions do" in said.stderr.splitlines()
    assert "--yes" in said.stderr
    assert not (tmp_path / "acme.toml").exists()


def typed(*answers: str) -> str:
    """What a person types: each answer and Enter."""
    return "".join(f"{answer}\n" for answer in answers)

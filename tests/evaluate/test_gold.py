from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.evaluate import gold
from pipeline.evaluate.gold import Row


def test_rows_say_what_a_person_holds(rows: list[Row]) -> None:
    first, second, empty, unsure = rows
    assert first.quote(first.labels[0]) == "ByteDance rejects Microsoft"
    assert first.quote(first.labels[1]) == "Trump signed an order in August."
    assert [label.type for label in second.required] == ["rejection"]
    assert empty.labels == ()
    assert (unsure.sure, empty.sure) == (False, True)
    assert unsure.labels[0].first == ""


def test_a_label_can_stand_for_a_mention(rows: list[Row]) -> None:
    mention = gold.mention(rows[0], 1)
    assert (mention.id, mention.type, mention.date) == ("tiktok/g1/1", "order", "2020-08")
    assert mention.evidence.quote == "Trump signed an order in August."


@pytest.mark.parametrize(
    "line", ["{", '{"published": "2020-09-14", "title": "x", "mentions": [{"type": "gossip"}]}', '{"title": "x"}']
)
def test_a_row_that_cannot_be_read_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(f"\n{line}\n", "utf-8")
    with pytest.raises(UsageError, match=r"x\.jsonl:2"):
        list(gold.rows([str(path)], "tiktok"))


def test_a_date_is_a_day_or_a_month(tmp_path: Path) -> None:
    row = (
        '{"published": "2020-09-14", "title": "x", "mentions": [{"type": "order", "actors": [], "modality":'
        ' "confirmed", "date": "%s", "evidence": {"field": "title", "start": 0, "end": 1}}]}'
    )
    path = tmp_path / "x.jsonl"
    for said in ("2020-09-14", "2020-09"):
        path.write_text(row % said, "utf-8")
        assert [label.date for one in gold.rows([str(path)], "tiktok") for label in one.labels] == [said]
    path.write_text(row % "2020", "utf-8")
    with pytest.raises(UsageError, match=r"x\.jsonl:1.*date"):
        list(gold.rows([str(path)], "tiktok"))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        list(gold.rows([str(tmp_path / "none")], "tiktok"))

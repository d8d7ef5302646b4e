from __future__ import annotations

import json
from typing import Any

from msgspec.structs import replace

from pipeline.evaluate import page
from pipeline.evaluate.aims import FEW, aims
from pipeline.evaluate.figures import figures
from pipeline.evaluate.gold import Row
from pipeline.evaluate.verdict import verdict
from pipeline.model import Watch

WATCH = Watch(id="tiktok", title="TikTok", names=("TikTok",))


def test_figures_are_json_and_complete(rows: list[Row], find: Any) -> None:
    got = verdict(rows, [WATCH], lambda row: [find(row)] if row.labels else [])
    said = json.loads(json.dumps(figures(got)))
    assert said["types"]["recall"] == 0.6667
    assert said["date"] == {"right": 2, "of": 2, "share": 1.0}
    assert said["by_language"]["en"]["rows"] == 2
    assert set(said["consolidation_of_labels"]) == {"b3", "ceaf_e"}
    assert said["alerts"]["developments"] == 2
    assert figures(verdict([], [WATCH], lambda _: ()))["date"]["share"] == 0.0


def test_tables_for_a_reader(rows: list[Row], find: Any) -> None:
    ours = verdict(rows, [WATCH], lambda row: [find(row)] if row.labels else [])
    none = verdict(rows, [WATCH], lambda _: ())
    summary = page.summary({"ours": ours, "none": none})
    assert summary[2] == {"figure": "type: F1", "ours": "80.0 %", "none": "0.0 %"}
    assert [line["type"] for line in page.by_type(ours)] == ["order", "rejection"]
    assert page.by_language(ours)[0]["language"] == "en"
    text = page.markdown({"ours": ours, "none": none}, "dealwire eval x", ["x"])
    assert text.startswith("# Quality\n\ntl;dr: type F1 80.0 %")
    assert "| type: F1 | 80.0 % | ≥ 88 % | not met | 0.0 % |" in text
    assert "| consolidation of the labels: B3 F1 | 100.0 % | ≥ 92 % | met |" in text
    assert "| type: recall | 66.7 % |  |  | 0.0 % |" in text
    empty = page.markdown({"ours": verdict([], [WATCH], lambda _: ())}, "dealwire eval x", ["x"])
    assert "(nothing)" in empty


def test_where_nothing_is_labelled_no_share_of_it_is_aimed_at(rows: list[Row]) -> None:
    unlabelled = [replace(row, labels=()) for row in rows]
    aimed = aims(verdict(unlabelled, [WATCH], lambda _: ()))
    assert [aim.figure for aim in aimed] == ["rows without a mention: alarms"]


def test_where_no_label_has_a_development_nothing_is_said_of_any(rows: list[Row], find: Any) -> None:
    bare = [replace(row, labels=tuple(replace(one, development="") for one in row.labels)) for row in rows]

    def alarming(row: Row) -> list[Any]:
        return [find(rows[0], 0, id=f"alarm-{row.article.id}", article=row.article.id)]

    got = verdict(bare, [WATCH], alarming)
    assert got.alerts.made == got.alerts.false == 1
    said = figures(got)
    whole = figures(verdict(rows, [WATCH], alarming))
    assert list(said) == list(whole)
    assert [name for name, value in said.items() if value is None] == [
        "consolidation_of_labels", "consolidation_of_found", "alerts",
    ]  # fmt: skip
    told = page.summary({"ours": got})
    kinds = ("consolidation", "alerts", "developments")
    assert all(line["ours"] == "-" for line in told if line["figure"].startswith(kinds))
    assert len([line for line in told if line["ours"] == "-"]) == 7
    assert not {aim.figure for aim in aims(got)} & {line["figure"] for line in told if line["ours"] == "-"}
    text = page.markdown({"ours": got}, "dealwire eval x", ["x"])
    assert "B3 -, on 3 labelled" in text
    assert "| alerts: false | - |  |  |" in text


def test_the_page_says_which_aims_are_not_met(rows: list[Row], find: Any) -> None:
    alike = [
        replace(rows[0], article=replace(rows[0].article, lang=lang)) for lang in ["en"] * FEW + ["de"] * (FEW - 1)
    ]
    whole = verdict(alike, [WATCH], lambda row: [find(row, 0), find(row, 1)])
    assert {aim.figure for aim in aims(whole)} <= {line["figure"] for line in page.summary({"ours": whole})}
    text = page.markdown({"ours": whole}, "dealwire eval x", ["x"])
    assert "articles. 7 of 7 aims are met.\n" in text
    assert [line.rpartition("| ")[2] for line in text.splitlines() if line.startswith(("| en ", "| de "))] == [
        "met |",
        " |",
    ]
    half = page.markdown({"ours": verdict(alike, [WATCH], lambda _: ())}, "dealwire eval x", ["x"])
    assert "articles. 1 of 4 aims are met, not these: type: F1; type with first actor: F1; type: F1 of en.\n" in half


def test_a_fault_has_its_sentence_and_rule(rows: list[Row], find: Any) -> None:
    got = verdict(rows[:1], [WATCH], lambda row: [find(row, 0, modality="reported")])
    missed, modality = map(page.fault, got.faults)
    assert missed.splitlines() == [
        "missed        g1 en order  should be: us-president confirmed 2020-08",
        "    Trump signed an order in August.",
    ]
    assert "said: reported  should be: confirmed  [en.test]" in modality


def test_a_fault_of_what_is_only_suggested_says_that_nobody_is_told(rows: list[Row], find: Any) -> None:
    def alarming(row: Row) -> list[Any]:
        return [find(rows[0], 0, suggested=row is rows[2], article=row.article.id)] if row is not rows[1] else []

    got = verdict(rows, [WATCH], alarming)
    said = {fault.row: page.fault(fault) for fault in got.faults if fault.kind == "false"}
    assert said["g3"].splitlines()[0].endswith("  [en.test]  only suggested: alerts nobody")
    told = {page.fault(fault) for fault in got.faults if not fault.suggested}
    assert not [line for line in told if "suggested" in line]

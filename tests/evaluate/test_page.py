from __future__ import annotations

import json
from typing import Any

from pipeline.evaluate import page
from pipeline.evaluate.gold import Row
from pipeline.evaluate.verdict import verdict
from pipeline.model import Watch

WATCH = Watch(id="tiktok", title="TikTok", names=("TikTok",))


def test_figures_are_json_and_complete(rows: list[Row], find: Any) -> None:
    got = verdict(rows, [WATCH], lambda row: [find(row)] if row.labels else [])
    said = json.loads(json.dumps(page.figures(got)))
    assert said["types"]["recall"] == 0.6667
    assert said["date"] == {"right": 2, "of": 2, "share": 1.0}
    assert said["by_language"]["en"]["rows"] == 2
    assert set(said["consolidation_of_labels"]) == {"b3", "ceaf_e"}
    assert said["alerts"]["developments"] == 2
    assert page.figures(verdict([], [WATCH], lambda _: ()))["date"]["share"] == 0.0


def test_tables_for_a_reader(rows: list[Row], find: Any) -> None:
    ours = verdict(rows, [WATCH], lambda row: [find(row)] if row.labels else [])
    none = verdict(rows, [WATCH], lambda _: ())
    summary = page.summary({"ours": ours, "none": none})
    assert summary[2] == {"figure": "type: F1", "ours": "80.0 %", "none": "0.0 %"}
    assert [line["type"] for line in page.by_type(ours)] == ["order", "rejection"]
    assert page.by_language(ours)[0]["language"] == "en"
    text = page.markdown({"ours": ours, "none": none}, "dealwire eval x", ["x"])
    assert text.startswith("# Quality\n\ntl;dr: type F1 80.0 %")
    assert "| type: F1 | 80.0 % | 0.0 % |" in text
    empty = page.markdown({"ours": verdict([], [WATCH], lambda _: ())}, "dealwire eval x", ["x"])
    assert "(nothing)" in empty


def test_a_fault_has_its_sentence_and_rule(rows: list[Row], find: Any) -> None:
    got = verdict(rows[:1], [WATCH], lambda row: [find(row, 0, modality="reported")])
    missed, modality = map(page.fault, got.faults)
    assert missed.splitlines() == [
        "missed        g1 en order  should be: us-president confirmed 2020-08",
        "    Trump signed an order in August.",
    ]
    assert "said: reported  should be: confirmed  [en.test]" in modality

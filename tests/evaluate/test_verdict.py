from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from pipeline.evaluate import gold
from pipeline.evaluate.gold import Row
from pipeline.evaluate.verdict import verdict
from pipeline.model import Watch

WATCH = Watch(id="tiktok", title="TikTok", names=("TikTok",))


def test_the_labels_themselves_are_consolidated(rows: list[Row]) -> None:
    got = verdict(rows, [WATCH], lambda _: ())
    assert got.labels_b3.f1 == got.labels_ceaf.f1 == 1.0
    assert got.labels_b3.size == 3
    assert got.found_b3.size == 0
    assert (got.alerts.made, got.alerts.due, got.alerts.missed) == (0, 2, 2)


def test_what_is_found_is_told_once(rows: list[Row], find: Any) -> None:
    got = verdict(rows, [WATCH], lambda row: [find(row, number) for number in range(len(row.labels))])
    assert got.found_b3.f1 == 1.0
    assert (got.alerts.made, got.alerts.duplicate, got.alerts.false, got.alerts.missed) == (3, 0, 0, 0)
    assert got.faults == ()


def test_split_doubled_and_false(rows: list[Row], find: Any) -> None:
    def found(row: Row) -> list[Any]:
        if row.article.id == "g3":
            return [find(rows[0], 0, id="alarm", article="g3", type="closing")]
        return [find(row, number) for number in range(len(row.labels))]

    got = verdict(rows, [WATCH], found, lambda said: {mention.id: mention.id for mention in said})
    assert (got.alerts.duplicate, got.alerts.false) == (1, 1)
    assert got.labels_b3.recall < 1.0
    assert [fault.kind for fault in got.faults] == ["false", "consolidation"]
    together = verdict(rows, [WATCH], found, lambda said: {mention.id: "one" for mention in said})
    assert together.labels_b3.precision < 1.0
    assert together.alerts.missed == 1


def test_what_is_only_suggested_alerts_nobody(rows: list[Row], find: Any) -> None:
    got = verdict(rows, [WATCH], lambda row: [find(row, number, suggested=True) for number in range(len(row.labels))])
    assert got.detection.types.right == 3
    assert (got.alerts.made, got.alerts.duplicate, got.alerts.false, got.alerts.missed) == (0, 0, 0, 2)


def test_an_article_of_two_watches_is_two(rows: list[Row]) -> None:
    other = Watch(id="other", title="Other", names=("Other",))
    both = [*rows, *(replace(row, watch="other") for row in rows)]
    got = verdict(both, [WATCH, other], lambda row: [gold.mention(row, n) for n in range(len(row.labels))])
    one = verdict(rows, [WATCH], lambda row: [gold.mention(row, n) for n in range(len(row.labels))])
    assert got.labels_b3.size == 2 * one.labels_b3.size
    assert (got.alerts.made, got.alerts.missed) == (2 * one.alerts.made, 0)


def test_what_a_source_says_twice_in_the_same_words_alerts_once(rows: list[Row], find: Any) -> None:
    again = replace(rows[0], article=replace(rows[0].article, id="g5"))
    said = {"source": "one.example", "sketch": "abcdabcdabcdabcd"}
    twice = [find(rows[0], 0, id="first", **said), find(rows[0], 0, id="again", article="g5", **said)]
    got = verdict([rows[0], again], [WATCH], lambda row: [one for one in twice if one.article == row.article.id])
    assert got.detection.types.right == 2
    assert (got.alerts.made, got.alerts.duplicate, got.alerts.false) == (1, 0, 0)

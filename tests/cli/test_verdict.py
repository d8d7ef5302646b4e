"""`dealwire verdict` on a real Kafka with a real worker: told, corrected, retracted, exported as gold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline import corridor, wire
from pipeline.cli import verdict
from pipeline.edge import messages, seeds
from pipeline.evaluate import gold
from pipeline.model import Alert, Article, Development, Subscription
from pipeline.settings import Settings
from tests.agents.workers import Workers
from tests.cli.command import clear, dealwire, on
from tests.journeys.installation import until

AT = datetime(2020, 9, 14, 8, tzinfo=UTC)


def article(number: int, title: str, text: str) -> Article:
    return Article(
        id=f"a{number}", url=f"https://a.example/{number}", source=f"{number}.example", title=title, text=text,
        lang="en", published_at=AT, fetched_at=AT,
    )  # fmt: skip


TOLD = [
    article(1, "ByteDance rejects Microsoft's bid for TikTok", "ByteDance rejected Microsoft's bid for TikTok."),
    article(2, "TikTok news of the day", "Oracle confirmed that it is in talks with ByteDance about TikTok."),
]


@pytest.fixture
def worked(fresh_kafka: Settings) -> Iterator[Settings]:
    for watch in seeds.watches(fresh_kafka):
        messages.put(fresh_kafka, corridor.WATCHES, watch.id, watch)
    hears = Subscription(id="s1", channel="console", created_at=AT, since="all")
    messages.put(fresh_kafka, corridor.SUBSCRIPTIONS, hears.id, hears)
    workers = Workers(fresh_kafka)
    workers.start(0)
    messages.send(fresh_kafka, [(corridor.ARTICLES.name, None, one.id.encode(), wire.encode(one)) for one in TOLD])
    until(lambda: len(latest(fresh_kafka)) >= 2, within=60, what=f"two developments: {workers.logs()}")
    yield fresh_kafka
    workers.stop()


def latest(settings: Settings) -> dict[str, Development]:
    nouns = (wire.decode(record.value) for record in messages.whole(settings, corridor.DEVELOPMENTS))
    return {noun.id: noun for noun in nouns if isinstance(noun, Development)}


def lines(settings: Settings) -> list[str]:
    nouns = (wire.decode(record.value) for record in messages.whole(settings, corridor.ALERTS))
    return [noun.line for noun in nouns if isinstance(noun, Alert)]


def test_a_verdict_moves_the_development_and_who_was_told_hears_of_it(worked: Settings, tmp_path: Path) -> None:
    by_type = {one.type: one.id for one in latest(worked).values()}
    rejection, talks = by_type["rejection"], by_type["talks"]
    said = dealwire("verdict", rejection[:-2], "wrong-type=opposition", "--json", **on(worked))
    assert json.loads(said.stdout)["development"] == rejection, said.stderr
    until(lambda: latest(worked)[rejection].type == "opposition", within=90, what="the right type")
    until(lambda: any(line.startswith("Corrected: ") for line in lines(worked)), within=90, what="the correction")

    assert dealwire("verdict", talks, "not-the-deal", **on(worked)).returncode == 0
    until(lambda: latest(worked)[talks].retracted, within=90, what="the retraction")
    until(lambda: any(line.startswith("Retracted: ") for line in lines(worked)), within=90, what="its alert")

    path = tmp_path / "gold.jsonl"
    exported = dealwire("verdict", "export", **on(worked))
    assert exported.stderr == ""
    path.write_text(exported.stdout, "utf-8")
    rows = {row.article.id: row for row in gold.rows([str(path)], "tiktok")}
    [label] = rows["a1"].labels
    assert (label.type, label.first, label.development) == ("opposition", "bytedance", f"tiktok/{rejection}")
    assert rows["a1"].quote(label) in (TOLD[0].title, TOLD[0].text)
    assert rows["a2"].labels == ()
    assert [json.loads(line)["about_deal"] for line in exported.stdout.splitlines()] == [True, False]

    assert dealwire("verdict", talks, f"same-as={rejection}", **on(worked)).returncode == 0
    until(lambda: latest(worked)[talks].merged_into == rejection, within=90, what="the merger")
    until(lambda: {r.article for r in latest(worked)[rejection].reports} == {"a1", "a2"}, within=90, what="both")
    clear(dealwire("verdict", talks, f"same-as={rejection}", **on(worked)), 2, f"told as {rejection}")
    assert dealwire("verdict", rejection, "not-the-same=a2", **on(worked)).returncode == 0
    until(lambda: not latest(worked)[talks].merged_into, within=90, what="two again")

    nobody = dealwire("verdict", "nobody", "not-the-deal", **on(worked))
    clear(nobody, 2, "nobody")
    assert "dealwire tail developments --from-start" in nobody.stderr
    clear(dealwire("verdict", talks, **on(worked)), 2, "what is wrong with it is not said")
    clear(dealwire("verdict", talks, f"same-as={talks}", **on(worked)), 2, "named twice")
    for wrong in ("wrong-type=weather", "not-the-deal=1", "same-as", "so-what", f"same-as={rejection}"):
        clear(dealwire("verdict", rejection, wrong, **on(worked)), 2)
    clear(dealwire("verdict", rejection, "same-as=nobody", **on(worked)), 2, "nobody")
    clear(dealwire("verdict", talks, "not-the-same=a2", **on(worked)), 2, "only report")


def test_an_older_version_that_came_again_is_not_the_last_word(worked: Settings) -> None:
    before = next(iter(latest(worked).values()))
    after = replace(before, retracted=True, version=before.version + 1)
    for one in (after, before):
        messages.put(worked, corridor.DEVELOPMENTS, one.id, one)
    clear(dealwire("verdict", before.id, "not-the-deal", **on(worked)), 2, "is retracted")


def test_rows_of_articles_that_are_no_longer_kept_hold_the_sentences(worked: Settings) -> None:
    one = next(one for one in latest(worked).values() if one.type == "rejection")
    [row] = verdict.labelled([one], ["a1"], {})
    [label] = row["mentions"]
    assert row["text"] == one.reports[0].evidence.quote
    assert row["text"][label["evidence"]["start"] : label["evidence"]["end"]] == one.reports[0].evidence.quote
    assert list(verdict.labelled([replace(one, merged_into="x")], ["a1"], {})) == []


def test_an_article_of_two_watches_is_a_row_for_each_and_own_types_need_not_be_found(worked: Settings) -> None:
    one = next(one for one in latest(worked).values() if one.type == "rejection")
    strike = replace(one, id="strike", watch="other", type="statement", own="strike")
    rows = list(verdict.labelled([one, strike, replace(one, id="guess", suggested=True)], {"a1"}, {}))
    assert [row["watch"] for row in rows] == ["other", one.watch]
    assert [[label["optional"] for label in row["mentions"]] for row in rows] == [[True], [False, True]]

"""One mention after the other, in every order."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.cli.verdict import meant
from pipeline.edge import seeds
from pipeline.errors import NotFound, UsageError
from pipeline.evaluate import gold
from pipeline.model import Development, Dropped, Evidence, Mention, Party, Verdict, Watch
from pipeline.stages import develop, spellings
from pipeline.stages.develop import volume

HOUSE = Path(__file__).parents[3]
AT = datetime(2021, 1, 1, tzinfo=UTC)
WATCH = Watch(
    id="tiktok",
    title="TikTok's US business",
    names=("TikTok",),
    parties=(Party(id="tiktok", role="object"), Party(id="bytedance", role="owner")),
)


def test_a_rumour_that_is_confirmed_is_one_development(say: Any, shelf: Any) -> None:
    shelf.take(
        [
            say("a1", modality="rumoured", at="2020-09-12"),
            say("a2", modality="reported", at="2020-09-13"),
            say("a3", modality="confirmed", at="2020-09-14", date="2020-09-13"),
        ]
    )
    (only,) = shelf.developments
    assert only.id.startswith("2020-09-12-rejection-bytedance-microsoft-")
    assert only.title == "ByteDance turns down Microsoft"
    assert [turn.modality for turn in only.history] == ["rumoured", "reported", "confirmed"]
    assert [development.modality for development in shelf.passed_on] == ["rumoured", "reported", "confirmed"]


def test_a_denial_of_a_report_is_an_update_of_it(say: Any, shelf: Any) -> None:
    talks = {"type": "talks", "actors": ("oracle", "bytedance")}
    shelf.take([say("a1", **talks, modality="reported"), say("a2", **talks, modality="denied", at="2020-09-15")])
    (only,) = shelf.developments
    assert only.modality == "denied"
    assert only.title == "Denied: Oracle holds talks with ByteDance"


def test_what_was_expected_and_happens_is_one_development(say: Any, shelf: Any) -> None:
    closing = {"type": "closing", "actors": ("tiktok", "oracle")}
    shelf.take(
        [
            say("a1", **closing, modality="expected", date="2021-01-22", at="2020-12-19"),
            say("a2", **closing, date="2021-01-22", at="2021-01-23"),
        ]
    )
    (only,) = shelf.developments
    assert [turn.modality for turn in only.history] == ["expected", "confirmed"]


def test_a_recap_opens_nothing_that_an_older_one_fits(say: Any, shelf: Any) -> None:
    order = {"type": "order", "actors": ("us-president", "bytedance")}
    shelf.take(
        [
            say("a1", **order, date="2020-08-06", at="2020-08-07"),
            say("a2", type="order", actors=("us-president",), at="2020-09-14"),
            say("a3", type="order", actors=("us-president",), date="2020-08", at="2022-09-14"),
        ]
    )
    (only,) = shelf.developments
    assert len(only.reports) == 3
    assert only.changed_at == datetime(2020, 8, 7, 0, 5, tzinfo=UTC)


def test_a_mention_that_was_seen_changes_nothing(say: Any, shelf: Any) -> None:
    first, late = say("a1", at="2020-09-14"), say("a2", at="2020-08-01", date="2020-07-30")
    shelf.take([first, late])
    entries = dict(shelf.entries)
    shelf.take([first, late])
    assert shelf.dropped == ["seen", "seen"]
    assert shelf.entries == entries


def test_whoever_is_killed_between_two_writes_does_it_again_to_the_same_end(
    say: Any, shelves: Callable[[], Any]
) -> None:
    said = [say(f"a{day}", at=f"2020-09-{day:02}", modality="reported") for day in (3, 9, 10, 16, 17, 5, 12)]
    said += [say(f"a{day}", at=f"2020-09-{day}", field="title") for day in (28, 22)]
    said += [say(f"b{day}", at=f"2020-09-{day}", field="title", type="service") for day in (21, 25, 23)]
    whole = shelves().take(said)
    half = shelves()
    for mention in said:
        step = develop.step(half.entries, mention, half.watch)
        half.latest.update((development.id, development) for development in step.out)
        for key, value in list(step.state.items())[:-1]:
            half.entries[key] = value
        half.take([mention])
    assert [development.type for development in whole.latest.values() if development.merged_into] == [
        "rejection",
        "service",
    ]
    assert half.latest == whole.latest
    assert half.entries == whole.entries


def test_an_id_stays_when_an_earlier_report_comes_late(say: Any, shelf: Any) -> None:
    shelf.take([say("a2", at="2020-09-14")])
    (before,) = shelf.developments
    shelf.take([say("a1", at="2020-09-13", modality="reported")])
    (after,) = shelf.developments
    assert after.id == before.id
    assert [report.article for report in after.reports] == ["a1", "a2"]
    shelf.take([say("a0", at="2020-08-13", type="rejection", actors=("bytedance", "twitter"))])
    assert {development.id for development in shelf.developments} > {before.id}


def test_two_that_turn_out_to_be_one_keep_the_older_id(say: Any, shelf: Any) -> None:
    first, last = say("a1", at="2020-09-01"), say("a3", at="2020-09-21", date="2020-09-12")
    shelf.take([first, last])
    assert len(shelf.developments) == 2
    older, newer = shelf.developments
    shelf.take([say("a2", at="2020-09-11", field="title")])
    (only,) = shelf.developments
    assert only.id == older.id
    assert len(only.reports) == 3
    assert shelf.latest[newer.id].merged_into == older.id
    assert len([development for development in shelf.passed_on if development.merged_into]) == 1


def test_without_a_watch_ids_speak_for_the_parties(say: Any) -> None:
    (made,) = develop.step({}, say()).out
    assert made.title == "Bytedance turns down Microsoft"


def test_values_stay_small_however_many_reports_there_are(say: Any, shelf: Any) -> None:
    shelf.take(
        say(
            f"a{number}",
            at=f"{2020 + number // 300}-{1 + number // 25 % 12:02}-{1 + number % 25:02}",
            modality="reported",
        )
        for number in range(900)
    )
    assert max(map(len, shelf.entries.values())) < 200_000
    heads = [value for key, value in shelf.entries.items() if key == "tiktok/rejection"]
    assert len(heads[0]) < 20_000


# --- order does not matter ---------------------------------------------------------------------------

_TYPES = ("order", "talks", "statement", "deadline", "terms")
_ACTORS = (
    ("us-president",),
    ("other",),
    ("us-president", "bytedance"),
    ("oracle", "tiktok"),
    ("microsoft", "bytedance"),
)
_MODALITIES = ("rumoured", "reported", "confirmed", "expected", "denied")
_QUOTES = ("It signed on Friday.", "Sources say that 20 billion is paid.", "签署协议 20", "")


@st.composite
def streams(draw: st.DrawFn) -> list[Mention]:
    size = draw(st.integers(2, 9))
    return [_mention(number, draw) for number in range(size)]


def _mention(number: int, draw: st.DrawFn) -> Mention:
    at = datetime(2020, 8, 1, tzinfo=UTC) + timedelta(hours=12 * draw(st.integers(0, 60)))
    day = at.date() + timedelta(days=draw(st.integers(-10, 10)))
    quote = draw(st.sampled_from(_QUOTES))
    return Mention(
        id=f"m{number}",
        watch="tiktok",
        article=f"a{draw(st.integers(0, 5))}",
        type=draw(st.sampled_from(_TYPES)),
        actors=draw(st.sampled_from(_ACTORS)),
        modality=draw(st.sampled_from(_MODALITIES)),
        date=draw(st.sampled_from((None, day.isoformat(), day.isoformat()[:7]))),
        evidence=Evidence(field=draw(st.sampled_from(("title", "text"))), start=0, end=len(quote), quote=quote),
        rule="r",
        confidence=1.0,
        lang="en",
        source=f"s{draw(st.integers(0, 3))}",
        url="",
        title="",
        published_at=at,
        fetched_at=at,
    )


def _after(mentions: Iterable[Mention], watch: Watch = WATCH) -> list[Development]:
    """What stands at the end; an id tells who came first, and is left out."""
    shelf: dict[str, bytes] = {}
    latest: dict[str, Development] = {}
    for mention in mentions:
        step = develop.step(shelf, mention, watch)
        shelf.update(step.state)
        latest.update((development.id, development) for development in step.out)
    standing = [replace(one, id="") for one in latest.values() if not one.merged_into]
    return sorted(standing, key=lambda one: one.reports[0].mention)


@settings(max_examples=60)
@given(streams(), st.data())
def test_twenty_shuffles_give_the_same_developments(stream: Sequence[Mention], data: st.DataObject) -> None:
    expected = _after(stream)
    assert sum(len(one.reports) for one in expected) == len(stream)
    for _ in range(20):
        assert _after(data.draw(st.permutations(stream))) == expected


@pytest.mark.parametrize("name", ["a.jsonl", "c.jsonl"])
def test_twenty_shuffles_of_all_that_labelled_articles_say_give_the_same_developments(name: str) -> None:
    deal = seeds.watch_file(HOUSE / "seeds/watches/tiktok.toml", spellings.NONE)
    rows = gold.rows([str(HOUSE / "benchmarks/labelled" / name)], deal.id)
    said = [gold.mention(row, number) for row in rows for number in range(len(row.labels))]
    expected = _after(said, deal)
    assert len(expected) > 200
    assert max(len(one.reports) for one in expected) > 10
    order = random.Random(20)
    for _ in range(20):
        order.shuffle(said)
        assert _after(said, deal) == expected


@settings(max_examples=60)
@given(streams())
def test_every_mention_is_in_one_development_and_ids_are_never_shared(stream: Sequence[Mention]) -> None:
    shelf: dict[str, bytes] = {}
    latest: dict[str, Development] = {}
    for mention in stream:
        step = develop.step(shelf, mention, WATCH)
        shelf.update(step.state)
        latest.update((development.id, development) for development in step.out)
        assert len({development.id for development in step.out}) == len(step.out)
    standing = [one for one in latest.values() if not one.merged_into]
    assert sorted(report.mention for one in standing for report in one.reports) == sorted(m.id for m in stream)
    assert all(one.merged_into in latest for one in latest.values() if one.merged_into)


# --- as users judge ------------------------------------------------------------------------------------

_SAID = ("same-as", "same-as", "not-the-same", "not-the-same", "not-the-deal", "wrong-type")
_NOON = datetime(2020, 12, 1, 12, tzinfo=UTC)


class Desk:
    """A shelf, and what somebody sees of it who judges."""

    def __init__(self) -> None:
        self.shelf: dict[str, bytes] = {}
        self.latest: dict[str, Development] = {}

    @property
    def standing(self) -> dict[str, Development]:
        return {id_: one for id_, one in self.latest.items() if not one.merged_into}

    def take(self, one: Mention | Verdict) -> Dropped | None:
        if isinstance(one, Verdict):
            step = develop.judge(self.shelf, one, WATCH)
        else:
            step = develop.step(self.shelf, one, WATCH)
        assert len({development.id for development in step.out}) == len(step.out)
        self.shelf.update(step.state)
        self.latest.update((development.id, development) for development in step.out)
        return step.dropped

    def verdict(self, data: st.DataObject) -> Verdict | None:
        """What somebody says of what is told, if the command takes it."""
        ids = sorted(self.latest)
        id_, says = data.draw(st.sampled_from(ids)), data.draw(st.sampled_from(_SAID))
        articles = sorted({report.article for one in self.standing.values() for report in one.reports})
        others = {"same-as": ids, "not-the-same": [*ids, *articles], "wrong-type": _TYPES}.get(says)
        try:
            return meant(self.latest, id_, f"{says}={data.draw(st.sampled_from(others))}" if others else says)
        except (UsageError, NotFound):
            return None


@settings(max_examples=80)
@given(streams(), st.data())
def test_however_users_judge_every_mention_is_told_once_and_no_verdict_is_lost(
    stream: Sequence[Mention], data: st.DataObject
) -> None:
    desk = Desk()
    for number, mention in enumerate(stream, 1):
        desk.take(mention)
        for _ in range(data.draw(st.integers(0, 3))):
            was = desk.standing
            if verdict := desk.verdict(data):
                reason = desk.take(verdict)
                assert (desk.standing != was) is (reason is None)
                assert reason is None or (verdict.says == "not-the-same" and verdict.other in desk.latest)
        reports = [report.mention for one in desk.standing.values() for report in one.reports]
        assert sorted(reports) == [f"m{seen}" for seen in range(number)]
        for one in desk.latest.values():
            heirs = [one.id]
            while merged_into := desk.latest[heirs[-1]].merged_into:
                assert merged_into not in heirs
                heirs.append(merged_into)


@settings(max_examples=40)
@given(streams(), st.data())
def test_verdicts_come_to_the_same_among_the_mentions_and_after_them_in_any_order(
    stream: Sequence[Mention], data: st.DataObject
) -> None:
    among, after = Desk(), Desk()
    said: list[Verdict] = []
    for mention in stream:
        among.take(mention)
        for _ in range(data.draw(st.integers(0, 2))):
            verdict = among.verdict(data)
            if verdict and "-apart-" not in verdict.development + verdict.other:
                said.append(replace(verdict, at=_NOON + timedelta(minutes=len(said))))
                among.take(said[-1])
    for mention in stream:
        after.take(mention)
    for one in data.draw(st.permutations(said)):
        after.take(one)
    assert after.standing == among.standing


def test_whoever_is_killed_before_the_last_write_tells_it_as_users_judged(say: Any, shelves: Callable[[], Any]) -> None:
    said = [say("a1", at="2020-09-01"), say("a3", at="2020-09-21", date="2020-09-12"), say("b1", type="talks")]
    late = say("a2", at="2020-09-11", field="title")
    whole, half = shelves().take(said), shelves().take(said)
    older, younger, talks = (one.id for one in sorted(whole.developments, key=lambda one: (one.type, one.id)))
    for number, (one, other) in enumerate(((younger, talks), (older, younger))):
        verdict = Verdict(
            id=f"v{number}", watch="tiktok", development=one, says="same-as", other=other,
            at=_NOON + timedelta(minutes=number),
        )  # fmt: skip
        for shelf in (whole, half):
            shelf.entries.update(develop.judge(shelf.entries, verdict, shelf.watch).state)
    step = develop.step(half.entries, late, half.watch)
    half.latest.update((development.id, development) for development in step.out)
    half.entries.update(list(step.state.items())[:-1])
    whole.take([late])
    half.take([late])
    assert (half.entries, half.latest) == (whole.entries, whole.latest)


def test_an_own_type_meets_neither_another_nor_a_plain_statement(say: Any, shelf: Any) -> None:
    said = {"type": "statement", "actors": ("oracle",)}
    shelf.take(
        [
            say("a1", **said, id="1", own="strike"),
            say("a1", **said, id="2", own="leak"),
            say("a1", **said, id="3"),
            say("a2", **said, id="4", own="strike", at="2020-09-20"),
        ]
    )
    told = {one.own: one for one in shelf.developments}
    assert {own: len(one.reports) for own, one in told.items()} == {"strike": 2, "leak": 1, "": 1}
    assert told["strike"].id.startswith("2020-09-14-strike-oracle-")
    assert told["strike"].title == "Oracle (Strike)"
    again = develop.fits(shelf.entries, say("a3", **said, id="5", own="leak"), shelf.watch)
    assert [one.development for one in again] == [told["leak"].id]


def test_what_was_seen_is_dropped_though_its_article_comes_again_with_another_day(say: Any, shelf: Any) -> None:
    one = say("a1", at="2020-09-14")
    later = timedelta(days=35)
    again = replace(one, published_at=one.published_at + later, fetched_at=one.fetched_at + later)
    shelf.take([one, again, say("a0", at="2020-09-10"), say("a2", at="2020-09-12")])
    assert shelf.dropped == ["seen"]
    assert [report.article for report in shelf.developments[0].reports] == ["a0", "a2", "a1"]


@pytest.mark.parametrize("late_last", [True, False])
def test_a_late_mention_loses_nothing_of_a_development_that_is_full(
    late_last: bool,  # noqa: FBT001 - pytest's
    say: Any,
    shelf: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(volume, "MOST", 3)
    talks = {"type": "talks", "actors": ("microsoft", "bytedance"), "modality": "reported"}
    news = [say(f"a{day}", **talks, at=f"2020-08-{day}") for day in range(10, 31)]
    late = say("late", **talks, at="2020-08-08")
    shelf.take([*news, late] if late_last else [late, *news])
    first, second = shelf.developments
    assert [report.article for report in first.reports] == ["late", "a10", "a11"]
    assert [report.article for report in second.reports] == ["a29", "a30"]


def test_an_older_report_that_comes_late_is_no_change(say: Any, shelf: Any) -> None:
    known = say("a1", at="2020-09-14")
    shelf.take([known, say("a0", at="2020-09-13", fetched_at=known.fetched_at + timedelta(days=9))])
    assert shelf.developments[0].changed_at == known.fetched_at


def test_what_is_put_apart_says_by_which_verdict_the_rest_is_less_sure(say: Any, shelf: Any) -> None:
    talks = {"type": "talks", "actors": ("microsoft", "bytedance")}
    shelf.take([say("a1", **talks, modality="rumoured"), say("a2", **talks, at="2020-09-15")])
    (one,) = shelf.developments
    verdict = Verdict(id="v1", watch="tiktok", development=one.id, says="not-the-same", other="a2", at=AT)
    told = {each.id: each for each in develop.judge(shelf.entries, verdict, WATCH).out}
    assert (told[one.id].modality, told[one.id].verdict) == ("rumoured", "v1")


def test_who_was_told_what_is_now_part_of_none_of_the_deals_hears_it(say: Any, shelf: Any) -> None:
    shelf.take([say("a1"), say("a2", type="talks", actors=("oracle", "bytedance"))])
    root, part = (one.id for one in shelf.developments)
    said = {"watch": "tiktok", "development": root, "at": AT}
    for verdict in (
        Verdict(id="v1", says="same-as", other=root, **{**said, "development": part}),
        Verdict(id="v2", says="not-the-deal", **{**said, "at": AT + timedelta(days=1)}),
    ):
        step = develop.judge(shelf.entries, verdict, WATCH)
        shelf.entries.update(step.state)
    told = {one.id: (one.merged_into, one.retracted, one.verdict) for one in step.out}
    assert told == {root: ("", True, "v2"), part: (root, True, "v2")}

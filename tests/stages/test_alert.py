from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from msgspec.structs import replace

from pipeline.model import Alert, Development, Evidence, Modality, Report, Revision, Subscription
from pipeline.stages import alert

AT = datetime(2020, 9, 14, 8, tzinfo=UTC)
BEFORE, AFTER = AT - timedelta(days=1), AT + timedelta(days=1)


def subscription(id_: str = "s1", created_at: datetime = BEFORE, **said: Any) -> Subscription:
    return Subscription(id=id_, channel="console", created_at=created_at, **said)


def development(**said: Any) -> Development:
    modality = said.get("modality", "reported")
    report = Report(
        article="a1",
        source="one.example",
        lang="en",
        independent=True,
        modality=modality,
        evidence=Evidence(field="text", start=0, end=2, quote="No"),
        url="",
        published_at=AT,
        mention="m1",
    )
    whole: dict[str, Any] = {
        "id": "d1",
        "watch": "tiktok",
        "type": "rejection",
        "actors": ("bytedance", "microsoft"),
        "modality": modality,
        "date": "2020-09-13",
        "title": "ByteDance is said to turn down Microsoft",
        "first_reported_at": AT,
        "changed_at": AT,
        "reports": (report,),
        "history": (Revision(at=AT, modality=modality, article="a1"),),
    }
    return Development(**{**whole, **said})


def test_one_alert_for_each_subscription_and_then_none() -> None:
    both = [subscription("s1"), subscription("s2")]
    first = alert.step(None, development(), both)
    assert [(one.subscription, one.kind) for one in first.out] == [("s1", "new"), ("s2", "new")]
    assert first.out[0].line == "ByteDance is said to turn down Microsoft (2020-09-13)"
    assert first.dropped is None
    again = alert.step(first.state, development(), both)
    assert again.out == ()
    assert again.dropped is not None
    assert again.dropped.reason == "told"


def test_a_further_report_is_no_news_and_certainty_is() -> None:
    told = alert.step(None, development(), [subscription()])
    further = development(reports=development().reports * 2)
    assert alert.step(told.state, further, [subscription()]).out == ()
    sure = development(modality="confirmed", title="ByteDance turns down Microsoft")
    confirmed = alert.step(told.state, sure, [subscription()])
    assert [(one.kind, one.line) for one in confirmed.out] == [
        ("updated", "Now confirmed: ByteDance turns down Microsoft (2020-09-13)")
    ]
    assert alert.step(confirmed.state, development(), [subscription()]).out == ()  # redelivered, and older


def test_a_denial_reaches_everybody_who_was_told_the_claim() -> None:
    told = alert.step(None, development(), [subscription("s1"), subscription("s2", watch="tiktok")])
    denied = development(modality="denied", title="Denied: ByteDance turns down Microsoft", date=None)
    late = subscription("s3", AFTER)
    out = alert.step(told.state, denied, [subscription("s1"), subscription("s2", watch="tiktok"), late]).out
    assert [(one.subscription, one.kind, one.line) for one in out] == [
        ("s1", "updated", "Denied: ByteDance turns down Microsoft"),
        ("s2", "updated", "Denied: ByteDance turns down Microsoft"),
    ]


def test_a_lost_ledger_makes_no_other_alert() -> None:
    first = alert.step(None, development(), [subscription()])
    assert alert.step(None, development(), [subscription()]).out == first.out
    confirmed = development(modality="confirmed")
    then = alert.step(first.state, confirmed, [subscription()])
    corrected = development(modality="confirmed", type="opposition", verdict="v1")
    last = alert.step(then.state, corrected, [subscription()])
    assert len({one.id for step in (first, then, last) for one in step.out}) == 3
    for step, one in ((then, confirmed), (last, corrected)):
        assert [new.id for new in alert.step(None, one, [subscription()]).out] == [known.id for known in step.out]


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ({"created_at": BEFORE}, True),
        ({"created_at": AT}, True),
        ({"created_at": AFTER}, False),
        ({"created_at": AFTER, "since": "all"}, True),
        ({"created_at": AFTER, "since": "2020-09-14"}, True),
        ({"created_at": AFTER, "since": "2020-09-15"}, False),
        ({"created_at": BEFORE, "since": "2020-09-15"}, True),
        ({"created_at": BEFORE, "watch": "tiktok"}, True),
        ({"created_at": BEFORE, "watch": "nippon"}, False),
    ],
)
def test_who_hears_it(said: dict[str, Any], heard: bool) -> None:  # noqa: FBT001 - the expected value
    step = alert.step(None, development(), [subscription(**said)])
    assert bool(step.out) is heard
    assert (step.dropped is None) is heard


def test_since_a_day_is_told_what_has_been_made_sure_since_then_and_not_what_was_only_reported_again() -> None:
    whose = subscription(created_at=AFTER, since=AFTER.date().isoformat())
    again = development(reports=development().reports * 2)
    assert alert.step(None, again, [whose]).out == ()
    turn = Revision(at=AFTER, modality="confirmed", article="a2")
    sure = development(modality="confirmed", history=(*again.history, turn))
    assert [one.kind for one in alert.step(None, sure, [whose]).out] == ["new"]


def test_a_late_subscription_is_told_what_is_known() -> None:
    told = alert.step(None, development(), [subscription("s1")])
    late = subscription("s2", AFTER, since="all")
    swept = alert.sweep(told.state, [subscription("s1"), late])
    assert [(one.subscription, one.kind) for one in swept.out] == [("s2", "new")]
    assert alert.sweep(swept.state, [subscription("s1"), late]).out == ()
    nobody = alert.step(None, development(), [])
    assert nobody.dropped is not None
    assert nobody.dropped.reason == "unheard"
    assert len(alert.sweep(nobody.state, [late]).out) == 1


def test_what_turned_out_to_be_an_older_one_is_told_under_that_only() -> None:
    told = alert.step(None, development(), [subscription("s1")])
    merged = replace(development(modality="confirmed"), merged_into="d0")
    step = alert.step(told.state, merged, [subscription("s1"), subscription("s2")])
    assert step.out == ()
    assert step.dropped is not None
    assert step.dropped.reason == "merged"
    assert alert.sweep(step.state, [subscription("s3", since="all")]).out == ()


def test_a_deadline_has_its_date_in_the_title() -> None:
    due = development(type="deadline", title="White House sets a deadline: 13 September 2020")
    assert alert.line("new", due) == "White House sets a deadline: 13 September 2020"


@pytest.mark.parametrize(
    ("date", "until", "told"),
    [
        ("2020-09-20", None, "Date corrected: ByteDance is said to turn down Microsoft (2020-09-20)"),
        (
            "2020-09-21",
            "2020-09-27",
            "Date corrected: ByteDance is said to turn down Microsoft (2020-09-21 to 2020-09-27)",
        ),
        ("2020-10", None, "Date corrected: ByteDance is said to turn down Microsoft (2020-10)"),
        ("2020-09-14", None, None),
        ("2020-09", None, None),
        (None, None, None),
    ],
)
def test_another_day_is_told_to_who_was_told_a_day(date: str | None, until: str | None, told: str | None) -> None:
    first = alert.step(None, development(), [subscription("s1")])
    moved = alert.step(first.state, development(date=date, until=until), [subscription("s1")])
    assert [(one.kind, one.line) for one in moved.out] == ([("updated", told)] if told else [])
    assert alert.step(moved.state, development(date=date, until=until), [subscription("s1")]).out == ()


def test_a_day_within_the_week_that_was_told_or_the_first_that_is_known_is_no_news() -> None:
    for before in ({"date": "2020-09-07", "until": "2020-09-13"}, {"date": None}):
        first = alert.step(None, development(**before), [subscription("s1")])
        assert alert.step(first.state, development(), [subscription("s1")]).out == ()


def test_a_day_that_moves_there_and_back_is_told_each_time_under_an_id_of_its_own() -> None:
    state: bytes | None = None
    ids: list[str] = []
    for date in ("2020-09-13", "2020-09-20", "2020-09-13", "2020-09-20"):
        step = alert.step(state, development(date=date), [subscription("s1")])
        state, ids = step.state, [*ids, *(one.id for one in step.out)]
    assert len(set(ids)) == 4


def test_what_is_surer_and_on_another_day_is_one_alert() -> None:
    first = alert.step(None, development(), [subscription("s1")])
    both = alert.step(first.state, development(modality="confirmed", date="2020-09-20"), [subscription("s1")])
    assert [one.line for one in both.out] == ["Now confirmed: ByteDance is said to turn down Microsoft (2020-09-20)"]
    denied = alert.step(both.state, development(modality="denied", date="2020-10-01"), [subscription("s1")])
    assert len(denied.out) == 1
    assert alert.step(denied.state, development(modality="denied", date="2020-11-01"), [subscription("s1")]).out == ()


def test_an_own_type_says_once_how_sure_it_is() -> None:
    said = {"type": "statement", "own": "strike", "date": None}
    reported = development(**said, title="Reported: Ver.di calls a strike")
    assert alert.line("new", reported) == "Reported: Ver.di calls a strike"
    assert alert.line("updated", reported) == "Now reported: Ver.di calls a strike"
    first = alert.step(None, reported, [subscription()])
    step = alert.step(first.state, replace(reported, own="", title="Ver.di is said to speak out"), [subscription()])
    assert [one.line for one in step.out] == ["Corrected: Ver.di is said to speak out"]


def test_a_correction_is_told_to_who_got_the_claim_and_to_nobody_else() -> None:
    first = alert.step(None, development(), [subscription("s1")])
    both = [subscription("s1"), subscription("s2", created_at=AFTER)]
    right = development(type="opposition", title="ByteDance opposes the deal")
    corrected = alert.step(first.state, right, both)
    assert [(one.subscription, one.kind, one.line) for one in corrected.out] == [
        ("s1", "updated", "Corrected: ByteDance opposes the deal (2020-09-13)")
    ]
    gone = alert.step(corrected.state, replace(right, retracted=True), both)
    assert [(one.subscription, one.line) for one in gone.out] == [
        ("s1", "Retracted: ByteDance opposes the deal (2020-09-13)")
    ]
    assert len({one.id for step in (first, corrected, gone) for one in step.out}) == 3
    sure = alert.step(gone.state, replace(right, retracted=True, modality="confirmed"), both)
    assert sure.out == ()
    assert sure.dropped is not None
    assert sure.dropped.reason == "retracted"
    assert alert.sweep(sure.state, [subscription("s3", since="all")]).out == ()
    back = alert.step(sure.state, replace(right, modality="confirmed"), both)
    assert [one.line for one in back.out] == ["Corrected: ByteDance opposes the deal (2020-09-13)"]


def test_each_verdict_is_another_alert_and_one_that_comes_again_is_not() -> None:
    wrong, right = development(retracted=True, verdict="v1", version=2), development(verdict="v2", version=3)
    came = (development(version=1), wrong, right, replace(wrong, verdict="v3", version=4))
    ledger, ids = None, []
    for one in came:
        step = alert.step(ledger, one, [subscription()])
        ids += [one.id for one in step.out]
        ledger = step.state
    assert len(set(ids)) == len(ids) == 4
    assert heard(ledger, came) == (ledger, [])  # killed behind the ledger


def test_what_a_verdict_makes_of_it_and_the_fold_undoes_is_told_again_under_another_id() -> None:
    claim = development(version=1)
    _, told = heard(None, [claim, replace(claim, retracted=True, verdict="v1", version=2), replace(claim, version=3)])
    assert [one.line.partition(":")[0] for one in told[1:]] == ["Retracted", "Corrected"]
    assert len({one.id for one in told}) == 3


def test_who_was_told_a_thing_that_was_another_for_a_while_hears_nothing_of_what_he_never_heard() -> None:
    claim, elsewhere = development(), development(merged_into="d0", type="opposition", verdict="v1")
    _, told = heard(None, [claim, elsewhere, claim])
    assert [one.kind for one in told] == ["new"]


def test_what_is_only_suggested_is_told_to_nobody_until_a_rule_finds_it() -> None:
    first = alert.step(None, development(suggested=True), [subscription()])
    assert first.out == ()
    assert first.dropped is not None
    assert first.dropped.reason == "suggested"
    found = alert.step(first.state, development(changed_at=AFTER), [subscription()])
    assert [one.kind for one in found.out] == ["new"]
    assert alert.step(found.state, development(suggested=True, modality="denied"), [subscription()]).out == ()


def test_who_is_gone_is_told_nothing_and_later_what_it_missed() -> None:
    missed = alert.step(None, development(), [subscription(gone_at=AT)])
    assert missed.out == ()
    assert [one.kind for one in alert.sweep(missed.state, [subscription(since="all")]).out] == ["new"]


def by(*mentions: str) -> tuple[Report, ...]:
    (report,) = development().reports
    return tuple(replace(report, mention=mention) for mention in mentions)


def test_what_was_denied_and_is_so_after_all_is_told_once() -> None:
    claim = development(modality="confirmed", reports=by("m1"), version=1)
    denied = development(modality="denied", reports=by("m1", "m2"), version=2)
    told = alert.step(alert.step(None, claim, [subscription()]).state, denied, [subscription()])
    assert [one.kind for one in told.out] == ["updated"]
    assert alert.step(told.state, claim, [subscription()]).out == ()  # the claim again, after a death
    for after_all in (by("m0", "m1"), by("m1")):  # a report that came since; or the denial is of another by now
        sure = development(modality="confirmed", reports=after_all, version=3)
        stands = alert.step(told.state, sure, [subscription()])
        assert [one.line.partition(":")[0] for one in stands.out] == ["Now confirmed"]
        old = alert.step(stands.state, denied, [subscription()])
        assert (old.out, old.state) == ((), stands.state)
        assert old.dropped is not None
        assert old.dropped.reason == "older"


def test_each_denial_is_another_alert_if_it_stood_in_between_and_one_that_comes_again_is_not() -> None:
    turns: tuple[Modality, ...] = ("confirmed", "denied", "confirmed", "reported", "denied", "confirmed", "denied")
    came = [development(modality=modality, version=number) for number, modality in enumerate(turns)]
    _, once = heard(None, came)
    assert [one.development.modality for one in once] == [one for one in turns if one != "reported"]
    assert len({one.id for one in once}) == 6
    for first, last in combinations(range(len(came) + 1), 2):
        _, behind = heard(None, (*came[:last], *came[first:]))  # killed behind the ledger: nothing is told again
        assert behind == once
        state, before = heard(None, came[:first])
        _, killed = heard(state, came[first:last])  # killed before it: told again under the same ids
        _, again = heard(state, came[first:])
        assert list({one.id: one for one in (*before, *killed, *again)}.values()) == once


def heard(ledger: bytes | None, came: Iterable[Development]) -> tuple[bytes | None, list[Alert]]:
    """The ledger after these, and what was told of them."""
    out: list[Alert] = []
    for one in came:
        step = alert.step(ledger, one, [subscription()])
        ledger, out = step.state, [*out, *step.out]
    return ledger, out


def test_a_denial_that_turned_out_to_be_of_another_does_not_keep_back_what_confirms_it() -> None:
    came = (
        development(reports=by("m1")), development(reports=by("m1", "m3")),
        development(modality="denied", reports=by("m1", "m3", "m2")),
    )  # fmt: skip
    state, told = None, set[str]()
    for one in (*came, *came, came[0]):  # after a death they come again; then a late report takes the denial away
        step = alert.step(state, one, [subscription()])
        state, told = step.state, told | {one.id for one in step.out}
    assert len(told) == 2
    guess = development(modality="confirmed", reports=by("m1", "m4"), suggested=True)
    assert alert.step(state, guess, [subscription()]).out == ()
    sure = alert.step(state, development(modality="confirmed", reports=by("m1", "m4")), [subscription()])
    assert [one.line.partition(":")[0] for one in sure.out] == ["Now confirmed"]


def test_what_a_verdict_made_less_sure_is_corrected_and_may_be_confirmed_again() -> None:
    first = alert.step(None, development(modality="rumoured"), [subscription()])
    sure = alert.step(first.state, development(modality="confirmed"), [subscription()])
    less = alert.step(sure.state, development(modality="rumoured", verdict="v1"), [subscription()])
    again = alert.step(less.state, development(modality="confirmed", verdict="v1"), [subscription()])
    lines = [one.line.partition(":")[0] for step in (sure, less, again) for one in step.out]
    assert lines == ["Now confirmed", "Corrected", "Now confirmed"]
    assert len({one.id for step in (first, sure, less, again) for one in step.out}) == 4


def test_a_retraction_reaches_who_was_told_under_the_id_of_another() -> None:
    told = alert.step(None, development(), [subscription()])
    merged = alert.step(told.state, development(merged_into="d0"), [subscription()])
    gone = development(merged_into="d0", retracted=True, verdict="v1")
    assert merged.out == ()
    assert [one.line.partition(":")[0] for one in alert.step(merged.state, gone, [subscription()]).out] == ["Retracted"]
    assert alert.step(merged.state, gone, [subscription("s2")]).out == ()


@pytest.mark.parametrize(
    ("came", "said"),
    [
        ({"type": "opposition", "verdict": "v1"}, "Corrected"),
        ({"modality": "denied", "title": "Denied: ByteDance turns down Microsoft"}, "Denied"),
        ({"modality": "confirmed"}, ""),
        ({}, ""),
    ],
)
def test_who_was_told_only_what_turned_out_to_be_another_hears_what_was_wrong_of_that(
    came: dict[str, Any], said: str
) -> None:
    both, alone = subscription("s1"), subscription("s2", AFTER)  # the other was told before the latter came
    told = alert.step(None, development(changed_at=AFTER), [both, alone])
    merged = development(merged_into="d0", **came)
    out = alert.step(told.state, merged, [both, alone, subscription("s3", AFTER)]).out
    assert [(one.subscription, one.line.partition(":")[0]) for one in out] == ([("s2", said)] if said else [])


def test_a_correction_waits_for_who_is_gone() -> None:
    here, gone = subscription(), subscription(gone_at=AFTER)
    told = alert.step(None, development(), [here]).state
    state = alert.step(told, development(retracted=True, verdict="v1"), [gone, subscription("s2", gone_at=AFTER)]).state
    back = alert.sweep(state, [here, subscription("s2")])
    assert [(one.subscription, one.line.partition(":")[0]) for one in back.out] == [("s1", "Retracted")]
    assert alert.sweep(back.state, [here]).out == ()
    assert alert.sweep(alert.forget(state, ["s2"]), [here]).out == ()


def test_what_corrects_a_denial_waits_for_who_is_gone() -> None:
    state = alert.step(None, development(modality="denied", reports=by("m1")), [subscription()]).state
    sure = development(modality="confirmed", reports=by("m1", "m0"))
    state = alert.step(state, sure, [subscription(gone_at=AFTER)]).state
    [back] = alert.sweep(state, [subscription()]).out
    assert (back.kind, back.line.partition(":")[0]) == ("updated", "Now confirmed")


def test_a_correction_waits_for_who_follows_another_deal_by_now() -> None:
    told = alert.step(None, development(), [subscription()]).state
    gone = development(retracted=True, verdict="v1")
    state = alert.step(told, gone, [subscription(watch="nippon"), subscription("s2", watch="nippon")])
    assert state.out == ()
    back = alert.sweep(state.state, [subscription(), subscription("s2")])
    assert [(one.subscription, one.line.partition(":")[0]) for one in back.out] == [("s1", "Retracted")]


def test_a_retraction_is_told_once_whatever_else_a_verdict_changes_of_it() -> None:
    told = alert.step(None, development(modality="confirmed"), [subscription()])
    gone = alert.step(told.state, development(modality="confirmed", retracted=True, verdict="v1"), [subscription()])
    less = alert.step(gone.state, development(retracted=True, verdict="v2"), [subscription()])
    assert [len(step.out) for step in (told, gone, less)] == [1, 1, 0]


def test_who_was_removed_and_comes_again_has_heard_nothing() -> None:
    both = [subscription("s1", since="all"), subscription("s2", since="all")]
    told = alert.step(None, development(), both)
    again = alert.sweep(alert.forget(told.state, {"s2"}), both)
    assert [one.id for one in again.out] == [told.out[0].id]

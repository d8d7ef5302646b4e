from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from pipeline.kit import shingles
from pipeline.stages.develop import volume
from pipeline.stages.develop.title import Teller

AT = datetime(2020, 9, 14, 8, tzinfo=UTC)


def test_certainty_moves_and_each_move_is_a_revision(say: Any) -> None:
    told = [
        say("a1", modality="rumoured", at="2020-09-11"),
        say("a2", modality="reported", at="2020-09-12"),
        say("a3", modality="rumoured", at="2020-09-13"),
        say("a4", modality="confirmed", at="2020-09-14"),
    ]
    made = volume.development("x", reversed(told), Teller(None))
    assert [(turn.article, turn.modality) for turn in made.history] == [
        ("a1", "rumoured"),
        ("a2", "reported"),
        ("a4", "confirmed"),
    ]
    assert made.modality == "confirmed"
    assert made.first_reported_at == told[0].published_at
    assert made.changed_at == told[3].fetched_at
    assert [report.article for report in made.reports] == ["a1", "a2", "a3", "a4"]


def test_actors_and_date_are_what_most_say(say: Any) -> None:
    told = [
        say("a1", actors=("bytedance",), date="2020-09"),
        say("a2", actors=("bytedance", "microsoft"), date="2020-09-13"),
        say("a3", actors=("tiktok", "microsoft"), date="2020-09-14"),
        say("a4", actors=("tiktok", "microsoft"), date="2020-09-14"),
    ]
    made = volume.development("x", told, Teller(None))
    assert made.actors == ("tiktok", "microsoft")
    assert made.date == "2020-09-14"
    assert volume.development("x", told[:2], Teller(None)).actors == ("bytedance", "microsoft")
    assert volume.development("x", told[:1], Teller(None)).date == "2020-09"
    assert volume.development("x", [say()], Teller(None)).date is None


def test_a_deadline_is_over_if_it_was_when_it_was_first_told_of(say: Any) -> None:
    told = [
        say("a1", type="deadline", date="2020-09-13"),
        say("a2", type="deadline", date="2020-09-13", at="2020-09-01"),
    ]
    titles = [volume.development("x", members, Teller(None)).title for members in (told[:1], told)]
    assert [" had set " in title for title in titles] == [True, False]


def test_a_day_that_is_only_the_publications_counts_half(say: Any) -> None:
    told = [say("a1", date="2020-09-14", at="2020-09-14"), say("a2", date="2020-09-13", at="2020-09-15")]
    assert volume.development("x", told, Teller(None)).date == "2020-09-13"


def test_a_week_is_the_day_it_begins_on_only_where_nobody_names_one(say: Any) -> None:
    week = [say(f"w{number}", date="2020-09-07", until="2020-09-13", at="2020-09-16T08:00:00") for number in range(3)]
    day = say("day", date="2020-09-10", at="2020-09-17T08:00:00")
    month = say("month", date="2020-09", at="2020-09-18T08:00:00")
    alone = volume.development("x", week, Teller(None))
    assert (alone.date, alone.until) == ("2020-09-07", "2020-09-13")
    assert volume.development("x", [*week, month], Teller(None)).date == "2020-09-07"
    named = volume.development("x", [*week, day], Teller(None))
    assert (named.date, named.until) == ("2020-09-10", None)


def test_a_source_counts_once_and_a_wire_copy_not_at_all(say: Any) -> None:
    wire = shingles.sketch(
        "The Chinese owner of the app has told the software maker that it will not sell its arm to it."
    )
    own = shingles.sketch(
        "In a surprising turn, sources close to the matter explain why everything went wrong on Sunday."
    )
    told = [
        say("a1", source="one.example", sketch=wire),
        say("a2", source="two.example", sketch=wire),
        say("a3", source="one.example", sketch=own, at="2020-09-15"),
        say("a4", source="four.example", sketch=""),
        say("a5", source="", sketch=""),
    ]
    made = volume.development("x", told, Teller(None))
    independent = {report.article for report in made.reports if report.independent}
    assert len(independent & {"a1", "a2"}) == 1
    assert independent - {"a1", "a2"} == {"a4", "a5"}


def test_what_is_kept_is_bounded_and_keeps_what_moved_it(say: Any) -> None:
    many = [
        say(f"a{number:03}", modality="reported", at=f"2020-09-14T10:{number // 60:02}:{number % 60:02}")
        for number in range(250)
    ]
    last = say("z", modality="confirmed", at="2020-09-20")
    kept = volume.kept([*many, last])
    assert len(kept) == volume.MOST + 1
    assert kept[-1] == last
    assert volume.kept(many[:3]) == tuple(many[:3])
    assert (
        volume.development("x", kept, Teller(None)).history
        == volume.development("x", [*many, last], Teller(None)).history
    )


def test_a_page_is_one_report_however_often_it_is_written_anew(say: Any) -> None:
    live = [
        say(
            f"v{number}", source="live.example", url="https://live.example/1", fetched_at=AT + timedelta(minutes=number)
        )
        for number in range(volume.MOST + 50)
    ]
    others = [say(f"o{number}", at="2020-09-14T20:00:00") for number in range(3)]
    sure = msgspec.structs.replace(live[9], id="sure", modality="denied")
    assert volume.kept([*reversed(live), *others]) == (live[0], *sorted(others, key=lambda one: one.id))
    assert sure in volume.kept([*live, sure])


def test_a_text_whose_address_is_another_at_each_poll_is_one_report(say: Any) -> None:
    text = {"source": "one.example", "sketch": shingles.sketch("The owner of the app has turned the offer down.")}
    polls = [say(f"p{number}", **text, fetched_at=AT + timedelta(hours=number)) for number in range(3)]
    copy = say("copy", sketch=text["sketch"])
    assert set(volume.kept([*polls, copy])) == {polls[0], copy}
    assert len(volume.kept([say("a1", url="", sketch=""), say("a2", url="", sketch="", source="a1.example")])) == 2


def test_a_text_in_two_articles_of_unknown_source_is_two_reports(say: Any) -> None:
    wire = shingles.sketch("The owner of the app has turned the offer down.")
    told = volume.kept([say(name, source="", url="", sketch=wire) for name in ("a1", "a2")])
    assert [mention.article for mention in told] == ["a1", "a2"]
    same = volume.kept([say(name, source="", url="https://a.example/1", sketch=wire) for name in "ab"])
    assert len(same) == 1


def test_what_is_suggested_says_something_only_where_no_rule_found_anything(say: Any) -> None:
    told = [
        say("a1", modality="confirmed", suggested=True, actors=("oracle",), at="2020-09-11"),
        say("a2", modality="rumoured", at="2020-09-12"),
    ]
    alone = volume.development("x", told[:1], Teller(None))
    assert (alone.suggested, alone.modality, alone.actors) == (True, "confirmed", ("oracle",))
    both = volume.development("x", told, Teller(None))
    assert (both.suggested, both.modality, both.actors) == (False, "rumoured", told[1].actors)
    assert both.changed_at == told[1].fetched_at
    assert [turn.article for turn in both.history] == ["a2"]
    assert [report.suggested for report in both.reports] == [True, False]
    assert both.first_reported_at == told[0].published_at


def test_of_two_hundred_texts_that_are_alike_and_no_copies_each_is_taken_apart_once(say: Any) -> None:
    """Taken apart for each comparison, a flood of them held up all that came behind it."""
    line = "Number {0}: Microsoft offers {0} billion. Microsoft has offered ByteDance {0} billion dollars for it."
    told = [say(f"a{number}", sketch=shingles.sketch(line.format(number))) for number in range(200)]
    shingles._bins.cache_clear()
    made = volume.development("x", told, Teller(None))
    assert shingles._bins.cache_info().misses == len(told)
    assert sum(report.independent for report in made.reports) > 190

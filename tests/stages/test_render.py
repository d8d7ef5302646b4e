from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from pipeline.model import Alert, Development, Evidence, Modality, Report, Revision
from pipeline.stages import render

AT = datetime(2020, 9, 14, 8, 30, tzinfo=UTC)


def report(article: str, modality: Modality = "confirmed", quote: str = "Die Firma lehnt ab.", **said: Any) -> Report:
    whole: dict[str, Any] = {
        "source": f"{article}.example",
        "lang": "de",
        "independent": True,
        "url": f"https://{article}.example/1",
        "published_at": AT,
        "mention": f"m-{article}",
    }
    evidence = Evidence(field="text", start=0, end=len(quote), quote=quote)
    return Report(article=article, modality=modality, evidence=evidence, **{**whole, **said})


def alert(*reports: Report, kind: Any = "new", **said: Any) -> Alert:
    last = reports[-1]
    whole: dict[str, Any] = {
        "id": "d1",
        "watch": "tiktok",
        "type": "rejection",
        "actors": ("bytedance", "microsoft"),
        "modality": last.modality,
        "date": "2020-09-13",
        "title": "ByteDance turns down Microsoft",
        "first_reported_at": AT,
        "changed_at": AT,
        "reports": reports,
        "history": (Revision(at=AT, modality=last.modality, article=last.article),),
    }
    development = Development(**{**whole, **said})
    return Alert(id="x", subscription="s", kind=kind, line="ByteDance turns down Microsoft", development=development)


def drawn(one: Alert, *, colour: bool = False, width: int = 100) -> str:
    out = StringIO()
    Console(file=out, width=width, force_terminal=colour).print(render.pretty(one))
    return out.getvalue()


def test_plain_says_what_how_sure_and_shows_the_words() -> None:
    assert render.plain(alert(report("a1"))).splitlines() == [
        "ByteDance turns down Microsoft",
        "  confirmed · rejection · bytedance → microsoft · 2020-09-13 · one source · tiktok",
        "  “Die Firma lehnt ab.”",
        "  a1.example · de · 2020-09-14 08:30 UTC",
        "  https://a1.example/1",
    ]


def test_what_is_unknown_is_left_out() -> None:
    said = alert(report("a1", url="", source="", lang=""), actors=("tiktok",), date=None, kind="updated")
    assert render.plain(said).splitlines()[1:] == [
        "  confirmed · rejection · tiktok · no date · one source · tiktok · update",
        "  “Die Firma lehnt ab.”",
        "  2020-09-14 08:30 UTC",
    ]
    assert "somebody" in render.plain(alert(report("a1"), actors=()))


def test_the_words_are_those_that_made_it_what_it_is() -> None:
    two = alert(report("a1", "reported", "Man hört es."), report("a2", "confirmed", "Es ist so."))
    assert "Es ist so." in render.plain(two)
    assert "2 independent sources" in render.plain(two)
    lost = alert(report("a1"), history=(Revision(at=AT, modality="confirmed", article="gone"),))
    assert "Die Firma lehnt ab." in render.plain(lost)


def test_a_long_quote_is_cut_at_a_word() -> None:
    long = render.quote(report("a1", quote="wort " * 100))
    assert long.endswith("wort …")
    assert len(long) <= render.LONGEST_QUOTE + 2
    assert len(render.quote(report("a1", quote="字" * 1000))) == render.LONGEST_QUOTE + 2
    assert len(render.quote(report("a1", quote="微软 " + "字" * 1000))) == render.LONGEST_QUOTE + 2


def test_what_is_retracted_is_said_to_be_nothing_else() -> None:
    gone = alert(report("a1"), kind="updated", retracted=True)
    assert render.plain(gone).splitlines()[1].startswith("  retracted · rejection · ")
    assert "confirmed" not in drawn(gone)
    assert "\x1b[31m" in drawn(gone, colour=True)


def test_a_quote_keeps_what_joins_its_letters() -> None:
    assert render.quote(report("a1", quote="क्\u200dया\u202e")) == "क्\u200dया"


def test_nothing_from_outside_speaks_to_the_terminal() -> None:
    evil = report(
        "a1",
        quote="He said\x1b[2J\nno\x07.",
        source="x\x1b]0;y\x07",
        lang="en-\x1b[1m",
        url="https://a.example/\x1b[31m",
    )
    for said in (render.plain(alert(evil)), drawn(alert(evil))):
        assert "\x1b" not in said
        assert "\x07" not in said
    assert "He said[2J no." in render.plain(alert(evil))


def test_the_bar_stands_at_each_line_of_a_narrow_terminal() -> None:
    lines = drawn(alert(report("a1")), width=40).splitlines()
    assert lines[:4] == [
        "▌ ByteDance turns down Microsoft",
        "▌ confirmed · rejection · bytedance →",
        "▌ microsoft · 2020-09-13 · one source ·",
        "▌ tiktok",
    ]


def test_pretty_says_the_same_in_colour() -> None:
    text = drawn(alert(report("a1")))
    assert "▌ ByteDance turns down Microsoft" in text
    assert "▌ confirmed · rejection" in text
    assert "“Die Firma lehnt ab.”" in text
    assert "https://a1.example/1" in text
    assert "https" not in drawn(alert(report("a1", url="")))
    assert "\x1b[32m" in drawn(alert(report("a1")), colour=True)
    assert "\x1b[31m" in drawn(alert(report("a1", "denied")), colour=True)


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        ("2020-09-13", "2020-09-20", "a1"),
        ("2020-09-13", "2020-09", "a2"),
        ("2020-09-13", None, "a2"),
        ("2020-09-21", "2020-09-20", "a2"),
    ],
)
def test_what_is_shown_says_the_day_that_is_told(first: str, last: str | None, shown: str) -> None:
    one = alert(report("a1", date=first), report("a2", date=last))
    assert render.evidence(one.development).article == shown

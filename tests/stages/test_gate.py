"""The gate: contained laws, word ends by script, foreign bytes."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import wire
from pipeline.model import Article, Watch
from pipeline.stages import gate
from pipeline.stages.gate import Gate

AT = datetime(2020, 9, 14, tzinfo=UTC)
TIKTOK = Watch(
    id="tiktok", title="", names=("TikTok", "抖音国际版", "ТикТок", "تيك توك", "틱톡", "Straße", 'Tik"Tok', "")
)
ARM = Watch(id="arm", title="", names=("Arm", "TikTok"))
GATE = Gate([TIKTOK, ARM])


def article(title: str = "", text: str = "") -> Article:
    return Article(
        id="a",
        url="https://example.org/a",
        source="s",
        title=title,
        text=text,
        lang="en",
        published_at=AT,
        fetched_at=AT,
    )


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("TikTok to be sold", ["tiktok", "arm"]),
        ("tiktok", ["tiktok", "arm"]),
        ("sprzedaż TikTokiem w USA", ["tiktok", "arm"]),
        ("продажа ТИКТОКА", ["tiktok"]),
        ("MyTikTok", []),
        ("TikTokification", []),
        ("美国TikTok业务", ["tiktok", "arm"]),
        ("收购抖音国际版业务", ["tiktok"]),
        ("بيع وتيك توك", ["tiktok"]),
        ("틱톡을 판다", ["tiktok"]),
        ("Army", []),
        ("Arm, sold", ["arm"]),
        ("Arm", ["arm"]),
        ("die Strasse", ["tiktok"]),
        ("nothing here", []),
    ],
)
def test_names_stand_alone_by_script(text: str, ids: list[str]) -> None:
    assert [watch.id for watch in GATE.concerned(article(text=text))] == ids
    assert [watch.id for watch in GATE.concerned(article(title=text))] == ids


def test_bytes_of_other_makers_pass_and_ours_without_a_name_do_not() -> None:
    ours = wire.encode(article("Bread is dearer", "Flour too, says the baker’s guild"))
    assert not GATE.may_concern(ours)
    assert not GATE.may_concern(wire.encode(article("plain")))
    assert GATE.may_concern(b"garbage")
    assert GATE.may_concern(ours[:-1])
    assert GATE.may_concern(ours.replace(b"Bread", b"\xff\xfe"))
    assert GATE.may_concern(wire.encode(article("plain")).replace(b"plain", b"\\u6296"))


def test_capitals_beyond_ascii_are_found_in_bytes_too() -> None:
    assert GATE.may_concern(wire.encode(article(text="продажа ТИКТОКА")))
    assert GATE.may_concern(wire.encode(article(text="TikTo\N{KELVIN SIGN}")))
    assert not GATE.may_concern(wire.encode(article(text="продажа ТИКЕТОВ")))


def test_no_script_with_capitals_lies_beyond_the_last() -> None:
    assert not any(char != char.casefold() for char in map(chr, range(gate._LAST_CASED + 1, sys.maxunicode + 1)))


def test_no_watch_lets_nothing_of_ours_through() -> None:
    empty = Gate([])
    assert not empty.may_concern(wire.encode(article("TikTok")))
    assert empty.concerned(article("TikTok")) == ()


def test_names_are_found_as_json_writes_them() -> None:
    raw = wire.encode(article(text='sold: Tik"Tok'))
    assert b'Tik\\"Tok' in raw
    assert GATE.may_concern(raw)


@given(
    st.lists(
        st.one_of(
            st.binary(),
            st.sampled_from([b"x", b"TikTok", "ТИКТОК".encode(), b"\\u6296", b"\xff", "ß".encode()]).map(
                lambda part: wire.encode(article("a title")).replace(b"a title", part)
            ),
        )
    )
)
def test_many_are_judged_as_each(raws: list[bytes]) -> None:
    assert GATE.passing(raws) == [at for at, raw in enumerate(raws) if GATE.may_concern(raw)]


@given(st.text(), st.sampled_from([*TIKTOK.names, "TIKTOK", "тикток", "STRASSE", "x"]), st.text())
def test_the_exact_gate_is_contained_in_the_gate_over_bytes(before: str, name: str, after: str) -> None:
    try:
        found = article(before, before + name + after)
        raw = wire.encode(found)
    except UnicodeEncodeError:
        return  # a lone surrogate cannot travel
    if GATE.concerned(found):
        assert GATE.may_concern(raw)

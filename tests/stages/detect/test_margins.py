"""Datelines and outlets' names are blanks, and no word of the news is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.kit import words
from pipeline.kit.regex import Regex
from pipeline.stages.detect.margins import without_dateline, without_outlet

MONTH = Regex(r"\s*(?:jan|gennaio|август)")


@pytest.mark.parametrize(
    ("dateline", "news"),
    [
        ("WASHINGTON, Jan 20 (Reuters) - ", "The mill is sold"),
        ("Washington, D.C. (AP) — ", "The mill is sold"),
        ("SAN FRANCISCO/BEIJING, Aug. 28, 2020 (Reuters) - ", "The mill is sold"),
        ("BERLIN (dpa) - ", "Die Mühle"),
        ("Frankfurt am Main (dpa-AFX) – ", "Die Mühle"),
        ("Pekín, 28 ago (EFE).- ", "El molino"),
        ("(ANSA) - ROMA, 11 GENNAIO - ", "Il mulino"),
        ("Roma, 8 gennaio 2021 - ", "Il mulino"),
        ("МОСКВА, 9 августа — РИА Новости. ", "Мельница"),
        ("ПЕКИН, 28 августа. /ТАСС/. ", "Мельница"),
        ("Jakarta, CNN Indonesia -- ", "Penggilingan"),
        ("واشنطن - أ ف ب: ", "أعطى الرئيس"),
        ("วอชิงตัน (รอยเตอร์) - ", "โรงสี"),
        ("WASHINGTON – ", "The mill is sold"),
        ("Peking: ", "Die Mühle"),
        ("AFP — ", "The mill is sold"),
        ("(The Mill Post) - ", "The mill is sold"),
        ("[東京 28日 ロイター] - ", "工場"),
        ("【ワシントン＝山田太郎】", "工場"),
        ("(베이징=연합뉴스) 홍길동 기자 = ", "공장"),
        ("新华社华盛顿1月20日电（记者 王某）", "工厂"),
        ("（中央社北京28日綜合外電報導）", "工廠"),
        ("路透北京8月28日 - ", "工厂"),
        ("【华盛顿消息】", "工厂"),
    ],
)
def test_a_dateline_becomes_blanks(dateline: str, news: str) -> None:
    for headline in ("", "The mill\n\n"):
        text = f"{headline}{dateline}{news}"
        left = without_dateline(text, words.fold(text), MONTH)
        assert len(left) == len(text)
        assert left.split() == words.fold(f"{headline}{news}").split()


@pytest.mark.parametrize(
    "text",
    [
        "Reed - which owns a mill - said",
        "Reed — Vale's old rival — wants the mill",
        "Reed (RD) - Shares rose",
        "Hill (Reuters has learned) - it will sell",
        "Hill rejected the bid of Reed (Reuters) - The mill",
        "Beijing – which itself grinds – said",
        "Washington - Beijing talks failed",
        "Washington said: The mill",
        "On Jan 20 - The day of the sale - Reed",
        "Stone, 78 - The mayor of the town - said",
        "Stone: The mill stays",
        "رفضت بايت دانس عرض مايكروسوفت (رويترز) - قال",
        "工厂8月28日电话会议",
        "据路透社28日报道，工厂",
        "【工厂拒绝收购】股价上涨",
        "[공장] 공장은",
    ],
)
def test_no_sentence_is_taken_for_one(text: str) -> None:
    assert without_dateline(text, words.fold(text), MONTH) == words.fold(text)


@pytest.mark.parametrize(
    "outlet",
    [" - BBC News", " | The Washington Post", " - Times of India", " - Wyborcza.pl", "｜ロイター", " - 中国新闻网"],
)
def test_the_name_of_an_outlet_behind_a_headline_becomes_blanks(outlet: str) -> None:
    title = f"Hill - and Reed - agree{outlet}"
    left = without_outlet(title, words.fold(title))
    assert len(left) == len(title)
    assert left.rstrip() == "hill - and reed - agree"


@pytest.mark.parametrize(
    "title",
    [
        "The mill is sold - reports",
        "The mill stays — Kremlin",
        "Senators against Reed – TikTok",
        "Opinion | A ‘News’ of its own",
        "Mill goes dark|Stone: Daily it grinds",
        "Hill sells - the Post says no",
        "Hill-News",
    ],
)
def test_what_else_stands_behind_a_headline_stays(title: str) -> None:
    assert without_outlet(title, words.fold(title)) == words.fold(title)


@given(st.text(alphabet=st.sampled_from("Aa1 ,.-–:()/\n【】=日电"), max_size=150) | st.text())
def test_the_length_never_changes(text: str) -> None:
    folded = words.fold(text)
    assert len(without_dateline(text, folded, MONTH)) == len(without_outlet(text, folded)) == len(folded)

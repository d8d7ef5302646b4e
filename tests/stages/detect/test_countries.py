"""Who is meant by "the Italian group": whom the watch or the article calls so, else whom nothing speaks against."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from pipeline.kit import words
from pipeline.model import Party, Watch
from pipeline.stages.detect.casting import Stage
from pipeline.stages.detect.lines import Line
from pipeline.stages.detect.memory import Memory
from pipeline.stages.detect.reading import Reading
from tests.stages.detect.language import TABLES, lexicon

WHO = {**TABLES["who"], "it": ["the group"], "national": ["(the)? <country> group", "the group of <country>"]}
LISTS = {**TABLES["lists"], "country": ["italian* | italy", "norwegian | norway", "dutch"]}


def watch(reed: str = "", vale: str = "", mill: str = "") -> Watch:
    """The mill and those who would buy it, by what the watch calls them."""
    roles = {"reed": ("suitor", reed), "vale": ("suitor", vale), "mill": ("object", mill)}
    parties = tuple(
        Party(id=id_, role=role, names=(id_.title(),), epithets={"en": (said,)} if said else {})
        for id_, (role, said) in roles.items()
    )
    return Watch(id="w", title="W", names=("Mill",), parties=parties)


def meant(said: Watch, *text: str, name: str = "Small English", **who: Any) -> list[str]:
    """Whom the last of the sentences means, in order."""
    reading = Reading(lexicon(who={**WHO, **who}, lists=LISTS, name=name))
    stage, memory, told = Stage(said, reading), Memory(), list[str]()
    for one in text:
        folded = words.fold(one)
        line = Line(field="text", start=0, end=len(one), text=one, folded=folded, held=reading.held(folded))
        told = [party.id for party in stage.cast(line, memory, offices=True).parties.values()]
    return told


def test_whom_the_watch_calls_so_whoever_was_spoken_of_last() -> None:
    said = watch(reed="the italian miller", mill="the norwegian mill")
    assert meant(said, "Reed bids for Mill.", "The Italian group left.") == ["reed"]
    assert meant(said, "Mill saw Reed.", "The Norwegian group left.") == ["mill"]
    assert meant(said, "Reed bids for Mill.", "The group of Italy left.") == ["reed"]
    assert meant(said, "Mill grows.", "The Italian group left.") == ["reed"]
    assert meant(said, "Reed bids for Mill.", "The Dutch group left.") == []
    assert meant(said, "Reed bids for Mill.", "The group left.") == ["mill"]


def test_or_the_article() -> None:
    assert meant(watch(), "The Italian group Reed bids for Mill.", "The Italian group left.") == ["reed"]
    assert meant(watch(), "Reed, the Italian group, bids for Mill.", "The Italian group left.") == ["reed"]
    assert meant(watch(), "The Italian group Reed saw Vale.", "The Dutch group left.") == ["vale"]


def test_of_two_of_one_country_the_last_that_its_sentence_does_not_name() -> None:
    said = watch(reed="italian miller", vale="italian farmer")
    assert meant(said, "Reed saw Vale.", "The Italian group left.") == ["vale"]
    assert meant(said, "Reed saw Vale.", "Vale beat the Italian group.") == ["vale", "reed"]
    assert meant(said, "Vale beat the Italian group.") == ["vale", "vale"]
    assert meant(said, "The Italian group left.") == []


def test_where_nobody_says_it_the_only_one_of_the_article_that_its_sentence_does_not_name() -> None:
    assert meant(watch(), "Reed grows.", "The Italian group left.") == ["reed"]
    assert meant(watch(), "Reed grows.", "Mill fears the Italian group.") == ["mill", "reed"]
    assert meant(watch(), "Reed bids for Mill.", "The Italian group left.") == []
    assert meant(watch(), "Mill fears the Italian group.") == ["mill"]
    assert meant(watch(mill="norwegian"), "Reed bids for Mill.", "The Italian group left.") == ["reed"]


def test_nobody_by_letters_that_do_not_show_a_name() -> None:
    assert meant(watch(), "Reed grows.", "The Italian group left.", name="中文") == []
    assert meant(watch(reed="italian"), "Reed bids for Mill.", "The Italian group left.", name="中文") == ["reed"]


@pytest.mark.parametrize(
    "text", ["The Italian group Sole left.", "The Italian group «Sole» left.", "A Italian group left."]
)
def test_no_company_that_is_none_of_the_watchs(text: str) -> None:
    assert meant(watch(reed="the italian miller"), "Reed bids for Mill.", text) == []
    assert meant(watch(), "Reed grows.", text) == []


def test_an_epithet_of_the_watch_comes_before_it() -> None:
    said = watch(reed="the italian group", vale="italian miller")
    assert meant(said, "Vale saw Mill.", "The Italian group left.") == ["reed"]


def test_what_is_sold_by_an_owner_is_of_no_country() -> None:
    said = watch(mill="its italian mill")
    owned = Watch(
        id="w", title="W", names=("Mill",), parties=(*said.parties, Party(id="hill", role="owner", names=("Hill",)))
    )
    assert meant(owned, "Hill sells Mill to Reed.", "The Italian group left.") == []


def offices(*names: str) -> Watch:
    """The mill, who would buy it, and who watches over that."""
    parties = (*(Party(id=one.lower(), role="authority", names=(one,)) for one in names), *watch().parties)
    return Watch(id="w", title="W", names=("Mill",), parties=parties)


def office(said: Watch, *text: str, name: str = "Small English") -> list[str]:
    return meant(said, *text, name=name, nouns={"authority": ["regulator", "price board"]})


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("The regulator left.", ["dutch board"]),
        ("The Dutch regulator left.", ["dutch board"]),
        ("The regulator DUTCH of it left.", ["dutch board"]),
        ("The Dutch price board left.", ["hill price board"]),
        ("The Italian regulator left.", []),
        ("The regulator Italian left.", []),
        ("The regulator Italian MIB left.", ["mib", "mib"]),
        ("The Italian regulator MIB left.", ["mib"]),
        ("The Italian regulator Vale left.", ["vale"]),
        ("The Italian regulator NIB left.", []),
        ("The regulator (NIB) left.", []),
        ("The regulator ABC&D left.", ["dutch board"]),
        ("THE REGULATOR LEFT.", ["dutch board"]),
    ],
)
def test_an_office_by_the_country_or_the_name_beside_it(text: str, who: list[str]) -> None:
    assert office(offices("Dutch Board", "MIB", "Hill Price Board"), text) == who


def test_beside_an_office_only_countries_that_its_sentence_names_are_looked_for() -> None:
    who = {**WHO, "nouns": {"authority": ["regulator"]}}
    reading, tried = Reading(lexicon(who=who, lists=LISTS)), list[int]()
    stage = Stage(offices("Dutch Board", "MIB"), reading)

    def try_(number: int, *_: Any) -> tuple[()]:
        tried.append(number)
        return ()

    for phrase in reading.countries.all:
        vars(phrase.pieces[0])["finditer"] = partial(try_, phrase.number)
    for text in ("The regulator left.", "The Dutch regulator left."):
        folded = words.fold(text)
        line = Line(field="text", start=0, end=len(text), text=text, folded=folded, held=reading.held(folded))
        stage.cast(line, Memory(), offices=True)
    assert tried == [LISTS["country"].index("dutch")]


def test_an_office_is_of_the_country_of_which_the_article_calls_it() -> None:
    said = offices("Dutch Board", "MIB")
    named = "The Italian regulator MIB left."
    assert office(said, named, "The Italian regulator left.") == ["mib"]
    assert office(said, named, "The Dutch regulator left.") == ["dutch board"]
    assert office(said, named, "Dutch Board left.", "The Italian regulator left.") == ["mib"]
    assert office(said, "MIB left.", "The Dutch regulator left.") == ["dutch board"]
    assert office(said, "MIB left.", "The Italian regulator left.") == ["mib"]


def test_where_no_name_says_of_what_country_who_is_it_is_who_would_be_meant_without() -> None:
    assert office(offices("MIB", "NIB"), "The Italian regulator left.") == ["mib"]
    assert office(offices("MIB", "NIB"), "NIB left.", "The Italian regulator left.") == ["nib"]


def test_letters_that_show_no_name_have_the_country_before_it() -> None:
    said = offices("Dutch Board", "MIB")
    assert office(said, "The regulator Italian left.", name="中文") == ["dutch board"]
    assert office(said, "The Italian regulator left.", name="中文") == []


def test_without_blanks_a_name_is_of_the_country_it_begins_with_and_one_letter_is_no_country() -> None:
    lists = {**TABLES["lists"], "country": ["(意大利 | 意)", "(法国 | 法)"]}
    who = {**TABLES["who"], "nouns": {"authority": ["机构"]}}
    reading = Reading(lexicon(who=who, lists=lists, name="中文", script={**TABLES["script"], "spaced": False}))
    parties = (Party(id="law", role="authority", names=("意司法部",)), *watch().parties)
    stage = Stage(Watch(id="w", title="W", names=("Mill",), parties=parties), reading)

    def said(text: str) -> list[str]:
        line = Line(field="text", start=0, end=len(text), text=text, folded=text, held=reading.held(text))
        return [party.id for party in stage.cast(line, Memory(), offices=True).parties.values()]

    assert [said(text) for text in ("司法机构", "意大利机构", "法国机构", "法国的机构")] == [["law"], ["law"], [], []]

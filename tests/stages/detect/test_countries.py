"""Who is meant by "the Italian group": whom the watch or the article calls so, else whom nothing speaks against."""

from __future__ import annotations

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


def meant(said: Watch, *text: str, name: str = "Small English") -> list[str]:
    """Whom the last of the sentences means, in order."""
    reading = Reading(lexicon(who=WHO, lists=LISTS, name=name))
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

"""A watch's own types, by words and by vectors: here bags of words, as long as one."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from pipeline.model import Article, Mention, OwnType, Watch
from pipeline.stages.detect import Detector, features
from pipeline.stages.detect.owning import Owning
from tests.stages.detect.language import PUBLISHED, WATCH, article, lexicon

WORDS = ("strike", "strikes", "walkout", "picket", "leak", "records", "peace", "lost")
STRIKE = OwnType(
    id="strike",
    title="calls a strike",
    examples=("Reed begins a strike.", "Vale began strikes on Monday.", "On Monday Reed stages a picket walkout."),
    unlike=("Reed began peace.",),
)
LEAK = OwnType(
    id="leak",
    title="loses records",
    examples=("Reed lost records in a leak.", "A leak of records hit Vale.", "The leak hit Reed and records are lost."),
)
OWNED = replace(WATCH, own=(STRIKE, LEAK))


def words(texts: list[str]) -> Any:
    """How often each word occurs, as a vector of length one; nothing known is none."""
    said = [re.findall(r"\w+", text.lower()) for text in texts]
    counts = np.array([[float(one.count(word)) for word in WORDS] for one in said])
    return counts / np.maximum(np.linalg.norm(counts, axis=1, keepdims=True), 1.0)


def detector(encode: Any = words, **changed: Any) -> Detector:
    return Detector({"en": lexicon(**changed)}, owning=Owning(encode))


def found(text: str, title: str = "Oakmill", watch: Watch = OWNED, **changed: Any) -> tuple[Mention, ...]:
    return tuple(one for one in detector(**changed).mentions(article(title, text), watch) if one.own)


def told(text: str, title: str = "Oakmill", watch: Watch = OWNED, **changed: Any) -> list[tuple[Any, ...]]:
    return [(one.own, one.actors, one.modality, one.suggested) for one in found(text, title, watch, **changed)]


def test_what_shares_a_telling_word_and_is_near_is_found() -> None:
    (one,) = found("Workers of Oakmill and Vale begin a strike.")
    assert (one.type, one.own, one.actors, one.suggested) == ("statement", "strike", ("vale", "mill"), False)
    assert (one.modality, one.rule, one.confidence) == ("confirmed", "en.own.strike", 1.0)
    assert one.evidence.quote == "Workers of Oakmill and Vale begin a strike."


def test_what_is_only_near_is_suggested_once_and_only_if_nothing_is_found() -> None:
    picket = "Vale forms a picket for a walkout."
    assert told(f"{picket} Reed forms a picket walkout.") == [("strike", ("vale",), "confirmed", True)]
    assert told(f"{picket} Reed begins a strike.") == [("strike", ("reed",), "confirmed", False)]


@pytest.mark.parametrize(
    "text",
    [
        "A strike begins.",  # names nobody
        "Will Reed begin a strike?",
        "Reed will not begin a strike.",
        "If Reed gives in, a strike begins.",
        "Reed says a strike poll is out.",  # a veto
        "Reed begins a strike after the leak of lost records and lost peace.",  # not near enough
        "Reed began with what he began.",  # a word of the examples that is unlike them, too
        "Reed came on Monday.",  # a date tells nothing
        "Reed is at peace at the picket.",  # as near to what is unlike
    ],
)
def test_what_says_no_such_thing(text: str) -> None:
    assert [one for one in told(text) if one[0] == "strike"] == []


def test_only_a_clause_without_the_words_may_be_undone() -> None:
    assert told("Reed begins a strike, but Vale will not.") == [("strike", ("reed", "vale"), "confirmed", False)]
    assert told("Reed begins a strike, sources say.") == [("strike", ("reed",), "reported", False)]


def test_what_is_sold_acts_where_nobody_else_is_named() -> None:
    assert told("Oakmill began a strike.") == [("strike", ("mill",), "confirmed", False)]


def test_a_headline_is_of_the_day_and_its_text_says_it_once() -> None:
    headline = "Reed begins a strike at Oakmill"
    (one,) = found(headline, headline)
    assert (one.date, one.evidence.field) == (PUBLISHED.isoformat(), "title")
    assert told("Reed begins a strike. The strike of Reed goes on.") == [("strike", ("reed",), "confirmed", False)]


def test_own_types_are_told_apart() -> None:
    both = "Reed begins a strike. Reed lost records in a leak."
    assert [one[0] for one in told(both)] == ["strike", "leak"]
    assert len({one.id for one in found("Reed lost records, a leak, a strike, strikes, strike.")}) == 2


def test_own_types_are_wanted_whatever_else_is() -> None:
    assert told("Reed begins a strike.", watch=replace(OWNED, wanted=("offer",))) != []


def test_a_statement_in_the_same_words_is_not_told_besides() -> None:
    rules = [{"name": "statement.x", "type": "statement", "says": ["{buyer} .. begins"]}]
    said = article("Oakmill", "Reed begins a strike. Vale begins to talk.")
    assert [(one.own, one.actors) for one in detector(rule=rules).mentions(said, OWNED)] == [
        ("", ("vale",)), ("strike", ("reed",)),
    ]  # fmt: skip


def test_a_word_that_the_lexicon_often_holds_tells_nothing() -> None:
    yes = ["Reed bids, no strike", "Reed bids: strike", "Reed strikes"]
    rules = [{"name": "offer.x", "type": "offer", "says": ["{buyer} bids"], "yes": yes}]
    assert told("Reed begins a strike.", rule=rules) == [("strike", ("reed",), "confirmed", True)]


def test_scripts_without_blanks_share_pairs_of_characters() -> None:
    union = OwnType(id="strike", title="calls a strike", examples=("Reedは罷工を宣言", "Valeの罷工", "Reed罷工"))
    one = replace(WATCH, own=(union, OwnType(id="empty", title="is empty", examples=())))
    assert told("Valeで罷工した", watch=one, encode=lambda texts: np.ones((len(texts), 1))) == [
        ("strike", ("vale",), "confirmed", False)
    ]


def test_reasons_name_the_words_and_whoever_is_in_the_sentence() -> None:
    (why,) = detector().reasons(article("Oakmill", "Reed came, but a strike begins."), OWNED)
    assert (why.words, why.roles, why.pattern) == (", but a strike begins.", (("suitor", "reed"),), "")


def test_a_watch_without_own_types_encodes_nothing() -> None:
    seen: list[str] = []

    def encode(texts: list[str]) -> Any:
        seen.extend(texts)
        return words(texts)

    reader = Detector({"en": lexicon()}, owning=Owning(encode))
    said = article("Oakmill", "Reed begins a strike.")
    assert reader.mentions(said, WATCH) == ()
    assert seen == []
    assert reader.mentions(article("Rain", "It rained."), OWNED) == ()
    assert seen == []
    first = [one.own for one in reader.mentions(said, OWNED)]
    times = len(seen)
    assert [one.own for one in reader.mentions(Article(**_fields(said)), OWNED)] == first == ["strike"]
    assert len(seen) - times == 2  # the headline and the sentence, not the examples again
    assert [one.own for one in reader.mentions(said, replace(OWNED, own=(LEAK,)))] == []
    called = next(one for one in seen if "strike" in one)
    assert called == features._CALLED["suitor"] + " begins a strike."


def _fields(said: Article) -> dict[str, Any]:
    return {name: getattr(said, name) for name in said.__struct_fields__}

"""The verb: what it finds, for which watch, in which language, and why."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import msgspec
import pytest

from pipeline.stages.detect import Detector
from tests.stages.detect.language import WATCH, article, lexicon, told


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector({"en": lexicon()})


def test_evidence_is_the_sentence_in_its_place(detector: Detector) -> None:
    written = article("News of Oakmill", "It rained. Hill & Sons rejected Reed’s bid. Mr. Low laughed.")
    (mention,) = detector.mentions(written, WATCH)
    evidence = mention.evidence
    assert evidence.field == "text"
    assert written.text[evidence.start : evidence.end] == evidence.quote == "Hill & Sons rejected Reed’s bid."
    assert (mention.watch, mention.lang, mention.rule, mention.confidence) == ("mill", "en", "en.rejection.no", 0.95)
    assert mention.sketch


def test_the_same_article_gives_the_same_mentions(detector: Detector) -> None:
    written = article("Hill & Sons rejects Reed’s bid for Oakmill")
    assert detector.mentions(written, WATCH) == detector.mentions(written, WATCH)
    assert detector.mentions(written, WATCH) == Detector({"en": lexicon()}).mentions(written, WATCH)


def test_times_are_told_in_utc_wherever_the_article_is_from(detector: Detector) -> None:
    written = article("Hill & Sons rejects Reed’s bid for Oakmill")
    tokyo = written.published_at.astimezone(timezone(timedelta(hours=9)))
    (mention,) = detector.mentions(msgspec.structs.replace(written, published_at=tokyo, fetched_at=tokyo), WATCH)
    assert f"{mention.published_at:%H:%M} {mention.fetched_at:%H:%M}" == "12:00 12:00"


def test_no_lexicon_no_words_too_early_nothing(detector: Detector) -> None:
    said = "Hill & Sons rejects Reed’s bid for Oakmill"
    assert detector.languages == ("en",)
    assert detector.mentions(article(said, lang="xx"), WATCH) == ()
    assert detector.mentions(article(said, lang="en-GB"), WATCH) != ()
    assert detector.mentions(article("Oakmill is old"), WATCH) == ()
    later = msgspec.structs.replace(WATCH, starts_on=date(2024, 3, 7))
    assert detector.mentions(article(said), later) == ()
    eastern = datetime(2024, 3, 7, 5, tzinfo=timezone(timedelta(hours=9)))  # in UTC it is the day before
    assert detector.mentions(msgspec.structs.replace(article(said), published_at=eastern), later) == ()


def test_a_watch_may_want_some_types_only(detector: Detector) -> None:
    wanted = msgspec.structs.replace(WATCH, wanted=("offer",))
    assert detector.mentions(article("Hill & Sons rejects Reed’s bid for Oakmill"), wanted) == ()


def test_one_article_for_two_watches_and_a_watch_that_changes(detector: Detector) -> None:
    written = article("Hill & Sons rejects Reed’s bid for Oakmill")
    other = msgspec.structs.replace(WATCH, id="other", parties=WATCH.parties[:2])
    assert [one.actors for one in detector.mentions(written, WATCH)] == [("hill", "reed")]
    assert [one.actors for one in detector.mentions(written, other)] == [("hill",)]
    changed = msgspec.structs.replace(other, parties=())
    assert detector.mentions(written, changed) == ()


def test_a_headline_said_again_in_the_text_counts_once() -> None:
    said = "Hill & Sons rejects Reed’s bid for Oakmill"
    assert told(said, said) == told(said)


def test_a_text_cannot_bring_the_marks_of_parties_with_it() -> None:
    said = "Hill & Sons rejects Reed’s bid for Oakmill"
    assert told("\ue000", f"\ue000 {said} \ue0ff") == told("", said)


def test_reasons_tell_pattern_words_roles_cue_and_date(detector: Detector) -> None:
    written = article("", "Hill & Sons plans to reject Reed’s offer for Oakmill on Friday.")
    (reason,) = detector.reasons(written, WATCH)
    assert reason.mention == detector.mentions(written, WATCH)[0]
    assert reason.pattern == "{seller} .. reject* .. {2:buyer}"
    assert reason.words == "{hill} plans to reject {reed}'s"
    assert reason.roles == (("owner", "hill"), ("suitor", "reed"))
    assert (reason.cue, reason.dated) == ("plans to", "friday")
    assert (reason.mention.modality, reason.mention.date) == ("expected", "2024-03-08")


@pytest.mark.parametrize(
    ("cue", "text", "words"),
    [
        ("{seller} might ... {buyer}", "Hill & Sons might reject Reed.", "{hill} might reject {reed}"),
        ("{buyer} & might", "To Vale Hill & Sons might say it rejects Reed.", "{vale} ... might"),
    ],
)
def test_a_cue_names_the_parties_that_stand_in_it(cue: str, text: str, words: str) -> None:
    (reason,) = Detector({"en": lexicon(cues={"reported": [cue]})}).reasons(article("Oakmill", text), WATCH)
    assert (reason.mention.modality, reason.cue) == ("reported", words)


def test_warming_compiles_all_while_there_is_time_and_changes_nothing(detector: Detector) -> None:
    before = detector.mentions(article("Oracle bids for TikTok on Monday."), WATCH)
    for answers in ([False], [True, True, False]):
        looks = iter(answers)
        Detector({"en": lexicon(), "zz": lexicon(lang="zz")}).warm(looks.__next__)
        assert next(looks, None) is None
    detector.warm(lambda: True)
    assert detector.mentions(article("Oracle bids for TikTok on Monday."), WATCH) == before

"""What vectors say to what rules find, and what they suggest: here bags of words, learned by hand."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest

from pipeline.model import Mention, OwnType, Party, Type
from pipeline.stages.detect import Detector, features, roles
from pipeline.stages.detect.casting import Cast, Stage
from pipeline.stages.detect.classifying import Classifier
from pipeline.stages.detect.features import TYPES, Learned
from pipeline.stages.detect.lines import lines
from pipeline.stages.detect.network import Encoded
from pipeline.stages.detect.owning import Owning
from pipeline.stages.detect.reader import Reader
from pipeline.stages.detect.reading import Reading
from tests.stages.detect.language import BID_FOR, WATCH, article, lexicon

WORDS = ("spurns", "hugs", "bytedance", "oracle")
RULES: list[dict[str, Any]] = [
    {"name": "rejection.x", "type": "rejection", "says": ["{seller} snubs twice {2:buyer}", "{any} rejects {2:buyer}"]},
    {"name": "offer.x", "type": "offer", "says": ["{buyer} bids"]},
    {"name": "talks.x", "type": "talks", "says": ["{leader} snubs twice {2:object}"]},
    {"name": "agreement.x", "type": "agreement", "says": ["{side} hails {buyer} twice"]},
]  # fmt: skip
"""Nearly matched by whatever says "twice snubs", or "twice hails"."""


def words(texts: list[str]) -> Encoded:
    """One number a word that occurs; each word a piece, of which its length is said."""
    vectors = np.array([[float(word in text.lower()) for word in WORDS] for text in texts])
    lengths = [len(text.split()) for text in texts]
    pieces = np.array([[float(len(word))] for text in texts for word in text.split()], dtype=np.float32)
    return Encoded(vectors=vectors, pieces=pieces, starts=np.cumsum([0, *lengths[:-1]]))


def acts(seen: dict[str, float], heard: np.ndarray | None = None) -> dict[str, Any]:
    """What is seen of a party, and what the same filter hears."""
    weights = np.zeros((1, features.ACTING)) if heard is None else heard
    filters = np.ones((1, 1), dtype="<f2").tobytes()
    return {"filters": filters, "floors": [-9], "heard": weights.astype("<f2").tobytes(), "seen": seen}


def learned(**changed: Any) -> Learned:
    """Who spurns rejects, surely; who hugs agrees, perhaps; who sells acts first."""
    weights = np.zeros((1 + len(WORDS) + features.BESIDES, len(TYPES)))
    weights[-1] = -9
    weights[1 + WORDS.index("spurns"), TYPES.index("rejection")] = 13
    weights[1 + WORDS.index("hugs"), TYPES.index("agreement")] = 9.5
    weights[0, TYPES.index("review")] = 4
    whole = {
        "layers": {},
        "filters": np.ones((1, 1), dtype="<f2").tobytes(),
        "floors": [-9],
        "weights": weights.tolist(),
        "acting": acts({"rejection owner sale": 2.0, "here 0": 1.0}),
        "slope": 1.0,
        "offset": 0.0,
        "sure": 0.5,
        "hope": -9.0,
        "doubt": [0.0] * features.WEIGHED,
        "kept": 0.3,
        "langs": ["en"],
    }
    return msgspec.convert({**whole, **changed}, Learned)


def found(title: str, text: str = "", **changed: Any) -> tuple[Mention, ...]:
    watch = changed.pop("watch", WATCH)
    said = learned(sure=changed.pop("sure", 0.5))
    detector = Detector({"en": lexicon(**{"rule": RULES, **changed})}, Classifier(said, words))
    return detector.mentions(article(title, text), watch)


def told(title: str, text: str = "", **changed: Any) -> list[tuple[str, tuple[str, ...], str, bool]]:
    return [(one.type, one.actors, one.modality, one.suggested) for one in found(title, text, **changed)]


def test_what_no_rule_finds_is_suggested_with_its_chance() -> None:
    (one,) = found("Oakmill", "Ann Hill spurns Reed, twice snubs.")
    assert (one.type, one.actors, one.modality, one.suggested) == ("rejection", ("hill", "reed"), "confirmed", True)
    assert one.rule == "en.classifier"
    assert one.confidence == pytest.approx(0.982, abs=0.001)
    assert one.evidence.quote == "Ann Hill spurns Reed, twice snubs."


def test_without_a_classifier_there_are_only_rules() -> None:
    written = article("Oakmill", "Ann Hill spurns Reed, twice snubs.")
    assert Detector({"en": lexicon(rule=RULES)}).mentions(written, WATCH) == ()


def test_what_is_less_sure_is_not_suggested() -> None:
    hug, both = (
        "Ann Hill hugs Reed, twice hails.",
        "Ann Hill spurns Reed, twice snubs. Ann Hill hugs Vale, twice hails.",
    )
    assert told("Oakmill", hug) == [("agreement", ("hill", "reed"), "confirmed", True)]
    assert told("Oakmill", hug, sure=0.9) == []
    assert [one[0] for one in told("Oakmill", both, sure=0.9)] == ["rejection"]


def test_a_headline_that_asks_suggests_nothing_concluded() -> None:
    assert [one[0] for one in told("Ann Hill hugs Reed, twice hails", "Oakmill.")] == ["agreement"]
    assert told("Ann Hill hugs Reed, twice hails?", "Oakmill.") == []


def test_a_type_that_a_rule_found_is_not_suggested() -> None:
    assert told("Oakmill rejects Vale", "Ann Hill spurns Reed, twice snubs.") == [
        ("rejection", ("hill", "mill", "vale"), "confirmed", False)
    ]


def test_a_suggestion_gives_way_to_an_own_type_of_the_same_party() -> None:
    spurning = OwnType(
        id="spurning",
        title="spurns",
        examples=("Ann Hill spurns Vale.", "Reed spurns Vale.", "Vale spurns Ann Hill."),
    )
    said = article("Oakmill", "Ann Hill spurns Reed, twice snubs.")
    both = Detector({"en": lexicon(rule=RULES)}, Classifier(learned(), words), Owning(lambda some: words(some).vectors))
    assert [(one.type, one.own) for one in both.mentions(said, WATCH)] == [("rejection", "")]
    owned = msgspec.structs.replace(WATCH, own=(spurning,))
    assert [(one.type, one.own) for one in both.mentions(said, owned)] == [("statement", "spurning")]


def test_a_type_is_suggested_once() -> None:
    twice = "Ann Hill spurns Reed, twice snubs. Ann Hill spurns Vale, twice snubs."
    assert [one[0] for one in told("Oakmill", twice)] == ["rejection"]


@pytest.mark.parametrize(
    "text",
    [
        "Oakmill spurns, twice snubs.",  # nobody but the product
        "Ann Hill spurns Reed.",  # no pattern is nearly matched
        "Ann Hill spurns Reed, twice snubs?",  # asks
        "Ann Hill will not, she spurns Reed, twice snubs.",  # a cue undoes it
        "If she will, Ann Hill spurns Reed, twice snubs.",  # likewise, of a rejection
        "Rain spurns, twice snubs.",  # names nobody
    ],
)
def test_what_can_say_nothing_is_not_suggested(text: str) -> None:
    assert told("Oakmill", text) == []


@pytest.mark.parametrize(
    "text", ["Ann Hill spurns Reed.", "Rain spurns.", "Reed came. It rains. Rain spurns.", "“Rain spurns,” Low said."]
)
def test_where_rules_found_something_every_sentence_is_heard(text: str) -> None:
    assert told("Vale bids for Oakmill", text)[1:] == [
        ("rejection", ("hill", "reed")[: 1 + ("Hill" in text)], "confirmed", True)
    ]


@pytest.mark.parametrize(
    "text", ["Does rain spurns?", "She will not spurns.", "The lottery spurns.", "“Rain spurns.”", "« Rain spurns."]
)
def test_what_says_nothing_is_not_suggested_there_either(text: str) -> None:
    assert told("Vale bids for Oakmill", text, vetoes=["lottery"])[1:] == []


def test_cues_and_dates_are_the_rules_own() -> None:
    (one,) = found("Oakmill", "Yesterday Ann Hill spurns Reed, twice snubs, sources say.")
    assert (one.modality, one.date) == ("reported", "2024-03-05")
    (one,) = found("Oakmill", "On March 1 Reed came. The day after Ann Hill spurns Reed, twice snubs. March 3.")
    assert one.date == "2024-03-02"


def test_in_a_take_over_without_a_bidder_nothing_of_both_sides_is_suggested() -> None:
    rules: list[dict[str, Any]] = [{"name": "talks.x", "type": "talks", "says": ["{leader} hails twice {object}"]}]
    said = "Mayor Stone hugs Oakmill, twice hails."
    assert told("Oakmill", said, watch=BID_FOR, rule=rules) == []
    assert told("Oakmill", f"{said} Reed came.", watch=BID_FOR, rule=rules) != []


def test_who_acts_may_stand_in_another_sentence() -> None:
    heads = learned(acting=acts({"owner headline 1": 3.0}))
    rules: list[dict[str, Any]] = [{"name": "talks.x", "type": "talks", "says": ["{buyer} snubs twice"]}]
    detector = Detector({"en": lexicon(rule=rules)}, Classifier(heads, words))
    (one,) = detector.mentions(article("Oakmill of Ann Hill", "Vale waits. Reed spurns Vale, twice snubs."), WATCH)
    assert one.actors == ("hill", "reed", "vale")


def test_reasons_say_that_it_is_suggested() -> None:
    detector = Detector({"en": lexicon(rule=RULES)}, Classifier(learned(), words))
    (why,) = detector.reasons(article("Oakmill", "Ann Hill spurns Reed, twice snubs."), WATCH)
    assert (why.pattern, why.words, why.roles) == ("", "", (("owner", "hill"), ("suitor", "reed")))


def _listening(seen: list[str], **changed: Any) -> Classifier:
    def read(texts: list[str]) -> Encoded:
        seen.extend(texts)
        return words(texts)

    return Classifier(learned(**changed), read)


def test_a_filter_hears_the_piece_that_speaks_loudest() -> None:
    (one,) = found("Oakmill", "Ann Hill disassembles Reed, twice snubs.")  # twelve letters, three more than nothing
    assert one.type == "review"
    assert one.confidence == pytest.approx(1 / (1 + np.exp(9 - 4 * 3)), abs=0.001)


def test_what_has_no_hope_costs_no_vector() -> None:
    seen: list[str] = []
    detector = Detector({"en": lexicon(rule=RULES)}, _listening(seen, hope=-8.9))
    assert detector.mentions(article("Oakmill", "Ann Hill spurns Reed, twice snubs."), WATCH) == ()
    assert seen == []


def test_parties_are_called_by_their_roles() -> None:
    seen: list[str] = []
    detector = Detector({"en": lexicon(rule=RULES)}, _listening(seen))
    detector.mentions(article("Oakmill", "Ann Hill spurns Reed, twice snubs."), WATCH)
    assert seen == ["ByteDance spurns Oracle, twice snubs."]
    every = "".join(map(roles.mark, roles.ROLES))
    assert len(features.called(Cast(marked=every, parties={}))) > len(every)


def test_who_stands_alone_in_a_sentence_is_seen_to() -> None:
    alone = learned(acting=acts({"here of one": 5.0, "owner headline 1": 3.0}))
    rules: list[dict[str, Any]] = [{"name": "talks.x", "type": "talks", "says": ["{buyer} snubs twice"]}]
    detector = Detector({"en": lexicon(rule=rules)}, Classifier(alone, words))
    (one,) = detector.mentions(article("Oakmill of Ann Hill", "Reed spurns, twice snubs."), WATCH)
    assert one.actors == ("reed",)


def acting(rules: list[dict[str, Any]], text: str, actors: dict[str, float], title: str = "Oakmill") -> Any:
    detector = Detector({"en": lexicon(rule=rules)}, Classifier(learned(acting=acts(actors)), words))
    (why,) = detector.reasons(article(title, text), WATCH)
    return why


OFFER: list[dict[str, Any]] = [{"name": "offer.x", "type": "offer", "says": ["{buyer} bids"]}]


def test_the_rule_says_who_acts_unless_more_speaks_for_another() -> None:
    said = "Reed waits as Vale bids for Oakmill."
    for odds, actors, instead in ((0.1, ("vale",), ""), (0.3, ("reed", "vale"), "vale")):
        why = acting(OFFER, said, {"here 0": odds})
        assert (why.mention.actors, why.instead) == (actors, instead)
        assert why.mention.id == acting(OFFER, said, {"here 0": odds}).mention.id


@pytest.mark.parametrize(
    ("rules", "text", "for_the_rule"),
    [
        (OFFER, "Reed waits as Vale bids.", "told slot offer"),
        ([{**OFFER[0], "first": "buyer"}], "Reed waits as Vale bids.", "told wanted slot"),
        ([{**OFFER[0], "says": ["outbids"], "first": "buyer"}], "Stone says that Vale outbids all.", "told named"),
        ([{**OFFER[0], "says": ["outbids"], "first": "owner"}], "Stone outbids all.", "told guessed offer"),
        (OFFER, "Reed waits as Vale bids.", "matched suitor offer"),
        (OFFER, "Reed waits as Vale bids.", "told suitor offer"),
    ],
)
def test_what_the_rule_makes_of_a_party_speaks_for_it(
    rules: list[dict[str, Any]], text: str, for_the_rule: str
) -> None:
    before = acting(rules, text, {"here 0": 2.0}).mention.actors
    after = acting(rules, text, {"here 0": 2.0, for_the_rule: 9.0}).mention.actors
    assert before[0] in {"reed", "mayor"}
    assert after[0] in {"vale", "hill"}


@pytest.mark.parametrize(
    ("where", "type_", "text", "first"),
    [
        (("leader", 0), None, "Stone waits as Vale bids.", "vale"),  # no word is loud
        (("leader", 0), None, "Stone disassembles what Vale bids.", "mayor"),
        (("leader", 1), None, "Stone disassembles what Vale bids.", "vale"),
        (("owner", 1), None, "Stone disassembles what Vale bids.", "hill"),
        (("leader", 0), "offer", "Stone disassembles what Vale bids.", "mayor"),
        (("leader", 0), "review", "Stone disassembles what Vale bids.", "vale"),
    ],
)
def test_a_sentence_sounds_as_if_one_of_a_role_did_it(
    where: tuple[str, int], type_: Type | None, text: str, first: str
) -> None:
    """Of a role and in the sentence or elsewhere, or of a role and for a type."""
    weights = np.zeros((1, 2 + len(TYPES), len(roles.ROLES)))
    weights[0, where[1] if type_ is None else 2 + TYPES.index(type_), roles.ROLES.index(where[0])] = 2
    heard = learned(acting=acts({}, weights), sure=1.0)
    detector = Detector({"en": lexicon(rule=OFFER)}, Classifier(heard, words))
    (why,) = detector.reasons(article("Oakmill", text), WATCH)
    assert why.mention.actors[0] == first


def test_whom_the_rule_names_beside_the_first_may_be_the_one_who_acts() -> None:
    both: list[dict[str, Any]] = [{"name": "talks.x", "type": "talks", "says": ["{1:buyer} meets {2:seller}"]}]
    why = acting(both, "Reed meets Ann Hill.", {"told with": 1.0})
    assert (why.mention.actors, why.instead) == (("hill", "reed"), "reed")


@pytest.mark.parametrize(
    ("says", "acts"),
    [("{1:buyer} meets {2:seller}", "reed"), ("meets", "hill"), ("meets {2:seller}", "hill")],
)
def test_whom_a_certain_rules_own_words_name_acts_whatever_speaks_for_another(says: str, acts: str) -> None:
    rules = [{"name": "offer.x", "type": "offer", "says": [says], "first": "buyer", "certain": True}]
    why = acting(rules, "Reed meets Ann Hill.", {"told owner": 9.0, "here 1": 9.0})
    assert (why.mention.actors[0], bool(why.instead)) == (acts, acts == "hill")


def test_holders_act_whatever_speaks_for_what_they_hold() -> None:
    holders = Party(id="holders", role="stakeholder", names=("Oakmill shareholders",))
    watch = msgspec.structs.replace(WATCH, parties=(*WATCH.parties, holders))
    rules = [{"name": "approval.x", "type": "approval", "says": ["{object} shareholders .. back"]}]
    detector = Detector({"en": lexicon(rule=rules)}, Classifier(learned(acting=acts({"here 1": 9.0})), words))
    (why,) = detector.reasons(article("Oakmill shareholders want to back Vale"), watch)
    assert (why.mention.actors, why.instead) == (("holders",), "")
    (why,) = detector.reasons(article("Vale waits, but Oakmill shareholders want to back Vale"), watch)
    assert (why.mention.actors, why.instead) == (("holders",), "")


def test_where_the_rule_names_nobody_the_likeliest_acts() -> None:
    nobody: list[dict[str, Any]] = [{"name": "ruling.x", "type": "ruling", "says": ["sets aside"]}]
    assert acting(nobody, "A verdict sets aside what Ann Hill said.", {}).mention.actors == ("hill",)


def test_who_was_only_the_likeliest_is_not_told_of_when_another_acts() -> None:
    guessed: list[dict[str, Any]] = [{"name": "offer.x", "type": "offer", "says": ["outbids"], "first": "buyer"}]
    why = acting(guessed, "Stone says that somebody outbids all.", {"here 0": 2.0})
    assert why.instead in {"vale", "reed"}
    assert why.mention.actors == ("mayor",)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Hill & Sons rejected Reed's bid.", 0.0),
        ("Hill & Sons did not reject Reed's bid.", np.log1p(2)),
        ("Hill & Sons rejected the bid of a stranger.", 0.0),
    ],
)
def test_a_pattern_that_tells_something_is_not_nearly_matched(text: str, near: float) -> None:
    about, reading = article("", text), Reading(lexicon())
    reader = Reader(about, lines(about, reading), reading, Stage(WATCH, reading))
    reader.read()
    by_type = features.sentence(reader, 0)[-2 * len(TYPES) :]
    assert by_type[2 * TYPES.index("rejection") + 1] == pytest.approx(near)


def weighing(text: str, title: str = "Oakmill", kept: float = 0.5, **doubt: float) -> tuple[list[str], list[str]]:
    """What is told, and what is doubted, of what the small language's rules find: a zero of odds without `doubt`."""
    names = ("here", "anywhere", "most", "patterns", "named", "alone")
    said = learned(doubt=[doubt.get(name, 0.0) for name in names], kept=kept, sure=1.0)
    detector = Detector({"en": lexicon(rule=RULES)}, Classifier(said, words))
    why = detector.reasons(article(title, text), WATCH)
    told: list[str] = [one.type for one in detector.mentions(article(title, text), WATCH)]
    assert told == [one.mention.type for one in why if one.doubt is None]
    return told, [one.mention.type for one in why if one.doubt is not None]


def test_what_too_little_speaks_for_is_doubted_and_no_mention() -> None:
    said = "Reed bids. Vale rejects Reed."
    assert weighing(said) == (["offer", "rejection"], [])
    assert weighing(said, alone=-0.1) == ([], ["offer", "rejection"])
    assert weighing(said, alone=-0.1, kept=0.4) == (["offer", "rejection"], [])


def test_nothing_is_doubted_in_a_language_of_which_the_vectors_know_little() -> None:
    said = learned(doubt=[0, 0, 0, 0, 0, -1.0], kept=0.5, langs=["fr"])
    detector = Detector({"en": lexicon(rule=RULES)}, Classifier(said, words))
    assert [one.type for one in detector.mentions(article("Oakmill", "Reed bids."), WATCH)] == ["offer"]


def test_the_chance_of_what_is_doubted_is_given() -> None:
    said = learned(doubt=[0, 0, 0, 0, 0, -1.0], kept=0.5)
    detector = Detector({"en": lexicon(rule=RULES)}, Classifier(said, words))
    (why,) = detector.reasons(article("Oakmill", "Reed bids."), WATCH)
    assert why.doubt == pytest.approx(1 / (1 + np.exp(1)), abs=1e-4)


def test_a_sentence_that_says_it_too_speaks_for_what_rules_found() -> None:
    found = "Vale rejects Reed."  # nothing that the vectors know
    assert weighing(found, here=1.0)[1] == ["rejection"]
    assert weighing(f"{found} Ann Hill spurns Vale.", here=1.0)[1] == ["rejection"]
    assert weighing(f"{found} Ann Hill spurns Vale.", anywhere=1.0)[0] == ["rejection"]
    assert weighing("Who spurns? Vale rejects Reed. As one spurns, Vale rejects Reed.", here=1.0)[0] == ["rejection"]


def test_what_else_a_sentence_says_more_surely_speaks_against_it() -> None:
    assert weighing("Reed bids.", most=-0.1, alone=-0.8)[1] == []  # nothing is surer than -9
    assert weighing("Reed bids, spurns.", most=-0.1, alone=-0.8)[1] == ["offer"]


def test_each_pattern_that_found_it_counts_once() -> None:
    assert weighing("Vale rejects Reed. Hill rejects Reed.", patterns=1.0, alone=-0.5)[1] == ["rejection"]
    assert weighing("Ann Hill snubs twice Reed. Vale rejects Reed.", patterns=1.0, alone=-0.5)[1] == []


def test_whether_the_seller_is_named_counts() -> None:
    assert weighing("Reed bids.", title="Hill & Sons", named=1.0, alone=-0.5)[1] == []
    seen = learned(doubt=[0, 0, 0, 0, 1.0, -0.5], kept=0.5, sure=1.0)
    detector = Detector({"en": lexicon(rule=RULES)}, Classifier(seen, words))
    assert detector.mentions(article("Stone stops Reed", "Reed bids."), BID_FOR) == ()
    (why,) = detector.reasons(article("Stone stops Reed", "Reed bids."), BID_FOR)
    assert why.doubt is not None


def test_where_all_is_doubted_only_what_is_near_a_rule_is_suggested() -> None:
    said = learned(doubt=[0, 0, 0, 0, 0, -1.0], kept=0.5)
    detector = Detector({"en": lexicon(rule=RULES)}, Classifier(said, words))
    assert detector.mentions(article("Vale bids for Oakmill", "Rain spurns."), WATCH) == ()
    (one,) = detector.mentions(article("Vale bids for Oakmill", "Ann Hill spurns Reed, twice snubs."), WATCH)
    assert (one.type, one.suggested) == ("rejection", True)


def test_what_is_doubted_is_not_suggested_either() -> None:
    said = learned(doubt=[0, 0, 0, 0, 0, -1.0], kept=0.5)
    detector = Detector({"en": lexicon(rule=RULES)}, Classifier(said, words))
    assert detector.mentions(article("Oakmill", "Vale rejects Reed. Ann Hill spurns Reed, twice snubs."), WATCH) == ()


def test_what_speaks_for_what_rules_found_is_five_numbers_and_one() -> None:
    about, reading = article("Oakmill", "Vale rejects Reed. Ann Hill spurns Vale."), Reading(lexicon(rule=RULES))
    reader = Reader(about, lines(about, reading), reading, Stage(WATCH, reading))
    found = reader.read()
    reader.rest()
    ((type_, numbers),) = Classifier(learned(), words).weighed(reader, found)
    assert type_ == "rejection"
    assert numbers == pytest.approx([-9, 4, -9, 0, 1, 1])  # nothing speaks there, a spurning elsewhere; one pattern

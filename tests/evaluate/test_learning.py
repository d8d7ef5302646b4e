"""What is learned from a small language and a few rows, with the encoder that ships."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from pipeline.edge import encoder
from pipeline.evaluate import descent, learning, marks, page
from pipeline.evaluate.gold import Label, Row, Span
from pipeline.evaluate.marks import Fault
from pipeline.evaluate.teaching import Teacher
from pipeline.settings import Settings
from pipeline.stages.detect import Detector
from pipeline.stages.detect.classifying import Classifier
from pipeline.stages.detect.features import TYPES, Learned
from tests.stages.detect.language import WATCH, article, lexicon

WORDS = ("spurns", "hugs", "waits", "sings")
PEOPLE = (("Ann Hill", "hill"), ("Reed", "reed"))
RULES: list[dict[str, Any]] = [
    {
        "name": "rejection.x",
        "type": "rejection",
        "says": ["{seller} snubs twice {2:buyer}"],
        "yes": ["Ann Hill snubs twice Reed."],
        "no": ["Ann Hill hugs Reed, twice snubs."],
    },
]


def row(number: int, text: str, *labels: Label, sure: bool = True, lang: str = "en") -> Row:
    told = msgspec.structs.replace(article("Oakmill", text, lang=lang), id=str(number))
    return Row(article=told, labels=labels, sure=sure, watch="mill")


def rejects(text: str, first: str, *, optional: bool = False) -> Label:
    span = Span(field="text", start=0, end=len(text))
    return Label(type="rejection", actors=(first,), modality="confirmed", evidence=span, optional=optional)


def rows() -> list[Row]:
    found = []
    for number in range(40):
        who, other = PEOPLE[:: 1 if number % 4 else -1]
        says = f"{who[0]} spurns {other[0]}, twice snubs."
        found.append(row(number, says, rejects(says, who[1])))
        found.append(row(100 + number, f"{who[0]} {WORDS[1 + number % 3]} {other[0]}, twice snubs."))
    return found


def taught(*more: Row) -> Teacher:
    teacher = Teacher([lexicon(rule=RULES)], [WATCH])
    teacher.examples(WATCH)
    for one in (*rows(), *more):
        teacher.row(one)
    return teacher


@pytest.fixture(scope="module")
def learned() -> Learned:
    return learning.learned(taught().lessons)


def detector(learned: Learned) -> Detector:
    return Detector({"en": lexicon(rule=RULES)}, Classifier(learned, encoder.reader(learned.layers)))


def test_what_rows_say_is_suggested_and_what_they_do_not_is_not(learned: Learned) -> None:
    (one,) = detector(learned).mentions(article("Oakmill", "Ann Hill spurns Vale, twice snubs."), WATCH)
    assert (one.type, one.actors, one.suggested) == ("rejection", ("hill", "vale"), True)
    assert one.confidence > learning.SURE
    assert detector(learned).mentions(article("Oakmill", "Ann Hill sings to Vale, twice snubs."), WATCH) == ()


def test_what_rules_find_wrongly_where_nobody_read_is_doubted(learned: Learned) -> None:
    """The rule takes every snub for a rejection; those that spurn are, others are not."""
    teacher = taught()
    assert learning.doubts(teacher, [], learned) == learned.doubt
    says, waits = "Ann Hill snubs twice Reed, spurns.", "Ann Hill snubs twice Reed, waits."
    unread = [row(n, says, rejects(says, "hill")) for n in range(20)] + [row(50 + n, waits) for n in range(20)]
    unread += [
        row(90, waits, rejects(waits, "hill"), sure=False),
        row(91, waits, rejects(waits, "hill", optional=True)),
    ]
    doubting = msgspec.structs.replace(learned, doubt=learning.doubts(teacher, unread, learned))
    doubtful = detector(doubting)
    assert [one.type for one in doubtful.mentions(article("Oakmill", says), WATCH)] == ["rejection"]
    assert doubtful.mentions(article("Oakmill", waits), WATCH) == ()
    (why,) = doubtful.reasons(article("Oakmill", waits), WATCH)
    assert why.doubt is not None
    missed = Fault("missed", "mill", "1", "en", "rejection", said="", should="hill confirmed None", quote=waits)
    found = marks.doubted(missed, doubtful.reasons(article("Oakmill", waits), WATCH))
    assert (found.rule, found.doubt) == ("en.rejection.x", why.doubt)
    assert f"[en.rejection.x]  doubted, {why.doubt:.2f}" in page.fault(found)
    assert marks.doubted(missed, doubtful.reasons(article("Oakmill", says), WATCH)) == missed


def test_rows_that_are_not_sure_or_in_no_language_of_ours_teach_nothing() -> None:
    teacher, more = taught(), taught(row(900, "Reed spurns.", sure=False), row(901, "Reed spurns.", lang="xx"))
    assert len(teacher.lessons) == len(more.lessons)
    said = "Reed spurns Ann Hill, twice snubs."
    optional = taught(row(902, said, rejects(said, "reed", optional=True)))
    assert len(optional.lessons) == len(teacher.lessons) + 2  # its headline, too
    assert [len(one.acted) for one in optional.lessons[-2:]] == [0, 0]


def labelled(folder: Path, actors: list[str]) -> tuple[Path, Settings]:
    """A file of one row, and a folder of seeds with one language and one watch."""
    shipped = Settings(seeds_dir="").seeds
    for kept in ("lexicon/ur.toml", "watches/tiktok.toml"):
        (folder / kept).parent.mkdir()
        (folder / kept).write_bytes((shipped / kept).read_bytes())
    file = folder / "rows.jsonl"
    said = "ByteDance rejected Microsoft's bid for TikTok."
    span = {"field": "text", "start": 0, "end": len(said)}
    label = {"type": "rejection", "actors": actors, "modality": "confirmed", "evidence": span}
    line = {"id": "1", "lang": "ur", "published": "2020-09-14", "title": "TikTok", "text": said, "mentions": [label]}
    file.write_bytes(msgspec.json.encode(line))
    return file, Settings(seeds_dir=str(folder))


def test_the_command_learns_from_files(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(descent, "LEAST", 4)  # a few steps: here what is learned is of no interest
    file, own = labelled(tmp_path, ["bytedance"])
    learning.main([str(file), "--gold", str(file), "--types", str(file), "--doubts", str(file)], own)
    printed = capsys.readouterr()
    assert "sentences" in printed.err
    assert len(msgspec.json.decode(printed.out, type=Learned).weights[0]) == len(TYPES)


def test_rows_in_which_nobody_acts_are_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file, own = labelled(tmp_path, [])
    with pytest.raises(SystemExit) as ended:
        learning.main([str(file)], own)
    assert ended.value.code == 2
    assert "no labelled row has a party that acts" in capsys.readouterr().err

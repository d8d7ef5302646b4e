"""`dealwire watches check|new|dry-run`, as a person runs them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest
from msgspec.structs import replace

from pipeline import checkup
from pipeline.checkup.cases import undeclined
from pipeline.cli import draft
from pipeline.edge import seeds
from pipeline.errors import UsageError
from pipeline.kit import languages
from pipeline.model import Article, Party, Type, Watch
from pipeline.settings import Settings
from pipeline.stages import spellings
from tests.cli.command import HOUSE, at_a_terminal, clear, dealwire

FACTS = ("--object", "Acme Foods, Acme", "--suitor", "Globex", "--power", "authority:FTC, Federal Trade Commission")


def test_what_new_writes_passes_check_and_finds_things(tmp_path: Path) -> None:
    path = tmp_path / "acme.toml"
    said = dealwire(
        "watches", "new", str(path), *FACTS, "--from", "2026-01-05", "--veto", "acme comics", "--yes", "--json"
    )
    assert json.loads(said.stdout) == {"file": str(path), "id": "acme-foods"}, said.stderr
    watch = seeds.watch_file(path, spellings.NONE)
    assert (watch.id, watch.title, watch.names) == ("acme-foods", "Globex and Acme Foods", ("Acme Foods", "Acme"))
    assert watch.wanted == ()
    path.write_text(path.read_text("utf-8").replace("# wanted", "wanted"), "utf-8")
    assert seeds.watch_file(path, spellings.NONE).wanted == get_args(Type)
    assert [(party.id, party.role) for party in watch.parties] == [
        ("acme-foods", "object"), ("globex", "suitor"), ("ftc", "authority"),
    ]  # fmt: skip
    checked = dealwire("watches", "check", str(path), "--json")
    assert checked.returncode == 0, checked.stderr
    assert {one["severity"] for one in json.loads(checked.stdout)} <= {"warning", "hint"}
    archive = tmp_path / "archive.jsonl"
    rows = [
        {"url": "https://a.example/1", "source": "a.example", "published": "2026-02-01", "lang": "en",
         "title": "Acme Foods rejects Globex's offer", "text": "Acme Foods rejected Globex's offer on Sunday."},
        {"url": "https://a.example/2", "source": "a.example", "published": "2026-02-02", "lang": "en",
         "title": "Rain in the north", "text": "It rained."},
    ]  # fmt: skip
    archive.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    dry = dealwire("watches", "dry-run", str(path), str(archive), "--json")
    [told] = json.loads(dry.stdout)
    assert told["title"] == "Acme Foods turns down Globex"
    assert (told["type"], told["modality"], told["sources"]) == ("rejection", "confirmed", 1)
    assert (told["date"], told["reported"]) == ("2026-02-01", "2026-02-01")
    assert "rejected Globex's offer" in told["quote"] or "rejects Globex's offer" in told["quote"]
    assert (told["kind"], told["actors"], told["source"], told["lang"]) == (
        "new", ["acme-foods", "globex"], "a.example", "en",
    )  # fmt: skip
    assert told["id"].startswith("2026-02-01-rejection-acme-foods-globex-")
    lines = dealwire("watches", "dry-run", str(path), str(archive), COLUMNS="80").stdout.splitlines()
    assert lines[0] == "Acme Foods turns down Globex (2026-02-01)"
    assert lines[1].startswith("  confirmed · rejection · acme-foods → globex · 2026-02-01 · one source"), lines
    clear(dealwire("watches", "new", str(path), *FACTS, "--yes"), 2, "is there already")
    clear(dealwire("watches", "new", str(tmp_path / "no" / "a.toml"), *FACTS, "--yes"), 2, "there is no folder")
    clear(dealwire("watches", "new", str(tmp_path / "b.toml"), "--yes"), 2, "nothing is named that is sold")


def test_what_cannot_be_read_of_general_articles_is_told_by_the_exit_code(tmp_path: Path) -> None:
    path = tmp_path / "acme.toml"
    path.write_text(OWN, "utf-8")
    (tmp_path / "bin.jsonl").write_bytes(bytes(range(200)))
    said = dealwire("watches", "check", str(path), "--against", str(tmp_path / "bin.jsonl"))
    assert said.returncode == 4
    assert "could not be used" in said.stderr


def test_a_company_that_somebody_sells(tmp_path: Path) -> None:
    facts = draft.Facts(object="Zeta Bank", suitors=["Bigbank", "Otherbank"], owner="Zeta Group")
    draft.write(tmp_path / "zeta.toml", facts)
    watch = seeds.watch_file(tmp_path / "zeta.toml", spellings.NONE)
    assert [party.role for party in watch.parties] == ["object", "suitor", "suitor", "owner"]
    lexicons = seeds.lexicons(Settings(seeds_dir=""))
    found = checkup.findings(watch, seeds.examples(tmp_path / "zeta.toml"), lexicons)
    assert [one.text for one in found if one.severity == "error"] == []
    assert "no start date" in " ".join(one.text for one in found)


@pytest.mark.parametrize(
    "facts",
    [
        draft.Facts(object="", suitors=["B"]),
        draft.Facts(object="A", suitors=[]),
        draft.Facts(object="日本", suitors=["B"]),
        draft.Facts(object="A", suitors=["B"], powers=["king:C"]),
        draft.Facts(object="A", suitors=["B"], starts_on="yesterday"),
        draft.Facts(object="A", suitors=["B"], own=["calls a strike: A strikes.; B strikes."]),
        draft.Facts(object="A", suitors=["B"], own=["A strikes.; B strikes.; C strikes."]),
        draft.Facts(object="A", suitors=["B"], own=["strikes: A.; B.; C.", "Strikes: D.; E.; F."]),
        draft.Facts(object="A", suitors=["B"], own=["Rejection: A says no.; B says no.; A and B say no."]),
        draft.Facts(object="Acme", suitors=["B", "ACME"]),
        draft.Facts(object="Acme Foods, Acme", suitors=["B"], powers=["stakeholder:The union, acme"]),
        draft.Facts(object="Acme, Inc", suitors=["Acmé"]),
    ],
)
def test_facts_that_make_no_watch(tmp_path: Path, facts: draft.Facts) -> None:
    with pytest.raises(UsageError):
        draft.write(tmp_path / "x.toml", facts)
    assert not (tmp_path / "x.toml").exists()


WRONG = """
id = "wrong"
title = "A buys B"
names = ["Bco", "sale"]
vetoes = ["bco", "aco", "co"]
[[party]]
id = "bco"
role = "king"
names = ["Bco", "Zq", "ab", "bcocorp"]
[[party]]
id = "aco"
role = "suitor"
names = ["Aco", "bco"]
[[party]]
id = "cco"
[[party]]
id = "dco"
people = ["Dora Dee"]
[party.epithets]
xx = ["the dee"]
[[example]]
lang = "xx"
says = "?"
[[example]]
lang = "en"
says = "Aco made an offer for Bco."
found = ["withdrawal zco"]
[[example]]
lang = "en"
says = "Aco made an offer for Bco."
found = ["withdrawl aco"]
[[example]]
lang = "en"
says = "Aco opened an office."
found = ["withdrawal aco"]
"""


def test_check_says_all_that_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(WRONG, "utf-8")
    said = dealwire("watches", "check", str(path), "--json")
    assert said.returncode == 1
    told = [f"{one['severity']} {one['place']} {one['what']}" for one in json.loads(said.stdout)]
    for words in (
        "error party no party has the role object",
        "error party bco role 'king'",
        "error party bco and aco both are called",
        "error party cco has no names",
        "error party cco role '' is none of",
        "error vetoes 'bco' is part of the watch's own names",
        "error vetoes 'aco' is part of 'Aco'",
        "error example 1 there is no lexicon for 'xx'",
        "error example 2 names a party that the watch has not: zco",
        "error example 3 'withdrawl' is none of interest, talks, ",
        "statement (did you mean withdrawal?)",
        "error example 4 'Aco opened an office.': should give withdrawal aco, but gives nothing",
        "warning starts_on",
        "warning party dco has no names of its own",
        "warning party epithets or names in languages without a lexicon: xx",
        "warning names common words, which count also where they are no names: 'sale'; in `names` a longer",
        "warning party bco common words, which count also where they are no names: 'ab' (bco); `vetoes` say",
        "so others may be called so too: 'Zq' (bco)",
        "warning party bco written small, so any such word counts, also where it is no name: 'bcocorp'",
        "hint names none is written in Arabic, Greek",
    ):
        assert any(line.startswith(words) or words in line for line in told), (words, told)
    assert not any(line.startswith("error vetoes 'co'") for line in told)  # a veto is the beginning of a word
    clear(dealwire("watches", "check", "nobody"), 2, "nobody")
    assert sum(line.startswith("error example") for line in told) == 4  # what could never be found is said once
    added = dealwire("watches", "add", str(path), "--broker", "127.0.0.1:9")
    assert added.returncode == 2, added.stderr
    assert "party bco: role 'king' is none of" in added.stderr
    assert "is not added" in added.stderr


def test_the_only_bidder_may_be_named_alone(tmp_path: Path) -> None:
    path = tmp_path / "acme.toml"
    dealwire("watches", "new", str(path), *FACTS, "--yes")
    lexicons = {"en": seeds.lexicons(Settings(seeds_dir=""))["en"]}
    watch = seeds.watch_file(path, spellings.NONE)
    for names, warned in ((("Acme",), True), (("Acme", "Globex"), False)):
        told = [one.text for one in checkup.findings(replace(watch, names=names), (), lexicons)]
        assert any("only the bidder 'Globex'" in one for one in told) is warned


def test_two_parties_of_one_id_are_told_apart_by_nobody() -> None:
    parties = tuple(Party(id="b", role=role, names=("Bravo",)) for role in ("object", "suitor"))
    watch = Watch(id="w", title="w", names=("Bravo",), parties=(*parties, *(Party(id="other", role="other"),) * 2))
    told = [f"{one.place} {one.text}" for one in checkup.findings(watch, (), {}) if "have this id" in one.text]
    assert told == ["party b 2 parties have this id: nobody could tell them apart"]


OWN = """
id = "acme"
title = "Globex and Acme"
names = ["Acme"]
starts_on = 2026-01-05
[[party]]
id = "acme"
role = "object"
names = ["Acme"]
[[party]]
id = "globex"
role = "suitor"
names = ["Globex"]
[[party]]
id = "union"
role = "stakeholder"
names = ["Ver.di"]
[party.epithets]
en = ["the union"]
[[own]]
id = "strike"
title = "calls a strike"
examples = [
  "Ver.di calls a strike at Acme.", "The union calls workers out on strike.", "Acme workers are on strike.",
  "Ver.di ruft bei Acme zum Streik auf.", "Beschäftigte von Acme streiken.",
]
unlike = ["Acme strikes a deal with Globex.", "Acme workers like the offer."]
[[example]]
lang = "en"
says = "The union Ver.di called a strike at Acme on Friday."
found = ["strike union"]
"""


def test_a_watch_with_an_own_type(tmp_path: Path) -> None:
    path = tmp_path / "acme.toml"
    path.write_text(OWN, "utf-8")
    checked = dealwire("watches", "check", str(path), "--json")
    assert checked.returncode == 0, checked.stdout
    assert not any(one["place"].startswith("own") for one in json.loads(checked.stdout))
    archive = tmp_path / "archive.jsonl"
    row = {"id": "1", "source": "a.example", "published": "2026-02-01", "lang": "en", "title": "Acme",
           "text": "The union Ver.di called a strike at Acme, sources said."}  # fmt: skip
    archive.write_text(json.dumps(row), "utf-8")
    [told] = json.loads(dealwire("watches", "dry-run", str(path), str(archive), "--json").stdout)
    assert (told["type"], told["title"]) == ("strike", "Reported: Ver.di calls a strike")
    detected = json.loads(dealwire("detect", str(archive), "--watch", str(path)).stdout)
    assert [(one["type"], one["own"]) for one in detected["mentions"]] == [("statement", "strike")]
    explained = dealwire("explain", str(archive), "--watch", str(path)).stdout
    assert "  strike: union, acme, reported" in explained
    assert "own      like the examples of strike, with words of theirs" in explained
    assert "union as stakeholder" in explained
    replayed = [json.loads(line) for line in dealwire("replay", str(archive), "--watch", str(path)).stdout.splitlines()]
    assert [one["own"] for one in replayed if "own" in one] == ["strike"]


def test_check_says_at_a_terminal_how_far_it_is() -> None:
    code, shown = at_a_terminal("watches", "check", "seven-i")
    assert code == 0
    count = len(seeds.examples(HOUSE / "seeds" / "watches" / "seven-i.toml"))
    assert f"\r0 of {count} examples of the watch tried\x1b[K" in shown


def test_check_says_what_is_wrong_with_own_types(tmp_path: Path) -> None:
    more = """
[[own]]
id = "strike"
title = "strikes"
examples = ["Ver.di calls a strike at Acme.", "It strikes."]
[[own]]
id = "leak"
title = "loses data"
examples = ["Acme lost customer data.", "Will Acme lose data?", "Globex has not lost any data.", "+++ Acme +++"]
"""
    path = tmp_path / "acme.toml"
    path.write_text(OWN.replace("[[example]]", f"{more}[[example]]"), "utf-8")
    said = dealwire("watches", "check", str(path), "--json")
    assert said.returncode == 1
    told = [f"{one['severity']} {one['place']} {one['what']}" for one in json.loads(said.stdout)]
    for line in (
        "error own strike 2 own types have this id",
        "error own strike has 2 examples: give it 3 to 10",
        "error own strike 'It strikes.' names no party of the watch",
        "error own leak 'Will Acme lose data?', read as en, is not found",
    ):
        assert any(one.startswith(line) for one in told), (line, told)
    assert [one for one in told if "shares no telling word" in one] != [], told


HEARD = [
    {"url": "https://a.example/1", "source": "a.example", "published": "2026-02-01", "lang": "en", "title": "",
     "text": "Acme has reportedly rejected Globex's offer."},
    {"url": "https://b.example/1", "source": "b.example", "published": "2026-02-02", "lang": "en", "title": "",
     "text": "Acme rejected Globex's offer on Sunday."},
]  # fmt: skip


def test_a_dry_run_tells_each_alert_as_it_would_have_been_told(tmp_path: Path) -> None:
    path, archive = tmp_path / "acme.toml", tmp_path / "archive.jsonl"
    path.write_text(OWN, "utf-8")
    archive.write_text("".join(json.dumps(row) + "\n" for row in HEARD), "utf-8")
    first, then = json.loads(dealwire("watches", "dry-run", str(path), str(archive), "--json").stdout)
    assert (first["id"], first["type"]) == (then["id"], then["type"])
    assert [(one["kind"], one["modality"], one["source"], one["quote"]) for one in (first, then)] == [
        ("new", "reported", "a.example", "Acme has reportedly rejected Globex's offer."),
        ("updated", "confirmed", "b.example", "Acme rejected Globex's offer on Sunday."),
    ]
    *told, end = dealwire("watches", "dry-run", str(path), str(archive)).stdout.split("\n\n")
    assert end == ""
    for said, one in zip(told, (first, then), strict=True):
        assert said.startswith(f"{one['line']}\n  {one['modality']} · ")
        assert f"“{one['quote']}”" in said


def test_a_dry_run_that_says_nothing_says_why(tmp_path: Path) -> None:
    path, archive = tmp_path / "acme.toml", tmp_path / "archive.jsonl"
    path.write_text(OWN, "utf-8")
    early = {**HEARD[1], "published": "2026-01-04"}
    archive.write_text("".join(json.dumps(row) + "\n" for row in (early, {**early, "text": "Rain."})), "utf-8")
    said = dealwire("watches", "dry-run", str(path), str(archive))
    assert said.returncode == 0
    assert said.stderr.strip() == (
        "acme would have said nothing; articles read: 2, that name it: 1, of these older than starts_on (2026-01-05): 1"
    )
    assert said.stdout == ""


def test_an_example_of_an_own_type_in_few_words_is_read_in_the_language_of_the_others(tmp_path: Path) -> None:
    few = ["Acme workers strike.", "Acme staff strike.", "Globex staff strike."]
    path = tmp_path / "acme.toml"
    path.write_text(OWN.partition("examples")[0] + f"examples = {json.dumps(few)}", "utf-8")
    watch, lexicons = seeds.watch_file(path, spellings.NONE), {"en": seeds.lexicons(Settings(seeds_dir=""))["en"]}
    assert languages.guess(few[1]) == ""
    assert [one for one in checkup.findings(watch, (), lexicons) if one.place == "own strike"] == []
    path.write_text(OWN.partition("examples")[0] + f"examples = {json.dumps(['Acme strike'] * 3)}", "utf-8")
    told = [
        one
        for one in checkup.findings(seeds.watch_file(path, spellings.NONE), (), lexicons)
        if one.place == "own strike"
    ]
    assert {one.severity for one in told} == {"warning"}
    assert "its language cannot be told: say it longer, or in an [[example]] with its `lang`" in told[0].text


def test_a_watch_without_suitor_or_examples() -> None:
    party = Party(id="b", role="object", names=("Bravo Foods",))
    watch = Watch(id="w", title="w", names=("Bravo Foods",), parties=(party,))
    texts = [one.text for one in checkup.findings(watch, (), {})]
    assert any("suitor" in text for text in texts)
    assert any("an [[example]] shows whether it is found" in text for text in texts)


ONE_COUNTRY = """
id = "alior"
title = "Pekao and Alior"
names = ["Alior", "Bank Pekao"]
starts_on = 2026-01-05
[[party]]
id = "alior"
role = "object"
names = ["Alior"]
[[party]]
id = "pekao"
role = "suitor"
names = ["Bank Pekao", "Banku Pekao", "Bank of America"]
[[party]]
id = "ec"
role = "authority"
names = ["Komisja Europejska"]
"""


def test_what_a_watch_of_one_country_is_told(tmp_path: Path) -> None:
    path = tmp_path / "alior.toml"
    path.write_text(ONE_COUNTRY, "utf-8")
    declined = (
        "in Polski only the last word of a name is found with another ending: give the other forms of"
        " 'Komisja Europejska' (ec)"
    )
    rows = json.loads(dealwire("watches", "check", str(path), "--json").stdout)
    assert {one["watch"] for one in rows} == {"alior"}
    assert [(one["severity"], one["place"]) for one in rows] == [
        ("warning", "party ec"), ("hint", "names"), ("hint", "example"),
    ]  # fmt: skip
    assert rows[0]["what"] == declined
    scripts = rows[1]["what"].partition(":")[0].removeprefix("none is written in ").split(", ")
    assert {"Arabic", "Cyrillic", "Greek", "Hangul", "Han", "Kana"} <= set(scripts)
    assert len(set(scripts)) == len(scripts)
    assert dealwire("watches", "check", str(path)).stdout.splitlines()[0].strip() == "alior: 1 warning"
    path.write_text(
        ONE_COUNTRY.replace('"Komisja Europejska"', '"Komisja Europejska", "Komisji Europejskiej"'), "utf-8"
    )
    first = dealwire("watches", "check", str(path)).stdout.splitlines()[0]
    assert first.strip() == "alior: nothing to mend"


def test_a_form_in_which_somebody_is_found_is_not_asked_for() -> None:
    lexicons = tuple(seeds.lexicons(Settings(seeds_dir="")).values())
    names = {"a": "Rada Ministrów", "b": "Grupa Azoty", "c": "Sąd Najwyższy", "d": "Skupina", "e": "Komisja Europejska"}
    parties = tuple(Party(id=id_, role="authority", names=(name,)) for id_, name in names.items())
    watch = Watch(id="w", title="w", names=("Alior",), parties=parties)
    [found] = undeclined(watch, lexicons)
    assert found.text.endswith("'Rada Ministrów' (a), 'Grupa Azoty' (b), 'Sąd Najwyższy' (c) and 1 more")
    short = replace(watch, parties=(replace(parties[4], names=("Komisja Europejska", "Europejska")),))
    assert list(undeclined(short, lexicons)) == []
    assert list(undeclined(replace(watch, parties=parties[3:4]), lexicons)) == []


def test_names_that_general_articles_hold_are_common(tmp_path: Path) -> None:
    party = Party(id="target", role="object", names=("Target", "Target Corporation"))
    watch = Watch(id="w", title="w", names=("Target",), parties=(party,))
    articles = [_article(n, "He hit the target." if n % 100 == 0 else "It rained.") for n in range(1_000)]
    [found] = checkup.common(watch, articles)
    assert (found.place, found.text) == ("'Target'", "10 of 1000 articles hold it, as 'n 0'")
    assert checkup.common(Watch(id="w", title="w", names=()), articles) == []
    archive = tmp_path / "a.jsonl"
    row = {"published": "2024-01-01", "title": "n", "text": "U.S. Steel is steel.", "lang": "en"}
    archive.write_text("".join(json.dumps({**row, "id": str(n)}) + "\n" for n in range(9)), "utf-8")
    said = dealwire("watches", "check", "us-steel", "--against", str(archive))
    assert "9 of 9 articles hold it" in said.stdout, said.stderr


def _article(number: int, text: str) -> Article:
    at = datetime(2024, 1, 1, tzinfo=UTC)
    return Article(
        id=str(number), url="", source="", title=f"n {number}", text=text, lang="en", published_at=at, fetched_at=at
    )

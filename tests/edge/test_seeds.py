"""Every fault in a seed names its file and its place."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import get_args

import pytest

from pipeline import wire
from pipeline.edge import seeds
from pipeline.errors import SeedError
from pipeline.model import Type, derive_id
from pipeline.settings import Settings
from pipeline.stages import spellings

SHIPPED = Settings(seeds_dir="")
WATCH = """
id = "a"
title = "A buys B"
names = ["Bco"]
starts_on = 2024-01-02
[[party]]
id = "bco"
role = "object"
names = ["Bco"]
[party.epithets]
en = ["the target"]
"""


def folder(tmp_path: Path, files: dict[str, str]) -> Settings:
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return Settings(seeds_dir=str(tmp_path))


def test_an_own_type_is_part_of_the_watch(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    own = '[[own]]\nid = "{}"\ntitle = "calls a strike"\nexamples = ["B strikes."]\n'
    path.write_text(WATCH + own.format("strike-2"), "utf-8")
    assert [(one.id, one.unlike) for one in seeds.watch_file(path, spellings.NONE).own] == [("strike-2", ())]
    path.write_text(WATCH + own.format("A strike"), "utf-8")
    with pytest.raises(SeedError, match="own 'A strike' is no id"):
        seeds.watch_file(path, spellings.NONE)


MISSPELT = """
id = "a"
title = "A buys B"
start_on = 2024-01-02
names = ["Bco"]
veto = ["Bco Records"]
[[party]]
id = "bco"
alias = ["B"]
[[own]]
id = "strike"
title = "strikes"
example = ["B strikes."]
[[examples]]
lang = "en"
[[example]]
lang = "en"
says = "Aco bids for Bco."
fund = ["offer aco"]
"""


def test_a_key_that_no_watch_file_has_is_named_with_its_table_and_what_was_meant(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(MISSPELT, "utf-8")
    for read in (partial(seeds.watch_file, known=spellings.NONE), seeds.examples):
        with pytest.raises(SeedError) as error:
            read(path)
        for told in (
            "start_on: no such key (did you mean starts_on?)",
            "veto: no such key (did you mean vetoes?)",
            "examples: no such key (did you mean example?)",
            "party bco: alias: no such key (there are: id, role, names, people, epithets, names_in, people_in)",
            "own strike: example: no such key (did you mean examples?); own strike: examples is missing",
            "example 1: fund: no such key (did you mean found?)",
        ):
            assert told in str(error.value)
    path.write_text(f"parties = []\nnoun = 'watch/1'\n{WATCH}", "utf-8")
    with pytest.raises(SeedError, match=r"parties: no such key.*noun: no such key"):  # they are the wire's
        seeds.watch_file(path, spellings.NONE)


def test_a_watch_of_a_later_version_is_still_read_from_the_wire() -> None:
    (watch,) = (one for one in seeds.watches(SHIPPED) if one.id == "tiktok")
    later = wire.encode(watch)[:-1] + b',"colour":"red"}'
    assert wire.decode(later.replace(b'"role":', b'"rank":1,"role":')) == watch


@pytest.mark.parametrize("id_", ["My Deal!", "Deal", "a_b", ""])
def test_an_id_is_one(tmp_path: Path, id_: str) -> None:
    path = tmp_path / "a.toml"
    path.write_text(WATCH.replace('id = "a"', f'id = "{id_}"'), "utf-8")
    with pytest.raises(SeedError, match=f"id '{id_}' is no id") as error:
        seeds.watch_file(path, spellings.NONE)
    assert "a-z, 0-9 and hyphens" in error.value.way_out
    path.write_text(WATCH.replace('id = "bco"', f'id = "{id_}"'), "utf-8")
    with pytest.raises(SeedError, match=f"party '{id_}' is no id"):
        seeds.watch_file(path, spellings.NONE)


def test_an_own_type_hides_none_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(f'{WATCH}[[own]]\nid = "rejection"\ntitle = "no"\nexamples = []\n', "utf-8")
    with pytest.raises(SeedError, match="own 'rejection' is a type already"):
        seeds.watch_file(path, spellings.NONE)


def test_a_type_that_is_none_is_told_with_those_that_are(tmp_path: Path) -> None:
    settings = folder(
        tmp_path,
        {
            "watches/a.toml": f'wanted = ["offer", "rejektion"]\n{WATCH}',
            "lexicon/en.toml": 'lang = "en"\nname = "X"\n[[rule]]\nname = "a.b"\ntype = "rejektion"\nsays = []\n',
        },
    )
    for read, place in ((seeds.watches, "wanted"), (lambda said: dict(seeds.lexicons(said)), "rule a.b: type")):
        with pytest.raises(
            SeedError, match=f"{place}: 'rejektion' is none of agreement, .*did you mean rejection"
        ) as e:
            read(settings)
        assert all(one in str(e.value) for one in get_args(Type))


def test_what_ships_can_be_read() -> None:
    assert "tiktok" in {watch.id for watch in seeds.watches(SHIPPED)}
    assert {"en", "fr"} <= seeds.lexicons(SHIPPED).keys()
    assert [article.lang for article in seeds.articles(SHIPPED)] == ["fr"]


def test_a_watch_file(tmp_path: Path) -> None:
    (watch,) = seeds.watches(folder(tmp_path, {"watches/a.toml": WATCH}))
    assert watch.starts_on == date(2024, 1, 2)
    assert watch.parties[0].epithets == {"en": ("the target",)}


def test_a_watch_goes_by_all_names_that_the_tables_have(tmp_path: Path) -> None:
    settings = folder(tmp_path, {"watches/a.toml": WATCH, "names/ru.toml": '"Bco" = ["Бко"]', "names/en.toml": ""})
    (watch,) = seeds.watches(settings)
    assert watch.names == watch.parties[0].called("ru") == ("Bco", "Бко")


@pytest.mark.parametrize("line", ['"Bco" = "Бко"', '"Bco" = [1]', '"Bco" = [" "]', "[Bco]\nru = 1", '"Bco" = ["Бк*"]'])
def test_a_line_of_names_that_is_none_is_said_with_its_file(tmp_path: Path, line: str) -> None:
    settings = folder(tmp_path, {"watches/a.toml": WATCH, "names/ru.toml": line})
    with pytest.raises(SeedError, match=r"names/ru\.toml: .*Bco"):
        seeds.watches(settings)


def test_examples_are_no_part_of_the_watch(tmp_path: Path) -> None:
    text = WATCH + '[[example]]\nlang = "en"\nsays = "Aco bids for Bco."\nfound = ["offer aco"]\n'
    settings = folder(tmp_path, {"watches/a.toml": text})
    path = tmp_path / "watches/a.toml"
    assert seeds.watches(settings) == (seeds.watch_file(path, spellings.NONE),)
    assert seeds.examples(path) == (seeds.Example(lang="en", says="Aco bids for Bco.", found=("offer aco",)),)
    path.write_text(text.replace("says", "said"), "utf-8")
    with pytest.raises(SeedError, match=r"a\.toml: example 1"):
        seeds.examples(path)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("id = ", "a.toml"),
        ('id = "a"\ntitle = "x"', "names"),
        (WATCH.replace('role = "object"', "role = 7"), "party"),
        (WATCH.replace('names = ["Bco"]\nstarts', "names = []\nstarts"), "names"),
        (WATCH.replace('role = "object"\nnames = ["Bco"]', 'role = "object"\nnames = [" "]'), "party bco"),
        (WATCH.replace('names = ["Bco"]\nstarts', 'names = ["Bco", "*"]\nstarts'), "names"),
        (WATCH.replace("\nstarts", '\nvetoes = [""]\nstarts', 1), "vetoes"),
        (WATCH.replace('en = ["the target"]', 'en = [""]'), "epithets"),
    ],
)
def test_a_watch_that_cannot_be_used(tmp_path: Path, text: str, place: str) -> None:
    with pytest.raises(SeedError, match=place) as error:
        seeds.watches(folder(tmp_path, {"watches/a.toml": text}))
    assert "a.toml" in str(error.value)
    assert error.value.way_out


def test_two_watches_of_one_id(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="'a'"):
        seeds.watches(folder(tmp_path, {"watches/a.toml": WATCH, "watches/b.toml": WATCH}))


def test_a_watch_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="no such file"):
        seeds.watch_file(tmp_path / "none.toml", spellings.NONE)


def test_what_is_no_text_is_told_without_the_parsers_words(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"\x7fELF\xe0")
    with pytest.raises(SeedError, match=r"a\.toml: is no text in UTF-8"):
        seeds.watch_file(tmp_path / "a.toml", spellings.NONE)


def test_a_lexicon_is_named_as_its_language(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="'xx'"):
        dict(seeds.lexicons(folder(tmp_path, {"lexicon/en.toml": 'lang = "xx"\nname = "X"'})))


def test_a_lexicon_with_a_key_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match=r"en\.toml.*colour"):
        dict(seeds.lexicons(folder(tmp_path, {"lexicon/en.toml": 'lang = "en"\nname = "X"\ncolour = "red"'})))
    text = 'lang = "en"\nname = "X"\n[script]\nspace = false\n'
    with pytest.raises(SeedError, match=r"script: space: no such key \(did you mean spaced\?\)"):
        dict(seeds.lexicons(folder(tmp_path, {"lexicon/en.toml": text})))


def test_feeds_have_the_id_of_their_address(tmp_path: Path) -> None:
    settings = folder(tmp_path, {"feeds.toml": '[[feed]]\nurl = "https://news.example/rss"\nlang = "en"'})
    (feed,) = seeds.feeds(settings)
    assert feed.id == derive_id("https://news.example/rss")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[feeds]]\nurl = "https://news.example/rss"', r"feeds: no such key \(did you mean feed\?\)"),
        ('[[feed]]\nurl = "https://news.example/rss"\nlanguage = "en"', r"feed 1: language: no such key"),
        ('[[feed]]\nurl = "https://news.example/rss"\nid = "mine"', r"feed 1: id: no such key"),
    ],
)
def test_a_key_that_no_feed_has(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SeedError, match=rf"feeds\.toml: {told}"):
        seeds.feeds(folder(tmp_path, {"feeds.toml": text}))


def test_no_feeds_file_is_no_feeds(tmp_path: Path) -> None:
    assert seeds.feeds(folder(tmp_path, {})) == ()


def test_a_feed_without_an_address_names_its_number(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="feed 1"):
        seeds.feeds(folder(tmp_path, {"feeds.toml": '[[feed]]\nlang = "en"'}))


def test_an_article_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match=r"x\.json"):
        seeds.articles(folder(tmp_path, {"articles/x.json": '{"title": "x"}'}))


def test_a_file_may_begin_with_a_mark_of_its_bytes(tmp_path: Path) -> None:
    plain, marked = tmp_path / "a.toml", tmp_path / "b.toml"
    plain.write_text(WATCH, "utf-8")
    marked.write_text(WATCH, "utf-8-sig")
    assert seeds.watch_file(marked, spellings.NONE) == seeds.watch_file(plain, spellings.NONE)


def test_a_star_means_nothing_in_the_deals_own_names(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(WATCH.replace('names = ["Bco"]', 'names = ["Bco*"]', 1), "utf-8")
    with pytest.raises(SeedError, match="names: a star means nothing"):
        seeds.watch_file(path, spellings.NONE)


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ('[[rule]]\nname = "offer.x"\ntype = "offer"\nsays = ["x"]\nfirst = "judge"', "rule offer.x: first: 'judge'"),
        ('[who.nouns]\njudge = ["x"]', "who.nouns: 'judge'"),
        ('[who.becomes]\nownr = ["x"]', "who.becomes: 'ownr' .*did you mean owner"),
    ],
)
def test_a_role_that_there_is_not_is_refused(said: str, place: str, tmp_path: Path) -> None:
    path = tmp_path / "xx.toml"
    path.write_text(f'lang = "xx"\nname = "X"\n{said}\n', "utf-8")
    with pytest.raises(SeedError, match=place):
        seeds.lexicon_file(path)

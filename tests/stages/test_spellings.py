"""A watch names somebody once, and goes by all names that the tables have for him."""

from __future__ import annotations

from msgspec.structs import replace

from pipeline.model import Party, Watch
from pipeline.stages.spellings import NONE, Spellings

EN = {"Bank of Avon": ["BoA", "Avon Bank"], "Ministry of Trade": [], "Ada Stone": ["Stone"]}
RU = {"Bank of Avon": ["Банк Эйвона"], "Ministry of Trade": ["Минторг"], "Ada Stone": ["Ада Стоун", "Стоун"]}
WATCH = Watch(
    id="w",
    title="W",
    names=("Oakmill", "Bank of Avon"),
    parties=(
        Party(id="bank", role="suitor", names=("avon bank",), people=("Ada Stone",)),
        Party(id="oakmill", role="object", names=("Oakmill",), epithets={"ru": ("Минторг",)}),
        Party(id="ministry", role="authority", names=("Минторг", "Ministry of Trade")),
    ),
)


def test_any_name_of_a_line_brings_in_all_of_them_in_every_language() -> None:
    spelled = Spellings({"en": EN, "ru": RU}).spelled(WATCH)
    bank = spelled.parties[0]
    assert bank.names == bank.called("de") == ("avon bank", "Bank of Avon", "BoA", "Avon Bank")
    assert bank.called("ru") == (*bank.names, "Банк Эйвона")
    assert (bank.people, bank.people_in) == (("Ada Stone", "Stone"), {"ru": ("Ада Стоун", "Стоун")})
    assert spelled.names == ("Oakmill", "Bank of Avon", "BoA", "Avon Bank", "Банк Эйвона")
    assert replace(spelled, names=WATCH.names, parties=WATCH.parties) == WATCH


def test_what_the_watch_says_stays_and_what_another_party_is_called_is_not_taken_from_it() -> None:
    two = replace(WATCH, parties=(*WATCH.parties, Party(id="fund", role="suitor", names=("BoA", "Fund"))))
    spelled = Spellings({"en": EN, "ru": RU}).spelled(two)
    assert spelled.parties[1] == WATCH.parties[1]
    assert spelled.parties[2].names == ("Минторг", "Ministry of Trade")
    assert "BoA" not in spelled.parties[0].names
    assert spelled.parties[3].names == ("BoA", "Fund")


def test_what_the_watch_vetoes_names_nobody() -> None:
    spelled = Spellings({"en": EN, "ru": RU}).spelled(replace(WATCH, vetoes=("эйвон", "stone")))
    assert spelled.parties[0].names == ("avon bank", "Bank of Avon", "BoA", "Avon Bank")
    assert spelled.parties[0].names_in == {}
    assert spelled.parties[0].people == ("Ada Stone",)


def test_a_name_that_two_parties_bear_stays_with_both() -> None:
    two = replace(WATCH, parties=(*WATCH.parties, Party(id="fund", role="suitor", names=("avon bank",))))
    spelled = Spellings({"en": EN, "ru": RU}).spelled(two)
    assert [party.names[0] for party in (spelled.parties[0], spelled.parties[3])] == ["avon bank"] * 2


def test_what_the_watch_says_by_language_comes_first() -> None:
    party = Party(id="bank", role="suitor", names=("Avon Bank",), names_in={"ru": ("Эйвон",), "de": ("Avonbank",)})
    spelled = Spellings({"en": EN, "ru": RU}).spelled(replace(WATCH, parties=(party,)))
    assert spelled.parties[0].names_in == {"ru": ("Эйвон", "Банк Эйвона"), "de": ("Avonbank",)}


def test_a_name_of_two_lines_brings_in_neither() -> None:
    both = Spellings({"en": {"Ada Stone": ["Stone"], "Bob Stone": ["Stone"]}})
    stone = replace(WATCH, names=("Stone",), parties=(Party(id="stone", role="suitor", people=("Stone",)),))
    assert both.spelled(stone) == stone
    named = replace(stone, parties=(Party(id="stone", role="suitor", people=("Bob Stone",)),))
    assert both.spelled(named).parties[0].people == ("Bob Stone", "Stone")


def test_without_tables_a_watch_has_the_names_that_were_written() -> None:
    assert NONE.spelled(WATCH) == WATCH


def test_a_name_is_found_as_those_write_it_who_have_no_accents() -> None:
    party = Party(id="movil", role="object", names=("MásMóvil",), people=("José Peña",))
    spelled = NONE.spelled(replace(WATCH, names=("MásMóvil",), parties=(party,)))
    assert spelled.names == spelled.parties[0].names == ("MásMóvil", "MasMovil")
    assert spelled.parties[0].people == ("José Peña", "Jose Pena")

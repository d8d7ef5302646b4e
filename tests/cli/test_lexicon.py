"""`dealwire lexicon check`: what the languages cover, and a file of one's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.command import clear, dealwire

OWN = """
lang = "en"
name = "A small one"
[dates]
months = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december"]
weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
[[rule]]
name = "rejection.own"
type = "rejection"
says = ["{seller} .. (rejects) .. {2:buyer}"]
yes = ["ByteDance rejects Microsoft."]
no = ["ByteDance likes Microsoft."]
"""


def test_a_shipped_language_holds_and_is_counted() -> None:
    said = dealwire("lexicon", "check", "en", "--json")
    assert said.returncode == 0, said.stderr
    (row,) = json.loads(said.stdout)
    assert (row["lang"], row["failing"]) == ("en", 0)
    assert row["rejection"] >= 1
    assert row["examples"] > 100
    assert row["patterns"] > row["unshown"] > 0
    kinds = [finding.partition(":")[0] for finding in row["findings"]]
    assert (kinds.count("conflict"), kinds.count("unshown")) == (row["conflicts"], row["unshown"])
    few = dealwire("lexicon", "check", "en").stdout
    count = f"0 to mend, {row['conflicts']} conflicts, {row['unshown']} unshown"
    assert "rules for" in few
    assert few.splitlines()[-1] == f"{count}; --all lists them"
    assert "en: " not in few
    *listed, last = dealwire("lexicon", "check", "en", "--all").stdout.splitlines()
    assert last == count
    assert [line.removeprefix("en: ") for line in listed if line.startswith("en: ")] == row["findings"]


def test_a_file_of_ones_own_and_what_is_wrong_with_it(tmp_path: Path) -> None:
    path = tmp_path / "en.toml"
    path.write_text(OWN, "utf-8")
    good = dealwire("lexicon", "check", str(path))
    assert (good.returncode, good.stdout.splitlines()[-1]) == (0, "0 to mend, 0 conflicts, 0 unshown")
    path.write_text(OWN.replace('"monday", ', ""), "utf-8")
    lacking = dealwire("lexicon", "check", str(path))
    assert (lacking.returncode, lacking.stderr.splitlines()[0]) == (2, "en: form: dates.weekdays: there are 6, not 7")
    path.write_text(OWN.replace("likes", "rejects"), "utf-8")
    wrong = dealwire("lexicon", "check", str(path))
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("en: false: rejection.own: ByteDance rejects Microsoft. [en.rejection.own]\n")
    assert wrong.stdout.splitlines()[-1] == "1 to mend, 0 conflicts, 0 unshown"
    path.write_text(OWN.replace("(rejects)", "(rejects"), "utf-8")
    clear(dealwire("lexicon", "check", str(path)), 2, "rule rejection.own")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('[dates]\nforms = ["{d}-{d} {m}"]\n', "names a part of a date twice"),
        ('[lists]\ndeal = ["<deal> sale", "sale"]\n', "<deal> names itself"),
        ('[who]\nit = [""]\n', "who.it: a word is empty"),
        ('name = "Swahili"\n', "line 3: name is written twice"),
        ('[lists]\ndeal = ["a"]\nbid = ["b"]\ndeal = [\n  "c = d",\n]\n', "line 6: deal is written twice"),
        ('[lists]\ndeal = ["a\n', "Illegal character"),
    ],
)
def test_a_slip_is_named(tmp_path: Path, more: str, said: str) -> None:
    rule = '[[rule]]\nname = "offer.x"\ntype = "offer"\nsays = ["{buyer} .. <deal>"]\n' if "lists" in more else ""
    (tmp_path / "sw.toml").write_text(f'lang = "sw"\nname = "Kiswahili"\n{more}{rule}', "utf-8")
    clear(dealwire("lexicon", "check", str(tmp_path / "sw.toml")), 2, said)


def test_what_nobody_knows_is_said() -> None:
    clear(dealwire("lexicon", "check", "xx"), 2, "xx")
    clear(dealwire("lexicon", "check", "en", "--watch", "nope"), 2, "nope")

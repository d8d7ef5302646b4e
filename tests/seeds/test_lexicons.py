"""Every example of every rule of every language; a lexicon without examples is no lexicon."""

from __future__ import annotations

from functools import cache

import pytest

from pipeline.stages.detect import checking
from tests.seeds.shipped import DETECTOR, LEXICONS, TIKTOK
from tests.stages.detect.language import article


@cache
def findings(lang: str) -> tuple[checking.Finding, ...]:
    return tuple(checking.findings(LEXICONS[lang], TIKTOK))


RULES = [(lexicon.lang, rule.name) for lexicon in LEXICONS.values() for rule in lexicon.rule]


@pytest.mark.parametrize(("lang", "rule"), RULES, ids=[f"{lang}.{rule}" for lang, rule in RULES])
def test_every_example_is_found_or_left_as_the_rule_says_and_one_by_the_rule_alone(lang: str, rule: str) -> None:
    wrong = [finding for finding in findings(lang) if finding.rule == rule and finding.fault]
    assert [f"{finding.kind}: {finding.text}" for finding in wrong] == []


@pytest.mark.parametrize("lang", LEXICONS)
def test_names_and_tables_of_every_language_have_their_form(lang: str) -> None:
    assert [f"{finding.rule}: {finding.text}" for finding in findings(lang) if finding.kind == "form"] == []


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Before the ban ByteDance told the BBC that it rejected Microsoft's bid for TikTok.", True),
        ("BBC staff must delete TikTok, and ByteDance rejected Microsoft's bid for TikTok.", False),
    ],
)
def test_a_broadcaster_vetoes_only_what_its_own_staff_may_use(said: str, found: bool) -> None:  # noqa: FBT001
    assert bool(DETECTOR.mentions(article("ByteDance", said), TIKTOK)) is found

"""Does a lexicon hold what it promises? Every example of every rule, read as an article of its own.

An example that a rule should find and does not, or should leave and does not, makes the rule dead or too wide. A
sentence that another type finds too is a conflict: often right ("rejected Microsoft and chose Oracle"), always
worth a look.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from pipeline.model import Article, Mention, Value, Watch
from pipeline.stages.detect.detector import Detector
from pipeline.stages.detect.lexicon import Lexicon, Rule

_AT = datetime(2020, 9, 14, 12, tzinfo=UTC)


class Finding(Value):
    """Something to look at in a lexicon; only a conflict is no fault."""

    kind: Literal["missed", "false", "silent", "conflict"]
    lang: str
    rule: str
    text: str


def findings(lexicon: Lexicon, watch: Watch) -> list[Finding]:
    """What is wrong with a lexicon, with the parties of one watch; `PatternError` when it cannot be read at all."""
    detector = Detector({lexicon.lang: lexicon})
    found: list[Finding] = []

    def note(kind: Literal["missed", "false", "silent", "conflict"], rule: Rule, text: str) -> None:
        found.append(Finding(kind=kind, lang=lexicon.lang, rule=rule.name, text=text))

    for rule in lexicon.rule:
        if not rule.yes or not rule.no:
            note("silent", rule, "a rule needs an example of what it finds, and one of what it leaves")
        for example in rule.yes:
            mentions = _mentions(detector, lexicon, rule, example, watch)
            if rule.type not in {mention.type for mention in mentions}:
                note("missed", rule, example)
            others = sorted({mention.rule for mention in mentions if mention.type != rule.type})
            if others:
                note("conflict", rule, f"{example} [{', '.join(others)}]")
        for example in rule.no:
            if rule.type in {mention.type for mention in _mentions(detector, lexicon, rule, example, watch)}:
                note("false", rule, example)
    return found


def as_article(rule: Rule, example: str, lang: str, watch: Watch) -> Article:
    """An example as an article: a headline if its rule is for headlines, else under one that only names the object."""
    title, text = (example, "") if rule.title else (watch.names[0], example)
    return Article(id="example", url="", source="", title=title, text=text, lang=lang, published_at=_AT, fetched_at=_AT)


def _mentions(detector: Detector, lexicon: Lexicon, rule: Rule, example: str, watch: Watch) -> tuple[Mention, ...]:
    return detector.mentions(as_article(rule, example, lexicon.lang, watch), watch)

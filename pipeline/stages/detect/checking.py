"""Does a lexicon hold what it promises? Every example of every rule, read as an article of its own.

An example that a rule should find and does not, or should leave and does not, makes the rule wrong or too wide; a rule
that alone finds none of its own examples is dead, though others of its type find them. A sentence that another type
finds too is a conflict: often right ("rejected Microsoft and chose Oracle"), always worth a look.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Literal, TypeAlias

from msgspec.structs import replace

from pipeline.model import Article, Value, Watch
from pipeline.stages.detect import merging
from pipeline.stages.detect.casting import Stage
from pipeline.stages.detect.lexicon import Lexicon, Rule
from pipeline.stages.detect.lines import Line, lines
from pipeline.stages.detect.merging import Found
from pipeline.stages.detect.reader import Reader
from pipeline.stages.detect.reading import Reading

Kind: TypeAlias = Literal["form", "silent", "missed", "false", "dead", "unshown", "conflict"]
_NO_FAULTS: frozenset[Kind] = frozenset({"unshown", "conflict"})
_AT = datetime(2020, 9, 14, 12, tzinfo=UTC)
_MONTHS, _WEEKDAYS = 12, 7
_HOLE = re.compile(r"\{[^}]*\}?")
_HOLLOW = "the alternative {!r} may be nothing, so that any words match: write (a | b)?, or leave out its question mark"
_HOLES = {"{d}", "{m}", "{y}", "{n}", "{w}", "{e}"}


class Finding(Value):
    """Something to look at in a lexicon: in a rule, or in the table that `rule` names."""

    kind: Kind
    lang: str
    rule: str
    text: str

    @property
    def fault(self) -> bool:
        """Whether it must be mended: a conflict may be right, a pattern that no example shows may be good."""
        return self.kind not in _NO_FAULTS


def findings(lexicon: Lexicon, watch: Watch) -> list[Finding]:
    """What is wrong with a lexicon, with the parties of one watch; `PatternError` when it cannot be read at all."""
    trial = _Trial(lexicon, watch)
    misformed = [*_misformed(lexicon), *((f"lists.{name}", "no pattern names it") for name in trial.reading.unnamed)]
    misformed += [(place.removeprefix("rule "), _HOLLOW.format(one)) for place, one in trial.reading.hollow]
    found = [Finding(kind="form", lang=lexicon.lang, rule=place, text=text) for place, text in misformed]
    for rule in lexicon.rule:
        for kind, text in (*_of_examples(trial, rule), *_of_patterns(trial, rule)):
            found.append(Finding(kind=kind, lang=lexicon.lang, rule=rule.name, text=text))
    return found


def as_article(rule: Rule, example: str, lang: str, watch: Watch) -> Article:
    """An example as an article: a headline if its rule is for headlines, else under one that only names the object."""
    title, text = (example, "") if rule.title else (watch.names[0], example)
    return Article(id="example", url="", source="", title=title, text=text, lang=lang, published_at=_AT, fetched_at=_AT)


class _Trial:
    """One lexicon that reads examples for one watch."""

    def __init__(self, lexicon: Lexicon, watch: Watch) -> None:
        self.lexicon, self.watch, self.reading = lexicon, watch, Reading(lexicon)
        self._stage = Stage(watch, self.reading)

    def read(self, rule: Rule, example: str, patterns: int = -1) -> list[Found]:
        """What an example says, by these patterns, a bit each."""
        article = as_article(rule, example, self.lexicon.lang, self.watch)
        said = [self._limited(line, patterns) for line in lines(article, self.reading)]
        return Reader(article, said, self.reading, self._stage).read()

    def _limited(self, line: Line, patterns: int) -> Line:
        return replace(line, held=self.reading.limited(line.held, patterns))

    def unshown(self, rule: Rule) -> list[str]:
        """The patterns that alone find none of their rule's examples."""
        left = {place: one for place, one in enumerate(self.reading.patterns) if one.rule is rule}
        for example in rule.yes:
            while left and (found := self.read(rule, example, sum(1 << place for place in left))):
                shown = [one.hit.ready for one in found]  # what they match inside of is seen without them
                left = {place: one for place, one in left.items() if not any(one is other for other in shown)}
        return [one.pattern.said for one in left.values()]


def _misformed(lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """What a file's tables should hold and do not, with the table's or the rule's name."""
    names = Counter(rule.name for rule in lexicon.rule)
    yield from ((name, f"{count} rules have this name") for name, count in names.items() if count > 1)
    for rule in lexicon.rule:
        if rule.name.partition(".")[0] != rule.type:
            yield rule.name, f"the name of a rule for {rule.type} begins with {rule.type!r} and a full stop"
    for table, said, due in (
        ("dates.months", lexicon.dates.months, _MONTHS),
        ("dates.weekdays", lexicon.dates.weekdays, _WEEKDAYS),
    ):
        if len(said) != due:
            yield table, f"there are {len(said)}, not {due}"
    for form in lexicon.dates.forms:
        yield from (
            ("dates.forms", f"{form!r}: {hole} is none of {', '.join(sorted(_HOLES))}")
            for hole in _HOLE.findall(form)
            if hole not in _HOLES
        )


def _of_examples(trial: _Trial, rule: Rule) -> Iterator[tuple[Kind, str]]:
    if not rule.yes or not rule.no:
        yield "silent", "a rule needs an example of what it finds, and one of what it leaves"
    for example in rule.yes:
        mentions = merging.merged(trial.read(rule, example))
        if rule.type not in {mention.type for mention in mentions}:
            yield "missed", example
        others = sorted({mention.rule for mention in mentions if mention.type != rule.type})
        if others:
            yield "conflict", f"{example} [{', '.join(others)}]"
    for example in rule.no:
        by = sorted({found.rule for found in trial.read(rule, example) if found.type == rule.type})
        if by:
            yield "false", f"{example} [{', '.join(by)}]"


def _of_patterns(trial: _Trial, rule: Rule) -> Iterator[tuple[Kind, str]]:
    unshown = trial.unshown(rule)
    if rule.yes and len(unshown) == len(rule.says):
        yield "dead", "alone it finds none of its own examples"
    yield from (("unshown", said) for said in unshown)

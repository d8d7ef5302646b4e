"""A lexicon made ready: its patterns indexed by the words they need, its cues and vetoes compiled.

Law: `candidates` leaves out only patterns that cannot match, so most texts cost one pass of an automaton.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ahocorasick_rs import AhoCorasick

from pipeline.kit import words
from pipeline.model import Modality, Type, Value
from pipeline.stages.detect import roles
from pipeline.stages.detect.lexicon import Lexicon, Rule
from pipeline.stages.detect.pattern import Pattern, PatternError, compiled, expression
from pipeline.stages.detect.when import Grammar

_BEFORE, _NEAR = 45, 15
"""How far before a match, in the same clause, a condition governs it; and a negation, a tense."""
_INDIFFERENT: frozenset[Type] = frozenset({"statement", "opposition"})
"""Types that hold whatever tense and mood they are put in: a threat is a condition by nature."""
_SOFT: frozenset[Type] = frozenset({"terms"})
"""Types that a condition makes uncertain, where it would end the others."""


class Ready(Value):
    """One pattern of one rule, and for each set of strings that it needs the bits of those strings."""

    rule: Rule
    pattern: Pattern
    unless: re.Pattern[str] | None
    masks: tuple[int, ...]


class Hit(Value):
    """A pattern that matched: where in the clause, and the places of the marks in its slots, in order of actors."""

    ready: Ready
    start: int
    end: int
    marks: tuple[int, ...]


class Reading:
    """One language, ready to read; `PatternError` names the rule or table that cannot be read."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.abbreviations = frozenset(words.fold(one).removesuffix(".") for one in lexicon.sentences.abbreviations)
        self.grammar = Grammar(lexicon.dates, spaced=lexicon.script.spaced)
        self.breaks = self._cue("sentences.breaks", lexicon.sentences.breaks)
        self.vetoes = self._cue("vetoes", lexicon.vetoes)
        cues = lexicon.cues
        self._negated, self._unreal = self._cue("cues.negated", cues.negated), self._cue("cues.unreal", cues.unreal)
        self._denied, self._expected = self._cue("cues.denied", cues.denied), self._cue("cues.expected", cues.expected)
        self._rumoured, self._reported = (
            self._cue("cues.rumoured", cues.rumoured),
            self._cue("cues.reported", cues.reported),
        )
        self._index()

    def candidates(self, folded: str) -> list[tuple[int, int]]:
        """The strings that patterns need, as they stand in a folded text: end and number of each."""
        return [(end, index) for index, _, end in self._automaton.find_matches_as_indexes(folded, overlapping=True)]

    def ready(self, found: Sequence[int]) -> list[Ready]:
        """The patterns all of whose needs are among the strings found."""
        held = 0
        for index in found:
            held |= 1 << index
        return [
            ready
            for index in dict.fromkeys(found)
            for ready in self._by_anchor.get(index, ())
            if all(held & mask for mask in ready.masks)
        ]

    def clauses(self, marked: str) -> list[tuple[int, str]]:
        """The clauses of a marked sentence, each with its place."""
        bounds = (
            [0, *(match.start() for match in self.breaks.finditer(marked)), len(marked)]
            if self.breaks
            else [0, len(marked)]
        )
        return [(start, marked[start:end]) for start, end in zip(bounds, bounds[1:], strict=False) if end > start]

    def hits(self, clause: str, candidates: Sequence[Ready]) -> list[Hit]:
        """Every pattern that matches the clause, once."""
        found = []
        for ready in candidates:
            matches = [piece.search(clause) for piece in ready.pattern.pieces]
            whole = [match for match in matches if match]
            if len(whole) == len(matches) and not (ready.unless and ready.unless.search(clause)):
                found.append(_hit(ready, whole, clause))
        return found

    def modality(self, rule: Rule, clause: str, hit: Hit, sentence: str) -> Modality | None:
        """How the text holds what a hit says; None when it is negated, conditional, asked or guessed."""
        window = clause[max(0, hit.start - _BEFORE) : hit.end]
        near = clause[max(0, hit.start - _NEAR) : hit.end]
        if _in(self._denied, sentence):
            return "denied"
        if rule.type != "statement" and _in(self._negated, near):
            return None
        if rule.modality:
            return rule.modality
        if rule.type not in _INDIFFERENT:
            if _in(self._unreal, window):
                return "rumoured" if rule.type in _SOFT else None
            if _in(self._expected, near):
                return "expected"
            if _in(self._rumoured, near):
                return "rumoured"
        return "reported" if _in(self._reported, sentence) else "confirmed"

    def _cue(self, place: str, said: Sequence[str]) -> re.Pattern[str] | None:
        try:
            return expression(said, self.lexicon.lists, self.lexicon.script)
        except PatternError as error:
            raise PatternError(f"{place}: {error}") from error

    def _index(self) -> None:
        strings: dict[str, int] = {}
        self.patterns: list[Ready] = []
        for rule in self.lexicon.rule:
            unless = self._cue(f"rule {rule.name}", rule.unless)
            for said in rule.says:
                try:
                    pattern = compiled(said, self.lexicon.lists, self.lexicon.script)
                except PatternError as error:
                    raise PatternError(f"rule {rule.name}: {error}") from error
                masks = tuple(
                    sum(1 << strings.setdefault(text, len(strings)) for text in set(need)) for need in pattern.needs
                )
                self.patterns.append(Ready(rule=rule, pattern=pattern, unless=unless, masks=masks))
        self._automaton = AhoCorasick(list(strings) or [roles.BREAK])
        self._by_anchor: dict[int, list[Ready]] = {}
        for ready in self.patterns:
            for text in ready.pattern.needs[0]:
                self._by_anchor.setdefault(strings[text], []).append(ready)


def _in(cue: re.Pattern[str] | None, text: str) -> bool:
    return bool(cue and cue.search(text))


def _hit(ready: Ready, matches: list[re.Match[str]], clause: str) -> Hit:
    numbered: list[tuple[int, int]] = []
    for match, slots in zip(matches, ready.pattern.slots, strict=True):
        for group, order in slots:
            if match[group] is not None and order != 0:
                start, end = match.span(group)
                numbered += [(order, at) for at in range(start, end) if clause[at] in roles.ANY_MARK]
    numbered.sort()
    return Hit(
        ready=ready,
        start=min(match.start() for match in matches),
        end=max(match.end() for match in matches),
        marks=tuple(at for _, at in numbered),
    )

"""How a text holds what a rule's pattern found in it: as so, planned, possible, denied, or not at all.

Law: what must still be done by some day, or what somebody has time for, is not done.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from pipeline.kit import words
from pipeline.model import Modality, Type
from pipeline.stages.detect import reach, roles
from pipeline.stages.detect.hits import Hit
from pipeline.stages.detect.lexicon import Lexicon, Rule
from pipeline.stages.detect.pattern import Pattern
from pipeline.stages.detect.phrases import Phrases

_INDIFFERENT: frozenset[Type] = frozenset({"statement", "opposition"})
"""Types that hold whatever tense and mood they are put in: a threat is a condition by nature."""
_REFUSALS: frozenset[Type] = frozenset({"statement", "rejection", "opposition", "withdrawal", "ruling"})
"""Types that a refusal can be."""
_VERDICTS: frozenset[Type] = frozenset({"approval", "ruling"})
"""Types that others wait for before they are."""
_SOFT: frozenset[Type] = frozenset({"terms"})
"""Types that a condition makes uncertain, where it would end the others."""
_ACTS: frozenset[Type] = frozenset(
    {"interest", "talks", "offer", "rejection", "withdrawal", "agreement", "approval", "closing", "ruling"}
)
"""Types that are not so for as long as somebody has time left for them."""
_NAMED: frozenset[Type] = frozenset({"agreement", "approval", "offer"})
"""Types that are named before it is said whether they are so: "the signing of the deal was postponed"."""
Compile: TypeAlias = Callable[[str, Sequence[str]], Phrases]


class _Says(NamedTuple):
    """What a pattern says itself, which is no reason then to leave a sentence that it matches."""

    negative: bool
    """A negation ("will not sell")."""
    mixed: bool
    """A negation, in one of its choices."""
    conditional: bool
    """A condition ("weighs whether to sell")."""


class Moods:
    """The cues of one language, compiled by its reading."""

    def __init__(self, lexicon: Lexicon, phrases: Compile) -> None:
        cues, script = lexicon.cues, lexicon.script
        self._behind, self._first_word = script.behind, re.compile(r"\w+" if script.spaced else r"\w")
        joins = "|".join(re.escape(words.fold(word)) for word in script.conjunctions)
        self._turns = re.compile(rf",|\s(?:{joins or '(?!)'})\s+[^{roles.ANY_MARK}]")
        """Where something else begins: a comma, an "and" before no party."""
        articles = "".join(rf"(?!{re.escape(words.fold(word))}\b)" for word in script.articles)
        self._goes_on = re.compile(rf"\s(?:{joins or '(?!)'})\s+{articles}[^\W{roles.ANY_MARK}]")
        """Where something else is said: an "and" before neither a party nor another thing of the kind."""
        self.negated = phrases("cues.negated", cues.negated)
        self.unreal = phrases("cues.unreal", cues.unreal)
        self._not_done = phrases("cues.undone", cues.undone)
        self._refused = phrases("cues.refused", cues.refused)
        self._awaited = phrases("cues.awaited", cues.awaited)
        self._owed = phrases("cues.owed", cues.owed)
        self._denying = phrases("cues.denying", cues.denying)
        self._denied = phrases("cues.denied", cues.denied)
        self._expected = phrases("cues.expected", cues.expected)
        self._planned = phrases("cues.planned", cues.planned)
        self._rumoured = phrases("cues.rumoured", cues.rumoured)
        self._reported = phrases("cues.reported", cues.reported)
        self._beside = phrases("cues.beside", cues.beside)
        self._says: dict[str, _Says] = {}
        """Of patterns that have matched, by how they are written."""

    def modality(self, rule: Rule, clause: str, hit: Hit, sentence: str, held: int) -> tuple[Modality, str] | None:
        """How the text holds what a hit says, and the words for it; None when negated, conditional, guessed."""
        near = self._near(clause, hit, held)
        if (cue := self._denial(clause, hit, sentence, held)) is not None:
            return "denied", cue
        if self._undone(hit, clause, near, held) or self._owes(rule, clause, hit, held):
            return None
        if rule.modality:
            return rule.modality, ""
        around = clause[max(0, hit.start - reach.BEFORE) : hit.end + self._behind]
        if rule.type not in _INDIFFERENT and not self._said(hit.ready.pattern).conditional:
            cue = self.unreal.words(self._own(around, held), held)
            if cue is not None:
                return ("rumoured", cue) if rule.type in _SOFT else None
        tense = self._awaits(rule, around, held) or self._tense(hit, clause, near, held)
        if rule.type not in _INDIFFERENT and tense is not None:
            return tense
        cue = self._reported.words(self._own(sentence, held), held)
        return ("confirmed", "") if cue is None else ("reported", cue)

    def _owes(self, rule: Rule, clause: str, hit: Hit, held: int) -> bool:
        """Whether somebody has time left for what a hit says, or must decide on it by some day."""
        behind = reach.BEFORE if self._behind else 0
        around = clause[max(0, hit.start - reach.BEFORE) : hit.end + behind]
        return rule.type in _ACTS and self._owed.found(self._own(around, held), held)

    def _awaits(self, rule: Rule, around: str, held: int) -> tuple[Modality, str] | None:
        """That a verdict is still to come, where words around it say so, and the words."""
        cue = self._awaited.words(around, held) if rule.type in _VERDICTS else None
        return None if cue is None else ("expected", cue)

    def _denial(self, clause: str, hit: Hit, sentence: str, held: int) -> str | None:
        """The words by which somebody denies what a hit says, wherever they stand, or before it and nothing between."""
        for match in self._denying.matches(clause[: hit.end], held):
            if not self._goes_on.search(clause, match.end(), hit.end):
                return match[0]
        return self._denied.words(sentence, held)

    def _undone(self, hit: Hit, clause: str, near: str, held: int) -> bool:
        """Whether a hit is negated, or refused: without the verb of refusing its pattern would have matched, too."""
        rule, start = hit.ready.rule, reach.lead(clause, hit)
        if rule.type in _NAMED:
            behind = self._behind_it(self._not_done, hit, clause, held)
            if self._stands_without(behind, hit, clause, hit.start):
                return True
        said = self._own(clause[start : hit.end + self._behind], held)
        says = self._said(hit.ready.pattern)
        if rule.type != "statement" and not says.negative:
            place, doubted = (max(0, hit.start - reach.NEAR), near) if rule.type == "deadline" else (start, said)
            negations = self.negated.matches(doubted, held)
            if self._stands_without(negations, hit, clause, place) if says.mixed else any(negations):
                return True
        if rule.type in _REFUSALS or rule.modality == "denied":
            return False
        return self._stands_without(self._refused.matches(said, held), hit, clause, start)

    def _stands_without(self, cues: Iterable[re.Match[str]], hit: Hit, clause: str, place: int) -> bool:
        """Whether a hit's pattern would match without one of these cues, in a text `place` letters into the clause."""
        for cue in cues:
            word = self._first_word.search(cue.string, cue.start()) or cue
            without = reach.without(clause, place + word.start(), place + word.end())
            if all(piece.search(without) for piece in hit.ready.pattern.pieces):
                return True
        return False

    def _said(self, pattern: Pattern) -> _Says:
        known = self._says.get(pattern.said)
        if known is None:
            folded = words.fold(pattern.said)
            may_deny, denies = reach.says(folded, self.negated)
            known = _Says(denies, may_deny, reach.says(folded, self.unreal)[1])
            self._says[pattern.said] = known
        return known

    def looks_ahead(self, folded: str, held: int) -> bool:
        """Whether a folded sentence speaks of what is planned."""
        return self._expected.found(folded, held)

    def hearsay(self, said: str, held: int) -> str | None:
        """The words by which a text says that others report it."""
        return self._reported.words(said, held)

    def _near(self, clause: str, hit: Hit, held: int) -> str:
        """A match with a little before and behind it."""
        return self._own(clause[max(0, hit.start - reach.NEAR) : hit.end + self._behind], held)

    def _own(self, text: str, held: int) -> str:
        """A text without words that look like cues and belong to something else."""
        for match in self._beside.matches(text, held):
            text = reach.without(text, *match.span())
        return text

    def _ahead(self, hit: Hit, clause: str, near: str, held: int) -> str | None:
        """The words of a plan near a hit: they may end behind it ("the trial opens" of "opens on Monday")."""
        cue = self._expected.words(near, held) or self._plan_behind(hit, clause, held)
        if cue is not None or self._behind:
            return cue
        start, end = max(0, hit.start - reach.NEAR), hit.end
        cues = self._expected.matches(self._own(clause[start : end + reach.NEAR], held), held)
        return next((cue[0] for cue in cues if cue.start() < end - start), None)

    def _plan_behind(self, hit: Hit, clause: str, held: int) -> str | None:
        """The words behind a hit that make a plan of it: "the signing of the deal is set for Friday"."""
        plans = () if hit.ready.rule.type == "deadline" else self._behind_it(self._planned, hit, clause, held)
        return next((cue[0] for cue in plans), None)

    def _behind_it(self, cues: Phrases, hit: Hit, clause: str, held: int) -> Iterator[re.Match[str]]:
        """Those of the cues that say something of what a hit names, and of nothing that comes after it."""
        said = self._own(clause[hit.start : hit.end + reach.BEHIND], held)
        for cue in cues.matches(said, held):
            if not self._turns.search(clause, hit.end, hit.start + cue.start()):
                yield cue

    def _tense(self, hit: Hit, clause: str, near: str, held: int) -> tuple[Modality, str] | None:
        """Possible, planned or not, else planned; a refusal ("will not sell") has happened, terms are settled."""
        settled = self._said(hit.ready.pattern).negative or hit.ready.rule.type in _SOFT
        if (cue := self._rumoured.words(near, held)) is not None:
            return "rumoured", cue
        if settled or (cue := self._ahead(hit, clause, near, held)) is None:
            return None
        rumour = self._rumour_of_plan(hit, clause, held)
        return ("expected", cue) if rumour is None else ("rumoured", rumour)

    def _rumour_of_plan(self, hit: Hit, clause: str, held: int) -> str | None:
        """The words of a rumour of a plan: they may stand a little farther before it, behind it if verbs come last."""
        start, end = max(0, hit.start - 2 * reach.NEAR), hit.end + self._behind + reach.NEAR
        around = clause[hit.start : end] if self._behind else clause[start : hit.end]
        return self._rumoured.words(self._own(around, held), held)

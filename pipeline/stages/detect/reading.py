"""A lexicon made ready: its patterns indexed by the words they need, its cues and vetoes compiled.

Law: `held` leaves out only what cannot match, so most sentences cost one pass of an automaton.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import pairwise

from pipeline.kit import words
from pipeline.model import Modality, Type
from pipeline.stages.detect import hits, reach, roles
from pipeline.stages.detect.days import When
from pipeline.stages.detect.hits import Hit, Ready
from pipeline.stages.detect.lexicon import Lexicon, Rule
from pipeline.stages.detect.pattern import Pattern, Piece, compiled
from pipeline.stages.detect.phrases import Book, Index, Phrases, places
from pipeline.stages.detect.translation import PatternError, Vocabulary
from pipeline.stages.detect.when import Grammar

_DIGIT = re.compile(r"\d")
_INDIFFERENT: frozenset[Type] = frozenset({"statement", "opposition"})
"""Types that hold whatever tense and mood they are put in: a threat is a condition by nature."""
_REFUSALS: frozenset[Type] = frozenset({"statement", "rejection", "opposition", "withdrawal", "ruling"})
"""Types that a refusal can be."""
_VERDICTS: frozenset[Type] = frozenset({"approval", "ruling"})
"""Types that others wait for before they are."""
_SOFT: frozenset[Type] = frozenset({"terms"})
"""Types that a condition makes uncertain, where it would end the others."""


class Reading:
    """One language, ready to read; `PatternError` names the rule or table that cannot be read."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.abbreviations = frozenset(words.fold(one).removesuffix(".") for one in lexicon.sentences.abbreviations)
        self.grammar = Grammar(lexicon.dates, spaced=lexicon.script.spaced)
        self.pieces: list[Piece] = []
        self._book, self._vocabulary = Book(), Vocabulary(lexicon.lists, lexicon.script)
        oblique = tuple(map(words.fold, lexicon.script.oblique))
        self._search = partial(hits.nearest, oblique) if lexicon.script.nearest else hits.first
        self._behind, self._first_word = lexicon.script.behind, re.compile(r"\w+" if lexicon.script.spaced else r"\w")
        joins = "|".join(re.escape(words.fold(word)) for word in lexicon.script.conjunctions)
        articles = "".join(rf"(?!{re.escape(words.fold(word))}\b)" for word in lexicon.script.articles)
        self._goes_on = re.compile(rf"\s(?:{joins or '(?!)'})\s+{articles}[^\W{roles.ANY_MARK}]")
        """Where something else is said: an "and" before neither a party nor another thing of the kind."""
        cues, who = lexicon.cues, lexicon.who
        self._breaks = self._phrases("sentences.breaks", lexicon.sentences.breaks)
        self.asides = self._phrases("sentences.asides", lexicon.sentences.asides, single=True)
        self.vetoes = self._phrases("vetoes", lexicon.vetoes)
        self.elsewhere = self._phrases("elsewhere", lexicon.elsewhere)
        self._negated = self._phrases("cues.negated", cues.negated)
        self._refused = self._phrases("cues.refused", cues.refused)
        self._awaited = self._phrases("cues.awaited", cues.awaited)
        self._unreal = self._phrases("cues.unreal", cues.unreal)
        self._denying = self._phrases("cues.denying", cues.denying)
        self._denied = self._phrases("cues.denied", cues.denied)
        self._expected = self._phrases("cues.expected", cues.expected)
        self._rumoured = self._phrases("cues.rumoured", cues.rumoured)
        self._reported = self._phrases("cues.reported", cues.reported)
        self._beside = self._phrases("cues.beside", cues.beside)
        self.stays = self._phrases("who.stays", who.stays, single=True)
        offices = [(role, one) for role, said in who.becomes.items() for one in said]
        self.becomes = Phrases(
            [self._compiled(f"who.becomes.{role}", one, anchored=False, single=True) for role, one in offices],
            self._book,
            means=[role for role, _ in offices],
        )
        self.patterns = [ready for rule in lexicon.rule for ready in self._ready(rule)]
        self._dated = 1 << self._book.add([[sorted(self.grammar.words)]]).start
        self._patterns = self._book.add(one.pattern.needs for one in self.patterns).start  # the last in the book
        self._places = {id(one): place for place, one in enumerate(self.patterns)}
        self._by_role = Index([one.pattern.roles for one in self.patterns])
        self._with_roles: dict[frozenset[str], int] = {}
        self._of_type: dict[Type, int] = defaultdict(int)
        for place, one in enumerate(self.patterns):
            self._of_type[one.rule.type] |= 1 << place
        self.held = self._book.bound()
        """What of the language's book a folded sentence may match, a bit each."""

    def candidates(self, held: int) -> int:
        """The patterns of rules among it, a bit each."""
        return held >> self._patterns

    def limited(self, held: int, patterns: int) -> int:
        """The same without any pattern of a rule but these, a bit each."""
        return held & ((1 << self._patterns) - 1 | patterns << self._patterns)

    def clauses(self, marked: str, held: int) -> list[tuple[int, str]]:
        """The clauses of a marked sentence, each with its place."""
        bounds = [match.start() for phrase in self._breaks.likely(held) for match in phrase.pieces[0].finditer(marked)]
        places = [0, *sorted(bounds), len(marked)]
        return [(start, marked[start:end]) for start, end in pairwise(places) if end > start]

    def matches(self, clause: str, candidates: int, held: int) -> list[Hit]:
        """Every candidate that matches the clause, once."""
        found = []
        for place in places(candidates & self._with(roles.present(clause))):
            ready = self.patterns[place]
            matches = []
            for piece in ready.pattern.pieces:
                if (match := self._search(piece, clause)) is None:
                    break
                matches.append(match)
            if len(matches) == len(ready.pattern.pieces) and not ready.unless.found(clause, held):
                found.append(hits.of(ready, matches, clause))
        return found

    def nearly(self, marked: str, held: int, matched: int = 0) -> dict[Type, tuple[int, int]]:
        """How many patterns of each type, but the `matched`, have their words in a sentence; how many their roles."""
        said = self.candidates(held) & ~matched
        whole = said & self._with(roles.present(marked))
        return {
            type_: ((said & bits).bit_count(), (whole & bits).bit_count())
            for type_, bits in self._of_type.items()
            if said & bits
        }

    def bits(self, said: Iterable[Hit]) -> int:
        """The patterns of hits as candidates are, a bit each."""
        return sum({1 << self._places[id(hit.ready)] for hit in said})

    def _with(self, present: frozenset[str]) -> int:
        """The patterns whose slots these marks can fill, a bit each."""
        known = self._with_roles.get(present)
        if known is None:
            known = self._with_roles[present] = self._by_role.met(present)
        return known

    def modality(self, rule: Rule, clause: str, hit: Hit, sentence: str, held: int) -> tuple[Modality, str] | None:
        """How the text holds what a hit says, and the words for it; None when negated, conditional, guessed."""
        near = self._near(clause, hit, held)
        if (cue := self._denial(clause, hit, sentence, held)) is not None:
            return "denied", cue
        if self._undone(hit, clause, near, held):
            return None
        if rule.modality:
            return rule.modality, ""
        around = clause[max(0, hit.start - reach.BEFORE) : hit.end + self._behind]
        if rule.type not in _INDIFFERENT and not hit.ready.conditional:
            cue = self._unreal.words(self._own(around, held), held)
            if cue is not None:
                return ("rumoured", cue) if rule.type in _SOFT else None
        tense = self._awaits(rule, around, held) or self._tense(hit, near, held)
        if rule.type not in _INDIFFERENT and tense is not None:
            return tense
        cue = self._reported.words(self._own(sentence, held), held)
        return ("confirmed", "") if cue is None else ("reported", cue)

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
        said = self._own(clause[start : hit.end + self._behind], held)
        if rule.type != "statement" and not hit.ready.negative:
            place, doubted = (max(0, hit.start - reach.NEAR), near) if rule.type == "deadline" else (start, said)
            negations = self._negated.matches(doubted, held)
            if self._stands_without(negations, hit, clause, place) if hit.ready.mixed else any(negations):
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

    def dates(self, text: str, published: date, held: int, *, future: bool) -> list[When]:
        """The dates in a marked text that holds this of the book."""
        if not held & self._dated and not _DIGIT.search(text):
            return []
        return self.grammar.find(text, published, future=future)

    def planned(self, clause: str, hit: Hit, held: int) -> bool:
        """Whether the tense of a hit is the future, whatever its rule says of its modality."""
        return self._expected.found(self._near(clause, hit, held), held)

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

    def _tense(self, hit: Hit, near: str, held: int) -> tuple[Modality, str] | None:
        """Planned or possible; a refusal ("will not sell") has happened, terms are settled whenever they act."""
        settled = hit.ready.negative or hit.ready.rule.type in _SOFT
        if not settled and (cue := self._expected.words(near, held)) is not None:
            return "expected", cue
        return None if (cue := self._rumoured.words(near, held)) is None else ("rumoured", cue)

    def _ready(self, rule: Rule) -> Iterator[Ready]:
        unless = self._phrases(f"rule {rule.name}: unless", rule.unless)
        for said in rule.says:
            pattern, folded = self._compiled(f"rule {rule.name}", said), words.fold(said)
            may_deny, denies = reach.says(folded, self._negated)
            yield Ready(
                rule=rule,
                pattern=pattern,
                unless=unless,
                negative=denies,
                mixed=may_deny,
                conditional=reach.says(folded, self._unreal)[1],
            )

    def _phrases(self, place: str, said: Sequence[str], *, single: bool = False) -> Phrases:
        return Phrases([self._compiled(place, one, anchored=False, single=single) for one in said], self._book)

    def _compiled(self, place: str, said: str, *, anchored: bool = True, single: bool = False) -> Pattern:
        try:
            pattern = compiled(said, self._vocabulary, anchored=anchored, single=single)
        except PatternError as error:
            raise PatternError(f"{place}: {error}") from error
        self.pieces.extend(pattern.pieces)
        return pattern

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
from pipeline.kit.regex import Regex
from pipeline.model import Type
from pipeline.stages.detect import hits, ours, roles, strangers
from pipeline.stages.detect.days import When
from pipeline.stages.detect.hits import Hit, Ready
from pipeline.stages.detect.lexicon import Lexicon, Rule
from pipeline.stages.detect.moods import Moods
from pipeline.stages.detect.pattern import Pattern, compiled
from pipeline.stages.detect.phrases import Book, ByRole, Phrases, places
from pipeline.stages.detect.translation import PatternError, Vocabulary
from pipeline.stages.detect.when import Grammar

_DIGIT = re.compile(r"\d")
_READ = frozenset({"apart", "common", "country", "heads"})
"""Lists that are read whatever patterns name."""


class Reading:
    """One language, ready to read; `PatternError` names the rule or table that cannot be read."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.abbreviations = frozenset(words.fold(one).removesuffix(".") for one in lexicon.sentences.abbreviations)
        self.grammar = Grammar(lexicon.dates, spaced=lexicon.script.spaced)
        self.regexes: list[Regex] = [*self.grammar.regexes]
        """All that a sentence may be tried with."""
        self.hollow: dict[tuple[str, str], None] = {}
        """The alternatives that may be nothing, each with the rule or the table that holds it, once."""
        self._book, self._vocabulary = Book(), Vocabulary(lexicon.lists, lexicon.script, cased=lexicon.cased)
        oblique = tuple(map(words.fold, lexicon.script.oblique))
        self._search = partial(hits.nearest, oblique) if lexicon.script.nearest else hits.first
        who = lexicon.who
        self._breaks = self._phrases("sentences.breaks", lexicon.sentences.breaks)
        self.comma = lexicon.script.comma
        self.asides = self._phrases("sentences.asides", lexicon.sentences.asides, barred=roles.ACTING)
        self.vetoes = self._phrases("vetoes", lexicon.vetoes)
        self.elsewhere = self._phrases("elsewhere", lexicon.elsewhere)
        self.moods = Moods(lexicon, self._phrases)
        self.national = self._phrases("who.national", who.national)
        self.countries = self._phrases("lists.country", lexicon.lists.get("country", ()))
        self.stays = self._phrases("who.stays", who.stays, barred=roles.ANY_MARK)
        self.heard = self._phrases("cues.heard", lexicon.cues.heard)
        self.losing = self._phrases("who.losing", who.losing, barred=roles.ANY_MARK)
        self.owning = self._phrases("who.owning", who.owning, barred=roles.ANY_MARK)
        offices = [(role, one) for role, said in who.becomes.items() for one in said]
        alone = partial(self._compiled, anchored=False, barred=roles.ANY_MARK)
        self._unless = {
            one: self._phrases(f"unless.{one}", said, barred=strangers.CLOSED) for one, said in lexicon.unless.items()
        }
        self._others = self._phrases("others", lexicon.others, barred=strangers.CLOSED)
        self._ours = self._phrases("others", [*map(strangers.as_ours, lexicon.others)], barred=strangers.CLOSED)
        common = lexicon.lists.get("common", ()) if lexicon.cased else ()
        common_words = [self._compiled("lists.common", one, anchored=False).pieces[0] for one in common]
        nobody = (*(one.pieces[0] for one in self.countries.all), *common_words)
        self._nobody = Regex("|".join(f"(?:{one.source})" for one in nobody) or "(?!)")
        becomes = [alone(f"who.becomes.{role}", one) for role, one in offices]
        self.becomes = Phrases(becomes, self._book, means=[role for role, _ in offices])
        self._dated = 1 << self._book.add([[sorted(self.grammar.words)]]).start
        self._index([ready for rule in lexicon.rule for ready in self._ready(rule)])
        self.held = self._book.bound()
        """What of the language's book a folded sentence may match, a bit each."""

    def _index(self, patterns: list[Ready]) -> None:
        """Those of rules, by their words (the last in the book), their place, their roles and their type."""
        self.patterns = patterns
        self._patterns = self._book.add(one.pattern.needs for one in patterns).start
        self._places = {id(one): place for place, one in enumerate(patterns)}
        self._by_role = ByRole(one.pattern for one in patterns)
        self._of_type: dict[Type, int] = defaultdict(int)
        self._titled = 0
        for place, one in enumerate(patterns):
            self._of_type[one.rule.type] |= 1 << place
            self._titled |= one.rule.title << place

    @property
    def unnamed(self) -> list[str]:
        """The lists that no pattern of the language names."""
        return [name for name in self.lexicon.lists if name not in self._vocabulary.translated and name not in _READ]

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

    def fitting(self, marked: str, candidates: int, *, headlined: bool) -> int:
        """Those of the candidates whose slots the marks of a sentence can fill, and that are not of headlines only."""
        fitting = candidates & self._by_role.filled(marked)
        return fitting if headlined else fitting & ~self._titled

    def matches(self, clause: str, candidates: int, held: int) -> list[Hit]:
        """Every candidate that matches the clause, once."""
        found = []
        for place in places(candidates & self._by_role.filled(clause)):
            ready = self.patterns[place]
            matches = []
            for piece in ready.pattern.pieces:
                if (match := self._search(piece, clause)) is None:
                    break
                matches.append(match)
            if len(matches) == len(ready.pattern.pieces) and not ready.unless.found(clause, held):
                found.append(hits.of(ready, matches, clause))
        return found

    def forbids(self, hit: Hit, clause: str, text: str, held: int) -> bool:
        """Whether nothing of its type is said in a marked clause of that text, whatever a rule finds there."""
        type_ = hit.ready.rule.type
        phrases = self._unless.get(type_)
        if phrases and phrases.likely(held) and phrases.found(self._strange(clause, text), held):
            return True
        types = roles.OF_A_PURCHASE if ours.marks_seller(clause) else roles.OF_A_DEAL
        return type_ in types and self.of_others(clause, text, held, hit)

    def of_others(self, clause: str, text: str, held: int, hit: Hit | None = None) -> bool:
        """Whether a marked clause of that text speaks of somebody else's purchase, and not so of one in the deal.

        Of a hit in which one in the deal is spoken of, only where the other's comes first: "bids for TikTok after
        buying Discord". Where a verb stands last what is said of a name stands before it: there only what is said last
        of all counts.
        """
        if not self._others.likely(held):
            return False
        own, strange = self._ours.places(clause, held), self._strange(clause, text)
        others = self._others.places(strange, held)
        if not self.lexicon.script.spaced:
            return any(place not in own or own[place][1] < last for place, (_, last) in others.items())
        said = [first for first, _ in own.values() if hit and hit.start <= first < hit.end]
        if said:
            return any(first - strange.count(strangers.MARK, 0, first) < min(said) for first, _ in others.values())
        return not others.keys() <= own.keys()

    def _strange(self, clause: str, text: str) -> str:
        return strangers.marked(clause, text, self._known) if self.lexicon.cased else clause

    def _known(self, folded: str) -> bool:
        """Whether a word is of a date or of a country, or common though it has a capital."""
        return folded in self.grammar.words or self._nobody.search(folded) is not None

    def nearly(self, marked: str, held: int, matched: int = 0) -> dict[Type, tuple[int, int]]:
        """How many patterns of each type, but the `matched`, have their words in a sentence; how many their roles."""
        said = self.candidates(held) & ~matched
        whole = said & self._by_role.filled(marked)
        return {
            type_: ((said & bits).bit_count(), (whole & bits).bit_count())
            for type_, bits in self._of_type.items()
            if said & bits
        }

    def bits(self, said: Iterable[Hit]) -> int:
        """The patterns of hits as candidates are, a bit each."""
        return sum({1 << self._places[id(hit.ready)] for hit in said})

    def dates(self, text: str, published: date, held: int, *, future: bool) -> list[When]:
        """The dates in a marked text that holds this of the book."""
        if not held & self._dated and not _DIGIT.search(text):
            return []
        return self.grammar.find(text, published, future=future)

    def _ready(self, rule: Rule) -> Iterator[Ready]:
        unless = self._phrases(f"rule {rule.name}: unless", rule.unless)
        for said in rule.says:
            yield Ready(rule=rule, pattern=self._compiled(f"rule {rule.name}", said), unless=unless)

    def _phrases(self, place: str, said: Sequence[str], *, barred: str = "") -> Phrases:
        return Phrases([self._compiled(place, one, anchored=False, barred=barred) for one in said], self._book)

    def _compiled(self, place: str, said: str, *, anchored: bool = True, barred: str = "") -> Pattern:
        try:
            pattern = compiled(said, self._vocabulary, anchored=anchored, barred=barred)
        except PatternError as error:
            raise PatternError(f"{place}: {error}") from error
        found, self._vocabulary.hollow = self._vocabulary.hollow, []
        self.hollow |= dict.fromkeys((f"lists.{name}" if name else place, one) for name, one in found)
        self.regexes.extend(pattern.pieces)
        return pattern

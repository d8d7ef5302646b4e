"""One article being read for one watch: sentence by sentence, clause by clause, who and how and when.

Laws. Evidence is a whole sentence. A headline that is none of ours ends the reading; what it says outright is hearsay
where its lead says so. What both sides do is said of the watched deal only where a bidder is spoken of or, of what has
an owner, that itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date
from functools import cached_property
from itertools import chain
from typing import TypeAlias

from msgspec.structs import replace

from pipeline.model import Article, Modality, Type
from pipeline.stages.detect import asides, idle, others, ours, roles, telling
from pipeline.stages.detect.acting import Acting
from pipeline.stages.detect.casting import Cast, Stage
from pipeline.stages.detect.dating import Dating
from pipeline.stages.detect.days import When
from pipeline.stages.detect.diary import Diary
from pipeline.stages.detect.heard import Heard
from pipeline.stages.detect.hits import Hit, unsaid
from pipeline.stages.detect.lexicon import Rule
from pipeline.stages.detect.lines import Line
from pipeline.stages.detect.memory import Memory
from pipeline.stages.detect.merging import Found
from pipeline.stages.detect.reading import Reading

Clause: TypeAlias = tuple[str, tuple[tuple[int, str], ...]]
"""Part of a marked sentence, and whom its marks mean, by their places in it."""


class Reader:
    """One article being read for one watch; `heard` is what has been read of it."""

    def __init__(self, article: Article, lines: Sequence[Line], reading: Reading, stage: Stage) -> None:
        self.lines, self.reading, self.stage = lines, reading, stage
        self.lead = next((line for line in lines if line.field == "text"), None)
        self.published: date = article.published_at.astimezone(UTC).date()
        self.diary = Diary(reading, article.published_at, lines)
        self.dating = Dating(self.diary)
        self.heard: list[Heard] = []
        self.matched: dict[int, int] = {}
        """The patterns that told something, a bit each, by the place of their sentence among those heard."""
        self.certain: set[Type] = set()
        """The types that were said in words which leave no doubt."""
        self.one_sided = False
        self.acting = Acting(stage)
        self._all = bool(stage.watch.own)
        self._memory = Memory()
        self._left: list[Line] = []

    def read(self) -> list[Found]:
        """What the sentences say, one finding for each pattern that matches; a headline off the subject ends it."""
        found: list[Found] = []
        candidates = [self.reading.candidates(line.held) for line in self.lines]
        while candidates and not (candidates[-1] or self._all):
            candidates.pop()
        for line, likely in zip(self.lines, candidates, strict=False):  # the last sentences say nothing of ours
            heard = self._hear(line, likely=bool(likely))
            if heard is None:
                return found
            if heard.ours and likely:
                found += self.sentence(line, heard.cast, likely)
        self._left = list(self.lines[len(candidates) :])
        self.one_sided = not self._names_bidder()
        if not all(one.named for one in found):
            self.rest()
            spoken = [*{party.id: party for party, _ in self._memory.spoken}.values()]
            found = [one if one.named else replace(one, actors=self.acting.spoken(one, spoken)) for one in found]
        return telling.of_one_side(found) if self.one_sided else found

    def rest(self) -> None:
        """Hear the last sentences, too, in which no rule can match."""
        for line in self._left:
            self._hear(line, likely=False)
        self._left = []

    def _hear(self, line: Line, *, likely: bool) -> Heard | None:
        """The sentence as one of those `heard`; None for a headline off the subject."""
        self.diary.told.append(line)
        headlined = line.field == "title"
        read = likely or self._all
        cast = self.stage.cast(line, self._memory, offices=read or headlined)
        vetoed = cast.vetoed or self.reading.vetoes.found(cast.marked, line.held)
        if self.stage.watch.product:
            vetoed = vetoed or self.reading.elsewhere.found(cast.marked, line.held)
        if headlined:
            self.acting.headline = self.acting.headline if self.acting.headline.marked else cast
            if vetoed:
                return None
        plain = not (vetoed or (not headlined and line.asks))
        ours = read and plain and self._of_ours(cast)
        self.heard.append(Heard(line=line, cast=cast, told=len(self.heard), ours=ours, plain=plain))
        return self.heard[-1]

    def held(self, heard: Heard, hit: Hit) -> tuple[Modality, str] | None:
        """How the text holds what a whole sentence says, as `Moods.modality` has it."""
        marked = heard.cast.marked
        return self.reading.moods.modality(hit.ready.rule, marked, hit, marked, heard.line.held)

    def suggested(self, heard: Heard, rule: Rule, actors: tuple[str, ...], chance: float) -> Found | None:
        """A suggestion of a rule that no pattern made: what a whole sentence says, if nothing in it undoes that."""
        return self.stated(heard, unsaid(rule, heard.cast.marked), actors, chance)

    def stated(self, heard: Heard, hit: Hit, actors: tuple[str, ...], chance: float) -> Found | None:
        """The same of a hit that is part of the sentence: only what is near it can undo it."""
        marked, held, type_ = heard.cast.marked, self.held(heard, hit), hit.ready.rule.type
        undone = (self.one_sided and type_ in roles.OF_BOTH) or (
            type_ in roles.CONCLUDED and heard.line.asked(marked, hit.end)
        )
        if held is None or undone:
            return None
        dating = Dating(self.diary.after(heard.told))
        when = dating.of(hit, marked, marked, heard.line.held, future=held[0] == "expected")
        held = self._as_lead(heard.line, hit.ready.rule, (held[0], heard.cast.readable(held[1])))
        one = self._told(heard.line, _clause(heard.cast, 0, marked), hit, held, when)
        return replace(one, actors=actors, confidence=chance, suggested=True)

    def _as_lead(self, line: Line, rule: Rule, held: tuple[Modality, str]) -> tuple[Modality, str]:
        """How the text holds it: what a headline says outright is hearsay where the lead says so."""
        bare = line.field == "title" and held[0] == "confirmed" and rule.type != "statement"
        return ("reported", self._lead_cue) if bare and self._lead_cue is not None else held

    @cached_property
    def _lead_cue(self) -> str | None:
        return self.reading.moods.hearsay(self.lead.folded, self.lead.held) if self.lead else None

    @property
    def names_seller(self) -> bool:
        """Whether somebody who sells, or what is sold, is named in what was heard."""
        return ours.names_seller(party for party, _ in self._memory.spoken)

    def _names_bidder(self) -> bool:
        """Whether a take-over's bidder is spoken of anywhere; of what has an owner, that or a bidder."""
        named = ours.names_buyer if self.stage.takeover else ours.names_deal
        if not named(party for party, _ in self._memory.spoken):
            self.rest()
            return named(party for party, _ in self._memory.spoken)
        return True

    def _of_ours(self, cast: Cast) -> bool:
        """Whether somebody who sells is named, here or elsewhere in the article, or a bidder beside who may stop him.

        Beside him is in the sentence or the headline; of a take-over, anywhere, and somebody with a stake will do.
        """
        spoken = (party for party, _ in self._memory.spoken)
        if ours.names_seller(chain(cast.parties.values(), self.acting.headline.parties.values(), spoken)):
            return True
        if any(ours.names_stopper(one.parties.values()) for one in (cast, self.acting.headline)):
            return True
        return self._speaks_of_ours

    @cached_property
    def _speaks_of_ours(self) -> bool:
        """Whether the article as a whole does."""
        named = [*chain.from_iterable(map(self.stage.named, self.lines))]
        return ours.names_seller(named) or (self.stage.takeover and ours.names_stopper(named, ("stakeholder",)))

    def sentence(self, line: Line, cast: Cast, candidates: int) -> list[Found]:
        """What rules find in a sentence; which did is noted of the one that was heard last."""
        found, matched = self._cast(line, cast, candidates)
        if cast.holders:
            of_holders, more = self._cast(line, cast.holders, candidates)
            found, matched = [*telling.besides(found, of_holders), *of_holders], matched | more
        self.matched[len(self.heard) - 1] = matched
        return found

    def _cast(self, line: Line, cast: Cast, candidates: int) -> tuple[list[Found], int]:
        """What a marked sentence says, and the patterns that told it, a bit each."""
        found: list[Found] = []
        matched = 0
        candidates = self.reading.fitting(cast.marked, candidates, headlined=line.field == "title")
        if not candidates:
            return found, matched
        for part in asides.parts(cast, self.reading, line.held):
            for offset, clause in self.reading.clauses(part.marked, line.held):
                hits = self.reading.matches(clause, candidates, line.held)
                if said := [one for hit in hits if (one := self._found(line, part, (offset, clause), hit))]:
                    matched |= self.reading.bits(one.hit for one in said)
                    found += telling.told(said)
        return found, matched

    def _found(self, line: Line, cast: Cast, place: tuple[int, str], hit: Hit) -> Found | None:
        rule = hit.ready.rule
        offset, clause = place
        if rule.type in roles.CONCLUDED and line.asked(cast.marked, offset + hit.end):
            return None
        another = rule.type in roles.OF_A_DEAL and not ours.marks_seller(clause) and self._begins_with_others
        if another or self.reading.forbids(hit, clause, line.text, line.held):
            return None
        held = self.reading.moods.modality(rule, clause, hit, cast.marked, line.held)
        if held is None:
            return None
        if rule.certain:
            self.certain.add(rule.type)
        held = self._as_lead(line, rule, (held[0], cast.readable(held[1])))
        actors, named = self.acting.actors(hit, offset, cast, tried=self._tries(hit, clause, line.held))
        if not idle.acts(hit, clause, cast, actors, idle.places(hit, cast, self.reading, line.held)):
            return None
        when = self.dating.held(hit, clause, cast.marked, line.held, held[0])
        one = self._told(line, _clause(cast, offset, clause), hit, held, when)
        return replace(one, actors=actors, confidence=0.95 if named else 0.8, named=named)

    def _tries(self, hit: Hit, clause: str, held: int) -> bool:
        """Whether what a hit says of a suit is that it is tried."""
        said = clause[hit.start : hit.end + self.reading.lexicon.script.behind]
        return hit.ready.rule.type == "litigation" and self.reading.heard.found(said, held)

    @cached_property
    def _begins_with_others(self) -> bool:
        return others.begin(self.lines, self.lead, self.reading, self.stage)

    def _told(
        self, line: Line, clause: Clause, hit: Hit, held: tuple[Modality, str], day: tuple[When | None, str]
    ) -> Found:
        """A finding but for who acts."""
        (marked, parties), (modality, cue), (when, dated), rule = clause, held, day, hit.ready.rule
        return Found(
            type=rule.type,
            actors=(),
            modality=modality,
            date=when.day if when else None,
            until=when.until if when else None,
            field=line.field,
            start=line.start,
            end=line.end,
            quote=line.text,
            rule=f"{self.reading.lexicon.lang}.{rule.name}",
            confidence=0.0,
            of_the_day=self.dating.of_the_day(rule, line.field, modality, self.published),
            ahead=modality == "expected" and when is not None and when.low is not None and when.low > self.published,
            cue=cue,
            dated=dated,
            hit=hit,
            clause=marked,
            parties=parties,
        )


def _clause(cast: Cast, offset: int, clause: str) -> Clause:
    return clause, tuple((at - offset, party.id) for at, party in cast.parties.items())

"""One article being read for one watch: sentence by sentence, clause by clause, who and how and when.

Laws. Evidence is a whole sentence. What a clause says of a party under another type is no statement of that party
besides. A headline that is none of ours ends the reading. In a take-over what both sides do is said of the watched deal
only where a bidder is spoken of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date
from functools import cached_property
from typing import TypeAlias

from msgspec.structs import replace

from pipeline.model import Article, Field, Modality, Party, Value
from pipeline.stages.detect import roles
from pipeline.stages.detect.acting import Acting
from pipeline.stages.detect.casting import Cast, Memory, Stage
from pipeline.stages.detect.dating import Dating
from pipeline.stages.detect.days import When
from pipeline.stages.detect.hits import Hit, unsaid
from pipeline.stages.detect.lexicon import Rule
from pipeline.stages.detect.lines import Line
from pipeline.stages.detect.merging import Found
from pipeline.stages.detect.reading import Reading

_QUOTES = "\"'”’»)」』 "
Clause: TypeAlias = tuple[str, tuple[tuple[int, str], ...]]
"""Part of a marked sentence, and whom its marks mean, by their places in it."""
_ASKS = ("?", "？", "؟")


class Heard(Value):
    """A sentence as it was read, after `told` others; `ours` where it may say something of the deal.

    That is where a rule is nearly matched, or in a watch with own types anywhere.
    """

    line: Line
    cast: Cast
    told: int
    ours: bool


class Reader:
    """One article being read for one watch; `heard` is what has been read of it."""

    def __init__(self, article: Article, lines: Sequence[Line], reading: Reading, stage: Stage) -> None:
        self.lines, self.reading, self.stage = lines, reading, stage
        self.lead = next((line for line in lines if line.field == "text"), None)
        self.published: date = article.published_at.astimezone(UTC).date()
        self.dating = Dating(reading, self.published)
        self.heard: list[Heard] = []
        self.one_sided = False
        self.acting = Acting(stage)
        self._all = bool(stage.watch.own)

    def read(self) -> list[Found]:
        """What the sentences say, one finding for each pattern that matches; a headline off the subject ends it."""
        memory: Memory = []
        found: list[Found] = []
        candidates = [self.reading.candidates(line.held) for line in self.lines]
        while candidates and not (candidates[-1] or self._all):
            candidates.pop()
        for line, likely in zip(self.lines, candidates, strict=False):  # the last sentences say nothing of ours
            self.dating.tell(line.folded, line.held)
            headlined = line.field == "title"
            read = bool(likely) or self._all
            cast = self.stage.cast(line, memory, offices=read or headlined)
            vetoed = (read or headlined) and self._vetoed(cast, line)
            if headlined:
                self.acting.headline = self.acting.headline if self.acting.headline.marked else cast
                if vetoed:
                    return found
            asks = not headlined and line.text.rstrip(_QUOTES).endswith(_ASKS)
            ours = read and not (vetoed or asks) and self._of_ours(cast, memory, headlined=headlined)
            if ours and likely:
                found += self._sentence(line, cast, likely)
            self.heard.append(Heard(line=line, cast=cast, told=len(self.heard), ours=ours))
        self.one_sided = not self._names_bidder(memory, self.lines[len(candidates) :])
        return _of_one_side(found) if self.one_sided else found

    def held(self, heard: Heard, hit: Hit) -> tuple[Modality, str] | None:
        """How the text holds what a whole sentence says, as `Reading.modality` has it."""
        marked = heard.cast.marked
        return self.reading.modality(hit.ready.rule, marked, hit, marked, heard.line.held)

    def suggested(self, heard: Heard, rule: Rule, actors: tuple[str, ...], chance: float) -> Found | None:
        """A suggestion of a rule that no pattern made: what a whole sentence says, if nothing in it undoes that."""
        return self.stated(heard, unsaid(rule, heard.cast.marked), actors, chance)

    def stated(self, heard: Heard, hit: Hit, actors: tuple[str, ...], chance: float) -> Found | None:
        """The same of a hit that is part of the sentence: only what is near it can undo it."""
        marked, held = heard.cast.marked, self.held(heard, hit)
        if held is None or (self.one_sided and hit.ready.rule.type in roles.OF_BOTH):
            return None
        dating = self.dating.after(heard.told)
        when = dating.of(hit, marked, marked, heard.line.held, future=held[0] == "expected")
        one = self._told(heard.line, _clause(heard.cast, 0, marked), hit, held, when)
        return replace(one, actors=actors, confidence=chance, suggested=True)

    @cached_property
    def lead_day(self) -> date | None:
        """The day of a headline that names none."""
        return self.dating.of_lead(self.lead)

    def _names_bidder(self, memory: Memory, unread: Sequence[Line]) -> bool:
        """Whether a take-over's bidder is spoken of anywhere; where there is none to name, always."""
        if self.stage.takeover and not _names_buyer(memory):
            for line in unread:
                self.stage.cast(line, memory, offices=False)
            return _names_buyer(memory)
        return True

    def _of_ours(self, cast: Cast, memory: Memory, *, headlined: bool) -> bool:
        """Whether somebody who sells has been named; in a headline, and of what has an owner, he may be named later."""
        known = (*cast.parties.values(), *self.acting.headline.parties.values(), *(party for party, _ in memory))
        if _names_seller(known):
            return True
        return self._names_seller_later if not self.stage.takeover else headlined and self._lead_names_seller

    @cached_property
    def _lead_names_seller(self) -> bool:
        return self.lead is not None and self._in_line(self.lead)

    @cached_property
    def _names_seller_later(self) -> bool:
        return any(map(self._in_line, self.lines))

    def _in_line(self, line: Line) -> bool:
        return _names_seller(self.stage.cast(line, [], offices=False).parties.values())

    def _vetoed(self, cast: Cast, line: Line) -> bool:
        return cast.vetoed or self.reading.vetoes.found(cast.marked, line.held)

    def _sentence(self, line: Line, cast: Cast, candidates: int) -> list[Found]:
        found: list[Found] = []
        for offset, clause in self.reading.clauses(cast.marked, line.held):
            said = [
                one
                for hit in self.reading.matches(clause, candidates, line.held)
                if (one := self._found(line, cast, (offset, clause), hit)) is not None
            ]
            found += _telling(_widest(said))
        return found

    def _found(self, line: Line, cast: Cast, place: tuple[int, str], hit: Hit) -> Found | None:
        rule = hit.ready.rule
        if rule.title and line.field != "title":
            return None
        offset, clause = place
        held = self.reading.modality(rule, clause, hit, cast.marked, line.held)
        if held is None:
            return None
        actors, named = self.acting.actors(hit, offset, cast)
        planned = self.reading.planned(clause, hit, line.held) if rule.modality else held[0] == "expected"
        when = self.dating.of(hit, clause, cast.marked, line.held, future=planned)
        one = self._told(line, _clause(cast, offset, clause), hit, held, when)
        return replace(one, actors=actors, confidence=0.95 if named else 0.8, named=named)

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
            of_the_day=self._of_the_day(rule, line.field, modality),
            ahead=modality == "expected" and when is not None and when.low is not None and when.low > self.published,
            cue=cue,
            dated=dated,
            hit=hit,
            clause=marked,
            parties=parties,
        )

    def _of_the_day(self, rule: Rule, field: Field, modality: Modality) -> date | None:
        """The day of what a sentence reports without a date: of a headline its lead's, else that of publication."""
        titled = field == "title"
        leads = titled and modality != "expected" and not rule.dated and rule.type not in roles.LEADLESS
        if leads and self.lead_day:
            return self.lead_day
        if rule.dated in {"headline", "news"}:
            day = modality == (rule.modality or "confirmed") and (titled or rule.dated == "news")
        else:
            day = not rule.dated and titled and modality == "confirmed" and rule.type in roles.OF_THE_DAY
        return self.published if day else None


def _clause(cast: Cast, offset: int, clause: str) -> Clause:
    return clause, tuple((at - offset, party.id) for at, party in cast.parties.items())


def _names_seller(parties: Iterable[Party]) -> bool:
    return any(roles.of(party) in roles.GROUPS["seller"] for party in parties)


def _names_buyer(memory: Memory) -> bool:
    return any(roles.of(party) in roles.GROUPS["buyer"] for party, _ in memory)


def _of_one_side(found: Sequence[Found]) -> list[Found]:
    return [one for one in found if one.type not in roles.OF_BOTH]


def _widest(said: Sequence[Found]) -> list[Found]:
    """All but those that lie inside another of their type and name nobody more: it sees more of when and how."""
    return [
        one
        for one in said
        if not any(
            other.type == one.type
            and other.hit.start <= one.hit.start
            and one.hit.end <= other.hit.end
            and other.hit.end - other.hit.start > one.hit.end - one.hit.start
            and set(one.hit.marks) <= set(other.hit.marks)
            for other in said
        )
    ]


def _telling(said: Sequence[Found]) -> list[Found]:
    """All but statements in words that say something else of the same party."""
    others = [one for one in said if one.type != "statement"]
    return [
        one
        for one in said
        if one.type != "statement"
        or not any(
            other.actors[:1] == one.actors[:1] and other.hit.start < one.hit.end and one.hit.start < other.hit.end
            for other in others
        )
    ]

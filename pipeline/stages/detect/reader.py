"""One article being read for one watch: sentence by sentence, clause by clause, who and how and when.

Laws. Evidence is a whole sentence. What a clause says of a party under another type is no statement of that party
besides. A headline that is none of ours ends the reading. In a take-over what both sides do is said of the watched deal
only where a bidder is spoken of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date
from functools import cached_property

from pipeline.model import Article, Field, Modality, Party
from pipeline.stages.detect import roles
from pipeline.stages.detect.acting import Acting
from pipeline.stages.detect.casting import Cast, Memory, Stage
from pipeline.stages.detect.dating import Dating
from pipeline.stages.detect.lexicon import Rule
from pipeline.stages.detect.lines import Line
from pipeline.stages.detect.merging import Found
from pipeline.stages.detect.reading import Hit, Reading

_QUOTES = "\"'”’»)」』 "
_ASKS = ("?", "？", "؟")


class Reader:
    """One article being read for one watch."""

    def __init__(self, article: Article, lines: Sequence[Line], reading: Reading, stage: Stage) -> None:
        self.lines, self.reading, self.stage = lines, reading, stage
        self.lead = next((line for line in lines if line.field == "text"), None)
        self.published: date = article.published_at.astimezone(UTC).date()
        self.dating = Dating(reading, self.published)
        self.acting = Acting(stage)

    def read(self) -> list[Found]:
        """What the sentences say, one finding for each pattern that matches; a headline off the subject ends it."""
        memory: Memory = []
        found: list[Found] = []
        candidates = [self.reading.candidates(line.held) for line in self.lines]
        while candidates and not candidates[-1]:
            candidates.pop()
        for line, likely in zip(self.lines, candidates, strict=False):  # the last sentences say nothing of ours
            self.dating.tell(line.folded, line.held)
            headlined = line.field == "title"
            cast = self.stage.cast(line, memory, offices=bool(likely) or headlined)
            vetoed = (likely or headlined) and self._vetoed(cast, line)
            if headlined:
                self.acting.headline = self.acting.headline if self.acting.headline.marked else cast
                if vetoed:
                    return found
            if not likely or vetoed or (not headlined and line.text.rstrip(_QUOTES).endswith(_ASKS)):
                continue
            known = (*cast.parties.values(), *self.acting.headline.parties.values(), *(party for party, _ in memory))
            if _names_seller(known) or (headlined and self._lead_names_seller()):
                found += self._sentence(line, cast, likely)
        return found if self._names_bidder(memory, self.lines[len(candidates) :]) else _of_one_side(found)

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

    def _lead_names_seller(self) -> bool:
        return self.lead is not None and _names_seller(self.stage.cast(self.lead, [], offices=False).parties.values())

    def _vetoed(self, cast: Cast, line: Line) -> bool:
        return cast.vetoed or self.reading.vetoes.found(cast.marked, line.held)

    def _sentence(self, line: Line, cast: Cast, candidates: int) -> list[Found]:
        found: list[Found] = []
        for offset, clause in self.reading.clauses(cast.marked, line.held):
            said = [
                one
                for hit in self.reading.hits(clause, candidates, line.held)
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
        modality, cue = held
        actors, named = self.acting.actors(hit, offset, cast)
        planned = self.reading.planned(clause, hit, line.held) if rule.modality else modality == "expected"
        when, dated = self.dating.of(hit, clause, cast.marked, line.held, future=planned)
        return Found(
            type=rule.type,
            actors=actors,
            modality=modality,
            date=when.day if when else None,
            until=when.until if when else None,
            field=line.field,
            start=line.start,
            end=line.end,
            quote=line.text,
            rule=f"{self.reading.lexicon.lang}.{rule.name}",
            confidence=0.95 if named else 0.8,
            named=named,
            of_the_day=self._of_the_day(rule, line.field, modality),
            ahead=modality == "expected" and when is not None and when.low is not None and when.low > self.published,
            cue=cue,
            dated=dated,
            hit=hit,
            clause=clause,
            parties=tuple((at - offset, party.id) for at, party in cast.parties.items()),
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

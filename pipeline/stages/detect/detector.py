"""The verb of detection: an article and a watch in, its mentions out.

Laws. Pure: the same article, watch and lexicons give the same mentions. Evidence is a whole sentence, and
`article[field][start:end] == quote`. What a clause says of a party under another type is no statement of
that party besides. Several sentences about one thing are one mention, shown by the fullest.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, date, timedelta

from pipeline.kit import shingles, words
from pipeline.model import Article, Evidence, Field, Mention, Modality, Party, Value, Watch, derive_id
from pipeline.stages.detect import merging, roles, sentences
from pipeline.stages.detect.casting import Cast, Stage
from pipeline.stages.detect.lexicon import Lexicon, Rule
from pipeline.stages.detect.merging import Found
from pipeline.stages.detect.reading import Hit, Reading, Ready
from pipeline.stages.detect.when import When

_QUOTES = "\"'”’»)」』 "
_ASKS = ("?", "？", "؟")
_MONTH = 30
"""Days that a month counts in a term of several."""

_TOMORROW = timedelta(days=1)
"""What has happened may bear tomorrow's date where the sun rises earlier; a later date is another thing's."""
_BETWEEN_GOVERNMENTS = frozenset({"agreement", "talks"})
"""What governments do with each other: both are meant where one is named, the one named first."""


class _Sentence(Value):
    field: Field
    start: int
    end: int
    text: str
    strings: tuple[int, ...] = ()
    held: int = 0


class Detector:
    """All languages, ready to read; a language is compiled when its first article comes."""

    def __init__(self, lexicons: Sequence[Lexicon]) -> None:
        self._lexicons = {lexicon.lang: lexicon for lexicon in lexicons}
        self._readings: dict[str, Reading] = {}
        self._stages: dict[tuple[str, str], Stage] = {}

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that it can read."""
        return tuple(self._lexicons)

    def mentions(self, article: Article, watch: Watch) -> tuple[Mention, ...]:
        """What the article says happened in the watched deal; nothing for a language without a lexicon."""
        reading = self._reading(article.lang)
        if reading is None or (watch.starts_on and article.published_at.date() < watch.starts_on):
            return ()
        lines = _sentences(article, reading)
        if not any(line.held for line in lines):
            return ()
        stage = self._stage(watch, reading)
        told = [
            one
            for one in merging.merged(_Reader(article, reading, stage).read(lines))
            if not watch.wanted or one.type in watch.wanted
        ]
        sketch = shingles.sketch(f"{article.title}\n{article.text}") if told else ""
        return tuple(_mention(one, article, watch, sketch) for one in told)

    def _reading(self, lang: str) -> Reading | None:
        lang = lang.lower().replace("_", "-").partition("-")[0]
        if lang not in self._readings:
            if lang not in self._lexicons:
                return None
            self._readings[lang] = Reading(self._lexicons[lang])
        return self._readings[lang]

    def _stage(self, watch: Watch, reading: Reading) -> Stage:
        key = (reading.lexicon.lang, watch.id)
        known = self._stages.get(key)
        if known is None or known.watch is not watch:
            known = self._stages[key] = Stage(watch, reading)
        return known


class _Reader:
    """One article being read for one watch."""

    def __init__(self, article: Article, reading: Reading, stage: Stage) -> None:
        self.reading, self.stage = reading, stage
        self.published: date = article.published_at.astimezone(UTC).date()

    def read(self, lines: Sequence[_Sentence]) -> list[Found]:
        """What the sentences say, one finding for each pattern that matches; a headline off the subject ends it."""
        memory: list[tuple[Party, bool]] = []
        found: list[Found] = []
        headline = Cast(marked="", parties={})
        for line in lines:
            candidates = self.reading.ready(line.strings, line.held)
            headlined = line.field == "title"
            cast = self.stage.cast(line.text, memory, line.held if candidates or headlined else None)
            vetoed = (candidates or headlined) and self._vetoed(cast, line)
            if headlined:
                headline = headline if headline.marked else cast
                if vetoed:
                    return found
            if not candidates or vetoed or (not headlined and line.text.rstrip(_QUOTES).endswith(_ASKS)):
                continue
            if _names_seller((*cast.parties.values(), *headline.parties.values(), *(party for party, _ in memory))) or (
                headlined and self._lead_names_seller(lines)
            ):
                found += self._sentence(line, cast, headline, candidates)
        return found

    def _lead_names_seller(self, lines: Sequence[_Sentence]) -> bool:
        lead = next((line for line in lines if line.field == "text"), None)
        return lead is not None and _names_seller(self.stage.cast(lead.text, [], None).parties.values())

    def _vetoed(self, cast: Cast, line: _Sentence) -> bool:
        return cast.vetoed or self.reading.vetoes.found(cast.marked, line.held)

    def _sentence(self, line: _Sentence, cast: Cast, headline: Cast, candidates: list[Ready]) -> list[Found]:
        found: list[Found] = []
        for offset, clause in self.reading.clauses(cast.marked, line.held):
            said = [
                one
                for hit in _widest(self.reading.hits(clause, candidates, line.held))
                if (one := self._found(line, cast, headline, (offset, clause), hit)) is not None
            ]
            told = {one.actors[:1] for one in said if one.type != "statement"}
            found += [one for one in said if one.type != "statement" or one.actors[:1] not in told]
        return found

    def _found(self, line: _Sentence, cast: Cast, headline: Cast, place: tuple[int, str], hit: Hit) -> Found | None:
        rule = hit.ready.rule
        if rule.title and line.field != "title":
            return None
        offset, clause = place
        modality = self.reading.modality(rule, clause, hit, cast.marked, line.held)
        if modality is None:
            return None
        actors, named = self._actors(hit, offset, cast, headline)
        planned = self.reading.planned(clause, hit, line.held) if rule.modality else modality == "expected"
        when = self._when(hit, clause, cast.marked, line.held, future=planned)
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
            of_the_day=self.published if _of_the_day(rule, line.field, modality) else None,
        )

    def _actors(self, hit: Hit, offset: int, cast: Cast, headline: Cast) -> tuple[tuple[str, ...], bool]:
        """Those in the slots; where a pattern leaves the actor open, the likeliest of sentence, then headline."""
        rule = hit.ready.rule
        actors = [cast.parties[offset + at] for at in hit.marks]
        wanted = (rule.first,) if rule.first else () if actors else roles.FIRST[rule.type]
        named = True
        if wanted and not (actors and roles.of(actors[0]) in roles.GROUPS[wanted[0]]):
            actor, named = self._likeliest(wanted, cast, headline)
            actors = [actor, *actors] if actor else actors
        if rule.type in _BETWEEN_GOVERNMENTS and actors and all(roles.of(actor) == "government" for actor in actors):
            actors += self.stage.governments
        return tuple(dict.fromkeys(actor.id for actor in actors)), named and bool(actors)

    def _likeliest(self, wanted: Sequence[str], cast: Cast, headline: Cast) -> tuple[Party | None, bool]:
        for parties in (cast.parties, headline.parties):
            for role in wanted:
                for party in parties.values():
                    if roles.of(party) in roles.GROUPS[role]:
                        return party, True
        for role in wanted:
            for one in roles.GROUPS[role]:
                if one in self.stage.first:
                    return self.stage.first[one], False
        return None, False

    def _when(self, hit: Hit, clause: str, sentence: str, held: int, *, future: bool) -> When | None:
        """The date nearest to the words that matched, in their clause, else in the sentence."""
        rule = hit.ready.rule
        if rule.dated == "never" or rule.type in roles.UNDATED:
            return None
        if rule.type == "deadline":
            return self._due(clause, held) or self._due(sentence, held)
        for text, at in ((clause, (hit.start + hit.end) / 2), (sentence, 0.0)):
            found = self.reading.dates(text, self.published, held, future=future)
            days = [
                when
                for when in found
                if when.low and (future or (when.low <= self.published + _TOMORROW and not when.due))
            ]
            if days:
                return min(days, key=lambda when: abs((when.start + when.end) / 2 - at))
        return None

    def _due(self, text: str, held: int) -> When | None:
        """The day on which something falls due: named, or so many days after another, else after publication."""
        ahead = self.reading.dates(text, self.published, held, future=True)
        named = [when for when in ahead if when.low]
        due = [when for when in named if when.low and when.high and when.high >= self.published]
        spans = [when for when in ahead if when.span]
        if spans:
            behind = [when for when in self.reading.dates(text, self.published, held, future=False) if when.low]
            past = [when.low for when in behind if when.low and not when.month and when.low <= self.published]
            day = max(past, default=self.published) + timedelta(days=spans[0].span)
            exact = [when for when in due if when.low and not when.month and abs((when.low - day).days) <= 1]
            if exact:
                return exact[0]
            said = {when.low for when in behind}  # a date that only the tense puts ahead is when it was said
            dated = [
                when for when in due if when.low and not when.month and when.low > self.published and when.low in said
            ]
            if not dated:
                return When(
                    start=spans[0].start, end=spans[0].end, low=day, high=day, month=spans[0].span % _MONTH == 0
                )
        return next(iter(due or named), None)


def _names_seller(parties: Iterable[Party]) -> bool:
    return any(roles.of(party) in roles.GROUPS["seller"] for party in parties)


def _widest(hits: Sequence[Hit]) -> list[Hit]:
    """All but those that lie inside another of their type, which sees more of who, when and how."""
    return [
        hit
        for hit in hits
        if not any(
            other.ready.rule.type == hit.ready.rule.type
            and other.start <= hit.start
            and hit.end <= other.end
            and other.end - other.start > hit.end - hit.start
            for other in hits
        )
    ]


def _of_the_day(rule: Rule, field: Field, modality: Modality) -> bool:
    """Whether what a sentence reports without a date is of the day of publication."""
    if rule.dated in {"headline", "news"}:
        return modality == (rule.modality or "confirmed") and (field == "title" or rule.dated == "news")
    return not rule.dated and field == "title" and modality == "confirmed" and rule.type in roles.OF_THE_DAY


def _sentences(article: Article, reading: Reading) -> list[_Sentence]:
    """Headline and sentences, each with the strings of patterns that it holds; a headline said again counts once."""
    lines: list[_Sentence] = []
    fields: tuple[tuple[Field, str], ...] = (("title", article.title), ("text", article.text))
    headline = ""
    for field, text in fields:
        if not text:
            continue
        spans = sentences.spans(text, reading.abbreviations, reading.grammar.month)
        starts = [start for start, _ in spans]
        found: list[list[int]] = [[] for _ in spans]
        for end, index in reading.strings(words.fold(text)):
            found[bisect_right(starts, end - 1) - 1].append(index)
        for (start, end), indices in zip(spans, found, strict=True):
            said = text[start:end]
            again = field == "text" and said == headline
            headline = headline or (said if field == "title" else "")
            strings = () if again else tuple(dict.fromkeys(indices))
            held = 0
            for index in strings:
                held |= 1 << index
            lines.append(_Sentence(field=field, start=start, end=end, text=said, strings=strings, held=held))
    return lines


def _mention(found: Found, article: Article, watch: Watch, sketch: str) -> Mention:
    return Mention(
        id=derive_id(watch.id, article.id, found.type, *found.actors, found.date or "", found.field, str(found.start)),
        watch=watch.id,
        article=article.id,
        type=found.type,
        actors=found.actors,
        modality=found.modality,
        date=found.date or (found.of_the_day.isoformat() if found.of_the_day else None),
        until=found.until,
        evidence=Evidence(field=found.field, start=found.start, end=found.end, quote=found.quote),
        rule=found.rule,
        confidence=found.confidence,
        lang=article.lang,
        source=article.source,
        url=article.url,
        title=article.title,
        published_at=article.published_at,
        fetched_at=article.fetched_at,
        sketch=sketch,
    )

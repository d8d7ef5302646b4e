"""The verb of detection: an article and a watch in, its mentions out.

Laws. Pure: the same article, watch and lexicons give the same mentions. Evidence is a whole sentence, and
`article[field][start:end] == quote`. Several sentences about one thing are one mention, shown by the fullest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC

from pipeline.kit import shingles
from pipeline.model import Article, Evidence, Mention, Value, Watch, derive_id
from pipeline.stages.detect import merging, reader, roles, unread
from pipeline.stages.detect.casting import Stage, readable
from pipeline.stages.detect.classifying import Classifier
from pipeline.stages.detect.lexicon import Lexicon
from pipeline.stages.detect.lines import Line, lines
from pipeline.stages.detect.merging import Found
from pipeline.stages.detect.owning import Owning
from pipeline.stages.detect.reading import Reading
from pipeline.stages.detect.unread import Unread


class Reason(Value):
    """Why a mention was found: the pattern and the words that match it, with party ids in braces for the parties.

    `roles` pairs each role in those words with its party; `cue` are the words that set the modality, likewise, `dated`
    those that set the date, empty where none did; `instead` who acts by the rule, where more speaks for somebody else;
    `doubt` the chance that it is right of what is no mention, for that is too small.
    """

    mention: Mention
    pattern: str
    words: str
    roles: tuple[tuple[str, str], ...]
    cue: str
    dated: str
    instead: str
    doubt: float | None


class Detector:
    """All languages (lexicons by language), ready to read; a pattern is compiled when it is first tried, or by `warm`.

    Without a classifier only rules find something, and nothing is doubted; without `owning` nothing is of a watch's own
    types.
    """

    def __init__(
        self, lexicons: Mapping[str, Lexicon], classifier: Classifier | None = None, owning: Owning | None = None
    ) -> None:
        self._classifier, self._owning = classifier, owning
        self._lexicons = lexicons
        self._readings: dict[str, Reading] = {}
        self._stages: dict[tuple[str, str], Stage] = {}
        self._last: tuple[Article, list[Line]] | None = None

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that it can read."""
        return tuple(self._lexicons)

    def warm(self, idle: Callable[[], bool]) -> None:
        """Compile all languages, the largest first, for as long as `idle` says yes; may run in a thread of its own."""
        for lexicon in sorted(self._lexicons.values(), key=lambda lexicon: len(lexicon.rule), reverse=True):
            if not idle():
                return
            reading = self._reading(lexicon.lang)
            for regex in reading.regexes if reading else ():
                if not idle():
                    return
                regex.compiled  # noqa: B018 - made by looking at it

    def mentions(self, article: Article, watch: Watch) -> tuple[Mention, ...]:
        """What the article says happened in the watched deal; nothing for a language without a lexicon."""
        return tuple(mention for mention, found in self._told(article, watch) if found.doubt is None)

    def reasons(self, article: Article, watch: Watch) -> tuple[Reason, ...]:
        """The same mentions, and what was doubted, each with why."""
        return tuple(_reason(mention, found) for mention, found in self._told(article, watch))

    def unread(self, article: Article, watch: Watch) -> tuple[Unread, ...]:
        """What a rule matches and is not read, as the article does not name who makes it news of the deal."""
        read = self._reader(article, watch)
        if read is None:
            return ()
        read.read()
        return tuple(one for one in unread.unread(read) if not watch.wanted or one.type in watch.wanted)

    def _told(self, article: Article, watch: Watch) -> list[tuple[Mention, Found]]:
        read = self._reader(article, watch)
        if read is None:
            return []
        found = read.read()
        told = self._classifier.told(read, found) if self._classifier else merging.merged(found)
        told = [one for one in told if not watch.wanted or one.type in watch.wanted]
        if self._owning and watch.own:
            told = _with(told, list(self._owning.found(read)))
        sketch = shingles.sketch(f"{article.title}\n{article.text}") if told else ""
        return [(_mention(one, article, watch, sketch), one) for one in told]

    def _reader(self, article: Article, watch: Watch) -> reader.Reader | None:
        """The article about to be read; None where nothing can be in it."""
        reading = self._reading(article.lang)
        if reading is None or older(article, watch):
            return None
        said = self._lines(article, reading)
        if not (watch.own or any(reading.candidates(line.held) for line in said)):
            return None
        return reader.Reader(article, said, reading, self._stage(watch, reading))

    def _lines(self, article: Article, reading: Reading) -> list[Line]:
        """The article's sentences; those of the last article are kept, for it may be asked for several watches."""
        if self._last is None or self._last[0] is not article:
            self._last = (article, lines(article, reading))
        return self._last[1]

    def _reading(self, lang: str) -> Reading | None:
        lang = read_as(lang)
        if lang not in self._readings:
            if lang not in self._lexicons:
                return None
            self._readings.setdefault(lang, Reading(self._lexicons[lang]))  # the other thread's, if it was first
        return self._readings[lang]

    def _stage(self, watch: Watch, reading: Reading) -> Stage:
        key = (reading.lexicon.lang, watch.id)
        known = self._stages.get(key)
        if known is None or known.watch is not watch:
            known = self._stages[key] = Stage(watch, reading)
        return known


def older(article: Article, watch: Watch) -> bool:
    """Whether it is from before the watched deal."""
    return watch.starts_on is not None and article.published_at.astimezone(UTC).date() < watch.starts_on


def read_as(lang: str) -> str:
    """The language of a lexicon that reads what is in this one, as "pt" for "pt_BR"."""
    return lang.lower().replace("_", "-").partition("-")[0]


def _with(told: list[Found], own: list[Found]) -> list[Found]:
    """Both, but for what is a mere statement, or suggested, of the same party in the words of an own type."""
    better = {_claim(one) for one in own if not one.suggested}
    weak = (one for one in told if one.suggested or one.type == "statement")
    beaten = [one for one in weak if _claim(one) in better]
    return [*(one for one in told if one not in beaten), *own]


def _claim(one: Found) -> tuple[str, int, tuple[str, ...]]:
    """Which sentence says it, and of whom."""
    return one.field, one.start, one.actors[:1]


def _mention(found: Found, article: Article, watch: Watch, sketch: str) -> Mention:
    return Mention(
        id=derive_id(
            watch.id,
            article.id,
            found.type,
            *found.actors,
            found.date or "",
            found.field,
            str(found.start),
            *[found.own] * bool(found.own),
        ),
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
        published_at=article.published_at.astimezone(UTC),
        fetched_at=article.fetched_at.astimezone(UTC),
        sketch=sketch,
        suggested=found.suggested,
        own=found.own,
    )


def _reason(mention: Mention, found: Found) -> Reason:
    """`found.hit` lies in the clause that is the mention's evidence; nothing matched in what is suggested.

    The parties of an own type may stand anywhere in it.
    """
    hit, parties = found.hit, dict(found.parties)
    near = range(len(found.clause)) if found.own else range(hit.start, hit.end)
    inside = {at: parties[at] for at in near if at in parties}
    return Reason(
        mention=mention,
        pattern=hit.ready.pattern.said,
        words="" if found.suggested else _words(found, inside),
        roles=tuple((roles.role(found.clause[at]), party) for at, party in inside.items()),
        cue=found.cue.strip(),
        dated=found.dated.strip(),
        instead=found.instead,
        doubt=found.doubt,
    )


def _words(found: Found, inside: Mapping[int, str]) -> str:
    return readable(found.clause, range(found.hit.start, found.hit.end), inside).strip()

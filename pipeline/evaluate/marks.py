"""Detection, marked article by article on sets: types, types with first actor; then what was matched.

A label and a mention of one type are matched so that first actor, date, modality and words agree best, each once.
Modality and date count on matched pairs of required labels; a date is right within a day, an unknown one if unknown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

import msgspec
from msgspec.structs import replace

from pipeline.evaluate.gold import Label, Row
from pipeline.kit import days
from pipeline.model import Mention
from pipeline.stages.detect.detector import Reason


class Tally(msgspec.Struct):
    """Found and right, found and wrong, missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of the found that is right."""
        return _share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of what is there that was found."""
        return _share(self.right, self.right + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        return _share(2 * self.right, 2 * self.right + self.wrong + self.missed)

    def add(self, found: AbstractSet[object], required: AbstractSet[object], allowed: AbstractSet[object]) -> None:
        """Count one article's sets; what is allowed counts neither way."""
        self.right += len(found & required)
        self.wrong += len(found - required - allowed)
        self.missed += len(required - found)


class Fault(msgspec.Struct, frozen=True):
    """One thing that is not as it should be, with words and rule, and the chance of what it found, if doubted.

    What is only `suggested` alerts nobody.
    """

    kind: str
    watch: str
    row: str
    lang: str
    type: str
    said: str
    should: str
    quote: str
    rule: str = ""
    doubt: float | None = None
    suggested: bool = False


class Pair(msgspec.Struct, frozen=True):
    """A label and the mention that found it."""

    row: Row
    number: int
    mention: Mention

    @property
    def label(self) -> Label:
        """The label."""
        return self.row.labels[self.number]


class Marks(msgspec.Struct):
    """All that is counted of detection."""

    types: Tally
    actors: Tally
    by_type: dict[str, Tally]
    by_lang: dict[str, Tally]
    by_watch: dict[str, Tally]
    rows_by_lang: Counter[str]
    rows_by_watch: Counter[str]
    modality: Counter[bool]
    date: Counter[bool]
    rows: int
    empty: int
    alarmed: int
    faults: list[Fault]
    pairs: list[Pair]


def marks(told: Iterable[tuple[Row, Sequence[Mention]]]) -> Marks:
    """The marks for rows and what was found in each; rows that are not sure are left out."""
    out = Marks(Tally(), Tally(), {}, {}, {}, Counter(), Counter(), Counter(), Counter(), 0, 0, 0, [], [])
    for row, mentions in told:
        if row.sure:
            _mark(out, row, mentions)
    return out


def _mark(out: Marks, row: Row, mentions: Sequence[Mention]) -> None:
    lang = row.article.lang
    out.rows += 1
    out.rows_by_lang[lang] += 1
    out.rows_by_watch[row.watch] += 1
    if not row.labels:
        out.empty += 1
        out.alarmed += bool(mentions)
    required = {label.type for label in row.required}
    allowed = {label.type for label in row.labels if label.optional}
    found = {mention.type for mention in mentions}
    out.types.add(found, required, allowed)
    out.by_lang.setdefault(lang, Tally()).add(found, required, allowed)
    out.by_watch.setdefault(row.watch, Tally()).add(found, required, allowed)
    for type_ in sorted(found | required):
        out.by_type.setdefault(type_, Tally()).add({type_} & found, {type_} & required, {type_} & allowed)
    acted = {(label.type, label.first) for label in row.required}
    acts = {(mention.type, first(mention)) for mention in mentions}
    out.actors.add(acts, acted, {act for act in acts - acted if act[0] in allowed})
    pairs = matched(row, mentions)
    out.pairs += pairs
    out.faults += _faults(row, mentions, pairs)
    for pair in pairs:
        if not pair.label.optional:
            out.modality[pair.label.modality == pair.mention.modality] += 1
            out.date[same_day(pair.label.date, pair.mention)] += 1


def first(mention: Mention) -> str:
    """Who acts in a mention."""
    return mention.actors[0] if mention.actors else ""


def matched(row: Row, mentions: Sequence[Mention]) -> list[Pair]:
    """Labels and mentions of the same type, the best agreeing first, each once; required labels before optional."""
    likely = sorted(
        (
            (-_agreement(label, mention), label.optional, number, place)
            for number, label in enumerate(row.labels)
            for place, mention in enumerate(mentions)
            if label.type == mention.type
        ),
    )
    labels: set[int] = set()
    places: set[int] = set()
    pairs = []
    for _, _, number, place in likely:
        if number not in labels and place not in places:
            labels.add(number)
            places.add(place)
            pairs.append(Pair(row, number, mentions[place]))
    return pairs


def _agreement(label: Label, mention: Mention) -> float:
    said = mention.evidence
    shared = min(label.evidence.end, said.end) - max(label.evidence.start, said.start)
    overlap = said.field == label.evidence.field and shared > 0
    return (
        4 * (label.first == first(mention))
        + 2 * same_day(label.date, mention)
        + (label.modality == mention.modality)
        + overlap
        - 0.5 * label.optional
    )


def same_day(said: str | None, mention: Mention) -> bool:
    """Whether two dates are within a day; both unknown is the same."""
    if said is None or mention.date is None:
        return said == mention.date
    return days.gap(*days.meant(said), *days.meant(mention.date, mention.until)) <= 1


def _faults(row: Row, mentions: Sequence[Mention], pairs: Sequence[Pair]) -> list[Fault]:
    """Each miss and false alarm; then, of what was matched, the wrong actor, modality and date."""
    faults = []
    article = row.article
    met = {pair.number for pair in pairs}
    used = {pair.mention.id for pair in pairs}
    for number, label in enumerate(row.labels):
        if number not in met and not label.optional:
            quote = row.quote(label)
            faults.append(Fault("missed", row.watch, article.id, article.lang, label.type, "", _said(label), quote))
    allowed = {label.type for label in row.labels}
    for mention in mentions:
        if mention.id not in used:
            kind = "doubled" if mention.type in allowed else "false"
            faults.append(_fault(kind, row, mention, _told(mention), ""))
    for pair in pairs:
        label, mention = pair.label, pair.mention
        if label.optional:
            continue
        if label.first != first(mention):
            faults.append(_fault("actor", row, mention, ",".join(mention.actors), ",".join(label.actors)))
        if label.modality != mention.modality:
            faults.append(_fault("modality", row, mention, mention.modality, label.modality))
        if not same_day(label.date, mention):
            faults.append(_fault("date", row, mention, str(mention.date), str(label.date)))
    return faults


def _fault(kind: str, row: Row, mention: Mention, said: str, should: str) -> Fault:
    quote, of = mention.evidence.quote, row.article
    at = (kind, row.watch, of.id, of.lang, mention.type, said, should, quote, mention.rule)
    return Fault(*at, suggested=mention.suggested)


def doubted(fault: Fault, reasons: Iterable[Reason]) -> Fault:
    """A miss, with the rule that found it if it was doubted; another fault as it is."""
    for reason in reasons if fault.kind == "missed" else ():
        if reason.doubt is not None and reason.mention.type == fault.type:
            return replace(fault, rule=reason.mention.rule, doubt=reason.doubt)
    return fault


def _said(label: Label) -> str:
    return f"{','.join(label.actors)} {label.modality} {label.date}"


def _told(mention: Mention) -> str:
    return f"{','.join(mention.actors)} {mention.modality} {mention.date}"


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0

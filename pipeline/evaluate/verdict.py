"""Everything that is measured on labelled articles."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

import msgspec

from pipeline import replay
from pipeline.evaluate import clusters, gold
from pipeline.evaluate.clusters import Agreement
from pipeline.evaluate.gold import Row
from pipeline.evaluate.marks import Fault, Marks, Pair, marks
from pipeline.model import Development, Mention, Watch

Find = Callable[[Row], Sequence[Mention]]
"""What a way of detection finds in a row."""


class Alerts(msgspec.Struct, frozen=True):
    """Alerts on rows with development ids: how many, and what is wrong with them."""

    made: int
    duplicate: int
    false: int
    due: int
    missed: int


class Verdict(msgspec.Struct, frozen=True):
    """Detection; consolidation of the labels themselves; both together."""

    detection: Marks
    labels_b3: Agreement
    labels_ceaf: Agreement
    found_b3: Agreement
    found_ceaf: Agreement
    alerts: Alerts
    faults: tuple[Fault, ...]


Consolidate = Callable[[Sequence[Mention]], Mapping[str, str]]
"""The development's id of each mention's id."""


def verdict(
    rows: Sequence[Row], watches: Sequence[Watch], find: Find, consolidate: Consolidate | None = None
) -> Verdict:
    """The verdict on a way of detection and a way of consolidation (ours, unless told)."""
    homes = consolidate or (lambda said: home(said, watches))
    found = [(row, tuple(find(row))) for row in rows]
    detection = marks(found)
    known, of_labels = _labelled(rows, homes)
    of_found = homes(in_order(mention for _, mentions in found for mention in mentions))
    ids = {gold.key(pair.row, pair.number): pair.mention.id for pair in detection.pairs if not pair.label.optional}
    ours = {key: of_found[id_] for key, id_ in ids.items() if id_ in of_found}
    return Verdict(
        detection=detection,
        labels_b3=clusters.b_cubed(of_labels, known),
        labels_ceaf=clusters.ceaf_e(of_labels, known),
        found_b3=clusters.b_cubed(ours, known),
        found_ceaf=clusters.ceaf_e(ours, known),
        alerts=_alerts(found, detection.pairs, of_found),
        faults=(*detection.faults, *_split(rows, known, of_labels)),
    )


def in_order(mentions: Iterable[Mention]) -> list[Mention]:
    """In event time, as the corridor would meet them."""
    return sorted(mentions, key=lambda mention: (mention.published_at, mention.article, mention.id))


def home(said: Sequence[Mention], watches: Sequence[Watch]) -> dict[str, str]:
    """Our consolidation."""
    developments: tuple[Development, ...] = replay.consolidated(said, tuple(watches)).developments
    return {report.mention: development.id for development in developments for report in development.reports}


def _labelled(rows: Sequence[Row], homes: Consolidate) -> tuple[dict[str, Hashable], Mapping[str, str]]:
    """What the required labels with a development are known to be, and what consolidation makes of all labels."""
    known: dict[str, Hashable] = {}
    said = []
    for row in rows:
        for number, label in enumerate(row.labels):
            mention = gold.mention(row, number)
            said.append(mention)
            if label.development and row.sure and not label.optional:
                known[mention.id] = label.development
    return known, homes(in_order(said))


def _alerts(found: Sequence[tuple[Row, Sequence[Mention]]], pairs: Sequence[Pair], homes: Mapping[str, str]) -> Alerts:
    """One alert a development that a rule found; of a known one the first is due, others duplicate, the rest false.

    What its source had said in the same words before is in no development and alerts nobody.
    """
    labelled = {
        (row.watch, row.article.id) for row, _ in found if row.sure and any(label.development for label in row.labels)
    }
    stands_for: dict[str, str] = {}
    neutral: set[str] = set()
    for pair in pairs:
        if pair.label.development and not pair.label.optional:
            stands_for[pair.mention.id] = pair.label.development
        else:
            neutral.add(pair.mention.id)
    meant: dict[str, list[str]] = {}
    excused: set[str] = set()
    made: set[str] = set()
    for row, mentions in found:
        for mention in mentions if (row.watch, row.article.id) in labelled or (row.sure and not row.labels) else ():
            if (name := homes.get(mention.id)) is None:
                continue
            made.add(name)
            if mention.id in stands_for:
                meant.setdefault(name, []).append(stands_for[mention.id])
            elif mention.id in neutral:
                excused.add(name)
    sure = {homes.get(said.id) for _, mentions in found for said in mentions if not said.suggested}
    told = [max(sorted(set(ids)), key=ids.count) for name, ids in meant.items() if name in sure]
    due = {label.development for row, _ in found if row.sure for label in row.required if label.development}
    return Alerts(
        made=len(made & sure),
        duplicate=len(told) - len(set(told)),
        false=len((made & sure) - set(meant) - excused),
        due=len(due),
        missed=len(due - set(told)),
    )


def _split(rows: Sequence[Row], known: Mapping[str, Hashable], ours: Mapping[str, str]) -> list[Fault]:
    """Labels that consolidation put elsewhere than most of their development, or with most of another."""
    faults = []
    where: dict[Hashable, list[str]] = {}
    for key, development in known.items():
        if key in ours:
            where.setdefault(development, []).append(ours[key])
    most = {development: max(sorted(set(names)), key=names.count) for development, names in where.items()}
    owner: dict[str, Hashable] = {}
    for development in sorted(most, key=lambda name: len(where[name])):
        owner[most[development]] = development
    for row in rows:
        for number, label in enumerate(row.labels):
            key = gold.key(row, number)
            if key in known and key in ours and (ours[key] != most[known[key]] or owner[ours[key]] != known[key]):
                should = f"{known[key]} ({label.date})"
                faults.append(
                    Fault(
                        "consolidation",
                        row.watch,
                        row.article.id,
                        row.article.lang,
                        label.type,
                        ours[key],
                        should,
                        row.quote(label),
                    )
                )
    return faults

"""A verdict for a reader: tables of rows, or a page of Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.evaluate.aims import FEW, OF_A_LANGUAGE, Aim, aims, of_languages
from pipeline.evaluate.figures import right
from pipeline.evaluate.marks import Fault, Tally
from pipeline.evaluate.verdict import Verdict


def summary(verdicts: Mapping[str, Verdict]) -> list[dict[str, Any]]:
    """One row a figure, one column a way."""
    columns = {way: dict(_column(verdict)) for way, verdict in verdicts.items()}
    names = next(iter(columns.values()))
    return [{"figure": name, **{way: column[name] for way, column in columns.items()}} for name in names]


def _column(verdict: Verdict) -> list[tuple[str, str]]:
    detection, alerts = verdict.detection, verdict.alerts
    empty = f"{detection.alarmed} of {detection.empty}"
    of_developments = [
        ("consolidation of the labels: B3 F1", _cent(verdict.labels_b3.f1)),
        ("consolidation of the labels: CEAFe F1", _cent(verdict.labels_ceaf.f1)),
        ("consolidation of what was found: B3 F1", _cent(verdict.found_b3.f1)),
        ("consolidation of what was found: CEAFe F1", _cent(verdict.found_ceaf.f1)),
        ("alerts: duplicate", f"{alerts.duplicate} of {alerts.made}"),
        ("alerts: false", f"{alerts.false} of {alerts.made}"),
        ("developments without an alert", f"{alerts.missed} of {alerts.due}"),
    ]
    return [
        ("type: precision", _cent(detection.types.precision)),
        ("type: recall", _cent(detection.types.recall)),
        ("type: F1", _cent(detection.types.f1)),
        ("type with first actor: F1", _cent(detection.actors.f1)),
        ("modality right", _cent(right(detection.modality)["share"])),
        ("date right", _cent(right(detection.date)["share"])),
        ("rows without a mention: alarms", empty),
        *((figure, got if alerts.due else "-") for figure, got in of_developments),
    ]


def by_type(verdict: Verdict) -> list[dict[str, Any]]:
    """Precision, recall and F1 of each type."""
    return [{"type": name, **_row(tally)} for name, tally in sorted(verdict.detection.by_type.items())]


def by_watch(verdict: Verdict) -> list[dict[str, Any]]:
    """The same of each watch."""
    detection = verdict.detection
    return [
        {"watch": name, "rows": detection.rows_by_watch[name], **_row(tally)}
        for name, tally in sorted(detection.by_watch.items())
    ]


def by_language(verdict: Verdict) -> list[dict[str, Any]]:
    """The same of each language, those with most rows first."""
    detection = verdict.detection
    return [
        {"language": lang, "rows": rows, **_row(detection.by_lang[lang])}
        for lang, rows in detection.rows_by_lang.most_common()
    ]


def fault(one: Fault) -> str:
    """Two lines: what is wrong and by which rule, and the sentence."""
    parts = [f"{one.kind:13} {one.row} {one.lang} {one.type}"]
    parts += [f"said: {one.said}"] if one.said else []
    parts += [f"should be: {one.should}"] if one.should else []
    parts += [f"[{one.rule}]"] if one.rule else []
    parts += [f"doubted, {one.doubt:.2f}"] if one.doubt is not None else []
    parts += ["only suggested: alerts nobody"] if one.suggested else []
    return f"{'  '.join(parts)}\n    {' '.join(one.quote.split())}"


def markdown(verdicts: Mapping[str, Verdict], command: str, sources: Sequence[str]) -> str:
    """The page `docs/quality.md`; the first of the verdicts is ours."""
    ours = next(iter(verdicts.values()))
    detection, languages = ours.detection, of_languages(ours)
    return _PAGE.format(
        types=_cent(detection.types.f1),
        actors=_cent(detection.actors.f1),
        modality=_cent(right(detection.modality)["share"]),
        b3=_cent(ours.labels_b3.f1) if ours.alerts.due else "-",
        rows=detection.rows,
        aims=_reached(ours),
        command=command,
        sources=", ".join(sources),
        summary=_table(_with_aims(summary(verdicts), ours)),
        by_type=_table(by_type(ours)),
        few=FEW,
        language_aim=_cent(OF_A_LANGUAGE),
        by_language=_table([{**row, "": _met(languages.get(row["language"]))} for row in by_language(ours)]),
    )


def _reached(ours: Verdict) -> str:
    """How many of the aims are met, that of the languages as one, and which are not."""
    lacking = [aim.figure for aim in aims(ours) if not aim.met]
    languages = of_languages(ours)
    behind = [lang for lang, aim in languages.items() if not aim.met]
    lacking += [f"type: F1 of {', '.join(behind)}"] if behind else []
    whole = len(aims(ours)) + bool(languages)
    met = f"{whole - len(lacking)} of {whole} aims are met"
    return f"{met}, not these: {'; '.join(lacking)}" if lacking else met


def _with_aims(rows: Sequence[dict[str, Any]], ours: Verdict) -> list[dict[str, Any]]:
    """The same with what is aimed at, and whether our way, the first, gets there, beside its figures."""
    known = {aim.figure: aim for aim in aims(ours)}
    found = []
    for row in rows:
        (figure, name), (way, got), *others = row.items()
        aim = known.get(name)
        beside = {"aim": aim.asked if aim else "", "": _met(aim)}
        found.append({figure: name, way: got, **beside, **dict(others)})
    return found


def _met(aim: Aim | None) -> str:
    return "" if aim is None else "met" if aim.met else "not met"


_PAGE = """# Quality

tl;dr: type F1 {types}, {actors} with the first actor, modality right in {modality}, B3 {b3}, on {rows} labelled
articles. {aims}.

This page is generated, by:

    {command}

Scoring is per article, on sets. A label that is optional, and all of a row that is not sure, counts neither
way. Modality and date count on what was matched; a date is right within a day. Consolidation is measured
twice: on the labels themselves, and on what was found. An alert is duplicate when its development had one.

Labelled articles: {sources}.

If rules were written while these articles were read, or the classifier learned from them, above all who acts, news that
nobody has read is told less well: [research](research.md#how-good-is-it-now) says how well.

## Beside the naive ways

{summary}

Rules alone: without the classifier, so that nothing is suggested, doubted, or given another actor. Keywords: a list of
words for each type in English, French, German and Spanish; the first party named acts; all is confirmed, on the day
of publication; one development a type and first actor. Sentence vectors: a sentence that names a party is of the type
whose example is nearest in the lexicons of the languages of the articles, if near enough; the rest as with keywords.

## By type

{by_type}

## By language

The aim is a type F1 of {language_aim}. Languages with fewer than {few} rows say little; they are here so that
nothing is hidden.

{by_language}
"""


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return "(nothing)"
    head = list(rows[0])
    lines = [f"| {' | '.join(head)} |", f"| {' | '.join('---' for _ in head)} |"]
    return "\n".join([*lines, *(f"| {' | '.join(str(cell) for cell in row.values())} |" for row in rows)])


def _row(tally: Tally) -> dict[str, Any]:
    return {
        "precision": _cent(tally.precision),
        "recall": _cent(tally.recall),
        "F1": _cent(tally.f1),
        "right": tally.right,
        "wrong": tally.wrong,
        "missed": tally.missed,
    }


def _cent(share: float) -> str:
    return f"{100 * share:.1f} %"

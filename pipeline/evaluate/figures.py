"""A verdict for a program: every figure, as JSON holds it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pipeline.evaluate.clusters import Agreement
from pipeline.evaluate.marks import Tally
from pipeline.evaluate.verdict import Verdict


def figures(verdict: Verdict) -> dict[str, Any]:
    """Everything but the faults, as JSON holds it."""
    detection = verdict.detection
    return {
        "rows": detection.rows,
        "types": _tally(detection.types),
        "types_with_first_actor": _tally(detection.actors),
        "modality": right(detection.modality),
        "date": right(detection.date),
        "rows_without_a_mention": detection.empty,
        "false_alarms_on_them": detection.alarmed,
        "by_type": {name: _tally(tally) for name, tally in sorted(detection.by_type.items())},
        "by_language": {
            lang: {"rows": detection.rows_by_lang[lang], **_tally(detection.by_lang[lang])}
            for lang, _ in detection.rows_by_lang.most_common()
        },
        "by_watch": {name: _tally(tally) for name, tally in sorted(detection.by_watch.items())},
        **_of_developments(verdict),
    }


def _of_developments(verdict: Verdict) -> dict[str, Any]:
    """Consolidation and alerts; null where no label has a development, so that nothing could be right."""
    if not verdict.alerts.due:
        return dict.fromkeys(("consolidation_of_labels", "consolidation_of_found", "alerts"))
    alerts = verdict.alerts
    return {
        "consolidation_of_labels": {"b3": _agreed(verdict.labels_b3), "ceaf_e": _agreed(verdict.labels_ceaf)},
        "consolidation_of_found": {"b3": _agreed(verdict.found_b3), "ceaf_e": _agreed(verdict.found_ceaf)},
        "alerts": {
            "made": alerts.made,
            "duplicate": alerts.duplicate,
            "false": alerts.false,
            "developments": alerts.due,
            "missed": alerts.missed,
        },
    }


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "precision": round(tally.precision, 4),
        "recall": round(tally.recall, 4),
        "f1": round(tally.f1, 4),
        "right": tally.right,
        "wrong": tally.wrong,
        "missed": tally.missed,
    }


def right(counted: Counter[bool]) -> dict[str, Any]:
    """How many of what was matched are right, and their share."""
    whole = counted.total()
    return {"right": counted[True], "of": whole, "share": round(counted[True] / whole, 4) if whole else 0.0}


def _agreed(agreement: Agreement) -> dict[str, Any]:
    return {
        "precision": round(agreement.precision, 4),
        "recall": round(agreement.recall, 4),
        "f1": round(agreement.f1, 4),
        "mentions": agreement.size,
    }

"""What is aimed at, and what a verdict got of it."""

from __future__ import annotations

from typing import Final

import msgspec

from pipeline.evaluate.marks import Tally
from pipeline.evaluate.verdict import Verdict

FEW: Final = 10
"""Rows below which a language's figures say little, so that nothing is aimed at."""
OF_A_LANGUAGE: Final = 0.80
"""The type F1 that each of the others should have."""


class Aim(msgspec.Struct, frozen=True):
    """What a figure should be, at least or at most, and the share of `whole` things that it is."""

    figure: str
    bound: float
    share: float
    whole: int
    most: bool = False

    @property
    def asked(self) -> str:
        """The bound as a table shows it."""
        return f"{'≤' if self.most else '≥'} {100 * self.bound:.0f} %"

    @property
    def met(self) -> bool:
        """Whether it is reached."""
        return self.share <= self.bound if self.most else self.share >= self.bound


def aims(verdict: Verdict) -> tuple[Aim, ...]:
    """What is aimed at over all languages, where there is something to count; named as the figures are in `page`."""
    marks, alerts = verdict.detection, verdict.alerts
    modality, date = marks.modality, marks.date
    found = (
        Aim("type: F1", 0.88, marks.types.f1, _all(marks.types)),
        Aim("type with first actor: F1", 0.82, marks.actors.f1, _all(marks.actors)),
        Aim("modality right", 0.88, _of(modality[True], modality.total()), modality.total()),
        Aim("date right", 0.92, _of(date[True], date.total()), date.total()),
        Aim("rows without a mention: alarms", 0.02, _of(marks.alarmed, marks.empty), marks.empty, most=True),
        Aim("consolidation of the labels: B3 F1", 0.92, verdict.labels_b3.f1, verdict.labels_b3.size),
        Aim("alerts: duplicate", 0.02, _of(alerts.duplicate, alerts.made), alerts.due and alerts.made, most=True),
    )
    return tuple(aim for aim in found if aim.whole)


def of_languages(verdict: Verdict) -> dict[str, Aim]:
    """The aim of each language that has rows enough, and something to find in them."""
    marks = verdict.detection
    return {
        lang: Aim(lang, OF_A_LANGUAGE, marks.by_lang[lang].f1, rows)
        for lang, rows in marks.rows_by_lang.items()
        if rows >= FEW and marks.by_lang[lang] != Tally()
    }


def _all(tally: Tally) -> int:
    return tally.right + tally.wrong + tally.missed


def _of(part: int, whole: int) -> float:
    return part / whole if whole else 0.0

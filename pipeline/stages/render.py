"""An alert for a person: what happened, how sure it is, when, and the sentence that proves it.

`plain` is text, `pretty` is for a terminal. Both are functions of the alert alone.
"""

from __future__ import annotations

from typing import Final

from rich.console import Console, ConsoleOptions, Group, RenderResult
from rich.padding import Padding
from rich.style import Style
from rich.text import Text

from pipeline.kit import days
from pipeline.model import Alert, Development, Modality, Report

LONGEST_QUOTE: Final = 320
"""Characters of a quote that are shown."""
_LONGEST_WORD: Final = 40
"""Further back than this a blank ends no word: the script has none between words."""
_JOINERS: Final = "\u200c\u200d"
"""Not printed, but Hindi and Urdu are misspelt without."""
_COLOURS: Final[dict[Modality, str]] = {
    "confirmed": "green",
    "reported": "cyan",
    "rumoured": "yellow",
    "expected": "blue",
    "denied": "red",
}
_INDENT: Final = 2
_BAR: Final = "▌ "


def plain(alert: Alert) -> str:
    """Three lines or four: the alert's line; what and how sure; the quote; who says so and where."""
    proof = evidence(alert.development)
    lines = [alert.line, f"  {_facts(alert)}", f"  “{quote(proof)}”", f"  {_where(proof)}"]
    return "\n".join([*lines, f"  {_shown(proof.url)}"] if proof.url else lines)


def pretty(alert: Alert) -> Group:
    """The same, dressed: the colour of the bar and of the certainty says how sure it is."""
    development, proof = alert.development, evidence(alert.development)
    held, colour = _held(development), _COLOURS["denied" if development.retracted else development.modality]
    head = Text.assemble((alert.line, "bold"), "\n", (held, colour), (_facts(alert).removeprefix(held), "dim"))
    said = Text(f"“{quote(proof)}”", style="italic")
    where = Text(_where(proof), style="dim")
    address = Text(_shown(proof.url), style=Style(dim=True, link=_shown(proof.url)), overflow="fold")
    below = [said, where, address] if proof.url else [said, where]
    return Group(_Barred(head, colour), *(Padding(text, (0, 0, 0, _INDENT)) for text in below), "")


class _Barred:
    """A text with a bar at the left of each line, also of one that the terminal's width makes."""

    def __init__(self, text: Text, colour: str) -> None:
        self._text, self._colour = text, colour

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in self._text.wrap(console, options.max_width - len(_BAR)):
            line.rstrip()
            yield Text.assemble((_BAR, self._colour), line)


def evidence(development: Development) -> Report:
    """The report that made the development what it is now; if that says another day, the first that says this one."""
    last, day = development.history[-1], development.date or ""
    held = [report for report in development.reports if report.modality == last.modality]
    turned = next((report for report in held if report.article == last.article), development.reports[0])
    if not turned.date or day.startswith(turned.date):
        return turned
    return next((report for report in held if report.date == day), turned)


def quote(report: Report) -> str:
    """The words that say so, on one line, cut at a word when they are many."""
    said = _shown(report.evidence.quote)
    if len(said) <= LONGEST_QUOTE:
        return said
    cut = said[:LONGEST_QUOTE]
    end = cut.rfind(" ", LONGEST_QUOTE - _LONGEST_WORD)
    return f"{cut[:end] if end > 0 else cut} …"


def _held(development: Development) -> str:
    return "retracted" if development.retracted else development.modality


def _facts(alert: Alert) -> str:
    development = alert.development
    independent = sum(report.independent for report in development.reports)
    sources = f"{independent} independent sources" if independent > 1 else "one source"
    first, *others = development.actors or ("somebody",)
    parties = f"{first} → {', '.join(others)}" if others else first
    kind = development.own or development.type
    day = days.said(development.date, development.until) if development.date else "no date"
    facts = (_held(development), kind, parties, day, sources, development.watch)
    return " · ".join((*facts, "update") if alert.kind == "updated" else facts)


def _where(report: Report) -> str:
    """Who said so, in which language, and when."""
    said = (_shown(report.source), _shown(report.lang), f"{report.published_at:%Y-%m-%d %H:%M} UTC")
    return " · ".join(part for part in said if part)


def _shown(text: str) -> str:
    """One line without the characters by which a text could speak to the terminal instead of the reader."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable() or char in _JOINERS)

"""`dealwire lexicon`: what the languages cover, and whether their rules hold what their examples promise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from pipeline.cli import frame
from pipeline.edge import seeds
from pipeline.errors import NotFound, SeedError
from pipeline.model import Type

if TYPE_CHECKING:
    from pipeline.model import Watch
    from pipeline.stages.detect.checking import Finding
    from pipeline.stages.detect.lexicon import Lexicon

app = frame.group("Lexicons: what each language can find, and whether its rules hold.")

_ABREAST = 10
"""Languages of one table: a terminal of 80 columns has room for them."""

Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="LANG_OR_FILE", help="Languages, or files of your own.", show_default=False),
]
WithWatch = Annotated[str, typer.Option("--watch", help="The watch whose parties the examples name.")]


@app.command("check", epilog=frame.example("dealwire lexicon check", "dealwire lexicon check fr my-lexicons/sw.toml"))
def check(names: Names = None, watch: WithWatch = "tiktok", as_json: frame.AsJson = False) -> None:
    """Coverage (rules a type), what fails, what no example shows, what two types claim; exit code 2 if any fails.

    Of one language alone the sentences that two types claim are told; --json lists all.
    """
    from pipeline.cli.reading import Count

    settings = frame.settings()
    watches = {known.id: known for known in seeds.watches(settings)}
    if watch not in watches:
        raise NotFound(f"no watch {watch!r}", way_out=f"known watches: {', '.join(watches)}")
    chosen = _chosen(names or [], seeds.lexicons(settings))
    rows, faults = [], 0
    count = Count("lexicons checked", len(chosen))
    count.show()
    for lexicon in chosen:
        findings = _findings(lexicon, watches[watch])
        faults += sum(finding.fault for finding in findings)
        count.clear()
        rows.append(_row(lexicon, findings, as_json=as_json))
        count.one()
    count.clear()
    for part in [rows] if as_json else [rows[at : at + _ABREAST] for at in range(0, max(len(rows), 1), _ABREAST)]:
        frame.table(part if as_json else _turned(part), as_json=as_json, empty="no lexicons: seeds/lexicon is empty")
    if len(chosen) == 1 and not as_json:
        _tell([finding for finding in findings if finding.kind == "conflict"], frame.say)
    if faults:
        raise SeedError(f"faults found: {faults}", way_out="mend the rule, the example or the table")


def _chosen(names: Sequence[str], shipped: Mapping[str, Lexicon]) -> list[Lexicon]:
    """The lexicons of these names, or files; all that are shipped if none is named."""
    for name in names:
        if not name.endswith(".toml") and name not in shipped:
            raise NotFound(f"no lexicon {name!r}", way_out=f"known: {', '.join(shipped)}; or name a .toml file")
    return [seeds.lexicon_file(Path(name)) if name.endswith(".toml") else shipped[name] for name in names or shipped]


def _findings(lexicon: Lexicon, watch: Watch) -> list[Finding]:
    from pipeline.stages.detect import PatternError, checking

    try:
        return checking.findings(lexicon, watch)
    except (PatternError, ValueError) as error:
        raise SeedError(
            f"lexicon {lexicon.lang}: {error}", way_out="the pattern language is in docs/lexicons.md"
        ) from error


def _row(lexicon: Lexicon, findings: Sequence[Finding], *, as_json: bool) -> dict[str, Any]:
    """A language's line: rules for each type, examples, faults; what is wrong is said at once, or kept for JSON."""
    kinds = [finding.kind for finding in findings]
    row: dict[str, Any] = {
        "lang": lexicon.lang,
        **{kind: sum(rule.type == kind for rule in lexicon.rule) for kind in get_args(Type)},
        "examples": sum(len(rule.yes) + len(rule.no) for rule in lexicon.rule),
        "failing": sum(finding.fault for finding in findings),
        "conflicts": kinds.count("conflict"),
        "patterns": sum(len(rule.says) for rule in lexicon.rule),
        "unshown": kinds.count("unshown"),
    }
    if as_json:
        return {**row, "findings": [f"{one.kind}: {one.rule}: {one.text}" for one in findings]}
    _tell([finding for finding in findings if finding.fault], frame.warn)
    return row


def _tell(findings: Sequence[Finding], say: Callable[[str], None]) -> None:
    for one in findings:
        say(f"{one.lang}: {one.kind}: {one.rule}: {one.text}")


def _turned(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """A column a language, for there are more languages than a screen has room for words."""
    counted = [key for key in (rows[0] if rows else {}) if key != "lang"]
    return [{"rules for": key, **{row["lang"]: row[key] for row in rows}} for key in counted]

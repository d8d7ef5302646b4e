"""`dealwire lexicon`: what the languages cover, and whether their rules hold what their examples promise."""

from __future__ import annotations

from collections import Counter
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

Every = Annotated[bool, typer.Option("--all", help="List what two types claim and what no example shows, too.")]


@app.command("check", epilog=frame.example("dealwire lexicon check", "dealwire lexicon check fr my-lexicons/sw.toml"))
def check(
    names: Names = None, watch: WithWatch = "tiktok", every: Every = False, as_json: frame.AsJson = False
) -> None:
    """Coverage (rules a type), then what fails, and how much of all there is; exit code 2 if any fails.

    What two types claim, and what no example shows, may be right: it is counted, and listed with --all and in --json.
    """
    from pipeline.cli.reading import Count

    settings = frame.settings()
    watches = {known.id: known for known in seeds.watches(settings)}
    if watch not in watches:
        raise NotFound(f"no watch {watch!r}", way_out=f"known watches: {', '.join(watches)}")
    chosen = _chosen(names or [], seeds.lexicons(settings))
    rows: list[dict[str, Any]] = []
    told: list[Finding] = []
    count = Count("lexicons checked", len(chosen))
    count.show()
    for lexicon in chosen:
        findings = _findings(lexicon, watches[watch])
        told += findings
        rows.append(_row(lexicon, findings, as_json=as_json))
        count.one()
    count.clear()
    for part in [rows] if as_json else [rows[at : at + _ABREAST] for at in range(0, max(len(rows), 1), _ABREAST)]:
        frame.table(part if as_json else _turned(part), as_json=as_json, empty="no lexicons: seeds/lexicon is empty")
    faults = sum(finding.fault for finding in told)
    if not as_json:
        _tell([finding for finding in told if not finding.fault] if every else [], frame.say)
        _tell([finding for finding in told if finding.fault], frame.warn)
        frame.say(_counted(told, every=every))
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
    """A language's line: rules for each type, examples, faults; for JSON what was found, too."""
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
    told = {"findings": [f"{one.kind}: {one.rule}: {one.text}" for one in findings]} if as_json else {}
    return {**row, **told}


def _counted(findings: Sequence[Finding], *, every: bool) -> str:
    """The last line: how much is to mend, and how much may be right."""
    kinds = Counter("fault" if one.fault else one.kind for one in findings)
    more = kinds["conflict"] + kinds["unshown"] and not every
    listed = "; --all lists them" if more else ""
    return f"{kinds['fault']} to mend, {kinds['conflict']} conflicts, {kinds['unshown']} unshown{listed}"


def _tell(findings: Sequence[Finding], say: Callable[[str], None]) -> None:
    for one in findings:
        say(f"{one.lang}: {one.kind}: {one.rule}: {one.text}")


def _turned(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """A column a language, for there are more languages than a screen has room for words."""
    counted = [key for key in (rows[0] if rows else {}) if key != "lang"]
    return [{"rules for": key, **{row["lang"]: row[key] for row in rows}} for key in counted]

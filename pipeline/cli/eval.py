"""`dealwire eval`: labelled articles against what dealwire says of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import frame
from pipeline.cli.detect import chosen
from pipeline.cli.reading import Count
from pipeline.edge import seeds
from pipeline.errors import InputError, UsageError

if TYPE_CHECKING:
    from pipeline.evaluate.gold import Row
    from pipeline.evaluate.verdict import Find
    from pipeline.model import Mention, Watch
    from pipeline.settings import Settings
    from pipeline.stages.detect import Detector
    from pipeline.stages.detect.detector import Reason

EPILOG = frame.example(
    "dealwire eval labelled.jsonl",
    "dealwire eval labelled.jsonl --errors",
    "dealwire eval --markdown labelled.jsonl > docs/quality.md",
)

_WAYS = 4
"""How many ways a table compares: ours, its rules alone, and the two naive ones."""


def eval(  # noqa: A001 - the command's name
    gold: Annotated[
        list[str], typer.Argument(metavar="GOLD...", help="Labelled articles, JSON Lines.", show_default=False)
    ],
    watch: Annotated[
        str, typer.Option(metavar="ID_OR_FILE", help="The watch of rows that name none; theirs may lie beside them.")
    ] = "tiktok",
    errors: Annotated[
        bool, typer.Option("--errors", help="Each miss, each false alarm, with sentence and rule.")
    ] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="The page docs/quality.md.")] = False,
    as_json: frame.AsJson = False,
) -> None:
    """Precision, recall and F1, clustering and alerts, beside the naive ways."""
    import msgspec

    from pipeline.edge import detection, encoder
    from pipeline.evaluate import anchors, marks, page, vectors
    from pipeline.evaluate import gold as labelled
    from pipeline.evaluate.verdict import verdict
    from pipeline.stages.detect import Detector
    from pipeline.stages.gate import Gate

    if markdown and (errors or as_json):
        raise UsageError("--markdown goes with neither --errors nor --json", way_out="ask for one after the other")
    settings = frame.settings()
    asked = chosen(settings, watch)[0]
    rows = list(labelled.rows(gold, asked.id))
    if not rows:
        raise InputError(
            f"{', '.join(gold)}: no labelled article in it", reason="empty",
            way_out="one JSON object a line; its form is in benchmarks/labelled/README.md",
        )  # fmt: skip
    watches = _watches(settings, asked, rows, [Path(path).parent for path in gold])
    lexicons = seeds.lexicons(settings)
    detector, rules = detection.detector(settings), Detector(lexicons)

    count = Count("judgements", len(rows) * (1 if as_json or errors else _WAYS))
    count.show()
    gates = {one.id: Gate((one,)) for one in watches}

    def each(made: Callable[[Watch], Find]) -> Find:
        """For each watch its own way, which only sees what passes the gate."""
        ways = {one.id: made(one) for one in watches}

        def find(row: Row) -> Sequence[Mention]:
            count.one()
            return ways[row.watch](row) if gates[row.watch].concerned(row.article) else ()

        return find

    why: dict[tuple[str, str], tuple[Reason, ...]] = {}
    ours = verdict(rows, watches, each(_ours(detector, why)))
    if as_json or errors:
        count.clear()
        faults = [marks.doubted(fault, why.get((fault.watch, fault.row), ())) for fault in ours.faults]
    if as_json:
        listed = {"errors": msgspec.to_builtins(faults)} if errors else {}
        frame.line({**page.figures(ours), **listed})
        return
    if errors:
        frame.say("\n".join(map(page.fault, faults)))
        return
    spoken = {row.article.lang for row in rows} & lexicons.keys() or lexicons
    examples = vectors.Examples([lexicons[lang] for lang in sorted(spoken)], encoder.encode)
    naive = {"keywords": each(anchors.Keywords), "sentence vectors": each(lambda one: vectors.Vectors(one, examples))}
    ways = {
        "dealwire": ours,
        "rules alone": verdict(rows, watches, each(lambda one: lambda row: rules.mentions(row.article, one))),
        **{way: verdict(rows, watches, find, anchors.by_type_and_actor) for way, find in naive.items()},
    }
    count.clear()
    if markdown:
        names = [Path(path).name for path in gold]
        frame.say(page.markdown(ways, f"dealwire eval --markdown {' '.join(gold)} > docs/quality.md", names).rstrip())
        return
    frame.table(page.summary(ways))
    frame.table(page.by_type(ours), title="By type")
    frame.table(page.by_language(ours), title="By language")
    if len(watches) > 1:
        frame.table(page.by_watch(ours), title="By watch")


def _ours(detector: Detector, why: dict[tuple[str, str], tuple[Reason, ...]]) -> Callable[[Watch], Find]:
    """Our own way; why it found or doubted something is kept by article, for a miss may be what was doubted."""

    def made(watch: Watch) -> Find:
        def find(row: Row) -> Sequence[Mention]:
            reasons = why[row.watch, row.article.id] = detector.reasons(row.article, watch)
            return [reason.mention for reason in reasons if reason.doubt is None]

        return find

    return made


def _watches(settings: Settings, asked: Watch, rows: list[Row], folders: list[Path]) -> tuple[Watch, ...]:
    """The watches of the rows: one that we know, or that a file beside the labelled articles describes."""
    found = {asked.id: asked}
    for id_ in sorted({row.watch for row in rows} - {asked.id}):
        beside = [path for folder in folders if (path := folder / f"{id_}.toml").exists()]
        found[id_] = chosen(settings, str(beside[0]) if beside else id_)[0]
        if found[id_].id != id_:
            raise UsageError(
                f"{beside[0]} describes {found[id_].id!r}", way_out=f"rename it, or give it the id {id_!r}"
            )
    return tuple(watch for id_, watch in found.items() if any(row.watch == id_ for row in rows)) or (asked,)

"""`dealwire eval`: labelled articles against what dealwire says of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import frame
from pipeline.cli.detect import chosen
from pipeline.edge import seeds

EPILOG = frame.example(
    "dealwire eval labelled.jsonl",
    "dealwire eval labelled.jsonl --errors",
    "dealwire eval --markdown labelled.jsonl > docs/quality.md",
)


def eval(  # noqa: A001 - the command's name
    gold: Annotated[
        list[str], typer.Argument(metavar="GOLD...", help="Labelled articles, JSON Lines.", show_default=False)
    ],
    watch: Annotated[str, typer.Option(metavar="ID_OR_FILE", help="The watch that the labels are about.")] = "tiktok",
    errors: Annotated[
        bool, typer.Option("--errors", help="Each miss, each false alarm, with sentence and rule.")
    ] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="The page docs/quality.md.")] = False,
    as_json: frame.AsJson = False,
) -> None:
    """Precision, recall and F1, clustering and alerts, beside the naive ways."""
    import msgspec

    from pipeline.evaluate import anchors, page, vectors
    from pipeline.evaluate import gold as labelled
    from pipeline.evaluate.verdict import Find, verdict
    from pipeline.stages.detect import Detector

    settings = frame.settings()
    watched = chosen(settings, watch)[0]
    rows = list(labelled.rows(gold))
    lexicons = seeds.lexicons(settings)
    detector = Detector(lexicons)
    ours = verdict(rows, watched, lambda row: detector.mentions(row.article, watched))
    if as_json:
        faults = {"errors": [msgspec.to_builtins(fault) for fault in ours.faults]} if errors else {}
        frame.line({**page.figures(ours), **faults})
        return
    if errors:
        frame.say("\n".join(page.fault(fault) for fault in ours.faults))
        return
    naive: dict[str, Find] = {"keywords": anchors.Keywords(watched)}
    if encode := vectors.encoder():
        naive["sentence vectors"] = vectors.Vectors(watched, lexicons, encode)
    ways = {way: verdict(rows, watched, find, anchors.by_type_and_actor) for way, find in naive.items()}
    ways = {"dealwire": ours, **ways}
    if markdown:
        names = [Path(path).name for path in gold]
        frame.say(page.markdown(ways, f"dealwire eval --markdown {' '.join(gold)} > docs/quality.md", names).rstrip())
        return
    frame.table(page.summary(ways))
    frame.table(page.by_type(ours), title="By type")
    frame.table(page.by_language(ours), title="By language")

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
    from pipeline.evaluate.marks import Fault
    from pipeline.evaluate.verdict import Consolidate, Find, Verdict
    from pipeline.model import Mention, Watch
    from pipeline.settings import Settings
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
        list[str], typer.Argument(metavar="GOLD", help="Labelled articles, JSON Lines.", show_default=False)
    ],
    watch: Annotated[
        str, typer.Option(metavar="ID_OR_FILE", help="The watch of rows that name none; theirs may lie beside them.")
    ] = "tiktok",
    errors: Annotated[
        bool, typer.Option("--errors", help="Behind the tables each miss, each false alarm, with sentence and rule.")
    ] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="The page docs/quality.md.")] = False,
    as_json: frame.AsJson = False,
) -> None:
    """Precision, recall and F1, clustering and alerts, beside the naive ways."""
    import msgspec

    from pipeline.evaluate import figures, page

    if markdown and (errors or as_json):
        raise UsageError("--markdown goes with neither --errors nor --json", way_out="ask for one after the other")
    trial = _Trial(frame.settings(), gold, watch, ways=1 if as_json else _WAYS)
    ours = trial.ours()
    if as_json:
        listed = {"errors": msgspec.to_builtins(trial.faults(ours))} if errors else {}
        frame.line({**figures.figures(ours), **listed})
        return
    ways = {"dealwire": ours, **trial.others()}
    if markdown:
        names = [Path(path).name for path in gold]
        frame.say(page.markdown(ways, f"dealwire eval --markdown {' '.join(gold)} > docs/quality.md", names).rstrip())
        return
    frame.table(page.summary(ways))
    frame.table(page.by_type(ours), title="By type")
    frame.table(page.by_language(ours), title="By language")
    if len(trial.watches) > 1:
        frame.table(page.by_watch(ours), title="By watch")
    for fault in trial.faults(ours) if errors else ():
        frame.say(page.fault(fault))


class _Trial:
    """Labelled articles, and the ways to read them, each of which only sees what passes the gate; counts as it goes."""

    def __init__(self, settings: Settings, paths: Sequence[str], watch: str, *, ways: int) -> None:
        from pipeline.edge import detection
        from pipeline.evaluate import gold
        from pipeline.stages.gate import Gate

        asked = chosen(settings, watch)[0]
        self.rows = list(gold.rows(paths, asked.id))
        if not self.rows:
            raise InputError(
                f"{', '.join(paths)}: no labelled article in it", reason="empty",
                way_out="one JSON object a line; its form is in benchmarks/labelled/README.md",
            )  # fmt: skip
        self.watches = _watches(settings, asked, self.rows, [Path(path).parent for path in paths])
        self._lexicons, self._detector = seeds.lexicons(settings), detection.detector(settings)
        self._gates = {one.id: Gate((one,)) for one in self.watches}
        self._why: dict[tuple[str, str], tuple[Reason, ...]] = {}
        self._count = Count("judgements", len(self.rows) * ways)
        self._count.show()

    def ours(self) -> Verdict:
        """On our own way; why it found or doubted something is kept by article, for a miss may be what was doubted."""

        def made(watch: Watch) -> Find:
            def find(row: Row) -> Sequence[Mention]:
                reasons = self._why[row.watch, row.article.id] = self._detector.reasons(row.article, watch)
                return [reason.mention for reason in reasons if reason.doubt is None]

            return find

        return self._verdict(made)

    def others(self) -> dict[str, Verdict]:
        """On our rules alone, and on the naive ways."""
        from pipeline.edge import encoder
        from pipeline.evaluate import anchors, vectors
        from pipeline.stages.detect import Detector

        rules = Detector(self._lexicons)
        spoken = {row.article.lang for row in self.rows} & self._lexicons.keys() or self._lexicons
        examples = vectors.Examples([self._lexicons[lang] for lang in sorted(spoken)], encoder.encode)
        told = {
            "rules alone": self._verdict(lambda watch: lambda row: rules.mentions(row.article, watch)),
            "keywords": self._verdict(anchors.Keywords, anchors.by_type_and_actor),
            "sentence vectors": self._verdict(
                lambda watch: vectors.Vectors(watch, examples), anchors.by_type_and_actor
            ),
        }
        self._count.clear()
        return told

    def faults(self, ours: Verdict) -> list[Fault]:
        """What is wrong on our own way, and what of that was found but doubted."""
        from pipeline.evaluate import marks

        self._count.clear()
        return [marks.doubted(fault, self._why.get((fault.watch, fault.row), ())) for fault in ours.faults]

    def _verdict(self, made: Callable[[Watch], Find], consolidate: Consolidate | None = None) -> Verdict:
        from pipeline.evaluate.verdict import verdict

        ways = {one.id: made(one) for one in self.watches}

        def find(row: Row) -> Sequence[Mention]:
            self._count.one()
            return ways[row.watch](row) if self._gates[row.watch].concerned(row.article) else ()

        return verdict(self.rows, self.watches, find, consolidate)


def _watches(settings: Settings, asked: Watch, rows: list[Row], folders: list[Path]) -> tuple[Watch, ...]:
    """The watches of the rows: one that we know, or that a file beside the labelled articles describes."""
    found, known = {asked.id: asked}, seeds.spellings(settings)
    for id_ in sorted({row.watch for row in rows} - {asked.id}):
        beside = [path for folder in folders if (path := folder / f"{id_}.toml").exists()]
        found[id_] = seeds.watch_file(beside[0], known) if beside else chosen(settings, id_)[0]
        if found[id_].id != id_:
            raise UsageError(
                f"{beside[0]} describes {found[id_].id!r}", way_out=f"rename it, or give it the id {id_!r}"
            )
    return tuple(watch for id_, watch in found.items() if any(row.watch == id_ for row in rows)) or (asked,)

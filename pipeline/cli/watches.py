"""`dealwire watches`: the deals that are followed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import frame

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.checkup import Finding
    from pipeline.edge.seeds import Example
    from pipeline.model import Article, Watch
    from pipeline.settings import Settings

app = frame.group("The deals that are followed.")
_TRIED = "examples of the watch tried"
_Id = Annotated[str, typer.Argument(metavar="ID", help="The id, in full.")]
Described = Annotated[
    str, typer.Argument(metavar="FILE_OR_ID", help="A file like seeds/watches/tiktok.toml, or the id of a seeded one.")
]


@app.command("list", epilog=frame.example("dealwire watches list", "dealwire watches list --json"))
def show_all(*, as_json: frame.AsJson = False) -> None:
    """The watches."""
    frame.table(
        (
            {
                "id": each.id, "title": each.title, "names": len(each.names), "parties": len(each.parties),
                "starts_on": each.starts_on, "wanted": list(each.wanted) or "all",
                "own": [own.id for own in each.own],
            }
            for each in sorted(_known(frame.settings()).values(), key=lambda each: each.id)
        ),
        as_json=as_json,
        empty="no watches yet: dealwire watches add FILE",
    )  # fmt: skip


@app.command("show", epilog=frame.example("dealwire watches show tiktok"))
def show(id_: _Id) -> None:
    """A watch whole, as JSON."""
    import msgspec

    watch = _one(frame.settings(), id_)
    frame.say(msgspec.json.format(msgspec.json.encode(watch), indent=2).decode())


@app.command("add", epilog=frame.example("dealwire watches add my-deal.toml"))
def add(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file like seeds/watches/tiktok.toml.")],
    *,
    as_json: frame.AsJson = False,
) -> None:
    """Follow a deal from now on, or as the file now says, if nothing in it is wrong; prints the id."""
    from pipeline import checkup, corridor
    from pipeline.cli.reading import counted
    from pipeline.edge import messages, seeds
    from pipeline.errors import SeedError

    settings = frame.settings()
    watch = seeds.watch_file(file, seeds.spellings(settings))
    found = checkup.findings(watch, counted(seeds.examples(file), _TRIED), seeds.lexicons(settings))
    errors = [f"{one.place}: {one.text}" for one in found if one.severity == "error"]
    if errors:
        for error in errors:
            frame.warn(error)
        raise SeedError(
            f"{file} is not added: {len(errors)} in it {'is' if len(errors) == 1 else 'are'} wrong",
            way_out=f"mend what is named above; dealwire watches check {file} says more",
        )
    messages.put(settings, corridor.WATCHES, watch.id, watch)
    frame.either({"id": watch.id}, watch.id, as_json=as_json)


@app.command("remove", epilog=frame.example("dealwire watches remove my-deal"))
def remove(id_: _Id, *, as_json: frame.AsJson = False) -> None:
    """Follow a deal no more; what is known of it stays."""
    from pipeline import corridor
    from pipeline.edge import messages

    settings = frame.settings()
    messages.put(settings, corridor.WATCHES, _one(settings, id_).id, None)
    frame.either({"removed": id_}, f"removed {id_}", as_json=as_json)


@app.command(
    "check",
    epilog=frame.example(
        "dealwire watches check my-deal.toml", "dealwire watches check tiktok --against news.jsonl.gz"
    ),
)
def check(
    described: Described,
    against: Annotated[
        list[str] | None,
        typer.Option("--against", metavar="ARCHIVE", help="General articles: names that they hold often are no names."),
    ] = None,
    as_json: frame.AsJson = False,
) -> None:
    """What is missing or ambiguous in a watch, and which of its examples fail; exit code 1 if it has errors."""
    from pipeline import checkup
    from pipeline.cli.reading import counted, reading
    from pipeline.edge import seeds

    settings = frame.settings()
    watch, examples = _described(settings, described)
    found = checkup.findings(watch, counted(examples, _TRIED), seeds.lexicons(settings))
    general = reading(against) if against else None
    found += checkup.common(watch, general) if general else []
    head = _head(watch, found, len(examples))
    rows = ({"severity": one.severity, "place": one.place, "what": one.text} for one in found)
    frame.table(
        ({"watch": watch.id, **row} if as_json else row for row in rows), as_json=as_json, title=head, empty=head
    )
    if any(one.severity == "error" for one in found):
        raise typer.Exit(1)
    if general:
        general.end()


@app.command(
    "new",
    epilog=frame.example(
        "dealwire watches new my-deal.toml",
        'dealwire watches new acme.toml --object "Acme Foods, Acme" --suitor Globex --power authority:FTC --yes',
    ),
)
def new(  # noqa: PLR0917 - typer's options
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="Where to write; else <id>.toml.")] = None,
    title: Annotated[str | None, typer.Option(help="What the deal is called.")] = None,
    target: Annotated[str | None, typer.Option("--object", help="What is sold; spellings parted by commas.")] = None,
    suitor: Annotated[list[str] | None, typer.Option(help="Who would buy; once for each, spellings by commas.")] = None,
    owner: Annotated[str | None, typer.Option(help="Who sells, if not the object itself.")] = None,
    power: Annotated[list[str] | None, typer.Option(help="ROLE:NAMES of who else acts, as authority:FTC.")] = None,
    starts_on: Annotated[str | None, typer.Option("--from", metavar="DATE", help="Since when there is news.")] = None,
    veto: Annotated[list[str] | None, typer.Option(help="Words that say it is not this deal.")] = None,
    own: Annotated[list[str] | None, typer.Option(help="A type of yours: 'TITLE: SENTENCE; SENTENCE; ...'.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing; what is not given is left out.")] = False,
    as_json: frame.AsJson = False,
) -> None:
    """Ask for the facts of a deal and write its file, with room for more."""
    from pipeline.cli import draft, interview

    facts = draft.Facts(
        object=target or "", suitors=suitor or [], owner=owner or "", powers=power or [], starts_on=starts_on or "",
        vetoes=veto or [], title=title or "", own=own or [],
    )  # fmt: skip
    draft.hold(facts)
    if file:
        draft.hold_free(file)
    if not yes:
        facts = interview.asked(facts, file)
    path = draft.write(file, facts)
    frame.either({"file": str(path), "id": facts.id}, str(path), as_json=as_json)
    frame.warn(f"now add spellings, people and examples to it, then: dealwire watches check {path}")


@app.command("dry-run", epilog=frame.example("dealwire watches dry-run my-deal.toml archive.jsonl.gz --json"))
def dry_run(
    described: Described,
    archive: Annotated[list[str], typer.Argument(metavar="ARCHIVE", help="Articles: JSON Lines, .gz too.")],
    as_json: frame.AsJson = False,
) -> None:
    """What a watch would have said over an archive: each alert as it would have been told."""
    from pipeline import replay
    from pipeline.cli import rehearsal
    from pipeline.cli.reading import counted, reading
    from pipeline.edge import detection

    settings = frame.settings()
    watch, _ = _described(settings, described)
    given = reading(archive)
    named: list[Article] = []

    def noted(concerned: Sequence[replay.Concerned]) -> Iterable[replay.Concerned]:
        named.extend(article for article, _ in concerned)
        return counted(concerned)

    alerts = replay.replay(given, (watch,), detection.detector(settings), (replay.EVERYTHING,), noted).alerts
    rehearsal.show(alerts, as_json=as_json)
    if not alerts:
        frame.warn(rehearsal.nothing(watch, given.usable, named))
    given.end()


def _head(watch: Watch, found: Sequence[Finding], examples: int) -> str:
    """Which watch was looked at, and what is to mend in it."""
    counts = {kind: sum(one.severity == kind for one in found) for kind in ("error", "warning")}
    told = [f"{count} {kind}{'s' * (count > 1)}" for kind, count in counts.items() if count]
    told = told or ["nothing to mend", *[f"{examples} examples hold"] * bool(examples)]
    return f"{watch.id}: {', '.join(told)}"


def _described(settings: Settings, described: str) -> tuple[Watch, tuple[Example, ...]]:
    """A watch and its examples, by file or by the id of a seeded one."""
    from pipeline.cli import wishes
    from pipeline.edge import seeds

    known = seeds.spellings(settings)
    if described.endswith(".toml") or "/" in described:
        path = Path(described)
    else:
        paths = {seeds.watch_file(path, known).id: path for path in (settings.seeds / "watches").glob("*.toml")}
        wishes.hold_watch(described, paths)
        path = paths[described]
    return seeds.watch_file(path, known), seeds.examples(path)


def _known(settings: Settings) -> dict[str, Watch]:
    from pipeline import corridor
    from pipeline.edge import messages

    return messages.known(settings, corridor.WATCHES)


def _one(settings: Settings, id_: str) -> Watch:
    from pipeline.cli import wishes

    known = _known(settings)
    wishes.hold_watch(id_, known)
    return known[id_]

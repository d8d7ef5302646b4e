"""`dealwire watches`: the deals that are followed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import frame

if TYPE_CHECKING:
    from pipeline.model import Watch
    from pipeline.settings import Settings

app = frame.group("The deals that are followed.")


@app.command("list", epilog=frame.example("dealwire watches list", "dealwire watches list --json"))
def show_all(*, as_json: frame.AsJson = False) -> None:
    """The watches."""
    frame.table(
        (
            {
                "id": each.id, "title": each.title, "names": len(each.names), "parties": len(each.parties),
                "starts_on": each.starts_on, "wanted": list(each.wanted) or "all",
            }
            for each in sorted(_known(frame.settings()).values(), key=lambda each: each.id)
        ),
        as_json=as_json,
        empty="no watches yet: dealwire watches add FILE",
    )  # fmt: skip


@app.command("show", epilog=frame.example("dealwire watches show tiktok"))
def show(id_: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """A watch whole, as JSON."""
    import msgspec

    watch = _one(frame.settings(), id_)
    frame.say(msgspec.json.format(msgspec.json.encode(watch), indent=2).decode())


@app.command("add", epilog=frame.example("dealwire watches add my-deal.toml"))
def add(file: Annotated[Path, typer.Argument(metavar="FILE", help="A file like seeds/watches/tiktok.toml.")]) -> None:
    """Follow a deal from now on, or as the file now says; prints the id."""
    from pipeline import corridor
    from pipeline.edge import messages, seeds

    watch = seeds.watch_file(file)
    messages.put(frame.settings(), corridor.WATCHES, watch.id, watch)
    frame.say(watch.id)


@app.command("remove", epilog=frame.example("dealwire watches remove my-deal"))
def remove(id_: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Follow a deal no more; what is known of it stays."""
    from pipeline import corridor
    from pipeline.edge import messages

    settings = frame.settings()
    messages.put(settings, corridor.WATCHES, _one(settings, id_).id, None)
    frame.warn("removed")


def _known(settings: Settings) -> dict[str, Watch]:
    from pipeline import corridor
    from pipeline.edge import messages

    return messages.known(settings, corridor.WATCHES)


def _one(settings: Settings, id_: str) -> Watch:
    from pipeline.cli import wishes

    known = _known(settings)
    wishes.hold_watch(id_, known)
    return known[id_]

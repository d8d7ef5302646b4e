"""`dealwire feeds`: which feeds are asked, and how they fare."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer
from msgspec.structs import replace

from pipeline.cli import frame, pick

if TYPE_CHECKING:
    from pipeline.model import Feed, FeedState
    from pipeline.settings import Settings

app = frame.group("The feeds that are asked, and how they fare.")

UNREADABLE = 4
"""Exit code of `check` when a feed cannot be read: that of an `InputError`."""


@app.command("list", epilog=frame.example("dealwire feeds list", "dealwire feeds list --json"))
def show_all(*, as_json: frame.AsJson = False) -> None:
    """The feeds, how each fared last, and when it is asked again."""
    from pipeline import corridor
    from pipeline.edge import messages

    settings = frame.settings()
    states = messages.known(settings, corridor.FEED_STATE)
    frame.table(
        ((_row if as_json else _short)(feed, states.get(feed.id)) for feed in _by_address(_known(settings).values())),
        as_json=as_json,
        empty="no feeds yet: dealwire feeds add URL",
    )


@app.command(
    "add", epilog=frame.example("dealwire feeds add https://example.org/rss.xml --lang de --publisher 'Example News'")
)
def add(
    *,
    url: Annotated[str, typer.Argument(metavar="URL", help="Where it is.")],
    title: Annotated[str, typer.Option("--title", help="What it is called here.")] = "",
    lang: Annotated[
        str, typer.Option("--lang", metavar="CODE", help="Its language, if it says none or a wrong one.")
    ] = "",
    publisher: Annotated[str, typer.Option("--publisher", help="All feeds of a publisher are one source.")] = "",
    every: Annotated[
        int | None,
        typer.Option("--every", min=1, metavar="MINUTES", help="How often it is asked; if left out as all are."),
    ] = None,
    no_check: Annotated[bool, typer.Option("--no-check", help="Do not read it first.")] = False,
    as_json: frame.AsJson = False,
) -> None:
    """Ask a feed from now on, once it was seen to be one; prints the id."""
    from pipeline import corridor
    from pipeline.edge import messages
    from pipeline.edge.broker import topics

    feed = _wished(url, title=title, lang=lang, publisher=publisher, every=every)
    settings = frame.settings()
    topics.declare(settings)
    if not no_check:
        _hold_readable(feed)
    before = _known(settings).get(feed.id)
    messages.put(settings, corridor.FEEDS, feed.id, feed)
    if before is not None:
        frame.warn("it was asked already, as you say" if before == feed else "it was asked already: now as you say")
    frame.either({"id": feed.id, "url": _shown(feed)}, feed.id, as_json=as_json)


@app.command("remove", epilog=frame.example("dealwire feeds remove 3f9c0a"))
def remove(
    id_: Annotated[str, typer.Argument(metavar="ID", help="The id, or its beginning.")],
    *,
    as_json: frame.AsJson = False,
) -> None:
    """Ask a feed no more; what it brought stays known."""
    from pipeline import corridor
    from pipeline.edge import messages

    settings = frame.settings()
    found = _one(_known(settings), id_)
    messages.put(settings, corridor.FEEDS, found.id, None)
    messages.put(settings, corridor.FEED_STATE, found.id, None)  # counted no more; added again, it is asked at once
    where = _shown(found)
    frame.either({"removed": found.id, "url": where}, f"removed {where}", as_json=as_json)


@app.command("check", epilog=frame.example("dealwire feeds check", "dealwire feeds check https://example.org/rss.xml"))
def check(
    which: Annotated[
        list[str] | None, typer.Argument(metavar="ID|URL", help="Ids, or their beginnings; addresses of any feeds.")
    ] = None,
    *,
    as_json: frame.AsJson = False,
) -> None:
    """Read feeds once, now; all that are asked when none is named. Exit code 4 if one of them fails."""
    from pipeline.cli.reading import Count
    from pipeline.ingest import looks

    needs_known = not which or any("://" not in name for name in which)
    known = _known(frame.settings()) if needs_known else {}
    named = [_wished(name) if "://" in name else _one(known, name) for name in which or ()]
    asked = named or _by_address(known.values())
    count = Count("feeds read", len(asked))
    count.show()
    seen = looks.looks(asked, count.one)
    count.clear()
    frame.table(
        (
            {
                "url": _shown(look.feed), "state": look.reason or "ok", "articles": len(look.articles),
                "newest": look.articles[0].title if look.articles else "", "detail": look.detail,
            }
            for look in seen
        ),
        as_json=as_json,
        empty="no feeds yet: dealwire feeds add URL",
    )  # fmt: skip
    if any(look.reason for look in seen):
        raise typer.Exit(UNREADABLE)


def _hold_readable(feed: Feed) -> None:
    from pipeline.errors import UsageError
    from pipeline.ingest import looks

    look = looks.looks([feed])[0]
    if look.reason:
        raise UsageError(
            f"{_shown(feed)} cannot be read as a feed ({look.reason}): {look.detail}",
            way_out="mend the address, or add it all the same with --no-check",
        )
    first = f", the first: {look.articles[0].title}" if look.articles else ""
    frame.warn(frame.tame(f"{len(look.articles)} articles{first}"))


def _wished(url: str, *, title: str = "", lang: str = "", publisher: str = "", every: int | None = None) -> Feed:
    """The feed that is meant; its id follows from its address, however that is spelt."""
    from pipeline.errors import UsageError
    from pipeline.kit import urls
    from pipeline.model import Feed, derive_id

    if not urls.canonical(url):
        raise UsageError(
            f"{urls.shown(url)!r} is no web address", way_out="one begins with https:// or http:// and has a host"
        )
    feed = Feed(id=derive_id(urls.spelt(url)), url=url, title=title, lang=lang, publisher=publisher)
    return replace(feed, every_for=timedelta(minutes=every)) if every else feed


def _shown(feed: Feed) -> str:
    """Its address, without the password in it."""
    from pipeline.kit import urls

    return urls.shown(feed.url)


def _short(feed: Feed, state: FeedState | None) -> dict[str, Any]:
    """What fits on a line."""
    row = _row(feed, state)
    return {
        "id": feed.id, "url": row["url"], "state": row["state"] + (f" {row['failures']}x" if row["failures"] else ""),
        "published": row["published"], "next": f"{state.next_at.astimezone():%H:%M}" if state else "",
    }  # fmt: skip


def _row(feed: Feed, state: FeedState | None) -> dict[str, Any]:
    return {
        "id": feed.id, "url": _shown(feed), "lang": feed.lang, "publisher": feed.publisher,
        "state": "new" if state is None else (state.reason or "ok"),
        "failures": state.failures if state else 0,
        "published": state.published if state else 0,
        "checked_at": state.checked_at.isoformat() if state else None,
        "next_at": state.next_at.isoformat() if state else None,
    }  # fmt: skip


def _by_address(feeds: Iterable[Feed]) -> list[Feed]:
    return sorted(feeds, key=lambda feed: feed.url)


def _known(settings: Settings) -> dict[str, Feed]:
    from pipeline import corridor
    from pipeline.edge import messages

    return messages.known(settings, corridor.FEEDS)


def _one(known: dict[str, Feed], id_: str) -> Feed:
    return pick.one(known, id_, what="feed", shown_by="dealwire feeds list")

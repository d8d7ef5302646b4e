"""`dealwire subscriptions`: who is told what, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from pipeline.cli import frame, pick

if TYPE_CHECKING:
    from pipeline.model import Subscription
    from pipeline.settings import Settings

app = frame.group("Who is told what, and how.")

_Id = Annotated[str, typer.Argument(metavar="ID", help="The id, or its beginning.")]


@app.command("list", epilog=frame.example("dealwire subscriptions list", "dealwire subscriptions list --json"))
def show_all(*, as_json: frame.AsJson = False) -> None:
    """The subscriptions; their secrets are never shown. "gone": the receiver answered 410 and gets nothing more."""
    known = sorted(_known(frame.settings()).values(), key=lambda each: each.created_at)
    frame.table(
        (_row(each) if as_json else _short(each) for each in known),
        as_json=as_json,
        empty="no subscriptions yet: dealwire subscriptions add --channel webhook --url URL",
    )


@app.command(
    "add",
    epilog=frame.example(
        "dealwire subscriptions add --channel webhook --url https://example.org/hook --watch tiktok",
        "dealwire subscriptions add --channel webhook --url http://127.0.0.1:9000/ --since all",
    ),
)
def add(
    *,
    channel: Annotated[Literal["webhook", "console"], typer.Option("--channel", help="How it is told.")],
    url: Annotated[str, typer.Option("--url", help="Where a webhook is sent.")] = "",
    secret: Annotated[str | None, typer.Option("--secret", help="whsec_...; made and shown once if left out.")] = None,
    watch: Annotated[str | None, typer.Option("--watch", help="Only this watch; all if left out.")] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE|all", help="Tell first what is known since then.")
    ] = None,
    as_json: frame.AsJson = False,
) -> None:
    """Tell somebody from now on, or with --since also what is already known; prints the id.

    Who is gone and is added again is told first what waited for it.
    """
    from pipeline import corridor
    from pipeline.cli import wishes
    from pipeline.edge import messages

    wish = wishes.subscription(channel=channel, url=url, secret=secret, watch=watch, since=since)
    settings = frame.settings()
    if watch is not None:
        wishes.hold_watch(watch, messages.known(settings, corridor.WATCHES))
    before, wish = wishes.again(wish, _known(settings), new_secret=secret is not None)
    if before is not None and wish == before:
        frame.warn(
            "this subscription is already there, and stays as it is; --secret gives it another secret, "
            "`dealwire subscriptions change` another URL or watch"
        )
    else:
        messages.put(settings, corridor.SUBSCRIPTIONS, wish.id, wish)
    fresh = wish.secret if before is None and secret is None else ""
    if as_json:
        frame.line({"id": wish.id} | ({"secret": fresh} if fresh else {}))
        return
    frame.say(wish.id)
    if fresh:
        frame.warn(f"its secret, shown this once: {fresh}")


@app.command(
    "change",
    epilog=frame.example(
        "dealwire subscriptions change 3f9c0a --url https://example.org/new-hook",
        "dealwire subscriptions change 3f9c0a --watch all",
    ),
)
def change(
    id_: _Id,
    *,
    url: Annotated[str | None, typer.Option("--url", help="Another URL.")] = None,
    secret: Annotated[str | None, typer.Option("--secret", help="Another secret, whsec_...")] = None,
    watch: Annotated[str | None, typer.Option("--watch", metavar="WATCH|all", help="Another watch.")] = None,
    as_json: frame.AsJson = False,
) -> None:
    """Tell it elsewhere or of another watch; id, secret, what waits and what it was told stay. Prints the id."""
    from msgspec.structs import replace

    from pipeline import corridor
    from pipeline.cli import wishes
    from pipeline.edge import messages
    from pipeline.errors import UsageError

    if url is secret is watch is None:
        raise UsageError("nothing is to be changed", way_out="say --url, --secret or --watch")
    settings = frame.settings()
    before = _one(settings, id_)
    if watch not in (None, "all"):
        wishes.hold_watch(watch or "", messages.known(settings, corridor.WATCHES))
    wish = wishes.subscription(
        channel=before.channel, url=before.url if url is None else url, since=before.since,
        secret=(before.secret or None) if secret is None else secret,
        watch=before.watch if watch is None else (None if watch == "all" else watch),
    )  # fmt: skip
    if wish.watch == before.watch and not before.gone_at:  # what is under way to it is no older than it
        wish = replace(wish, created_at=before.created_at)
    messages.put(settings, corridor.SUBSCRIPTIONS, before.id, replace(wish, id=before.id))
    frame.either({"id": before.id}, before.id, as_json=as_json)


@app.command("remove", epilog=frame.example("dealwire subscriptions remove 3f9c0a"))
def remove(id_: _Id, *, as_json: frame.AsJson = False) -> None:
    """Tell this one no more."""
    from pipeline import corridor
    from pipeline.edge import messages

    settings = frame.settings()
    found = _one(settings, id_)
    messages.put(settings, corridor.SUBSCRIPTIONS, found.id, None)
    frame.either({"removed": found.id}, f"removed {found.id}", as_json=as_json)


@app.command("test", epilog=frame.example("dealwire subscriptions test 3f9c0a"))
def send_test(id_: _Id, *, as_json: frame.AsJson = False) -> None:
    """Send a signed test event now, and say what the receiver answered."""
    import asyncio

    from pipeline.cli import wishes
    from pipeline.edge.channels import Post
    from pipeline.errors import DeliveryError, UsageError
    from pipeline.kit import urls

    subscription = _one(frame.settings(), id_)
    if subscription.channel == "console":
        raise UsageError(
            "the console has nobody to call", way_out="its alerts appear where `dealwire up` runs in the foreground"
        )

    async def send() -> None:
        post = Post()
        try:
            await post.send(wishes.test_alert(subscription), subscription)
        finally:
            await post.close()

    try:
        asyncio.run(send())
    except DeliveryError as error:
        error.way_out = (
            f"see that it runs and answers 2xx, or `dealwire subscriptions change {subscription.id} --url URL`"
        )
        raise
    where = urls.shown(subscription.url)
    words = f"{where} took the test event"
    if subscription.gone_at:
        words += "; it is gone until it is added or changed"
    frame.either({"id": subscription.id, "url": where, "taken": True}, words, as_json=as_json)


def _short(each: Subscription) -> dict[str, Any]:
    """What fits on a line."""
    row = _row(each)
    since = each.since or f"{each.created_at.astimezone():%Y-%m-%d}"
    state = f"gone {each.gone_at.astimezone():%m-%d}" if each.gone_at else "ok"
    return {"id": each.id, "to": row["url"] or each.channel, "watch": row["watch"], "since": since, "state": state}


def _row(each: Subscription) -> dict[str, Any]:
    from pipeline.kit import urls

    return {
        "id": each.id, "channel": each.channel, "url": urls.shown(each.url), "watch": each.watch or "all",
        "since": each.since or "its creation", "created_at": each.created_at.isoformat(),
        "gone_at": each.gone_at and each.gone_at.isoformat(),
    }  # fmt: skip


def _known(settings: Settings) -> dict[str, Subscription]:
    from pipeline import corridor
    from pipeline.edge import messages

    return messages.known(settings, corridor.SUBSCRIPTIONS)


def _one(settings: Settings, id_: str) -> Subscription:
    return pick.one(_known(settings), id_, what="subscription", shown_by="dealwire subscriptions list")

"""`dealwire subscriptions`: who is told what, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pipeline.cli import frame

if TYPE_CHECKING:
    from pipeline.model import Subscription
    from pipeline.settings import Settings

app = frame.group("Who is told what, and how.")


@app.command("list", epilog=frame.example("dealwire subscriptions list", "dealwire subscriptions list --json"))
def show_all(*, as_json: frame.AsJson = False) -> None:
    """The subscriptions; their secrets are never shown."""
    known = _known(frame.settings())
    frame.table(
        (
            {
                "id": each.id, "channel": each.channel, "url": each.url, "watch": each.watch or "all",
                "since": each.since or "its creation",
                "created_at": each.created_at.isoformat() if as_json else each.created_at,
            }
            for each in sorted(known.values(), key=lambda each: each.created_at)
        ),
        as_json=as_json,
        empty="no subscriptions yet: dealwire subscriptions add --channel webhook --url URL",
    )  # fmt: skip


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
    """Tell somebody from now on, or with --since also what is already known; prints the id."""
    from pipeline import corridor
    from pipeline.cli import wishes
    from pipeline.edge import messages

    wish = wishes.subscription(channel=channel, url=url, secret=secret, watch=watch, since=since)
    settings = frame.settings()
    if watch is not None:
        wishes.hold_watch(watch, messages.known(settings, corridor.WATCHES))
    before = _known(settings).get(wish.id)
    if before is not None and secret is None:
        frame.warn("this subscription is already there, and stays as it is")
        wish = before
    else:
        messages.put(settings, corridor.SUBSCRIPTIONS, wish.id, wish)
    fresh = wish.secret if before is None and secret is None else ""
    if as_json:
        frame.line({"id": wish.id} | ({"secret": fresh} if fresh else {}))
        return
    frame.say(wish.id)
    if fresh:
        frame.warn(f"its secret, shown this once: {fresh}")


@app.command("remove", epilog=frame.example("dealwire subscriptions remove 3f9c0a51d2b7e8804c1f"))
def remove(id_: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Tell this one no more."""
    from pipeline import corridor
    from pipeline.edge import messages

    settings = frame.settings()
    messages.put(settings, corridor.SUBSCRIPTIONS, _one(settings, id_).id, None)
    frame.warn("removed")


@app.command("test", epilog=frame.example("dealwire subscriptions test 3f9c0a51d2b7e8804c1f"))
def test(id_: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Send a signed test event now, and say what the receiver answered."""
    import asyncio

    from pipeline.cli import wishes
    from pipeline.edge.channels import Post
    from pipeline.errors import UsageError

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

    asyncio.run(send())
    frame.say(f"{subscription.url} took the test event")


def _known(settings: Settings) -> dict[str, Subscription]:
    from pipeline import corridor
    from pipeline.edge import messages

    return messages.known(settings, corridor.SUBSCRIPTIONS)


def _one(settings: Settings, id_: str) -> Subscription:
    from pipeline.errors import NotFound

    found = _known(settings).get(id_)
    if found is None:
        raise NotFound(f"there is no subscription {id_!r}", way_out="`dealwire subscriptions list` shows them")
    return found

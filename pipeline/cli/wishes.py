"""What a person types -> a subscription, or one clear line; and the event that tests one."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Literal

from msgspec.structs import replace

from pipeline.errors import NotFound, UsageError
from pipeline.kit import urls
from pipeline.model import Alert, Development, Subscription, derive_id

SECRET = "whsec_"  # noqa: S105 - the prefix of every secret
CONSOLE = "console"
"""The subscription that `dealwire up` shows, of which there is one."""
_SHORTEST, _LONGEST = 24, 64
"""Bytes of a secret, as the Standard Webhooks specification says."""


def subscription(
    *, channel: Literal["webhook", "console"], url: str, secret: str | None, watch: str | None, since: str | None
) -> Subscription:
    """The subscription that is meant; a webhook's id follows from URL, watch and since, not from the secret."""
    if channel == "webhook":
        _hold_url(url)
        secret = SECRET + base64.b64encode(os.urandom(_SHORTEST)).decode() if secret is None else _held_secret(secret)
    elif url or secret:
        raise UsageError("a console has neither URL nor secret", way_out="leave them out, or say --channel webhook")
    if since is not None and since != "all":
        since = _held_date(since)
    return Subscription(
        id=CONSOLE if channel == "console" else derive_id(channel, url, watch or "", since or ""), channel=channel,
        created_at=datetime.now(UTC), url=url, secret=secret or "", watch=watch, since=since,
    )  # fmt: skip


def again(
    wish: Subscription, known: Mapping[str, Subscription], *, new_secret: bool
) -> tuple[Subscription | None, Subscription]:
    """What is there of a wish, if anything, and what is to be there: somebody may have changed what once was it."""
    before = next((one for one in known.values() if _meant(one) == _meant(wish)), None)
    if before is None:
        taken = wish.id in known
        if taken and wish.id == CONSOLE:
            raise UsageError(
                "the console is told already", way_out=f"`dealwire subscriptions change {CONSOLE} --watch WATCH`"
            )
        return None, replace(wish, id=derive_id(wish.id, wish.created_at.isoformat())) if taken else wish
    secret = wish.secret if new_secret else before.secret
    if before.gone_at:
        return before, replace(wish, id=before.id, secret=secret)
    return before, replace(before, secret=secret)  # what is under way to it is no older than it


def _meant(one: Subscription) -> tuple[object, ...]:
    """What makes it this subscription and no other."""
    return one.channel, one.url, one.watch, one.since


def hold_watch(watch: str, known: Iterable[str]) -> None:
    """A watch that is not known is `NotFound`, with those that are."""
    listed = sorted(known)
    if watch not in listed:
        raise NotFound(f"there is no watch {watch!r}", way_out=f"watches are: {', '.join(listed) or 'none yet'}")


def test_alert(whose: Subscription) -> Alert:
    """An alert of no deal: its development is of the watch `test`, and its line says so."""
    now = datetime.now(UTC)
    development = Development(
        id="test", watch="test", type="statement", actors=("dealwire",), modality="confirmed",
        date=now.date().isoformat(), title="This is a test: alerts will reach you here", first_reported_at=now,
        changed_at=now, reports=(), history=(),
    )  # fmt: skip
    id_ = derive_id("test", whose.id, now.isoformat())
    return Alert(id=id_, subscription=whose.id, kind="new", line=development.title, development=development)


def _hold_url(url: str) -> None:
    if not url:
        raise UsageError("nothing says where the webhook is sent", way_out="--url https://example.org/hook")
    if not urls.can_be_called(url):
        raise UsageError(f"{urls.shown(url)!r} is no URL that can be called", way_out="--url https://example.org/hook")


def _held_secret(secret: str) -> str:
    try:
        size = len(base64.b64decode(secret.removeprefix(SECRET), validate=True))
    except (binascii.Error, ValueError):
        size = 0
    if not secret.startswith(SECRET) or not _SHORTEST <= size <= _LONGEST:
        raise UsageError(
            f"the secret is not {SECRET} and {_SHORTEST} to {_LONGEST} bytes in base64",
            way_out="leave --secret out, and one is made",
        )
    return secret


def _held_date(since: str) -> str:
    try:
        return date.fromisoformat(since).isoformat()  # however it was written: it is compared as text
    except ValueError:
        raise UsageError(f"{since!r} is no date", way_out="--since 2026-01-31, or --since all") from None

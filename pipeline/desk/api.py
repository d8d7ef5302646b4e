"""The archive -> JSON over HTTP; what is wrong with a request is answered as a problem (RFC 9457)."""

from __future__ import annotations

import asyncio
import base64
import binascii
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, date, datetime, time
from http import HTTPStatus
from typing import TypedDict, get_args

import msgspec
import prometheus_client
from aiohttp import web

from pipeline import model
from pipeline.desk import doors
from pipeline.desk.boards import Boards
from pipeline.desk.follow import Follower
from pipeline.edge.archive import Archive, Counts

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Watches = Callable[[], Mapping[str, model.Noun]]
"""The watches as they are now, by id."""


def app(archive: Archive, follower: Follower, watches: Watches) -> web.Application:
    """The desk's doors."""

    async def health(_: web.Request) -> web.Response:
        wrong = follower.complaint()
        return web.Response(text=f"{wrong or 'ok'}\n", status=503 if wrong else 200)

    async def counts(_: web.Request) -> web.Response:
        return _json(await asyncio.to_thread(archive.counts))

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=await asyncio.to_thread(prometheus_client.generate_latest), content_type="text/plain")

    async def described(_: web.Request) -> web.Response:
        return _json(doors.described())

    made = web.Application(middlewares=[_problems])
    made.add_routes(
        [
            web.get("/", described),
            web.get("/healthz", health),
            web.get("/metrics", metrics),
            web.get("/api/v1/counts", counts),
            *_developments(archive, watches),
            *_boards(Boards(archive), watches),
        ]
    )
    return made


def _developments(archive: Archive, watches: Watches) -> list[web.RouteDef]:
    """The doors to what happened."""

    async def some(request: web.Request) -> web.Response:
        asked = _asked(request.query)
        page = await asyncio.to_thread(lambda: archive.developments(**asked))
        if not page.developments:
            _hold_known(asked, watches())
        following = None if page.after is None else _cursor(page.after)
        return _json({"developments": [_plain(each) for each in page.developments], "next": following})

    async def one(request: web.Request) -> web.Response:
        id_ = request.match_info["id"]
        found = await asyncio.to_thread(archive.development, id_)
        if found is None:
            why = "it may have turned out to be another, or none of the deal's"
            raise Problem(HTTPStatus.NOT_FOUND, f"there is no development {id_!r}, or no more: {why}")
        return _json(_plain(found))

    return [web.get(doors.DEVELOPMENTS, some), web.get(doors.DEVELOPMENTS + "/{id}", one)]


def _boards(boards: Boards, watches: Watches) -> list[web.RouteDef]:
    """The doors to where the deals stand."""

    async def every(_: web.Request) -> web.Response:
        deals = [watch for _, watch in sorted(watches().items()) if isinstance(watch, model.Watch)]
        return _json({"boards": await asyncio.to_thread(lambda: [boards.of(watch) for watch in deals])})

    async def one(request: web.Request) -> web.Response:
        known = watches()
        watch = known.get(request.match_info["watch"])
        if not isinstance(watch, model.Watch):
            raise _no_watch(request.match_info["watch"], known)
        return _json(await asyncio.to_thread(boards.of, watch))

    return [web.get(doors.BOARDS, every), web.get(doors.BOARDS + "/{watch}", one)]


def gauges(archive: Archive, follower: Follower) -> None:
    """Make the desk's own metrics; each is asked when `/metrics` is."""
    for name in Counts.__struct_fields__:
        gauge = prometheus_client.Gauge(f"dealwire_known_{name}", f"Known to the archive: {name.replace('_', ' ')}.")
        gauge.set_function(lambda name=name: getattr(archive.counts(), name))  # type: ignore[misc] # bound at once
    age = prometheus_client.Gauge(
        "dealwire_heartbeat_age_seconds", "Age of the oldest partition's last heartbeat at the end of the corridor."
    )
    age.set_function(follower.heartbeat_age)


class Problem(Exception):
    """A request that cannot be answered, and why."""

    def __init__(self, status: HTTPStatus, detail: str) -> None:
        super().__init__(detail)
        self.status = status


def _no_watch(id_: str | None, watches: Mapping[str, model.Noun]) -> Problem:
    known = ", ".join(sorted(watches)) or "none yet"
    return Problem(HTTPStatus.NOT_FOUND, f"there is no watch {id_!r}; watches are: {known}")


@web.middleware
async def _problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except Problem as problem:
        return _problem(problem.status, str(problem))
    except web.HTTPException as error:
        answer = _problem(HTTPStatus(error.status), f"{request.method} {request.path}: {error.reason}")
        if "Allow" in error.headers:
            answer.headers["Allow"] = error.headers["Allow"]
        return answer


def _problem(status: HTTPStatus, detail: str) -> web.Response:
    content = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
    return web.Response(body=msgspec.json.encode(content), status=status.value, content_type="application/problem+json")


def _json(content: object) -> web.Response:
    return web.Response(body=msgspec.json.encode(content), content_type="application/json")


def _plain(development: model.Development) -> dict[str, object]:
    """A development as the world knows it: without the mark of the wire."""
    said: dict[str, object] = msgspec.to_builtins(development, builtin_types=(datetime,))
    said.pop("noun", None)
    return said


class _Asked(TypedDict):
    """What a query asks of the archive."""

    watch: str | None
    type_: str | None
    since: datetime | None
    limit: int
    after: tuple[int, str] | None


def _asked(query: Mapping[str, str]) -> _Asked:
    unknown = sorted(set(query) - set(doors.PARAMETERS))
    if unknown:
        raise Problem(HTTPStatus.BAD_REQUEST, f"unknown: {', '.join(unknown)}; known: {', '.join(doors.PARAMETERS)}")
    return {
        "watch": query.get("watch"),
        "type_": query.get("type"),
        "since": _since(query["since"]) if "since" in query else None,
        "limit": _limit(query.get("limit", "50")),
        "after": _after(query["cursor"]) if "cursor" in query else None,
    }


def _hold_known(asked: _Asked, watches: Mapping[str, model.Noun]) -> None:
    """Say why nothing is found, if that is because there is no such watch or type."""
    if asked["watch"] not in (None, *watches):
        raise _no_watch(asked["watch"], watches)
    own = sorted({each.id for watch in watches.values() if isinstance(watch, model.Watch) for each in watch.own})
    types = (*get_args(model.Type), *own)
    if asked["type_"] not in (None, *types):
        raise Problem(HTTPStatus.BAD_REQUEST, f"type is one of {', '.join(types)}")


def _since(text: str) -> datetime:
    try:
        at = datetime.combine(date.fromisoformat(text), time()) if len(text) == len("2026-01-31") else None
        at = at or datetime.fromisoformat(text.replace(" ", "+"))  # a "+" in a query may arrive as a blank
    except ValueError:
        raise Problem(HTTPStatus.BAD_REQUEST, "since is an ISO date or time, as 2026-01-31") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _limit(text: str) -> int:
    if not (re.fullmatch(r"[0-9]{1,9}", text) and 1 <= int(text) <= doors.LARGEST_PAGE):
        raise Problem(HTTPStatus.BAD_REQUEST, f"limit is a number from 1 to {doors.LARGEST_PAGE}")
    return int(text)


def _cursor(after: tuple[int, str]) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(after)).decode().rstrip("=")


def _after(text: str) -> tuple[int, str]:
    try:
        return msgspec.json.decode(
            base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=tuple[model.Count, str]
        )
    except (binascii.Error, msgspec.MsgspecError, ValueError):
        raise Problem(HTTPStatus.BAD_REQUEST, "cursor is what `next` of the page before said") from None

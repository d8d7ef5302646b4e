"""The archive -> what each door answers."""

from __future__ import annotations

import asyncio
import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, time
from http import HTTPStatus
from typing import TypedDict, get_args

import msgspec
import prometheus_client
from aiohttp import web
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from pipeline import model, wire
from pipeline.desk import doors
from pipeline.desk.answers import Problem, cut, door, house, told
from pipeline.desk.boards import Boards
from pipeline.desk.follow import Follower
from pipeline.edge.archive import Archive

Watches = Callable[[], Mapping[str, model.Noun]]
"""The watches as they are now, by id."""


def app(archive: Archive, follower: Follower, watches: Watches, names: AbstractSet[str]) -> web.Application:
    """The desk's doors, for who asks by one of these names."""

    async def health(_: web.Request) -> web.Response:
        wrong = follower.complaint()
        return web.Response(text=f"{wrong or 'ok'}\n", status=503 if wrong else 200)

    async def counts(request: web.Request) -> web.Response:
        return await told(request, archive.counts)

    async def metrics(_: web.Request) -> web.Response:
        body = await asyncio.to_thread(prometheus_client.generate_latest)
        return web.Response(body=body, headers={"Content-Type": prometheus_client.CONTENT_TYPE_LATEST})

    async def described(request: web.Request) -> web.Response:
        return await told(request, doors.described)

    made = house(names)
    made.add_routes(
        [
            door("/", described),
            web.get("/healthz", health),
            web.get("/metrics", metrics),
            door("/api/v1/counts", counts),
            *_developments(archive, watches),
            *_changes(archive, watches),
            *_boards(Boards(archive), watches),
        ]
    )
    return made


def _developments(archive: Archive, watches: Watches) -> list[web.RouteDef]:
    """The doors to what happened."""

    async def some(request: web.Request) -> web.Response:
        asked = _asked(request.query)

        def page() -> object:
            found = archive.developments(**asked)
            if not found.developments:
                _hold_watch(archive, asked["watch"], watches())
                _hold_type(asked["type_"], watches())
            following = None if found.after is None else _cursor(found.after)
            return {"developments": [_plain(each) for each in found.developments], "next": following}

        return await told(request, page)

    async def one(request: web.Request) -> web.Response:
        id_ = request.match_info["id"]

        def development() -> object:
            found = archive.development(id_)
            if found is None:
                why = "it may have turned out to be another, or none of the deal's"
                raise Problem(HTTPStatus.NOT_FOUND, f"there is no development {cut(id_)}, or no more: {why}")
            return _plain(found)

        return await told(request, development)

    return [door(doors.DEVELOPMENTS, some, doors.PARAMETERS), door(doors.DEVELOPMENTS + "/{id}", one)]


def _changes(archive: Archive, watches: Watches) -> list[web.RouteDef]:
    """The door for who polls."""

    async def changes(request: web.Request) -> web.Response:
        query = request.query
        watch, limit = query.get("watch"), _limit(query.get("limit", "50"))

        def page() -> object:
            mark = archive.mark
            after = _number(query.get("cursor", f"{mark}-0"), mark, archive.changed())
            found = archive.changes(watch=watch, after=after, limit=limit)
            _hold_watch(archive, watch, watches())
            return {"developments": [_plain(each) for each in found.developments], "next": f"{mark}-{found.number}"}

        return await told(request, page)

    return [door(doors.CHANGES, changes, doors.CHANGES_PARAMETERS)]


def _boards(boards: Boards, watches: Watches) -> list[web.RouteDef]:
    """The doors to where the deals stand."""

    async def every(request: web.Request) -> web.Response:
        deals = [watch for _, watch in sorted(watches().items()) if isinstance(watch, model.Watch)]
        return await told(request, lambda: {"boards": [boards.of(watch) for watch in deals]})

    async def one(request: web.Request) -> web.Response:
        known = watches()
        watch = known.get(request.match_info["watch"])
        if not isinstance(watch, model.Watch):
            raise _no_watch(request.match_info["watch"], known)
        return await told(request, lambda: boards.of(watch))

    return [door(doors.BOARDS, every), door(doors.BOARDS + "/{watch}", one)]


class Gauges(Collector):
    """The desk's own metrics, looked up when `/metrics` is asked: all counts in one look, for each reads its table."""

    def __init__(self, archive: Archive, follower: Follower) -> None:
        self._archive = archive
        self._follower = follower

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Nothing beforehand: the archive need not be read to be registered."""
        yield from ()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Each of `Counts`, and the age of the oldest heartbeat."""
        for name, number in msgspec.structs.asdict(self._archive.counts()).items():
            said = f"Known to the archive: {name.replace('_', ' ')}."
            yield GaugeMetricFamily(f"dealwire_known_{name}", said, value=number)
        yield GaugeMetricFamily(
            "dealwire_heartbeat_age_seconds",
            "Age of the oldest partition's last heartbeat at the end of the corridor.",
            value=self._follower.heartbeat_age(),
        )


def _no_watch(id_: str | None, watches: Mapping[str, model.Noun]) -> Problem:
    known = ", ".join(sorted(watches)) or "none yet"
    return Problem(HTTPStatus.NOT_FOUND, f"there is no watch {cut(id_ or '')}; watches are: {known}")


def _plain(development: model.Development) -> msgspec.Raw:
    """A development as the world knows it: without the mark of the wire."""
    return msgspec.Raw(b"{" + wire.encode(development).removeprefix(_MARK))


_MARK = wire.prefix(model.Development)


class _Asked(TypedDict):
    """What a query asks of the archive."""

    watch: str | None
    type_: str | None
    since: datetime | None
    limit: int
    after: tuple[int, str] | None


def _asked(query: Mapping[str, str]) -> _Asked:
    return {
        "watch": query.get("watch"),
        "type_": query.get("type"),
        "since": _since(query["since"]) if "since" in query else None,
        "limit": _limit(query.get("limit", "50")),
        "after": _after(query["cursor"]) if "cursor" in query else None,
    }


def _hold_watch(archive: Archive, id_: str | None, watches: Mapping[str, model.Noun]) -> None:
    """Say that there is no such watch, and never was one of which something is known."""
    if id_ not in (None, *watches) and not archive.changed(id_):
        raise _no_watch(id_, watches)


def _hold_type(type_: str | None, watches: Mapping[str, model.Noun]) -> None:
    """Say that there is no such type."""
    own = sorted({each.id for watch in watches.values() if isinstance(watch, model.Watch) for each in watch.own})
    types = (*get_args(model.Type), *own)
    if type_ not in (None, *types):
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
            base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True), type=tuple[model.Count, str]
        )
    except (binascii.Error, msgspec.MsgspecError, ValueError):
        raise Problem(HTTPStatus.BAD_REQUEST, "cursor is what `next` of the page before said") from None


def _number(cursor: str, mark: str, last: int) -> int:
    """The number of the change that a cursor of the archive with this mark, and this last change, stands behind."""
    match = re.fullmatch(r"([0-9a-f]{12})-([0-9]{1,18})", cursor)
    if match is None:
        raise Problem(HTTPStatus.BAD_REQUEST, "cursor is what `next` of the answer before said")
    if match[1] != mark or int(match[2]) > last:  # an older state of it may have been put back
        again = "begin without a cursor, and know each by its id"
        raise Problem(HTTPStatus.GONE, f"the archive was made anew since that cursor: {again}")
    return int(match[2])

"""How everything is answered: as JSON or as a problem (RFC 9457), to who asks by a name of ours, and not for ever.

Laws: what is made of many developments is made in a thread, a few at a time, so that the loop goes on; what changed
nothing since it was asked for last is not sent again; who does not take his answer is let go.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import logging
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Collection
from collections.abc import Set as AbstractSet
from http import HTTPStatus

import msgspec
from aiohttp import http_exceptions, typedefs, web

from pipeline.edge import hosts

log = logging.getLogger(__name__)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

AT_ONCE = 2
"""Answers that are made at a time: more take turns at the interpreter, and memory, for nothing."""
SENT_WITHIN = 60.0
"""Seconds in which an answer must have been taken."""
LONGEST = 8_000
"""Characters of what is asked, path and query."""
_PACKED_FROM = 1_000
_SHOWN = 80
_GZIP = re.compile(r"(?:^|[,\s])(?:gzip|\*)(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))\s*(?:[,;]|$)", re.IGNORECASE)
_ROOM = web.AppKey("room", asyncio.Semaphore)
_HEADERS = {
    "Cache-Control": "no-cache",  # keep it, and ask whether it still holds
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Server": "dealwire",
    "X-Content-Type-Options": "nosniff",
}


class Problem(Exception):
    """A request that cannot be answered, and why."""

    def __init__(self, status: HTTPStatus, detail: str) -> None:
        super().__init__(detail)
        self.status = status


def house(names: AbstractSet[str], *, sent_within: float = SENT_WITHIN) -> web.Application:
    """An application without doors that answers as the head of this file says; `names` are those of ours."""
    made = web.Application(middlewares=[_patient(sent_within), _problems, _addressed(names)])
    made[_ROOM] = asyncio.Semaphore(AT_ONCE)
    made.on_response_prepare.append(_signed)
    return made


def door(path: str, handler: Handler, known: Collection[str] = ()) -> web.RouteDef:
    """A door that may be asked by these parameters, each said once, and by no others."""

    async def held(request: web.Request) -> web.StreamResponse:
        times = Counter(name for name, _ in request.query.items())
        if unknown := sorted(set(times) - set(known)):
            said = cut(", ".join(unknown))
            raise Problem(HTTPStatus.BAD_REQUEST, f"unknown: {said}; known: {', '.join(known) or 'none'}")
        if again := sorted(name for name in times if times[name] > 1):
            raise Problem(HTTPStatus.BAD_REQUEST, f"said more than once: {', '.join(again)}")
        return await handler(request)

    return web.get(path, held)


async def told(request: web.Request, make: Callable[[], object]) -> web.Response:
    """What `make` gives, as JSON; 304 if it is what the asker has."""
    packed = bool(_GZIP.search(request.headers.get("Accept-Encoding", "")))
    async with request.app[_ROOM]:
        body, tag, packed = await asyncio.to_thread(_body, make, packed=packed)
    headers = {"ETag": f'W/"{tag}"', "Vary": "Accept-Encoding"}
    if any(each.value in (tag, "*") for each in request.if_none_match or ()):
        return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    if packed:
        headers["Content-Encoding"] = "gzip"
    return web.Response(body=body, content_type="application/json", headers=headers)


def cut(text: str) -> str:
    """What somebody typed, quoted, and no more of it than one can read."""
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}...")


def unreadable(record: logging.LogRecord) -> bool:
    """Whether a line of the server's log is worth one: what is no HTTP, or not packed as it says, has been answered."""
    wrong = (http_exceptions.HttpProcessingError, web.RequestPayloadError)
    return not (record.exc_info and isinstance(record.exc_info[1], wrong))


def _body(make: Callable[[], object], *, packed: bool) -> tuple[bytes, str, bool]:
    body = msgspec.json.encode(make())
    tag = hashlib.blake2b(body, digest_size=12).hexdigest()
    packed = packed and len(body) >= _PACKED_FROM
    return gzip.compress(body, 5, mtime=0) if packed else body, tag, packed


async def _signed(_: web.Request, answer: web.StreamResponse) -> None:
    answer.headers.update(_HEADERS)


def _patient(sent_within: float) -> typedefs.Middleware:
    @web.middleware
    async def patient(request: web.Request, handler: Handler) -> web.StreamResponse:
        answer = await handler(request)
        try:
            async with asyncio.timeout(sent_within):
                await answer.prepare(request)
                await answer.write_eof()
        except (TimeoutError, ConnectionError):  # he reads no more, or has gone
            if request.transport is not None:
                request.transport.abort()
        return answer

    return patient


@web.middleware
async def _problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except Problem as problem:
        return _problem(problem.status, str(problem))
    except web.HTTPException as error:
        answer = _problem(HTTPStatus(error.status), _why(request, error))
        if "Allow" in error.headers:
            answer.headers["Allow"] = error.headers["Allow"]
        return answer
    except Exception:
        log.exception("no answer to %s %s", request.method, cut(request.path_qs))
        return _problem(HTTPStatus.INTERNAL_SERVER_ERROR, "the desk could not answer; its log says why")


def _addressed(names: AbstractSet[str]) -> typedefs.Middleware:
    @web.middleware
    async def addressed(request: web.Request, handler: Handler) -> web.StreamResponse:
        said = request.headers.get("Host")
        if not hosts.ours(said, names):
            raise Problem(
                HTTPStatus.MISDIRECTED_REQUEST,
                f"the desk is not called {cut(said or '')}; if it is, DEALWIRE_DESK_NAMES must say so",
            )
        if len(request.path_qs) > LONGEST:
            raise Problem(HTTPStatus.REQUEST_URI_TOO_LONG, f"path and query may have {LONGEST:,} characters")
        return await handler(request)

    return addressed


def _why(request: web.Request, error: web.HTTPException) -> str:
    match error.status:
        case HTTPStatus.NOT_FOUND:
            return f"there is nothing at {cut(request.path)}; / says what there is"
        case HTTPStatus.METHOD_NOT_ALLOWED:
            return f"the desk is for reading: {error.headers['Allow']}, not {request.method}"
    return f"{request.method} {request.path}: {error.reason}"


def _problem(status: HTTPStatus, detail: str) -> web.Response:
    content = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
    return web.Response(body=msgspec.json.encode(content), status=status.value, content_type="application/problem+json")

"""`/metrics` and `/healthz` of a role, on loopback, on a free port that its run file tells.

Counters are prometheus_client's own, made where they are counted; this is only the door.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import prometheus_client

from pipeline.edge import hosts, runfiles

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from pipeline.settings import Settings

LOOPBACK = "127.0.0.1"


def healthy() -> str | None:
    """No complaint: the answer of a role that is well as long as it answers."""
    return None


@contextlib.contextmanager
def served(
    settings: Settings,
    role: str,
    *,
    index: int | None = None,
    complaint: Callable[[], str | None] = healthy,
    **more: str,
) -> Iterator[str]:
    """Serve while the block runs, and say so in `<data>/run`; yields the address.

    `complaint` answers what is wrong, or None; `/healthz` is then 503 or 200.
    """
    server, thread = prometheus_client.start_http_server(0, LOOPBACK)
    inner = server.get_app()
    if inner is not None:
        server.set_app(_app(inner, complaint))
    address = f"http://{LOOPBACK}:{server.server_port}"
    try:
        with runfiles.held(settings, role, index=index, metrics=address, **more):
            yield address
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _app(inner: WSGIApplication, complaint: Callable[[], str | None]) -> WSGIApplication:
    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        match environ.get("PATH_INFO"):
            case _ if not hosts.ours(environ.get("HTTP_HOST"), frozenset()):
                status, text = "421 Misdirected Request", "asked for by a name that is not ours"
            case "/metrics":
                return inner(environ, start_response)
            case "/healthz":
                wrong = complaint()
                status, text = ("503 Service Unavailable", wrong) if wrong else ("200 OK", "ok")
            case _:
                status, text = "404 Not Found", "here are /metrics and /healthz"
        start_response(status, [("Content-Type", "text/plain; charset=utf-8")])
        return [f"{text}\n".encode()]

    return app

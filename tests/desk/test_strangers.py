"""The desk as a process, asked by who means it ill, knows it badly or does not listen."""

from __future__ import annotations

import contextlib
import http.client
import json
import resource
import signal
import socket
import subprocess
import sys
import time
from typing import Any
from urllib.parse import urlsplit

import msgspec

from pipeline.edge import runfiles
from pipeline.settings import Settings
from tests.cli.command import HOUSE, clear, dealwire, environment, on
from tests.desk.test_desk import desk, development, ids, put, until

DOOR = "/api/v1/developments"


def asked(address: str, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body, whatever is asked."""
    place = urlsplit(address)
    with contextlib.closing(http.client.HTTPConnection(place.hostname or "", place.port, timeout=20)) as connection:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


def begun(stack: contextlib.ExitStack, settings: Settings, *arguments: str) -> tuple[subprocess.Popen[str], str]:
    """A desk of which the test has the process, and its address."""
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=HOUSE, env=environment(**{**on(settings), "DEALWIRE_DESK_PORT": "0"}), stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    stack.enter_context(process)
    stack.callback(process.kill)
    return process, until(lambda: runfiles.one(settings, "desk"))["address"]


def problem(said: tuple[int, dict[str, str], bytes]) -> tuple[int, str]:
    """Status and detail of a problem."""
    status, headers, body = said
    assert headers["content-type"] == "application/problem+json"
    content: dict[str, Any] = json.loads(body)
    assert content["status"] == status
    return status, content["detail"]


def test_who_asks_by_another_name_reads_nothing(fresh_kafka: Settings) -> None:
    put(fresh_kafka, development(1))
    named = msgspec.structs.replace(fresh_kafka, desk_names="desk, news.example.org")
    with desk(named) as address:
        until(lambda: ids(address) == ["d1"])
        for path in ("/", DOOR, f"{DOOR}/d1", "/api/v1/boards", "/api/v1/counts", "/metrics", "/healthz", "/nothing"):
            status, detail = problem(asked(address, path, Host="evil.example:8014", Origin="http://evil.example"))
            assert status == 421
            assert "'evil.example:8014'" in detail
            assert "DEALWIRE_DESK_NAMES" in detail
        for name in ("desk:8014", "news.example.org", "localhost:8014", "192.168.1.4"):
            assert asked(address, DOOR, Host=name)[0] == 200
        for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            said = asked(address, DOOR, method, Origin="http://evil.example", Access_Control_Request_Method="GET")
            assert problem(said) == (405, f"the desk is for reading: GET,HEAD, not {method}")
            assert said[1]["allow"] == "GET,HEAD"
            assert not any(name.startswith("access-control") for name in said[1])


def test_a_name_that_no_request_could_say_is_refused_at_the_start(fresh_kafka: Settings) -> None:
    said = dealwire("desk", **{**on(fresh_kafka), "DEALWIRE_DESK_NAMES": "https://desk.example"})
    clear(said, 2, "desk_names holds 'https://desk.example'")


def test_whatever_is_asked_is_answered_in_words_and_for_nobody_elses_page(fresh_kafka: Settings) -> None:
    put(fresh_kafka, development(1))
    with desk(fresh_kafka) as address:
        until(lambda: ids(address) == ["d1"])
        for path, status, word in (
            ("/nothing/<b>", 404, "nothing at '/nothing/<b>'"), (f"{DOOR}/", 404, "/ says what there is"),
            (f"{DOOR}/{'x' * 5_000}", 404, "xxx...'"), (f"{DOOR}/%FF%00", 404, "no development"),
            (f"{DOOR}?watch={'x' * 5_000}", 404, "xxx...'"), (f"{DOOR}?watch={'x' * 30_000}", 414, "8,000"),
            (f"{DOOR}?limit=1&limit=2&type=offer", 400, "more than once: limit"),
            (f"{DOOR}?cursor=!!WzEsIngiXQ", 400, "cursor"), (f"{DOOR}?{'y' * 3_000}=1", 400, "yyy...'; known"),
            ("/api/v1/boards?watch=tiktok", 400, "unknown: 'watch'; known: none"), ("/api/v1/counts?x", 400, "'x'"),
            (f"{DOOR}/d1?fields=id", 400, "'fields'"), ("/?format=yaml", 400, "'format'"),
        ):  # fmt: skip
            said = asked(address, path)
            assert problem(said)[0] == status
            assert word in problem(said)[1]
            assert len(said[2]) < 500
        for path in ("/", DOOR, "/healthz", "/metrics", "/nothing"):
            status, headers, body = asked(address, path)
            assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
            assert headers["cross-origin-resource-policy"] == "same-origin"
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["cache-control"] == "no-cache"
            assert "aiohttp" not in headers["server"]
            told = asked(address, path, "HEAD")
            assert (told[0], told[2]) == (status, b"")
            assert path == "/metrics" or int(told[1]["content-length"]) == len(body)
        assert asked(address, "/metrics")[1]["content-type"].startswith("text/plain; version=")


def test_a_poller_is_sent_a_page_again_only_when_it_changed(fresh_kafka: Settings) -> None:
    put(fresh_kafka, development(1))
    with desk(fresh_kafka) as address:
        until(lambda: ids(address) == ["d1"])
        tag = asked(address, DOOR)[1]["etag"]
        status, headers, body = asked(address, DOOR, If_None_Match=tag)
        assert (status, headers["etag"], body) == (304, tag, b"")
        put(fresh_kafka, development(2))
        until(lambda: len(ids(address)) == 2)
        status, headers, _ = asked(address, DOOR, If_None_Match=tag, Accept_Encoding="gzip")
        assert status == 200
        assert headers["etag"] != tag


def test_who_hangs_up_or_does_not_listen_holds_up_neither_others_nor_the_end(fresh_kafka: Settings) -> None:
    known = [msgspec.structs.replace(development(n), title="x" * 200_000) for n in range(100)]
    put(fresh_kafka, *known)
    with contextlib.ExitStack() as stack:
        process, address = begun(stack, fresh_kafka, "-m", "pipeline.cli", "desk")
        until(lambda: len(ids(address, "?limit=500")) == 100)

        def ask_for_all() -> socket.socket:
            deaf = socket.socket()
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            deaf.connect((urlsplit(address).hostname, urlsplit(address).port))
            deaf.sendall(f"GET {DOOR}?limit=500 HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            return deaf

        for _ in range(40):
            ask_for_all().close()
        began = time.monotonic()
        assert asked(address, "/api/v1/counts")[0] == 200
        assert time.monotonic() - began < 5
        for _ in range(3):
            stack.enter_context(contextlib.closing(ask_for_all()))
        time.sleep(1)
        assert asked(address, "/healthz")[0] == 200
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=90)
        assert (process.returncode, said) == (0, "")
        assert time.monotonic() - began < 20


def test_many_who_connect_and_ask_nothing_leave_room_for_who_asks(fresh_kafka: Settings) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    limited = f"import resource, runpy; resource.setrlimit(resource.RLIMIT_NOFILE, (256, {most}))"
    command = f"{limited}; import sys; sys.argv[1:] = ['desk']; runpy.run_module('pipeline.cli', run_name='__main__')"
    with contextlib.ExitStack() as stack:
        process, address = begun(stack, fresh_kafka, "-c", command)
        for _ in range(400):
            silent = socket.create_connection((urlsplit(address).hostname, urlsplit(address).port), timeout=5)
            stack.enter_context(contextlib.closing(silent))
        assert asked(address, "/healthz")[0] == 200
        process.send_signal(signal.SIGTERM)
        assert process.communicate(timeout=90)[1] == ""
        assert process.returncode == 0

"""`dealwire feeds` on a real Kafka, with feeds on loopback."""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipeline import corridor
from pipeline.edge import messages
from pipeline.model import Feed, FeedState, derive_id
from pipeline.settings import Settings
from tests.cli.command import at_a_terminal, clear, dealwire, on

DOCUMENTS = Path(__file__).parent.parent / "data" / "feeds"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(DOCUMENTS)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_add_list_remove(fresh_kafka: Settings, address: str) -> None:
    url = f"{address}/full.rss"
    said = dealwire("feeds", "add", url, "--lang", "en", "--publisher", "The Gazette", **on(fresh_kafka))
    assert (said.stdout, said.returncode) == (f"{derive_id(url)}\n", 0)
    assert said.stderr == "5 articles, the first: Ferry line turns down the bid & looks elsewhere\n"
    [listed] = json.loads(dealwire("feeds", "list", "--json", **on(fresh_kafka)).stdout)
    assert listed == {
        "id": derive_id(url), "url": url, "lang": "en", "publisher": "The Gazette", "state": "new",
        "failures": 0, "published": 0, "checked_at": None, "next_at": None,
    }  # fmt: skip
    now = datetime.now(UTC)
    state = FeedState(id=derive_id(url), checked_at=now, next_at=now, failures=1)
    messages.put(fresh_kafka, corridor.FEED_STATE, state.id, state)
    assert dealwire("feeds", "remove", derive_id(url)[:6], **on(fresh_kafka)).stdout == f"removed {url}\n"
    assert messages.known(fresh_kafka, corridor.FEEDS) == messages.known(fresh_kafka, corridor.FEED_STATE) == {}
    clear(dealwire("feeds", "remove", derive_id(url), **on(fresh_kafka)), 2, "there is no feed")


def test_one_that_is_asked_already_is_asked_as_it_was_said_last(fresh_kafka: Settings, address: str) -> None:
    url = f"{address}/full.rss"
    said = [
        dealwire("feeds", "add", url, *more, **on(fresh_kafka))
        for more in (("--no-check",), ("--no-check", "--every", "5"), ("--every", "5"), ("--every", "0"))
    ]
    said.append(
        dealwire("feeds", "add", f"{url.upper()[:4]}{url[4:]}#top", "--no-check", "--every", "5", **on(fresh_kafka))
    )
    assert [each.returncode for each in said] == [0, 0, 0, 2, 0]
    assert [each.stderr.splitlines()[-1:] for each in said[:3]] == [
        [], ["it was asked already: now as you say"], ["it was asked already, as you say"],
    ]  # fmt: skip
    (feed,) = messages.known(fresh_kafka, corridor.FEEDS).values()
    assert isinstance(feed, Feed)
    assert feed.every_for == timedelta(minutes=5)


def test_no_password_of_a_feed_is_shown(fresh_kafka: Settings, address: str) -> None:
    url = f"{address.replace('//', '//me:secret@')}/"
    shown = url.replace("secret", "***")
    said = [
        dealwire("feeds", *words, **on(fresh_kafka))
        for words in (
            ("add", url + "page.html"), ("add", url + "nowhere"), ("add", url.replace("http", "ftp")),
            ("add", url + "full.rss", "--json"), ("list",), ("list", "--json"), ("check",), ("check", url + "nowhere"),
            ("remove", derive_id(url + "full.rss")),
        )
    ]  # fmt: skip
    assert json.loads(said[3].stdout) == {"id": derive_id(url + "full.rss"), "url": shown + "full.rss"}
    assert said[1].stderr.count(shown) == 1
    assert all("me:***@" in each.stdout + each.stderr and "secret" not in each.stdout + each.stderr for each in said)
    assert [each.returncode for each in said] == [2, 2, 2, 0, 0, 0, 0, 4, 0]


def test_list_tells_how_a_feed_fares(fresh_kafka: Settings, address: str) -> None:
    url = f"{address}/page.html"
    id_ = json.loads(dealwire("feeds", "add", url, "--no-check", "--json", **on(fresh_kafka)).stdout)["id"]
    now = datetime(2020, 9, 14, 12, tzinfo=UTC)
    state = FeedState(id=id_, checked_at=now, next_at=now, failures=3, reason="html-page", published=7)
    messages.put(fresh_kafka, corridor.FEED_STATE, id_, state)
    [listed] = json.loads(dealwire("feeds", "list", "--json", **on(fresh_kafka)).stdout)
    assert (listed["state"], listed["failures"], listed["published"]) == ("html-page", 3, 7)
    assert listed["next_at"] == "2020-09-14T12:00:00+00:00"
    assert "html-page" in dealwire("feeds", "list", **on(fresh_kafka)).stdout


def test_what_is_no_feed_is_not_added(fresh_kafka: Settings, address: str) -> None:
    clear(dealwire("feeds", "add", f"{address}/page.html", **on(fresh_kafka)), 2, "html-page")
    clear(dealwire("feeds", "add", f"{address}/nowhere", **on(fresh_kafka)), 2, "http-404")
    clear(dealwire("feeds", "add", "nowhere", **on(fresh_kafka)), 2, "no web address")
    assert messages.known(fresh_kafka, corridor.FEEDS) == {}


def test_check_addresses_needs_no_kafka(tmp_path: Path, address: str) -> None:
    where = {"DEALWIRE_DATA_DIR": str(tmp_path)}
    good = dealwire("feeds", "check", f"{address}/full.atom", "--json", **where)
    assert good.returncode == 0
    [row] = json.loads(good.stdout)
    assert (row["state"], row["articles"]) == ("ok", 2)
    both = dealwire("feeds", "check", f"{address}/full.atom", f"{address}/words.txt", "--json", **where)
    assert both.returncode == 4
    assert [row["state"] for row in json.loads(both.stdout)] == ["ok", "not-a-feed"]
    code, shown = at_a_terminal("feeds", "check", f"{address}/full.atom", f"{address}/nowhere")
    assert code == 4
    assert "0 of 2 feeds read" in shown  # said while they are read
    assert shown.count(f"{address}/nowhere") == 1


def test_check_all_that_are_followed(fresh_kafka: Settings, address: str) -> None:
    for name in ("full.json", "empty.rss"):
        dealwire("feeds", "add", f"{address}/{name}", "--no-check", **on(fresh_kafka))
    everything = dealwire("feeds", "check", "--json", **on(fresh_kafka))
    assert everything.returncode == 4
    assert {row["url"]: row["state"] for row in json.loads(everything.stdout)} == {
        f"{address}/full.json": "ok", f"{address}/empty.rss": "empty",
    }  # fmt: skip
    one = dealwire("feeds", "check", derive_id(f"{address}/full.json"), **on(fresh_kafka))
    assert one.returncode == 0
    assert "Reederei" in one.stdout
    clear(dealwire("feeds", "check", "no-such-id", **on(fresh_kafka)), 2, "there is no feed")

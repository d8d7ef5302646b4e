"""`dealwire subscriptions` and `dealwire watches` on a real Kafka, and the test event over a real socket."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from standardwebhooks import Webhook

from pipeline import corridor
from pipeline.cli import wishes
from pipeline.edge import messages
from pipeline.errors import UsageError
from pipeline.settings import Settings
from tests.cli.command import HOUSE, clear, dealwire, on
from tests.journeys.installation import SECRET, Receiver

WATCH = HOUSE / "seeds" / "watches" / "tiktok.toml"
HOOK = ("subscriptions", "add", "--channel", "webhook")


@pytest.fixture
def watched(fresh_kafka: Settings) -> Settings:
    said = dealwire("watches", "add", str(WATCH), **on(fresh_kafka))
    assert said.stdout == "tiktok\n", said.stderr
    return fresh_kafka


def test_add_prints_the_id_and_a_made_secret_once(watched: Settings) -> None:
    said = dealwire(*HOOK, "--url", "http://127.0.0.1:9/", "--watch", "tiktok", "--since", "all", **on(watched))
    id_ = said.stdout.strip()
    secret = said.stderr.split()[-1]
    kept = messages.known(watched, corridor.SUBSCRIPTIONS)[id_]
    assert (kept.secret, kept.watch, kept.since, kept.url) == (secret, "tiktok", "all", "http://127.0.0.1:9/")
    Webhook(secret)
    listed = dealwire("subscriptions", "list", "--json", **on(watched)).stdout
    assert [each["id"] for each in json.loads(listed)] == [id_]
    assert secret not in listed
    again = dealwire(*HOOK, "--url", "http://127.0.0.1:9/", "--watch", "tiktok", "--since", "all", **on(watched))
    assert again.stdout.strip() == id_
    assert messages.known(watched, corridor.SUBSCRIPTIONS)[id_].secret == secret


def test_a_given_secret_is_taken_and_never_printed(watched: Settings) -> None:
    said = dealwire(*HOOK, "--url", "https://example.org/hook", "--secret", SECRET, "--json", **on(watched))
    [id_] = json.loads(said.stdout).values()
    assert SECRET not in said.stdout + said.stderr
    assert messages.known(watched, corridor.SUBSCRIPTIONS)[id_].secret == SECRET


def test_there_is_one_console_and_it_may_be_told_of_one_watch(watched: Settings) -> None:
    console = ("subscriptions", "add", "--channel", "console")
    assert dealwire(*console, "--since", "all", **on(watched)).stdout == "console\n"
    assert dealwire(*console, "--since", "all", **on(watched)).stdout == "console\n"
    clear(dealwire(*console, "--watch", "tiktok", **on(watched)), 2, "the console is told already")
    assert dealwire("subscriptions", "change", "console", "--watch", "tiktok", **on(watched)).stdout == "console\n"
    [(id_, kept)] = messages.known(watched, corridor.SUBSCRIPTIONS).items()
    assert (id_, kept.watch, kept.since) == ("console", "tiktok", "all")


def test_another_secret_makes_nothing_that_is_under_way_older_than_it(watched: Settings) -> None:
    id_ = dealwire(*HOOK, "--url", "http://127.0.0.1:9/", **on(watched)).stdout.strip()
    before = messages.known(watched, corridor.SUBSCRIPTIONS)[id_]
    dealwire(*HOOK, "--url", "http://127.0.0.1:9/", "--secret", SECRET, **on(watched))
    assert messages.known(watched, corridor.SUBSCRIPTIONS)[id_] == replace(before, secret=SECRET)


def test_remove_takes_it_away(watched: Settings) -> None:
    id_ = dealwire(*HOOK, "--url", "http://127.0.0.1:9/", **on(watched)).stdout.strip()
    assert json.loads(dealwire("subscriptions", "remove", id_[:6], "--json", **on(watched)).stdout) == {"removed": id_}
    assert messages.known(watched, corridor.SUBSCRIPTIONS) == {}
    clear(dealwire("subscriptions", "remove", id_, **on(watched)), 2, id_)


def test_change_keeps_the_id_and_the_secret_and_begins_anew_with_who_was_gone(watched: Settings) -> None:
    id_ = dealwire(*HOOK, "--url", "http://u:pw@127.0.0.1:9/", "--since", "all", **on(watched)).stdout.strip()
    before = replace(messages.known(watched, corridor.SUBSCRIPTIONS)[id_], gone_at=datetime.now(UTC))
    messages.put(watched, corridor.SUBSCRIPTIONS, id_, before)
    listed = dealwire("subscriptions", "list", **on(watched)).stdout
    assert "http://u:***@127.0.0.1:9/" in listed
    assert "gone" in listed
    assert "pw@" not in listed + dealwire("subscriptions", "list", "--json", **on(watched)).stdout
    said = dealwire("subscriptions", "change", id_[:6], "--url", "http://127.0.0.1:8/", **on(watched))
    assert said.stdout == f"{id_}\n", said.stderr
    after = messages.known(watched, corridor.SUBSCRIPTIONS)[id_]
    assert after == replace(before, url="http://127.0.0.1:8/", gone_at=None, created_at=after.created_at)
    assert after.created_at > before.created_at  # what came while it was gone is as old to it as to a new one
    clear(dealwire("subscriptions", "change", id_, **on(watched)), 2, "nothing is to be changed")
    clear(dealwire("subscriptions", "change", id_, "--watch", "nope", **on(watched)), 2, "no watch 'nope'")


def test_who_is_gone_and_is_added_again_keeps_its_secret(watched: Settings) -> None:
    id_ = dealwire(*HOOK, "--url", "http://127.0.0.1:9/", **on(watched)).stdout.strip()
    before = replace(messages.known(watched, corridor.SUBSCRIPTIONS)[id_], gone_at=datetime.now(UTC))
    messages.put(watched, corridor.SUBSCRIPTIONS, id_, before)
    assert dealwire(*HOOK, "--url", "http://127.0.0.1:9/", **on(watched)).stdout.strip() == id_
    after = messages.known(watched, corridor.SUBSCRIPTIONS)[id_]
    assert (after.secret, after.gone_at) == (before.secret, None)
    assert after.created_at > before.created_at


def test_what_was_changed_and_what_it_was_before_are_two(watched: Settings) -> None:
    first = dealwire(*HOOK, "--url", "http://127.0.0.1:9/", **on(watched)).stdout.strip()
    dealwire("subscriptions", "change", first, "--url", "http://127.0.0.1:8/", **on(watched))
    moved = messages.known(watched, corridor.SUBSCRIPTIONS)[first]
    second = dealwire(*HOOK, "--url", "http://127.0.0.1:9/", "--secret", SECRET, **on(watched)).stdout.strip()
    known = messages.known(watched, corridor.SUBSCRIPTIONS)
    assert {id_: one.url for id_, one in known.items()} == {
        first: "http://127.0.0.1:8/", second: "http://127.0.0.1:9/",
    }  # fmt: skip
    assert known[first] == moved
    assert dealwire(*HOOK, "--url", "http://127.0.0.1:9/", **on(watched)).stdout.strip() == second
    assert dealwire(*HOOK, "--url", "http://127.0.0.1:8/", **on(watched)).stdout.strip() == first


def test_the_test_event_is_signed_and_reported(watched: Settings) -> None:
    receiver = Receiver(SECRET)
    id_ = dealwire(*HOOK, "--url", receiver.url, "--secret", SECRET, **on(watched)).stdout.strip()
    said = dealwire("subscriptions", "test", id_, **on(watched))
    assert (said.returncode, said.stdout) == (0, f"{receiver.url} took the test event\n")
    [(_, body)] = receiver.got  # it has verified the signature
    assert body["data"]["development"]["watch"] == "test"
    receiver.takes = 0
    clear(dealwire("subscriptions", "test", id_, **on(watched)), 4, "503")
    receiver.close()
    clear(dealwire("subscriptions", "test", id_, **on(watched)), 4, "nobody answers at 127.0.0.1:")


def test_an_unknown_watch_is_one_line(watched: Settings) -> None:
    said = dealwire(*HOOK, "--url", "http://127.0.0.1:9/", "--watch", "tictoc", **on(watched))
    clear(said, 2, "there is no watch 'tictoc'")
    assert "tiktok" in said.stderr
    assert messages.known(watched, corridor.SUBSCRIPTIONS) == {}


@pytest.mark.parametrize(
    ("wish", "word"),
    [
        ({"url": ""}, "nothing says where"),
        ({"url": "example.org/hook"}, "is no URL"),
        ({"url": "ftp://example.org/"}, "is no URL"),
        ({"url": "http://[::1/"}, "is no URL"),
        ({"url": "http://h:99999/"}, "is no URL"),
        ({"url": "https://example..com/hook"}, "is no URL"),
        ({"url": f"https://{'a' * 64}.example/"}, "is no URL"),
        ({"url": "https://имя:x@example.org/"}, "is no URL"),
        ({"since": "yesterday"}, "is no date"),
        ({"since": "2026-02-30"}, "is no date"),
        ({"secret": "abc"}, "the secret is not"),
        ({"secret": "whsec_abc"}, "the secret is not"),
        ({"secret": "whsec_äöü"}, "the secret is not"),
        ({"channel": "console"}, "has neither URL nor secret"),
    ],
)
def test_what_cannot_be_meant_is_said(wish: dict[str, str], word: str) -> None:
    meant = {"channel": "webhook", "url": "http://h/", "secret": None, "watch": None, "since": None}
    with pytest.raises(UsageError, match=word):
        wishes.subscription(**{**meant, **wish})  # type: ignore[arg-type]


@pytest.mark.parametrize("since", ["20260131", "2026-W05-6"])
def test_a_date_is_kept_as_dates_are_compared(since: str) -> None:
    kept = wishes.subscription(channel="webhook", url="http://h/", secret=None, watch=None, since=since)
    assert kept == replace(
        wishes.subscription(channel="webhook", url="http://h/", secret=kept.secret, watch=None, since="2026-01-31"),
        created_at=kept.created_at,
    )


def test_the_id_follows_from_what_is_told_to_whom_and_not_from_the_secret() -> None:
    def wish(**said: str | None) -> str:
        meant = {"channel": "webhook", "url": "http://h/", "secret": None, "watch": None, "since": None}
        return wishes.subscription(**{**meant, **said}).id  # type: ignore[arg-type]

    assert wish() == wish(secret=SECRET)
    assert len({wish(), wish(url="http://g/"), wish(watch="tiktok"), wish(since="all"), wish(since="2026-01-31")}) == 5


def test_watches_are_listed_shown_and_removed(watched: Settings, tmp_path: Path) -> None:
    assert json.loads(dealwire("watches", "list", "--json", **on(watched)).stdout)[0]["id"] == "tiktok"
    assert json.loads(dealwire("watches", "show", "tiktok", **on(watched)).stdout)["names"]
    clear(dealwire("watches", "show", "other", **on(watched)), 2, "no watch 'other'")
    (tmp_path / "bad.toml").write_text("id = 3", "utf-8")
    clear(dealwire("watches", "add", str(tmp_path / "bad.toml"), **on(watched)), 2, "bad.toml")
    assert json.loads(dealwire("watches", "add", str(WATCH), "--json", **on(watched)).stdout) == {"id": "tiktok"}
    said = dealwire("watches", "remove", "tiktok", "--json", **on(watched))
    assert json.loads(said.stdout) == {"removed": "tiktok"}, said.stderr
    assert json.loads(dealwire("watches", "list", "--json", **on(watched)).stdout) == []

"""Whom a request may be for."""

from __future__ import annotations

import pytest

from pipeline.edge import hosts
from pipeline.errors import ConfigError


@pytest.mark.parametrize(
    "said",
    [
        None, "localhost", "localhost:8014", "LOCALHOST.", "dealwire.localhost:80", "127.0.0.1:8014", "[::1]:8014",
        "0.0.0.0:8014", "192.168.1.4", "desk", "Desk:8014", "news.example.org.", "news.example.org:443",
    ],
)  # fmt: skip
def test_a_name_of_ours_an_address_and_localhost_are_ours(said: str | None) -> None:
    assert hosts.ours(said, hosts.named("desk, News.example.org"))


@pytest.mark.parametrize(
    "said",
    [
        "", "evil.example", "evil.example:8014", "localhost.evil.example", "127.0.0.1.evil.example", "notlocalhost",
        "desk.evil.example", "example.org", "[::1", "evil.example#@127.0.0.1", "127.0.0.1 evil",
        "evil.example@127.0.0.1", "127.0.0.1, evil.example", "2130706433", "\udcff.example", "localhost\n",
    ],
)  # fmt: skip
def test_every_other_name_is_not(said: str) -> None:
    assert not hosts.ours(said, hosts.named("desk,news.example.org"))


def test_a_star_is_any_name_and_no_setting_is_none() -> None:
    assert hosts.ours("evil.example", hosts.named("*"))
    assert hosts.named(" , ") == frozenset()


@pytest.mark.parametrize("text", ["https://desk.example", "desk:8014", "*.example.org", "desk example", "münchen.de"])
def test_what_no_request_could_say_is_told(text: str) -> None:
    with pytest.raises(ConfigError, match="desk_names holds") as caught:
        hosts.named(f"desk,{text}")
    assert caught.value.way_out

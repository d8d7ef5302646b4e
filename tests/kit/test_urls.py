from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.kit import urls


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://example.com/a?utm_source=rss&utm_medium=feed", "https://example.com/a"),
        ("https://example.com/a?b=2&fbclid=x&a=1#top", "https://example.com/a?a=1&b=2"),
        ("HTTPS://EXAMPLE.com:443", "https://example.com/"),
        ("http://example.com:80/x", "http://example.com/x"),
        ("http://example.com:8080/x", "http://example.com:8080/x"),
        ("  https://example.com/a b\n", "https://example.com/a%20b"),
        ("https://example.com/caf\u00e9", "https://example.com/caf%C3%A9"),
        ("https://b\u00fccher.example/", "https://xn--bcher-kva.example/"),
        ("https://example.com/a/../b/./c", "https://example.com/b/c"),
        ("https://example.com/a?id=7&CMP=share&xtor=RSS-1", "https://example.com/a?id=7"),
        ("https://example.com/a?&&", "https://example.com/a"),
        ("https://example.com/a?q", "https://example.com/a?q="),
        ("https://user:secret@example.com:443/a", "https://example.com/a"),
        ("https://example.com/a;jsessionid=0A1B?b=1&JSESSIONID=2&PHPSESSID=3", "https://example.com/a?b=1"),
        ("https://www.google.com/url?rct=j&url=https://example.com/a%3Fb%3D1&ct=ga", "https://example.com/a?b=1"),
        ("http://www.bing.com/news/apiclick.aspx?tid=7&url=https%3a%2f%2fexample.com%2fa&c=1", "https://example.com/a"),
        ("https://www.google.co.uk/url?url=/a", "https://www.google.co.uk/url?url=%2Fa"),
        ("https://www.google.com/url?q=a", "https://www.google.com/url?q=a"),
        (
            "https://share.example/url?url=https://example.com/a",
            "https://share.example/url?url=https%3A%2F%2Fexample.com%2Fa",
        ),
        ("mailto:desk@example.com", ""),
        ("javascript:alert(1)", ""),
        ("tag:example.com,2020:1", ""),
        ("https://", ""),
        ("https:///path", ""),
        ("http://[::1", ""),
        ("http://example.com:port/", ""),
        ("", ""),
        ("relative/path", ""),
        ("https://example.com/" + "a" * 9000, ""),
    ],
)
def test_canonical(url: str, clean: str) -> None:
    assert urls.canonical(url) == clean


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("HTTPS://Feeds.Example.com:443#top", "https://feeds.example.com/"),
        ("http://Reader:Secret@example.com:80/Feed?B=1&a=2", "http://Reader:Secret@example.com/Feed?B=1&a=2"),
        ("http://example.com:8080/feed#2", "http://example.com:8080/feed"),
        ("no address", "no address"),
    ],
)
def test_spellings_of_an_address_are_one(url: str, same: str) -> None:
    assert urls.spelt(url) == same == urls.spelt(same)


@pytest.mark.parametrize(
    ("url", "base", "whole"),
    [
        ("/news/1", "https://example.com/feed.xml", "https://example.com/news/1"),
        ("2", "https://example.com/news/feed", "https://example.com/news/2"),
        ("//cdn.example.com/x", "https://example.com/", "https://cdn.example.com/x"),
        ("  ", "https://example.com/feed", ""),
        ("https://other.example/", "https://example.com/", "https://other.example/"),
    ],
)
def test_relative_to_base(url: str, base: str, whole: str) -> None:
    assert urls.canonical(url, base) == whole


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:secret@example.com:8443/a?b", "https://me:***@example.com:8443/a?b"),
        ("https://me@example.com/", "https://me@example.com/"),
        ("https://example.com:443/@me", "https://example.com:443/@me"),
        ("https://me:sec/ret@example.com/", "https://me:***@example.com/"),
        ("http://me:secret@[", "http://me:***@["),
        ("me:secret@example.com", "me:***@example.com"),
        ("http://[", "http://["),
        ("", ""),
    ],
)
def test_no_password_is_shown(url: str, shown: str) -> None:
    assert urls.shown(url) == shown


@pytest.mark.parametrize(
    ("url", "can"),
    [
        ("https://me:secret@example.com:8443/a?b", True),
        ("http://[::1]/", True),
        ("https://b\u00fccher.example/", True),
        ("HTTP://example.com", True),
        (" http://example.com/", False),
        ("http://exa mple.com/", False),
        ("http://example.com\\@elsewhere.example/", False),
        ("ftp://example.com/", False),
        ("example.com/a", False),
        ("http:///a", False),
        ("http://[::1/", False),
        ("http://example.com:99999/", False),
        ("https://example..com/", False),
        ("https://\u0438\u043c\u044f:x@example.com/", False),
        ("http://me:pa^s s@example.com/", True),
        ("http://me:pa\\s@example.com/", False),
    ],
)
def test_what_can_be_called_is_an_address_on_the_web(url: str, *, can: bool) -> None:
    assert urls.can_be_called(url) is can


@given(
    st.from_regex(r"https?://[a-z\u00e4.]{1,6}(:\d{1,4})?(/[^\s]{0,8}){0,3}(\?[^\s]{0,20})?(#.{0,5})?", fullmatch=True)
)
def test_idempotent(url: str) -> None:
    once = urls.canonical(url)
    assert urls.canonical(once) == once


@given(st.text(), st.text())
def test_never_raises(url: str, base: str) -> None:
    assert isinstance(urls.canonical(url, base), str)


@pytest.mark.parametrize(
    ("url", "host"), [("https://www.Example.com/a", "example.com"), ("no address", ""), ("http://[", "")]
)
def test_host(url: str, host: str) -> None:
    assert urls.host(url) == host


def test_a_host_is_no_longer_than_a_name_can_be() -> None:
    assert urls.host(f"http://{'a' * 253}/") == "a" * 253
    assert urls.host(f"http://{'a' * 254}/") == ""

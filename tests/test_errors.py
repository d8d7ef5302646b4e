"""The tree drawn at the head of the module is the tree."""

from __future__ import annotations

import re

import pytest

from pipeline import errors
from pipeline.errors import DealwireError, DeliveryError, InputError

CLASSES: dict[str, type[DealwireError]] = {
    name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, DealwireError)
}
DRAWN = re.compile(r"^    (?P<indent>[│├└─ ]*)(?P<name>[A-Z]\w+) +(?P<code>\d)?", re.MULTILINE)


def drawn() -> dict[str, tuple[str | None, str | None]]:
    """Name to (parent, exit code), as the docstring draws them."""
    tree: dict[str, tuple[str | None, str | None]] = {}
    above: dict[int, str] = {}
    for match in DRAWN.finditer(errors.__doc__ or ""):
        depth = len(match["indent"]) // 4
        above[depth] = match["name"]
        tree[match["name"]] = (above.get(depth - 1), match["code"])
    return tree


def test_every_class_is_drawn_under_its_parent() -> None:
    parents = {name: kind.__bases__[0].__name__ for name, kind in CLASSES.items() if kind is not DealwireError}
    assert {name: parent for name, (parent, _) in drawn().items() if parent} == parents


def test_exit_codes_are_as_drawn() -> None:
    told = {name: int(code) for name, (_, code) in drawn().items() if code}
    assert told == {"UsageError": 2, "EnvironmentTrouble": 3, "InputError": 4}
    for kind in CLASSES.values():
        nearest = next((told[above.__name__] for above in kind.__mro__ if above.__name__ in told), 1)
        assert kind.exit_code == nearest


@pytest.mark.parametrize("kind", [k for k in CLASSES.values() if not issubclass(k, InputError)])
def test_an_error_says_what_and_the_way_out(kind: type[DealwireError]) -> None:
    error = kind("the disk is full", way_out="make room")
    assert (str(error), error.way_out) == ("the disk is full", "make room")
    assert kind("the disk is full").way_out == ""


def test_what_comes_from_outside_carries_a_reason_that_is_counted() -> None:
    error = errors.ParseError("no feed", reason="no-feed", way_out="look at the page")
    assert (error.reason, error.way_out) == ("no-feed", "look at the page")


def test_a_delivery_says_whether_to_try_again() -> None:
    assert not DeliveryError("503", reason="http-503").final
    assert DeliveryError("410", reason="http-410", final=True).final

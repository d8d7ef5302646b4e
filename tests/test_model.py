"""Nouns are values: frozen, equal by content, with ids that follow from content."""

from __future__ import annotations

import dataclasses
import typing
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import model

KINDS = [kind for kind in vars(model).values() if isinstance(kind, type) and issubclass(kind, msgspec.Struct)]
parts = st.lists(st.text(alphabet=st.characters(exclude_characters="\x1f")), min_size=1)


@given(parts, parts)
def test_ids_differ_when_parts_do(some: list[str], others: list[str]) -> None:
    assert (model.derive_id(*some) == model.derive_id(*others)) == (some == others)


@given(st.lists(st.text()))
def test_an_id_is_twenty_hex_digits(some: list[str]) -> None:
    derived = model.derive_id(*some)
    assert len(derived) == 20
    assert set(derived) <= set("0123456789abcdef")


def test_an_id_never_changes_between_releases() -> None:
    assert model.derive_id("https://news.example/1") == "148dff34ed029ac2298c"


def test_an_id_can_be_had_of_broken_text() -> None:
    assert model.derive_id("\ud800") != model.derive_id("\ud801")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_is_frozen(kind: type[msgspec.Struct]) -> None:
    assert kind.__struct_config__.frozen
    assert (kind.__doc__ or "").strip()


def test_a_value_cannot_be_changed() -> None:
    feed = model.Feed(id="f", url="https://news.example/feed")
    with pytest.raises(AttributeError):
        feed.url = "https://other.example/feed"  # type: ignore[misc]
    assert msgspec.structs.replace(feed, title="News").title == "News"
    assert not dataclasses.is_dataclass(feed)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_times_are_instants_and_spans_are_spans(kind: type[msgspec.Struct]) -> None:
    for name, hint in typing.get_type_hints(kind).items():
        if name == "at" or name.endswith("_at"):
            assert datetime in (hint, *typing.get_args(hint)), f"{kind.__name__}.{name} is no datetime"
        if name.endswith("_for"):
            assert hint is timedelta, f"{kind.__name__}.{name} is no timedelta"


def test_a_time_without_a_zone_is_refused() -> None:
    beat = {"noun": "heartbeat/1", "partition": 0, "number": 1, "at": "2026-01-01T00:00:00"}
    with pytest.raises(msgspec.ValidationError, match="timezone"):
        msgspec.convert(beat, model.Heartbeat)
    read = msgspec.convert(beat | {"at": "2026-01-01T01:00:00+01:00"}, model.Heartbeat)
    assert read.at == datetime(2026, 1, 1, tzinfo=UTC)


def test_a_step_may_pass_nothing_on() -> None:
    step = model.Step[int, str](state=1)
    assert step.out == ()
    assert step.dropped is None

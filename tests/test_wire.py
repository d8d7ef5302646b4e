"""Any noun survives the wire; any bytes that are no noun come back as a value."""

from __future__ import annotations

import typing
from datetime import UTC, date, datetime, timedelta

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import model, wire

INTEGERS = st.integers(min_value=-(2**63), max_value=2**63 - 1)
COUNTS = st.integers(min_value=0, max_value=2**63 - 1)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
INSTANTS = st.datetimes(timezones=st.just(UTC))
SPANS = st.timedeltas(min_value=timedelta(days=-1000), max_value=timedelta(days=1000))


def strategy(kind: typing.Any) -> st.SearchStrategy[typing.Any]:
    """Anything that a field of this type may hold."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return struct(kind)
    plain = {str: st.text(), int: INTEGERS, float: NUMBERS, datetime: INSTANTS, timedelta: SPANS, date: st.dates()}
    plain[model.Count] = COUNTS
    if kind in plain:
        return plain[kind]
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Literal:
        return st.sampled_from(inner)
    parts = [strategy(part) for part in inner if isinstance(part, type) or typing.get_args(part)]
    if origin is tuple:
        return st.lists(parts[0], max_size=3).map(tuple)
    if origin is dict:
        return st.dictionaries(*parts, max_size=3)
    return st.one_of(parts) if parts else st.from_type(kind)


def struct(kind: type[msgspec.Struct]) -> st.SearchStrategy[typing.Any]:
    hints = typing.get_type_hints(kind, include_extras=True)
    return st.builds(kind, **{name: strategy(hints[name]) for name in kind.__struct_fields__})


nouns = st.one_of([struct(noun) for noun in wire.NOUNS])


@given(nouns)
def test_what_is_encoded_is_decoded(noun: model.Noun) -> None:
    assert wire.decode(wire.encode(noun)) == noun


@given(nouns)
def test_encoded_bytes_begin_with_name_and_version(noun: model.Noun) -> None:
    encoded = wire.encode(noun)
    assert encoded.startswith(wire.prefix(type(noun)))
    assert msgspec.json.decode(encoded)["noun"] == wire.tag(type(noun))


@given(nouns)
def test_the_schema_holds_what_is_encoded(noun: model.Noun) -> None:
    whole = wire.schema() | {"$ref": f"#/$defs/{type(noun).__name__}"}
    jsonschema.Draft202012Validator(whole).validate(msgspec.json.decode(wire.encode(noun)))


@given(st.binary())
def test_no_bytes_make_it_raise(original: bytes) -> None:
    match wire.decode(original):
        case wire.Unreadable(original=kept, reason=reason):
            assert kept == original
            assert reason
        case noun:
            assert wire.decode(wire.encode(noun)) == noun


FEED = wire.encode(model.Feed(id="f", url="https://news.example/feed"))


@pytest.mark.parametrize(
    ("original", "said"),
    [
        (b"", "truncated"),
        (FEED[:-1], "truncated"),
        (FEED + b"{}", "trailing"),
        (b"\xff\xfe", "malformed"),
        (b"[]", "Expected `object`"),
        (b'{"id":"f"}', "missing required field `noun`"),
        (b'{"noun":"feed/2","id":"f","url":"u"}', "Invalid value 'feed/2'"),
        (b'{"noun":"feed/1","id":7,"url":"u"}', "Expected `str`, got `int`"),
        (b'{"noun":"feed/1","id":"f","url":"u","every_for":"soon"}', ": 'soon'"),
        (b'{"noun":"feed/1","id":"f","url":7,', "Expected `str`, got `int`"),
        (b'{"noun":"feed/1","id":"f"}', "missing required field `url`"),
        (b'{"noun":"feed/1","id":"f","url":"u","every_for":"soon"}', "ISO8601 duration"),
        (b'{"noun":"heartbeat/1","partition":0,"number":1,"at":"2026-01-01T00:00:00"}', "timezone"),
        (b'{"noun":"feed/1","id":"\xed\xa0\x80","url":"u"}', "utf-8"),
        (b'{"noun":"feed/1","id":"f","mood":' + b"[" * 100_000, "recursion"),
        (b'{"noun":"feed/1","id":7,"url":"u","mood":' + b"[" * 100_000, "Expected `str`, got `int`"),
        (b'{"noun":"delivery/1","id":"f","subscription":"s","state":"failed","attempts":9223372036854775808}', "9223"),
    ],
)
def test_bad_bytes_say_why(original: bytes, said: str) -> None:
    unreadable = wire.decode(original)
    assert isinstance(unreadable, wire.Unreadable)
    assert unreadable.original == original
    assert said.lower() in unreadable.reason.lower()


def test_an_empty_message_is_no_noun() -> None:
    assert wire.decode(None) == wire.Unreadable(original=b"", reason="empty message")


def test_a_field_from_a_later_time_is_passed_over() -> None:
    assert wire.decode(FEED[:-1] + b',"mood":"good"}') == wire.decode(FEED)


def test_every_noun_of_the_model_travels() -> None:
    written = {kind for kind in vars(model).values() if isinstance(kind, type) and issubclass(kind, model.Noun)}
    assert set(wire.NOUNS) == written - {model.Noun}
    assert len({wire.tag(noun) for noun in wire.NOUNS}) == len(wire.NOUNS)


def test_the_schema_is_one_and_names_every_noun() -> None:
    jsonschema.Draft202012Validator.check_schema(wire.schema())
    assert {noun.__name__ for noun in wire.NOUNS} <= set(wire.schema()["$defs"])

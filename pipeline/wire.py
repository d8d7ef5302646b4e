"""Noun <-> bytes: JSON whose first field is the noun's name and version, so any consumer can read it.

Laws: `decode(encode(noun)) == noun`. `decode` never raises: bad bytes come back as `Unreadable`. Every
encoded noun begins with `prefix(type(noun))`, so a reader may look before it parses.
"""

from __future__ import annotations

import re
from typing import Any, Union

import msgspec

from pipeline import model

NOUNS: tuple[type[model.Noun], ...] = tuple(model.Noun.__subclasses__())

_FIELD = re.compile(r" - at `\$\.(\w+)`$")
_SHOWN = 80
"""Characters of a wrong value that are shown."""

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(Union[NOUNS])  # noqa: UP007 - built from a tuple


class Unreadable(model.Value):
    """Bytes that are no noun of ours, and why."""

    original: bytes
    reason: str


def tag(noun: type[model.Noun]) -> str:
    """Name and version, as the first field of the encoded noun says it."""
    return str(noun.__struct_config__.tag)


def prefix(noun: type[model.Noun]) -> bytes:
    """The bytes with which every encoded noun of this type begins."""
    return b'{"noun":"' + tag(noun).encode() + b'",'


def encode(noun: model.Noun) -> bytes:
    """UTF-8 JSON, fields in the order of the class."""
    return _encoder.encode(noun)


def decode(original: bytes | None) -> model.Noun | Unreadable:
    """The noun in these bytes, or `Unreadable` with the reason."""
    if original is None:
        return Unreadable(original=b"", reason="empty message")
    try:
        noun: model.Noun = _decoder.decode(original)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        return Unreadable(original=original, reason=_reason(error, original))
    return noun


def _reason(error: Exception, original: bytes) -> str:
    """What is wrong, and the value of the field that is."""
    said = str(error) or type(error).__name__
    field = _FIELD.search(said)
    try:
        return f"{said}: {repr(msgspec.json.decode(original)[field[1]])[:_SHOWN]}" if field else said
    except (msgspec.MsgspecError, ValueError, KeyError, RecursionError):
        return said


def schema() -> dict[str, Any]:
    """JSON Schema of all nouns, as `$defs` by class name."""
    _, components = msgspec.json.schema_components(NOUNS, ref_template="#/$defs/{name}")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": components}

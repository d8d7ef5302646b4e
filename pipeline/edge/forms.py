"""What a person wrote, held against the form that it must have.

Laws. A key that the form has not is a fault, for it would be gone in silence; so are one that is missing and a word
that a closed list has not. Each is told with its place and what is spelt most like it. A value of a wrong kind is left
to whoever converts it. Only files are read so: on the wire a later version may say more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, cast

import msgspec
from msgspec import inspect

from pipeline.kit import spelling


def faults(
    table: Mapping[str, Any], form: type[msgspec.Struct], place: str = "", derived: Collection[str] = ()
) -> list[str]:
    """What is wrong in a table of this form; `derived` are fields of it that nobody writes."""
    kind = cast("inspect.StructType", inspect.type_info(form))
    written = {field.encode_name: field for field in kind.fields if field.encode_name not in derived}
    return list(_of_table(table, written, place))


def unlisted(said: str, known: Collection[str]) -> str:
    """That a word is none of a closed list, and which of them was meant."""
    near = spelling.nearest(said, known)
    return f"{said!r} is none of {', '.join(known)}" + (f" (did you mean {near}?)" if near else "")


def _of_table(table: Mapping[str, Any], known: Mapping[str, inspect.Field], place: str) -> Iterator[str]:
    for key in table:
        if key not in known:
            near = spelling.nearest(key, known)
            meant = f"did you mean {near}?" if near else f"there are: {', '.join(known)}"
            yield f"{_below(place, key)}: no such key ({meant})"
    for key, field in known.items():
        if key in table:
            yield from _of_value(table[key], field.type, _below(place, key))
        elif field.required:
            yield f"{_below(place, key)} is missing"


def _of_value(value: Any, kind: inspect.Type, place: str) -> Iterator[str]:  # noqa: ANN401 - anything TOML can hold
    match kind:
        case inspect.StructType() if isinstance(value, dict):
            yield from _of_table(value, {field.encode_name: field for field in kind.fields}, place)
        case inspect.VarTupleType(item_type=inspect.StructType() | inspect.LiteralType()) if isinstance(value, list):
            for number, one in enumerate(value, 1):
                yield from _of_value(one, kind.item_type, _of_many(one, number, place))
        case inspect.UnionType():
            for one in kind.types:
                yield from _of_value(value, one, place)
        case inspect.LiteralType() if isinstance(value, str) and value not in kind.values:
            yield f"{place}: {unlisted(value, tuple(map(str, kind.values)))}"


def _of_many(one: Any, number: int, place: str) -> str:  # noqa: ANN401 - anything TOML can hold
    """A row by its name, for who would count rows; what is no table is told by itself."""
    return f"{place} {one.get('id') or one.get('name') or number}" if isinstance(one, dict) else place


def _below(place: str, key: str) -> str:
    return f"{place}: {key}" if place else key

"""What a rule would have found in an article, had the article named who makes it news of the watched deal.

Looked for only where somebody asks why: what is read costs nothing for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from pipeline.model import Field, Type, Value
from pipeline.stages.detect import roles
from pipeline.stages.detect.heard import Heard
from pipeline.stages.detect.merging import Found
from pipeline.stages.detect.reader import Reader

Lacking: TypeAlias = Literal["nobody who sells", "no bidder", "neither what is sold nor a bidder"]


class Unread(Value):
    """A sentence that was not read, the rule that matches it, and whom the article does not name."""

    type: Type
    rule: str
    pattern: str
    field: Field
    start: int
    end: int
    quote: str
    lacking: Lacking


def unread(reader: Reader) -> list[Unread]:
    """One for each sentence and type, of an article that has been read."""
    told: dict[tuple[Field, int, Type], Unread] = {}
    for found, lacking in _found(reader):
        told.setdefault((found.field, found.start, found.type), _told(found, lacking))
    return list(told.values())


def _found(reader: Reader) -> Iterator[tuple[Found, Lacking]]:
    one_side: Lacking = "no bidder" if reader.stage.takeover else "neither what is sold nor a bidder"
    reader.rest()
    for heard in reader.heard:
        if heard.plain and not heard.ours:
            yield from ((one, "nobody who sells") for one in _said(reader, heard))
        elif heard.ours and reader.one_sided:
            yield from ((one, one_side) for one in _said(reader, heard) if one.type in roles.OF_BOTH)


def _said(reader: Reader, heard: Heard) -> list[Found]:
    likely = reader.reading.candidates(heard.line.held)
    return reader.sentence(heard.line, heard.cast, likely) if likely else []


def _told(found: Found, lacking: Lacking) -> Unread:
    return Unread(
        type=found.type,
        rule=found.rule,
        pattern=found.hit.ready.pattern.said,
        field=found.field,
        start=found.start,
        end=found.end,
        quote=found.quote,
        lacking=lacking,
    )

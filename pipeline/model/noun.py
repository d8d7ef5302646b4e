"""What all nouns are made of: ids, the closed lists of words, and the two kinds of frozen values."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Annotated, Literal, dataclass_transform

import msgspec

Type = Literal[
    "interest", "talks", "offer", "rejection", "withdrawal", "agreement", "terms", "review", "approval",
    "opposition", "order", "deadline", "litigation", "ruling", "closing", "service", "statement",
]  # fmt: skip
Modality = Literal["confirmed", "reported", "rumoured", "expected", "denied"]
CERTAINTY: dict[Modality, int] = {"rumoured": 0, "expected": 1, "reported": 2, "confirmed": 3, "denied": 4}
"""Certainty moves forward only: what is further on is news of a thing that is known."""
Judged = Literal["wrong-type", "not-the-deal", "same-as", "not-the-same"]
Field = Literal["title", "text"]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
"""What a table can hold."""
Instant = Annotated[datetime, msgspec.Meta(tz=True)]


def derive_id(*parts: str) -> str:
    """Twenty hex digits that depend on nothing but the parts and their order."""
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=False):
    """A part of a noun, or a noun that never travels."""


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Noun(msgspec.Struct, frozen=True, kw_only=True, tag_field="noun", tag=lambda name: f"{name.lower()}/1"):
    """A value that travels on a topic; the tag is its name and the version of its form."""

"""A file that a person edits, read as a form of ours; every fault names file and place."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from pipeline.edge import forms
from pipeline.errors import SeedError

T = TypeVar("T", bound=msgspec.Struct)
_OVERWRITES = re.compile(r"Cannot overwrite a value \(at line (\d+)")
_KEY = re.compile(r"""\s*("[^"]*"|'[^']*'|[\w.-]+)\s*=""")


def table(path: Path) -> dict[str, Any]:
    """What a TOML file says."""
    text = ""
    try:
        text = path.read_text("utf-8-sig")
        return tomllib.loads(text)
    except FileNotFoundError as error:
        raise SeedError(f"{path}: no such file", way_out="name a file that exists") from error
    except UnicodeDecodeError as error:
        raise SeedError(f"{path}: is no text in UTF-8", way_out="name a TOML file, or save it in UTF-8") from error
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SeedError(f"{path}: {_twice(str(error), text) or error}", way_out="mend the file") from error


def value(said: dict[str, Any], form: type[T], path: Path, place: str = "", **derived: str) -> T:
    """The value of a table and of what is `derived`, which nobody writes."""
    wrong = forms.faults(said, form, place, derived)
    try:
        if not wrong:
            return msgspec.convert({**said, **derived}, form)
    except (msgspec.ValidationError, TypeError) as error:
        fault = str(error).replace("Invalid RFC3339 encoded date", "no day; one is written as 2026-01-31")
        wrong = [f"{place}: {fault}" if place else fault]
    raise SeedError(
        f"{path}: {'; '.join(wrong)}", way_out="mend the file; its form is in docs/lexicons.md and docs/guide.md"
    )


def _twice(error: str, text: str) -> str:
    """Which key is written twice, where that is the error: the parser says where its second value ends."""
    at = _OVERWRITES.match(error)
    lines = text.splitlines()[: int(at[1])] if at else []
    keys = ((number, key[1]) for number, line in enumerate(lines, 1) if (key := _KEY.match(line)))
    return next((f"line {number}: {key} is written twice" for number, key in reversed([*keys])), "")

"""Regular expressions by the thousand, of which a process uses few."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from typing import TypeVar

T = TypeVar("T")


class Regex:
    """A regular expression that is compiled when it is first tried: most of a language's never are.

    Law: where there are `words`, every match holds one of them; a text without is not searched.
    """

    def __init__(self, source: str, words: Collection[str] = ()) -> None:
        self.source, self._words = source, tuple(words)

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """Compiled, at the latest now; `re.error` if it cannot be."""
        return re.compile(self.source)

    @cached_property
    def search(self) -> Callable[..., re.Match[str] | None]:
        """As `re.Pattern.search`."""
        return self._where_told("search", None) if self._words else self.compiled.search

    @cached_property
    def match(self) -> Callable[..., re.Match[str] | None]:
        """As `re.Pattern.match`."""
        return self.compiled.match

    @cached_property
    def fullmatch(self) -> Callable[..., re.Match[str] | None]:
        """As `re.Pattern.fullmatch`."""
        return self.compiled.fullmatch

    @cached_property
    def finditer(self) -> Callable[..., Iterator[re.Match[str]]]:
        """As `re.Pattern.finditer`."""
        return self._where_told("finditer", iter(())) if self._words else self.compiled.finditer

    def _where_told(self, verb: str, nothing: T) -> Callable[..., T]:
        words = self._words

        def told(text: str, *bounds: int) -> T:
            return getattr(self.compiled, verb)(text, *bounds) if any(map(text.__contains__, words)) else nothing

        return told

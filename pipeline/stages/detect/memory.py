"""Who has been spoken of so far in an article: whom its pronouns, nouns and epithets mean."""

from __future__ import annotations

from collections import defaultdict
from typing import TypeAlias

from pipeline.model import Party

Spoken: TypeAlias = list[tuple[Party, bool]]
"""The parties spoken of, each time they were: who, and whether as a person."""


class Memory:
    """Who has been spoken of so far in an article, each time and whether as a person; of what country it calls whom."""

    def __init__(self, known: Memory | None = None) -> None:
        self.spoken: Spoken = [*known.spoken] if known else []
        of = {id_: {*countries} for id_, countries in known.countries.items()} if known else {}
        self.countries: defaultdict[str, set[int]] = defaultdict(set, of)

"""What people configure: the feeds that are asked, the deals that are followed, who is to be told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

import msgspec

from pipeline.model.noun import Instant, Noun, Type, Value


class Feed(Noun):
    """A feed as somebody entered it; `every_for` is how often we ask."""

    id: str
    url: str
    title: str = ""
    lang: str = ""
    publisher: str = ""
    every_for: timedelta = timedelta(minutes=15)


class Party(Value):
    """One side of a deal; `names` and `people` in all scripts, `epithets` by language ("the video app").

    `names_in` and `people_in` are by language what its press calls them besides.
    """

    id: str
    role: str = ""
    names: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    epithets: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    names_in: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    people_in: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)

    @property
    def everywhere(self) -> tuple[str, ...]:
        """All names of it and of its people, in whatever language."""
        by_language = (*self.names_in.values(), *self.people_in.values())
        return (*self.names, *self.people, *(name for names in by_language for name in names))

    def called(self, lang: str) -> tuple[str, ...]:
        """By what names a language's press calls it."""
        return (*self.names, *self.names_in.get(lang, ()))


class OwnType(Value):
    """What a user wants to be told of that is none of the types, by sentences that say it.

    `title` is told after who acts ("calls a strike"); `examples`, three to ten in any languages, name parties.
    `unlike` are sentences that look like it and are not.
    """

    id: str
    title: str
    examples: tuple[str, ...]
    unlike: tuple[str, ...] = ()


class Watch(Noun):
    """A deal that is followed; an article concerns it only if it holds one of `names`."""

    id: str
    title: str
    names: tuple[str, ...]
    parties: tuple[Party, ...] = ()
    vetoes: tuple[str, ...] = ()
    product: bool = False
    """Whether its object is a product that others ban, too, on officials' devices or in other countries: none of it."""
    wanted: tuple[Type, ...] = ()
    own: tuple[OwnType, ...] = ()
    starts_on: date | None = None


class Subscription(Noun):
    """Who is told what, and how; without `since` (a date, or "all") from `created_at` on.

    `gone_at` is when the receiver said that it takes no alert ever again (410): nothing is sent until it is added anew.
    """

    id: str
    channel: Literal["console", "webhook"]
    created_at: Instant
    url: str = ""
    secret: str = ""
    watch: str | None = None
    since: str | None = None
    gone_at: Instant | None = None

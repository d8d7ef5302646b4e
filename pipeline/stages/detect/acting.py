"""Who acts, and to or with whom: the parties in a pattern's slots, and the likeliest where it leaves the actor open.

Laws. Who is named in the sentence comes before who is named in the headline, he before the first of the watch. Where a
bidder takes over what has no owner of its own in the watch, what both do is his, unless the other is named first.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Party
from pipeline.stages.detect import roles
from pipeline.stages.detect.casting import Cast, Stage
from pipeline.stages.detect.hits import Hit
from pipeline.stages.detect.merging import Found

_PLAINTIFFS = frozenset({"authority", "region"})
"""Who sues over a take-over where a suit's pattern says only against whom, or that it is tried."""
_BETWEEN_GOVERNMENTS = frozenset({"agreement", "talks"})
"""What governments do with each other: both are meant where one is named, the one named first."""


class Acting:
    """The parties of one article, for one watch; `headline` is given when it has been cast."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.headline = Cast(marked="", parties={})

    def actors(self, hit: Hit, offset: int, cast: Cast, *, tried: bool = False) -> tuple[tuple[str, ...], bool]:
        """Party ids in order, and whether the text names who is first; `offset` is the clause's in the sentence.

        A suit that is only `tried` is his who sued.
        """
        rule = hit.ready.rule
        if self.stage.takeover and (tried or _accuses(hit, offset, cast)):
            return self._suing(hit, offset, cast, tried=tried)
        actors = [cast.parties[offset + at] for at in hit.marks]
        told = actors and not hit.ready.pattern.headless
        wanted = (rule.first,) if rule.first else () if told else self.stage.first_roles(rule.type)
        named = True
        if wanted and not (told and roles.role(cast.marked[offset + hit.marks[0]]) in roles.GROUPS[wanted[0]]):
            actor, named = self._likeliest(wanted, cast)
            actors = [actor, *actors] if actor else actors
        if rule.type in _BETWEEN_GOVERNMENTS and actors and all(roles.of(actor) == "government" for actor in actors):
            actors = [*actors, *self.stage.governments] if hit.marks else [*self.stage.governments]
        actors = self._bidder_first(hit, actors, cast)
        if rule.type == "rejection" and actors and roles.of(actors[0]) == "object" and "owner" in self.stage.first:
            actors = [self.stage.first["owner"], *actors]  # who sells says no, whoever is named for him
        return tuple(dict.fromkeys(actor.id for actor in actors)), named and bool(actors)

    def _suing(self, hit: Hit, offset: int, cast: Cast, *, tried: bool) -> tuple[tuple[str, ...], bool]:
        """Who has sued, where a pattern says who is sued or what is tried: an authority, else who is named before.

        Of what is tried the court, if neither is known.
        """
        others = [cast.parties[offset + at] for at in hit.marks]
        before = [party for at, party in cast.parties.items() if at < offset + hit.start]
        spoken = [*cast.parties.values(), *self.headline.parties.values()]
        sued = next((one for one in spoken if roles.of(one) in _PLAINTIFFS), None)
        if sued is None and not tried:
            headlined = () if cast.marked == self.headline.marked else self.headline.parties.values()
            sides = (one for one in (*before, *headlined) if one not in others)
            sued = next((one for one in sides if roles.of(one) in roles.GROUPS["side"]), None)
        named = sued is not None
        if sued is None and tried:
            sued, named = self._likeliest(("court",), cast)
        rest = (one for one in others if roles.of(one) in roles.GROUPS["side"])
        return tuple(dict.fromkeys(one.id for one in (sued, *rest))) if sued else (), named

    def spoken(self, one: Found, spoken: Sequence[Party]) -> tuple[str, ...]:
        """Who does what names nobody who does it: of those of the likeliest's role the first that the article names."""
        first = next((party for party in self.stage.watch.parties if party.id in one.actors[:1]), None)
        alike = [party for party in spoken if first and roles.of(party) == roles.of(first)]
        if not alike or first in alike:
            return one.actors
        return tuple(dict.fromkeys((alike[0].id, *one.actors[1:])))

    def _bidder_first(self, hit: Hit, actors: list[Party], cast: Cast) -> list[Party]:
        """What is taken over acts in what both sides do only where it is named before the bidder.

        Where an agreement's pattern names it alone it is the one who agrees.
        """
        rule = hit.ready.rule
        if not (self.stage.takeover and rule.type in roles.OF_BOTH and actors and roles.of(actors[0]) == "object"):
            return actors
        bidders = [at for at, actor in enumerate(actors) if roles.of(actor) in roles.GROUPS["buyer"]]
        if not bidders:
            bidder, named = self._likeliest(("buyer",), cast)
            if rule.type == "agreement" and hit.marks and not hit.ready.pattern.headless:
                return [*actors, bidder] if bidder and named else actors
            return [bidder, *actors] if bidder else actors
        named_first = len(hit.marks) == len(actors) and hit.marks[0] < hit.marks[bidders[0]]
        return actors if named_first else [actors[bidders[0]], *actors]

    def _likeliest(self, wanted: Sequence[str], cast: Cast) -> tuple[Party | None, bool]:
        for there in (cast, self.headline):
            for role in wanted:
                places = [at for mark in roles.marks(role) if (at := there.marked.find(mark)) >= 0]
                if places:
                    return there.parties[min(places)], True
        for role in wanted:
            for one in roles.GROUPS[role]:
                if one in self.stage.first:
                    return self.stage.first[one], False
        return None, False


def _accuses(hit: Hit, offset: int, cast: Cast) -> bool:
    """Whether a hit is a suit of which only the defendant is told, a company of the deal."""
    rule, open_ = hit.ready.rule, hit.ready.pattern.headless and hit.marks
    if rule.type != "litigation" or rule.first or not open_:
        return False
    return roles.of(cast.parties[offset + hit.marks[0]]) in roles.GROUPS["side"]

"""A development's members, kept whole, and what they say together.

Laws: the development is a function of its members' set: they speak in event time. Certainty moves forward
only; each move is a revision, and `changed_at` is the fetch time of the last. What is suggested says something only
where no rule found anything. A page is one report, however often it is written anew; a report is independent if
neither its source nor its text was there before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal

from pipeline.kit import shingles
from pipeline.model import Development, Mention, Modality, Report, Revision, Type
from pipeline.stages.develop.clusters import forward, weight
from pipeline.stages.develop.title import Teller

MOST = 200
"""Members kept of one development: the first in event time, and all that moved its certainty."""
COPY = 0.6
"""Likeness of two sketches from which on one text is a copy of the other."""
_DAY = len("2020-09-14")


def development(
    name: str, members: Iterable[Mention], teller: Teller, type_: Type | None = None, own: str = ""
) -> Development:
    """What the members say together, under that id; as they have its type or, if a user says so, of another."""
    told = sorted(members, key=_order)
    found = _found(told)
    first = told[0]
    turns = _turns(found)
    last = turns[-1]
    actors, (day, until) = _actors(found), _date(found)
    type_, own = (type_, own) if type_ else (first.type, first.own)
    return Development(
        id=name,
        watch=first.watch,
        type=type_,
        actors=actors,
        modality=last.modality,
        date=day,
        title=teller.line(type_, actors, last.modality, day, own, told_on=first.published_at.date().isoformat()),
        first_reported_at=first.published_at,
        changed_at=min(member.fetched_at for member in found if member.modality == last.modality),
        reports=_reports(told),
        history=tuple(Revision(at=m.published_at, modality=m.modality, article=m.article) for m in turns),
        until=until,
        suggested=last.suggested,
        own=own,
    )


def kept(members: Iterable[Mention]) -> tuple[Mention, ...]:
    """The members that stay, in event time: of what one page says in each of its versions, the first fetched."""
    told = sorted(_once(_once(members, "url"), "sketch"), key=_order)
    if len(told) <= MOST:
        return tuple(told)
    turns = {mention.id for mention in _turns(_found(told))}
    return tuple(mention for place, mention in enumerate(told) if place < MOST or mention.id in turns)


def _once(members: Iterable[Mention], by: Literal["url", "sketch"]) -> Iterable[Mention]:
    """Without those that repeat what the same source said at the same address, or in the same text."""
    first: dict[object, Mention] = {}
    for one in sorted(members, key=lambda mention: (mention.fetched_at, mention.id)):
        same = getattr(one, by)
        whose = one.source or one.url or one.article
        said = (whose, same, one.modality, one.actors, one.date, one.until, one.suggested)
        first.setdefault(said if same else one.id, one)
    return first.values()


def _order(mention: Mention) -> tuple[object, ...]:
    return mention.published_at, mention.id


def _found(told: list[Mention]) -> list[Mention]:
    """Those that a rule found: they say what there is to say; where there are none, those that are suggested."""
    return [mention for mention in told if not mention.suggested] or told


def _turns(told: list[Mention]) -> list[Mention]:
    """The members that moved the certainty, the first among them."""
    turns = told[:1]
    held: Modality = turns[0].modality
    for mention in told[1:]:
        if forward(held, mention.modality) != held:
            held = mention.modality
            turns.append(mention)
    return turns


def _actors(told: list[Mention]) -> tuple[str, ...]:
    """As most reports have them; then the fullest; then the first said."""
    votes = Counter(mention.actors for mention in told)
    return max(votes, key=lambda actors: (votes[actors], len(actors)))


def _date(told: list[Mention]) -> tuple[str | None, str | None]:
    """Date and end as most of the exactest have them, by what is to be said for each; then the first said.

    Who says "last week" names no day: that counts only where nobody names one.
    """
    votes: Counter[tuple[str, str | None]] = Counter()
    days = [one for one in told if one.date and len(one.date) == _DAY and not one.until]
    for mention in days or told:
        if mention.date:
            loose = mention.date == mention.published_at.date().isoformat()
            votes[mention.date, mention.until] += weight(mention.modality, loose=loose)
    exact = max((len(day) for day, _ in votes), default=0)
    return max((said for said in votes if len(said[0]) == exact), key=lambda said: votes[said], default=(None, None))


def _reports(told: list[Mention]) -> tuple[Report, ...]:
    sources: set[str] = set()
    texts: list[str] = []
    reports = []
    for mention in told:
        source = mention.source or mention.article
        copied = any(shingles.likeness(mention.sketch, known) >= COPY for known in texts)
        independent = not copied and source not in sources
        sources.add(source)
        if not copied:
            texts.append(mention.sketch)
        reports.append(
            Report(
                article=mention.article,
                source=mention.source,
                lang=mention.lang,
                independent=independent,
                modality=mention.modality,
                evidence=mention.evidence,
                url=mention.url,
                published_at=mention.published_at,
                mention=mention.id,
                suggested=mention.suggested,
                date=mention.date,
            )
        )
    return tuple(reports)

"""Tell each subscription of a development once, and again only when its certainty moves.

Laws. One alert for each development, subscription and certainty, with an id derived from what it claims: doing it
twice, having lost the ledger, or being subscribed anew makes no other alert. A further report is no news. A denial is
told to everybody who was told the claim, and so is what a user corrects: another type, or that it is none of the
deal's; and that it was, or is to be, on another day than the one told or the next to it. What was denied and stands
after all is told, and what is denied or corrected then, as often as that changes: what is told again, something else
having been told since, has another id. A version older than the one that was seen
last makes no alert: it comes again after a death. What turned out to be an older development is told under the older
one only; but that it is none of the deal's to whoever was told it, and what else is wrong of it to who was told it
alone. What is only suggested is told to nobody.
A subscription whose receiver is gone, or that follows another deal by now, is told nothing, and the ledger does not say
that it was; a correction of what it had been told waits for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from typing import Literal

import msgspec
from msgspec.structs import replace

from pipeline.kit import days
from pipeline.model import CERTAINTY, Alert, Development, Dropped, Modality, Step, Subscription, Type, derive_id

ALL = "all"
"""The `since` of a subscription that wants everything that is known."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What was told last of a development, and all that was claimed of it, as `_claim` has it."""

    type: Type
    own: str
    modality: Modality
    retracted: bool
    verdict: str
    date: str | None
    until: str | None
    claims: tuple[str, ...]


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """A development as it was last seen, and who was told what of it: most of a thousand were told the same."""

    development: Development
    told: tuple[tuple[Told, tuple[str, ...]], ...] = ()


_ledger = msgspec.json.Decoder(Ledger)


def step(state: bytes | None, development: Development, subscriptions: Iterable[Subscription]) -> Step[bytes, Alert]:
    """The alerts that this development makes; the state is its ledger."""
    ledger = _ledger.decode(state) if state else Ledger(development=development)
    if state and development.version < ledger.development.version:
        return Step(state=state, dropped=Dropped(stage="alert", id=development.id, reason="older"))
    told, out = {id_: one for one, ids in ledger.told for id_ in ids}, []
    for subscription in subscriptions:
        if subscription.gone_at or subscription.watch not in (None, development.watch):
            continue
        before = told.get(subscription.id)
        if kind := _kind(before, development, subscription):
            out.append(_alert(kind, before, development, subscription))
            told[subscription.id] = _told(before, development)
    kept = Ledger(development=development, told=_together(told) if out else ledger.told)
    return Step(
        state=msgspec.json.encode(kept),
        out=tuple(out),
        dropped=None if out else Dropped(stage="alert", id=development.id, reason=_reason(told, development)),
    )


def _alert(
    kind: Literal["new", "updated"], before: Told | None, development: Development, subscription: Subscription
) -> Alert:
    """The alert; what was told already, and something else since, has an id by how often it was told of it."""
    claim, claims = _claim(development), before.claims if before else ()
    times = (str(len(claims)),) if claim in claims else ()
    corrected = before is not None and _wrong(before, development)
    moved = before is not None and before.modality == development.modality and not corrected
    return Alert(
        id=derive_id(subscription.id, claim, *times),
        subscription=subscription.id,
        kind=kind,
        line=line(kind, development, corrected=corrected, moved=moved),
        development=development,
    )


def _claim(one: Development) -> str:
    return derive_id(one.id, one.type, one.own, one.modality, one.verdict, str(one.retracted))


def _told(before: Told | None, now: Development) -> Told:
    return Told(
        type=now.type, own=now.own, modality=now.modality, retracted=now.retracted, verdict=now.verdict,
        date=now.date, until=now.until,
        claims=(*(before.claims if before else ()), _claim(now)),
    )  # fmt: skip


def _together(told: Mapping[str, Told]) -> tuple[tuple[Told, tuple[str, ...]], ...]:
    """Who was told the same, with that."""
    ids = defaultdict(list)
    for id_, one in told.items():
        ids[one].append(id_)
    return tuple((one, tuple(same)) for one, same in ids.items())


def sweep(state: bytes, subscriptions: Iterable[Subscription]) -> Step[bytes, Alert]:
    """The alerts for subscriptions that came after the development was last seen."""
    return step(state, _ledger.decode(state).development, subscriptions)


def forget(state: bytes, known: Container[str]) -> bytes:
    """The ledger of those only who are subscribed: who was removed and comes again has heard nothing."""
    ledger = _ledger.decode(state)
    told = {id_: one for one, ids in ledger.told for id_ in ids if id_ in known}
    return msgspec.json.encode(replace(ledger, told=_together(told)))


def line(
    kind: Literal["new", "updated"], development: Development, *, corrected: bool = False, moved: bool = False
) -> str:
    """What the alert says in one line: what happened, when, and for an update how sure it is now, or what was wrong."""
    day = development.date if development.type != "deadline" else None
    said = f"{development.title} ({days.said(day, development.until)})" if day else development.title
    if corrected:
        return f"{'Retracted' if development.retracted else 'Corrected'}: {said}"
    if moved:
        return f"Date corrected: {said}"
    if kind == "updated" and development.modality != "denied":
        return f"Now {development.modality}: {said.removeprefix(f'{development.modality.capitalize()}: ')}"
    return said


def _kind(
    before: Told | None, development: Development, subscription: Subscription
) -> Literal["new", "updated"] | None:
    if before is None:
        quiet = development.merged_into or development.retracted or development.suggested
        return "new" if not quiet and _hears(subscription, development) else None
    if _wrong(before, development):
        told_there = before.retracted == development.retracted and _told_there(subscription, development)
        return None if told_there else "updated"
    if development.retracted or development.suggested:
        return None
    if development.merged_into and (development.modality != "denied" or _told_there(subscription, development)):
        return None
    stands = before.modality == "denied" and development.modality == "confirmed"
    surer = CERTAINTY[development.modality] > CERTAINTY[before.modality]
    return "updated" if stands or surer or _moved(before, development) else None


def _wrong(before: Told, now: Development) -> bool:
    """Whether a user's verdict makes wrong what was told: that it is of the deal, its type, or how sure it is."""
    if before.retracted or now.retracted:
        return before.retracted != now.retracted
    if (before.type, before.own) != (now.type, now.own):
        return True
    return CERTAINTY[now.modality] < CERTAINTY[before.modality] and now.verdict != before.verdict


def _moved(before: Told, now: Development) -> bool:
    """Whether it was on another day than was told, not the one beside; that the day is known, or better, is no news."""
    told, known = days.meant(before.date, before.until), days.meant(now.date, now.until)
    return now.modality != "denied" and 0 not in {*told, *known} and days.gap(*told, *known) > 1


def _told_there(subscription: Subscription, development: Development) -> bool:
    """Whether it is told under the id of the one that it turned out to be."""
    return bool(development.merged_into) and _hears(subscription, development)


def _hears(subscription: Subscription, development: Development) -> bool:
    """Whether a subscription that knows nothing of it is to be told: it is news to it, or it asked for the past."""
    if development.changed_at >= subscription.created_at or subscription.since == ALL:
        return True
    return subscription.since is not None and development.history[-1].at.date().isoformat() >= subscription.since


def _reason(known: Mapping[str, Told], development: Development) -> str:
    if development.merged_into:
        return "merged"
    if development.retracted:
        return "retracted"
    if development.suggested:
        return "suggested"
    return "told" if known else "unheard"

"""Tell each subscription of a development once, and again only when its certainty moves.

Laws. One alert for each development, subscription and certainty, with an id derived from what it claims: doing it
twice, having lost the ledger, or being subscribed anew makes no other alert. A further report is no news. A denial is
told to everybody who was told the claim, and so is what a user corrects: another type, or that it is none of the
deal's; each such verdict makes another alert, as often as a user changes his mind. So does what was denied and stands
after all, and what is denied then, each time. A version older than the one that was seen last makes none: it comes
again after a death. What turned out to be an older development is told under the older one only, but for what was wrong
of it: who was told the younger alone hears that under the younger's id, and if the older was retracted before whoever
was told the younger. What is only suggested is told to nobody.
A subscription whose receiver is gone, or that follows another deal by now, is told nothing, and the ledger does not say
that it was; a correction of what it had been told waits for it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Final, Literal

import msgspec
from msgspec.structs import replace

from pipeline.model import CERTAINTY, Alert, Development, Dropped, Modality, Step, Subscription, derive_id

ALL = "all"
"""The `since` of a subscription that wants everything that is known."""
_STANDS: Final = "stands"
"""The correction of a denial."""


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """A development as it was last seen, what each subscription was told of it, and which correction who is away.

    `denied` says whether it was denied and has not stood since, `stood` how often it stood after it was denied.
    """

    development: Development
    told: dict[str, Modality]
    owed: dict[str, str]
    denied: bool
    stood: int


_ledger = msgspec.json.Decoder(Ledger)


def step(told: bytes | None, development: Development, subscriptions: Iterable[Subscription]) -> Step[bytes, Alert]:
    """The alerts that this development makes; the state is its ledger."""
    ledger = _ledger.decode(told) if told else Ledger(development=development, told={}, owed={}, denied=False, stood=0)
    if told and development.version < ledger.development.version:
        return Step(state=told, dropped=Dropped(stage="alert", id=development.id, reason="older"))
    known, owed, stands = ledger.told, dict(ledger.owed), _stands(development)
    correction, stood = _correction(ledger.development, development), ledger.stood + (ledger.denied and stands)
    elsewhere = bool(development.merged_into) and not (development.retracted and not ledger.development.merged_into)
    out: list[Alert] = []
    for subscription in subscriptions:
        id_, believes = subscription.id, known.get(subscription.id)
        hears = correction or (_STANDS if stands and believes == "denied" else "")
        if elsewhere and _hears(subscription, development):
            hears = ""
        if subscription.gone_at or subscription.watch not in (None, development.watch):
            owed |= {id_: hears} if hears and believes else {}
            continue
        hears = owed.pop(id_, "") or hears
        if kind := _kind(believes, development, subscription, hears):
            out.append(_alert(kind, development, subscription, hears, stood))
    told_now = {alert.subscription: development.modality for alert in out}
    kept = Ledger(
        development=development,
        told={**known, **told_now},
        owed=owed,
        denied=(ledger.denied or development.modality == "denied") and not stands,
        stood=stood,
    )
    return Step(
        state=msgspec.json.encode(kept),
        out=tuple(out),
        dropped=None if out else Dropped(stage="alert", id=development.id, reason=_reason(known, development)),
    )


def _alert(
    kind: Literal["new", "updated"], development: Development, subscription: Subscription, correction: str, stood: int
) -> Alert:
    one = development
    claim = (one.id, one.type, one.own, one.modality, one.verdict, str(one.retracted), str(stood))
    return Alert(
        id=derive_id(subscription.id, *claim),
        subscription=subscription.id,
        kind=kind,
        line=line(kind, development, correction),
        development=development,
    )


def sweep(told: bytes, subscriptions: Iterable[Subscription]) -> Step[bytes, Alert]:
    """The alerts for subscriptions that came after the development was last seen."""
    return step(told, _ledger.decode(told).development, subscriptions)


def forget(told: bytes, known: Container[str]) -> bytes:
    """The ledger of those only who are subscribed: who was removed and comes again has heard nothing."""
    ledger = _ledger.decode(told)
    left = {id_: modality for id_, modality in ledger.told.items() if id_ in known}
    owed = {id_: correction for id_, correction in ledger.owed.items() if id_ in known}
    return msgspec.json.encode(replace(ledger, told=left, owed=owed))


def line(kind: Literal["new", "updated"], development: Development, correction: str = "") -> str:
    """What the alert says in one line: what happened, when, and for an update how sure it is now, or what was wrong."""
    day = development.date if development.type != "deadline" else None
    said = f"{development.title} ({day})" if day else development.title
    if kind == "updated" and correction not in ("", _STANDS):
        return f"{'Retracted' if development.retracted else 'Corrected'}: {said}"
    if kind == "updated" and development.modality != "denied":
        return f"Now {development.modality}: {said.removeprefix(f'{development.modality.capitalize()}: ')}"
    return said


def _kind(
    told: Modality | None, development: Development, subscription: Subscription, correction: str
) -> Literal["new", "updated"] | None:
    if development.merged_into and not (told and (correction or development.modality == "denied")):
        return None
    if development.merged_into and not correction and _hears(subscription, development):
        return None
    if (development.retracted or development.suggested) and not (told and correction):
        return None
    if told is None:
        return "new" if _hears(subscription, development) else None
    return "updated" if correction or CERTAINTY[development.modality] > CERTAINTY[told] else None


def _correction(before: Development, now: Development) -> str:
    """What a user's verdict changed, in a word: "retracted", the right type, or how sure it is no more."""
    if now.retracted and not before.retracted:
        return "retracted"
    if (before.type, before.own, before.retracted) != (now.type, now.own, now.retracted):
        return now.type
    less = CERTAINTY[now.modality] < CERTAINTY[before.modality] and now.verdict != before.verdict
    return now.modality if less and not now.retracted else ""


def _stands(now: Development) -> bool:
    """Whether it is so, whatever was said of it before."""
    return now.modality == "confirmed" and not (now.merged_into or now.retracted or now.suggested)


def _hears(subscription: Subscription, development: Development) -> bool:
    """Whether a subscription that knows nothing of it is to be told: it is news to it, or it asked for the past."""
    if development.changed_at >= subscription.created_at or subscription.since == ALL:
        return True
    return subscription.since is not None and development.history[-1].at.date().isoformat() >= subscription.since


def _reason(known: dict[str, Modality], development: Development) -> str:
    if development.merged_into:
        return "merged"
    if development.retracted:
        return "retracted"
    if development.suggested:
        return "suggested"
    return "told" if known else "unheard"

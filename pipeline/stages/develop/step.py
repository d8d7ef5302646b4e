"""One mention: into its week, the tail folded again from there, and what changed passed on."""

from __future__ import annotations

from collections import ChainMap, defaultdict
from collections.abc import Iterable, Mapping, MutableMapping
from typing import cast

from msgspec.structs import replace

from pipeline.model import Development, Dropped, Mention, Step, Verdict, Watch
from pipeline.stages.develop import fold, habits, judged, slots, volume
from pipeline.stages.develop import shelf as shelves
from pipeline.stages.develop.again import Again
from pipeline.stages.develop.clusters import Cluster
from pipeline.stages.develop.habits import Habit
from pipeline.stages.develop.judged import Ruling
from pipeline.stages.develop.kin import Kin
from pipeline.stages.develop.shelf import Bucket, Gone, Head, Held, first_day, week_of
from pipeline.stages.develop.slots import Slots
from pipeline.stages.develop.title import Teller


def step(
    shelf: Mapping[str, bytes], mention: Mention, watch: Watch | None = None
) -> Step[Mapping[str, bytes], Development]:
    """The developments that this mention makes or changes, and the shelf's entries to write, in that order.

    An entry without a value is to be forgotten. `watch` tells who is whose owner and what the parties are
    called; without it their ids speak for them.
    """
    bucket = Bucket(shelf, mention.watch, mention.type, mention.own)
    newcomer = slots.of(mention)
    week = week_of(newcomer.day)
    if bucket.seen(mention.id):
        return Step(state={}, dropped=Dropped(stage="develop", id=mention.id, reason="seen"))
    bucket.put_seen(mention.id, week)
    habit, kin = habits.of(mention), Kin(watch)
    latest = bucket.head.mentions[-1].order if bucket.head.mentions else (0, 0, "")
    if week > bucket.head.week or (week == bucket.head.week and latest < newcomer.order):
        out = _told(bucket, mention, (newcomer,), (_appended(bucket, newcomer, week, habit, kin),), Teller(watch))
    else:
        out = _told(bucket, mention, *_refolded(bucket, newcomer, week, habit, kin), Teller(watch))
    return _as_judged(shelf, Step(state=bucket.entries(week), out=out), mention.watch, Teller(watch))


def judge(
    shelf: Mapping[str, bytes], verdict: Verdict, watch: Watch | None = None
) -> Step[Mapping[str, bytes], Development]:
    """The developments that a user's verdict changes, and the shelf's entry that keeps it.

    One that changes nothing now is kept all the same: it may stand between others, or bar what comes.
    """
    known, held = shelves.verdicts(shelf, verdict.watch), Held(shelf, verdict.watch)
    if any(one.id == verdict.id for one in known):
        return Step(state={}, dropped=Dropped(stage="develop", id=verdict.id, reason="seen"))
    before, after, teller = Ruling(known, held), Ruling((*known, verdict), held), Teller(watch)
    if not (before.knows(verdict.development) and (verdict.says != "same-as" or before.knows(verdict.other))):
        return Step(state={}, dropped=Dropped(stage="develop", id=verdict.id, reason="unknown development"))
    moved = {one.id: one for one in judged.told(before, after, (), teller) if one != before.tell(one.id, teller)}
    gone = [name for name in held.all_gone() if name not in moved and after.root(after.part(name)) in moved]
    now = ((name, after.tell(name, teller)) for name in gone)
    out = *moved.values(), *(one for name, one in now if one and one != before.tell(name, teller))
    return Step(
        state=shelves.verdicts_entry(verdict.watch, (*known, verdict)),
        out=out,
        dropped=None if out else Dropped(stage="develop", id=verdict.id, reason="changes nothing"),
    )


def _as_judged(
    shelf: Mapping[str, bytes], step: Step[Mapping[str, bytes], Development], watch: str, teller: Teller
) -> Step[Mapping[str, bytes], Development]:
    """The same step, told as users judged."""
    known = shelves.verdicts(shelf, watch)
    if not known:
        return step
    now = ChainMap(dict(step.state), cast("MutableMapping[str, bytes]", shelf))
    before, after = Ruling(known, Held(shelf, watch)), Ruling(known, Held(now, watch))
    return replace(step, out=judged.told(before, after, (one.id for one in step.out), teller))


def _appended(bucket: Bucket, newcomer: Slots, week: str, habit: Habit, kin: Kin) -> Slots:
    """The usual case: the mention is the latest, and the head goes on from where it stands."""
    head, clusters = bucket.head, list(bucket.head.clusters)
    if week > head.week:
        if head.week:
            bucket.put_week(head.week, head.mentions)
        bucket.put_start(week, clusters)
        clusters = fold.remembered(clusters, first_day(week), habit)
        head = Head(week=week, weeks=bucket.weeks)
    clusters, (first,) = fold.fold(clusters, (newcomer,), habit, kin)
    home = next(cluster.name for cluster in clusters if cluster.first == first)
    settled = replace(newcomer, home=home, named=first == newcomer.id)
    bucket.put_head(replace(head, clusters=tuple(clusters), mentions=(*head.mentions, settled)))
    return settled


def _refolded(
    bucket: Bucket, newcomer: Slots, week: str, habit: Habit, kin: Kin
) -> tuple[tuple[Slots, ...], tuple[Slots, ...]]:
    """A late mention: from its week on every mention of the type is folded again; as they were, and as they are."""
    weeks = sorted({week, *(known for known in bucket.weeks if known >= week)})
    again = Again(bucket.start(next(known for known in weeks if known in bucket.weeks)), habit, kin)
    starts: dict[str, list[Cluster]] = {}
    told: dict[str, tuple[Slots, ...]] = {}
    firsts: list[str] = []
    for known in weeks:
        starts[known] = again.clusters
        again.forget(first_day(known))
        if known > week and not again.differs:
            break
        more = (newcomer,) if known == week else ()
        told[known] = tuple(sorted((*bucket.mentions(known), *more), key=lambda one: one.order))
        firsts += [again.late(one) if one is newcomer else again.told(one) for one in told[known]]
    was = tuple(one for said in told.values() for one in said)
    now = _settled(was, firsts, {cluster.first: cluster.name for cluster in starts[weeks[0]]})
    names = {one.id: one.name for one in now}
    by_id = {one.id: one for one in now}
    for known, clusters in starts.items():
        bucket.put_start(known, _called(clusters, names))
    head = replace(bucket.head, weeks=tuple(sorted({*bucket.weeks, week} - {bucket.head.week})))
    for known, before in told.items():
        mentions = tuple(by_id[one.id] for one in before)
        if known == head.week:
            head = replace(head, clusters=_called(again.clusters, names), mentions=mentions)
        elif mentions != before:
            bucket.put_week(known, mentions)
    bucket.put_head(head)
    return was, now


def _settled(was: tuple[Slots, ...], firsts: list[str], names: dict[str, str]) -> tuple[Slots, ...]:
    """The mentions with the id of the development each is in; `names` has those older than the tail.

    A development is called as the mention that opens it. If that one never gave an id to anything and a later
    member did, the two swap: the id that people know stays, and no two mentions ever stand for the same.
    """
    now = {one.id: one for one in was}
    giver: dict[str, str] = {}
    for one, first in zip(was, firsts, strict=True):
        if one.named:
            giver.setdefault(first, one.id)
    for first in dict.fromkeys(firsts):
        if first not in now:
            continue
        opener = now[first]
        if not opener.named and first in giver:
            known = now[giver[first]]
            now[known.id] = replace(known, name=opener.name, named=False)
            opener = replace(opener, name=known.name)
        now[first] = replace(opener, named=True)
        names[first] = opener.name
    return tuple(replace(now[one.id], home=names[first]) for one, first in zip(was, firsts, strict=True))


def _called(clusters: list[Cluster], names: Mapping[str, str]) -> tuple[Cluster, ...]:
    return tuple(replace(cluster, name=names.get(cluster.first, cluster.name)) for cluster in clusters)


def _told(
    bucket: Bucket, mention: Mention, was: tuple[Slots, ...], now: tuple[Slots, ...], teller: Teller
) -> tuple[Development, ...]:
    """The developments that are not as they were, by id; the members of each are put on the shelf."""
    touched = {home for old, new in zip(was, now, strict=True) if old.home != new.home for home in (old.home, new.home)}
    stood = {name: bucket.held.members(name) for name in sorted(touched - {""})}
    stand = _placed(stood, mention, now)
    _fill(bucket, stand, (one for one in now if one.home in touched))
    heirs = {one.name: one.home for one in now if one.named and one.name != one.home}
    out = {}
    for name in stood:
        if members := volume.kept(stand[name]):
            for spare in (one for one in stand[name] if one not in members):
                bucket.put_spare(spare)
            bucket.put_members(name, members)
            out[name] = volume.development(name, members, teller)
    for name, old in stood.items():
        if old and name not in out:
            bucket.put_gone(name, Gone(heir=heirs[name], mentions=tuple(member.id for member in old)))
            out[name] = replace(out[heirs[name]], id=name, merged_into=heirs[name])
    for name, heir in heirs.items():
        gone = None if name in stood else bucket.held.gone(name)
        if gone and gone.heir != heir:
            bucket.put_gone(name, replace(gone, heir=heir))
    return tuple(out[name] for name in sorted(out))


def _placed(
    stood: Mapping[str, Iterable[Mention]], mention: Mention, now: Iterable[Slots]
) -> defaultdict[str, list[Mention]]:
    """The members of developments, this mention among them, each with the development it is in now."""
    homes = {one.id: one.home for one in now}
    stand: defaultdict[str, list[Mention]] = defaultdict(list)
    for name, members in stood.items():
        for member in members:
            if member.id != mention.id:
                stand[homes.get(member.id, name)].append(member)
    stand[homes[mention.id]].append(mention)
    return stand


def _fill(bucket: Bucket, stand: Mapping[str, list[Mention]], now: Iterable[Slots]) -> None:
    """Put with the members of each development those that it, or another, was too full to hold."""
    there = {member.id for members in stand.values() for member in members}
    for one in now:
        if one.id not in there and (spare := bucket.spare(one.id)):
            stand[one.home].append(spare)

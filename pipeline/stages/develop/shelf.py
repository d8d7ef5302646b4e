"""What consolidation remembers of a watch: small values under keys that begin with the watch's id.

    <watch>/<type>            head: the developments of the type as slots, and the mentions of the current week
    <watch>/<type>/<week>     a week that is over: the slots of its mentions
    <watch>/<type>/<week><    the developments as they were when that week began
    <watch>/<type>#<mention>  the week in which a mention is
    <watch>//<development>    its members, whole
    <watch>//<development>#   how often it was passed on: its version
    <watch>//<development>>   of one that is gone: which one it turned out to be, and the mentions it had
    <watch>///<mention>       a mention, whole, that a development is too full to hold
    <watch>/?                 the verdicts of users

Of an own type the `<type>` is `statement.<own>`, so that it never meets another. A key is gone when its value is empty.
Law: the value that says a mention was seen is written last, so that whoever is killed between two writes does the
mention again, to the same end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import msgspec
from msgspec.structs import replace

from pipeline.model import Development, Mention, Step, Type, Verdict
from pipeline.stages.develop.clusters import Cluster
from pipeline.stages.develop.slots import Slots


class Head(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """Where a type stands now: `week` is the current one, `weeks` those that are over, in order."""

    week: str = ""
    weeks: tuple[str, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    mentions: tuple[Slots, ...] = ()


class Gone(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What became of a development that is gone: the `heir` has its first mention now; it had these `mentions`."""

    heir: str
    mentions: tuple[str, ...]


_encoder = msgspec.msgpack.Encoder()
_head = msgspec.msgpack.Decoder(Head)
_slots = msgspec.msgpack.Decoder(tuple[Slots, ...])
_clusters = msgspec.msgpack.Decoder(tuple[Cluster, ...])
_members = msgspec.msgpack.Decoder(tuple[Mention, ...])
_mention = msgspec.msgpack.Decoder(Mention)
_gone = msgspec.msgpack.Decoder(Gone)


def week_of(day: int) -> str:
    """The Monday of the week of that ordinal, as an ISO date."""
    monday = date.fromordinal(day)
    return (monday - timedelta(days=monday.weekday())).isoformat()


def first_day(week: str) -> int:
    """The ordinal of a week's Monday."""
    return date.fromisoformat(week).toordinal()


_verdicts = msgspec.msgpack.Decoder(tuple[Verdict, ...])


def verdicts(shelf: Mapping[str, bytes], watch: str) -> tuple[Verdict, ...]:
    """What users judged of this watch's developments."""
    raw = shelf.get(_verdicts_key(watch))
    return _verdicts.decode(raw) if raw else ()


def verdicts_entry(watch: str, kept: Iterable[Verdict]) -> dict[str, bytes]:
    """The entry that keeps them."""
    return {_verdicts_key(watch): _encoder.encode(tuple(kept))}


def counted(
    shelf: Mapping[str, bytes], step: Step[Mapping[str, bytes], Development]
) -> Step[Mapping[str, bytes], Development]:
    """The same step, each development with its version, and with the entries that count them."""
    counts, out = {}, []
    for one in step.out:
        key = f"{one.watch}//{one.id}#"
        version = int(shelf.get(key, b"0")) + 1
        counts[key] = b"%d" % version
        out.append(replace(one, version=version))
    return replace(step, state={**counts, **step.state}, out=tuple(out))


class Held:
    """What the shelf holds together of one watch's mentions, by id."""

    def __init__(self, shelf: Mapping[str, bytes], watch: str) -> None:
        self._shelf = shelf
        self._watch = watch
        self._read: dict[str, tuple[Mention, ...]] = {}

    def members(self, name: str) -> tuple[Mention, ...]:
        """The members of a development, whole; none when it is unknown or gone."""
        if name not in self._read:
            raw = self._shelf.get(f"{self._watch}//{name}")
            self._read[name] = _members.decode(raw) if raw else ()
        return self._read[name]

    def gone(self, name: str) -> Gone | None:
        """What became of a development that is gone."""
        raw = self._shelf.get(f"{self._watch}//{name}>")
        return _gone.decode(raw) if raw else None

    def all_gone(self) -> list[str]:
        """The developments that are gone, by id."""
        keys = sorted(key for key in self._shelf if key.startswith(f"{self._watch}//") and key.endswith(">"))
        return [key.removeprefix(f"{self._watch}//")[:-1] for key in keys if self._shelf[key]]

    def home(self, name: str) -> str:
        """The id under which is held what was known by this one."""
        gone = self.gone(name)
        return gone.heir if gone else name


def _verdicts_key(watch: str) -> str:
    return f"{watch}/?"


class Bucket:
    """One type, or own type, of one watch on the shelf: reads through to it, and collects what is to be written."""

    def __init__(self, shelf: Mapping[str, bytes], watch: str, type_: Type, own: str = "") -> None:
        self._shelf = shelf
        self._watch = watch
        self._key = f"{watch}/{type_}.{own}" if own else f"{watch}/{type_}"
        self._written: dict[str, bytes] = {}
        self.held = Held(shelf, watch)
        raw = shelf.get(self._key)
        self.head = _head.decode(raw) if raw else Head()

    @property
    def weeks(self) -> tuple[str, ...]:
        """All weeks with mentions, in order, the current one last."""
        return (*self.head.weeks, self.head.week) if self.head.week else ()

    def mentions(self, week: str) -> tuple[Slots, ...]:
        """The mentions of a week in event time."""
        if week == self.head.week:
            return self.head.mentions
        raw = self._shelf.get(f"{self._key}/{week}")
        return _slots.decode(raw) if raw else ()

    def start(self, week: str) -> tuple[Cluster, ...]:
        """The developments as they were when a known week began."""
        raw = self._shelf.get(f"{self._key}/{week}<")
        return _clusters.decode(raw) if raw else ()

    def seen(self, id_: str) -> bool:
        """Whether a mention was told, in whichever week: its article may come again with another day."""
        week = self._shelf.get(f"{self._key}#{id_}", b"").decode()
        return any(known.id == id_ for known in self.mentions(week))

    def put_seen(self, id_: str, week: str) -> None:
        """Keep in which week a mention is."""
        self._written[f"{self._key}#{id_}"] = week.encode()

    def spare(self, id_: str) -> Mention | None:
        """A mention that is counted and not kept with its development."""
        raw = self._shelf.get(f"{self._watch}///{id_}")
        return _mention.decode(raw) if raw else None

    def put_spare(self, mention: Mention) -> None:
        """Keep a mention that its development, which is full, does not hold."""
        key = f"{self._watch}///{mention.id}"
        if key not in self._shelf:
            self._written[key] = _encoder.encode(mention)

    def put_members(self, name: str, members: Iterable[Mention]) -> None:
        """Keep a development's members, of which there are some."""
        self._written[f"{self._watch}//{name}"] = _encoder.encode(tuple(members))
        if self.held.gone(name):
            self._written[f"{self._watch}//{name}>"] = b""

    def put_gone(self, name: str, gone: Gone) -> None:
        """Keep what became of a development, whose members are another's."""
        self._written[f"{self._watch}//{name}>"] = _encoder.encode(gone)
        self._written[f"{self._watch}//{name}"] = b""

    def put_start(self, week: str, clusters: Iterable[Cluster]) -> None:
        """Keep the developments as they are when the week begins."""
        self._written[f"{self._key}/{week}<"] = _encoder.encode(tuple(clusters))

    def put_week(self, week: str, mentions: Iterable[Slots]) -> None:
        """Keep a week that is over."""
        self._written[f"{self._key}/{week}"] = _encoder.encode(tuple(mentions))

    def put_head(self, head: Head) -> None:
        """Keep where the type stands now."""
        self._written[self._key] = _encoder.encode(head)

    def entries(self, week: str) -> dict[str, bytes]:
        """All that was put; last what says that a mention of that week was seen."""
        past = f"{self._key}/{week}"
        last = past if past in self._written else self._key
        return {**{key: value for key, value in self._written.items() if key != last}, last: self._written[last]}

"""Changes that are whole or not at all: all of them in one place of the table before each is in its own.

Laws. A death between two changes leaves what was meant, and whoever comes next begins with it as if it waited to be
written. What is larger than a message may be is kept in parts, and counts when the number of parts is there.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping

import msgspec

from pipeline.edge.broker import clients

PART = clients.LARGEST_BYTES // 2
"""Bytes of a part."""
_MARK = b"redo/%d"
_PART = b"redo/%d/%d"

Changes = dict[bytes, bytes | None]
"""What is to be written, by key; None is to be forgotten."""


def meant(table: Mapping[bytes, bytes], partition: int) -> Changes:
    """What somebody who died had begun to write; nothing if everything is in its place."""
    mark = table.get(_MARK % partition)
    if mark is None:
        return {}
    packed = b"".join(table[_PART % (partition, number)] for number in range(int(mark)))
    changes = msgspec.msgpack.decode(zlib.decompress(packed), type=list[tuple[bytes, bytes | None]])
    return {key: value for key, value in changes if value is not None or key in table}


def kept(changes: Changes, partition: int) -> tuple[Changes, Changes]:
    """What keeps all of these changes, to be written before them: parts, and then the number of them."""
    packed = zlib.compress(msgspec.msgpack.encode(list(changes.items())), 1)
    starts = range(0, len(packed), PART)
    parts: Changes = {_PART % (partition, at // PART): packed[at : at + PART] for at in starts}
    return parts, {_MARK % partition: b"%d" % len(starts)}


def done(parts: Changes, mark: Changes) -> tuple[Changes, Changes]:
    """What forgets them again, to be written after them: the number first."""
    return dict.fromkeys(mark), dict.fromkeys(parts)

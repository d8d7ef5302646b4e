from __future__ import annotations

import socket

from pipeline.edge.broker.embedded import ports


def test_the_first_wanted_one_that_is_free_is_chosen() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.create_server(("127.0.0.1", 0)) as door:
        wanted = door.getsockname()[1]
        door.close()
        assert ports.choose("127.0.0.1", [0, taken.getsockname()[1], wanted]) == wanted


def test_when_none_is_free_any_is_chosen_but_not_the_other() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        other = door.getsockname()[1]
    assert ports.choose("127.0.0.1", [other], but=other) != other
    assert ports.free("127.0.0.1", ports.choose("127.0.0.1", []))


def test_what_is_no_port_is_not_free() -> None:
    assert not ports.free("127.0.0.1", 65536)
    assert not ports.free("no.such.host.invalid", 9092)

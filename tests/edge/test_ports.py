from __future__ import annotations

import socket

import pytest

from pipeline.edge import ports
from pipeline.errors import EnvironmentTrouble


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


def test_a_port_is_free_where_it_is_at_each_address_of_the_host() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert not ports.free("localhost", taken.getsockname()[1])
    assert ports.free("localhost", ports.choose("localhost", []))


@pytest.mark.parametrize("host", ["no.such.host.invalid", "192.0.2.1", "a..b"])
def test_a_host_that_is_not_this_machines_is_told(host: str) -> None:
    with pytest.raises(EnvironmentTrouble, match=f"cannot listen on {host}") as caught:
        ports.choose(host, [9092])
    assert "DEALWIRE_BROKER_HOST" in caught.value.way_out


def test_an_address_of_six_is_spelled_with_brackets_and_served() -> None:
    assert ports.spelled("kafka", 9092) == "kafka:9092"
    assert ports.spelled("::1", 9092) == "[::1]:9092"
    if socket.has_dualstack_ipv6():
        assert ports.free("::1", ports.choose("::1", []))


def test_what_a_port_of_another_number_mends_is_told_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="in use") as caught:
            ports.bound("127.0.0.1", port)
        said = ports.refused("the desk", "DESK", "127.0.0.1", port, caught.value)
    assert str(said) == f"the desk cannot listen on 127.0.0.1:{port}: Address already in use"
    assert said.way_out.startswith("name another with DEALWIRE_DESK_PORT")

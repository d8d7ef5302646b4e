from __future__ import annotations

import contextlib
import logging
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from kafka.errors import Cancelled, NodeNotReadyError
from kafka.net.selector import NetworkSelector
from kafka.net.transport import KafkaTCPTransport
from msgspec.structs import replace

from pipeline import corridor, wire
from pipeline.edge import broker, messages, quarantine, runfiles
from pipeline.edge.broker import clients, embedded, topics
from pipeline.edge.broker.embedded import node
from pipeline.edge.broker.embedded.properties import properties as own
from pipeline.errors import BrokerTrouble, ConfigError
from pipeline.settings import Settings


def test_the_broker_that_up_was_given_is_found_by_who_shares_its_data(fresh_kafka: Settings, tmp_path: Path) -> None:
    beside = replace(fresh_kafka, broker="", data_dir=str(tmp_path), broker_protocol="SSL")
    with pytest.raises(BrokerTrouble, match="no broker is named"):
        clients.address(beside)
    with runfiles.held(beside, "up", broker=fresh_kafka.broker):
        assert clients.address(beside) == fresh_kafka.broker
        assert clients.security(beside)["security_protocol"] == "SSL"
        plain = replace(beside, broker_protocol="PLAINTEXT")
        clients.consumer(plain, corridor.ARTICLES.name).close()
    assert clients.security(beside) == {"security_protocol": "PLAINTEXT"}


def test_a_question_that_ends_with_its_client_is_no_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    for why in (Cancelled(), NodeNotReadyError("metadata")):
        logging.getLogger("kafka.cluster").error("Metadata refresh: failed %s", why)
    assert [record.args for record in caplog.records] == [(why,)]


def test_that_a_connection_of_ours_was_closed_while_it_was_read_is_no_line_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    net = NetworkSelector()
    ours, theirs = socket.socketpair()
    with theirs:
        transport = KafkaTCPTransport(net, ours)
        ours.close()
        assert transport._sock_recv()[1] is not None
        assert [record.name for record in caplog.records] == ["kafka.net.transport"]
        caplog.clear()
        transport.close()
        assert transport._sock_recv()[1] is not None
    net.close()
    assert [record for record in caplog.records if record.exc_info] == []


def test_what_is_sent_comes_back_from_the_earliest_on(fresh_kafka: Settings) -> None:
    producer = clients.producer(fresh_kafka)
    sent = [producer.send(corridor.ARTICLES.name, key=b"k%d" % n, value=b"v%d" % n) for n in range(100)]
    for future in sent:
        assert future.get(10).offset >= 0
    producer.close()
    consumer = clients.consumer(fresh_kafka, corridor.ARTICLES.name, group="readers", consumer_timeout_ms=5000)
    got = set()
    for record in consumer:
        got.add((record.key, record.value))
        if len(got) == 100:
            break
    consumer.close()
    assert got == {(b"k%d" % n, b"v%d" % n) for n in range(100)}


def test_a_message_as_large_as_allowed_passes(fresh_kafka: Settings) -> None:
    producer = clients.producer(fresh_kafka, compression_type=None)
    body = b"x" * (clients.LARGEST_BYTES - 10_000)
    assert producer.send(corridor.DEVELOPMENTS.name, key=b"d", value=body).get(20).offset == 0
    producer.close()


def test_quarantine_holds_the_largest_message(fresh_kafka: Settings) -> None:
    place = quarantine.Place(topic=corridor.ARTICLES.name, partition=0, offset=0)
    original = b"\xff" * (clients.LARGEST_BYTES - 10_000)
    keys = b"k", b"k" * (3 * clients.LARGEST_BYTES)
    cases = [quarantine.case(place, stage="sift", reason="r", key=key, original=original) for key in keys]
    producer = clients.producer(fresh_kafka, compression_type=None)
    for case in cases:
        producer.send(corridor.QUARANTINE.name, value=wire.encode(case)).get(20)
    producer.close()
    assert [wire.decode(record.value) for record in messages.whole(fresh_kafka, corridor.QUARANTINE)] == cases
    assert cases[0].original == original
    assert cases[1].key == b"k" * (clients.LARGEST_BYTES // 2)


def test_nothing_is_consumed_twice_after_a_commit(fresh_kafka: Settings) -> None:
    producer = clients.producer(fresh_kafka)
    producer.send(corridor.FRESH.name, key=b"a", value=b"1").get(10)
    first = clients.consumer(fresh_kafka, corridor.FRESH.name, group="once")
    assert next(iter(first)).value == b"1"
    first.commit()
    first.close()
    producer.send(corridor.FRESH.name, key=b"a", value=b"2").get(10)
    second = clients.consumer(fresh_kafka, corridor.FRESH.name, group="once")
    assert next(iter(second)).value == b"2"
    second.close()
    producer.close()


def test_a_topic_that_nobody_declared_is_not_made(kafka: Settings) -> None:
    producer = clients.producer(kafka, max_block_ms=1500)
    with pytest.raises(Exception, match=r"nowhere|Timeout|Unknown"):
        producer.send("nowhere.v1", value=b"x").get(5)
    producer.close()
    admin = clients.admin(kafka)
    assert "nowhere.v1" not in admin.list_topics()
    admin.close()


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        yield f"127.0.0.1:{door.getsockname()[1]}"


@pytest.fixture
def chatty() -> Iterator[str]:
    """A server that speaks another language."""
    door = socket.create_server(("127.0.0.1", 0))

    def talk() -> None:
        while True:
            try:
                guest, _ = door.accept()
            except OSError:
                return
            with guest:
                guest.recv(100)
                guest.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    threading.Thread(target=talk, daemon=True).start()
    yield f"127.0.0.1:{door.getsockname()[1]}"
    door.shutdown(socket.SHUT_RDWR)
    door.close()


@pytest.mark.parametrize("opened", [clients.producer, clients.consumer, clients.admin])
@pytest.mark.parametrize("kind", ["closed", "silent", "chatty", "unknown"])
def test_what_does_not_answer_is_trouble_in_bounded_time(
    opened: object,
    kind: str,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(clients, "ANSWER_WITHIN_MS", 1_000)
    where = {"closed": "127.0.0.1:1", "unknown": "no.such.host.invalid:9092"}.get(kind) or request.getfixturevalue(kind)
    began = time.monotonic()
    with pytest.raises(BrokerTrouble) as caught, caplog.at_level(logging.WARNING):
        opened(Settings(broker=where))  # type: ignore[operator]
    assert time.monotonic() - began < 5
    assert where in str(caught.value)
    assert caught.value.way_out
    assert "\n" not in str(caught.value)
    assert caplog.text == ""


def test_without_a_broker_there_is_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(BrokerTrouble) as caught:
        broker.address(Settings(data_dir=str(tmp_path)))
    assert "dealwire up" in caught.value.way_out


def test_a_run_file_of_a_dead_process_does_not_mislead(tmp_path: Path) -> None:
    run = tmp_path / "run"
    run.mkdir()
    (run / "broker.json").write_text('{"role": "broker", "pid": 4194304, "address": "127.0.0.1:9"}')
    with pytest.raises(BrokerTrouble):
        broker.address(Settings(data_dir=str(tmp_path)))


def test_security_is_none_for_our_own_broker() -> None:
    assert clients.security(Settings(broker_protocol="SASL_SSL")) == {"security_protocol": "PLAINTEXT"}


def test_security_of_sasl_over_tls() -> None:
    given = clients.security(
        Settings(
            broker="k:9093",
            broker_protocol="SASL_SSL",
            broker_sasl_mechanism="SCRAM-SHA-512",
            broker_username="me",
            broker_password="secret",
        )
    )
    assert isinstance(given.pop("ssl_context"), ssl.SSLContext)
    assert given == {
        "security_protocol": "SASL_SSL",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": "me",
        "sasl_plain_password": "secret",
    }


def test_tls_files_that_are_not_there_are_named_as_the_cause(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="TLS files"):
        clients.producer(Settings(broker="k:1", broker_protocol="SSL", broker_ca_file=str(tmp_path / "none.pem")))


def test_a_broker_protocol_that_does_not_exist_is_a_setting_to_mend() -> None:
    with pytest.raises(ConfigError, match="broker_protocol"):
        clients.security(Settings(broker="k:1", broker_protocol="TLS"))


# --- a broker that wants TLS and a password ------------------------------------------------------------

TLS = Path(__file__).parent / "tls"
LOGIN = 'org.apache.kafka.common.security.plain.PlainLoginModule required user_reader="right";'


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings that reach a broker over TLS, with user and password; the right ones."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    more = {
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(TLS / "broker.pem"),
        "sasl.enabled.mechanisms": "PLAIN",
        "listener.name.guarded.plain.sasl.jaas.config": LOGIN,
    }

    def properties(host: str, plain: int, controller: int) -> str:
        door = f"GUARDED://127.0.0.1:{port}"
        lines = own(host, plain, controller).splitlines()
        lines = [f"{line},{door}" if line.partition("=")[0].endswith("listeners") else line for line in lines]
        lines = [f"{line},GUARDED:SASL_SSL" if line.startswith("listener.security") else line for line in lines]
        return "\n".join([*lines, *(f"{name}={value}" for name, value in more.items())]) + "\n"

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(node, "properties", properties)
        with embedded.Broker(
            Settings(data_dir=str(tmp_path_factory.mktemp("guarded")), broker_port=0)
        ) as broker_of_ours:
            topics.declare(broker_of_ours.reachable())
            yield Settings(
                broker=f"127.0.0.1:{port}",
                broker_protocol="SASL_SSL",
                broker_username="reader",
                broker_password="right",
                broker_ca_file=str(TLS / "certificate.pem"),
            )


def test_over_tls_with_the_right_password_all_is_as_ever(guarded: Settings) -> None:
    topics.declare(guarded)
    producer = clients.producer(guarded)
    assert producer.send(corridor.FRESH.name, b"x").get(10).offset == 0
    producer.close()
    consumer = clients.consumer(guarded, corridor.FRESH.name, group="g")
    assert next(iter(consumer)).value == b"x"
    consumer.close()


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_a_wrong_password_is_said_to_be_the_cause(
    swept: None, guarded: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients, "ANSWER_WITHIN_MS", 6_000)
    with pytest.raises(BrokerTrouble, match="refuses user 'reader'") as caught:
        clients.admin(msgspec.structs.replace(guarded, broker_password="wrong"))
    assert "broker_password" in caught.value.way_out
    assert "wrong" not in str(caught.value)


@pytest.mark.parametrize("hangs_up", [1_000_000, 2], ids=["always", "until the last attempt runs out of time"])
def test_a_broker_that_hangs_up_while_a_user_logs_in_is_said_to_refuse_him(
    monkeypatch: pytest.MonkeyPatch, hangs_up: int
) -> None:
    monkeypatch.setattr(clients, "ANSWER_WITHIN_MS", 2_000)
    silent: list[socket.socket] = []

    def hang_up(door: socket.socket) -> None:
        with contextlib.suppress(OSError):
            for _ in range(hangs_up):
                door.accept()[0].close()
            while True:
                silent.append(door.accept()[0])

    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=hang_up, args=(door,), daemon=True).start()
        settings = Settings(
            broker=f"127.0.0.1:{door.getsockname()[1]}", broker_protocol="SASL_PLAINTEXT", broker_username="reader"
        )
        with pytest.raises(BrokerTrouble, match="refuses user 'reader': ") as caught:
            clients.admin(settings)
        door.shutdown(socket.SHUT_RDWR)
    for held in silent:
        held.close()
    assert "still runs" in caught.value.way_out


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_a_broker_of_an_unknown_authority_is_trouble(
    swept: None, guarded: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients, "ANSWER_WITHIN_MS", 3_000)
    with pytest.raises(BrokerTrouble, match="certificate verify failed"):
        clients.admin(msgspec.structs.replace(guarded, broker_ca_file=""))


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_plain_words_to_a_tls_broker_are_trouble(
    swept: None, guarded: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients, "ANSWER_WITHIN_MS", 3_000)
    with pytest.raises(BrokerTrouble, match="does not answer") as caught:
        clients.admin(Settings(broker=guarded.broker))
    assert "TLS" in caught.value.way_out

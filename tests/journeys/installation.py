"""The whole thing as a user has it: `dealwire` as processes on a data directory, real Kafka, real sockets."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from kafka import TopicPartition
from standardwebhooks import Webhook

from pipeline import settings as settings_
from pipeline import wire
from pipeline.corridor import Topic
from pipeline.edge.broker import clients
from pipeline.model import Noun
from pipeline.settings import Settings

ROOT = Path(__file__).parent.parent.parent

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def until(holds: Callable[[], Any], *, within: float, what: str) -> Any:
    """Wait for something to be true, and say what it was when it never is."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        if found := holds():
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {within} s: {what}")


class Receiver:
    """A webhook receiver on loopback that verifies each signature and keeps what it got."""

    def __init__(self, secret: str) -> None:
        self.got: list[tuple[str, dict[str, Any]]] = []
        self.takes: int | None = None
        """How many alerts to take; what comes after is answered with `refusal`."""
        self.refusal = 503
        self.pause: Callable[[int], float] = lambda _: 0.0
        """Seconds before the answer, by how many were taken before."""
        self.refused: list[str] = []
        webhook, receiver = Webhook(secret), self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                webhook.verify(body.decode(), dict(self.headers.items()))
                pause = receiver.pause(len(receiver.got))
                taken = receiver.takes is None or len(receiver.got) < receiver.takes
                if taken:
                    receiver.got.append((self.headers["webhook-id"], json.loads(body)))
                else:
                    receiver.refused.append(self.headers["webhook-id"])
                time.sleep(pause)
                self.send_response(204 if taken else receiver.refusal)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def ids(self) -> list[str]:
        """The alert ids in the order of arrival."""
        return [id_ for id_, _ in self.got]

    @property
    def again(self) -> Counter[str]:
        """Which of them came more than once, and how often besides."""
        return Counter(self.ids) - Counter(set(self.ids))

    def in_hand(self) -> list[str]:
        """What was taken last, by the death of a worker; nobody else has that partition for some seconds."""
        time.sleep(0.5)
        return self.ids[-1:]

    @property
    def developments(self) -> list[tuple[str, str]]:
        """Development and kind of each alert."""
        return [(said["data"]["development"]["id"], said["data"]["kind"]) for _, said in self.got]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class Installation:
    """One data directory and the processes on it."""

    def __init__(self, data: Path, **more: str) -> None:
        self.data = data
        self.environ = {
            **{key: value for key, value in os.environ.items() if not key.startswith("DEALWIRE_")},
            "DEALWIRE_DATA_DIR": str(data),
            "DEALWIRE_OFFLINE": "true",
            "DEALWIRE_WORKERS": "1",
            "DEALWIRE_DESK_PORT": "0",  # two runs on one machine do not meet
            "PYTHONPATH": str(ROOT),
            **{f"DEALWIRE_{key.upper()}": value for key, value in more.items()},
        }
        self.up: subprocess.Popen[bytes] | None = None

    @property
    def settings(self) -> Settings:
        return settings_.read({}, self.environ)

    def dealwire(self, *words: str, given: str | None = None, code: int = 0) -> str:
        """Run one command to its end; its output."""
        ran = subprocess.run(
            [sys.executable, "-m", "pipeline.cli", *words],
            env=self.environ, input=given, capture_output=True, text=True, timeout=120, cwd=ROOT, check=False,
        )  # fmt: skip
        assert ran.returncode == code, f"dealwire {' '.join(words)}: {ran.returncode}\n{ran.stdout}\n{ran.stderr}"
        return ran.stdout

    def start(self) -> None:
        """`dealwire up` in the foreground, output to a file; returns when `status` is content."""
        with (self.data.parent / f"{self.data.name}-up.log").open("ab") as log:
            self.up = subprocess.Popen(
                [sys.executable, "-m", "pipeline.cli", "up"], env=self.environ, stdout=log, stderr=log, cwd=ROOT
            )
        until(self.healthy, within=90, what=f"a healthy status ({self.output()[-2000:]})")

    def output(self) -> str:
        return (self.data.parent / f"{self.data.name}-up.log").read_text("utf-8", "replace")

    def healthy(self) -> bool:
        assert self.up is not None
        assert self.up.poll() is None, self.output()
        ran = subprocess.run(
            [sys.executable, "-m", "pipeline.cli", "status", "--json"], env=self.environ, capture_output=True, cwd=ROOT,
            check=False,
        )  # fmt: skip
        return ran.returncode == 0

    def stop(self) -> None:
        """Stop as Ctrl-C does."""
        if self.up is not None and self.up.poll() is None:
            self.up.send_signal(signal.SIGINT)
            assert self.up.wait(40) == 0, self.output()[-2000:]
        self.up = None

    def pid(self, role: str) -> int:
        """The process of a role, by its run file ("worker-0", "broker")."""
        said = json.loads((self.data / "run" / f"{role}.json").read_text())
        return int(said["pid"])

    def kill(self, role: str) -> None:
        """Kill a role with -9 and wait until the supervisor has another."""
        old = self.pid(role)
        os.kill(old, signal.SIGKILL)

        def replaced() -> bool:
            try:
                return self.pid(role) != old
            except (OSError, ValueError):
                return False

        until(replaced, within=60, what=f"another {role}")

    def subscribe(self, receiver: Receiver, secret: str, *more: str) -> str:
        words = ("subscriptions", "add", "--channel", "webhook", "--url", receiver.url, "--secret", secret, *more)
        return self.dealwire(*words).split()[0]

    def read(self, row: Topic) -> list[Noun | wire.Unreadable]:
        """Everything on a topic as of now."""
        consumer = clients.consumer(self.settings, group=None)
        try:
            places = [TopicPartition(row.name, number) for number in range(row.partitions)]
            consumer.assign(places)
            consumer.seek_to_beginning(*places)
            ends = consumer.end_offsets(places)
            nouns = []
            while any(consumer.position(place) < end for place, end in ends.items()):
                for records in consumer.poll(timeout_ms=200).values():
                    nouns += [wire.decode(record.value) for record in records]
            return nouns
        finally:
            consumer.close()

    def send(self, row: Topic, messages: list[tuple[str, bytes]]) -> None:
        """Put raw messages on a topic."""
        producer = clients.producer(self.settings)
        sent = [producer.send(row.name, key=key.encode(), value=value) for key, value in messages]
        producer.flush()
        for future in sent:
            future.get(timeout=10)
        producer.close()

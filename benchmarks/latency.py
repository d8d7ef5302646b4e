"""Milliseconds from publishing an article to the webhook that tells its development, at ten a second.

    python -m benchmarks.latency [ARTICLES]

Starts an own broker in a temporary folder, one worker and a receiver on loopback. Each article says something
new. Beside it, as the anchor, a bare round trip in the same run: a message sent to a topic of the same broker
and fetched from it by a consumer that waits.
"""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from kafka import TopicPartition
from rich.console import Console
from rich.table import Table

from pipeline import corridor, wire
from pipeline import settings as settings_
from pipeline.edge import messages, runfiles, seeds
from pipeline.edge.broker import clients, topics
from pipeline.edge.broker.embedded import Broker
from pipeline.model import Article, Subscription, derive_id
from pipeline.settings import Settings

ROOT = Path(__file__).parent.parent
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - the specification's example
PAUSE = 0.1
"""Seconds between two articles."""
WARM_UP = 20
SUITORS = ("Oracle", "Walmart", "Microsoft", "Amazon")
SAYINGS = (
    "ByteDance rejects {}'s offer for TikTok",
    "{} makes an offer for TikTok's US business",
    "ByteDance and {} sign a definitive agreement on TikTok",
)


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    console = Console()
    with tempfile.TemporaryDirectory() as folder, console.status("starting"):
        settings = settings_.read({"data_dir": folder})
        with Broker(settings), _receiver() as (url, arrived):
            topics.declare(settings)
            _order(settings, url)
            with _worker(settings):
                sent = _publish(settings, count + WARM_UP)
                _wait(arrived, len(sent))
            bare = _bare(settings, count)
    walked = [(arrived[id_] - at) * 1000 for id_, at in list(sent.items())[WARM_UP:] if id_ in arrived]
    table = Table(title=f"{len(walked)} of {count} articles, ten a second, milliseconds")
    table.add_column("")
    for column in ("p50", "p99", "most"):
        table.add_column(column, justify="right")
    for name, times in (("publish to webhook", walked), ("one message, there and back", bare)):
        ordered = sorted(times)
        at_99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
        table.add_row(name, f"{statistics.median(ordered):.0f}", f"{at_99:.0f}", f"{ordered[-1]:.0f}")
    console.print(table)


def _article(number: int) -> Article:
    """Forty days after the one before, so that each says something new."""
    at = datetime(2020, 9, 1, tzinfo=UTC) + timedelta(days=40 * number)
    title = SAYINGS[number % len(SAYINGS)].format(SUITORS[number // len(SAYINGS) % len(SUITORS)])
    return Article(
        id=derive_id("latency", str(number)), url=f"https://example.org/{number}", source="example.org", title=title,
        text="", lang="en", published_at=at, fetched_at=at,
    )  # fmt: skip


def _order(settings: Settings, url: str) -> None:
    watch = next(watch for watch in seeds.watches(settings) if watch.id == "tiktok")
    messages.put(settings, corridor.WATCHES, watch.id, watch)
    began = datetime(1900, 1, 1, tzinfo=UTC)
    order = Subscription(id="bench", channel="webhook", url=url, secret=SECRET, created_at=began, since="all")
    messages.put(settings, corridor.SUBSCRIPTIONS, order.id, order)


def _publish(settings: Settings, count: int) -> dict[str, float]:
    producer = clients.producer(settings, linger_ms=0)
    sent = {}
    due = time.perf_counter()
    for number in range(count):
        article = _article(number)
        sent[article.id] = time.perf_counter()
        producer.send(corridor.ARTICLES.name, key=article.id.encode(), value=wire.encode(article))
        due += PAUSE
        time.sleep(max(0.0, due - time.perf_counter()))
    producer.flush()
    producer.close()
    return sent


def _wait(arrived: dict[str, float], count: int) -> None:
    until = time.monotonic() + 20
    while len(arrived) < count and time.monotonic() < until:
        time.sleep(0.1)


def _bare(settings: Settings, count: int) -> list[float]:
    """One hop and nothing else, on a topic of which nobody takes notice."""
    times = []
    with (
        contextlib.closing(clients.consumer(settings)) as consumer,
        contextlib.closing(clients.producer(settings, linger_ms=0)) as producer,
    ):
        place = TopicPartition(corridor.QUARANTINE.name, 0)
        consumer.assign([place])
        consumer.seek_to_end(place)
        consumer.position(place)
        for _ in range(count):
            began = time.perf_counter()
            producer.send(corridor.QUARANTINE.name, key=b"bare", value=b"{}")
            while not consumer.poll(timeout_ms=1000):
                pass
            times.append((time.perf_counter() - began) * 1000)
    return times


@contextlib.contextmanager
def _receiver() -> Iterator[tuple[str, dict[str, float]]]:
    arrived: dict[str, float] = {}

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            at = time.perf_counter()
            for report in json.loads(body)["data"]["development"]["reports"]:
                arrived.setdefault(report["article"], at)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", arrived
    finally:
        server.shutdown()
        server.server_close()


@contextlib.contextmanager
def _worker(settings: Settings) -> Iterator[None]:
    environ = {**os.environ, "DEALWIRE_DATA_DIR": str(settings.data), "PYTHONPATH": str(ROOT)}
    child = subprocess.Popen([sys.executable, "-m", "agents"], env=environ, stdout=subprocess.DEVNULL)
    try:
        while runfiles.one(settings, "worker-0") is None and runfiles.one(settings, "worker") is None:
            time.sleep(0.2)
        time.sleep(8)  # until it has its partitions
        yield
    finally:
        child.terminate()
        child.wait()


if __name__ == "__main__":
    main()

"""Articles a second through the whole corridor, against two consumers that do nothing, on the same topic.

    python -m benchmarks.throughput [RUNS]

Starts an own broker in a temporary folder, loads the stream once, then runs in turn: one worker (turnstile,
sift, detect, develop, alert, deliver, with all their topics and tables), a Faust agent that does nothing, a
quixstreams consumer that does nothing. Each is timed from its first article to the end of the last's way. The
worker has compiled its rules by then, as one that runs has: it is started first, the watches are published when
it has come to rest. What that costs is printed below the table.
"""

from __future__ import annotations

import collections
import contextlib
import functools
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from kafka import KafkaConsumer, TopicPartition
from rich.console import Console
from rich.status import Status
from rich.table import Table

from benchmarks import stream
from pipeline import corridor, wire
from pipeline import settings as settings_
from pipeline.edge import runfiles, seeds
from pipeline.edge.broker import clients, topics
from pipeline.edge.broker.embedded import Broker
from pipeline.model import Subscription
from pipeline.settings import Settings

RESTING = 0.1
"""Seconds of work in a second below which a worker is at rest: its threads look for messages now and then."""
_TICKS = os.sysconf("SC_CLK_TCK")
STARTS: list[float] = []
"""Seconds of work until each worker was at rest."""
ROOT = Path(__file__).parent.parent
SENT = (corridor.FRESH, corridor.MENTIONS, corridor.DEVELOPMENTS, corridor.ALERTS)


FAUST = """
import sys, time, faust
address, folder, total = sys.argv[1], sys.argv[2], int(sys.argv[3])
app = faust.App("bench-faust", broker=f"kafka://{address}", datadir=folder, store="memory://", web_enabled=False,
    topic_disable_leader=True, consumer_auto_offset_reset="earliest", worker_redirect_stdouts=False)
@app.agent(app.topic("dealwire.articles.v1", value_type=bytes, value_serializer="raw", partitions=8))
async def nothing(stream):
    count, began = 0, 0.0
    async for _ in stream:
        began = began or time.perf_counter()
        count += 1
        if count == total:
            print("seconds", time.perf_counter() - began, flush=True)
faust.Worker(app, loglevel="ERROR").execute_from_commandline()
"""

QUIX = """
import sys, time
from quixstreams import Application
address, folder, total = sys.argv[1], sys.argv[2], int(sys.argv[3])
app = Application(broker_address=address, consumer_group="bench-quix", auto_offset_reset="earliest", loglevel=None,
    state_dir=folder)
count, began = 0, 0.0
def nothing(_):
    global count, began
    began = began or time.perf_counter()
    count += 1
    if count == total:
        print("seconds", time.perf_counter() - began, flush=True)
topic = app.topic("dealwire.articles.v1", key_deserializer="bytes", value_deserializer="bytes")
app.dataframe(topic).update(nothing)
app.run()
"""


def main() -> None:
    """Print the table."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    console = Console()
    seconds: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    with console.status("") as status:
        for run in range(1, runs + 1):
            total, found = _run(seconds, functools.partial(_say, status, f"run {run} of {runs}"))
    table = Table(title=f"{total:,} articles, median of {runs} runs, one process each")
    table.add_column("")
    for column in ("seconds", "articles/s", "against faust no-op"):
        table.add_column(column, justify="right")
    anchor = statistics.median(seconds["faust, no-op"])
    for name, each in seconds.items():
        median = statistics.median(each)
        table.add_row(name, f"{median:.2f}", f"{total / median:,.0f}", f"{anchor / median:.1f} x")
    console.print(table)
    console.print(f"to start and to compile all rules took the worker {statistics.median(STARTS):.1f} s of work")
    console.print("the worker sent", ", ".join(f"{count:,} to {name}" for name, count in found.items()))


def _say(status: Status, run: str, word: str) -> None:
    status.update(f"{run}: {word}")


def _run(seconds: dict[str, list[float]], say: Callable[[str], None]) -> tuple[int, dict[str, int]]:
    """A fresh broker and all contenders in turn; how many articles, and what the worker sent to which topic."""
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_.read({"data_dir": folder})
        say("starting a broker")
        with Broker(settings):
            topics.declare(settings)
            say("loading the stream")
            total = load(settings)
            for name, once in CONTENDERS.items():
                say(name)
                seconds[name].append(once(settings, total))
            with contextlib.closing(clients.consumer(settings)) as consumer:
                return total, {row.name: ends(consumer, row) for row in SENT}


def load(settings: Settings) -> int:
    """One subscription and the whole stream; how many articles."""
    producer = clients.producer(settings)
    console = Subscription(id="bench", channel="console", created_at=datetime(2020, 1, 1, tzinfo=UTC), since="all")
    producer.send(corridor.SUBSCRIPTIONS.name, key=b"bench", value=wire.encode(console))
    total = 0
    for key, raw in stream.articles():
        producer.send(corridor.ARTICLES.name, key=key.encode(), value=raw)
        total += 1
    producer.flush()
    producer.close()
    return total


def watch(settings: Settings) -> None:
    """Publish the watches that ship; until then a worker waits."""
    with contextlib.closing(clients.producer(settings)) as producer:
        for each in seeds.watches(settings):
            producer.send(corridor.WATCHES.name, key=each.id.encode(), value=wire.encode(each))
        producer.flush()


def _rest(child: subprocess.Popen[str]) -> None:
    """Wait until a process has used no more than a tenth of a second's work in a second."""
    used, before = 0.0, -1.0
    while used - before > RESTING:
        time.sleep(1.0)
        before, used = used, sum(map(int, Path(f"/proc/{child.pid}/stat").read_text().split()[13:15])) / _TICKS
    STARTS.append(used)


def worker(settings: Settings, total: int) -> float:
    """One worker: seconds from its first article until nothing waits on any topic."""
    environ = {**os.environ, "DEALWIRE_DATA_DIR": str(settings.data), "PYTHONPATH": str(ROOT)}
    with _process([sys.executable, "-m", "agents"], environ) as child:
        _rest(child)
        watch(settings)
        while not _marks(settings)["turned_away"]:
            time.sleep(0.01)
        began = time.perf_counter()
        with contextlib.closing(clients.consumer(settings)) as consumer:
            while not _done(settings, consumer, total):
                time.sleep(0.1)  # looking costs the worker time
        return time.perf_counter() - began


def faust(settings: Settings, total: int) -> float:
    """The no-op Faust agent's own figure."""
    return _anchor(FAUST, settings, total)


def quix(settings: Settings, total: int) -> float:
    """The no-op quixstreams consumer's own figure."""
    return _anchor(QUIX, settings, total)


CONTENDERS = {"dealwire worker": worker, "faust, no-op": faust, "quixstreams, no-op": quix}


def _anchor(script: str, settings: Settings, total: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-c", script, clients.address(settings), folder, str(total)]
        with _process(words, dict(os.environ)) as child:
            assert child.stdout is not None  # noqa: S101 - for the type checker
            return next(float(line.split()[1]) for line in child.stdout if line.startswith("seconds "))


@contextlib.contextmanager
def _process(words: list[str], environ: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    child = subprocess.Popen(words, env=environ, stdout=subprocess.PIPE, text=True)
    try:
        yield child
    finally:
        child.kill()
        child.wait()


def _marks(settings: Settings) -> collections.Counter[str]:
    """What the worker has counted: articles that met the turnstile by outcome, items that left each stage."""
    said = runfiles.one(settings, "worker")
    marks: collections.Counter[str] = collections.Counter()
    if said is None:
        return marks
    with contextlib.suppress(OSError), urllib.request.urlopen(f"{said['metrics']}/metrics", timeout=5) as answer:  # noqa: S310 - our own loopback door
        for name, outcome, stage, count in _MARK.findall(answer.read().decode()):
            if not outcome.startswith("dropped"):  # such an item is counted as passed, too
                marks[stage or outcome if name == "items" else outcome] += int(float(count))
    return marks


_MARK = re.compile(
    r'^dealwire_(items|turnstile_articles)_total\{outcome="([^"]*)"(?:,stage="([^"]*)")?\} (\S+)$', re.MULTILINE
)


def ends(consumer: KafkaConsumer, row: corridor.Topic) -> int:
    """How many messages were ever sent to a topic."""
    places = [TopicPartition(row.name, number) for number in range(row.partitions)]
    return sum(consumer.end_offsets(places).values())


def _done(settings: Settings, consumer: KafkaConsumer, total: int) -> bool:
    """Whether all articles have met the turnstile and every stage has finished what it was sent."""
    marks = _marks(settings)
    if marks["turned_away"] + marks["let_through"] < total or marks["sift"] < marks["let_through"]:
        return False
    stages = {"detect": corridor.FRESH, "develop": corridor.MENTIONS, "alert": corridor.DEVELOPMENTS}
    return all(marks[stage] == ends(consumer, row) for stage, row in {**stages, "deliver": corridor.ALERTS}.items())


if __name__ == "__main__":
    main()

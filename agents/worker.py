"""One worker: the Faust app with its six agents, as a process."""

from __future__ import annotations

import gc
import logging
import os
import sys
import threading
from pathlib import Path
from typing import Any, cast

import faust
from faust.exceptions import ConsistencyError

from agents import alert, copies, deliver, detect, develop, judge, sift, turnstile, watchdog
from agents.floor import Floor
from agents.reminder import nudge_on_change
from agents.shelf import Table
from agents.standing import Standing
from pipeline import corridor
from pipeline import settings as settings_
from pipeline.edge import broker, detection, encoder, metrics
from pipeline.edge.broker import clients, topics
from pipeline.edge.channels import Post
from pipeline.settings import Settings
from pipeline.stages.detect import Detector


def build(settings: Settings, standing: Standing, detector: Detector, datadir: Path, replicas: int) -> turnstile.App:
    """The app with its agents; nothing is connected yet."""
    app = turnstile.App(
        corridor.WORKERS,
        broker=[f"kafka://{address}" for address in broker.address(settings).split(",")],
        broker_credentials=credentials(settings),
        broker_session_timeout=10.0,
        broker_heartbeat_interval=2.0,
        broker_commit_interval=1.0,
        consumer_auto_offset_reset="earliest",
        datadir=str(datadir),
        producer_max_request_size=clients.LARGEST_CASE,
        store="rocksdb://?driver=rocksdict",
        Table=Table,
        table_standby_replicas=0,
        topic_disable_leader=True,
        topic_replication_factor=replicas,
        stream_buffer_maxsize=256,
        web_enabled=False,
        worker_redirect_stdouts=False,
    )
    app.gate = lambda: standing.gate.passing
    floor = Floor(app, standing)
    sift.stand(floor)
    detect.stand(floor, detector)
    develop.stand(floor)
    judge.stand(floor)
    alert.stand(floor)
    deliver.stand(floor, Post())
    nudge_on_change(floor)
    return app


def run() -> None:
    """Work until SIGTERM or SIGINT; exit code 75 when the watchdog had to end it."""
    settings = settings_.read()
    sys.setswitchinterval(_SWITCH)
    gc.set_threshold(_YOUNG)
    index = int(os.environ.get("DEALWIRE_WORKER", "0"))
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("kafka").setLevel(logging.CRITICAL)  # a broker that is away is said once, by who waits for it
    detector, fed = detection.detector(settings, whole=True), threading.Event()
    encoder.encode(["loaded"])  # seconds, for which the loop must not stand still once it is of a group
    threading.Thread(target=_prepare, args=(detector, fed), name="prepare", daemon=True).start()
    topics.declare(settings, corridor.TOPICS + corridor.CHANGELOGS)
    standing = Standing(settings)
    with metrics.served(settings, "worker", index=index, complaint=lambda: standing.complaint):
        standing.start()
        cluster, replicas = topics.cluster(settings)
        tables = copies.of(cluster, settings.data / f"worker-{index}")
        app = build(settings, standing, detector, tables, replicas)
        app.fed = fed
        watchdog.watch(app)
        worker = _Worker(app, loglevel=settings.log_level, override_logging=False)
        if not sys.stdout.isatty():
            worker.spinner = None  # in a log it is rubbish
        try:
            worker.execute_from_commandline()
        finally:
            if isinstance(worker.crash_reason, ConsistencyError):
                copies.forget(tables)


def _prepare(detector: Detector, fed: threading.Event) -> None:
    """Compile rules until there is work; what is there then stays, and need not be looked through for garbage."""
    detector.warm(lambda: not fed.is_set())
    gc.freeze()


_YOUNG = 20_000
"""New objects before Python looks for garbage among them: one fetch brings thousands, which soon go by themselves."""
_SWITCH = 0.0005
"""Seconds a thread may keep the others waiting: fetching, warming and the loop wait for each other all the time."""


class _Worker(faust.Worker):
    """Faust's worker, whose stop has a time limit, and begins nothing more."""

    def _schedule_shutdown(self, signal: Any) -> None:
        watchdog.limit_stop()
        cast("turnstile.App", self.app).ending = True
        super()._schedule_shutdown(signal)


def credentials(settings: Settings) -> Any:
    """TLS and SASL as Faust wants them said; None for our own broker."""
    said = clients.security(settings)
    context = said.get("ssl_context")
    if "sasl_mechanism" in said:
        return faust.SASLCredentials(
            username=said["sasl_plain_username"],
            password=said["sasl_plain_password"],
            mechanism=said["sasl_mechanism"],
            ssl_context=context,
        )
    return faust.SSLCredentials(context) if context else None

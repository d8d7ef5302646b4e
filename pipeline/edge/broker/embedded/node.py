"""One Kafka as a child process: configured, formatted once, started, found again, stopped.

Laws: the address is written down only while Kafka accepts connections, and stays the same from start to
start as long as its port is free. The child ends when its parent does, killed or not (on Linux; elsewhere
the next start ends it). Linux ties the child to the thread that starts it: that must be one that stays.
"""

from __future__ import annotations

import base64
import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

import msgspec

from pipeline.edge import disk, metrics, ports
from pipeline.edge.broker import clients
from pipeline.edge.broker.embedded import jars, java
from pipeline.edge.broker.embedded.claim import Claim
from pipeline.edge.broker.embedded.properties import properties
from pipeline.errors import BrokerTrouble, EnvironmentTrouble
from pipeline.settings import Settings

READY_WITHIN = 120.0
"""Seconds for a start; after a kill Kafka first reads its last segments again."""
STOPPED_WITHIN = 20.0
"""Seconds for a clean stop, then it is killed: what it acknowledged is safe either way."""
_PR_SET_PDEATHSIG = 1


class Broker:
    """Our own Kafka of a data directory; a context manager, and `address` while it runs."""

    def __init__(self, settings: Settings, check: Callable[[], None] = lambda: None) -> None:
        """`check` is called while Kafka is waited for, and raises to give that up."""
        self.settings = settings
        self.address = ""
        self._check = check
        self._home = settings.data / "kafka"
        self._process: subprocess.Popen[bytes] | None = None
        self._open = contextlib.ExitStack()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int | None:
        """The process id of Kafka, None when it does not run."""
        return self._process.pid if self._process else None

    def start(self) -> Self:
        """Claim the directory, complete the jars, format if new, start, wait until it answers."""
        try:
            claim = Claim(self._home)
            self._open.callback(claim.release)
            self._open.callback(self._end)
            runtime, classpath = java.find(), jars.classpath(self.settings)
            self._start(claim, runtime, classpath)
            self._open.enter_context(
                metrics.served(self.settings, "broker", complaint=self._complaint, address=self.address)
            )
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Take the address back, end Kafka, let the directory go; nothing happens when it does not run."""
        self._open.close()

    def wait(self, timeout: float | None = None) -> None:
        """Wait until Kafka ends by itself, which is `BrokerTrouble`; return after `timeout` seconds if it does not."""
        if self._process is None:
            return
        self._check()
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = self._process.wait(timeout)
            raise BrokerTrouble(f"our own Kafka ended by itself ({code}): {self._last_words()}", way_out=self._look())

    def reachable(self) -> Settings:
        """The settings with which any process reaches this broker."""
        return msgspec.structs.replace(self.settings, broker=self.address, broker_protocol="PLAINTEXT")

    def _start(self, claim: Claim, runtime: java.Java, classpath: str) -> None:
        """Start on free ports; if another takes one in the moment between, on others."""
        for _ in range(3):
            port, controller = self._ports(claim)
            (self._home / "server.properties").write_text(
                properties(self.settings.broker_host, port, controller), "ascii"
            )
            if not (self._home / "topics" / "meta.properties").exists():
                self._format(runtime, classpath)
            self._process = self._child(claim, runtime, classpath)
            claim.write(java=self._process.pid, port=port, controller=controller, asked=self.settings.broker_port)
            self.address = ports.spelled(self.settings.broker_host, port)
            if self._answers(port):
                return
            if ports.free(self.settings.broker_host, port) and ports.free("127.0.0.1", controller):
                break
        raise BrokerTrouble(f"our own Kafka does not start: {self._last_words()}", way_out=self._look())

    def _ports(self, claim: Claim) -> tuple[int, int]:
        said, asked = claim.said, self.settings.broker_port
        known = (said["port"], said["controller"]) if said.get("asked") == asked else (asked, 0)
        port = ports.choose(self.settings.broker_host, [known[0], *(range(asked, asked + 50) if asked else ())])
        return port, ports.choose("127.0.0.1", [known[1], port + 1], but=port)

    def _command(self, runtime: java.Java, *main: str) -> list[str]:
        log = os.path.relpath(self.settings.data / "log" / "kafka.log", self._home)
        config = Path(__file__).with_name("log4j2.properties")
        own = [f"-Dlog4j2.configurationFile={config}", f"-Ddealwire.log={log}"]
        return [runtime.command, *java.flags(runtime), *own, *main]

    def _format(self, runtime: java.Java, classpath: str) -> None:
        """Give the directory its cluster id; Kafka writes `meta.properties` last, so half a format is none."""
        (self.settings.data / "log").mkdir(parents=True, exist_ok=True)
        cluster = base64.urlsafe_b64encode(os.urandom(16)).decode().rstrip("=")
        arguments = ["kafka.tools.StorageTool", "format", f"--cluster-id={cluster}", "--config=server.properties"]
        try:
            done = subprocess.run(
                self._command(runtime, *arguments),
                cwd=self._home,
                env=_environ(classpath),
                capture_output=True,
                text=True,
                timeout=READY_WITHIN,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise EnvironmentTrouble(f"{runtime.command} does not run: {error}", way_out="set JAVA_HOME") from error
        if done.returncode != 0:
            lines = [line.strip() for line in (done.stderr or done.stdout).strip().splitlines()]
            said = [line for line in lines if not line.startswith("at ")] or [f"exit code {done.returncode}"]
            raise BrokerTrouble(
                f"Kafka's storage in {self._home} cannot be formatted: {said[-1]}", way_out=self._look()
            )

    def _child(self, claim: Claim, runtime: java.Java, classpath: str) -> subprocess.Popen[bytes]:
        (self.settings.data / "log").mkdir(parents=True, exist_ok=True)
        with (self.settings.data / "log" / "kafka.out").open("wb") as out:
            return subprocess.Popen(
                self._command(runtime, "kafka.Kafka", "server.properties"),
                cwd=self._home,
                env=_environ(classpath),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                pass_fds=[claim.descriptor],
                process_group=0,  # Ctrl-C is ours: we then stop it in order
                preexec_fn=_tie(),  # noqa: PLW1509 - a system call, and nothing else
            )

    def _answers(self, port: int) -> bool:
        """Wait until Kafka takes a client; False when it ended before."""
        process, until = self._process, time.monotonic() + READY_WITHIN
        while process is not None and process.poll() is None:
            self._check()
            if time.monotonic() > until:
                raise BrokerTrouble(f"our own Kafka is not ready after {READY_WITHIN:.0f} s", way_out=self._look())
            time.sleep(0.05)
            with contextlib.suppress(OSError, BrokerTrouble):
                socket.create_connection((self.settings.broker_host, port), timeout=1).close()
                admin = clients.admin(self.reachable())
                with contextlib.closing(admin), clients.trouble(self.reachable()):
                    said = admin.describe_cluster()
                    if said["cluster_id"] == self._cluster() and not all(b["is_fenced"] for b in said["brokers"]):
                        return True  # ours, not another's that has the port
        return False

    def _cluster(self) -> str:
        """The id that the format gave."""
        lines = (self._home / "topics" / "meta.properties").read_text("utf-8").splitlines()
        return next(line.partition("=")[2] for line in lines if line.startswith("cluster.id="))

    def _end(self) -> None:
        process, self._process, self.address = self._process, None, ""
        if process is None:
            return
        process.terminate()
        try:
            process.wait(STOPPED_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _complaint(self) -> str | None:
        return None if self._process and self._process.poll() is None else "Kafka has ended"

    def _last_words(self) -> str:
        """The last error that Kafka, or the JVM, wrote; on a full disk they write none."""
        if full := disk.complaint(self._home):
            return full
        for name, wanted in (("kafka.log", (" ERROR ", " FATAL ", "Caused by")), ("kafka.out", ("",))):
            with contextlib.suppress(OSError):
                lines = (self.settings.data / "log" / name).read_text("utf-8", "replace").splitlines()[-400:]
                found = [line for line in lines if any(word in line for word in wanted) and line.strip()]
                if found:
                    return found[-1].strip()
        return "it said nothing"

    def _look(self) -> str:
        return f"read {self.settings.data / 'log' / 'kafka.log'} and kafka.out beside it"


def _environ(classpath: str) -> dict[str, str]:
    """Where Java finds Kafka; and in the locale C it would not find a folder whose name has other letters."""
    return os.environ | {"CLASSPATH": classpath, "LC_ALL": "C.UTF-8"}


def _tie() -> Callable[[], None] | None:
    """What the child does before it becomes Kafka: ask to be killed when its parent is gone, for it may hang."""
    if not sys.platform.startswith("linux"):
        return None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def tie() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it died before the tie was made
            os._exit(1)

    return tie

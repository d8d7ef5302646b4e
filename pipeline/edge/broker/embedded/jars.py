"""Kafka's jars: downloaded once by Maven coordinate, each held against the committed list of checksums.

Laws: what is whole is never downloaded again, and then nothing of the downloader is imported. A jar that
is missing, cut short or altered is downloaded anew. What does not match the list is never run.
`jars.sha256` is made by `python -m pipeline.edge.broker.embedded.pin` when Kafka's version changes.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from pipeline.errors import ConfigError, DownloadFailed, EnvironmentTrouble
from pipeline.settings import Settings, place

LIST = Path(__file__).with_name("jars.sha256")
REMOTE = "https://repo.maven.apache.org/maven2"
_ELSEWHERE = "point DEALWIRE_KAFKA_HOME to an installed Kafka 4, or name a running one with --broker HOST:PORT"


def classpath(settings: Settings) -> str:
    """The class path of Kafka: the installed one's, else the jars in the cache, completed where needed."""
    if settings.kafka_home:
        return str(_installed(place(settings.kafka_home)) / "*")
    repository = place(settings.cache_dir) / "maven"
    sums = listed()
    if any(not _whole(repository / jar, sums[jar]) for jar in sums):
        with _alone(repository):
            missing = [jar for jar in sums if not _whole(repository / jar, sums[jar])]
            if missing:
                _download(repository, {jar: sums[jar] for jar in missing})
    return os.pathsep.join(str(repository / jar) for jar in sums)


def listed() -> dict[str, str]:
    """SHA-256 by path of the jar in a Maven repository."""
    lines = (line.split() for line in LIST.read_text("ascii").splitlines())
    return {path: checksum for checksum, path in lines}


def coordinate(jar: str) -> str:
    """`group:artifact:version` of a path in a Maven repository."""
    *group, artifact, version, _ = jar.split("/")
    return f"{'.'.join(group)}:{artifact}:{version}"


def checksum(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _whole(path: Path, expected: str) -> bool:
    try:
        return checksum(path) == expected
    except OSError:
        return False


def _installed(home: Path) -> Path:
    jars = [re.fullmatch(r"kafka_\d\.\d+-(\d+)\..*\.jar", path.name) for path in (home / "libs").glob("kafka_*.jar")]
    versions = [int(jar[1]) for jar in jars if jar]
    if not versions or max(versions) < 4:  # noqa: PLR2004 - the first that is KRaft only
        raise ConfigError(
            f"there is no Kafka 4 in {home}",
            way_out="DEALWIRE_KAFKA_HOME is the folder that holds `bin` and `libs`; without it Kafka is downloaded",
        )
    return home / "libs"


@contextlib.contextmanager
def _alone(repository: Path) -> Iterator[None]:
    """One process downloads; whoever comes meanwhile waits, and then finds everything there."""
    try:
        repository.mkdir(parents=True, exist_ok=True)
        lock = (repository / ".lock").open("w")
    except OSError as error:
        raise EnvironmentTrouble(
            f"the cache {repository} cannot be written: {error.strerror}",
            way_out="name another folder with DEALWIRE_CACHE_DIR",
        ) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _download(repository: Path, missing: dict[str, str]) -> None:
    try:
        from jgo.maven import MavenContext, PythonResolver  # noqa: PLC0415 - needed once in an installation's life
    except ImportError as error:
        raise DownloadFailed(
            "Kafka's jars are not here, and jgo, which downloads them, is not installed",
            way_out=f"`pip install '.[embedded]'` in the checkout; or {_ELSEWHERE}",
        ) from error
    print(f"downloading Kafka, once: {len(missing)} jars into {repository}", file=sys.stderr)  # noqa: T201
    with _bar(len(missing)) as advance:
        context = MavenContext(
            resolver=PythonResolver(progress_callback=lambda _, size: _shares(size, advance)),
            repo_cache=repository,
            remote_repos={"central": REMOTE},
        )

        def fetch(jar: str) -> None:
            (repository / jar).unlink(missing_ok=True)
            context.create_dependency(coordinate(jar)).artifact.resolve()
            if not _whole(repository / jar, missing[jar]):
                (repository / jar).unlink(missing_ok=True)
                raise DownloadFailed(
                    f"{coordinate(jar)} came with another checksum than the one committed here",
                    way_out=f"try again; if it stays so, a proxy alters downloads: {_ELSEWHERE}",
                )

        with ThreadPoolExecutor(4) as pool:
            try:
                list(pool.map(fetch, missing))
            except DownloadFailed:
                raise
            except Exception as error:
                raise DownloadFailed(
                    f"Kafka's jars cannot be downloaded: {_reason(error)}",
                    way_out=f"go online or set HTTPS_PROXY; or copy {repository} from a machine that has it; "
                    f"or {_ELSEWHERE}",
                ) from error
            finally:
                pool.shutdown(cancel_futures=True)


@contextlib.contextmanager
def _bar(jars: int) -> Iterator[Callable[[float], None]]:
    """A bar on the terminal; what it gives is called with the share of a jar that has come."""
    columns = (TextColumn("Kafka"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("jars", total=jars)
        yield lambda share: progress.advance(task, share)


@contextlib.contextmanager
def _shares(size: int, advance: Callable[[float], None]) -> Iterator[Callable[[int], None]]:
    yield lambda count: advance(count / size)


def _reason(error: Exception) -> str:
    """What went wrong, without the client's nested names."""
    names = {kind.__name__ for kind in type(error).__mro__}
    if "ProxyError" in names:
        return "the proxy does not let us through"
    if names & {"ConnectionError", "Timeout"}:
        return f"{urlsplit(REMOTE).hostname} cannot be reached"
    if "ChunkedEncodingError" in names:
        return "the connection broke"
    return str(error).splitlines()[0] if str(error) else type(error).__name__

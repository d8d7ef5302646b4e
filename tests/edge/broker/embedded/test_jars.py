from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest

from pipeline.edge.broker import embedded, topics
from pipeline.edge.broker.embedded import jars
from pipeline.errors import ConfigError, DownloadFailed, EnvironmentTrouble
from pipeline.settings import Settings

ROOT = Path(__file__).parents[4]
pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # jgo leaves what it could not use


@pytest.fixture(autouse=True)
def swept() -> Iterator[None]:
    """What jgo left is collected here, and not in the middle of another test."""
    yield
    gc.collect()


class Repository(ThreadingHTTPServer):
    """A Maven repository on loopback with the jars that this machine already has."""

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
        self.asked: list[str] = []
        self.altered = self.broken = False


class Handler(SimpleHTTPRequestHandler):
    server: Repository

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if self.path.endswith(".jar") and (self.server.altered or self.server.broken):
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"x" * (500 if self.server.broken else 1000))
        else:
            super().do_GET()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def few(kafka: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The three smallest jars of the list, so that a test need not move all of them."""
    held = Path(kafka.cache_dir) / "maven"
    sums = jars.listed()
    chosen = sorted(sums, key=lambda jar: (held / jar).stat().st_size)[:3]
    listing = tmp_path / "few.sha256"
    listing.write_text("".join(f"{sums[jar]}  {jar}\n" for jar in chosen))
    monkeypatch.setattr(jars, "LIST", listing)
    return chosen


@pytest.fixture
def repository(kafka: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    with Repository(Path(kafka.cache_dir) / "maven") as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        monkeypatch.setattr(jars, "REMOTE", f"http://127.0.0.1:{server.server_port}")
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def cold(tmp_path: Path) -> Settings:
    """Settings with a cache that is still empty."""
    return Settings(cache_dir=str(tmp_path / "cache"))


def fetched(server: Repository) -> list[str]:
    return sorted(path.removeprefix("/") for path in server.asked if path.endswith(".jar"))


def test_the_list_names_kafka_and_every_path_is_a_coordinate() -> None:
    named = [jars.coordinate(jar) for jar in jars.listed()]
    assert "org.apache.kafka:kafka_2.13:4.3.1" in named
    assert "org.slf4j:slf4j-api:1.7.36" in named
    assert len(set(named)) == 46


def test_what_is_missing_is_downloaded_once(few: list[str], repository: Repository, cold: Settings) -> None:
    first = jars.classpath(cold)
    assert fetched(repository) == sorted(few)
    assert first.split(os.pathsep) == [str(Path(cold.cache_dir) / "maven" / jar) for jar in few]
    repository.asked.clear()
    assert jars.classpath(cold) == first
    assert repository.asked == []


@pytest.mark.parametrize("harm", ["cut short", "altered", "gone"])
def test_a_jar_that_is_not_whole_is_downloaded_anew_and_no_other(
    few: list[str], repository: Repository, cold: Settings, harm: str
) -> None:
    jars.classpath(cold)
    repository.asked.clear()
    jar = Path(cold.cache_dir) / "maven" / few[1]
    content = jar.read_bytes()
    match harm:
        case "cut short":
            jar.write_bytes(content[:100])
        case "altered":
            jar.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        case _:
            jar.unlink()
    jars.classpath(cold)
    assert jar.read_bytes() == content
    assert fetched(repository) == [few[1]]


@pytest.mark.parametrize(("kind", "said"), [("altered", "another checksum"), ("broken", "the connection broke")])
def test_what_does_not_match_the_list_is_never_used(
    few: list[str], repository: Repository, cold: Settings, kind: str, said: str
) -> None:
    setattr(repository, kind, True)
    with pytest.raises(DownloadFailed, match=said) as caught:
        jars.classpath(cold)
    assert "\n" not in str(caught.value)
    assert "DEALWIRE_KAFKA_HOME" in caught.value.way_out
    setattr(repository, kind, False)
    jars.classpath(cold)  # the next time all is well again


def test_two_at_once_download_each_jar_once(few: list[str], repository: Repository, cold: Settings) -> None:
    said: list[str] = []
    threads = [threading.Thread(target=lambda: said.append(jars.classpath(cold))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == 2
    assert fetched(repository) == sorted(few)


def test_without_a_network_there_is_one_line_and_a_way_out(
    few: list[str], cold: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jars, "REMOTE", "http://127.0.0.1:1")
    with pytest.raises(DownloadFailed, match=r"127\.0\.0\.1 cannot be reached") as caught:
        jars.classpath(cold)
    assert "\n" not in str(caught.value)
    assert {"HTTPS_PROXY", "DEALWIRE_KAFKA_HOME", "--broker"} <= set(caught.value.way_out.replace(";", " ").split())


def test_a_repository_without_the_jar_is_said(few: list[str], repository: Repository, cold: Settings) -> None:
    jars.LIST.write_text("0" * 64 + "  org/example/none/1/none-1.jar\n")
    with pytest.raises(DownloadFailed, match=r"none") as caught:
        jars.classpath(cold)
    assert "\n" not in str(caught.value)


def test_without_the_downloader_the_extra_is_named(
    few: list[str], cold: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "jgo.maven", None)
    with pytest.raises(DownloadFailed, match="jgo") as caught:
        jars.classpath(cold)
    assert "pip install '.[embedded]'" in caught.value.way_out


def test_a_cache_that_cannot_be_written_is_named(few: list[str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EnvironmentTrouble, match="cannot be written") as caught:
        jars.classpath(Settings(cache_dir=str(tmp_path / "file")))
    assert "DEALWIRE_CACHE_DIR" in caught.value.way_out


def test_when_all_is_there_the_downloader_is_not_even_imported(kafka: Settings) -> None:
    code = (
        "import sys; from pipeline.settings import Settings; from pipeline.edge.broker.embedded import jars; "
        f"jars.classpath(Settings(cache_dir={kafka.cache_dir!r})); print([m for m in sys.modules if 'jgo' in m])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_behind_a_dead_proxy_the_command_ends_with_a_line(tmp_path: Path) -> None:
    environ = os.environ | {"DEALWIRE_CACHE_DIR": str(tmp_path / "cache"), "HTTPS_PROXY": "http://127.0.0.1:1"}
    environ = {name: value for name, value in environ.items() if name.lower() not in ("no_proxy", "all_proxy")}
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", "broker", "--data-dir", str(tmp_path / "data")],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == DownloadFailed.exit_code
    assert "Kafka's jars cannot be downloaded: the proxy does not let us through" in done.stderr
    assert "DEALWIRE_KAFKA_HOME" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_installed_kafka_runs_without_a_cache(kafka: Settings, tmp_path: Path) -> None:
    libs = tmp_path / "kafka_2.13-4.3.1" / "libs"
    libs.mkdir(parents=True)
    for jar in jars.listed():
        shutil.copy(Path(kafka.cache_dir) / "maven" / jar, libs)
    settings = Settings(
        data_dir=str(tmp_path / "data"), cache_dir=str(tmp_path / "cache"), kafka_home=str(libs.parent), broker_port=0
    )
    with embedded.Broker(settings) as broker:
        topics.declare(broker.reachable())
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("jar", [None, "kafka_2.13-3.9.0.jar", "kafka-clients-4.3.1.jar"])
def test_a_home_without_kafka_4_is_a_setting_to_mend(kafka: Settings, tmp_path: Path, jar: str | None) -> None:
    if jar:
        (tmp_path / "libs").mkdir()
        (tmp_path / "libs" / jar).touch()
    with pytest.raises(ConfigError, match="no Kafka 4") as caught:
        jars.classpath(msgspec.structs.replace(kafka, kafka_home=str(tmp_path)))
    assert "DEALWIRE_KAFKA_HOME" in caught.value.way_out

"""The metrics door of a role, asked over a real socket."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path

import prometheus_client
import pytest

from pipeline.edge import metrics, runfiles
from pipeline.settings import Settings


def ask(url: str) -> tuple[int, str]:
    """Status and body of a GET."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_counters_and_health_are_served_and_the_run_file_says_where(tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path))
    counter = prometheus_client.Counter("dealwire_test_walked", "Counted by this test.")
    counter.inc(3)
    with metrics.served(settings, "worker", index=1) as address:
        said = json.loads((tmp_path / "run" / "worker-1.json").read_text("utf-8"))
        assert said["metrics"] == address
        assert said["role"] == "worker"
        assert "dealwire_test_walked_total 3.0" in ask(address + "/metrics")[1]
        assert ask(address + "/healthz") == (200, "ok\n")
        assert ask(address + "/table")[0] == 404
    assert not (tmp_path / "run" / "worker-1.json").exists()


def test_a_complaint_is_told_with_503(tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path))
    with metrics.served(settings, "ingest", complaint=lambda: "no broker for 40 s") as address:
        assert ask(address + "/healthz") == (503, "no broker for 40 s\n")


def test_a_page_elsewhere_whose_name_points_here_is_told_nothing(tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path))
    with metrics.served(settings, "ingest") as address:
        for door in ("/metrics", "/healthz"):
            asked = urllib.request.Request(address + door, headers={"Host": "evil.example"})
            with pytest.raises(urllib.error.HTTPError) as caught:
                urllib.request.urlopen(asked, timeout=5)
            assert caught.value.code == 421
            caught.value.close()


def test_the_door_is_closed_afterwards_also_when_the_role_fails(tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path))
    address = ""

    def fail() -> None:
        nonlocal address
        with metrics.served(settings, "ingest") as address:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(address + "/healthz", timeout=2)
    assert runfiles.alive(settings) == []

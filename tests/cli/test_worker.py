"""`dealwire worker`: each has tables of its own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.cli.worker import _claimed
from pipeline.edge import runfiles
from pipeline.settings import Settings
from tests.cli.command import clear, dealwire, interrupted


def test_the_first_free_index_is_taken_and_kept_through_exec(tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path))
    assert [_claimed(settings, None) for _ in range(3)] == [0, 1, 2]
    held = [int(link.name) for link in Path("/proc/self/fd").iterdir() if _target(link) == "worker-1.lock"]
    assert [os.get_inheritable(descriptor) for descriptor in held] == [True]
    assert runfiles.is_locked(settings, "worker-1")
    os.close(held[0])
    assert not runfiles.is_locked(settings, "worker-1")
    assert _claimed(settings, None) == 1


def test_an_index_that_is_taken_is_one_line(tmp_path: Path) -> None:
    with runfiles.lock(Settings(data_dir=str(tmp_path)), "worker-2"):
        said = dealwire("worker", "--index", "2", "--broker", "127.0.0.1:9", "--data-dir", str(tmp_path))
    clear(said, 3, "worker 2 already runs")


@pytest.mark.parametrize("loaded", ["numpy", "faust"])
def test_a_ctrl_c_while_it_is_still_loading_ends_it_quietly(tmp_path: Path, loaded: str) -> None:
    assert interrupted(loaded, "agents", DEALWIRE_DATA_DIR=str(tmp_path)) == (130, [])


def _target(link: Path) -> str:
    try:
        return link.readlink().name
    except OSError:
        return ""

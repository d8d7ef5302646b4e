"""What the command is started with, and what becomes of what it prints."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import HOUSE

ROW = {"title": "ByteDance lehnt Microsofts Angebot für TikTok ab", "published": "2020-09-14", "lang": "de"}


def shell(line: str, folder: Path, **environ: str) -> subprocess.CompletedProcess[bytes]:
    """A line of shell in which `dealwire` is ours."""
    ours = f'dealwire() {{ "{sys.executable}" -m pipeline.cli "$@"; }}; '
    env = {**os.environ, "PYTHONPATH": str(HOUSE), "DEALWIRE_DATA_DIR": str(folder), **environ}
    return subprocess.run(["bash", "-c", ours + line], env=env, capture_output=True, cwd=folder, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "one.jsonl").write_text(json.dumps(ROW, ensure_ascii=False), "utf-8")
    return tmp_path


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a disk that is always full")
@pytest.mark.parametrize("command", ["detect one.jsonl", "explain one.jsonl", "lexicon check en"])
def test_a_full_disk_is_named(folder: Path, command: str) -> None:
    said = shell(f"dealwire {command} > /dev/full", folder)
    assert (said.returncode, b"cannot be written" in said.stderr) == (3, True)
    assert b"Traceback" not in said.stderr


def test_json_is_utf8_in_every_locale(folder: Path) -> None:
    said = shell("dealwire detect one.jsonl", folder, PYTHONIOENCODING="ascii")
    assert said.returncode == 0, said.stderr
    assert "für TikTok" in said.stdout.decode("utf-8")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_a_stream_that_is_closed_is_none(folder: Path, closed: str) -> None:
    said = shell(f"dealwire detect one.jsonl {closed}", folder)
    assert said.returncode == 0, said.stderr

"""What the command says before any command is asked for."""

from __future__ import annotations

import signal
import subprocess
import sys
from importlib.metadata import version

import pytest

from tests.cli.command import HOUSE, dealwire, environment


def test_the_version_is_told() -> None:
    said = dealwire("--version")
    assert (said.returncode, said.stdout) == (0, f"dealwire {version('dealwire')}\n")


@pytest.mark.parametrize("loaded", ["typer", "msgspec", "pipeline.stages.detect"])
def test_a_ctrl_c_while_it_is_still_loading_ends_it_quietly(loaded: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "pipeline.cli", "detect"],  # which waits for what it is given
        cwd=HOUSE, env=environment(), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stderr
        next(line for line in process.stderr if line.split("|")[-1].strip() == loaded)
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
    assert process.returncode == 130
    assert [line for line in rest.splitlines() if not line.startswith("import time:")] == []

"""What the command says before any command is asked for."""

from __future__ import annotations

from importlib.metadata import version

import pytest

from tests.cli.command import dealwire, interrupted


def test_the_version_is_told() -> None:
    said = dealwire("--version")
    assert (said.returncode, said.stdout) == (0, f"dealwire {version('dealwire')}\n")


@pytest.mark.parametrize("loaded", ["typer", "msgspec", "pipeline.stages.detect"])
def test_a_ctrl_c_while_it_is_still_loading_ends_it_quietly(loaded: str) -> None:
    assert interrupted(loaded, "pipeline.cli", "detect") == (130, [])  # it would wait for what it is given

"""What the command says before any command is asked for."""

from __future__ import annotations

from importlib.metadata import version

from tests.cli.command import dealwire


def test_the_version_is_told() -> None:
    said = dealwire("--version")
    assert (said.returncode, said.stdout) == (0, f"dealwire {version('dealwire')}\n")

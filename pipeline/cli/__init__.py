"""The command `dealwire`: each file here is a command, or a group of commands, of the same name.

`frame` says how one is written. Nothing heavy is imported before a command runs.
"""

from __future__ import annotations

import importlib

import typer

from pipeline.cli import frame

COMMANDS = (
    "up", "down", "status", "worker", "desk",
    "detect", "replay", "subscriptions", "watches", "tail", "quarantine",
)  # fmt: skip
"""Module names in the order of the help; each holds `app` (a group) or a function of its own name."""


def main() -> None:
    """Entry point of the console script."""
    frame.run(_app())


def _app() -> typer.Typer:
    app = frame.group("dealwire says what has just changed in a deal, once, with the sentence that proves it.")
    for name in COMMANDS:
        module = importlib.import_module(f"pipeline.cli.{name}")
        if isinstance(getattr(module, "app", None), typer.Typer):
            app.add_typer(module.app, name=name)
        else:
            command = getattr(module, name)
            app.command(name, epilog=getattr(module, "EPILOG", None))(command)
    return app

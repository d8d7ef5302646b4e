"""The command `dealwire`: each file here is a command, or a group of commands, of the same name.

`frame` says how one is written, `ending` how it begins and ends. Nothing heavy is imported before a command runs, and
only the file of the command that is asked for is read.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable
from typing import Annotated

import typer

from pipeline.cli import ending, frame

COMMANDS = (
    "up", "down", "status", "ingest", "worker", "desk", "broker",
    "detect", "explain", "lexicon", "replay", "eval", "feeds", "subscriptions", "watches", "verdict",
    "tail", "quarantine",
)  # fmt: skip
"""Module names in the order of the help; each holds `app` (a group) or a function of its own name."""


def main() -> None:
    """Entry point of the console script."""
    asked = _asked(sys.argv[1:])
    ending.run(_app([asked] if asked in COMMANDS else COMMANDS))


def _app(names: Iterable[str]) -> typer.Typer:
    app = frame.group("dealwire says what has just changed in a deal, once, with the sentence that proves it.")
    app.callback()(_root)  # with a callback, one command alone keeps its name
    for name in names:
        module = importlib.import_module(f"pipeline.cli.{name}")
        if isinstance(getattr(module, "app", None), typer.Typer):
            app.add_typer(module.app, name=name)
        else:
            app.command(name, epilog=module.EPILOG)(getattr(module, name))
    return app


def _tell_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        frame.say(f"dealwire {version('dealwire')}")
        raise typer.Exit


def _root(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Say which dealwire this is.")
    ] = False,
) -> None:
    """What is said before any command."""


def _asked(arguments: list[str]) -> str | None:
    """The command in these arguments: the first that is neither an option nor a common option's value."""
    words = iter(arguments)
    for word in words:
        if word in frame.COMMON:
            next(words, None)
        elif not word.startswith("-"):
            return word
    return None

"""The command line as it is built from the commands' files."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from typing import Annotated

import typer

from pipeline.cli import frame


def built(names: Iterable[str]) -> typer.Typer:
    """The app that holds these commands."""
    app = frame.group("dealwire says what has just changed in a deal, once, with the sentence that proves it.")
    app.callback()(_root)  # with a callback, one command alone keeps its name
    for name in names:
        module = importlib.import_module(f"pipeline.cli.{name}")
        if isinstance(getattr(module, "app", None), typer.Typer):
            app.add_typer(module.app, name=name)
        else:
            app.command(name, epilog=module.EPILOG)(getattr(module, name))
    return app


def asked(arguments: list[str]) -> str | None:
    """The command in these arguments: the first that is neither an option nor a common option's value."""
    words = iter(arguments)
    for word in words:
        if word in frame.COMMON:
            next(words, None)
        elif not word.startswith("-"):
            return word
    return None


def _tell_version(asked_for: bool) -> None:
    if asked_for:
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

"""What every command shares: the common options, and what is printed.

To add a command file `pipeline/cli/<name>.py`:

1. Write plain typer, with an example in the epilog; import heavy things inside the functions, for the
   files of all commands are read before the first line of `--help` is printed:

       app = frame.group("Feeds: which are asked, and how they fare.")

       @app.command("list", epilog=frame.example("dealwire feeds list --json"))
       def show(as_json: frame.AsJson = False) -> None:
           '''The feeds and their last answer.'''
           settings = frame.settings()
           frame.table(rows, as_json=as_json, empty="no feeds yet: dealwire feeds add URL")

   A command without sub-commands is a function named as its file (`def replay(files: ...) -> None`),
   and beside it `EPILOG = frame.example("dealwire replay articles.jsonl")`.
2. Name it in `COMMANDS` of `pipeline/cli/__init__.py`.

`--data-dir`, `--broker` and `--config` are added to every command by `dressed`; `frame.settings()` reads
them together with `DEALWIRE_*` and the file. Raise `DealwireError`s and let them go: `ending` prints one line
and the way out, and exits with the class's code. 70 is for what nobody foresaw; its traceback is in the log.
"""

from __future__ import annotations

import functools
import inspect
import json
import logging
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from pipeline.settings import Settings, read

if TYPE_CHECKING:
    from rich.console import Console

AsJson = Annotated[bool, typer.Option("--json", help="JSON, for a program.")]
"""The type of the parameter `as_json` of every command that says something in a person's form."""

_PANEL = "Where and how"
_COMMON: dict[str, Any] = {
    "data_dir": Annotated[
        str | None,
        typer.Option("--data-dir", metavar="DIR", help="Where the state lives.", rich_help_panel=_PANEL),
    ],
    "broker": Annotated[
        str | None,
        typer.Option("--broker", metavar="HOST:PORT", help="A Kafka 4.x; without it our own.", rich_help_panel=_PANEL),
    ],
    "config": Annotated[
        str | None,
        typer.Option("--config", metavar="FILE", help="A TOML file of settings.", rich_help_panel=_PANEL),
    ],
}
COMMON = tuple("--" + name.replace("_", "-") for name in _COMMON)
"""The options that every command has; each takes a value."""
_said: dict[str, Any] = {}
_COLUMN = 10
"""Characters that a column of a table needs at least."""


def settings(**said: Any) -> Settings:  # noqa: ANN401 - as wide as the settings are
    """The settings of this process; `said` are what the command's own options say of them."""
    return read({**_said, **said})


def group(help_text: str) -> typer.Typer:
    """A typer app for a group of commands, dressed as all the others are."""
    return typer.Typer(help=help_text, no_args_is_help=True, rich_markup_mode="rich", add_completion=False)


def example(*lines: str) -> str:
    """The epilog that shows how a command is typed."""
    head = "Example" if len(lines) == 1 else "Examples"
    return f"[bold]{head}[/bold]\n\n" + "\n\n".join(f"  [cyan]{line}[/cyan]" for line in lines)


# --- the common options --------------------------------------------------------------------------


def dressed(app: typer.Typer) -> typer.Typer:
    """The same app with the common options on every command and group below it."""
    if app.registered_callback is None:
        app.callback()(lambda: None)
    outer = app.registered_callback
    if outer is not None and outer.callback is not None:
        outer.callback = _common(outer.callback)
    for command in app.registered_commands:
        if command.callback is not None:
            command.callback = _common(command.callback)
    for below in app.registered_groups:
        if below.typer_instance is not None:
            dressed(below.typer_instance)
    return app


def _common(command: Callable[..., Any]) -> Callable[..., Any]:
    """`command` with the common options in its signature, from which typer builds its own."""
    hints = get_type_hints(command, include_extras=True)
    own = inspect.signature(command).parameters.values()
    parameters = [parameter.replace(annotation=hints[parameter.name]) for parameter in own]
    parameters += [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)
        for name, kind in _COMMON.items()
    ]

    @functools.wraps(command)
    def wrapper(**given: Any) -> Any:  # noqa: ANN401 - typer's values
        _said.update({name: value for name in _COMMON if (value := given.pop(name)) is not None})
        return command(**given)

    parts = inspect.cleandoc(command.__doc__ or "").split("\n\n")  # of all but the first typer would keep the lines
    wrapper.__doc__ = "\n\n".join(" ".join(part.split()) for part in parts)
    wrapper.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined] # typer reads it
    wrapper.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return wrapper


# --- what is printed -------------------------------------------------------------------------------


def line(value: Any) -> None:  # noqa: ANN401 - anything JSON can hold
    """One line of JSON on stdout, flushed, so that a pipe sees it at once."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """A line for a person on stdout, as it is."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def either(plain: Mapping[str, Any], words: str, *, as_json: bool) -> None:
    """One answer, as a line of JSON or in words."""
    if as_json:
        line(plain)
    else:
        say(words)


def warn(text: str) -> None:
    """A line for a person on stderr."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def tame(text: str, kept: str = "\n\t") -> str:
    """Words from outside, which may not speak to the terminal: what is not printed and not kept becomes a blank."""
    return "".join(char if char.isprintable() or char in kept else " " for char in text)


def table(
    rows: Iterable[Mapping[str, Any]], *, as_json: bool = False, title: str | None = None, empty: str = "nothing here"
) -> None:
    """Rows as a table whose columns are the first row's keys, or as one JSON list; `empty` goes to stderr."""
    listed = list(rows)
    if as_json:
        say(json.dumps(listed, ensure_ascii=False, indent=2, default=str))
        return
    if not listed:
        warn(empty)
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    if console.is_terminal and console.width < _COLUMN * len(listed[0]):  # a letter a line could not be read
        _stack(console, listed, title)
        return
    drawn = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for name in listed[0]:
        numeric = all(isinstance(row.get(name), int | float) or row.get(name) is None for row in listed)
        drawn.add_column(
            name.replace("_", " "), justify="right" if numeric else "left", overflow="fold", no_wrap=name == "id"
        )
    for row in listed:
        drawn.add_row(*(Text(_cell(value)) for value in row.values()))
    if not console.is_terminal:  # a pipe or a file: as wide as it wants to be, so that nothing is folded
        console = Console(width=max(console.width, 200))
    console.print(drawn)


def _stack(console: Console, rows: list[Mapping[str, Any]], title: str | None) -> None:
    """Rows below each other, for a narrow terminal: a line a field, and what is empty left out."""
    from rich.text import Text

    for number, row in enumerate(rows):
        head = title if number == 0 and title else ""
        said = [f"{name.replace('_', ' ')}: {_cell(value)}" for name, value in row.items() if _cell(value)]
        console.print(Text("\n".join([head, *said])), soft_wrap=True)


def _cell(value: Any) -> str:  # noqa: ANN401 - whatever a row holds
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case datetime():
            return value.astimezone().strftime("%Y-%m-%d %H:%M:%S")
        case list() | tuple():
            return ", ".join(str(item) for item in value)
        case _:
            return tame(str(value), kept="")


def role(said: Settings) -> None:
    """Logging of a long-running role: to stderr, which the supervisor turns into the role's log file."""
    logging.basicConfig(
        level=said.log_level, stream=sys.stderr, force=True,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )  # fmt: skip
    logging.getLogger("kafka.net.selector").setLevel(logging.ERROR)  # a busy machine is no news

"""Writes docs/contracts and docs/reference from the code: `python -m docs.generate`.

Every page is a function of the code alone, the same on every machine; a test holds the committed files against it.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import tomllib
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import typer

from pipeline import cli, corridor, errors, model, settings, wire
from pipeline.cli import frame, line
from pipeline.desk import doors

HERE = Path(__file__).parent
OPEN_TO_WRITERS = (corridor.FEEDS, corridor.WATCHES, corridor.ARTICLES, corridor.VERDICTS, corridor.SUBSCRIPTIONS)
"""Topics that a program of somebody else may write to; the others are for reading."""
GENERATED = "<!-- Written by docs/generate.py; change the code instead. -->\n\n"


def pages() -> dict[str, str]:
    """Path below docs to text."""
    return {
        "contracts/nouns.schema.json": _json(wire.schema()),
        "contracts/asyncapi.json": _json(asyncapi()),
        "contracts/openapi.json": _json(doors.described()),
        "contracts/topics.md": topics(),
        "reference/commands.md": commands(),
        "reference/errors.md": f"# Errors and exit codes\n\n{GENERATED}{_fenced(inspect.getdoc(errors) or '')}",
        "reference/settings.md": all_settings(),
    }


def main() -> None:
    """Write every page."""
    for name, text in pages().items():
        (HERE / name).parent.mkdir(exist_ok=True)
        (HERE / name).write_text(text, "utf-8")
        print(HERE / name)


# --- contracts ------------------------------------------------------------------------------------


def asyncapi() -> dict[str, Any]:
    """The topics as an AsyncAPI 3 document, dealwire being the application that it describes."""
    _, schemas = msgspec.json.schema_components(wire.NOUNS, ref_template="#/components/schemas/{name}")
    messages = {
        noun.__name__: {
            "name": wire.tag(noun),
            "title": noun.__name__,
            "summary": _sentence(noun),
            "contentType": "application/json",
            "payload": {"$ref": f"#/components/schemas/{noun.__name__}"},
        }
        for noun in wire.NOUNS
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "dealwire",
            "version": tomllib.loads((HERE.parent / "pyproject.toml").read_text("utf-8"))["project"]["version"],
            "description": "What has just changed in a deal, said once, with the sentence that proves it.",
        },
        "defaultContentType": "application/json",
        "servers": {"kafka": {"host": "127.0.0.1:9092", "protocol": "kafka", "description": "Any Kafka 4.x."}},
        "channels": {_short(topic): _channel(topic) for topic in corridor.TOPICS},
        "operations": dict(_operations()),
        "components": {"messages": messages, "schemas": schemas},
    }


def _channel(topic: corridor.Topic) -> dict[str, Any]:
    configuration: dict[str, Any] = {"cleanup.policy": [topic.cleanup]}
    if topic.retained_for:
        configuration["retention.ms"] = int(topic.retained_for.total_seconds() * 1000)
    return {
        "address": topic.name,
        "summary": f"The key is the {topic.key}.",
        "messages": {noun.__name__: {"$ref": f"#/components/messages/{noun.__name__}"} for noun in _travels(topic)},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": configuration,
                "bindingVersion": "0.5.0",
            }
        },
    }


def _operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for topic in corridor.TOPICS:
        channel = {"$ref": f"#/channels/{_short(topic)}"}
        yield f"send-{_short(topic)}", {"action": "send", "channel": channel}
        if topic in OPEN_TO_WRITERS:
            yield f"receive-{_short(topic)}", {"action": "receive", "channel": channel}


def topics() -> str:
    """The table of topics, and what else Kafka must let us use."""
    rows = "".join(
        f"| `{topic.name}` | {', '.join(f'`{wire.tag(noun)}`' for noun in _travels(topic))} | {topic.key} "
        f"| {topic.cleanup} | {_days(topic)} | {topic.partitions} | {'yes' if topic in OPEN_TO_WRITERS else ''} |\n"
        for topic in corridor.TOPICS
    )
    return (
        f"# Topics\n\n{GENERATED}"
        "| topic | what travels on it | key | cleanup | kept | partitions | yours to write |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n" + rows + "\n" + _promised() + "\n" + _nouns()
    )


def _promised() -> str:
    changelogs = "\n".join(f"    {topic.name}" for topic in corridor.CHANGELOGS)
    return f"""\
What you read: each message is JSON whose first field, `noun`, says what it is and in which version. Fields may
be added under the same version: pass over those that you do not know. What takes a field away, or gives it another
sense, is a new version.

What you write: the fields of the noun. Others are passed over; what lacks one, or holds what it cannot, goes into
quarantine.

Workers share detection by article and consolidation by watch: all mentions of one watch are on one partition.

On a Kafka of your own dealwire reads as the groups `{corridor.WORKERS}` and `{corridor.INGEST}`, the foreground as
`dealwire-console-*`, and keeps its workers' tables in changelogs that nobody else reads:

{changelogs}
"""


def _nouns() -> str:
    """What each noun is, and its fields."""
    rows = "".join(
        f"| `{wire.tag(noun)}` | {_sentence(noun)} | {', '.join(f'`{one}`' for one in noun.__struct_fields__)} |\n"
        for noun in wire.NOUNS
    )
    return (
        "## What travels\n\nTypes, and what else is to be said, are in the [JSON Schema](nouns.schema.json).\n\n"
        "| noun | is | fields |\n| --- | --- | --- |\n" + rows
    )


def _travels(topic: corridor.Topic) -> tuple[type[model.Noun], ...]:
    return (topic.noun, *topic.also, *((model.Heartbeat,) if topic.walked else ()))


def _short(topic: corridor.Topic) -> str:
    return topic.name.split(".")[1]


def _days(topic: corridor.Topic) -> str:
    return f"{topic.retained_for.days} days" if topic.retained_for else "the last of each key"


# --- reference ------------------------------------------------------------------------------------


def all_settings() -> str:
    """A table of settings; defaults as a TOML file writes them, but of those that depend on the machine."""
    head, *_ = ast.walk(ast.parse(inspect.getsource(settings.Settings)))
    body = next(node for node in ast.walk(head) if isinstance(node, ast.ClassDef)).body
    rows = []
    for node, after in zip(body, [*body[1:], None], strict=True):
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            name, kind = ast.unparse(node.target), ast.unparse(node.annotation)
            fixed = isinstance(node.value, ast.Constant)
            default = f"`{json.dumps(ast.literal_eval(node.value))}`" if fixed else "of the machine"
            said = after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
            rows.append(
                f"| `{name}` | `DEALWIRE_{name.upper()}` | {kind} | {default} | {' '.join(str(said).split())} |\n"
            )
    return (
        f"# Settings\n\n{GENERATED}{inspect.getdoc(settings)}\n\n"
        "| in the file | in the environment | type | default | what it is |\n| --- | --- | --- | --- | --- |\n"
        + "".join(rows)
    )


def commands() -> str:
    """Every command with its arguments, options and examples; what all of them take stands once, before."""
    root = typer.main.get_command(frame.dressed(line.built(cli.COMMANDS)))
    common = [option for option in _below(root)["status"].params if option.name in _everywhere()]
    told = f"# Commands\n\n{GENERATED}Every command takes these, too:\n\n{_table('option', common)}\n"
    return told + "\n".join(_command(root, "dealwire"))


def _below(command: Any) -> dict[str, Any]:  # noqa: ANN401 - click's
    return getattr(command, "commands", {})


def _command(command: Any, path: str) -> Iterator[str]:  # noqa: ANN401 - click's, which typer keeps to itself
    yield f"## {path}\n\n{_plain(command.help or '')}\n"
    below = _below(command)
    options = [param for param in command.params if param.param_type_name == "option"]
    arguments = [param for param in command.params if param not in options]
    if not below:
        yield _fenced(" ".join((path, "[OPTIONS]", *map(_argument, arguments))))
    yield from _tables(argument=arguments, option=[one for one in options if one.name not in _everywhere()])
    if command.epilog:
        yield _fenced("\n".join(line.strip() for line in _plain(command.epilog).splitlines()[1:] if line.strip()))
    for name, child in below.items():
        yield from _command(child, f"{path} {name}")


def _tables(**named: list[Any]) -> Iterator[str]:
    for kind, params in named.items():
        if shown := [param for param in params if not param.hidden]:
            yield _table(kind, shown)


def _table(kind: str, params: list[Any]) -> str:
    return f"| {kind} | what it does |\n| --- | --- |\n" + "".join(map(_row, params))


def _argument(param: Any) -> str:  # noqa: ANN401 - click's
    name = _value(param) + ("..." if param.nargs == -1 else "")
    return name if param.required else f"[{name}]"


def _row(param: Any) -> str:  # noqa: ANN401 - click's
    if param.param_type_name == "argument":
        said = _value(param)
    else:
        said = ", ".join(param.opts) + ("" if param.is_flag else f" {_value(param)}")
    return "| `{}` | {} |\n".format(*(text.replace("|", "\\|") for text in (said, _plain(param.help or ""))))


def _value(param: Any) -> str:  # noqa: ANN401 - click's
    """What stands for the value: its own name where the command says no other, its words where they are few."""
    words = typing.get_args(param.type_descriptor.annotation) if param.nargs == 1 and not param.multiple else ()
    return str(param.metavar or "|".join(words) or param.opts[0].strip("-").upper())


def _everywhere() -> tuple[str, ...]:
    return (*{option.removeprefix("--").replace("-", "_") for option in frame.COMMON}, "help")


def _plain(text: str) -> str:
    return re.sub(r"\[/?[a-z ]*\]", "", inspect.cleandoc(text))


def _sentence(noun: type) -> str:
    return (inspect.getdoc(noun) or "").split("\n\n")[0].replace("\n", " ")


def _fenced(text: str) -> str:
    return f"```text\n{text}\n```\n"


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    main()

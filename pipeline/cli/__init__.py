"""The command `dealwire`: each file here is a command, or a group of commands, of the same name.

`frame` says how one is written, `line` how they become one command line, `ending` how it begins and ends. Nothing
heavy is imported before a command runs, and only the file of the command that is asked for is read.
"""

from __future__ import annotations

import sys

COMMANDS = (
    "up", "down", "status", "ingest", "worker", "desk", "broker",
    "detect", "explain", "lexicon", "replay", "eval", "feeds", "subscriptions", "watches", "verdict",
    "tail", "quarantine",
)  # fmt: skip
"""Module names in the order of the help; each holds `app` (a group) or a function of its own name."""


def main() -> None:
    """Entry point of the console script; a Ctrl-C may also come while the rest is being loaded."""
    try:
        from pipeline.cli import ending, line

        asked = line.asked(sys.argv[1:])
        ending.run(line.built([asked] if asked in COMMANDS else COMMANDS))
    except KeyboardInterrupt:
        sys.exit(130)

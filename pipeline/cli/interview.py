"""The questions of `watches new`: an answer that cannot be used is told at once, and asked for again."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.cli import draft, frame
from pipeline.errors import UsageError

_QUESTIONS = {
    "object": "What is sold? (its names and spellings, parted by commas)",
    "suitors": "Who would buy? (one after the other, parted by ;)",
    "owner": "Who sells it, if not itself?",
    "powers": "Who else acts? (authority:FTC; stakeholder:the union; ...)",
    "starts_on": "Since when is there news of it? (YYYY-MM-DD)",
    "vetoes": "Which words say that it is something else? (parted by ;)",
}
_OWN = "What else is news to you? (calls a strike: three to ten sentences that say it, parted by ;)"


def asked(facts: draft.Facts, file: Path | None) -> draft.Facts:
    """The facts with what was not given; a file that cannot be written ends it when its name is known."""
    for name, question in _QUESTIONS.items():
        if not getattr(facts, name):
            facts = _answer(question, partial(_with, facts, name))
        draft.hold_free(file or facts.file)
    if not facts.own:
        facts = _owned(facts)
    if not facts.title:
        facts = _answer(f"What is the deal called? [{facts.called}]", partial(_with, facts, "title"))
    return facts


def _owned(facts: draft.Facts) -> draft.Facts:
    """The facts with own types, until there is no other."""
    while (more := _answer(_OWN, partial(_with_own, facts))) is not facts:
        facts = more
    return facts


def _with_own(facts: draft.Facts, said: str) -> draft.Facts:
    if not said:
        return facts
    more = replace(facts, own=[*facts.own, said])
    draft.hold(more)
    return more


def _with(facts: draft.Facts, name: str, said: str) -> draft.Facts:
    changed: dict[str, Any] = {name: draft.several(said) if isinstance(getattr(facts, name), list) else said}
    more = replace(facts, **changed)
    draft.hold_needed(more, name)
    draft.hold(more)
    return more


def _asked(question: str) -> str:
    """The answer; what is asked is no part of what goes into a file or a pipe."""
    if sys.stdout.isatty():
        return input(question)
    sys.stderr.write(question)
    sys.stderr.flush()
    try:
        return input()
    except EOFError:
        frame.warn("")  # what is said next begins a line
        raise


def _answer(question: str, take: Callable[[str], draft.Facts]) -> draft.Facts:
    """What an answer comes to, asked for until it can be used."""
    while True:
        try:
            return take(_asked(f"{question} ").strip())
        except UsageError as error:
            frame.warn(f"{error} -> {error.way_out}")
        except EOFError:
            raise UsageError(
                "the answers end before the questions do",
                way_out="answer each, if only with an empty line, or give the facts as options and say --yes",
            ) from None

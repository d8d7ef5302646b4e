"""A pattern's translation into regular expressions, token by token, with what a text must hold to match it."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping, Sequence
from itertools import groupby

from msgspec.structs import replace

from pipeline.kit import words
from pipeline.stages.detect import roles, strangers
from pipeline.stages.detect.parts import Part, by_letter, joined
from pipeline.stages.detect.script import Script

_END = r"\$(?=[\s)|]|$)"
"""The clause's end; before anything else it is a dollar ("$#bn")."""
TOKEN = re.compile(
    r"\s+|\{(?:(?P<order>\d):)?(?P<slot>[a-z|]+)\}\??|<(?P<list>[\w-]+)>\??|(?P<open>\()|(?P<close>\)\??)|(?P<bar>\|)"
    rf"|(?P<far>\.\.\.)|(?P<near>\.\.)|(?P<edge>\^|…|{_END})"
    rf"|(?P<word>(?:[^\s{{}}()<>|…^$?]|(?!{_END})\$)+?(?=\.\.|[\s{{}}()<>|…^?]|{_END}|$)\??)|(?P<wrong>.)"
)
_SIGNS = ",/&+、，・"
"""What joins parties without a word."""
_SEPARATOR = r"[\s\"'(),:\-]{1,4}"
_NO_WORD = rf"[^\w{roles.ANY_MARK}]*"
_EDGES = {"^": rf"^{_NO_WORD}?", "…": rf"{_NO_WORD}(?:…|\.\.)"}
_SHORTEST, _MOST_NEEDS = 3, 3
_FEW_SHORT = 0.4
"""The share of a set that may be short: such strings stand inside many words ("ok" in "took")."""


class PatternError(ValueError):
    """A pattern that cannot be read; the message quotes it."""


def sharpest(needs: list[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Three of the sets: first that whose shortest string is longest, for fewest texts hold it.

    One with some short strings comes behind, one with many only for want of others.
    """
    if len(needs) <= 1:
        return tuple(needs)
    ranked = sorted(dict.fromkeys(needs), key=lambda need: (-min(map(len, need)), len(need)))
    short = {need: sum(len(text) < _SHORTEST and text.isalnum() for text in need) / len(need) for need in ranked}
    telling = sorted((need for need in ranked if short[need] <= _FEW_SHORT), key=lambda need: short[need] > 0)
    return tuple((telling or ranked)[:_MOST_NEEDS])


def _figure(said: str) -> tuple[str, ...]:
    """What must stand in a text for a word with a number: what is written beside it, else a digit."""
    beside = [words.apart(text).strip() for text in said.split("#")]
    telling = [text for text in beside if len(text) > 1 or (text and not text.isalnum())]
    return (max(telling, key=len),) if telling else tuple(string.digits)


class Vocabulary:
    """A language's lists and how it writes, ready for all of its patterns; a list is translated once."""

    def __init__(self, lists: Mapping[str, Sequence[str]], script: Script, *, cased: bool = True) -> None:
        self.lists, self.script = lists, script
        self.translated: dict[str, Part] = {}
        self.opened: list[str] = []
        """Lists in the midst of their translation."""
        self.hollow: list[tuple[str, str]] = []
        """Alternatives that may be nothing, each with the list that holds it, if any: any text matches there."""
        self.words: dict[str, Part] = {}
        """Translated, by how a pattern writes them: a language's patterns are made of few."""
        prefixes = "|".join(re.escape(words.fold(prefix)) for prefix in script.prefixes)
        self.opening = rf"\b(?:{prefixes})?" if prefixes else r"\b"
        self.begins = not any(prefix[-1].isalnum() for prefix in script.prefixes)
        names = "|".join(re.escape(words.fold(word)) for word in script.conjunctions)
        spelt = "|".join(re.escape(words.fold(word)) for word in script.conjunctions if word not in _SIGNS)
        blank = r"\s+" if script.spaced else r"\s*"
        join = f"{blank}(?:{spelt}){blank}" if spelt else r"(?!)"
        articles = "|".join(re.escape(words.fold(word)) for word in script.articles)
        self.article = rf"(?:\b(?:{articles})\s+)?" if articles else ""
        if cased:
            apart, heads = (*script.conjunctions, *lists.get("apart", ())), " | ".join(lists.get("heads", ()))
            behind = Translation(heads, self, of="heads").whole().regex if heads else ""
            self.strangers = {"stranger": strangers.pattern(apart, behind)}
        else:
            common = lists.get("common", ())
            wide = strangers.uncased(common, spaced=script.spaced)
            self.strangers = {"stranger": wide, "foreign": strangers.foreign(common)}
        # one way only to read a blank, and each sign: a list that does not match would be tried in all ways there are
        self.join = rf"(?:\s*[{_SIGNS}]\s*(?:(?:{names or '(?!)'})\s*)?|\s*-\s*|{join})"


class Translation:
    """One piece of a pattern, or the list `of` that name, on its way to a regular expression."""

    def __init__(self, said: str, vocabulary: Vocabulary, *, of: str = "", barred: str = "") -> None:
        self.said, self.vocabulary, self.list, self.barred = said, vocabulary, of, barred
        self.script, self.opening = vocabulary.script, vocabulary.opening
        self.slots: list[tuple[int, int]] = []
        self.group = 0

    def whole(self) -> Part:
        """All of it; `PatternError` when it cannot be read."""
        tokens = list(TOKEN.finditer(self.said))
        part, at = self._either(tokens, 0)
        if at != len(tokens):
            raise PatternError(f"{self.said!r}: a bracket too many at {tokens[at].start()}")
        return part

    def _either(self, tokens: list[re.Match[str]], at: int) -> tuple[Part, int]:
        choices, before = list[Part](), self.group
        while True:
            begin = at
            part, at = self._sequence(tokens, at)
            choices.append(part)
            if part.hollow and (len(choices) > 1 or (at < len(tokens) and tokens[at]["bar"])):
                self.vocabulary.hollow.append((self.list, "".join(token[0] for token in tokens[begin:at]).strip()))
            if at >= len(tokens) or not tokens[at]["bar"]:
                break
            at += 1
        if len(choices) == 1:
            return choices[0], at
        bests = [sharpest(list(choice.needs))[:1] for choice in choices]
        needs = (tuple(dict.fromkeys(text for best in bests for text in best[0])),) if all(bests) else ()
        flat = tuple(one for choice in choices for one in choice.choices or (choice.regex,))
        bare = "|".join(choice.regex for choice in choices if choice.kind in {"edge", "mark"})
        said = self._any(flat, slots=self.group > before)
        return Part(regex=f"(?:{said})", kind="group", needs=needs, choices=flat, bare=bare), at

    def _any(self, choices: Sequence[str], *, slots: bool) -> str:
        """The choices, with the look for a word's beginning once for all that begin so: else each looks everywhere.

        Those with `slots` keep their order, for groups are known by theirs.
        """
        runs = groupby(choices, key=lambda choice: choice.startswith(self.opening))
        any_of = "|".join if slots else by_letter
        return "|".join(
            f"{self.opening}(?:{any_of(one.removeprefix(self.opening) for one in run)})" if opens else any_of(run)
            for opens, run in runs
        )

    def _sequence(self, tokens: list[re.Match[str]], at: int) -> tuple[Part, int]:
        parts: list[Part] = []
        glued = True
        while at < len(tokens) and not tokens[at]["bar"] and not tokens[at]["close"]:
            token = tokens[at]
            if token[0].isspace():
                glued, at = False, at + 1
                continue
            part, at = self._part(tokens, at)
            parts.append(part if part.glued is glued else replace(part, glued=glued))
            glued = True
        if len(parts) == 1 and not parts[0].optional:
            return parts[0], at
        return joined(parts, _SEPARATOR if self.script.spaced else r"\s*"), at

    def _part(self, tokens: list[re.Match[str]], at: int) -> tuple[Part, int]:
        token = tokens[at]
        if token["open"]:
            inner, at = self._either(tokens, at + 1)
            if at >= len(tokens) or not tokens[at]["close"]:
                raise PatternError(f"{self.said!r}: a bracket is not closed")
            optional = tokens[at]["close"].endswith("?")
            return replace(inner, kind="group", optional=optional), at + 1
        match token.lastgroup:
            case "word":
                part = self._word(token)
            case "slot":
                part = self._slot(token)
            case "list":
                part = self._list(token)
            case "far":
                part = self._gap(self.script.reach)
            case "near":
                part = self._gap(self.script.near)
            case "edge":
                part = Part(regex=_EDGES.get(token[0], rf"{_NO_WORD}$"), kind="edge")
            case _:
                raise PatternError(f"{self.said!r}: cannot read {token[0]!r} at {token.start()}")
        return part, at + 1

    def _gap(self, reach: int) -> Part:
        """Anything up to so many characters; but no `barred` mark."""
        return Part(regex=rf"[^{roles.BREAK}{self.barred}]{{0,{reach}}}?", kind="gap")

    def _slot(self, token: re.Match[str]) -> Part:
        if self.barred == strangers.CLOSED and token["slot"] in self.vocabulary.strangers:  # marked nowhere else
            return Part(regex=self.vocabulary.strangers[token["slot"]], kind="slot", optional=token[0].endswith("?"))
        try:
            marks = roles.marks(token["slot"])
        except KeyError as error:
            raise PatternError(
                f"{self.said!r}: {error.args[0]!r} is no role (known: {', '.join(roles.GROUPS)})"
            ) from error
        self.group += 1
        self.slots.append((self.group, int(token["order"]) if token["order"] else self.group))
        opening = "(?:" if self.list else "("
        tail = r"(?:'\w{0,5})?" if self.script.spaced else ""
        article = self.vocabulary.article
        more = "" if self.barred else f"(?:{self.vocabulary.join}{article}[{marks}])*"
        return Part(
            regex=rf"{article}{opening}[{marks}]{more}){tail}",
            kind="slot",
            roles=(marks,),
            optional=token[0].endswith("?"),
        )

    def _list(self, token: re.Match[str]) -> Part:
        name, known = token["list"], self.vocabulary.translated
        if name not in self.vocabulary.lists:
            raise PatternError(f"{self.said!r}: the lexicon has no list <{name}>")
        if name in self.vocabulary.opened:
            raise PatternError(f"{self.said!r}: the list <{name}> names itself")
        if name not in known:
            self.vocabulary.opened.append(name)
            inner = Translation(" | ".join(self.vocabulary.lists[name]), self.vocabulary, of=name).whole()
            known[name] = replace(inner, regex=f"(?:{inner.regex})", kind="group")
            self.vocabulary.opened.remove(name)
        return replace(known[name], optional=token[0].endswith("?"))

    def _word(self, token: re.Match[str]) -> Part:
        said, known = token["word"], self.vocabulary.words
        if said == "," and self.script.blank_parts:
            return Part(regex=self.script.comma.pattern, kind="mark")
        if said not in known:
            known[said] = self._spelt(words.fold(said))
        return known[said]

    def _spelt(self, said: str) -> Part:
        optional, said = said.endswith("?"), said.removesuffix("?")
        if "#" in said:
            regex = re.escape(said).replace(r"\#", r"[0-9][0-9.,]*")
            return Part(regex=regex, optional=optional, needs=(_figure(said),))
        head, tail, core = said.startswith("*"), said.endswith("*"), said.strip("*")
        if not core:
            raise PatternError(f"{self.said!r}: a star without a word")
        regex, need = re.escape(core), words.apart(core).strip()
        if self.script.spaced:
            if head:
                regex = r"\w*" + regex
            elif core[0].isalnum():
                regex = self.opening + regex
                need = need if words.joined(core[0]) or not self.vocabulary.begins else f" {need}"
            if tail:
                regex += r"\w*"
            elif core[-1].isalnum():
                regex += r"\b"
                need = need if words.joined(core) else f"{need} "
        kind = "word" if head or core[0].isalnum() else "mark"
        return Part(regex=regex, kind=kind, optional=optional, needs=((need,),) if need else ())

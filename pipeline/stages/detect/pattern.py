"""The pattern language of the lexicons, and its translation into regular expressions over marked sentences.

    {owner}            a party of that role, or several ("Oracle, Silver Lake and MGX"); {buyer|leader} either
    {2:any} {1:owner}  actors are taken in the order of the slots, or of their numbers; {0:any} is none of them
    word  stem*  *end  a word, a word that begins so, a word that ends so
    (a | b c)  x?      either; perhaps
    <deal>             any word of the lexicon's list of that name
    #                  a number
    ..  ...            a few words; any words of the same clause
    ^  $               where the clause begins, where it ends
    piece & piece      both in one clause, in whatever order

Laws: a pattern is case-blind and matches whole words where the script has blanks between them. `needs` are
sets of strings: a text that holds none of a set's strings cannot match, so it is never tried.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby

from msgspec.structs import replace

from pipeline.kit import words
from pipeline.model import Value
from pipeline.stages.detect import roles
from pipeline.stages.detect.parts import Part, joined

_TOKEN = re.compile(
    r"\s+|\{(?:(?P<order>\d):)?(?P<slot>[a-z|]+)\}\??|<(?P<list>[\w-]+)>\??|(?P<open>\()|(?P<close>\)\??)|(?P<bar>\|)"
    r"|(?P<far>\.\.\.|…)|(?P<near>\.\.)|(?P<edge>[\^$])|(?P<word>[^\s{}()<>|…^$?]+?(?=\.\.|[\s{}()<>|…^$?]|$)\??)|(?P<wrong>.)"
)
_SEPARATOR = r"[\s\"'(),:\-]{1,4}"
_NO_WORD = rf"[^\w{roles.ANY_MARK}]*"
_SHORTEST, _MOST_NEEDS = 3, 3


class PatternError(ValueError):
    """A pattern that cannot be read; the message quotes it."""


class Script(Value):
    """How a language writes: blanks, what is glued before words or stands before names, what joins names, gaps."""

    spaced: bool = True
    prefixes: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    conjunctions: tuple[str, ...] = ()
    reach: int = 70
    near: int = 24
    nearest: bool = False
    """Whether of several who may act the last before the verb does, as in Chinese; else the first."""
    oblique: tuple[str, ...] = ()
    """What stands before somebody who does not act ("with", "to", "by" in Chinese), where `nearest` would take him."""
    behind: int = 0
    """How far behind a match its negation, tense and mood may stand, where the verb ends the clause."""


class Piece:
    """A regular expression that is compiled when it is first tried: most rules of a language never are."""

    def __init__(self, source: str) -> None:
        self.source = source

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Compiled, at the latest now."""
        return re.compile(self.source)

    @cached_property
    def search(self) -> Callable[..., re.Match[str] | None]:
        """As `re.Pattern.search`."""
        return self.regex.search

    @cached_property
    def finditer(self) -> Callable[..., Iterator[re.Match[str]]]:
        """As `re.Pattern.finditer`."""
        return self.regex.finditer


class Pattern(Value):
    """One pattern, translated: a regular expression for each piece, and which group holds which actor."""

    said: str
    pieces: tuple[Piece, ...]
    slots: tuple[tuple[tuple[int, int], ...], ...]
    needs: tuple[tuple[str, ...], ...]
    roles: tuple[str, ...]
    headless: bool = False
    """Whether it has a slot for the second actor and none for the first."""


def compiled(
    said: str, lists: Mapping[str, Sequence[str]], script: Script, *, anchored: bool = True, single: bool = False
) -> Pattern:
    """The pattern's translation, in which a slot is one party if `single`, else several in a row, too.

    `PatternError` when it cannot be read, or is `anchored` and no word must be there.
    """
    pieces: list[Piece] = []
    slots: list[tuple[tuple[int, int], ...]] = []
    needs: list[tuple[str, ...]] = []
    wanted: list[str] = []
    for piece in re.split(r"\s&\s", said.strip()):
        translation = _Translation(piece, lists, script, single=single)
        part = translation.whole()
        pieces.append(Piece(part.regex.removeprefix(translation.article)))  # begins with a mark: found at once
        slots.append(tuple(translation.slots))
        needs.extend(part.needs)
        wanted.extend(part.roles)
    if anchored and not needs:
        raise PatternError(f"{said!r}: no word in it must stand in the text")
    return Pattern(
        said=said, pieces=tuple(pieces), slots=tuple(slots), needs=_sharpest(needs), roles=tuple(dict.fromkeys(wanted)),
        headless=_headless(said),
    )  # fmt: skip


def _headless(said: str) -> bool:
    orders = [token["order"] or "1" for token in _TOKEN.finditer(said) if token["slot"]]
    return "1" not in orders and any(order > "1" for order in orders)


def _sharpest(needs: list[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """The sets, first that whose shortest string is longest, for fewest texts hold it; short ones for want of long."""
    ranked = sorted(dict.fromkeys(needs), key=lambda need: (-min(map(len, need)), len(need)))
    long = [need for need in ranked if all(len(text) >= _SHORTEST or not text.isalnum() for text in need)]
    return tuple((long or ranked)[:_MOST_NEEDS])


class _Translation:
    """One piece of a pattern on its way to a regular expression."""

    def __init__(
        self,
        said: str,
        lists: Mapping[str, Sequence[str]],
        script: Script,
        *,
        groups: bool = True,
        single: bool = False,
    ) -> None:
        self.said, self.lists, self.script, self.groups, self.single = said, lists, script, groups, single
        self.slots: list[tuple[int, int]] = []
        self.group = 0
        prefixes = "|".join(re.escape(words.fold(prefix)) for prefix in script.prefixes)
        self.opening = rf"(?<!\w)(?:{prefixes})?" if prefixes else r"(?<!\w)"
        names = "|".join(re.escape(words.fold(word)) for word in script.conjunctions)
        join = rf"\s*(?:{names})\s*" if names and not script.spaced else rf"\s+(?:{names})\s+" if names else r"(?!)"
        articles = "|".join(re.escape(words.fold(word)) for word in script.articles)
        self.article = rf"(?:(?<!\w)(?:{articles})\s+)?" if articles else ""
        self.join = rf"(?:\s*[,/&+、，・]\s*(?:{names or '(?!)'})?\s*|\s*-\s*|{join})"

    def whole(self) -> Part:
        tokens = list(_TOKEN.finditer(self.said))
        part, at = self._either(tokens, 0)
        if at != len(tokens):
            raise PatternError(f"{self.said!r}: a bracket too many at {tokens[at].start()}")
        return part

    def _either(self, tokens: list[re.Match[str]], at: int) -> tuple[Part, int]:
        choices: list[Part] = []
        while True:
            part, at = self._sequence(tokens, at)
            choices.append(part)
            if at >= len(tokens) or not tokens[at]["bar"]:
                break
            at += 1
        if len(choices) == 1:
            return choices[0], at
        bests = [_sharpest(list(choice.needs))[:1] for choice in choices]
        needs = (tuple(dict.fromkeys(text for best in bests for text in best[0])),) if all(bests) else ()
        flat = tuple(one for choice in choices for one in choice.choices or (choice.regex,))
        return Part(regex=f"(?:{self._any(flat)})", kind="group", needs=needs, choices=flat), at

    def _any(self, choices: Sequence[str]) -> str:
        """The choices, with the look for a word's beginning once for all that begin so: else each looks everywhere."""
        runs = groupby(choices, key=lambda choice: choice.startswith(self.opening))
        return "|".join(
            f"{self.opening}(?:{'|'.join(one.removeprefix(self.opening) for one in run)})" if opens else "|".join(run)
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
            parts.append(replace(part, glued=glued))
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
        readers: tuple[tuple[str, Callable[[re.Match[str]], Part]], ...] = (
            ("slot", self._slot), ("list", self._list), ("word", self._word),
            ("far", lambda _: Part(regex=rf"[^{roles.BREAK}]{{0,{self.script.reach}}}?", kind="gap")),
            ("near", lambda _: Part(regex=rf"[^{roles.BREAK}]{{0,{self.script.near}}}?", kind="gap")),
            ("edge", lambda match: Part(regex=rf"^{_NO_WORD}?" if match[0] == "^" else rf"{_NO_WORD}$", kind="edge")),
        )  # fmt: skip
        for name, read in readers:
            if token[name]:
                return read(token), at + 1
        raise PatternError(f"{self.said!r}: cannot read {token[0]!r} at {token.start()}")

    def _slot(self, token: re.Match[str]) -> Part:
        try:
            marks = roles.marks(token["slot"])
        except KeyError as error:
            raise PatternError(
                f"{self.said!r}: {error.args[0]!r} is no role (known: {', '.join(roles.GROUPS)})"
            ) from error
        self.group += 1
        self.slots.append((self.group, int(token["order"]) if token["order"] else self.group))
        opening = "(" if self.groups else "(?:"
        tail = r"(?:'\w{0,5})?" if self.script.spaced else ""
        more = "" if self.single else f"(?:{self.join}{self.article}[{marks}])*"
        return Part(
            regex=rf"{self.article}{opening}[{marks}]{more}){tail}",
            kind="slot",
            roles=(marks,),
            optional=token[0].endswith("?"),
        )

    def _list(self, token: re.Match[str]) -> Part:
        if token["list"] not in self.lists:
            raise PatternError(f"{self.said!r}: the lexicon has no list <{token['list']}>")
        inner = _Translation(" | ".join(self.lists[token["list"]]), self.lists, self.script, groups=False).whole()
        return Part(
            regex=f"(?:{inner.regex})",
            kind="group",
            needs=inner.needs,
            optional=token[0].endswith("?"),
            choices=inner.choices,
        )

    def _word(self, token: re.Match[str]) -> Part:
        said = words.fold(token["word"])
        optional, said = said.endswith("?"), said.removesuffix("?")
        if "#" in said:
            return Part(regex=re.escape(said).replace(r"\#", r"\d[\d.,]*"), optional=optional)
        head, tail, core = said.startswith("*"), said.endswith("*"), said.strip("*")
        if not core:
            raise PatternError(f"{self.said!r}: a star without a word")
        regex = re.escape(core)
        if self.script.spaced:
            if head:
                regex = r"\w*" + regex
            elif core[0].isalnum():
                regex = self.opening + regex
            regex += r"\w*" if tail else r"(?!\w)" if core[-1].isalnum() else ""
        return Part(regex=regex, optional=optional, needs=((core,),))

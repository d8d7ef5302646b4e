"""How words and phrases of one language stand in a folded text: with spaces between them or not, with any ending."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.kit import words
from pipeline.kit.regex import Regex
from pipeline.stages.detect.choices import any_of
from pipeline.stages.detect.counts import HOLE, Counts
from pipeline.stages.detect.halves import LETTER

_PLACEHOLDER = re.compile(r"\{([dmynwe])\}")
_BESIDE = re.compile(rf"{re.escape(HOLE)}|[ *]")
_PART = re.compile(rf"{re.escape(HOLE)}| +|.", re.DOTALL)


class Spelled:
    """Patterns of what one language says; `counts` are its numbers."""

    def __init__(self, numbers: Sequence[str], *, spaced: bool) -> None:
        self._spaced = spaced
        self.regexes: list[Regex] = []
        """All that were made."""
        self.counts = Counts(numbers, self.word, self.regex)

    def regex(self, source: str, said: Sequence[str] = ()) -> Regex:
        """One more; what it matches holds one of these phrases, if they are given."""
        self.regexes.append(Regex(source, _telling(said)))
        return self.regexes[-1]

    def word(self, said: str | Sequence[str]) -> str:
        """Alternatives parted by "|"; a star stands for any ending."""
        choices = said.split("|") if isinstance(said, str) else [one for many in said for one in many.split("|")]
        return any_of(map(self._parts, choices)) + (f"(?!{LETTER})" if self._spaced else "")

    def _parts(self, said: str) -> Iterator[str]:
        """A phrase letter by letter; that no word goes on is asked behind the first: letters are found faster."""
        for number, part in enumerate(_PART.findall(words.fold(said))):
            regex = self.counts.several if part == HOLE else re.escape(part)
            if self._spaced:
                regex = {" ": r"\s+", "*": f"{LETTER}*"}.get(part[0], regex)
                if number == 0:
                    regex = rf"{regex}(?<!{LETTER}{regex})" if part.isalnum() else rf"(?<!{LETTER}){regex}"
            yield regex

    def near(self, said: Sequence[str]) -> tuple[Regex, Regex]:
        """Words right before what ends a text, and right behind what begins one; signs and figures may part them."""
        apart, word = r"[\W\d]*" if self._spaced else ".*", self.word(said) if said else "(?!)"
        return self.regex(rf"{word}{apart}$"), self.regex(rf"{apart}{word}")

    def any(self, said: Sequence[str]) -> Regex:
        """Any of these words; nothing if there are none."""
        return self.regex(self.word(said) if said else "(?!)", said)

    def form(self, form: str, month: str, year: str, ordinals: Sequence[str]) -> Regex:
        """A date with holes for its parts; of a mere day ("le {d}") no figure, share or month may follow."""
        holes = {
            "d": r"(?P<d>\d{1,2})(?:st|nd|rd|th|er|º|\.)?(?!\d)",
            "m": f"(?P<m>{month})",
            "y": f"(?P<y>{year})",
            "n": r"(?P<n>\d{1,2})(?!\d)",
            "w": f"(?P<d>{self.word(ordinals) if ordinals else '(?!)'})",
            "e": r"(?P<e>\d{1,2})(?!\d)",
        }
        parts = _PLACEHOLDER.split(words.fold(form))
        if len(set(parts[1::2])) < len(parts[1::2]):
            raise ValueError(f"dates.forms: {form!r} names a part of a date twice")
        regex = "".join(
            holes[part] if index % 2 else re.sub(r"(?:\\ )+", r"\\s+", re.escape(part))
            for index, part in enumerate(parts)
        )
        opens = r"(?<!\d)" if regex.startswith(("(?P<d>", "(?P<n>", "(?P<y>")) else r"(?<!\w)" if self._spaced else ""
        ends = rf"(?![./-]?\d|\s?%|[\s.°º]*(?:\w{{1,4}}[\s'])?{month})" if self._spaced and parts[1::2] == ["d"] else ""
        return self.regex(opens + regex + ends, [max(parts[::2], key=len)])


def _telling(said: Iterable[str]) -> list[str]:
    """What one of must stand in a text that says one of these phrases: of each the longest piece without a blank."""
    pieces = {max(_BESIDE.split(words.fold(one)), key=len) for many in said for one in many.split("|")}
    return [piece for piece in pieces if not any(other in piece for other in pieces - {piece})]


def holes_of(form: str) -> list[str]:
    """The parts of a date that a form has holes for, in order."""
    return _PLACEHOLDER.findall(form)

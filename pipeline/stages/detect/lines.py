"""An article's sentences as the rest of detection takes them: with their place, folded, and what they may match.

Law: of a text, and of a headline, the first `LONGEST` characters are read, to the end of a sentence: no article takes
for ever.
"""

from __future__ import annotations

import re

from pipeline.kit import words
from pipeline.model import Article, Field, Value
from pipeline.stages.detect import margins, sentences
from pipeline.stages.detect.reading import Reading

LONGEST = 20_000
"""Some three thousand words: what is longer is a page with its lists and comments, or no news."""
_QUOTES = '"“”„«»「」『』'
_FOLLOWED = " .,;:!?…)。、"
"""What may stand behind a quotation in which nobody says who speaks."""
_CLOSES = "\"'”’»)」』 "
_ASKS = ("?", "？", "؟")
_PARTS = re.compile(r"[:;!–—|]\s|[：；。！]")


class Line(Value):
    """A sentence, where it stands, folded, and what of its language's book it may match."""

    field: Field
    start: int
    end: int
    text: str
    folded: str
    held: int = 0

    @property
    def quoted(self) -> bool:
        """Whether it is nothing but a quotation, or a part of one."""
        inner = self.text.strip()
        if not inner.startswith(tuple(_QUOTES)):
            return False
        last = max(inner.rfind(mark, 1) for mark in _QUOTES)
        return last < 0 or not inner[last + 1 :].strip(_FOLLOWED)

    @property
    def asks(self) -> bool:
        """Whether it is a question."""
        return self.text.rstrip(_CLOSES).endswith(_ASKS)

    def asked(self, text: str, end: int) -> bool:
        """Whether what ends there in its marked text is asked; "Vale buys the mill: what changes?" asks the latter."""
        return self.asks and not _PARTS.search(text, end)


def lines(article: Article, reading: Reading) -> list[Line]:
    """Headline and sentences; a headline that the text says again holds nothing there."""
    found: list[Line] = []
    fields: tuple[tuple[Field, str], ...] = (("title", article.title), ("text", article.text))
    headline = ""
    for field, text in fields:
        folded = _folded(field, text[:LONGEST], reading)
        spans = sentences.spans(text[:LONGEST], reading.abbreviations, reading.grammar.month)
        if len(text) > LONGEST and len(spans) > 1:
            del spans[-1]  # cut off
        for start, end in spans:
            said, part = text[start:end], folded[start:end]
            if not part.strip():
                continue  # a dateline and no more
            again = field == "text" and said == headline
            headline = headline or (said if field == "title" else "")
            held = 0 if again else reading.held(part)
            found.append(Line(field=field, start=start, end=end, text=said, folded=part, held=held))
    return found


def _folded(field: Field, text: str, reading: Reading) -> str:
    """The text folded, without what stands in its margin."""
    folded = words.fold(text)
    if field == "title":
        return margins.without_outlet(text, folded)
    return margins.without_dateline(text, folded, reading.grammar.month)

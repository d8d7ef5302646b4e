"""The other naive way: the sentence vector alone, without a rule.

A sentence that names the deal's object is of the type whose example is nearest in the lexicons of all languages that
the articles are in, if it is near enough; the first party named acts; confirmed, on the day of publication.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pipeline.evaluate.anchors import Named, mention
from pipeline.evaluate.gold import Row
from pipeline.model import Mention, Type, Watch
from pipeline.stages.detect import Lexicon, sentences
from pipeline.stages.detect.classifying import Encode

NEAR: Final = 0.6
"""Cosine from which a sentence is taken to say what an example says; the best on articles read for tuning."""


class Examples:
    """The examples of lexicons, as vectors."""

    def __init__(self, lexicons: Sequence[Lexicon], encode: Encode) -> None:
        examples: list[tuple[str, Type]] = [
            (said, rule.type) for lexicon in lexicons for rule in lexicon.rule for said in rule.yes
        ]
        self.encode = encode
        self.types = [type_ for _, type_ in examples]
        self.vectors = encode([said for said, _ in examples])


class Vectors:
    """The nearest example, for each sentence that names the deal."""

    def __init__(self, watch: Watch, examples: Examples) -> None:
        self._watch, self._examples, self._named = watch, examples, Named(watch)

    def __call__(self, row: Row) -> tuple[Mention, ...]:
        """What the sentences of the row are nearest to."""
        article = row.article
        texts = [text[start:end] for text in (article.title, article.text) for start, end in sentences.spans(text)]
        told = [text for text in texts if self._named(text)]
        if not told:
            return ()
        likeness = self._examples.encode(told) @ self._examples.vectors.T
        found: dict[Type, str] = {}
        for text, row_of in zip(told, likeness, strict=True):
            nearest = int(row_of.argmax())
            if row_of[nearest] >= NEAR:
                found.setdefault(self._examples.types[nearest], text)
        return tuple(mention(article, self._watch.id, type_, self._named(text)) for type_, text in found.items())

"""HTML to plain text with paragraphs, by selectolax.

Laws: never raises; what holds no markup comes out as it is, whitespace collapsed, but for its empty lines; paragraphs
are divided by one empty line; scripts, styles and the like leave nothing behind, nor does what tells where a word may
be broken.
"""

from __future__ import annotations

import re
from html import unescape

from selectolax.lexbor import LexborHTMLParser

_BREAK = "\x1d"
_INVISIBLE = ["script", "style", "noscript", "template", "iframe", "object", "svg", "math", "head", "title", "select"]
_BLOCKS = (
    "p, div, br, hr, li, ul, ol, dl, dt, dd, blockquote, pre, table, tr, figure, figcaption, section, article, "
    "header, footer, aside, nav, main, form, h1, h2, h3, h4, h5, h6"
)
_CELLS = "td, th"
_BLANK_LINE = re.compile(r"\n\s*\n")
_MARKUP = re.compile(r"[<&]")
_TAG = re.compile(r"<[^>]*>?")
_SPELLED = r"[A-Za-z\u00c0-\u052f\u1e00-\u1fff]"
_UNSEEN = re.compile(rf"[\u00ad\u2060]|(?<={_SPELLED})[\u200b-\u200d\ufeff]+(?={_SPELLED})")
"""Hyphens and spaces of no width inside a word; between letters of other scripts, and emoji, they mean something."""
_SPACES = re.compile(r"[\s\u200b\ufeff]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_DECODED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1c\x1e\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
"""The same but for the mark of a paragraph: what the parser makes of `&#27;`, which would speak to a terminal."""
_TWICE = re.compile(r"</?(?:p|br|div|span|strong|em|img|a href)\b[^<>]*>", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d{0,2});", re.IGNORECASE)
_MOST_TAGS = 10_000  # the parser's time grows with the square of the depth: 10,000 deep is 0.2 s, 200,000 is 70


def plain(html: str) -> str:
    """The visible words; paragraphs divided by an empty line, all other whitespace by one space.

    Markup and references that were escaped twice, as many feeds do, are markup and references all the same.
    """
    once = _plain(html)
    return _plain(once) if _TWICE.search(once) and not _TWICE.search(html) else once


def _plain(html: str) -> str:
    clean = _CONTROL.sub("", html)
    if "<" not in clean:
        clean = _BLANK_LINE.sub(_BREAK, clean)
    if not _MARKUP.search(clean):
        return _paragraphs(clean)
    if clean.count("<") > _MOST_TAGS:
        return _paragraphs(_TAG.sub(" ", clean))
    tree = LexborHTMLParser(clean)
    tree.strip_tags(_INVISIBLE)
    if tree.body is None:
        return ""
    for node in tree.body.css(_BLOCKS):
        node.insert_before(_BREAK)
        node.insert_after(_BREAK)
    for node in tree.body.css(_CELLS):
        node.insert_after(" ")
    text = _REFERENCE.sub(lambda found: unescape(found[0]), tree.body.text())
    return _paragraphs(_DECODED.sub("", text))


def line(html: str) -> str:
    """The visible words in one line, for a title."""
    return _SPACES.sub(" ", plain(html))


def _paragraphs(text: str) -> str:
    found = (_SPACES.sub(" ", part).strip() for part in _UNSEEN.sub("", text).split(_BREAK))
    return "\n\n".join(part for part in found if part)

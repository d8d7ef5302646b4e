"""A text or a page as a file of its own -> the row of an article; what it does not say of itself is left empty."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser
from w3lib.encoding import html_body_declared_encoding

from pipeline.edge import rows
from pipeline.edge.rows import NOT_UTF8, Row
from pipeline.kit import html, languages

_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SPACES = re.compile(r"\s+")
_HEADLINE_END = (".", "!", "?", "。", "…", ":", ";")


def text(raw: bytes) -> Row:
    """A first line of its own that does not end as a sentence does is the title."""
    said = _decoded(raw)
    first, _, rest = said.partition("\n")
    if rest.strip() and first.strip() and not first.rstrip().endswith(_HEADLINE_END):
        return Row(title=first.strip(), text=rest.strip("\r\n"))
    return Row(text=said if said.strip() else "")


def page(raw: bytes) -> Row:
    """What a page's head says, and the paragraphs of its article."""
    tree = LexborHTMLParser(_markup(raw))

    def said(selector: str, attribute: str) -> str:
        node = tree.css_first(selector)
        return ((node.attributes.get(attribute) if node else None) or "").strip()

    times = [said('meta[property="article:published_time"]', "content")]
    times += [(node.attributes.get("datetime") or "").strip() for node in tree.css("time[datetime]")]
    heading = tree.css_first("title") or tree.css_first("h1")
    row = Row(
        published=next(filter(_is_day, times), ""),
        title=said('meta[property="og:title"]', "content") or (_spaced(heading.text()) if heading else ""),
        url=said('link[rel="canonical"]', "href"),
    )
    hint = said("html[lang]", "lang")
    tree.strip_tags(["script", "style", "noscript", "nav", "header", "footer", "aside", "form", "title"])
    body = tree.css_first("article") or tree.css_first("main") or tree.body
    blocks = body.css("p, li, blockquote, h2, h3, td") if body else []
    text = "\n\n".join(filter(None, (html.plain(node.html or "") for node in blocks)))
    whole = html.plain(body.html or "") if body else ""
    row.text = text if 2 * len(text) >= len(whole) else whole  # an article may stand between its paragraphs
    row.lang = languages.guess(f"{row.title}\n{row.text}", hint)
    return row


def _is_day(said: str) -> bool:
    """Whether it says a day: `datetime` may be how long it takes to read (PT5M), an hour or a month, too."""
    try:
        return bool(rows.at(said))
    except ValueError:
        return False


def _markup(raw: bytes) -> str:
    """A page as text: UTF-8, else what it says that it is; `ValueError` if it is neither."""
    try:
        return raw.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError:
        declared = html_body_declared_encoding(raw) or ""
    try:
        return raw.decode(declared, "replace" if declared == "utf-8" else "strict")
    except (LookupError, UnicodeDecodeError):
        raise ValueError(NOT_UTF8) from None


def _decoded(raw: bytes) -> str:
    """The text; `ValueError` says how what is none becomes one."""
    if raw.startswith(b"%PDF") or (b"\0" in raw and not raw.startswith(_UTF16)):
        raise ValueError("it is no text: save a .docx or .pdf as .txt first")
    try:
        return raw.decode("utf-16") if raw.startswith(_UTF16) else raw.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError:
        raise ValueError(NOT_UTF8) from None


def _spaced(said: str) -> str:
    return _SPACES.sub(" ", said).strip()

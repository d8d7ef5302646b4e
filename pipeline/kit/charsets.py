"""Bytes and the header that came with them -> bytes and a header that name the same charset.

Law: UTF-8 is never read as another charset, whatever a server or the document itself declares; what is none is left
to its declaration.
"""

from __future__ import annotations

from typing import Final

_XML: Final = "application/xml"


def settled(body: bytes, content_type: str) -> tuple[bytes, str]:
    """The body of an XML document as it can be read, with the header by which it can.

    By RFC 7303 the header rules over the document; but beyond ASCII what is valid UTF-8 throughout is UTF-8.
    """
    if body.isascii():
        return body, content_type or _XML
    sound = _sound(body)
    return (body, content_type or _XML) if sound is None else (sound, f"{_XML}; charset=utf-8")


def _sound(body: bytes) -> bytes | None:
    """UTF-8, without the few characters in it that are broken; None where most beyond ASCII are: it is none."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
        broken = text.count("\ufffd")
        beyond = len(text) - len(text.encode("ascii", "ignore"))
        return text.encode() if 3 * broken < beyond else None
    return body

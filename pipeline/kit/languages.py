"""The language of a text: its script where that decides, else py3langid restricted to what we read.

Laws: a script that only one of our languages uses decides alone, whatever the hint says. A hint (the
feed's own tag) wins over a guess that is not sure, and adds its language to the candidates; it does not
win over a sure one, for blog software says "en-US" of everything. Nothing to go by is the empty string.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

LANGUAGES = frozenset(
    "en fr de es it pt nl pl zh ja ko ar ru tr id vi cs el fi hi no ro th uk ur".split()  # noqa: SIM905 - a word list reads better
)
"""ISO 639-1 codes of the languages that a text without a hint may be in."""

_SURE = 0.8
_LIKELY = 0.3
_LOOKED_AT = 2000
_SAME = {
    # other codes of the same language
    "nb": "no", "nn": "no", "in": "id",
    # countries
    "us": "en", "gb": "en", "jp": "ja", "kr": "ko", "cn": "zh", "cz": "cs", "gr": "el", "ua": "uk", "br": "pt",
}  # fmt: skip
_TAG = re.compile(r"^\s*([a-z]{2,3})(?![a-z])", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_SCRIPTS = {
    "kana": re.compile(r"[\u3041-\u30ff\uff66-\uff9d]"),
    "han": re.compile(r"[\u3400-\u9fff\uf900-\ufaff]"),
    "ko": re.compile(r"[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]"),
    "th": re.compile(r"[\u0e01-\u0e5b]"),
    "el": re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]"),
    "hi": re.compile(r"[\u0900-\u097f]"),
}
_ADDRESS = re.compile(r"https?://\S+|\S+@\S+|[@#]\w+")


def guess(text: str, hint: str = "") -> str:
    """ISO 639-1 code of the text's language, or "" when nothing tells; `hint` is a tag such as `pt-BR`."""
    said = primary(hint)
    looked_at = _ADDRESS.sub(" ", text[:_LOOKED_AT])
    letters = len(_LETTER.findall(looked_at))
    if not letters:
        return said
    return _by_script(looked_at, letters, said) or _by_model(looked_at, said)


def primary(tag: str) -> str:
    """The language in a tag ("de-AT" is "de"), common slips mended; "" when it is no tag."""
    found = _TAG.match(tag)
    code = found[1].lower() if found else ""
    return "" if code in {"und", "mul", "zxx"} else _SAME.get(code, code)


def _by_script(text: str, letters: int, said: str) -> str:
    """What the script alone decides: a fifth of the letters is enough, for names stay in Latin letters."""
    count = {script: len(pattern.findall(text)) for script, pattern in _SCRIPTS.items()}
    kana, han = count.pop("kana"), count.pop("han")
    most = max(count, key=lambda script: count[script])
    if count[most] * 5 >= letters and count[most] > kana + han:
        # Marathi and Nepali share Devanagari with Hindi: there the tag knows more than the script.
        return said if most == "hi" and said in {"mr", "ne"} else most
    if (kana + han) * 5 < letters:
        return ""
    if kana * 10 >= kana + han:
        return "ja"
    return "ja" if said == "ja" and han < 25 else "zh"  # noqa: PLR2004 - a Japanese headline can do without kana, a text cannot


def _by_model(text: str, said: str) -> str:
    ranked = _identifier().rank(text)
    among = {code: share for code, share in ranked if code in LANGUAGES or code == said}
    best = max(among, key=lambda code: among[code])
    sure = among[best] / sum(among.values())
    if said and sure < _SURE:
        return said
    return best if sure >= _LIKELY else ""


@cache
def _identifier() -> LanguageIdentifier:
    """The model, read once and only where a text asks for it (half a second, 60 MB)."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - numpy with it

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

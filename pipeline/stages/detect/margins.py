"""What stands beside the news and is no part of it: a report's dateline, the outlet's name behind a headline.

Laws: what is cut off becomes blanks, so a folded text keeps its length; nobody of it acts, nothing happened on its day
("BEIJING, Aug 28 (Reuters) -"). Words are a place where an agency or a day of a month stands behind them; alone only
a seat of government is one, for it would be taken for somebody.
"""

from __future__ import annotations

import re

from pipeline.kit import words
from pipeline.kit.regex import Regex

_FAR = 100
"""How far a dateline may reach."""
_BELOW = re.compile(r"\n+")
_BETWEEN = re.compile(r"[\s,/·-]+")
_SIGN = re.compile(r"[-–—―:=＝)\]）】〕］/日](?:(?<![-–—―:=＝])|\s)")
"""In every dateline, and in few first sentences so early; what all have in common comes first: it is skipped to."""
_AGENCY = (
    r"(?i:reuters|afp|ap|dpa|apa|ats|sda|efe|europa\spress|ansa|agi|askanews|adnkronos|lapresse|lusa|folhapress|pap|čtk"
    r"|tasr|belga|anp|ntb|stt|ritzau|mti|agerpres|mediafax|aa|upi|bloomberg|cnn|cnbc|dow\sjones|xinhua|kyodo|jiji|yonhap"
    r"|antara|ttxvn|pti|ani|ians|(?:business\s|globe\s?news|pr\s?news)wire|tass|interfax|тасс|интерфакс|рейтер|риа|прайм"
    r"|укрінформ|уніан|απε|رويترز|أ\.?\s?ف\.?\s?ب|د\.?\s?ب\.?\s?أ|شينخوا|الأناضول|وكالات|رائٹرز|रॉयटर्स|भाषा|एएफपी|एपी"
    r"|आईएएनएस|รอยเตอร์|ซินหัว|เอเอฟพี|เอพี)"
)
_SEAT = (
    r"(?i:washington|waszyngton|вашингтон|واشنطن|beijing|p[eé]k[ií]ng?|pechino|pequim|пек[иі]н|بكين|berl[ií][nm]o?|берлин"
    r"|rom[ae]?|рим|tok[iy]o|токио|brussels?|brüssel|bruselas|bruxelles|bruxelas|bruksela|paris|parigi|london|londres|londra"
    r"|ottawa|madrid|moscow|moskau|moscou|москва|seoul|(?:new\s)?delhi|jakarta|ankara)"
)
_PLACE = r"(?P<place>[^\W\d_][^\d()\[\]{}:;!?\"“”«»|=–—]{1,50}?)"
_WORD = r"[^\d\s(),.]{2,12}\.?"
_DAY = rf"(?:{_WORD},?\s)?\d{{1,2}}(?:st|nd|rd|th|\.|er)?(?:\s(?:de\s)?{_WORD})?(?:,?\s(?:de\s)?20\d\d)?"
_SIGNED = rf"[(/\[]\s*{_AGENCY}(?!\w)[^()\[\]]{{0,30}}[)/\]]"
_STOP = r"\s*\.?\s*(?:[-–—―]+|:)\s+"
"""The parts of a dateline in scripts with blanks; behind all of it stands no small letter."""
_DATELINES = tuple(
    re.compile(rf"\s*(?:{form})(?![a-zß-öø-ÿа-яёα-ω])")
    for form in (
        rf"{_PLACE}(?:[,.\s]+{_DAY})?[\s,.–—-]*{_SIGNED}(?:{_STOP}|[\s.]+(?![-–—:]))",
        rf"{_PLACE}(?:[,.\s]+{_DAY})?\s*[-–—,./]\s*{_AGENCY}(?:\s{_WORD})?(?:{_STOP}|\s*\.\s+)",
        rf"{_PLACE}[,.]\s*(?P<day>{_DAY}){_STOP}",
        rf"{_SEAT}(?:,?\sd\.?\s?c\.?|,?\sD\.?C\.?)?{_STOP}(?!{_SEAT})",
        rf"(?:{_SIGNED}|{_AGENCY}|\([^()]{{2,25}}\))\s*[-–—―]+\s+",
    )
)
"""Place, day and agency in brackets; place and agency without; place and day; a seat of government; an agency alone."""
_INSIDE = r"[^\[\]（）()【】〔〕]"
_BRACKETED = (
    rf"[\[（(【〔［](?={_INSIDE}*(?:[=＝]|[記记]者|기자|특파원|뉴스|ロイター|共同|時事|ブルームバーグ|AFP|新华|新華|中新|中央社|路透|法新|美联"
    rf"|彭博|报道|報導|消息|[讯訊电電社网]\s*[\]）)】〕］])){_INSIDE}{{2,45}}[\]）)】〕］]\s*(?:[-–—:：]+\s*)?"
    r"(?:[가-힣·,\s]{2,40}?(?:기자|특파원|통신원|취재단)\s*[=＝]\s*)?"
)
_TELEGRAM = (
    r"[^，。！？；：,;:「」“”\"（）()]{0,20}?\d{1,2}\s*日\s*(?:综合|綜合|专|專)?[电電讯訊](?=[\s，,：:（(—-])(?:\s*[（(][^（）()]{0,30}[）)])?"
    r"[\s，,：:—-]*"
    r"|(?:路透|法新|美联|中新)社?[^，。！？；：,;:「」“”\"（）()]{0,12}\d{1,2}\s*日\s*[-–—]+\s*"
)
_EASTERN = re.compile(rf"\s*(?:{_BRACKETED}|{_TELEGRAM})")
"""Chinese, Japanese and Korean ones: in brackets with an agency or a reporter, or up to "wired on the 28th"."""
_PARTICLES = frozenset("de del di da do am an der den la le el los las the of på upon и на".split())  # noqa: SIM905 - a word list reads better
_MOST, _MOST_UNCASED = 6, 3
"""Words of a place; of one in a script without capitals, where a sentence is not told from it."""
_OUTLET = re.compile(r"[-|｜](?:(?<=\s-)\s|(?<!-))\s*(?P<name>(?:(?!\s-\s)[^|｜:：?？!！“‘]){2,40})$")
_CALLED = re.compile(
    r"\b(?:News|Times|Post|Journal|Today|Tribune|Herald|Guardian|Independent|Telegraph|Press|Daily|BBC|CNN)\b"
    r"|\w\.[a-zA-Z]{2,3}$|(?:新闻网?|新聞網?|之[音声聲]|[时時]報|时报|日[报報]|中文网|通讯社|通信社?|ニュース|新聞|ロイター|뉴스|일보|신문)$"
)
"""Words of an outlet's name. One that has none stays: behind a dash it may be whom a headline quotes ("— Kremlin")."""


def without_dateline(text: str, folded: str, month: Regex | None) -> str:
    """The folded text with blanks for a dateline, at its beginning or below one line that says the headline again.

    `month` finds a month in folded text.
    """
    below = _BELOW.search(text)
    for start in (0, below.end()) if below else (0,):
        line = text[start : start + _FAR].partition("\n")[0]
        if _SIGN.search(line) and (length := _length(line, month)):
            return _blank(folded, start, start + length)
    return folded


def without_outlet(title: str, folded: str) -> str:
    """The folded headline with blanks for the name of an outlet behind it, if one is written as such a name."""
    match = _OUTLET.search(title)
    if not match or not _CALLED.search(match["name"]) or not _is_name(match["name"]):
        return folded
    return _blank(folded, match.start(), match.end())


def _blank(folded: str, start: int, end: int) -> str:
    return f"{folded[:start]}{' ' * (end - start)}{folded[end:]}"


def _length(line: str, month: Regex | None) -> int:
    """How far the dateline goes; one behind another counts, too: "(ANSA) - ROMA, 11 MAG -"."""
    length = 0
    while further := _further(line[length:], month):
        length += further
    return length


def _further(line: str, month: Regex | None) -> int:
    if eastern := _EASTERN.match(line):
        return eastern.end()
    for form in _DATELINES:
        match = form.match(line)
        said = match.groupdict() if match else {}
        day = said.get("day")
        if match and _is_name(said.get("place", "")) and (not day or (month and month.search(words.fold(day)))):
            return match.end()
    return 0


def _is_name(said: str) -> bool:
    """Whether all of its words are written as a name, or are a few in a script without capitals."""
    many = _BETWEEN.split(said)
    return len(many) <= (_MOST if said.lower() != said.upper() else _MOST_UNCASED) and not any(
        one[:1].islower() and one.lower() not in _PARTICLES for one in many
    )

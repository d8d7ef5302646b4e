"""Canonical URLs: two addresses of one page become one, and what only follows the reader goes.

Laws: `canonical(canonical(url)) == canonical(url)`; what is no web address comes out as ""; nobody's password stays.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qs, urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

_TRACKING_FAMILIES = (
    "utm_",
    "mtm_",
    "pk_",
    "piwik_",
    "hsa_",
    "stm_",
    "at_",
    "vero_",
    "oly_",
    "_hs",
    "__hs",
    "trk_",
    "ns_",
    "guce_",
    "wt_",
)
_TRACKING = frozenset(
    """
    fbclid gclid gclsrc gad_source gbraid wbraid dclid msclkid yclid ymclid twclid ttclid li_fat_id scid srsltid
    igsh igshid mc_cid mc_eid hsctatracking mkt_tok _ga _gl _openstat dicbo ref_src ref_url cmp cmpid icid ocid
    ncid xtor smid smtyp ito ftag guccounter taid traffic_source sr_share soc_src soc_trk wt.mc_id spm __s
    jsessionid phpsessid
    """.split()  # noqa: SIM905 - a word list reads better
)
"""Parameters by which publishers and networks count their readers; the page is the same without them."""

_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_COUNTERS = re.compile(r"https?://(?:www\.)?(?:google\.[a-z.]{2,6}/url|bing\.com/news/apiclick\.aspx)\?", re.IGNORECASE)
"""Pages that count a click and send on to `url`: those of Google Alerts and of Bing's news."""
_PASSWORD = re.compile(r"(?<=:)(?!//).*@", re.DOTALL)
"""Where one may stand in what is no address: all between the first colon and the last "@"."""
_NOT_SENT = re.compile(r"\\|[\x00-\x20\x7f<>^|](?=[^@]*\Z)")
"""What is no part of a host; a backslash is none of a user's either."""
_WEB = {"http": 80, "https": 443}
_LONGEST = 8192
_LONGEST_HOST = 253
"""No name on the web is longer (RFC 1035)."""


def canonical(url: str, base: str = "") -> str:
    """The address without tracking parameters, fragment, user and default port, its query sorted; "" if it is none."""
    try:
        joined = urljoin(base, url.strip()) if url.strip() else ""
        if len(joined) > _LONGEST or urlsplit(joined).scheme.lower() not in _WEB:
            return ""
        return _stable(joined)
    except ValueError:
        return ""


def host(url: str) -> str:
    """The host in lower case, without a leading `www.`; "" if there is none, or what stands there can be none."""
    try:
        found = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return found.removeprefix("www.") if len(found) <= _LONGEST_HOST else ""


def spelt(url: str) -> str:
    """The address as all its spellings are called: scheme and host in lower case, no default port, no fragment."""
    parts = _address(url)
    if parts is None:
        return url
    user, at, place = parts.netloc.rpartition("@")
    place = place.lower().removesuffix(f":{_WEB.get(parts.scheme)}")
    return urlunsplit(parts._replace(netloc=f"{user}{at}{place}", path=parts.path or "/", fragment=""))


def shown(url: str) -> str:
    """The address as it may be shown: without the password in it, if it is none without what could be one."""
    parts = _address(url)
    if parts is None:
        return _PASSWORD.sub("***@", url)
    user, _, place = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}:***@{place}")) if ":" in user else url


def can_be_called(url: str) -> bool:
    """Whether it is an address on the web, spelt as it can be sent."""
    parts = _address(url)
    try:
        if parts is None or not url.lower().startswith(("http://", "https://")) or _NOT_SENT.search(parts.netloc):
            return False
        (parts.hostname or "").encode("idna")
        parts.netloc.rpartition("@")[0].encode("latin-1")
    except UnicodeError:
        return False
    return True


def _address(url: str) -> SplitResult | None:
    """The parts of an address that has a host."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.hostname else None


def _stable(url: str) -> str:
    """Canonical until it stays so: w3lib mends some broken escapes only at the second pass."""
    while (found := _canonical(url)) != url:
        url = found
    return found


def _canonical(url: str) -> str:
    parts = urlsplit(canonicalize_url(_without_tracking(_counted(url))))
    if not parts.hostname:
        raise ValueError("no host")
    return spelt(urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])))


def _counted(url: str) -> str:
    """The page behind one that counts clicks; any other is itself."""
    (target,) = parse_qs(urlsplit(url).query).get("url", [""])[:1] if _COUNTERS.match(url) else [""]
    return target if urlsplit(target).scheme.lower() in _WEB else url


def _without_tracking(url: str) -> str:
    parts = urlsplit(url)
    kept = [pair for pair in parts.query.split("&") if pair and not _tracks(pair.partition("=")[0].lower())]
    return urlunsplit(parts._replace(path=_SESSION.sub("", parts.path), query="&".join(kept), fragment=""))


def _tracks(name: str) -> bool:
    return name in _TRACKING or name.startswith(_TRACKING_FAMILIES)

"""Whom a request is for: its `Host`, held against the names that are ours.

A page elsewhere can let its own name point at this machine (DNS rebinding); its visitor's browser then takes us for
that page's server and lets it read. The browser says that name, so one that is not ours is refused. An address cannot
be made to point elsewhere, and who says nothing is no browser.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Set as AbstractSet

from pipeline.errors import ConfigError

ANY = "*"
_SAID = re.compile(r"(?:([A-Za-z0-9_.-]+)|\[([0-9A-Fa-f:.]+)\])(?::[0-9]*)?")
_NAME = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")


def named(text: str) -> frozenset[str]:
    """The names in a setting, by commas; `ConfigError` for what no request could say."""
    names = [each.strip().rstrip(".").lower() for each in text.split(",") if each.strip()]
    for name in names:
        if name != ANY and not _NAME.fullmatch(name):
            raise ConfigError(
                f"desk_names holds {name!r}, which is no host name",
                way_out="names alone, by commas, without https:// and port; * is any",
            )
    return frozenset(names)


def ours(said: str | None, names: AbstractSet[str]) -> bool:
    """Whether a request's `Host` (None: it has none) is one of these names, an address or localhost."""
    if said is None or ANY in names:
        return True
    found = _SAID.fullmatch(said)
    if not found:
        return False
    host = (found[1] or found[2]).rstrip(".").lower()
    return host in names or host == "localhost" or host.endswith(".localhost") or _is_address(host)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True

"""Mentions to consolidate, and a shelf to do it on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline.model import Development, Evidence, Mention, Party, Watch, derive_id
from pipeline.stages import develop

Say = Callable[..., Mention]


@pytest.fixture
def say() -> Say:
    """A mention by keyword; what is not said is ByteDance turning Microsoft down on 14 September 2020."""

    def made(article: str = "a1", **said: Any) -> Mention:
        at = datetime.fromisoformat(said.pop("at", "2020-09-14T08:00:00")).replace(tzinfo=UTC)
        quote = said.pop("quote", "The owner turned the offer down.")
        field = said.pop("field", "text")
        kind = said.get("type", "rejection")
        whole: dict[str, Any] = {
            "id": derive_id(article, kind, *said.get("actors", ())),
            "watch": "tiktok",
            "article": article,
            "type": "rejection",
            "actors": ("bytedance", "microsoft"),
            "modality": "confirmed",
            "date": None,
            "evidence": Evidence(field=field, start=0, end=len(quote), quote=quote),
            "rule": "en.test",
            "confidence": 0.9,
            "lang": "en",
            "source": f"{article}.example",
            "url": f"https://{article}.example/1",
            "title": "A title",
            "published_at": at,
            "fetched_at": at + timedelta(minutes=5),
        }
        return Mention(**{**whole, **said})

    return made


@pytest.fixture
def watch() -> Watch:
    return Watch(
        id="tiktok",
        title="TikTok's US business",
        names=("TikTok",),
        parties=(
            Party(id="tiktok", role="object", names=("TikTok", "ティックトック")),
            Party(id="bytedance", role="owner", names=("字节跳动", "ByteDance")),
            Party(id="microsoft", role="suitor", names=("Microsoft",)),
            Party(id="oracle", role="suitor", names=("Oracle",)),
            Party(id="us-president", role="leader", names=("White House",)),
            Party(id="us-congress", role="legislature", names=("Congress",)),
            Party(id="us-court", role="court", names=("Supreme Court",)),
            Party(id="other", names=("Montana",)),
            Party(id="mute", role="other", names=("某公司",)),
        ),
    )


class Shelf:
    """A shelf in memory, with what was passed on last of each development."""

    def __init__(self, watch: Watch | None) -> None:
        self.watch = watch
        self.entries: dict[str, bytes] = {}
        self.latest: dict[str, Development] = {}
        self.passed_on: list[Development] = []
        self.dropped: list[str] = []

    def take(self, mentions: Iterable[Mention]) -> Shelf:
        for mention in mentions:
            step = develop.step(self.entries, mention, self.watch)
            self.entries.update(step.state)
            self.passed_on.extend(step.out)
            self.latest.update((development.id, development) for development in step.out)
            if step.dropped:
                self.dropped.append(step.dropped.reason)
        return self

    @property
    def developments(self) -> list[Development]:
        return [self.latest[id_] for id_ in sorted(self.latest) if not self.latest[id_].merged_into]


@pytest.fixture
def shelf(watch: Watch) -> Shelf:
    return Shelf(watch)


@pytest.fixture
def shelves(watch: Watch) -> Callable[[], Shelf]:
    return lambda: Shelf(watch)

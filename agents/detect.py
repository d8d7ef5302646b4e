"""Say what an article says happened, for each watch that it concerns."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from agents.floor import Floor
from pipeline.corridor import FRESH, MENTIONS
from pipeline.model import Article, Dropped, Mention
from pipeline.stages.detect import Detector


def stand(floor: Floor, detector: Detector) -> None:
    """Register the agent; it reads in one thread of its own, for a vector takes milliseconds that the loop needs."""
    reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="detect")

    def read(article: Article) -> list[Mention]:
        concerned = floor.standing.gate.concerned(article)
        return [mention for watch in concerned for mention in detector.mentions(article, watch)]

    @floor.station(reads=FRESH, writes=MENTIONS)
    async def detect(article: Article) -> None:
        mentions = await asyncio.get_running_loop().run_in_executor(reader, read, article)
        for mention in mentions:
            await floor.pass_on(MENTIONS, mention.watch, mention)
        if not mentions:
            floor.drop(Dropped(stage="detect", id=article.id, reason="says nothing new"))

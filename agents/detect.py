"""Say what an article says happened, for each watch that it concerns."""

from __future__ import annotations

from agents.floor import Floor
from pipeline.corridor import FRESH, MENTIONS
from pipeline.model import Article, Dropped
from pipeline.stages.detect import Detector


def stand(floor: Floor, detector: Detector) -> None:
    """Register the agent."""

    @floor.station(reads=FRESH, writes=MENTIONS)
    async def detect(article: Article) -> None:
        concerned = floor.standing.gate.concerned(article)
        mentions = [mention for watch in concerned for mention in detector.mentions(article, watch)]
        for mention in mentions:
            await floor.pass_on(MENTIONS, mention.watch, mention)
        if not mentions:
            floor.drop(Dropped(stage="detect", id=article.id, reason="says nothing new"))

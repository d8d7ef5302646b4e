"""Let an article through if it may concern a watch, and let it through once."""

from __future__ import annotations

from agents import sweep
from agents.floor import Floor
from pipeline.corridor import ARTICLES, FRESH
from pipeline.model import Article, Dropped
from pipeline.stages import sift as stage


def stand(floor: Floor) -> None:
    """Register the agent; its shelf `seen` holds the day on which an id was last fetched."""
    seen = floor.shelf("seen")

    @floor.station(reads=ARTICLES, writes=FRESH, on_beat=sweep.daily(seen, stage.REMEMBERED_FOR))
    async def sift(article: Article) -> None:
        if not floor.standing.gate.concerned(article):
            return floor.drop(Dropped(stage="sift", id=article.id, reason="names no watch"))
        step = stage.step(seen.get(article.id), article)
        for fresh in step.out:
            await floor.pass_on(FRESH, fresh.id, fresh)
        seen.put(article.id, step.state)
        return floor.drop(step.dropped) if step.dropped else None

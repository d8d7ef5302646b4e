"""Let an article through if it may concern a watch, and let it through once."""

from __future__ import annotations

from datetime import date

from agents.floor import Floor
from pipeline.corridor import ARTICLES, FRESH
from pipeline.model import Article, Dropped, Heartbeat
from pipeline.stages import sift as stage


def stand(floor: Floor) -> None:
    """Register the agent; its shelf `seen` holds the day on which an id was last fetched."""
    seen = floor.shelf("seen")
    swept: dict[int, date] = {}

    async def forget(beat: Heartbeat) -> None:
        if swept.get(beat.partition) == beat.at.date():
            return
        for id_, last in [(key, seen[key]) for key in seen]:
            if stage.forgotten(last, beat.at):
                seen.put(id_, None)
        swept[beat.partition] = beat.at.date()

    @floor.station(reads=ARTICLES, writes=FRESH, on_beat=forget)
    async def sift(article: Article) -> None:
        if not floor.standing.gate.concerned(article):
            return floor.drop(Dropped(stage="sift", id=article.id, reason="names no watch"))
        step = stage.step(seen.get(article.id), article)
        for fresh in step.out:
            await floor.pass_on(FRESH, fresh.id, fresh)
        seen.put(article.id, step.state)
        return floor.drop(step.dropped) if step.dropped else None

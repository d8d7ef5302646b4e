"""Hand each verdict of a user to the partition where the watch's mentions are consolidated."""

from __future__ import annotations

from agents.floor import Floor
from pipeline.corridor import MENTIONS, VERDICTS
from pipeline.model import Verdict


def stand(floor: Floor) -> None:
    """Register the agent; from there on a verdict stands in one order with the mentions of its watch."""

    @floor.station(reads=VERDICTS, writes=MENTIONS)
    async def judge(verdict: Verdict) -> None:
        await floor.pass_on(MENTIONS, verdict.watch, verdict)

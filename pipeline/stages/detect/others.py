"""Whether an article begins with somebody else's purchase: then what it says of one goes on with that.

Law: a clause that names somebody who sells in the deal is judged by itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.stages.detect import asides, ours
from pipeline.stages.detect.casting import Stage
from pipeline.stages.detect.lines import Line
from pipeline.stages.detect.memory import Memory
from pipeline.stages.detect.reading import Reading


def begin(lines: Sequence[Line], lead: Line | None, reading: Reading, stage: Stage) -> bool:
    """Whether the headline speaks of such a one; or the lead, and the headline of nobody who sells."""
    headline = next((line for line in lines if line.field == "title"), None)
    if headline and _tells(headline, reading, stage):
        return True
    if headline and ours.names_seller(stage.named(headline)):
        return False
    return lead is not None and _tells(lead, reading, stage)


def _tells(line: Line, reading: Reading, stage: Stage) -> bool:
    return any(
        not ours.marks_seller(clause) and reading.of_others(clause, line.text, line.held)
        for part in asides.parts(stage.cast(line, Memory(), offices=False), reading, line.held)
        for _, clause in reading.clauses(part.marked, line.held)
    )

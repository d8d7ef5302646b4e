"""A sentence as it was read: who is in it, and whether it may say something of the deal."""

from __future__ import annotations

from pipeline.model import Value
from pipeline.stages.detect.casting import Cast
from pipeline.stages.detect.lines import Line


class Heard(Value):
    """A sentence as it was read, after `told` others; `ours` where a rule may say something of the deal.

    That is where a rule is nearly matched, or in a watch with own types anywhere. `plain` where it neither asks nor
    speaks of what the watch is not.
    """

    line: Line
    cast: Cast
    told: int
    ours: bool
    plain: bool

    @property
    def news(self) -> bool:
        """Whether it may say what no rule finds: a mere quotation is somebody's view."""
        return self.plain and not self.line.quoted

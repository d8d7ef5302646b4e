"""Is a watch file good? What is missing in it, what is ambiguous, and which of its examples fail.

Laws. An error makes the watch wrong: it would be silent, or say what is false. A warning is worth a look. Nothing here
knows a language: which words are common the encoder's vocabulary says, and real articles where some are given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.checkup.examples import failing, own, said, short
from pipeline.checkup.finding import Finding
from pipeline.checkup.missing import missing
from pipeline.checkup.names import ambiguous, common
from pipeline.edge import encoder
from pipeline.edge.seeds import Example
from pipeline.model import Watch
from pipeline.stages.detect import Detector, Lexicon
from pipeline.stages.detect.owning import Owning

__all__ = ["Finding", "common", "findings", "said", "short"]


def findings(watch: Watch, examples: Iterable[Example], lexicons: Mapping[str, Lexicon]) -> list[Finding]:
    """All that is wrong or doubtful, errors first."""
    known = tuple(lexicons.values())
    detector = Detector(lexicons, owning=Owning(encoder.encode))
    found = [*missing(watch, known), *ambiguous(watch), *failing(watch, examples, detector)]
    return sorted((*found, *own(watch, detector)), key=lambda one: one.severity)

"""Is a watch file good? What is missing in it, what is ambiguous, and which of its examples fail.

Laws. An error makes the watch wrong: it would be silent, or say what is false. A warning is worth a look. A hint says
what is as it should be, if it is meant. Nothing here knows a language: which words are common the encoder's vocabulary
says, and real articles where some are given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import get_args

from pipeline.checkup.cases import undeclined
from pipeline.checkup.examples import failing, own, said, short
from pipeline.checkup.finding import Finding, Severity
from pipeline.checkup.missing import missing
from pipeline.checkup.names import ambiguous, common
from pipeline.edge import encoder
from pipeline.edge.seeds import Example
from pipeline.model import Watch
from pipeline.stages.detect import Detector, Lexicon
from pipeline.stages.detect.owning import Owning

__all__ = ["Finding", "common", "findings", "said", "short"]

_ORDER = get_args(Severity)


def findings(watch: Watch, examples: Iterable[Example], lexicons: Mapping[str, Lexicon]) -> list[Finding]:
    """All that is wrong or doubtful, errors first, hints last."""
    known = tuple(lexicons.values())
    detector = Detector(lexicons, owning=Owning(encoder.encode))
    found = [*missing(watch, known), *ambiguous(watch), *undeclined(watch, known), *failing(watch, examples, detector)]
    return sorted((*found, *own(watch, detector)), key=lambda one: _ORDER.index(one.severity))

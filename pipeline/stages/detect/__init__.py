"""Detection: what one article says happened in a watched deal, by rules that are data.

Read in this order: `lexicon` (what a language's file holds), `pattern` (how its patterns are written), `roles`
and `casting` (who is who in a sentence), `when` (dates), `reading` (a lexicon made ready), `detector` (the verb).
"""

from __future__ import annotations

from pipeline.stages.detect.detector import Detector
from pipeline.stages.detect.lexicon import Lexicon
from pipeline.stages.detect.translation import PatternError

__all__ = ["Detector", "Lexicon", "PatternError"]

"""Detection as the seeds have it: the rules of all lexicons, and what the classifier suggests."""

from __future__ import annotations

from pipeline.edge import encoder, seeds
from pipeline.settings import Settings
from pipeline.stages.detect import Detector
from pipeline.stages.detect.suggesting import Suggester


def detector(settings: Settings) -> Detector:
    """Ready to read; without the seed `classifier.json` only rules find something."""
    learned = seeds.classifier(settings)
    return Detector(seeds.lexicons(settings), Suggester(learned, encoder.encode) if learned else None)

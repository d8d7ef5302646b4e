"""Detection as the seeds have it: the rules of all lexicons, what the classifier suggests, watches' own types."""

from __future__ import annotations

from pipeline.edge import encoder, seeds
from pipeline.settings import Settings
from pipeline.stages.detect import Detector
from pipeline.stages.detect.classifying import Classifier
from pipeline.stages.detect.owning import Owning


def detector(settings: Settings, *, whole: bool = False) -> Detector:
    """Ready to read; without the seed `classifier.json` nothing is suggested that is no watch's own type.

    `SeedError` of a lexicon comes when its language is first asked for, or now if `whole`.
    """
    lexicons = seeds.lexicons(settings)
    learned = seeds.classifier(settings)
    classifier = Classifier(learned, encoder.reader(learned.layers)) if learned else None
    return Detector(dict(lexicons) if whole else lexicons, classifier, Owning(encoder.encode))

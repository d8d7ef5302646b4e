"""What ships, for the tests of this room: every lexicon, who reads by them, and three watches."""

from __future__ import annotations

from pipeline.edge import seeds
from pipeline.settings import Settings
from pipeline.stages.detect import Detector

SETTINGS = Settings(seeds_dir="")
LEXICONS = seeds.lexicons(SETTINGS)
DETECTOR = Detector(LEXICONS)
_WATCHES = {watch.id: watch for watch in seeds.watches(SETTINGS)}
TIKTOK, US_STEEL, COMMERZBANK = _WATCHES["tiktok"], _WATCHES["us-steel"], _WATCHES["commerzbank"]

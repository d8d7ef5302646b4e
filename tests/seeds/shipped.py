"""What ships, for the tests of this room: every lexicon, who reads by them, and the watch of a product."""

from __future__ import annotations

from pipeline.edge import seeds
from pipeline.settings import Settings
from pipeline.stages.detect import Detector

SETTINGS = Settings(seeds_dir="")
LEXICONS = seeds.lexicons(SETTINGS)
DETECTOR = Detector(LEXICONS)
TIKTOK = next(watch for watch in seeds.watches(SETTINGS) if watch.id == "tiktok")

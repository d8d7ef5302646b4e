"""What a lexicon promises, held against what it finds."""

from __future__ import annotations

from pipeline.stages.detect import checking
from tests.stages.detect.language import WATCH, lexicon

SAYS = ["{seller} .. reject* .. {2:buyer}"]


def test_missed_false_silent_and_conflict_are_told_apart() -> None:
    rules = [
        {"name": "rejection.good", "type": "rejection", "says": SAYS,
         "yes": ["Hill & Sons rejects Reed."], "no": ["Hill & Sons likes Reed."]},
        {"name": "rejection.bad", "type": "rejection", "says": ["{seller} .. spurn* .. {2:buyer}"],
         "yes": ["Hill & Sons likes Reed."], "no": ["Hill & Sons rejects Reed."]},
        {"name": "talks.silent", "type": "talks", "says": ["{buyer} calls"], "yes": ["Reed calls Hill & Sons."]},
        {"name": "offer.title", "type": "offer", "says": ["bid for {2:seller}"], "title": True, "first": "suitor",
         "yes": ["Reed’s bid for Oakmill", "Reed, bid for Oakmill"], "no": ["A mill"]},
        {"name": "talks.both", "type": "talks", "says": ["{buyer} .. talks"],
         "yes": ["Hill & Sons rejects Reed in talks."], "no": ["Reed walks."]},
    ]  # fmt: skip
    found = [(one.kind, one.rule) for one in checking.findings(lexicon(rule=rules), WATCH)]
    assert found == [
        ("missed", "rejection.bad"),
        ("false", "rejection.bad"),
        ("silent", "talks.silent"),
        ("conflict", "talks.both"),
    ]

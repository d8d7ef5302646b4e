"""What the plainest sentences say of a sale and of a take-over, in each of the first sixteen languages.

They were written without a look at the rules, a thing said in each language by the same words as far as these go.
"""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline.model import Mention, Modality, Watch
from tests.seeds.shipped import DETECTOR, TIKTOK, US_STEEL
from tests.stages.detect.language import article

PUBLISHED = date(2024, 3, 6)
"""A Wednesday; what happened, happened on its Monday or Tuesday."""
MONDAY, TUESDAY, FRIDAY = "2024-03-04", "2024-03-05", "2024-03-08"
SIDES = "bytedance oracle tiktok"


class Said(NamedTuple):
    """What a sentence says: its type or types, who may be held to act first, how sure it is, and when; "" is any."""

    type: str
    first: str = ""
    modality: Modality | str = "confirmed"
    day: str = ""

    def is_in(self, mention: Mention) -> bool:
        """Whether a mention says so."""
        acting = not self.first or mention.actors[0] in self.first.split()
        held = not self.modality or mention.modality == self.modality
        return mention.type in self.type.split() and acting and held and (not self.day or mention.date == self.day)


SALE = {
    "talks": Said("talks", "oracle", "reported"),
    "interest": Said("interest", "oracle", ""),
    "offer": Said("offer", "oracle", day=MONDAY),
    "rejection": Said("rejection", "bytedance", day=MONDAY),
    "passive": Said("rejection", "bytedance"),
    "withdrawal": Said("withdrawal", "oracle", day=MONDAY),
    "agreement": Said("agreement", SIDES, day=MONDAY),
    "signing-planned": Said("agreement", SIDES, "expected", FRIDAY),
    "review": Said("review", "cfius"),
    "approval": Said("approval", "cn-government", day=MONDAY),
    "approval-expected": Said("approval", "cn-government", "expected", FRIDAY),
    "approval-refused": Said("opposition", "cn-government", ""),
    "opposition": Said("opposition", "cn-government"),
    "order": Said("order", "us-president", day=MONDAY),
    "recap": Said("order", "us-president", day="2023-08"),
    "bill-passed": Said("order", "us-congress", day=TUESDAY),
    "deadline": Said("deadline", "us-president"),
    "sale-due": Said("deadline", modality="", day="2024-04-05"),
    "term-expired": Said("deadline", modality="", day=MONDAY),
    "litigation": Said("litigation", "tiktok", day=MONDAY),
    "hearing-planned": Said("litigation", modality="expected", day=FRIDAY),
    "ruling": Said("ruling", "us-court", day=MONDAY),
    "ban-left": Said("ruling", "us-court"),
    "closing": Said("closing", day=MONDAY),
    "closing-planned": Said("closing", modality="expected", day="2024-04-02"),
    "service": Said("service", "tiktok", day=MONDAY),
    "back-online": Said("service", "tiktok", day=MONDAY),
    "will-not-sell": Said("statement", "bytedance", day=TUESDAY),
    "no-plans": Said("statement interest", modality=""),
    "broke-down": Said("talks", modality="", day=MONDAY),
    "will-appeal": Said("litigation", modality="expected"),
    "upheld": Said("ruling", day=MONDAY),
    "lost-appeal": Said("ruling", day=MONDAY),
    "uninterested": Said("withdrawal interest", modality=""),
    "values": Said("terms", modality=""),
    "share": Said("terms", modality=""),
    "removed": Said("service", day=MONDAY),
    "deadline-is": Said("deadline", modality="", day="2024-04-05"),
}
TAKEOVER = {
    "holders": Said("approval", day=MONDAY),
    "bid-raised": Said("offer", "nippon-steel", day=MONDAY),
    "bid-dropped": Said("withdrawal", "nippon-steel", day=MONDAY),
    "blocked": Said("order", "us-president", day=MONDAY),
    "union": Said("opposition", "usw"),
    "cleared": Said("approval", "cfius", day=MONDAY),
    "sued": Said("litigation", "nippon-steel us-steel", day=MONDAY),
    "closing-planned": Said("closing", modality="expected", day="2024-06"),
    "agreement-denied": Said("agreement", modality="denied"),
    "rival-interest": Said("interest", "cleveland-cliffs", ""),
}
HEADLINES = {kind: Said(one.type, one.first, "" if kind == "talks" else one.modality) for kind, one in SALE.items()} | {
    "review": Said("review", "us-government cfius")
}
"""The same of headlines, which name no day and no source."""
BESIDES = {"terms", "statement", "order"}
"""What may be told besides: "must sell" is a demand, too."""
UNDONE = {"approval-awaited": "approval", "would-approve": "approval", "not-signed": "order", "not-ruled": "ruling"}
"""What is not so yet, of sentences that may say something else."""


@pytest.mark.parametrize(
    ("watch", "table", "file"),
    [(TIKTOK, SALE, "sale"), (TIKTOK, HEADLINES, "headlines"), (US_STEEL, TAKEOVER, "takeover")],
    ids=["sale", "headlines", "takeover"],
)
@pytest.mark.parametrize("lang", ["ar", "de", "en", "es", "fr", "id", "it", "ja", "ko", "nl", "pl", "pt", "ru", "tr",
                                  "vi", "zh"])  # fmt: skip
def test_the_plainest_words_are_read(watch: Watch, table: dict[str, Said], file: str, lang: str) -> None:
    sentences = tomllib.loads((Path(__file__).parent / "plain" / f"{file}.toml").read_text("utf-8"))[lang]
    misread = {}
    for kind, sentence in sentences.items():
        name = next((one for one in watch.names if one in sentence), watch.names[0])
        title, text = (sentence, "") if table is HEADLINES else (name, sentence)
        told = DETECTOR.mentions(article(title, text, lang=lang, published=PUBLISHED), watch)
        said = table.get(kind)
        right = any(map(said.is_in, told)) if said else not any(_concludes(kind, one) for one in told)
        if not right or (said and any(one.type not in {*said.type.split(), *BESIDES} for one in told)):
            misread[sentence] = [(one.type, one.actors[:1], one.modality, one.date) for one in told]
    assert misread == {}


def _concludes(kind: str, mention: Mention) -> bool:
    """Whether what asks, denies, waits or is another's is told as so."""
    undone = mention.type == UNDONE[kind] if kind in UNDONE else mention.type not in BESIDES
    return undone and mention.modality != "expected"

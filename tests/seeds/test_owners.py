"""Who owns it, said before his name: "Oakmill owner Ann Hill" is she, not the mill."""

from __future__ import annotations

import pytest

from pipeline.model import Party, Watch
from pipeline.stages.detect import Detector
from tests.seeds.shipped import LEXICONS
from tests.stages.detect.language import article

CLUB = Watch(
    id="club",
    title="The sale of Norvik",
    names=("Norvik",),
    parties=(
        Party(id="norvik", role="object", names=("Norvik",)),
        Party(id="hill", role="owner", names=("Ann Hill",), people=("Ann Hill",)),
        Party(id="brenta", role="suitor", names=("Brenta",)),
        Party(id="bank", role="other", names=("Lendall",)),
    ),
)


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("Norvik owner Ann Hill is in talks to sell the club to Brenta.", "hill"),
        ("Norvik's owner Ann Hill rejected an offer from Brenta.", "hill"),
        ("Norvik owner Brenta is in talks to sell a stake.", "brenta"),
    ],
)
def test_the_owner_acts_not_what_he_owns(said: str, who: str) -> None:
    found = Detector(LEXICONS).mentions(article(said), CLUB)
    assert {mention.actors[0] for mention in found} == {who}


def test_employees_are_not_the_lender() -> None:
    found = Detector(LEXICONS).mentions(article("Norvik employees have withdrawn from the talks with Ann Hill."), CLUB)
    assert "bank" not in {actor for mention in found for actor in mention.actors}

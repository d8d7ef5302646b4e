"""What is long, or written to be, is read: an article that is not would stop the worker that reads it."""

from __future__ import annotations

from itertools import cycle, islice

import pytest

from tests.seeds.shipped import DETECTOR, TIKTOK
from tests.stages.detect.language import article

BIDDERS = ("Microsoft", "Oracle", "Walmart", "Twitter")


@pytest.mark.parametrize(
    "text",
    [
        *(
            f"ByteDance rejected bids from {sign.join(islice(cycle(BIDDERS), 60))} for its app."
            for sign in (", ", " & ", ", and ", " - ", " and ", "/")
        ),
        "ByteDance, which rejected Microsoft, " * 60,
        "TikTok " + "." * 19_000 + "x",
        "TikTok sold." + " " * 19_980 + "x",
        "ByteDance rejected Microsoft's offer for " + "TikTok" * 3_300,
        f"Oracle completed its purchase of TikTok after the purchase of {'-'.join('a' * 150)} by Rostved.",
    ],
    ids=lambda text: text[:40],
)
def test_it_is_read_to_its_end(text: str) -> None:
    title = "ByteDance rejects Microsoft offer for TikTok"
    (mention, *_) = DETECTOR.mentions(article(title, text), TIKTOK)
    assert (mention.type, mention.actors[:2]) == ("rejection", ("bytedance", "microsoft"))


def test_a_list_with_a_sign_and_a_word_is_one() -> None:
    text = "ByteDance rejected bids from Microsoft, Oracle, & Walmart."
    (mention,) = DETECTOR.mentions(article("TikTok", text), TIKTOK)
    assert set(mention.actors) == {"bytedance", "microsoft", "oracle", "walmart"}

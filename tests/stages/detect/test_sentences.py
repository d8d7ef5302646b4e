"""Where sentences end, and where a full stop ends none."""

from __future__ import annotations

import pytest

from pipeline.kit.regex import Regex
from pipeline.stages.detect import sentences


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("Mr. Low came. He left.", ["Mr. Low came.", "He left."]),
        ("The U.S. Senate met. J. P. Low spoke.", ["The U.S. Senate met.", "J. P. Low spoke."]),
        ("It costs 3. 5 are left. So 2024. Then", ["It costs 3. 5 are left.", "So 2024.", "Then"]),
        ("“So.” She left. etc. and so on", ["“So.”", "She left. etc. and so on"]),
        ("“He did.” “She did.”", ["“He did.”", "“She did.”"]),
        ("A line\n\nAnother", ["A line", "Another"]),
        ("同意。拒绝！好？", ["同意。", "拒绝！", "好？"]),
        ("Wait ... what? (Yes.)", ["Wait ... what?", "(Yes.)"]),
        (" . ", ["."]),
        ("", []),
    ],
)
def test_sentences_and_their_places(text: str, found: list[str]) -> None:
    spans = sentences.spans(text, {"mr"})
    assert [text[start:end] for start, end in spans] == found
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
    assert spans == sorted(spans)


def test_a_day_before_its_month_ends_no_sentence() -> None:
    month = Regex(r"\s*januar")
    assert len(sentences.spans("Am 19. Januar. Dann", (), month)) == 2
    assert len(sentences.spans("Am 19. Dann", (), month)) == 2

from __future__ import annotations

import pytest

from pipeline.kit import spelling


@pytest.mark.parametrize(("said", "meant"), [("rejektion", "rejection"), ("veto", "vetoes"), ("colour", "")])
def test_what_was_meant_is_what_is_spelt_most_like_it(said: str, meant: str) -> None:
    assert spelling.nearest(said, ("offer", "rejection", "vetoes")) == meant

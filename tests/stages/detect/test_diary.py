"""The dates that an article names: whose clocks they go by."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from pipeline.stages.detect.diary import Diary
from pipeline.stages.detect.reading import Reading
from tests.stages.detect.language import TABLES, lexicon


@pytest.mark.parametrize(("hours", "day"), [(0, date(2024, 2, 26)), (8, date(2024, 3, 4))])
def test_monday_has_begun_where_all_clocks_are_ahead_of_a_late_sunday(hours: int, day: date) -> None:
    reading = Reading(lexicon(dates={**TABLES["dates"], "hours": hours}))
    diary = Diary(reading, datetime(2024, 3, 3, 23, 30, tzinfo=UTC), [])
    found = diary.dates("on monday", reading.held("on monday"), future=False)
    assert [when.low for when in found] == [day]

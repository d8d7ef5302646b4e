from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.kit import dates


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("2020-09-14", datetime(2020, 9, 14, tzinfo=UTC)),
        ("2020-09-14T12:30:00Z", datetime(2020, 9, 14, 12, 30, tzinfo=UTC)),
        ("2020-09-14T12:30:00.250+02:00", datetime(2020, 9, 14, 10, 30, 0, 250000, tzinfo=UTC)),
        ("2020-09-14 12:30", datetime(2020, 9, 14, 12, 30, tzinfo=UTC)),
        ("Mon, 14 Sep 2020 12:30:00 GMT", datetime(2020, 9, 14, 12, 30, tzinfo=UTC)),
        ("Mon, 14 Sep 2020 12:30:00 -0400", datetime(2020, 9, 14, 16, 30, tzinfo=UTC)),
        ("Mon, 14 Sep 2020 12:30:60 EDT", datetime(2020, 9, 14, 16, 30, 59, tzinfo=UTC)),
        ("Mon,14 Sep 2020 4:5:5 GMT+9", datetime(2020, 9, 13, 19, 5, 5, tzinfo=UTC)),
        ("Seg, 14 Set 2020 09:30:00 -0300", datetime(2020, 9, 14, 12, 30, tzinfo=UTC)),
        ("lun, 14 sept. 2020 14:30 +02:00", datetime(2020, 9, 14, 12, 30, tzinfo=UTC)),
        ("14 de septiembre de 2020", datetime(2020, 9, 14, tzinfo=UTC)),
        ("14 juillet 2020", datetime(2020, 7, 14, tzinfo=UTC)),
        ("14 juin 2020", datetime(2020, 6, 14, tzinfo=UTC)),
        ("2020/9/4 14:33:00", datetime(2020, 9, 4, 14, 33, tzinfo=UTC)),
        ("2020.09.14. 14:00", datetime(2020, 9, 14, 14, tzinfo=UTC)),
        ("2020年9月14日 14:00", datetime(2020, 9, 14, 14, tzinfo=UTC)),
        ("2020년 09월 14일 14:00 KST", datetime(2020, 9, 14, 5, tzinfo=UTC)),
        ("14-09-2020 14:00", datetime(2020, 9, 14, 14, tzinfo=UTC)),
        ("4.9.2020", datetime(2020, 9, 4, tzinfo=UTC)),
        ("04/09/2020", None),
        ("2020/31/12", None),
        ("14 Σεπ 2020 12:00 EEST", datetime(2020, 9, 14, 9, 0, tzinfo=UTC)),
        ("Monday, September 14, 2020 - 20:00", datetime(2020, 9, 14, 20, tzinfo=UTC)),
        ("Sept. 14th, 2020 at 8:05 p.m. EDT", datetime(2020, 9, 15, 0, 5, tzinfo=UTC)),
        ("Sep 14, 2020 12:30:00 AM", datetime(2020, 9, 14, 0, 30, tzinfo=UTC)),
        ("Mon, 14 Sep 2020 12:30 PM -0400", datetime(2020, 9, 14, 16, 30, tzinfo=UTC)),
        ("14 Sep 2020 20:00 PM", datetime(2020, 9, 14, 20, tzinfo=UTC)),
        ("14 Sep 2020 -04:00", datetime(2020, 9, 14, 4, tzinfo=UTC)),
        ("Mon Sep 14 2020 08:00:00 GMT+0200 (CEST)", datetime(2020, 9, 14, 6, tzinfo=UTC)),
        ("2020-09-14 08:00:00 UTC", datetime(2020, 9, 14, 8, tzinfo=UTC)),
        ("2020-9-4 8:00:00.0 EDT", datetime(2020, 9, 4, 12, tzinfo=UTC)),
        ("Mon, 14 Sep 2020 08:00:00 AEST", datetime(2020, 9, 13, 22, tzinfo=UTC)),
        ("Sunday 14, 2020", None),
        ("31 Sep 2020", None),
        ("14 Foo 2020", None),
        ("14 Sep 2020 12:00 +99:00", None),
        ("1 Jan 0001 00:00 +01:00", None),
        ("0001-01-01T00:00:00+01:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_read(said: str, when: datetime | None) -> None:
    assert dates.read(said) == when


def test_what_is_too_long_for_a_date_does_not_hang() -> None:
    assert dates.read("14 Sep 2020" + " " * 100_000 + "x\n\nx") == datetime(2020, 9, 14, tzinfo=UTC)
    assert dates.read("Sep" * 100_000) is None


@given(st.text())
def test_read_never_raises_and_is_utc(said: str) -> None:
    found = dates.read(said)
    assert found is None or found.utcoffset() is not None


@pytest.mark.parametrize(
    ("parsed", "when"),
    [
        ((2020, 9, 14, 12, 30, 0, 0, 258, 0), datetime(2020, 9, 14, 12, 30, tzinfo=UTC)),
        ((2016, 12, 31, 23, 59, 61, 5, 366, 0), datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ((0, 1, 1, 0, 0, 0, 0, 0, 0), None),
        (None, None),
    ],
)
def test_of(parsed: tuple[int, ...] | None, when: datetime | None) -> None:
    assert dates.of(parsed) == when

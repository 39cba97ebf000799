"""The day and the hour are those of the province, whatever the zone of the machine."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from cds.domain.clock import local, today, zone
from cds.domain.errors import UsageError

pytestmark = pytest.mark.usefixtures("californian")


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2025, 12, 31, 16, 59, 59, tzinfo=UTC), date(2025, 12, 31)),
        (datetime(2025, 12, 31, 17, 0, tzinfo=UTC), date(2026, 1, 1)),  # 09:00 in California
        (datetime(2026, 1, 1, 7, 30, tzinfo=UTC), date(2026, 1, 1)),  # still 31/12 there
        (datetime(2025, 12, 31, 17, 0), date(2026, 1, 1)),  # without zone: UTC
        (datetime(2026, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=9))), date(2025, 12, 31)),
    ],
)
def test_a_new_day_begins_at_midnight_in_the_province(now, expected):
    assert today(now) == expected


def test_today_is_now():
    before = datetime.now(UTC)
    assert today() in {today(before), today(datetime.now(UTC))}


def test_a_province_elsewhere_names_its_zone(monkeypatch):
    noon = datetime(2025, 12, 31, 12, 0, tzinfo=UTC)
    days = []
    for name in ("Pacific/Kiritimati", "Etc/GMT+12"):
        monkeypatch.setenv("CDS_TIME_ZONE", name)
        days.append((today(noon), local(noon).hour))

    assert days == [(date(2026, 1, 1), 2), (date(2025, 12, 31), 0)]


def test_a_fixed_day_replaces_the_clock(monkeypatch):
    monkeypatch.setenv("CDS_TODAY", "2024-02-29")
    assert today(datetime(2025, 1, 1, tzinfo=UTC)) == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("name", "value", "phrase"),
    [
        ("CDS_TODAY", "hôm nay", "bad_today"),
        ("CDS_TIME_ZONE", "Asia/Long_An", "bad_time_zone"),
        ("CDS_TIME_ZONE", "../etc", "bad_time_zone"),
    ],
)
def test_a_wrong_setting_is_said(monkeypatch, name, value, phrase):
    monkeypatch.setenv(name, value)
    with pytest.raises(UsageError, match=phrase):
        today()


def test_the_usual_zone_is_that_of_viet_nam():
    assert zone().key == "Asia/Ho_Chi_Minh"

"""The province's calendar: what day it is there, whatever the zone of the machine."""

import os
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from cds.domain.errors import UsageError

_USUAL_ZONE = "Asia/Ho_Chi_Minh"


def today(now: datetime | None = None) -> date:
    """Return CDS_TODAY, else the province's day, of that instant or of now.

    Raises UsageError when CDS_TODAY is no date or CDS_TIME_ZONE no zone.
    """
    fixed = os.environ.get("CDS_TODAY")
    try:
        return date.fromisoformat(fixed) if fixed else local(now or datetime.now(UTC)).date()
    except ValueError as error:
        raise UsageError("bad_today", value=fixed) from error


def local(at: datetime) -> datetime:
    """Return an instant as the clocks of the province show it; one without zone is UTC."""
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(zone())


def zone() -> ZoneInfo:
    """Return the province's time zone: CDS_TIME_ZONE, else that of Viet Nam."""
    name = os.environ.get("CDS_TIME_ZONE") or _USUAL_ZONE
    try:
        return ZoneInfo(name)  # each is made once
    except (ValueError, OSError, KeyError) as error:  # an unknown zone is a KeyError
        raise UsageError("bad_time_zone", value=name) from error

"""What a person means by "as of": a data version, a day or an instant."""

from collections.abc import Sequence
from datetime import date, datetime, time

from cds.domain import clock
from cds.domain.errors import NotFoundError, UsageError
from cds.store.snapshots.delta import Commit


def version_as_of(text: str, commits: Sequence[Commit]) -> int:
    """Return the last data version at that moment.

    Digits are a version; an ISO date means the end of that day in the province and an ISO time
    without zone is read in the province's. Raises NotFoundError when nothing had been published by
    then, UsageError when the text is none of these.
    """
    wanted = text.strip()
    if wanted.isdecimal():
        found = [commit.version for commit in commits if commit.version == int(wanted)]
    else:
        moment = _moment(wanted)
        found = [commit.version for commit in commits if commit.committed_at <= moment]
    if not found:
        raise NotFoundError("unknown_version", value=text)
    return found[-1]


def _moment(text: str) -> datetime:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return _instant(text)
    return datetime.combine(day, time.max, clock.zone())


def _instant(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError("bad_as_of", value=text) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.zone())

"""Every phrase that a person reads, by its key, with numbers, dates and errors in words."""

import errno
import os
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePath

from cds.domain.access import AccessProblem, Action, Role
from cds.domain.errors import NotAllowedError, UserError
from cds.domain.issues import ReferenceProblem
from cds.domain.periods import Period
from cds.text import numbers
from cds.text.phrase_files import family, head, slots_of, template, word

__all__ = ["family", "head", "loosely", "phrase", "sentence", "template", "word", "written"]

_DISK_REASONS = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EROFS: "read_only",
    errno.EIO: "broken",
}


def phrase(key: str, /, **slots: object) -> str:
    """Return a phrase, its slots filled: numbers, dates and periods in words.

    Slots that this phrase has no place for are left out, so that one call serves several keys.
    Raises KeyError for an unknown key or a slot that is not given.
    """
    needed, text = slots_of(key), template(key)
    return text.format_map({name: written(slots[name]) for name in needed}) if needed else text


def sentence(error: UserError) -> str:
    """Return what a person reads of an error; its own phrase when none is written yet."""
    key = error.phrase if error.phrase in family("errors") else "unexpected"
    return loosely(f"errors.{key}", {"phrase": error.phrase, **error.slots})


def loosely(key: str, slots: Mapping[str, object]) -> str:
    """Return a phrase whose slots come from afar: one that nobody filled shows as missing."""
    given = {name: written(slots.get(name)) for name in slots_of(key)}
    return template(key).format_map(given)


def written(value: object) -> str:
    """Return a slot's value as text."""
    if type(value) is str:
        return value
    match value:
        case None:
            return numbers.MISSING
        case Period():
            return numbers.period(value)
        case datetime():
            return numbers.instant(value)
        case date():
            return numbers.day(value)
        case Decimal():
            return numbers.trimmed(value)
        case Role() | Action():
            return word(value)
        case bool() | str():
            return str(value)
        case int():
            return numbers.number(value)
        case UserError():
            return sentence(value)
        case AccessProblem():
            slots = {**dict(value.details), "place": value.place}
            return loosely(f"errors.access_rules.{value.fault}", slots)
        case ReferenceProblem():
            reason = loosely(f"errors.reference.{value.fault}", dict(value.details))
            place = "in_file" if value.line is None else "in_line"
            told = {"file": value.file_name, "line": value.line, "reason": reason}
            return loosely(f"errors.reference.{place}", told)
        case (AccessProblem() | ReferenceProblem() | UserError(), *_):
            return "".join(f"\n- {written(part)}" for part in value)
        case tuple() | list():
            return ", ".join(written(part) for part in value)
        case _:
            return str(value)


def disk_error(fault: BaseException, *, is_public: bool = False) -> UserError | None:
    """Return what the disk refuses as the error that says what to do; None: a bug.

    `is_public`: visitors see of a path no more than its folder and itself.
    """
    if not isinstance(fault, OSError):
        return None
    path = fault.filename
    if is_public and path is not None:
        path = "/".join(PurePath(os.fsdecode(path)).parts[-2:])
    if isinstance(fault, PermissionError):
        return NotAllowedError("no_permission", path=path)
    if fault.errno not in _DISK_REASONS:
        return None
    reason = template(f"errors.disk_reason.{_DISK_REASONS[fault.errno]}")
    return UserError("disk_fault", path=path, reason=reason)

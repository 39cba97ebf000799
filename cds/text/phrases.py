"""Every phrase that a person reads, by its key, with numbers, dates and errors in words.

Below them names and texts of data on their way to a screen: as they are, found, and fit to be seen.
"""

import errno
import os
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from html import escape
from pathlib import PurePath

from cds.domain.access import AccessProblem, Action, Role
from cds.domain.admin_units import AdminLevel, AdminUnit
from cds.domain.errors import NotAllowedError, UserError
from cds.domain.folding import fold
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
_TYPED_REASONS = {errno.ENOTDIR: "no_folder"}  # of a path that a command was given
_GAP = "\t"  # as wide as `style.css` says, so that the unaccented words after it are out of sight
_MEANT = str.maketrans({letter: f"\\{letter}" for letter in "\\*_[]$:~`<>#"})
# Bare addresses become links after all escapes are read; nothing but another letter stops them.
_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=\bwww)(?=\.)|(?<=\S)(?=@\S)", re.IGNORECASE)
_JOINER = "\u2060"  # without width, and lines do not break at it
_MOST_LETTERS = 98  # of the sentence of a page: three lines of a phone


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
    reasons = _DISK_REASONS if is_public else _DISK_REASONS | _TYPED_REASONS
    if fault.errno not in reasons:
        return None
    reason = template(f"errors.disk_reason.{reasons[fault.errno]}")
    return UserError("disk_fault", path=path, reason=reason)


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return _ADDRESS.sub(_JOINER, text).translate(_MEANT)


def fitting(*told: str) -> str:
    """Return the fullest way of saying the sentence of a page that a phone holds, else the last.

    Words that figures shorten are spelled out where there is room.
    """
    ways = [way for one in told for way in (numbers.in_sentence(one), one)]
    return next((one for one in ways if len(one) <= _MOST_LETTERS), ways[-1])


def capital(text: str) -> str:
    """Return a text with a capital where it begins, the other letters as they are."""
    return text[:1].upper() + text[1:]


def as_text(words: str) -> str:
    """Return words as a chart shows them: tags in names, titles and files stay letters.

    Charts read a little HTML, links included, in every label and tooltip.
    """
    return escape(words, quote=False)


def findable(label: str) -> str:
    """Return the label of a choice that is also found by typing it without accents."""
    return f"{label}{_GAP}{fold(label)}"


def visible(label: str) -> str:
    """Return a label as people see it, without the words that only help to find it."""
    return label.partition(_GAP)[0]


def kind(unit: AdminUnit) -> str:
    """Return what a unit is, as it is said amid a sentence: of a ward "phường", never "xã"."""
    return unit.type_name.lower()


def kinds(level: AdminLevel, units: Iterable[AdminUnit]) -> str:
    """Return what a count of units of a level says: "xã", of several kinds "đơn vị cấp xã"."""
    found = {kind(unit) for unit in units}
    return found.pop() if len(found) == 1 else phrase("kinds_mixed", level=word(level))


def public_name(key: str) -> str:
    """Return who did something, as the public reads it: an e-mail address stays among staff."""
    return phrase("access.someone") if "@" in key else key

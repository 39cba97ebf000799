"""The roles file (TOML): people, roles, scopes and settings, or a refusal naming every fault."""

import re
import sys
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

from msgspec import Meta

from cds.domain.access import (
    AccessProblem,
    AccessRules,
    Grant,
    Listed,
    Policy,
    Role,
    Scope,
    Viewers,
)
from cds.domain.catalogue import Catalogue
from cds.domain.errors import InconsistentReferenceError, UserError
from cds.store.documents import DocumentError, decoded

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")

_Filled = Annotated[str, Meta(min_length=1)]
_Positive = Annotated[float, Meta(gt=0, le=sys.float_info.max)]

_SETTINGS = ("viewers", "two_person_rule", "frame_ancestors", "session", "people")
_SESSION = ("idle_minutes", "absolute_hours", "fresh_minutes")
_ENTRY = ("email", "claim", "value", "name", "role", "sectors", "pillars", "indicators", "units")
_AT_LINE = re.compile(r"\(at line (\d+)")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d+)?", re.IGNORECASE)


class AccessFileError(UserError):
    """The roles file cannot be used; `problems` names every fault with its place."""


def load_access(path: Path, catalogue: Catalogue | None) -> AccessRules:
    """Read a roles file, against the reference tables if they are given.

    Raises AccessFileError.
    """
    table = _FileTable(_parsed(path))
    rules = _rules(table, catalogue)
    if table.problems:
        raise AccessFileError("access_inconsistent", file=path.name, problems=tuple(table.problems))
    return rules


class AccessFile:
    """A roles file that may be edited while the server runs.

    While it is faulty nobody has a role; the settings that held before still do.
    """

    def __init__(
        self,
        path: Path,
        catalogue: Callable[[], Catalogue],
        reference: Callable[[], str] = str,
    ) -> None:
        """Name the file; it is read when first asked for, and again when `reference` changes."""
        self._path = path
        self._catalogue = catalogue
        self._reference = reference
        self._read_at = -1
        self._read_by = ""
        self._rules = AccessRules(Policy(viewers=Viewers.SIGNED_IN))
        self.fault: UserError | None = None

    def rules(self) -> AccessRules:
        """Return what the file says now; `fault` tells why nobody has a role.

        While the reference cannot be used, what was read by the last sound one holds.
        """
        changed_at = self._path.stat().st_mtime_ns if self._path.is_file() else 0
        reference = self._reference()
        if (changed_at, reference) != (self._read_at, self._read_by):
            try:
                self._rules, self.fault = load_access(self._path, self._catalogue()), None
            except UserError as error:
                is_of_reference = isinstance(error, InconsistentReferenceError)
                if changed_at != self._read_at or not is_of_reference:
                    self._rules, self.fault = replace(self._rules, listed=()), error
            self._read_at, self._read_by = changed_at, reference
        return self._rules


@dataclass(frozen=True, slots=True)
class _FileTable:
    """A table of the file; what cannot be read is noted, with a stand-in given back."""

    cells: Mapping[str, object]
    place: str = ""
    problems: list[AccessProblem] = field(default_factory=list[AccessProblem])

    def note(self, key: str, fault: str, **details: str) -> None:
        place = ".".join(filter(None, (self.place, key)))
        self.problems.append(AccessProblem(place, fault, tuple(details.items())))

    def only(self, known: Collection[str]) -> None:
        for key in self.cells.keys() - set(known):
            self.note(key, "unknown_key", value=key, accepted=", ".join(known))

    def value(self, key: str, kind: type[T], default: T, fault: str, **details: str) -> T:
        """The value of a key; the default when it is not there or is something else."""
        try:
            return decoded(self.cells[key], kind) if key in self.cells else default
        except DocumentError:
            self.note(key, fault, **details)
            return default

    def text(self, key: str) -> str | None:
        """The text of a key; None when it is not there."""
        text = self.value(key, str, None, "not_text")
        if text is None or text.strip():
            return text and text.strip()
        self.note(key, "not_text")
        return None

    def choice(self, key: str, kind: type[E], default: E | None) -> E:
        shown = str(self.cells.get(key, default or ""))
        accepted = ", ".join(kind)
        if key not in self.cells and default is None:
            self.note(key, "bad_choice", value=shown, accepted=accepted)
        stand_in = default or next(iter(kind))
        return self.value(key, kind, stand_in, "bad_choice", value=shown, accepted=accepted)

    def texts(self, key: str) -> tuple[str, ...]:
        return self.value(key, tuple[_Filled, ...], (), "not_list")

    def table(self, key: str) -> "_FileTable":
        cells = self.value(key, dict[str, object], {}, "not_table", expected=f"[{key}]")
        return _FileTable(cells, key, self.problems)

    def tables(self, key: str) -> list["_FileTable"]:
        rows = self.value(key, list[dict[str, object]], [], "not_table", expected=f"[[{key}]]")
        return [
            _FileTable(row, f"{key}[{n}]", self.problems) for n, row in enumerate(rows, start=1)
        ]


def _parsed(path: Path) -> Mapping[str, object]:
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        return tomllib.loads(text)
    except FileNotFoundError:
        problem = AccessProblem(path.name, "missing_file")
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))  # the only place that names the line; none at the end
        problem = AccessProblem(at[1] if at else str(len(text.splitlines())), "bad_toml")
    except (OSError, UnicodeDecodeError):
        problem = AccessProblem(path.name, "unreadable")
    raise AccessFileError("access_inconsistent", file=path.name, problems=(problem,))


def _rules(table: _FileTable, catalogue: Catalogue | None) -> AccessRules:
    table.only(_SETTINGS)
    session = table.table("session")
    session.only(_SESSION)
    ancestors = table.texts("frame_ancestors")
    for origin in ancestors:
        if not _ORIGIN.fullmatch(origin):
            table.note("frame_ancestors", "bad_ancestor", value=origin)
    return AccessRules(
        policy=Policy(
            viewers=table.choice("viewers", Viewers, Viewers.PUBLIC),
            two_person_rule=table.value("two_person_rule", bool, False, "not_true_false"),
        ),
        listed=tuple(_listed(entry, catalogue) for entry in table.tables("people")),
        frame_ancestors=ancestors,
        idle_seconds=60 * session.value("idle_minutes", _Positive, 30, "not_positive"),
        absolute_seconds=3600 * session.value("absolute_hours", _Positive, 8, "not_positive"),
        fresh_seconds=60 * session.value("fresh_minutes", _Positive, 60, "not_positive"),
    )


def _listed(entry: _FileTable, catalogue: Catalogue | None) -> Listed:
    """An address alone, or a claim with its value; for which role and scope."""
    entry.only(_ENTRY)
    entry.text("name")  # for those who read the file
    email, claim, value = entry.text("email"), entry.text("claim"), entry.text("value")
    if (email is None) == (claim is None) or (claim is None) != (value is None):
        entry.note("", "who_missing")
    if email is not None and not _EMAIL.fullmatch(email):
        entry.note("email", "bad_email", value=email)
    sectors = [group.group_id for group in catalogue.sectors] if catalogue else None
    pillars = [group.group_id for group in catalogue.pillars] if catalogue else None
    indicators = catalogue.indicators if catalogue else None
    codes = {unit.code for unit in catalogue.units.values()} if catalogue else None
    scope = Scope(
        sectors=_known(entry, "sectors", sectors, "unknown_sector"),
        pillars=_known(entry, "pillars", pillars, "unknown_pillar"),
        indicator_ids=_known(entry, "indicators", indicators, "unknown_indicator"),
        unit_codes=_known(entry, "units", codes, "unknown_unit"),
    )
    grant = Grant(entry.choice("role", Role, None), scope)
    return Listed(grant, email.casefold() if email else None, claim, value or "")


def _known(
    entry: _FileTable, key: str, accepted: Collection[str] | None, fault: str
) -> frozenset[str]:
    names = entry.texts(key)
    for value in names:
        if accepted is not None and value not in accepted:
            entry.note(key, fault, value=value, accepted=", ".join(accepted))
    return frozenset(names)

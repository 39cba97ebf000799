"""The roles file (TOML): people, roles, scopes and settings, or a refusal naming every fault."""

import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from cds.domain.access import Grant, Policy, Role, Scope, Viewers
from cds.domain.access_rules import AccessProblem, AccessRules, Listed
from cds.domain.catalogue import Catalogue
from cds.domain.errors import InconsistentReferenceError, UserError

E = TypeVar("E", bound=StrEnum)

_SETTINGS = ("viewers", "two_person_rule", "frame_ancestors", "session", "people")
_SESSION = ("idle_minutes", "absolute_hours", "fresh_minutes")
_ENTRY = ("email", "claim", "value", "name", "role", "sectors", "pillars", "indicators", "units")
_AT_LINE = re.compile(r"\(at line (\d+)")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d+)?", re.IGNORECASE)


class AccessFileError(UserError):
    """The roles file cannot be used; `problems` names every fault with its place."""


def load_access(path: Path, catalogue: Catalogue) -> AccessRules:
    """Read a roles file against the reference tables. Raises AccessFileError."""
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
            self._read(is_same=changed_at == self._read_at)
            self._read_at, self._read_by = changed_at, reference
        return self._rules

    def _read(self, *, is_same: bool) -> None:
        try:
            self._rules, self.fault = load_access(self._path, self._catalogue()), None
        except UserError as error:
            if is_same and isinstance(error, InconsistentReferenceError):
                return
            self._rules, self.fault = replace(self._rules, listed=()), error


@dataclass(frozen=True, slots=True)
class _FileTable:
    """A table of the file; faults are noted, with a stand-in given back."""

    cells: Mapping[str, object]
    place: str = ""
    problems: list[AccessProblem] = field(default_factory=list[AccessProblem])

    def note(self, key: str, fault: str, **details: str) -> None:
        place = f"{self.place}.{key}" if self.place and key else self.place or key
        self.problems.append(AccessProblem(place, fault, tuple(details.items())))

    def only(self, known: Collection[str]) -> None:
        for key in self.cells.keys() - set(known):
            self.note(key, "unknown_key", value=key, accepted=", ".join(known))

    def text(self, key: str) -> str | None:
        """The text of a key; None when it is not there."""
        value = self.cells.get(key)
        if value is None or (isinstance(value, str) and value.strip()):
            return value.strip() if value else None
        self.note(key, "not_text")
        return None

    def choice(self, key: str, kind: type[E], default: E | None) -> E:
        value = self.cells.get(key, default)
        if isinstance(value, str) and value in tuple(kind):
            return kind(value)
        shown = "" if value is None else str(value)
        self.note(key, "bad_choice", value=shown, accepted=", ".join(tuple(kind)))
        return next(iter(kind))

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.cells.get(key, [])
        if isinstance(value, list) and all(isinstance(one, str) and one for one in value):
            return tuple(value)
        self.note(key, "not_list")
        return ()

    def flag(self, key: str) -> bool:
        value = self.cells.get(key, False)
        if not isinstance(value, bool):
            self.note(key, "not_true_false")
        return value is True

    def positive(self, key: str, default: float) -> float:
        value = self.cells.get(key, default)
        if isinstance(value, int | float) and value is not True and 0 < value < float("inf"):
            return float(value)
        self.note(key, "not_positive")
        return default

    def table(self, key: str) -> "_FileTable":
        value = self.cells.get(key, {})
        if not isinstance(value, dict):
            self.note(key, "not_table", expected=f"[{key}]")
            value = {}
        return _FileTable(value, key, self.problems)

    def tables(self, key: str) -> list["_FileTable"]:
        value = self.cells.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.note(key, "not_table", expected=f"[[{key}]]")
            return []
        return [
            _FileTable(one, f"{key}[{n}]", self.problems) for n, one in enumerate(value, start=1)
        ]


def _parsed(path: Path) -> Mapping[str, object]:
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        return tomllib.loads(text)
    except FileNotFoundError:
        problem = AccessProblem(path.name, "missing_file")
    except tomllib.TOMLDecodeError as error:
        problem = AccessProblem(_line(error, text), "bad_toml")
    except (OSError, UnicodeDecodeError):
        problem = AccessProblem(path.name, "unreadable")
    raise AccessFileError("access_inconsistent", file=path.name, problems=(problem,))


def _line(error: tomllib.TOMLDecodeError, text: str) -> str:
    """The line the parser stopped at; its message is the only place that names it."""
    found = _AT_LINE.search(str(error))
    return found[1] if found else str(len(text.splitlines()))


def _rules(table: _FileTable, catalogue: Catalogue) -> AccessRules:
    table.only(_SETTINGS)
    session = table.table("session")
    session.only(_SESSION)
    policy = Policy(
        viewers=table.choice("viewers", Viewers, Viewers.PUBLIC),
        two_person_rule=table.flag("two_person_rule"),
    )
    return AccessRules(
        policy=policy,
        listed=tuple(_listed(entry, catalogue) for entry in table.tables("people")),
        frame_ancestors=_ancestors(table),
        idle_seconds=60 * session.positive("idle_minutes", 30),
        absolute_seconds=3600 * session.positive("absolute_hours", 8),
        fresh_seconds=60 * session.positive("fresh_minutes", 60),
    )


def _ancestors(table: _FileTable) -> tuple[str, ...]:
    found = table.texts("frame_ancestors")
    for origin in found:
        if not _ORIGIN.fullmatch(origin):
            table.note("frame_ancestors", "bad_ancestor", value=origin)
    return found


def _listed(entry: _FileTable, catalogue: Catalogue) -> Listed:
    entry.only(_ENTRY)
    entry.text("name")  # for those who read the file
    email, claim, value = entry.text("email"), entry.text("claim"), entry.text("value")
    if _is_ambiguous(email, claim, value):
        entry.note("", "who_missing")
    if email is not None and not _EMAIL.fullmatch(email):
        entry.note("email", "bad_email", value=email)
    grant = Grant(entry.choice("role", Role, None), _scope(entry, catalogue))
    return Listed(grant, email.casefold() if email else None, claim, value or "")


def _is_ambiguous(email: str | None, claim: str | None, value: str | None) -> bool:
    """True unless there is an address alone, or a claim with its value."""
    by_claim = claim is not None and value is not None
    by_either = claim is not None or value is not None
    return by_either if email is not None else not by_claim


def _scope(entry: _FileTable, catalogue: Catalogue) -> Scope:
    codes = {unit.code for unit in catalogue.units.values()}
    sectors = [group.group_id for group in catalogue.sectors]
    pillars = [group.group_id for group in catalogue.pillars]
    return Scope(
        sectors=_known(entry, "sectors", sectors, "unknown_sector"),
        pillars=_known(entry, "pillars", pillars, "unknown_pillar"),
        indicator_ids=_known(entry, "indicators", catalogue.indicators, "unknown_indicator"),
        unit_codes=_known(entry, "units", codes, "unknown_unit"),
    )


def _known(entry: _FileTable, key: str, accepted: Collection[str], fault: str) -> frozenset[str]:
    found = entry.texts(key)
    for value in found:
        if value not in accepted:
            entry.note(key, fault, value=value, accepted=", ".join(accepted))
    return frozenset(found)

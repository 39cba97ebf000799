"""Sentences for what a person can put right: what happened, where, what to do next."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from cds.domain.access import Action, Role
from cds.domain.access_rules import AccessProblem
from cds.domain.errors import UserError
from cds.domain.periods import Period
from cds.domain.reference import ReferenceProblem
from cds.text import numbers
from cds.text.access import ACCESS_PROBLEMS, ACTIONS, ROLES
from cds.text.phrases import ERRORS


class Slots(dict[str, str]):
    """Slots of a sentence; one that nobody filled shows as missing."""

    def __missing__(self, key: str) -> str:
        """Return the sign for what is not known."""
        return numbers.MISSING


def sentence(error: UserError) -> str:
    """Return the Vietnamese sentence of an error; its own phrase when none is written yet."""
    return fill(
        ERRORS.get(error.phrase, ERRORS["unexpected"]), {"phrase": error.phrase, **error.slots}
    )


def fill(template: str, slots: Mapping[str, object]) -> str:
    """Fill a sentence's slots, writing dates, periods and numbers the Vietnamese way."""
    return template.format_map(Slots({name: written(value) for name, value in slots.items()}))


def written(value: object) -> str:
    """Return a slot's value as text."""
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
        case Role():
            return ROLES[value]
        case Action():
            return ACTIONS[value]
        case AccessProblem():
            return fill(ACCESS_PROBLEMS[value.fault], dict(value.details, place=value.place))
        case bool() | str():
            return str(value)
        case int():
            return numbers.number(value)
        case ReferenceProblem():
            return _reference_problem(value)
        case (AccessProblem() | ReferenceProblem(), *_):
            return "".join(f"\n- {written(problem)}" for problem in value)
        case UserError():
            return sentence(value)
        case (UserError(), *_):
            return "".join(f"\n- {written(part)}" for part in value)
        case tuple() | list():
            return ", ".join(written(part) for part in value)
        case _:
            return str(value)


def _reference_problem(problem: ReferenceProblem) -> str:
    reason = fill(ERRORS[f"reference.{problem.fault}"], dict(problem.details))
    place = "reference.in_file" if problem.line is None else "reference.in_line"
    slots = {"file": problem.file_name, "line": problem.line, "reason": reason}
    return fill(ERRORS[place], slots)

"""Errors: what a person can act on is a `UserError`; anything else is a bug."""

from collections.abc import Mapping
from enum import IntEnum
from functools import partial


class ExitCode(IntEnum):
    """Exit codes of the command line, stable for scripts."""

    DONE = 0
    USAGE = 2
    REFUSED = 3
    CONFIRMATION = 4
    NOT_FOUND = 5
    NOT_ALLOWED = 6
    DAMAGED = 7


class CdsError(Exception):
    """Root of the errors this package raises on purpose."""


class UserError(CdsError):
    """Something a person can put right.

    `phrase` names a sentence of `cds/text/vi/errors.toml`; `slots` fill it.
    """

    exit_code = ExitCode.REFUSED

    def __init__(self, phrase: str, **slots: object) -> None:
        """Keep the phrase's name and its slots; `cds.text` makes the sentence."""
        super().__init__(phrase, slots)
        self.phrase = phrase
        self.slots: Mapping[str, object] = slots

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes with the slots, which are given by name."""
        return partial(type(self), self.phrase, **self.slots), ()


class UsageError(UserError):
    """The request itself is malformed."""

    exit_code = ExitCode.USAGE


class InconsistentReferenceError(UserError):
    """The reference tables contradict themselves; slots name file, line and reason."""


class AmbiguousError(UserError):
    """What was named is several things; slots name them."""

    exit_code = ExitCode.CONFIRMATION


class NotFoundError(UserError):
    """A code, period, snapshot or version that does not exist."""

    exit_code = ExitCode.NOT_FOUND


class NotAllowedError(UserError):
    """The person may not do this."""

    exit_code = ExitCode.NOT_ALLOWED


class StoreDamagedError(UserError):
    """The store cannot be read as it was written."""

    exit_code = ExitCode.DAMAGED

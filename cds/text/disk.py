"""What the disk refuses, as errors a person can act on; any other fault of it is a bug."""

import errno
import os
from pathlib import PurePath

from cds.domain.errors import NotAllowedError, UserError
from cds.text.phrases import template

_REASONS = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EROFS: "read_only",
    errno.EIO: "broken",
}


def disk_error(fault: BaseException, *, is_public: bool = False) -> UserError | None:
    """Return the error that says what to do; None when only a programmer can tell.

    `is_public`: visitors see of a path no more than its folder and itself.
    """
    if not isinstance(fault, OSError):
        return None
    path = fault.filename
    if is_public and path is not None:
        path = "/".join(PurePath(os.fsdecode(path)).parts[-2:])
    if isinstance(fault, PermissionError):
        return NotAllowedError("no_permission", path=path)
    if fault.errno not in _REASONS:
        return None
    reason = template(f"errors.disk_reason.{_REASONS[fault.errno]}")
    return UserError("disk_fault", path=path, reason=reason)

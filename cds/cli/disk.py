"""What the disk refuses, as errors a person can act on; any other fault of it is a bug."""

import errno

from cds.domain.errors import NotAllowedError, UserError
from cds.text import cli as words

_REASONS = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EROFS: "read_only",
    errno.EIO: "broken",
}


def disk_error(fault: OSError) -> UserError | None:
    """Return the error that says what to do; None when only a programmer can tell."""
    if isinstance(fault, PermissionError):
        return NotAllowedError("no_permission", path=fault.filename)
    if fault.errno not in _REASONS:
        return None
    reason = words.DISK_REASONS[_REASONS[fault.errno]]
    return UserError("disk_fault", path=fault.filename, reason=reason)

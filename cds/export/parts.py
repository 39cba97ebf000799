"""Parts of a file that is whole or not at all: what goes wrong names the part it went wrong in."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from cds.domain.errors import UserError

_LOG = logging.getLogger(__name__)


@contextmanager
def part(name: str) -> Iterator[None]:
    """Make one part; whatever fails becomes a UserError naming it, and the log has the details."""
    try:
        yield
    except UserError:
        raise
    except Exception as error:  # a bug in one chart: people hear which, and get no half file
        _LOG.exception("part %s", name)
        raise UserError("export_failed", part=name, reason=type(error).__name__) from error

"""The process of its own in which work is done: `python -m` of this module is that process."""

import os
import resource
import sys
from multiprocessing.connection import Connection

from cds.domain.errors import UserError

Rows = tuple[int, int]
_NICE = 10  # those who look come first


class WorkLine:
    """Where work tells how far it is, and takes its limit from: the line to who started it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def tell(self, share: float, rows: Rows = (0, 0)) -> None:
        """Say which share of the work, 0 to 1, is done; while rows are read, how many of all."""
        self._connection.send(("share", (share, rows)))

    def limit(self, cpu_seconds: int) -> None:
        """Allow that much processor time from now on."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime) + 1 + cpu_seconds
        resource.setrlimit(resource.RLIMIT_CPU, (most, most + 1))


def _main(handle: int) -> None:
    os.nice(_NICE)
    with Connection(handle) as connection:
        work = connection.recv()  # of the parent, which runs as the same person
        try:
            answer = ("done", work(WorkLine(connection)))
        except UserError as error:
            answer = ("refused", error)
        connection.send(answer)


if __name__ == "__main__":
    _main(int(sys.argv[1]))

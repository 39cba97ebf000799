"""Start a server on a free port, look at what it costs, and stop it."""

import contextlib
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Served:
    """A running server."""

    url: str
    process_id: int

    @property
    def cpu_ms(self) -> float:
        """Processor time used so far, user and system, by the process's own clock."""
        return time.clock_gettime(~self.process_id << 3 | 2) * 1000  # as clock_getcpuclockid(3)

    @property
    def memory_mb(self) -> float:
        """Memory held now (resident set)."""
        status = Path(f"/proc/{self.process_id}/status").read_text().splitlines()
        line = next(line for line in status if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024


def free_port() -> int:
    """Return a port nobody listens on at the moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def served(
    command: Sequence[str],
    port: int,
    health: str,
    environment: Mapping[str, str],
    log: IO[bytes] | int = subprocess.DEVNULL,
) -> Iterator[Served]:
    """Run a server until the block ends. Raises RuntimeError when it does not answer."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        command,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=log,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(process, url + health)
        yield Served(url, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with (
            contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError),
            urllib.request.urlopen(url, timeout=2),  # noqa: S310 - our own address
        ):
            return
        time.sleep(0.1)
    raise RuntimeError(f"no answer from {url}")

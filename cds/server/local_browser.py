"""Whether a browser of this machine itself is at the other end of a connection.

Every word of a request can be forwarded; the program that holds the socket cannot. Where the
system does not tell it (another system than Linux, another user's program), the answer is no.
"""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

from starlette.types import Scope

_BROWSERS = (
    *("brave", "chrome", "chromium", "epiphany", "firefox", "google-chrome", "headless_shell"),
    *("microsoft-edge", "msedge", "opera", "vivaldi"),
)
_TABLES = ("net/tcp", "net/tcp6")
_LOCAL, _REMOTE, _INODE = 1, 2, 9  # columns of those tables
_PROC = Path("/proc")


def asks(scope: Scope, proc: Path = _PROC) -> bool:
    """True when a browser on this machine sent the request; `proc` is where the system tells."""
    client, server = scope.get("client"), scope.get("server")
    if not client or not server:
        return False
    inode = _inode(proc, _end(*client), _end(*server))
    return inode is not None and _holder(proc, inode).startswith(_BROWSERS)


def _end(host: str, port: int) -> tuple[object, int]:
    try:
        return ip_address(host), port
    except ValueError:
        return host, port


def _inode(proc: Path, client: tuple[object, int], server: tuple[object, int]) -> str | None:
    """The socket whose own end is the client's and whose other end is ours."""
    for table in _TABLES:
        for fields in _lines(proc / table):
            if _told(fields[_LOCAL]) == client and _told(fields[_REMOTE]) == server:
                return fields[_INODE]
    return None


def _lines(table: Path) -> Iterator[list[str]]:
    try:
        head, *lines = table.read_text("ascii").splitlines()
    except (OSError, ValueError):
        return
    yield from (line.split() for line in lines if head)


def _told(text: str) -> tuple[object, int]:
    """An end as the tables write it: the address in words of the machine, then the port."""
    address, _, port = text.partition(":")
    words = [bytes.fromhex(address[at : at + 8])[::-1] for at in range(0, len(address), 8)]
    kind = IPv4Address if len(words) == 1 else IPv6Address
    return kind(b"".join(words)), int(port, 16)


def _holder(proc: Path, inode: str) -> str:
    """The name of the program that holds a socket; "" for one that we may not see."""
    wanted = f"socket:[{inode}]"
    for process in proc.glob("[0-9]*"):
        try:
            if any(str(held.readlink()) == wanted for held in (process / "fd").iterdir()):
                return (process / "exe").readlink().name.lower()
        except OSError:  # gone meanwhile, or another user's
            continue
    return ""

"""Whether a browser of this machine itself is at the other end of a connection.

Every word of a request can be forwarded; the program that holds the socket cannot. Where the
system does not tell it (another system than Linux, another user's program), the answer is no.
"""

from ipaddress import ip_address
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
    return inode is not None and _is_held_by_browser(proc, inode)


def _end(host: str, port: int) -> str | None:
    """An end as the tables write it: the address in words of the machine, then the port."""
    try:
        packed = ip_address(host).packed
    except ValueError:
        return None
    words = (packed[at : at + 4][::-1].hex() for at in range(0, len(packed), 4))
    return f"{''.join(words)}:{port:04x}".upper()


def _inode(proc: Path, client: str | None, server: str | None) -> str | None:
    """The socket whose own end is the client's and whose other end is ours."""
    for table in _TABLES:
        try:
            lines = (proc / table).read_text("ascii").splitlines()[1:]
        except (OSError, ValueError):
            continue
        for fields in map(str.split, lines):
            if fields[_LOCAL] == client and fields[_REMOTE] == server:
                return fields[_INODE]
    return None


def _is_held_by_browser(proc: Path, inode: str) -> bool:
    """Look only into browsers: what everybody holds would take longer to read than a page."""
    wanted = f"socket:[{inode}]"
    for process in proc.glob("[0-9]*"):
        try:
            if (process / "exe").readlink().name.lower().startswith(_BROWSERS) and any(
                str(held.readlink()) == wanted for held in (process / "fd").iterdir()
            ):
                return True
        except OSError:  # gone meanwhile, or another user's
            continue
    return False

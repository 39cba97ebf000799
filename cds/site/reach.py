"""How this server is reached: by this machine alone, or by a network with sign-in or without."""

import os
import stat
from collections.abc import Iterator, Mapping
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from streamlit import config
from streamlit.auth_util import get_redirect_uri, get_secrets_auth_section

PROGRAMME_COOKIE = "cds_programme"  # of a visitor who looks at another than the one in force
HOME_PAGE = "overview"  # Streamlit knows the first page by "/" alone
PRESENTING_PAGE = "present"
PRESENTING = ("meeting", "kiosk", "story", "record")  # what addresses of that page alone ask for
# Written by our server alone, which drops a client's own.
SESSION_HEADER, CALLER_HEADER = "X-Cds-Session", "X-Cds-Caller"
EXPIRED, AT_MACHINE = "expired", "local"
KEY = "key"  # the query word by which a browser proves to be at the machine
# Headers by which proxies tell whom they speak for.
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


def is_local_mode(host: str | None = None) -> bool:
    """True when only this machine is listened to and nothing says who may do what."""
    address = host or os.environ.get("CDS_HOST") or "127.0.0.1"
    return is_loopback(address) and not os.environ.get("CDS_ACCESS") and not has_sign_in()


def has_sign_in() -> bool:
    """True when `[auth]` of `.streamlit/secrets.toml` names an identity provider."""
    # Streamlit keeps what it read, but looks anew, at some cost, as long as there is no file.
    has_secrets = any(map(os.path.exists, _secret_files(os.getcwd())))  # noqa: PTH109 - cheap
    return has_secrets and bool(get_secrets_auth_section())


@lru_cache(maxsize=4)
def _secret_files(_folder: str) -> tuple[str, ...]:
    """Where secrets may stand: Streamlit finds that out anew, by looking, whenever it is asked."""
    return tuple(config.get_option("secrets.files"))


def secret_files() -> list[Path]:
    """The files of secrets that there are."""
    return [path for path in map(Path, config.get_option("secrets.files")) if path.is_file()]


def exposed_secrets() -> Iterator[tuple[Path, str]]:
    """The files of secrets that others than their owner may read or write, with their mode."""
    for path in secret_files():
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield path, f"{mode:03o}"


def is_public_https() -> bool:
    """True when people reach the server by https, as the address after sign-in tells."""
    return has_sign_in() and (get_redirect_uri(get_secrets_auth_section()) or "").startswith(
        "https://"
    )


def is_at_this_machine(headers: Mapping[str, str]) -> bool:
    """True for the browser of whoever started the server, which brought the key printed there.

    Whatever else a request says of itself a forwarder may say as well. No request at all is a
    script run by itself, as in tests.
    """
    named = {name.lower(): value for name, value in headers.items()}
    return not named or (named.get(SESSION_HEADER.lower()) == AT_MACHINE and is_direct(named))


def is_direct(headers: Mapping[str, str]) -> bool:
    """True for a request to the machine's own name by which no proxy says that it passes it on."""
    named = {name.lower(): value for name, value in headers.items()}
    try:
        asked = urlsplit(f"//{named.get('host', '')}").hostname or ""
    except ValueError:
        return False
    return is_loopback(asked) and not any(name in named for name in _FORWARDED)


@lru_cache(maxsize=64)
def is_loopback(host: str) -> bool:
    """True when the name or address means this machine."""
    return host == "localhost" or (is_address(host) and ip_address(host).is_loopback)


def listed(variable: str) -> list[str]:
    """What an environment variable lists by commas."""
    return [one for part in os.environ.get(variable, "").split(",") if (one := part.strip())]


def is_address(name: str) -> bool:
    """True for a literal address, which no foreign name can be made to point to."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True

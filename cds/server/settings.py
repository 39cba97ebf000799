"""What an administrator has set, held against what it may be before anything is served.

Else it would show later and elsewhere: as pages that answer 400, a sign-in that fails, or one that
anybody can forge.
"""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cds.domain.errors import UsageError
from cds.site.reach import (
    exposed_secrets,
    has_sign_in,
    is_address,
    is_local_mode,
    listed,
    secret_files,
)
from cds.text.phrases import phrase

_KNOWN = (
    *("CDS_ACCESS", "CDS_ALLOWED_HOSTS", "CDS_DATA", "CDS_HOST", "CDS_LOCAL_KEY", "CDS_PORT"),
    *("CDS_PROXIES", "CDS_STORE", "CDS_TIME_ZONE", "CDS_TODAY"),
)
_NAME = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?", re.IGNORECASE)
_AT_LINE = re.compile(r"at line (\d+)")
_WEB = r"https?://[^/\s]+"
_SECRET = 32
"""Letters of the secret that signs who somebody is; a shorter one can be found by trying."""
_SIGN_IN = {
    "redirect_uri": re.compile(rf"{_WEB}(/\S*)?/oauth2callback"),
    "cookie_secret": re.compile(rf"\S.{{{_SECRET - 2},}}\S"),
    "client_id": re.compile(r"\S+"),
    "client_secret": re.compile(r".+"),
    "server_metadata_url": re.compile(rf"{_WEB}/\S*"),
}


def check() -> None:
    """Raise UsageError naming every setting that cannot be used."""
    if problems := (*_addresses(), *_sign_in()):
        raise UsageError("bad_settings", problems=problems)


def doubts(host: str) -> Iterator[str]:
    """What may be meant, and mostly is not, in words."""
    for name in os.environ:
        close = get_close_matches(name, _KNOWN, 1, cutoff=0.8)
        if name.startswith("CDS_") and name not in _KNOWN and close:
            yield phrase("access.unknown_variable", name=name, close=close[0])
    if day := os.environ.get("CDS_TODAY"):
        yield phrase("access.fixed_today", day=day)
    for path, mode in exposed_secrets():
        yield phrase("access.exposed_secrets", path=str(path), mode=mode)
    if not is_local_mode(host) and not has_sign_in():
        yield phrase("access.without_sign_in", path=str(Path.cwd() / ".streamlit/secrets.toml"))
    elif has_sign_in() and not os.environ.get("CDS_ACCESS"):
        yield phrase("access.without_roles")


def _addresses() -> Iterator[UsageError]:
    for name in listed("CDS_ALLOWED_HOSTS"):
        if not is_address(name) and not _NAME.fullmatch(name):
            yield UsageError("bad_host_name", value=name)
    for name in listed("CDS_PROXIES"):
        if not is_address(name) or str(ip_address(name)) != name:  # requests are told by the text
            yield UsageError("bad_proxy", value=name)


def _sign_in() -> Iterator[UsageError]:
    sections: dict[str, Any] = {}
    for path in secret_files():
        try:
            sections |= tomllib.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            line = _AT_LINE.search(str(error))
            yield UsageError("bad_secrets", path=str(path), line=line and line[1])
    for name in sections.keys() - {"auth"}:
        if name.lower() == "auth":
            yield UsageError("auth_misspelt", value=name)
    if "auth" in sections:
        said = sections["auth"]
        given: Mapping[str, object] = said if isinstance(said, dict) else {}
        for name, form in _SIGN_IN.items():
            value = given.get(name)
            if not isinstance(value, str) or not form.fullmatch(value.strip()):
                yield UsageError(
                    "bad_sign_in", name=name, rule=phrase(f"access.sign_in_rule.{name}")
                )

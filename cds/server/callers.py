"""Who is at the other end, as far as an address tells, and how many websockets are theirs."""

import contextlib
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import Scope

from cds.server.visits import Visit
from cds.site.reach import is_address, is_loopback

_UNKNOWN = "?"
MOST_OF_VISIT = 20
MOST_WITHOUT_VISIT = 60  # of one address; browsers always bring a visit's cookie
MOST_OF_ADDRESS = 600  # a meeting room, an office, a province's way out share one
MOST_OF_ALL = 1_500  # below what the server takes at one time, so that pages are still answered


def caller(scope: Scope) -> str:
    """Return the address a request comes from.

    A proxy (CDS_PROXIES, by commas; else whatever runs on this machine) is believed who it speaks
    for, but only the last of several: what stands before it is the client's own word.
    """
    peer = (scope.get("client") or (_UNKNOWN,))[0]
    forwarded = Headers(scope=scope).getlist("x-forwarded-for")
    said = forwarded[-1].rpartition(",")[2].strip() if forwarded else ""
    return _network(said if said and is_proxy(peer) else peer)


def is_proxy(peer: str) -> bool:
    """True for an address that passes on the requests of others."""
    listed = os.environ.get("CDS_PROXIES")
    return peer in listed.replace(" ", "").split(",") if listed else is_loopback(peer)


def _network(address: str) -> str:
    """One household or office has one IPv4 address, but 2^64 of the newer kind."""
    if not is_address(address) or ip_address(address).version == 4:
        return address
    return str(ip_network(f"{address}/64", strict=False))


@dataclass
class Lines:
    """The websockets that are open, by whose they are."""

    _all: int = 0
    _by_address: Counter[str] = field(default_factory=Counter[str])
    _without_visit: Counter[str] = field(default_factory=Counter[str])

    def has_room(self, address: str, visit: Visit | None) -> bool:
        """True when whoever asks may open one more."""
        is_own_full = (
            self._without_visit[address] >= MOST_WITHOUT_VISIT if visit is None else is_full(visit)
        )
        is_full_of_it = self._by_address[address] >= MOST_OF_ADDRESS
        return not (is_own_full or is_full_of_it or self._all >= MOST_OF_ALL)

    @contextlib.contextmanager
    def held(self, address: str, visit: Visit | None) -> Iterator[None]:
        """Count one socket while the block runs."""
        self._count(address, visit, 1)
        try:
            yield
        finally:
            self._count(address, visit, -1)

    def _count(self, address: str, visit: Visit | None, change: int) -> None:
        self._all += change
        counters = [self._by_address]
        if visit is None:
            counters.append(self._without_visit)
        else:
            visit.lines += change
        for counter in counters:
            counter[address] += change
            if not counter[address]:
                del counter[address]


def is_full(visit: Visit) -> bool:
    """True for a browser that holds as many pages open as one may."""
    return visit.lines >= MOST_OF_VISIT

"""Ours beside Dash and plain Streamlit, by turns: `python -m bench.peers [HOME]`.

HOME is a data home; without it one is made.
"""

import argparse
import statistics
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.browsing import chromium
from bench.measures import aligned
from bench.peers.crowd import crowd
from bench.peers.looking import one_visitor, visits
from bench.peers.sites import DASH_PROCESSES, Site, memory_mb, sites
from cds.domain import clock
from cds.initialise import initialise

_NAMES = {
    "number": ("overview: first target value", "ms"),
    "heat": ("overview: heat map drawn", "ms"),
    "overview idle": ("overview: at rest", "ms"),
    "overview came": ("overview: came over the wire", "kB"),
    "areas": ("map: drawn", "ms"),
    "coverage idle": ("map: at rest", "ms"),
    "coverage came": ("map: came over the wire", "kB"),
    "painted": ("map: another indicator painted", "ms"),
    "memory": ("server's memory with one visitor", "MB"),
    "crowd p50": ("{viewers} viewers, another indicator: p50", "ms"),
    "crowd p95": ("{viewers} viewers, another indicator: p95", "ms"),
    "crowd cpu": ("{viewers} viewers: server's processor for a choice", "ms"),
}


def compared(home: Path, folder: Path, rounds: int, viewers: int, seconds: float) -> str:
    """Return the table of medians."""
    found = defaultdict[str, dict[str, list[float]]](lambda: defaultdict(list))
    with sites(home, folder) as all_sites, chromium() as browser:
        for site in all_sites:
            one_visitor(browser, site)
            found["memory"][site.name].append(memory_mb(site.server.process_id))
        for number in range(rounds):
            for site in all_sites:
                for name, value in visits(browser, site).items():
                    found[name][site.name].append(value)
                for name, value in crowd(site, viewers, seconds).items():
                    found[name][site.name].append(value)
            print(f"round {number + 1} of {rounds}", file=sys.stderr)
        return _table(all_sites, found, viewers)


def _table(
    all_sites: Sequence[Site], found: dict[str, dict[str, list[float]]], viewers: int
) -> str:
    others = [site.name for site in all_sites[1:]]
    rows = [("measure", *(site.name for site in all_sites), *(f"ours / {one}" for one in others))]
    for name, taken in found.items():
        kind, _, state = name.partition(", ")
        told, unit = _NAMES[kind]
        middle = {one: statistics.median(values) for one, values in taken.items()}
        shown = (f"{middle[site.name]:,.0f} {unit}" for site in all_sites)
        ratios = (f"{middle['ours'] / middle[one]:.2f}" for one in others)
        label = told.format(viewers=viewers)
        rows.append((f"{label}, {state}" if state else label, *shown, *ratios))
    return aligned(rows)


def main(words: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path, nargs="?")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--viewers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30, help="of the viewers, each time")
    asked = parser.parse_args(words)
    with TemporaryDirectory() as folder:
        home = asked.home
        if home is None:
            home = Path(folder) / "home"
            initialise(home, clock.today(), lambda _step, _name: None)
        told = compared(home, Path(folder), asked.rounds, asked.viewers, asked.seconds)
    print(f"Dash with {DASH_PROCESSES} processes, the others with one", told, sep="\n")


if __name__ == "__main__":
    main()

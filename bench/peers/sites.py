"""The three sites: how each is served, and where its numbers, its heat map and its map stand."""

import contextlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from playwright.sync_api import Page

from bench.peers.exporting import export
from bench.processes import Served, free_port, served

ROOT = Path(__file__).parents[2]
_HERE = Path(__file__).parent
_NEEDED = _HERE / "requirements.txt"
_ENVIRONMENT = ROOT / ".cache" / "peers"
DASH_PROCESSES = 2
_OURS_SHOWS = (".standings li .value", ".frame td", ".map .unit")
_PLOTLY_SHOWS = (".heatmaplayer image", ".choroplethlayer path")


@dataclass(frozen=True, slots=True)
class Site:
    """A site that is served. Selectors find its first number, heat map and areas of the map."""

    name: str
    server: Served
    number: str
    heat: str
    areas: str
    choose: Callable[[Page, str], None]  # another indicator of the map, by its name
    indicators: Mapping[str, str]  # that can be chosen: names by id

    @property
    def url(self) -> str:
        """Where it is."""
        return self.server.url


@contextlib.contextmanager
def sites(home: Path, folder: Path) -> Iterator[tuple[Site, Site, Site]]:
    """Serve ours, Dash and plain Streamlit until the block ends; the figures go to `folder`."""
    python = _environment()
    known = export(home, folder)
    shutil.copy(_HERE / "streamlit_pages.py", folder)  # which serves what lies beside it
    told = {"PEER_DATA": str(folder)}
    with contextlib.ExitStack() as running:

        def run(command: list[str], health: str, **environment: str) -> Served:
            port = free_port()
            words = [word.replace("PORT", str(port)) for word in command]
            return running.enter_context(served(words, port, health, environment))

        here = "127.0.0.1"
        ours = run(
            [sys.executable, "-m", "cds", "serve", "--port", "PORT"],
            "/healthz",
            CDS_DATA=str(home),
        )
        bound = ["-w", str(DASH_PROCESSES), "-b", f"{here}:PORT", "--chdir", str(_HERE)]
        dash = run([python, "-m", "gunicorn", *bound, "dash_pages:server"], "/", **told)
        settings = {
            "server.port": "PORT",
            "server.address": here,
            "server.headless": "true",
            "server.enableStaticServing": "true",
            "browser.gatherUsageStats": "false",
        }
        options = [f"--{name}={value}" for name, value in settings.items()]
        page = str(folder / "streamlit_pages.py")
        plain = run([python, "-m", "streamlit", "run", page, *options], "/_stcore/health", **told)
        yield (
            Site("ours", ours, *_OURS_SHOWS, partial(_choose, ".st-key-choice_indicator"), known),
            Site("Dash", dash, ".value", *_PLOTLY_SHOWS, _choose_in_dash, known),
            Site("Streamlit", plain, "[data-testid=stMetricValue]", *_PLOTLY_SHOWS,
                 partial(_choose, "[data-testid=stSelectbox]"), known),
        )  # fmt: skip


def _choose(selector: str, page: Page, name: str) -> None:
    field = page.locator(selector).locator("input").first
    field.click()
    field.fill(name)
    page.get_by_role("option").first.click()


def _choose_in_dash(page: Page, name: str) -> None:
    page.locator("#indicator").click()
    page.get_by_role("searchbox").fill(name)
    page.get_by_role("option").first.click()


def _environment() -> str:
    """The Python of the others, with what they need, made when that changes."""
    python, stamp = _ENVIRONMENT / "bin" / "python", _ENVIRONMENT / _NEEDED.name
    if not stamp.exists() or stamp.read_text() != _NEEDED.read_text():
        venv.create(_ENVIRONMENT, clear=True, with_pip=True)
        install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([str(python), *install, "-r", str(_NEEDED)], check=True)  # noqa: S603 - our own list
        shutil.copy(_NEEDED, stamp)
    return str(python)


def memory_mb(process_id: int) -> float:
    """Memory of a process and those it started; what they share counts once."""
    lines = Path(f"/proc/{process_id}/smaps_rollup").read_text().splitlines()
    own = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return own / 1024 + sum(map(memory_mb, _started_by(process_id)))


def cpu_ms(process_id: int) -> float:
    """Processor time of a process and those it started."""
    told = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    own = (int(told[11]) + int(told[12])) * 1000 / os.sysconf("SC_CLK_TCK")
    return own + sum(map(cpu_ms, _started_by(process_id)))


def _started_by(process_id: int) -> list[int]:
    tasks = Path(f"/proc/{process_id}/task").glob("*/children")
    return [int(one) for task in tasks for one in task.read_text().split()]

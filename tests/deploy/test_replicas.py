"""Three processes of one data home behind the real nginx with the lines of deploy/."""

import asyncio
import contextlib
import gzip
import os
import re
import shutil
import subprocess
import sys
import time
from urllib.request import Request, urlopen

import pytest

from bench.browsing import chromium
from bench.following import followed
from bench.processes import Served, free_port
from bench.viewers import hall, opened, trusting
from cds.store.snapshots.snapshot import Upload
from cds.store.snapshots.snapshot_store import SnapshotStore
from tests.browser.serving import needs_chromium
from tests.factories import observation
from tests.homes import ROOT, TODAY, full_home

NGINX = shutil.which("nginx", path=os.defpath + ":/usr/sbin:/usr/local/sbin")
pytestmark = [
    pytest.mark.load,
    pytest.mark.slow,
    pytest.mark.skipif(NGINX is None, reason="no nginx here"),
]
UNIT = "28237@2004-08-31"
_WHOLE = """
daemon off; user root; pid {0}/pid; error_log stderr crit; worker_processes 1;
events {{ worker_connections 2048; }}
http {{
    access_log off; client_body_temp_path {0}/body; proxy_temp_path {0}/proxy;
    fastcgi_temp_path {0}/f; uwsgi_temp_path {0}/u; scgi_temp_path {0}/s;
    {1}
}}
"""


class Replica:
    """One process, which can be killed and started again on its port."""

    def __init__(self, home):
        self.home, self.port = home, free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self):
        environment = {
            **os.environ, "CDS_DATA": str(self.home), "CDS_TODAY": TODAY.isoformat(),
            "CDS_PORT": str(self.port), "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cds", "serve"],
            env=environment,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )
        answered(f"{self.url}/healthz")

    def stop(self, *, is_kill=False):
        (self.process.kill if is_kill else self.process.terminate)()
        self.process.wait(timeout=30)

    @property
    def served(self):
        return Served(self.url, self.process.pid)


def answered(url):
    """Wait until something answers."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with contextlib.suppress(OSError), urlopen(url, timeout=5, context=trusting(url)) as answer:  # noqa: S310
            return answer
        time.sleep(0.1)
    pytest.fail(f"nothing answers at {url}")
    return None


def configuration(folder, port, replicas):
    """The lines of deploy/nginx.conf for these processes, with a certificate made just now."""
    key, certificate = folder / "cds.key", folder / "cds.pem"
    asked = ("-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost")
    made = ("openssl", "req", *asked, "-keyout", str(key), "-out", str(certificate))
    subprocess.run(made, check=True, capture_output=True)
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    for place, one in zip(("8501", "8502", "8503"), replicas, strict=True):
        text = text.replace(f"127.0.0.1:{place}", f"127.0.0.1:{one.port}")
    text = text.replace("443 ssl", f"127.0.0.1:{port} ssl").replace("/etc/ssl", str(folder))
    return _WHOLE.format(folder, text.replace("/var/cache", str(folder)))


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return shutil.copytree(full_home(), tmp_path_factory.mktemp("data") / "home")


@pytest.fixture(scope="module")
def replicas(home):
    made = [Replica(home) for _ in range(3)]
    for one in made:
        one.start()
    yield made
    for one in made:
        one.stop(is_kill=True)


@pytest.fixture(scope="module")
def site(replicas, tmp_path_factory):
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    (folder / "nginx.conf").write_text(configuration(folder, port, replicas))
    command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"]
    nginx = subprocess.Popen(command)
    address = f"https://127.0.0.1:{port}"
    answered(f"{address}/healthz")
    yield address
    nginx.terminate()
    nginx.wait()


def fetched(url, cookie=""):
    asked = Request(url, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})  # noqa: S310
    with urlopen(asked, timeout=20, context=trusting(url)) as answer:  # noqa: S310
        packed = answer.headers["Content-Encoding"] == "gzip"
        body = gzip.decompress(answer.read()) if packed else answer.read()
        return answer.status, answer.headers, body


def test_a_browser_is_given_a_seat_once_and_scripts_are_packed_and_kept(site):
    _, headers, page = fetched(f"{site}/")
    seat = next(one for one in headers.get_all("Set-Cookie") if one.startswith("cds_seat="))
    assert "Secure" in seat
    assert "HttpOnly" in seat

    _, again, _ = fetched(f"{site}/", seat.partition(";")[0])
    assert not [one for one in again.get_all("Set-Cookie") or [] if "cds_seat" in one]

    script = re.search(rb'"\.?/?(static/js/[^"]+)"', page)[1].decode()
    assert fetched(f"{site}/{script}")[1]["Content-Encoding"] == "gzip"


async def _seen(site, number, cookie, page, query=""):
    async with opened(site, cookie=cookie) as screen:
        await screen.load(page, query)
        return number, screen.title


def test_one_is_killed_under_load_and_every_viewer_finds_his_page_again(site, replicas):
    async def scene():
        pages = ("overview", "gaps", "coverage", "unit", "indicator", "pilots")
        seats = [f"cds_seat=seat{number}" for number in range(12)]
        asked = [(number, seat, pages[number % 6]) for number, seat in enumerate(seats)]
        before = await asyncio.gather(*(_seen(site, *one) for one in asked))
        looking = asyncio.create_task(hall(site, viewers=20, arriving=5, seconds=25, think=3))
        await asyncio.sleep(8)
        await asyncio.to_thread(replicas[0].stop, is_kill=True)
        start = time.monotonic()
        after = await asyncio.gather(*(_seen(site, *one) for one in asked))
        spent = time.monotonic() - start
        await asyncio.to_thread(replicas[0].start)
        return before, after, spent, await looking

    before, after, spent, seen = asyncio.run(scene())

    print(f"\nkilled: twelve pages again after {spent:.1f} s", *seen.table(), sep="\n")
    assert after == before
    assert all(title for _, title in after)
    assert seen.troubles.pop("error on a page", 0) == 0
    assert sum(seen.troubles.values()) <= 20  # each viewer is cut off once at most
    assert len(seen.waits["arriving"]) >= 20


def test_all_are_restarted_in_turn_and_nobody_is_refused(site, replicas):
    async def scene():
        answers, is_over = [], False

        async def ask():
            while not is_over:
                answers.append((await asyncio.to_thread(fetched, f"{site}/"))[0])
                await asyncio.sleep(0.1)

        asking = asyncio.create_task(ask())
        for one in replicas:
            await asyncio.to_thread(one.stop)
            await asyncio.to_thread(one.start)
        is_over = True
        await asking
        return answers

    answers = asyncio.run(scene())

    assert len(answers) > 20
    assert set(answers) == {200}


def test_what_one_process_publishes_is_on_open_pages_of_all_within_seconds(replicas, home):
    async def scene():
        async with contextlib.AsyncExitStack() as stack:
            screens = [await stack.enter_async_context(opened(one.url)) for one in replicas]
            for screen in screens:
                await screen.load("overview")
            figure = observation("fibre_household_share", "2025-Q2", counts=(1, 2), unit_id=UNIT)
            upload = Upload("mot-so.csv", "c" * 64, "test")
            await asyncio.to_thread(SnapshotStore(home).publish, [figure], upload)
            start = time.monotonic()
            await asyncio.gather(*(_told(screen) for screen in screens))
            return time.monotonic() - start

    spent = asyncio.run(scene())

    print(f"\npublished: on all pages after {spent:.1f} s")
    assert spent < 10  # the goal is 3 s on a machine of its own


@needs_chromium
def test_a_file_begun_at_one_process_is_found_again_at_another(replicas, tmp_path):
    file = tmp_path / "la.csv"
    file.write_text("Nơi gửi;Có cáp;Tổng\nXã Khánh Hưng;1013;1530\n", "utf-8")
    asked = "Hệ thống chưa rõ các cột của tệp này"
    with chromium() as browser:
        one, other = (browser.new_context().new_page() for _ in range(2))
        one.goto(f"{replicas[0].url}/upload?step=file")
        one.locator("input[type=file]").first.set_input_files(file)
        one.get_by_text(asked).wait_for(timeout=90_000)
        one.close()

        other.goto(f"{replicas[1].url}/upload")
        other.get_by_text(asked).wait_for(timeout=90_000)
        assert other.get_by_text(file.name).count() > 0


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_the_units_of_systemd_are_accepted_by_it(tmp_path):
    """It has never started them here: that takes a machine which systemd runs."""
    unit = (ROOT / "deploy" / "cds@.service").read_text("utf-8")
    (tmp_path / "cds@.service").write_text(
        unit.replace("/srv/cds/.venv/bin/python", sys.executable)
    )
    verify = ("verify", "--man=no", str(tmp_path / "cds@8501.service"))
    secure = ("security", "--offline=true", "--threshold=20", str(tmp_path / "cds@.service"))
    for asked in (verify, secure):
        said = subprocess.run(["systemd-analyze", *asked], capture_output=True, text=True)
        assert (said.returncode, said.stderr) == (0, "")


async def _told(screen):
    async with asyncio.timeout(60):
        while screen.heard(await screen.line.recv(decode=False)) is None:
            pass


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of the followers
def test_followers_at_every_process_see_each_step_of_a_meeting(replicas, home):
    """Who leads is a process of his own here; each of the three has followers."""
    for one in replicas:
        seen = followed(one.served, home, followers=5, steps=3, idle=0.1)
        print(f"\nfollowed: half after {seen.median_ms:.0f} ms, all {max(seen.lags_ms):.0f} ms")
        assert max(seen.lags_ms) < 5_000

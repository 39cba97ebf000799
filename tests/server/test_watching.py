"""A page that is open shows what is published soon after it, without asking again and again."""

import asyncio
import sys
import time

import pytest

from bench.processes import free_port, served
from bench.viewers import opened
from cds.store.snapshots.snapshot import Upload
from cds.store.snapshots.snapshot_store import SnapshotStore
from tests.factories import observation
from tests.homes import light_home

pytestmark = pytest.mark.slow
HOME_UNIT = "28237@2004-08-31"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    made = light_home(tmp_path_factory.mktemp("home"))
    publish(made, "e" * 64)
    return made


@pytest.fixture(scope="module")
def server(home):
    port = free_port()
    command = [sys.executable, "-m", "cds", "serve", "--port", str(port)]
    with served(command, port, "/healthz", {"CDS_DATA": str(home)}) as running:
        yield running


def publish(home, sha256):
    figure = observation("fibre_household_share", "2025-Q1", counts=(1, 3), unit_id=HOME_UNIT)
    SnapshotStore(home).publish([figure], Upload("mot-so.csv", sha256, "test"))


def test_an_open_page_is_sent_what_is_published_and_one_of_an_older_version_is_not(server, home):
    assert asyncio.run(_seconds_until_shown(server, home)) < 10


async def _seconds_until_shown(server, home):
    async with opened(server.url) as newest, opened(server.url) as older:
        await newest.load("overview")
        await older.load("overview", f"version={SnapshotStore(home).data_version() - 1}")
        publish(home, "d" * 64)
        start = time.monotonic()
        await _run_again(newest, 20)
        seconds = time.monotonic() - start
        with pytest.raises(TimeoutError):
            await _run_again(older, 1)
    return seconds


async def _run_again(screen, seconds):
    async with asyncio.timeout(seconds):
        while screen.heard(await screen.line.recv(decode=False)) is None:
            pass

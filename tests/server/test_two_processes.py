"""Two processes of one data home: signed in is signed in, and signed out is signed out, in both."""

import asyncio

import pytest

from cds.domain.access import AccessRules
from cds.site.session_table import FOLDER, KeptVisits, SessionTable
from tests.server.test_sessions import Clock, Site

LAN = "lan@example.vn"


@pytest.fixture
def sites(tmp_path):
    one, other = (Site(kept=KeptVisits(tmp_path / FOLDER)) for _ in range(2))
    other.clock = one.clock
    other.visits.now = one.clock
    return one, other


@pytest.fixture
def tables(tmp_path):
    clock = Clock()
    made = [
        SessionTable(AccessRules, now=clock, kept=KeptVisits(tmp_path / FOLDER)) for _ in range(2)
    ]
    return clock, *made


def test_who_signed_in_at_one_is_known_to_the_other(sites):
    one, other = sites
    one.sign_in()

    assert other.sees_identity(one.jar)


def test_a_browser_that_signed_out_at_one_is_unknown_to_the_other(sites):
    one, other = sites
    one.sign_in()
    copied = dict(one.jar)
    assert other.sees_identity(copied)

    asyncio.run(one.go("/auth/logout"))

    assert not other.sees_identity(copied)
    assert not one.sees_identity(copied)


def test_an_open_page_of_the_other_hangs_up_on_who_signed_out(tables):
    _, one, other = tables
    token, visit = one.begin("seal", LAN)
    there = other.find(token)
    assert there is not None

    one.end(visit)
    other.end_over()

    assert there.ended.is_set()


def test_a_sign_of_life_at_one_keeps_the_visit_alive_at_the_other(tables):
    clock, one, other = tables
    token, visit = one.begin("seal", LAN)
    assert other.find(token) is not None

    clock.now = 1700
    one.touch(visit)
    clock.now = 3400

    assert other.find(token) is not None
    clock.now = 1700 + 1801
    assert other.find(token) is None
    assert one.find(token) is None


def test_a_person_ends_all_other_browsers_of_every_process(tables):
    _, one, other = tables
    here, visit = one.begin("seal", LAN)
    visit.hold("stream")
    there, _ = other.begin("seal of another", LAN)
    stranger, _ = other.begin("seal of a stranger", "minh@example.vn")
    assert one.count(LAN.upper()) == 2

    async def end():
        one.loop = asyncio.get_running_loop()
        one.end_others("stream")

    asyncio.run(end())

    assert one.find(here) is visit
    assert other.find(there) is None
    assert other.find(stranger) is not None


def test_what_is_kept_holds_no_cookie_and_is_for_the_service_alone(tables, tmp_path):
    _, one, _ = tables
    token, _ = one.begin("seal", LAN)
    one.begin()

    (file,) = (tmp_path / FOLDER).iterdir()
    assert token not in file.name + file.read_text("utf-8")
    assert file.stat().st_mode & 0o077 == 0


def test_visits_that_ended_while_nobody_looked_are_taken_away(tables, tmp_path):
    clock, one, other = tables
    one.begin("seal", LAN)
    (tmp_path / FOLDER / "damaged").write_text("[")

    clock.now = 28_801
    other.clean()

    assert [file.name for file in (tmp_path / FOLDER).iterdir()] == ["damaged"]


def test_on_a_full_disk_one_is_signed_in_at_one_process_alone(tmp_path, caplog):
    (tmp_path / FOLDER).write_text("no folder")
    one, other = (SessionTable(AccessRules, kept=KeptVisits(tmp_path / FOLDER)) for _ in range(2))
    token, visit = one.begin("seal", LAN)
    one.touch(visit)

    assert one.find(token) is visit
    assert other.find(token) is None
    assert "this process alone" in caplog.text

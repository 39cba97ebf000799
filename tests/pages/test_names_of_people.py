"""E-mail addresses of senders: read by staff, never by the public."""

import shutil
from io import BytesIO
from zipfile import ZipFile

import pytest

from cds.publish import check_and_publish
from cds.store.reference.loading import load_catalogue
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.text.phrases import phrase
from cds.ui import access, cache, files
from tests.pages.opening import opened, said, tables

pytestmark = pytest.mark.slow

FIGURE = "Mã đơn vị,Mã chỉ tiêu,Kỳ,Giá trị\n80,fibre_commune_share,2025-06,61\n"
LAN, BOSS = "lan@example.vn", "boss@example.vn"


@pytest.fixture(scope="module")
def home(tmp_path_factory, empty_home):
    home = shutil.copytree(empty_home, tmp_path_factory.mktemp("sent") / "home")
    store, catalogue = SnapshotStore(home), load_catalogue(home)
    codes = ("sharp_change", "aggregate_mismatch", "suspicious_scale")
    for name in ("a.csv", "b.csv"):
        text = FIGURE.replace("61", "62") if name == "b.csv" else FIGURE
        outcome = check_and_publish(store, catalogue, text.encode(), name, by=LAN, confirmed=codes)
        assert outcome.snapshot, outcome.checked.issues
        store.withdraw(outcome.snapshot.snapshot_id, "thử", BOSS)
        store.restore(outcome.snapshot.snapshot_id, "thử", BOSS)
    store.withdraw(outcome.snapshot.snapshot_id, "thử", BOSS)
    return home


def read(monkeypatch, home, page, query=None):
    """Everything a visitor reads there, tables too, and what they may download."""
    app = opened(monkeypatch, home, page, query)
    shown = [one.to_string() for one in tables(app)]
    return "\n".join([said(app), *shown]).replace("\\", "").replace("\u2060", "")


def withdrawn(home):
    """The address of what is known of a publication that counts no more."""
    gone = next(one for one in SnapshotStore(home).snapshots() if one.is_withdrawn)
    return {"snapshot": gone.snapshot_id}


def test_staff_read_who_sent_and_who_withdrew(monkeypatch, home):
    assert LAN in read(monkeypatch, home, "snapshots")
    assert BOSS in read(monkeypatch, home, "snapshots", withdrawn(home))


@pytest.mark.parametrize("page", ["snapshots", "overview", "changes"])
def test_the_public_reads_that_one_of_them_did(monkeypatch, home, page):
    monkeypatch.setattr(access, "is_at_this_machine", lambda _: False)

    text = read(monkeypatch, home, page, withdrawn(home) if page == "snapshots" else None)

    assert "example.vn" not in text
    assert page == "changes" or phrase("access.someone") in text


def test_the_file_of_everything_names_nobody(monkeypatch, home):
    monkeypatch.setenv("CDS_DATA", str(home))

    with ZipFile(BytesIO(files.everything(cache.edition()).result().content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}

    assert not [name for name, part in parts.items() if b"example.vn" in part]
    assert phrase("access.someone").encode() in parts["lich-su-cong-bo.csv"]

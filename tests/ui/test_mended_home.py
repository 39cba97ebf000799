"""A running server shows what changed on disk, without another publication or a restart."""

from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.ui import cache
from tests import factories as f
from tests.homes import light_home

NAME = "100% dịch vụ công trực tuyến đủ điều kiện được cung cấp mức độ 4"


def test_a_commit_that_was_put_back_counts_at_the_next_click(tmp_path):
    store = SnapshotStore(tmp_path)
    snapshot = store.publish([f.observation(value="1")], f.upload())
    path = store.log.log_file(1)
    sound = path.read_bytes()
    path.write_bytes(b"")
    assert cache.snapshots(str(tmp_path), 1) == ()
    path.write_bytes(sound)
    assert cache.snapshots(str(tmp_path), 1) == (snapshot,)


def test_an_edited_target_is_shown_and_one_that_cannot_be_used_is_told(tmp_path, monkeypatch):
    home = light_home(tmp_path)
    monkeypatch.setenv("CDS_DATA", str(home))
    register = home / "reference" / "targets.csv"
    sound = register.read_text(encoding="utf-8")

    def shown():
        targets = cache.reader(cache.caught_up()).catalogue.whole.targets
        return targets["online_service_eligible_full_share_2025"].name

    assert shown() == NAME
    register.write_text(sound.replace(NAME, "Tên mới"), encoding="utf-8")
    assert shown() == "Tên mới"
    register.write_text(sound.replace(",threshold,", ",no_kind,", 1), encoding="utf-8")
    assert shown() == "Tên mới"
    assert "no_kind" in str(cache.newest_fault())
    register.write_text(sound, encoding="utf-8")
    assert shown() == NAME
    assert cache.newest_fault() is None

"""Snapshots that lie where CDS_STORE says: in another folder, or in a bucket hosts share."""

import hashlib
import shutil
from contextlib import ExitStack
from itertools import count
from uuid import uuid4

import pytest
from deltalake import DeltaTable
from obstore.store import from_url

from cds.domain.errors import StoreDamagedError, UsageError, UserError
from cds.store.files import Damage, DamageReason, keep_upload
from cds.store.snapshots.elsewhere import Bucket, settle
from cds.store.snapshots.snapshot_store import SnapshotStore
from cds.store.upkeep.backup import back_up, recover
from cds.store.upkeep.repair import clean, repair
from cds.store.upkeep.verification import verify
from cds.store.view.queries import open_view
from tests import factories as f
from tests.store.buckets import ACCESS, SERVER, s3_server
from tests.store.publishing import publishers

pytestmark = pytest.mark.slow

TIMES = 12


@pytest.fixture
def home(tmp_path):
    return host(tmp_path, "home")


def host(tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    return folder


def publish(home, value="1"):
    content = f"file {value}".encode()
    keep_upload(home, content)
    sha256 = hashlib.sha256(content).hexdigest()
    upload = f.upload(f"{value}.csv", sha256=sha256, is_kept=True)
    return SnapshotStore(home).publish([f.observation(value=value)], upload)


def values(home):
    return [one.value for one in open_view(SnapshotStore(home), f.catalogue()).observations()]


@pytest.mark.parametrize("url", ["s3://", "foo://x/y", "://", "s3://a b/c"])
def test_what_is_no_address_of_a_bucket_is_said(home, monkeypatch, url):
    monkeypatch.setenv("CDS_STORE", url)
    with pytest.raises(UsageError, match="bad_bucket"):
        settle(home)


class TestFolder:
    @pytest.fixture(autouse=True)
    def _settled(self, tmp_path, home, monkeypatch):
        monkeypatch.setenv("CDS_STORE", str(tmp_path / "disk"))
        settle(home)

    def test_snapshots_lie_in_the_folder_and_are_looked_after_there(self, tmp_path, home):
        snapshot = publish(home)
        place = tmp_path / "disk" / snapshot.path.removeprefix("snapshots/")
        assert values(home) == [1]
        assert verify(SnapshotStore(home)) == ()

        back_up(home, tmp_path / "copy")
        place.write_bytes(b"")
        (damage,) = verify(SnapshotStore(home))
        assert damage == Damage(snapshot.snapshot_id, snapshot.path, DamageReason.FILE_CHANGED)
        assert repair(home, tmp_path / "copy", "an").names == (snapshot.path,)
        assert values(home) == [1]

    def test_the_home_knows_its_place_without_being_told(self, tmp_path, home, monkeypatch):
        publish(home)
        monkeypatch.delenv("CDS_STORE")
        publish(home, "2")
        assert values(home) == [2]
        assert len([*(tmp_path / "disk").glob("*/*.parquet")]) == 2

    def test_another_place_than_the_one_in_use_is_refused(self, tmp_path, home, monkeypatch):
        for other in (str(tmp_path / "other"), "s3://office/cds"):
            monkeypatch.setenv("CDS_STORE", other)
            with pytest.raises(UsageError, match="store_elsewhere"):
                settle(home)
        assert not (tmp_path / "other").exists()

    def test_a_disk_that_is_not_there_is_no_empty_home(self, tmp_path, home):
        publish(home)
        (tmp_path / "disk").rename(tmp_path / "away")
        with pytest.raises(StoreDamagedError, match="store_log_unreadable"):
            SnapshotStore(home).data_version()

    def test_a_copy_is_restored_into_an_empty_folder_alone(self, tmp_path, home, monkeypatch):
        publish(home)
        back_up(home, tmp_path / "copy")
        with pytest.raises(UsageError, match="store_not_empty"):
            recover(tmp_path / "copy", tmp_path / "new", "an")
        assert not (tmp_path / "new").exists()

        (upload,) = (tmp_path / "copy" / "uploads").iterdir()
        content = upload.read_bytes()
        upload.write_bytes(b"")
        monkeypatch.setenv("CDS_STORE", str(tmp_path / "disk2"))
        with pytest.raises(StoreDamagedError):
            recover(tmp_path / "copy", tmp_path / "new", "an")
        assert [*(tmp_path / "disk2").iterdir()] == []

        upload.write_bytes(content)
        recover(tmp_path / "copy", tmp_path / "new", "an")
        assert (verify(SnapshotStore(tmp_path / "new")), values(tmp_path / "new")) == ((), [1])
        assert len([*(tmp_path / "disk2").glob("*/*.parquet")]) == 1

    def test_no_copy_is_made_among_the_snapshots(self, tmp_path, home):
        with pytest.raises(UsageError, match="backup_inside_home"):
            back_up(home, tmp_path / "disk" / "copy")

    def test_drafts_are_cleaned_there_too(self, tmp_path, home, monkeypatch):
        publish(home)
        draft = tmp_path / "disk" / "_delta_log" / "_commit_1.json.tmp"
        draft.write_text("{")
        monkeypatch.setattr("cds.store.upkeep.repair.DAY_SECONDS", -1)
        assert clean(home, "an").names == ("snapshots/_delta_log/_commit_1.json.tmp",)
        assert not draft.exists()


# A folder does as a bucket does; one that speaks S3 is there after `make test-bucket`.
BUCKETS = ("folder", "s3") if SERVER.exists() else ("folder",)


@pytest.fixture(scope="module", params=BUCKETS)
def place(request, tmp_path_factory):
    """A function that names an empty bucket."""
    folder = tmp_path_factory.mktemp("buckets")
    with ExitStack() as stack:
        if request.param == "folder":
            yield lambda name: (folder / name).mkdir() or (folder / name).as_uri()
            return
        address = stack.enter_context(s3_server(folder / "log"))
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        for name, value in {**ACCESS, "AWS_ENDPOINT_URL": address}.items():
            patch.setenv(name, value)
        yield lambda name: f"s3://office/{name}"


class TestBucket:
    @pytest.fixture(autouse=True)
    def _settled(self, place, home, monkeypatch):
        self.url = place(uuid4().hex)
        monkeypatch.setenv("CDS_STORE", self.url)
        settle(home)

    def second(self, tmp_path):
        folder = host(tmp_path, "second")
        settle(folder)
        return folder

    def test_a_second_host_sees_what_the_first_published(self, tmp_path, home):
        publish(home)
        second = self.second(tmp_path)
        assert values(second) == [1]
        publish(second, "2")
        assert values(home) == [2]
        SnapshotStore(home).withdraw(SnapshotStore(home).snapshots()[0].snapshot_id, "sai", "an")
        assert values(second) == [1]
        for each in (home, second):
            assert verify(SnapshotStore(each)) == ()
        assert DeltaTable(self.url).version() == 3

    def test_hosts_that_publish_at_once_lose_nothing(self, tmp_path, home):
        second = self.second(tmp_path)
        with publishers(home) as here, publishers(second) as there:
            for number, running in enumerate((here, there)):
                running.start(number, TIMES)
            here.wait_for(0)
            there.wait_for(1)

        acknowledged = {*here.acknowledged, *there.acknowledged}
        assert len(acknowledged) == 2 * TIMES
        for each in (home, second):
            store = SnapshotStore(each)
            assert {one.snapshot_id for one in store.snapshots()} == acknowledged
            assert store.data_version() == 2 * TIMES
            assert verify(store) == ()

    def test_damaged_and_missing_objects_are_named_and_put_back(self, tmp_path, home):
        first, gone = publish(home), publish(home, "2")
        back_up(home, tmp_path / "copy")
        bucket = Bucket(home, self.url)
        bucket.write(first.path, b"damaged")
        bucket.write(f"uploads/{gone.sha256}", b"")
        bucket.write("snapshots/_delta_log/00000000000000000002.json", b"{}")
        found = {(one.path, one.reason) for one in verify(SnapshotStore(home))}
        assert found == {
            (first.path, DamageReason.FILE_CHANGED),
            (f"uploads/{gone.sha256}", DamageReason.SOURCE_CHANGED),
            ("snapshots/_delta_log/00000000000000000002.json", DamageReason.COMMIT_DAMAGED),
        }
        assert values(home) == [2]  # from the copy
        done = repair(home, tmp_path / "copy", "an")
        assert (set(done.names), done.left) == ({name for name, _ in found}, ())

    def test_a_new_host_misses_what_the_bucket_lacks(self, tmp_path, home):
        snapshot = publish(home)
        from_url(self.url).delete(snapshot.path.removeprefix("snapshots/"))
        second = self.second(tmp_path)
        for each in (home, second):
            (damage,) = verify(SnapshotStore(each))
            assert (damage.path, damage.reason) == (snapshot.path, DamageReason.FILE_MISSING)

    def test_a_copy_is_restored_into_an_empty_bucket_alone(
        self, tmp_path, home, place, monkeypatch
    ):
        publish(home)
        back_up(home, tmp_path / "copy")
        with pytest.raises(UsageError, match="store_not_empty"):
            recover(tmp_path / "copy", tmp_path / "new", "an")
        monkeypatch.setenv("CDS_STORE", place(uuid4().hex))
        recover(tmp_path / "copy", tmp_path / "new", "an")
        shutil.rmtree(home)
        second = self.second(tmp_path)
        for each in (tmp_path / "new", second):
            assert (verify(SnapshotStore(each)), values(each)) == ((), [1])

    def test_a_home_moves_into_a_bucket_with_all_it_has(self, tmp_path, place, monkeypatch):
        monkeypatch.delenv("CDS_STORE")
        old = host(tmp_path, "old")
        publish(old)
        publish(old, "2")
        monkeypatch.setenv("CDS_STORE", place(uuid4().hex))
        settle(old)
        assert (verify(SnapshotStore(old)), values(self.second(tmp_path))) == ((), [2])

    def test_another_home_does_not_mix_with_what_is_there(self, tmp_path, home, monkeypatch):
        publish(home)
        monkeypatch.delenv("CDS_STORE")
        other = host(tmp_path, "other")
        publish(other, "2")
        monkeypatch.setenv("CDS_STORE", self.url)
        with pytest.raises(UsageError, match="bucket_differs"):
            settle(other)
        assert values(other) == [2]

    def test_a_bucket_out_of_reach_leaves_the_copy_readable(self, tmp_path, home, monkeypatch):
        publish(home)
        for name, value in {**ACCESS, "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}.items():
            monkeypatch.setenv(name, value)
        (home / ".store").write_text("s3://office/away")
        assert values(home) == [1]
        with pytest.raises(UserError, match="bucket_unreachable"):
            publish(home, "2")
        assert len(SnapshotStore(home).snapshots()) == 1

    def test_a_commit_whose_answer_got_lost_counts_once(self, home):
        bucket = Bucket(home, self.url)
        assert [bucket.create("uploads/x", b"1") for _ in range(2)] == [True, True]
        assert not bucket.create("uploads/x", b"2")

    @pytest.mark.parametrize("is_late", [False, True], ids=["nothing arrives", "no answer comes"])
    def test_a_bucket_that_fails_at_any_object_leaves_all_or_nothing(
        self, home, tmp_path, monkeypatch, is_late
    ):
        publish(home)
        for place in range(1, 4):  # the file as it was sent, the figures, the commit
            with monkeypatch.context() as patch:
                patch.setattr(Bucket, "create", failing_at(place, is_late=is_late))
                with pytest.raises(UserError):
                    publish(home, str(10 + place))
        publish(home, "2")
        second = self.second(tmp_path)
        for each in (home, second):
            expected = ["1.csv", *(["13.csv"] if is_late else []), "2.csv"]
            store = SnapshotStore(each)
            assert [one.file_name for one in reversed(store.snapshots())] == expected
            assert (verify(store), values(each)) == ((), [2])


def failing_at(place, *, is_late):
    """A bucket that does not answer at its n-th object."""
    create, calls = Bucket.create, count(1)

    def call(self, name, content):
        fails = next(calls) == place
        if is_late or not fails:
            done = create(self, name, content)
        if fails:
            raise UserError("bucket_unreachable", url=self.url, reason="away")
        return done

    return call

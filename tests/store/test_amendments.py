"""Targets, paths and steps are changed in the reference's own tables, and taken back."""

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

from cds.domain.errors import InconsistentReferenceError, NotFoundError, UserError
from cds.store.accepted import REFERENCE, accept, changed_files
from cds.store.amendments import (
    LineChange,
    Proposal,
    amend,
    amendments,
    proposal_of,
    propose,
    table_lines,
    taken_back,
    tried,
)
from cds.store.audit import AuditTrail
from cds.store.reference.loading import load_catalogue, reference_stamp
from cds.store.sending import Release, WaitingRoom
from tests.homes import ROOT

ID = "tn_mobile_5g_coverage_2030"


@pytest.fixture
def home(tmp_path):
    shutil.copytree(ROOT / "data" / "reference", tmp_path / "reference")
    accept(tmp_path, REFERENCE, "an@example.vn")
    return tmp_path


def line(home, target_id=ID):
    return next(one for one in table_lines(home, "targets.csv") if one["target_id"] == target_id)


def changed(home, **cells):
    before = line(home)
    return LineChange("targets.csv", before, {**before, **cells})


def added(home, target_id="tn_new_2028", **cells):
    new = {**line(home), "target_id": target_id, "year": "2028", "value": "90", **cells}
    return LineChange("targets.csv", None, new)


def point(period, value, target_id=ID):
    cells = {"target_id": target_id, "period": period, "value": value}
    return LineChange("target_paths.csv", None, cells)


def proposal(*changes, reason="Quyết định 12"):
    return Proposal(changes, reason)


def test_a_changed_line_counts_and_every_other_byte_stays(home):
    path = home / "reference" / "targets.csv"
    before, stamp = path.read_bytes().splitlines(), reference_stamp(home)

    made = amend(home, proposal(changed(home, value="95", note='Lời "quoted", có dấu phẩy')), "lan")

    after = path.read_bytes().splitlines()
    assert [n for n, text in enumerate(before) if text != after[n]] == [
        next(n for n, text in enumerate(before) if text.startswith(ID.encode()))
    ]
    assert load_catalogue(home).whole.targets[ID].value == 95
    assert reference_stamp(home) != stamp
    assert list(amendments(home)) == [made]
    assert (made.by, made.proposal.reason) == ("lan", "Quyết định 12")
    assert list(changed_files(home)) == []


def test_a_target_with_its_path_and_mark_is_one_change_and_is_undone_as_one(home):
    tables = {path.name: path.read_bytes() for path in (home / "reference").iterdir()}
    programme = next(
        one for one in table_lines(home, "programmes.csv") if one["programme_id"] == "tay_ninh"
    )
    headlines = f"{programme['headline_targets']};tn_new_2028"
    marked = LineChange("programmes.csv", programme, {**programme, "headline_targets": headlines})

    made = amend(
        home,
        proposal(
            marked,
            point("2026", "50.5", "tn_new_2028"),
            point("2027", "70", "tn_new_2028"),
            added(home),
        ),
        "lan",
    )

    seen = load_catalogue(home)
    seen = seen.of(seen.programmes[1])
    assert [str(value) for _, value in seen.targets["tn_new_2028"].path] == ["50.5", "70"]
    assert seen.targets["tn_new_2028"].is_headline
    assert made.proposal.target_ids == ("tn_new_2028",)
    assert Proposal((marked,), "dấu").target_ids == ("tn_new_2028",)

    back = amend(home, taken_back(home, made.amendment_id, "ghi nhầm"), "minh")

    assert {path.name: path.read_bytes() for path in (home / "reference").iterdir()} == tables
    assert [one.amendment_id for one in amendments(home)] == [back.amendment_id, made.amendment_id]
    assert back.proposal.undoes == made.amendment_id

    amend(home, taken_back(home, back.amendment_id, "không nhầm"), "minh")

    assert "tn_new_2028" in load_catalogue(home).whole.targets


def test_what_the_check_refuses_is_not_written_and_named_with_its_line(home):
    stamp = reference_stamp(home)
    wrong = proposal(changed(home, value="800"), point("2031", "90"))

    for attempt in (lambda: tried(home, wrong.changes), lambda: amend(home, wrong, "lan")):
        with pytest.raises(InconsistentReferenceError) as caught:
            attempt()
        faults = {(one.file_name, one.fault.value) for one in caught.value.slots["problems"]}
        assert faults == {("targets.csv", "beyond_range"), ("target_paths.csv", "path_after_due")}

    assert reference_stamp(home) == stamp
    assert amendments(home) == ()


@pytest.mark.parametrize("reason", ["", " \n "])
def test_a_change_needs_a_reason(home, reason):
    with pytest.raises(UserError, match="reason_missing"):
        amend(home, proposal(changed(home, value="95"), reason=reason), "lan")


def test_a_line_that_somebody_changed_meanwhile_is_not_written_over(home):
    mine = proposal(changed(home, value="95"))
    theirs = amend(home, proposal(changed(home, value="96")), "minh")

    with pytest.raises(UserError, match="amendment_overtaken"):
        amend(home, mine, "lan")

    amend(home, proposal(changed(home, note="sau đó")), "lan")
    with pytest.raises(UserError, match="amendment_overtaken"):
        amend(home, taken_back(home, theirs.amendment_id, "x"), "minh")
    assert line(home)["value"] == "96"


def test_a_table_that_nobody_stood_by_is_not_adopted_silently(home):
    path = home / "reference" / "targets.csv"
    path.write_text(path.read_text("utf-8").replace("Phủ sóng 5G 100%", "Khác"), "utf-8")

    with pytest.raises(UserError, match="reference_unaccepted"):
        amend(home, proposal(changed(home, value="95")), "lan")

    accept(home, REFERENCE, "an", "sửa tên")
    amend(home, proposal(changed(home, value="95")), "lan")


def test_a_home_without_hashes_has_them_from_the_first_change(home):
    shutil.rmtree(home / "audit")

    amend(home, proposal(changed(home, value="95")), "lan")

    assert list(changed_files(home)) == []
    (home / "reference" / "pillars.csv").write_text("x")
    assert [damage.path for damage in changed_files(home)] == ["reference/pillars.csv"]


def test_a_table_that_is_not_there_or_lacks_a_column_is_given_it(home):
    for name in ("target_paths.csv", "milestones.csv"):
        (home / "reference" / name).unlink()
    path = home / "reference" / "targets.csv"
    text = path.read_text("utf-8").replace(",measured_by_vi\n", ",ghi_chep\n", 1)
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").rstrip("\r\n").encode())
    accept(home, REFERENCE, "an")

    amend(
        home, proposal(point("2027", "80"), changed(home, measured_by_vi="đo bằng dân số")), "lan"
    )

    aim = load_catalogue(home).whole.targets[ID]
    assert (len(aim.path), aim.measured_by) == (1, "đo bằng dân số")
    assert path.read_bytes().startswith(b"\xef\xbb\xbftarget_id,")
    assert path.read_bytes().count(b"\r\n") == path.read_bytes().count(b"\n")


def test_when_the_trail_cannot_be_written_the_tables_are_as_before(home, monkeypatch):
    (home / "reference" / "target_paths.csv").unlink()
    accept(home, REFERENCE, "an")
    before = {path.name: path.read_bytes() for path in (home / "reference").iterdir()}

    def refused(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(AuditTrail, "record", refused)
        with pytest.raises(OSError, match="No space"):
            amend(home, proposal(changed(home, value="95"), point("2027", "80")), "lan")

    assert {path.name: path.read_bytes() for path in (home / "reference").iterdir()} == before
    assert list(changed_files(home)) == []


def test_only_what_was_changed_can_be_taken_back(home):
    with pytest.raises(NotFoundError, match="unknown_amendment"):
        taken_back(home, "no-such", "x")


def test_a_proposal_waits_and_counts_once_when_released(home):
    wanted = proposal(added(home))
    sent = propose(home, wanted, "lan", "Mục tiêu mới")
    room = WaitingRoom(home)
    assert room.all() == (sent,)
    assert sent.is_proposal
    assert proposal_of(room, sent) == wanted
    assert "tn_new_2028" not in load_catalogue(home).whole.targets

    made = amend(home, proposal_of(room, sent), sent.sent_by, Release(room, sent, "minh"))

    assert made.by == "lan"
    assert room.all() == ()
    events = [(entry.event, entry.by) for entry in AuditTrail(home).events()]
    assert events[-4:] == [
        ("sent", "lan"),
        ("amended", "lan"),
        ("accepted", "lan"),
        ("released", "minh"),
    ]
    with pytest.raises(NotFoundError, match="not_waiting"):
        amend(home, wanted, "lan", Release(room, sent, "minh"))


def test_a_faulty_proposal_does_not_come_to_wait(home):
    with pytest.raises(InconsistentReferenceError):
        propose(home, proposal(changed(home, value="800")), "lan", "Sai")
    assert WaitingRoom(home).all() == ()


def test_of_two_who_change_one_line_at_once_one_is_told(home):
    wanted = [proposal(changed(home, value=value)) for value in ("91", "92")]

    def attempt(one):
        try:
            return amend(home, one, "lan").proposal.changes[0].after["value"]
        except UserError as error:
            return error.phrase

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(attempt, wanted))

    assert sorted(said)[1] == "amendment_overtaken"
    assert line(home)["value"] in said

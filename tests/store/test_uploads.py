"""The files as they were sent are kept by their hash."""

import hashlib

from cds.store.files import keep_upload, upload_path
from cds.store.waiting import WaitingRoom

CONTENT = "Mã đơn vị,Kỳ\n27691,2024".encode()
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def test_a_file_is_found_again_by_its_hash(tmp_path):
    assert not upload_path(tmp_path, SHA256).exists()
    kept = keep_upload(tmp_path, CONTENT)
    assert kept == upload_path(tmp_path, SHA256)
    assert kept.read_bytes() == CONTENT


def test_keeping_a_file_twice_is_keeping_it(tmp_path):
    first = keep_upload(tmp_path, CONTENT).stat()
    second = keep_upload(tmp_path, CONTENT).stat()
    assert (first.st_ino, first.st_mtime_ns) == (second.st_ino, second.st_mtime_ns)
    keep_upload(tmp_path, b"other")
    assert len(list((tmp_path / "uploads").iterdir())) == 2


def test_a_kept_file_that_was_damaged_is_mended_by_sending_it_again(tmp_path):
    kept = keep_upload(tmp_path, CONTENT)
    kept.write_bytes(CONTENT[:-1])
    assert keep_upload(tmp_path, CONTENT).read_bytes() == CONTENT


def test_a_file_that_waits_is_named_without_signs_nobody_sees(tmp_path):
    sent = WaitingRoom(tmp_path).send(
        b"x", "\u202aba\u0301o\x0b cáo.csv", "Bà\udcff Tư", note="\x00n"
    )

    assert (sent.file_name, sent.sent_by, sent.note) == ("báo cáo.csv", "Bà Tư", "n")
    assert WaitingRoom(tmp_path).all() == (sent,)

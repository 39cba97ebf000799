"""Text files cut within their last number are asked about; blank fields too many are not."""

import pytest

from tests.ingest.test_second_reading import read, told

UNITS = ("Thị trấn Tầm Vu", "Xã Bình Quới", "Xã Hòa Phú", "Xã Phú Ngãi Trị", "Xã Vĩnh Công")
COUNT = ("Quý IV/2024", "Xã;Số trạm BTS")
RATE = ("Quý IV/2024", "Xã;Tỷ lệ hồ sơ nộp trực tuyến (%)")


def rows_of(values):
    return [";".join(each) for each in zip(UNITS, values, strict=False)]


@pytest.mark.parametrize(
    ("heads", "values", "is_asked"),
    [
        (COUNT, ("1032", "1100", "985", "1210", "10"), True),
        (COUNT, ("1032", "1100", "985", "1210", "121"), True),
        (COUNT, ("10.302", "11.071", "9.985", "12.104", "1"), True),
        (COUNT, ("1032", "1100", "985", "1210", "420"), False),  # smallest, but not by a digit
        (COUNT, ("1032", "1100", "5", "1210", "9"), False),  # not the smallest
        (COUNT, ("1032", "1100", "985", "1210", "0"), False),
        (COUNT, ("1032", "1100", "98"), False),  # of too few
        (RATE, ("81,45", "86,41", "90,02", "77,13", "86,4"), True),
        (RATE, ("81,45", "86,41", "90,02", "77,13", "86"), True),
        (RATE, ("81,45", "86,4", "90,02", "77,13", "86,4"), False),
        (RATE, ("81,45", "86,41", "90,02", "77,13", "100"), False),
    ],
)
def test_a_last_number_that_nothing_ends_and_unlike_all_others_is_asked_about(
    heads, values, is_asked
):
    figures, reasons, result = read(*heads, *rows_of(values))
    assert len(figures) == len(values)
    assert ("end" in reasons) == is_asked
    assert "end" not in read(*heads, *rows_of(values), "")[1]
    if is_asked:
        assert f"ngay sau “{values[-1]}”" in told(result, "end")[0]


def test_counts_of_a_share_may_be_cut_too_and_words_behind_figures_are_no_numbers():
    heads = ("Quý IV/2024", "Xã;Hồ sơ nộp trực tuyến;Tổng số hồ sơ;Tỷ lệ hồ sơ nộp trực tuyến (%)")
    parts = [f"{unit};8{at};10{at};" for at, unit in enumerate(UNITS)]
    heads = (heads[0], heads[1].rpartition(";")[0] + ";Ghi chú")
    assert "end" not in read(*heads, *parts[:-1], parts[-1] + "đủ")[1]


def test_a_last_row_of_another_indicator_is_unlike_the_others_by_nature():
    rows = [f"{unit};Doanh thu bưu chính;Quý IV/2024;{at}500,5" for at, unit in enumerate(UNITS, 1)]
    last = "Xã Bình Quới;Tỷ lệ hồ sơ nộp trực tuyến;Quý IV/2024;85"
    assert "end" not in read("Xã;Chỉ tiêu;Kỳ;Giá trị", *rows, last)[1]


@pytest.mark.parametrize("surplus", [(";",) * 5, ("", ";;", "", "", "")])
def test_blank_fields_too_many_are_none(surplus):
    rows = [row + more for row, more in zip(rows_of("56789"), surplus, strict=True)]
    figures, reasons, _ = read(*COUNT, *rows)
    assert [figure[4] for figure in figures] == ["5", "6", "7", "8", "9"]
    assert reasons == []


def test_a_blank_field_too_many_may_tell_of_a_number_torn_at_its_comma():
    rows = ("Quý IV/2024,,", "Xã,Số trạm BTS,Ghi chú", "Xã Bình Quới,8,", "Xã Hòa Phú,80,5,")
    assert "column_count" in read(*rows)[1]

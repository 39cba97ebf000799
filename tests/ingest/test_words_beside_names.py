"""Words that stand with a figure are judged alike: in brackets, below a name, in a measure."""

import pytest

from tests.ingest.test_second_reading import FIVE, read

QUARTER = "Huyện Châu Thành, quý III năm 2023"
DOSSIERS, COVERED = "Số hồ sơ TTHC tiếp nhận", "Tỷ lệ dân số được phủ sóng 4G"
STATIONS, TRAINED = "Số trạm thu phát sóng di động (BTS)", "Lượt tập huấn kỹ năng số"
TEAMS, SELLERS = "Số Tổ công nghệ số cộng đồng", "Tổ chức, cá nhân bán hàng trên sàn TMĐT"


def reasons(head, below="", *, rows=FIVE, over=()):
    """What a table under a quarter's title is asked, with words in a row below its head."""
    lower = (f";{below}",) if below else ()
    figures, found, _ = read(QUARTER, *over, f"Đơn vị;{head}", *lower, *rows)
    assert len(figures) == len(rows) or found
    return found


@pytest.mark.parametrize("name", [DOSSIERS, COVERED, TRAINED])
@pytest.mark.parametrize("short", ["DN", "HN", "VNPT", "3G", "T"])
def test_letters_in_brackets_that_no_word_of_the_name_has_are_asked_about(name, short):
    assert reasons(f"{name} ({short})") == ["unclear_heading"]


@pytest.mark.parametrize(
    "head", [f"{STATIONS} (BTS)", f"{TEAMS} (CNSCĐ)", f"{DOSSIERS} (a)", f"{DOSSIERS} (quý)"]
)
def test_letters_of_the_name_marks_of_columns_and_its_own_time_are_not(head):
    assert reasons(head) == []


@pytest.mark.parametrize(
    "below",
    ["bình quân tháng", "/hộ", "công an", "ngành dọc", "mức độ 4", "giai đoạn 1", "cuối năm"],
)
def test_words_below_a_name_are_judged_as_behind_it(below):
    assert {*reasons(DOSSIERS, below)} == {"words"}
    assert reasons(f"{DOSSIERS} {below}") != []


@pytest.mark.parametrize("below", ["Tổng số", "Kết quả", "(hồ sơ)", "trong quý"])
def test_words_below_a_name_that_leave_it_as_it_is_are_not(below):
    assert reasons(DOSSIERS, below) == []


@pytest.mark.parametrize("told", ["năm", "(năm)", " hằng năm", "/tháng"])
def test_the_word_of_another_time_than_the_title_s_is_asked_about(told):
    assert "words" in reasons(f"{DOSSIERS} {told}")


@pytest.mark.parametrize("dash", [" - ", ": ", " ", ", "])
def test_a_target_behind_a_name_is_no_result(dash):
    assert reasons(f"{DOSSIERS}{dash}chỉ tiêu") == ["plans"]


@pytest.mark.parametrize("told", [" (nam)", " - nam", ", nam"])
def test_men_are_no_year(told):
    assert "unclear_heading" in reasons(f"{TRAINED}{told}")


@pytest.mark.parametrize(
    ("name", "measure", "found"),
    [
        (DOSSIERS, "hộ dân", ["measure_conflict"]),
        (DOSSIERS, "hồ sơ", []),
        (DOSSIERS, "ho so", []),
        (DOSSIERS, "HS", []),
        (TEAMS, "tổ viên", ["measure_conflict"]),
        (TEAMS, "tổ CNSCĐ", []),
        (SELLERS, "nhân khẩu", ["measure_conflict"]),
        (SELLERS, "tổ chức", []),
        (TRAINED, "lượt người", []),
        (COVERED, "% dân số", []),
        (COVERED, "ty le", []),
        (COVERED, "% người dân", []),
        (COVERED, "% hộ", ["measure_conflict"]),
        (COVERED, "hộ, %", ["measure_conflict"]),
        (COVERED, "người, %", []),
        ("Doanh thu viễn thông", "tỷ", []),
        ("Doanh thu viễn thông", "tỷ đồng", []),
        ("Doanh thu viễn thông", "triệu", ["multiplied"]),
    ],
)
def test_a_measure_is_that_of_the_indicator_whole(name, measure, found):
    place = ("Huyện Bến Lức;5", "Huyện Cần Đước;6") if "Doanh" in name else FIVE
    if "Doanh" in name:
        place = ("Tỉnh Long An;50",)
        assert read("Năm 2023", f"Đơn vị;{name} (ĐVT: {measure})", *place)[1] == found
    else:
        assert reasons(name, over=(f"Đơn vị tính: {measure}",)) == found


@pytest.mark.parametrize(
    ("name", "cell", "found"),
    [
        (DOSSIERS, "41 hộ", ["bad_number"]),
        (DOSSIERS, "41 bộ", ["bad_number"]),
        (DOSSIERS, "41 hồ sơ", []),
        (DOSSIERS, "41 (sơ bộ)", []),
        (COVERED, "45,2% dân số", []),
        (COVERED, "45 người", ["bad_number"]),
    ],
)
def test_words_behind_a_number_name_its_measure_whole(name, cell, found):
    assert reasons(name, rows=(f"Thị trấn Tầm Vu;{cell}", *FIVE[1:])) == found


@pytest.mark.parametrize("cell", ["58.000.000 đồng", "2.500.000 đồng/năm"])
def test_money_written_out_is_no_amount_in_millions(cell):
    rows = ("Năm 2023", "Đơn vị;Thu nhập bình quân đầu người", f"Tỉnh Long An;{cell}")
    assert "bad_number" in read(*rows)[1]


@pytest.mark.parametrize(
    ("head", "below"),
    [(f"{COVERED} (SL)", ""), (f"{COVERED} - SL", ""), (COVERED, "Số lượng"), (COVERED, "Tổng")],
)
def test_a_number_is_no_share(head, below):
    assert reasons(head, below) == ["measure_conflict"]
    assert reasons(head.replace(COVERED, STATIONS), below) == []


def test_a_number_that_is_told_to_be_per_cents_is_a_share():
    assert reasons("Số lượng", over=(COVERED, "Đơn vị tính: %")) == []


LONG = "unit_code,indicator_id,Tên chỉ tiêu,period,value"
FIBRE = "fibre_household_share"


@pytest.mark.parametrize(
    ("key", "name", "found"),
    [
        (FIBRE, "Tỷ lệ hộ gia đình có Internet cáp quang băng rộng", []),
        (FIBRE, "Tỷ lệ hộ chưa có cáp quang", ["words"]),
        (FIBRE, "Tỷ lệ hộ gia đình có Internet cáp quang băng rộng năm 2022", ["words"]),
        (FIBRE, "Số hộ gia đình có Internet cáp quang băng rộng", ["words"]),
        ("dossier_received_count", "Hồ sơ trễ hạn tồn", ["words"]),
        ("dossier_received_count", "Tỷ lệ hồ sơ TTHC tiếp nhận", ["words"]),
    ],
)
def test_a_name_beside_a_code_is_judged_as_in_a_head_once(key, name, found):
    rows = [f"{code},{key},{name},2023,41" for code in ("27694", "27700")]
    figures, told, _ = read(LONG, *rows)
    assert (len(figures), told) == (2, found)


@pytest.mark.parametrize(
    ("upper", "lower"),
    [(COVERED, FIBRE), ("mobile_4g_pop_coverage", "Tỷ lệ dân số được phủ sóng 5G")],
)
def test_two_names_over_one_column_are_asked_about(upper, lower):
    assert "unclear_heading" in reasons(upper, lower)
    assert reasons(upper, upper) == []


@pytest.mark.parametrize(
    "remark", ["số kế hoạch", "Mục tiêu", "bỏ số này", "năm trước", "chỉ 2 ấp"]
)
def test_a_remark_that_makes_a_figure_of_something_else_is_asked_about(remark):
    rows = [f"{row};{remark if row == FIVE[0] else '12'}" for row in FIVE]
    assert read(QUARTER, f"Đơn vị;{DOSSIERS};Ghi chú", *rows)[1] == ["remark"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Báo cáo (kế hoạch).csv", ["name_plan"]),
        ("Báo cáo_kế hoạch.csv", ["name_plan"]),
        ("Báo cáo [lũy kế].csv", ["name_sum"]),
        ("Báo cáo (quý II).csv", ["file"]),
        ("Báo cáo (quý III) (1).csv", []),
        ("Báo cáo (2).csv", []),
    ],
)
def test_brackets_in_the_name_of_a_file_are_read(name, found):
    assert read(QUARTER, f"Đơn vị;{DOSSIERS}", *FIVE, name=name)[1] == found

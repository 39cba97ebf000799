"""What strict reading refuses or leaves out is guessed more widely; each guess is asked about."""

import pytest
from openpyxl import Workbook

from cds.domain.issues import Severity
from cds.domain.periods import parse_period
from cds.ingest import checking
from cds.ingest.context import Context
from cds.text.issues import message
from tests.ingest.containers import Grid, as_xlsx
from tests.ingest.corpus import world
from tests.ingest.forms import saved

YEAR = parse_period("2023")
FIVE = (
    "Thị trấn Tầm Vu;5",
    "Xã Bình Quới;6",
    "Xã Hòa Phú;7",
    "Xã Phú Ngãi Trị;8",
    "Xã Vĩnh Công;9",
)


def read(*lines, name="f.csv", **context):
    """Figures by their place, and the reason, or else code, of each question and fault."""
    content = lines[0] if isinstance(lines[0], bytes) else "\n".join(lines).encode()
    result = checking.check(content, name, world(), Context(**context))
    figures = [
        (o.line, o.column, o.indicator_id, str(o.period), str(o.value.normalize()))
        for o in result.observations
    ]
    grave = [i for i in result.issues if i.severity is not Severity.WARNING]
    return figures, [dict(i.details).get("reason") or i.code.value for i in grave], result


def told(result, reason):
    return [message(i) for i in result.issues if dict(i.details).get("reason") == reason]


def test_a_guess_tells_the_indicator_its_measure_and_what_is_next_to_it():
    heads, left_out = "Đơn vị;Tổng số hồ sơ xử lý bị trễ hạn", "Dự phòng cấp trên;50"
    figures, reasons, result = read(heads, *FIVE, left_out, period=YEAR)
    assert {figure[2] for figure in figures} == {"dossier_late_count"}
    assert {"guessed_of", "row"} <= {*reasons}
    [question] = told(result, "guessed_of")
    assert "“Hồ sơ giải quyết trễ hạn” (đơn vị: hồ sơ)" in question
    assert "Gần giống nữa: “Hồ sơ đã giải quyết”" in question


def test_words_around_the_table_may_say_the_rest_of_a_name():
    heads = "STT;Cơ quan;Số điểm lắp camera giám sát giao thông thông minh"
    rows = ("1;Huyện Bến Lức;4", "2;Huyện Cần Đước;12")
    figures, reasons, _ = read("Điểm giám sát giao thông thông minh quý II/2024", heads, *rows)
    assert figures == [
        (3, 3, "smart_traffic_camera_count", "2024-Q2", "4"),
        (4, 3, "smart_traffic_camera_count", "2024-Q2", "12"),
    ]
    assert "guessed_but" in reasons


def test_a_head_of_which_no_word_is_known_is_read_under_a_title():
    figures, reasons, _ = read(
        "Tháng;04/2024",
        "Thống kê hộ gia đình dùng cáp quang, số trạm BTS",
        "Cơ quan gửi;Lượng",
        *("Thị trấn Tầm Vu;5", "Xã Bình Quới;6"),
    )
    assert {f[2:4] for f in figures} == {("mobile_bts_count", "2024-04")}
    assert "values" in reasons


def test_of_twins_the_one_of_the_rows_level_is_meant_and_asked_about():
    figures, reasons, _ = read(
        "STT;Đơn vị;Tổng số hồ sơ công việc;Hồ sơ công việc xử lý trên môi trường mạng;Tỷ lệ (%)",
        *("1;Huyện Bến Lức;200;150;75", "2;Huyện Cần Đước;400;100;25"),
        period=YEAR,
    )
    assert {f[2] for f in figures} == {"work_file_online_rate_district"}
    assert "guessed_of" in reasons or "guessed" in reasons


@pytest.mark.parametrize(
    ("name", "period"),
    [("So lieu quy 4-2023.csv", "2023-Q4"), ("bts_thang_05_2024.csv", "2024-05")],
)
def test_the_name_of_the_file_may_tell_the_period(name, period):
    rows = ("Đơn vị;Số trạm BTS", "Thị trấn Tầm Vu;5", "Xã Bình Quới;6")
    figures, reasons, _ = read(*rows, name=name)
    assert {figure[3] for figure in figures} == {period}
    assert reasons == ["period"]


def test_a_column_of_nothing_but_one_period_tells_it_whatever_its_head():
    rows = ("Đơn vị;Đợt BC;Số trạm BTS", "Thị trấn Tầm Vu;202409;5", "Xã Bình Quới;202409;6")
    figures, reasons, result = read(*rows)
    assert {figure[3] for figure in figures} == {"2024-09"}
    assert reasons == ["periods"]
    assert "202409" in told(result, "periods")[0]
    years = [row.replace("202409", "2024") for row in rows]  # may count something
    assert read(*years)[0] == []


def test_the_name_of_the_file_may_tell_the_unit():
    rows = ("Chỉ tiêu;Năm 2023", "Số trạm BTS;5", "Số tổ công nghệ số cộng đồng;6")
    figures, reasons, result = read(*rows, name="Xã Bình Quới - 2023.csv")
    assert [figure[2] for figure in figures] == ["mobile_bts_count", "community_digital_team_count"]
    assert reasons == ["unit"]
    assert "Xã Bình Quới" in told(result, "unit")[0]
    assert read(*rows, name="f.csv")[0] == []


def test_a_row_that_names_nothing_like_a_unit_is_left_out_with_a_question():
    figures, reasons, _ = read("Đơn vị;Số trạm BTS", *FIVE, "Dự phòng cấp trên;50", period=YEAR)
    assert len(figures) == len(FIVE)
    assert reasons == ["row"]


@pytest.mark.parametrize("row", ["Xã Không Có;50", "Bình Quớii;50"])
def test_what_may_be_a_unit_misspelled_is_refused(row):
    assert read("Đơn vị;Số trạm BTS", *FIVE, row, period=YEAR)[1] == ["unknown_unit"]


def test_many_rows_without_a_unit_are_refused():
    rows = ("Dự phòng cấp trên;50", "Bổ sung sau;60")
    assert set(read("Đơn vị;Số trạm BTS", *FIVE, *rows, period=YEAR)[1]) == {"unknown_unit"}


def test_a_misspelled_head_beside_read_ones_is_asked_about():
    heads = "Đơn vị;Số trạm BTS;Tỷ lệ hộ gia đình có kết nối Internet cáp quan vật lý"
    rows = ("Thị trấn Tầm Vu;5;60", "Xã Bình Quới;6;70")
    figures, reasons, _ = read(heads, *rows, period=YEAR)
    assert {figure[2] for figure in figures} >= {"mobile_bts_count"}
    assert "unknown_indicator" not in reasons


def test_a_long_file_is_not_read_again(monkeypatch):
    monkeypatch.setattr(checking, "_MOST_READ_AGAIN", 2)
    rows = ("Đơn vị;Đợt BC;Điểm số trạm phát", "Thị trấn Tầm Vu;x;5", "Xã Bình Quới;y;6")
    assert read(*rows)[0] == []


def test_names_with_words_in_brackets_mean_an_indicator_that_has_these_words():
    rows = (
        "Chỉ tiêu;Năm 2023",
        "Số trạm BTS;5",
        "Tỷ lệ doanh nghiệp dùng nền tảng số (sản xuất công nghiệp);60%",
        "Tỷ lệ doanh nghiệp dùng nền tảng số (bán buôn);70%",
    )
    figures, reasons, _ = read("HUYỆN BẾN LỨC", *rows)
    assert [f[2] for f in figures] == ["mobile_bts_count", "manufacturer_digital_platform_share"]
    assert "unknown" in reasons


def test_sections_of_indicators_stand_below_one_head():
    figures, _, _ = read(
        "CHỈ TIÊU THÁNG 10/2024",
        "STT;Chỉ tiêu/Đơn vị;Tổng số;Thực hiện;Tỷ lệ (%)",
        "I;Tỷ lệ hồ sơ nộp, xử lý và trả kết quả trực tuyến",
        *("1;Huyện Bến Lức;200;150;75", "2;Huyện Cần Đước;400;100;25"),
        "II;Tỷ lệ hồ sơ thanh toán trực tuyến",
        *("1;Huyện Bến Lức;100;50;50", "2;Huyện Cần Đước;400;100;25"),
    )
    assert {(f[0], f[2]) for f in figures} == {
        *((4, "online_end_to_end_rate"), (5, "online_end_to_end_rate")),
        *((7, "online_payment_rate"), (8, "online_payment_rate")),
    }


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Xã Hiệp Thạnh;đang rà soát", "word"),
        ("Toàn quốc gia;50", "row"),
    ],
)
def test_what_few_cells_or_rows_hold_that_is_no_figure_is_asked_about(row, reason):
    figures, reasons, _ = read("Đơn vị;Số trạm BTS", *FIVE, row, period=YEAR)
    assert len(figures) >= len(FIVE)
    assert reasons == [reason]


def test_a_unit_of_another_level_among_others_is_left_out_with_a_question():
    heads = "Đơn vị;Hộ kinh doanh, HTX, tổ hợp tác đưa sản phẩm lên môi trường số"
    figures, reasons, _ = read(heads, *FIVE, "Tỉnh Long An;60", period=YEAR)
    assert len(figures) == len(FIVE)
    assert "level" in reasons


def test_rows_of_indicators_in_other_words_need_no_head():
    figures, reasons, _ = read(
        "UBND XÃ BÌNH QUỚI", "NĂM 2023", "Số trạm BTS đang hoạt động;5", "Tổ công nghệ số ấp;6"
    )
    assert {f[2] for f in figures} == {"mobile_bts_count", "community_digital_team_count"}
    assert {"guessed_but"} <= {*reasons}


def shares(title, whole, part, *, rates=(90, 80, 70)):
    """What is told of a titled table of two counts and their rate."""
    towns = ("Thị trấn Tầm Vu", "Xã Bình Quới", "Xã Hòa Phú")
    rows = (f"{town};100;{rate};{rate}" for town, rate in zip(towns, rates, strict=True))
    return read(f"{title} NĂM 2023", f"Đơn vị;{whole};{part};Tỷ lệ (%)", *rows)


RECEIVED, LATE = "Tổng số hồ sơ tiếp nhận", "TỶ LỆ HỒ SƠ TRỄ HẠN"


@pytest.mark.parametrize(
    ("title", "whole", "part", "reason"),
    [
        ("TỶ LỆ HỒ SƠ NỘP TRỰC TUYẾN", RECEIVED, "Số hồ sơ nộp trực tiếp", "part"),
        ("TỶ LỆ HỒ SƠ NỘP TRỰC TUYẾN", "Tổng số hồ sơ đã giải quyết", "Nộp trực tuyến", "whole"),
        ("TỶ LỆ VĂN BẢN KÝ SỐ", "Tổng số văn bản", "Số văn bản đến ký số", "part"),
        (LATE, "Hồ sơ đã giải quyết", "Hồ sơ giải quyết đúng hạn", "rival"),
    ],
)
def test_counts_of_another_thing_than_the_title_says_are_asked_about(title, whole, part, reason):
    figures, reasons, _ = shares(title, whole, part)
    assert figures
    assert reason in reasons


@pytest.mark.parametrize(
    ("title", "whole", "part"),
    [
        ("TỶ LỆ HỒ SƠ NỘP TRỰC TUYẾN", RECEIVED, "Số hồ sơ nộp trực tuyến"),
        (LATE, "Hồ sơ đã giải quyết", "Hồ sơ giải quyết trễ hạn"),
        ("TỶ LỆ HỒ SƠ NỘP TRỰC TUYẾN", RECEIVED, "Đạt"),
    ],
)
def test_counts_of_what_the_title_says_are_not(title, whole, part):
    figures, reasons, _ = shares(title, whole, part)
    assert figures
    assert not {"part", "whole", "rival"} & {*reasons}


def test_counts_are_read_where_every_share_is_the_whole():
    figures, reasons, result = shares(
        "TỶ LỆ VĂN BẢN KÝ SỐ", "Tổng số văn bản đi", "Số văn bản ký số", rates=(100, 100, 100)
    )
    assert len(figures) == len(("Tầm Vu", "Bình Quới", "Hòa Phú"))
    assert {str(each.numerator) for each in result.observations} == {"100"}
    assert reasons == []


def test_sums_under_a_title_that_says_so_are_asked_about_in_every_column():
    _, reasons, result = read(
        "Số lượt tập huấn kỹ năng số năm 2023",
        "(Số liệu các quý cộng dồn từ đầu năm)",
        "Đơn vị;Quý I;Quý II",
        *("Thị trấn Tầm Vu;5;9", "Xã Bình Quới;6;8"),
    )
    assert {str(each.cumulative_since) for each in result.observations[1:2]} == {"2023-01-01"}
    assert "so_far" in reasons


def test_of_columns_that_add_up_the_sum_is_the_figure():
    heads = [["Đơn vị", "Số trạm BTS", None, None], [None, "Viettel", "VNPT", "Tổng cộng"]]
    rows = [["Thị trấn Tầm Vu", 5, 3, 8], ["Xã Bình Quới", 6, 1, 7], ["Xã Hòa Phú", 2, 2, 4]]
    table = as_xlsx(Grid([*heads, *rows], [(1, 1, 2, 1), (1, 2, 1, 4)]))
    figures, _, _ = read(table, period=YEAR)
    assert [figure[4] for figure in figures] == ["8", "7", "4"]


def test_a_comma_in_a_title_and_in_decimals_parts_no_cells():
    figures, reasons, _ = read(
        "Tỷ lệ số hóa hồ sơ, kết quả TTHC - tháng 4/2024",
        "STT\tĐơn vị\tTỷ lệ (%)",
        *("1\tThị trấn Tầm Vu\t95,5", "2\tXã Bình Quới\t85,5", "3\tXã Hòa Phú\t75,5"),
    )
    assert [figure[4] for figure in figures] == ["95.5", "85.5", "75.5"]
    assert reasons == []


def test_how_a_state_is_coded_is_no_part_of_its_name():
    heads = "Đơn vị;Trung tâm điều hành thông minh (IOC) vận hành (1: có, 0: chưa)"
    figures, reasons, _ = read(heads, "Huyện Bến Lức;1", "Huyện Cần Đước;0", period=YEAR)
    assert [figure[4] for figure in figures] == ["1", "0"]
    assert reasons == []


def test_halves_of_a_table_under_a_head_in_other_words_are_read_beside_each_other():
    figures, _, _ = read(
        "LƯỢT TẬP HUẤN KỸ NĂNG SỐ NĂM 2023",
        "Xã;Lượt tập huấn;Xã;Lượt tập huấn",
        *("Thị trấn Tầm Vu;5;Xã Bình Quới;6", "Xã Hòa Phú;7;Xã Phú Ngãi Trị;8"),
    )
    assert sorted(figure[4] for figure in figures) == ["5", "6", "7", "8"]


@pytest.mark.parametrize(("name", "reasons"), [("T6", ["sheet"]), ("T5", []), ("6", [])])
def test_a_sheet_named_after_another_period_than_its_title_is_asked_about(name, reasons):
    book = Workbook()
    book.worksheets[0].title = name
    for row in (["Tháng 5/2024"], ["Đơn vị", "Số trạm BTS"], ["Thị trấn Tầm Vu", 5]):
        book.worksheets[0].append(row)
    assert read(saved(book))[1] == reasons


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("Số thành viên tổ công nghệ số cộng đồng", "thành viên"),
        ("Số trạm BTS trong dự án", "dự án"),
    ],
)
def test_a_guess_names_the_words_that_the_indicator_does_not_have(head, words):
    _, reasons, result = read(f"Đơn vị;{head}", *FIVE, period=YEAR)
    assert "guessed_but" in reasons
    [question] = told(result, "guessed_but")
    assert f"nhưng tên chỉ tiêu không có “{words}”" in question

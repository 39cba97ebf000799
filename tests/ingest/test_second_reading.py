"""What strict reading refuses or leaves out is guessed more widely; each guess is asked about."""

import pytest

from cds.domain.issues import Severity
from cds.domain.periods import parse_period
from cds.ingest import checking
from cds.ingest.context import Context
from cds.text.issues import message
from tests.ingest.corpus import world

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
    content = "\n".join(lines).encode()
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
    assert "guessed" in reasons


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
        ("Xã Hiệp Thạnh;đang rà soát;", "word"),
        ("Toàn quốc gia;50;", "row"),
        ("Xã Hiệp Thạnh;5;7", "column"),
    ],
)
def test_what_few_cells_or_rows_hold_that_is_no_figure_is_asked_about(row, reason):
    rows = (f"{row};" for row in FIVE)
    figures, reasons, _ = read("Đơn vị;Số trạm BTS;", *rows, row, period=YEAR)
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
    assert "guessed" in reasons

"""What passed unasked in strangers' files: each kind is asked about, and its right form is not."""

from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook

from cds.domain.issues import IssueCode
from cds.domain.observations import ObservationStatus
from cds.domain.periods import parse_period
from cds.text.issues import hint, message
from tests.factories import unit_id
from tests.ingest.corpus import world
from tests.ingest.forms import checked, form, row, saved
from tests.ingest.test_second_reading import FIVE, read, told

COVERED = "Xã;Tổng dân số;Dân số được phủ sóng 4G{};Tỷ lệ dân số được phủ sóng 4G (%)"
PEOPLE = ("Thị trấn Tầm Vu;200;150;75", "Xã Bình Quới;400;100;25", "Xã Hòa Phú;300;90;30")
TEAMS = "Xã;Số trạm BTS"
AGRICULTURE = "Diện tích nông nghiệp ứng dụng công nghệ cao"


def asked(*rows, reason, **context):
    """The one sentence of a reason in what a file is asked, and that nothing blocks it."""
    figures, _, result = read(*rows, **context)
    assert figures
    assert not result.is_blocked
    [sentence] = told(result, reason)
    return sentence


def test_an_estimate_beside_a_result_is_asked_about_and_kept_as_one():
    heads = "Xã;Thực hiện 6 tháng đầu năm 2024;Ước thực hiện cả năm 2024"
    rows = ("SỐ TRẠM BTS", heads, "Xã Bình Quới;6;12", "Xã Hòa Phú;7;13")
    assert "“Ước thực hiện cả năm 2024” là số ước của năm 2024" in asked(
        *rows, reason="estimate"
    ).replace(", được ghi là số ước", "")
    standing = {str(o.period): o.status for o in read(*rows)[2].observations}
    assert standing == {"2024-H1": ObservationStatus.REPORTED, "2024": ObservationStatus.ESTIMATED}
    assert read("ƯỚC NĂM 2024 SỐ TRẠM BTS", TEAMS, *FIVE)[1] == []


def test_an_estimate_of_another_indicator_beside_results_is_asked_about():
    heads = "Xã;Kỳ;Số trạm BTS;Ước tính Lượt tập huấn kỹ năng số"
    rows = (heads, "Xã Bình Quới;2023;6;12", "Xã Hòa Phú;2023;7;13")
    assert "là số ước" in asked(*rows, reason="estimates")


@pytest.mark.parametrize(
    ("said", "reasons"),
    [
        (" đến 31/3/2023", ["head"]),
        (" đến hết tháng 3/2023", ["head"]),
        (" đến hết quý II/2023", []),
        ("", []),
    ],
)
def test_a_count_until_another_time_than_the_share_beside_it_is_asked_about(said, reasons):
    found = read("QUÝ II NĂM 2023", COVERED.format(said), *PEOPLE)[1]
    assert [each for each in found if each == "head"] == reasons


def test_figures_as_of_a_day_before_their_period_are_asked_about_in_a_note_too():
    rows = ("QUÝ II NĂM 2023", COVERED.format(""), *PEOPLE, "Số liệu chốt ngày 15/3/2023.")
    assert "15/03/2023" in asked(*rows, reason="early")


@pytest.mark.parametrize(
    ("name", "reasons"),
    [
        ("T6", ["sheet"]),
        ("T5", []),
        ("6", []),
        ("2022", ["sheet"]),
        ("2024", []),
        ("Q1", ["sheet"]),
    ],
)
def test_a_sheet_named_after_another_time_than_its_title_is_asked_about_once(name, reasons):
    book = Workbook()
    book.worksheets[0].title = name
    for each in (["Tháng 5/2024"], ["Đơn vị", "Số trạm BTS"], ["Thị trấn Tầm Vu", 5]):
        book.worksheets[0].append(each)
    assert read(saved(book))[1] == reasons


@pytest.mark.parametrize(
    ("name", "reasons"),
    [
        ("bts T6-2024.csv", ["file"]),
        ("bts T5-2024.csv", []),
        ("bts quy 3-2024.csv", []),
        ("bts nam 2023.csv", ["file"]),
        ("bts quy 1-2024.csv", ["file"]),
    ],
)
def test_a_file_named_after_another_month_than_its_figures_is_asked_about(name, reasons):
    assert read("THÁNG 5/2024", TEAMS, *FIVE, name=name)[1] == reasons


@pytest.mark.parametrize(
    ("name", "reasons"),
    [
        *((f"{each}.csv", []) for each in ("bao_cao", "final_v2", "BC 15-6-2024", "so_lieu")),
        *((f"{each}.csv", []) for each in ("chau_thanh_T5", "bts", "ket_qua_thuc_hien")),
        *((f"{each}.csv", []) for each in ("bang-dan", "bang_so_lieu_xa", "bang_3")),
        *((f"{each}.csv", ["name_plan"]) for each in ("ke_hoach_2025", "chi_tieu_giao")),
        ("ben_luc.csv", ["name_place"]),
        ("uoc_thuc_hien.csv", ["name_estimate"]),
        ("dan_so.csv", ["name_indicator"]),
        ("so_to_(nghin_to).csv", ["name_measure"]),
        ("so_to_trieu_dong.csv", ["name_measure"]),
        *((f"{each}.csv", []) for each in ("ngan_hang_to", "to_trieu_phu")),
        *((f"{each}.csv", ["name_compared"]) for each in ("chenh_lech_to", "tang_giam_so_to")),
    ],
)
def test_a_file_named_as_other_than_what_it_holds_is_asked_about_once(name, reasons):
    assert read("HUYỆN CHÂU THÀNH THÁNG 5/2024", TEAMS, *FIVE, name=name)[1] == reasons


def test_a_file_named_as_parts_of_a_thousand_is_asked_about_once():
    shares = "Xã;Tỷ lệ dân số được phủ sóng 4G", "Thị trấn Tầm Vu;80", "Xã Bình Quới;81"
    assert read("THÁNG 5/2024", *shares, name="4g_phan_nghin.csv")[1] == ["name_measure"]
    told = read("THÁNG 5/2024", "Đơn vị tính: ‰", *shares, name="4g_phan_nghin.csv")[1]
    assert "name_measure" not in told


@pytest.mark.parametrize(
    ("title", "heads", "reasons"),
    [
        ("THÁNG 9/2024", "Xã;Số hồ sơ TTHC tiếp nhận", ["name_sum"]),
        ("QUÝ I/2024", "Xã;Số hồ sơ TTHC tiếp nhận", []),
        ("THÁNG 9/2024", TEAMS, []),
    ],
)
def test_a_file_named_as_sums_so_far_is_asked_about_where_figures_flow(title, heads, reasons):
    assert read(title, heads, *FIVE, name="luy_ke.csv")[1] == reasons


@pytest.mark.parametrize(
    ("name", "reasons"), [("Đức Hòa", ["name_place_of_sheet"]), ("Châu Thành", [])]
)
def test_a_sheet_named_after_another_district_than_its_units_is_asked_about(name, reasons):
    book = Workbook()
    book.worksheets[0].title = name
    rows = (["Huyện Châu Thành, tháng 5/2024"], ["Đơn vị", "Số trạm BTS"], ["Thị trấn Tầm Vu", 5])
    for each in rows:
        book.worksheets[0].append(each)
    assert read(saved(book))[1] == reasons


def test_a_note_under_one_quarter_is_none_of_the_figures_of_another():
    book = Workbook()
    sheet = book.worksheets[0]
    for each in (
        ["Xã", "Quý II năm 2024", None, "Quý III năm 2024", "Ghi chú"],
        [None, "Số trạm BTS", "Ghi chú", "Số trạm BTS", None],
        ["Thị trấn Tầm Vu", 5, "ước", 6, "chốt ngày 30"],
    ):
        sheet.append(each)
    for span in ("A1:A2", "B1:C1", "E1:E2"):
        sheet.merge_cells(span)
    notes = {str(o.period): (o.note, o.status) for o in read(saved(book))[2].observations}
    assert notes == {
        "2024-Q2": ("ước", ObservationStatus.ESTIMATED),
        "2024-Q3": ("chốt ngày 30", ObservationStatus.REPORTED),
    }
    sheet.unmerge_cells("E1:E2")
    sheet.delete_cols(5)
    notes = {str(o.period): o.note for o in read(saved(book))[2].observations}
    assert notes == {"2024-Q2": "ước", "2024-Q3": ""}


@pytest.mark.parametrize("name", ["Số TTHC tiếp nhận hồ sơ", "TTHC tiếp nhận hồ sơ"])
def test_procedures_with_dossiers_are_no_dossiers(name):
    assert read("THÁNG 9/2024", f"Xã;{name}", *FIVE)[1] != []


def test_a_week_is_no_month():
    figures, reasons, _ = read("TUẦN 3 THÁNG 5/2024", TEAMS, *FIVE)
    assert not figures
    assert reasons == ["bad_period"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Số trạm gồm cả trạm đã tắt", "gồm cả"),
        (
            "Bao gồm cả các trạm của mạng nội bộ trong nhà máy và các trạm lưu động của quân đội.",
            "Bao",
        ),
        ("Số liệu của tỉnh", "Số liệu của tỉnh"),
        ("Ghi chú: trạm của các sở, ngành", "các sở, ngành"),
        ("Ghi chú: hồ sơ nộp trực tiếp", "trực tiếp"),
    ],
)
def test_a_note_of_known_words_that_widens_or_moves_the_figures_is_asked_about(said, words):
    rows = ("HUYỆN CHÂU THÀNH QUÝ II/2024", TEAMS, *FIVE, "", said)
    assert words in asked(*rows, reason="words")


def test_a_level_that_no_figure_is_of_is_asked_about_unless_the_indicator_names_it():
    rows = ("SỐ TRẠM BTS CẤP HUYỆN NĂM 2023", TEAMS, *FIVE)
    assert "“CẤP HUYỆN”" in asked(*rows, reason="words")
    assert read("SỐ TRẠM BTS CẤP XÃ NĂM 2023", TEAMS, *FIVE)[1] == []
    assert "words" not in read("Ghi chú: số liệu của huyện Châu Thành", TEAMS, *FIVE)[1]
    above = ("HUYỆN CHÂU THÀNH NĂM 2023", "Ghi chú: số liệu của huyện Cần Đước")
    of_place = "“Ghi chú: số liệu của huyện Cần Đước” ghi huyện Cần Đước"
    assert of_place in asked(*above, TEAMS, *FIVE, reason="of_place")
    below = ("HUYỆN CHÂU THÀNH QUÝ II/2024", TEAMS, *FIVE, "", above[1])
    assert of_place in asked(*below, reason="of_place")


def test_what_a_number_format_writes_beside_figures_counts_as_written():
    def reasons(number_format):
        book = Workbook()
        sheet = book.worksheets[0]
        for each in (["Tháng 5/2024"], ["Đơn vị", "Số trạm BTS"], ["Thị trấn Tầm Vu", 5]):
            sheet.append(each)
        sheet["B3"].number_format = number_format
        result = read(saved(book))[2]
        return result.is_blocked, [o.status for o in result.observations]

    assert reasons('"KH: "0') == (True, [])
    assert reasons('"ước "0') == (False, [ObservationStatus.ESTIMATED])
    assert reasons('0" (ước)"') == (False, [ObservationStatus.ESTIMATED])
    assert reasons('#,##0 "trạm"') == (False, [ObservationStatus.REPORTED])
    assert reasons('"kế hoạch"') == (True, [])


def test_the_only_column_of_numbers_is_asked_about_with_the_words_beside_its_indicator():
    title = "SỐ TRẠM BTS NĂM 2023"

    def sentence(head, reason="values_but"):
        return asked(
            title, f"STT;Đơn vị;{head}", "1;Xã Bình Quới;6", "2;Xã Hòa Phú;7", reason=reason
        )

    assert "“còn thiếu”" in sentence("Số trạm BTS còn thiếu")
    assert "“trạm giấy”" in sentence("Các trạm giấy (trạm)")
    assert "kết quả." in sentence("Lượng", "values")


WHOLES = ("1011", "1012", "1021", "1022", "1023")


def lines(values, **cells):
    return [
        row(unit_code=code, indicator_id="services", value=value, **cells)
        for code, value in zip(WHOLES, values, strict=True)
    ]


def reasons_of(content, **context):
    found = checked(content, **context).issues
    return [dict(i.details).get("reason") for i in found if i.code.value.startswith("suspicious")]


def test_a_period_copied_from_one_that_is_not_the_last_is_asked_about():
    first, other = (123, 234, 345, 456, 567), (124, 238, 341, 459, 562)
    quarters = (("2023-Q1", first), ("2023-Q2", other), ("2023-Q3", first), ("2023-Q4", other))
    content = form(*(each for period, said in quarters for each in lines(said, period=period)))
    copied = [i for i in checked(content).issues if dict(i.details).get("reason") == "copied"]
    assert [(dict(i.details)["period"], dict(i.details)["former"]) for i in copied] == [
        ("2023-Q3", "2023-Q1"),
        ("2023-Q4", "2023-Q2"),
    ]


TEN = (
    *("Thị trấn Tầm Vu", "Xã Bình Quới", "Xã Hòa Phú", "Xã Phú Ngãi Trị", "Xã Vĩnh Công"),
    *("Xã Thuận Mỹ", "Xã Hiệp Thạnh", "Xã Phước Tân Hưng", "Xã Thanh Phú Long", "Xã Long Trì"),
)
OTHERS = (
    *(("Xã Đức Tân", 91), ("Xã Hướng Thọ Phú", 83), ("Xã Bình Tâm", 77)),
    *(("Xã Lợi Bình Nhơn", 95), ("Xã An Vĩnh Ngãi", 68)),
)


@pytest.mark.parametrize(
    ("figures", "is_asked"),
    [
        ((1, 2, 3, 4, 5, 6, 7, 8, 9, 10), True),
        ((1, 2, 3, 4, 5, 6, 7, 8, 10, 9), False),
        ((1, 2, 3, 4, 5, 6, 7, 8, 9), False),  # of so few that they may be
    ],
)
def test_ordinals_in_place_of_figures_are_asked_about(figures, is_asked):
    rows = (f"{unit};{figure}" for unit, figure in zip(TEN, figures, strict=False))
    found = read("SỐ TRẠM BTS NĂM 2023", TEAMS, *rows)[1]
    assert found.count("ordinals") == is_asked


@pytest.mark.parametrize(
    ("whole", "units", "is_asked"), [(400, 10, True), (12, 10, False), (400, 9, False)]
)
def test_one_whole_for_all_units_is_asked_about(whole, units, is_asked):
    parts = (3, 7, 5, 9, 2, 4, 8, 6, 1, 10)[:units]
    rows = (
        f"{unit};{whole};{part};{100 * part / whole:.2f}"
        for unit, part in zip(TEN, parts, strict=False)
    )
    found = read("NĂM 2023", COVERED.format(""), *rows)[1]
    assert found.count("whole") == is_asked


@pytest.mark.parametrize(("value", "reasons"), [(5000, ["year"]), (900, [])])
def test_a_quarter_of_ten_times_a_known_year_is_asked_about(value, reasons):
    known = {
        unit_id("1011"): {parse_period("2023"): Decimal(100), parse_period("2022-Q4"): Decimal(9)}
    }
    sent = form(
        row(unit_code="1011", indicator_id="services", value=value, period="2022-Q1"),
        row(unit_code="1011", indicator_id="services", value=99999, period="2022"),
    )
    found = reasons_of(sent, current={"services": known})
    assert [each for each in found if each == "year"] == reasons


def test_a_district_below_the_sum_of_some_of_its_communes_is_asked_about():
    def found(whole):
        sent = form(
            *lines((10, 20, 30, 40, 50))[:4],
            row(unit_code=102, indicator_id="services", value=whole),
        )
        return [
            dict(i.details).get("reason")
            for i in checked(sent).issues
            if i.code.value == "aggregate_mismatch"
        ]

    assert found(12) == ["below"]
    assert found(300) == []


def test_half_a_column_copied_into_the_other_half_is_asked_about():
    units = (*(each.split(";")[0] for each in FIVE), "Xã Thuận Mỹ", "Xã Hiệp Thạnh")
    units += ("Xã Phước Tân Hưng", "Xã Thanh Phú Long", "Xã Dương Xuân Hội")
    rows = [f"{name};{(123, 234, 345, 456, 567)[at % 5]}" for at, name in enumerate(units)]
    sentence = asked("NĂM 2023", "Xã;Hồ sơ đã giải quyết", *rows, reason="halves")
    assert sentence.startswith("5 dòng từ dòng 8 có đúng các số của 5 dòng từ dòng 3")


@pytest.mark.parametrize(
    ("title", "whole", "part"),
    [
        ("TỶ LỆ HỒ SƠ NỘP TRỰC TUYẾN", "Tổng số hồ sơ", "Hồ sơ thanh toán trực tuyến"),
        ("TỶ LỆ TRAO ĐỔI VĂN BẢN ĐIỆN TỬ GIỮA CÁC CƠ QUAN", "Tổng số văn bản", "Văn bản ký số"),
        (
            "GIÁO DỤC: TỶ LỆ CƠ SỞ GIÁO DỤC THU PHÍ KHÔNG DÙNG TIỀN MẶT",
            "Tổng số cơ sở giáo dục",
            "Số trường thu phí bằng tiền mặt",
        ),
    ],
)
def test_a_count_of_another_share_or_of_the_contrary_is_asked_about(title, whole, part):
    heads = f"Xã;{whole};{part};Tỷ lệ (%)"
    assert f"“{part}”" in asked(f"{title} NĂM 2023", heads, *PEOPLE, reason="part")


def test_a_title_that_proposes_figures_is_asked_about_as_a_plan():
    rows = ("ĐỀ XUẤT SỐ TRẠM BTS NĂM 2023", TEAMS, *FIVE)
    assert "“ĐỀ XUẤT SỐ TRẠM BTS NĂM 2023”" in asked(*rows, reason="plan")


RECEIVED = "Số hồ sơ TTHC tiếp nhận"


@pytest.mark.parametrize(
    ("said", "period", "since"),
    [
        ("(LŨY KẾ TỪ 01/7/2023) THÁNG 10/2023", "2023-10", "2023-07-01"),
        ("THÁNG 10/2023 - số cộng dồn từ tháng 7", "2023-10", "2023-07-01"),
        ("THÁNG 10 NĂM 2023 (LŨY KẾ TỪ NGÀY 01 THÁNG 7)", "2023-10", "2023-07-01"),
        ("Lũy kế từ tháng 7 đến hết tháng 10/2023", "2023-10", "2023-07-01"),
        ("Lũy kế từ ngày 01/7/2023 đến ngày 31/10/2023", "2023-10-31", "2023-07-01"),
        ("THÁNG 12/2023, lũy kế từ quý III", "2023-12", "2023-07-01"),
        (
            "THÁNG 10/2023 (lũy kế kể từ khi vận hành cấp xã mới, 01/7/2023)",
            "2023-10",
            "2023-07-01",
        ),
        ("THÁNG 10/2023 (lũy kế từ đầu năm 2023)", "2023-10", "2023-01-01"),
        ("THÁNG 10/2023 (lũy kế từ 01/01)", "2023-10", "2023-01-01"),
        ("THÁNG 10/2023 (lũy kế từ ngày 01/10)", "2023-10", None),
    ],
)
def test_the_day_since_which_a_title_sums_up_is_the_one_it_names(said, period, since):
    result = read(said, f"Xã;{RECEIVED}", "Xã Bình Quới;600", "Xã Hòa Phú;701")[2]
    [(ends, starts)] = {(str(o.period), o.cumulative_since) for o in result.observations}
    assert (ends, starts and str(starts)) == (period, since)
    assert not result.unconfirmed(frozenset())


@pytest.mark.parametrize(
    ("said", "since"),
    [
        (" lũy kế từ 01/7/2023", "2023-07-01"),
        (" (lũy kế từ tháng 7/2023)", "2023-07-01"),
        (", cộng dồn từ tháng 7", "2023-07-01"),
        (" lũy kế từ đầu năm", "2023-01-01"),
    ],
)
def test_the_day_since_which_a_head_sums_up_is_the_one_it_names(said, since):
    rows = ("THÁNG 10/2023", f"Xã;{RECEIVED}{said}", "Xã Bình Quới;600", "Xã Hòa Phú;701")
    assert {str(o.cumulative_since) for o in read(*rows)[2].observations} == {since}


@pytest.mark.parametrize(
    "said", ["từ đầu nhiệm kỳ", "từ khi thành lập xã", "từ trước đến nay", "từ giai đoạn trước"]
)
def test_a_sum_since_nobody_knows_when_is_asked_about(said):
    rows = (f"THÁNG 10/2023 (lũy kế {said})", f"Xã;{RECEIVED}", "Xã Bình Quới;600")
    assert "cộng từ đầu năm" in asked(*rows, reason="until")


NEW_UNITS = ("Xã Tầm Vu;125", "Xã Vĩnh Công;115", "Xã Thuận Mỹ;90")


@pytest.mark.parametrize(
    ("said", "since"),
    [
        ("LŨY KẾ ĐẾN THÁNG 12 NĂM 2025", "2025-07-01"),
        ("THÁNG 12/2025 (lũy kế từ 01/3/2025)", "2025-07-01"),
        ("QUÝ III NĂM 2025, LŨY KẾ TỪ ĐẦU NĂM", "None"),
    ],
)
def test_units_are_summed_up_since_they_are_there_and_that_is_asked_once(said, since):
    """A commune made in July has no figures of March; its sum may hold those of former ones."""
    rows = ("TỈNH TÂY NINH", said, f"Xã;{RECEIVED}", *NEW_UNITS)
    figures, reasons, result = read(*rows)
    assert len(figures) == len(NEW_UNITS)
    assert reasons == ["before_unit"]
    assert {str(o.cumulative_since) for o in result.observations} == {since}
    [sentence] = told(result, "before_unit")
    assert "Xã Tầm Vu chỉ có từ ngày 01/07/2025" in sentence


@pytest.mark.parametrize("said", ["LŨY KẾ TỪ 01/7/2025 ĐẾN 31/12/2025", "THÁNG 12/2025"])
def test_sums_since_a_unit_began_are_not_asked_about(said):
    assert read("TỈNH TÂY NINH", said, f"Xã;{RECEIVED}", *NEW_UNITS)[1] == []


def test_a_note_goes_with_the_figures_that_its_mark_is_at():
    rows = ("Thị trấn Tầm Vu;61,5*", "Xã Bình Quới (1);72,3**", "Xã Hòa Phú;70,1")
    notes = "Ghi chú: * số ước; ** theo báo cáo của xã; (1) mới sáp nhập"
    head = "NĂM 2023", "Xã;Tỷ lệ dân số được phủ sóng 4G"
    _, reasons, result = read(*head, *rows, notes)
    assert reasons == []
    assert [(o.status.value, o.note) for o in result.observations] == [
        ("estimated", "61,5*; * số ước"),
        ("reported", "72,3**; ** theo báo cáo của xã; (1) mới sáp nhập"),
        ("reported", ""),
    ]


def test_of_notes_in_one_line_each_is_asked_about_at_its_mark():
    rows = ("Thị trấn Tầm Vu;61,5*", "Xã Bình Quới;72,3**")
    notes = "* số ước; ** số liệu năm 2021"
    _, reasons, result = read("NĂM 2023", "Xã;Tỷ lệ dân số được phủ sóng 4G", *rows, notes)
    assert reasons == ["words"]
    assert [(i.line, i.column, i.value) for i in result.issues if i.value] [-1] == (
        4, 2, "** số liệu năm 2021",
    )  # fmt: skip


def test_a_mark_that_only_a_sum_bears_is_asked_about_for_all():
    rows = ("Thị trấn Tầm Vu;60", "Xã Bình Quới;70", "Tổng cộng*;130", "* số ước")
    assert "số ước hoặc sơ bộ" in asked("NĂM 2023", f"Xã;{RECEIVED}", *rows, reason="status")


def test_a_sum_over_years_is_one_and_asked_about():
    _, reasons, result = read("NĂM 2023 (lũy kế từ năm 2021)", f"Xã;{RECEIVED}", "Xã Bình Quới;6")
    assert {str(o.cumulative_since) for o in result.observations} == {"2021-01-01"}
    assert reasons == ["words"]


@pytest.mark.parametrize(
    ("period", "said", "until"),
    [
        ("THÁNG 10/2023", "Từ ngày 01/10/2023 đến ngày 20/10/2023", "20/10/2023"),
        ("THÁNG 10/2023", "(từ 01/10 đến 14/10)", "14/10/2023"),
        ("THÁNG 10/2023", "Từ ngày 01 đến hết ngày 20 tháng 10 năm 2023", "20/10/2023"),
        ("THÁNG 10/2023", "01/10/2023 - 30/10/2023", "30/10/2023"),
        ("THÁNG 10/2023", "Từ ngày 01/10/2023\nđến ngày 20/10/2023", "20/10/2023"),
        ("QUÝ III/2023", "Từ ngày 01/8/2023 đến ngày 20/9/2023", "20/09/2023"),
        ("6 THÁNG CUỐI NĂM 2023", "Từ 01/7/2023 cho đến 15/12/2023", "15/12/2023"),
        ("NĂM 2023", "Từ ngày 01/01 đến ngày 30/11/2023", "30/11/2023"),
        ("THÁNG 10/2023", "Từ ngày 01/10/2023 đến ngày 31/10/2023", None),
        ("THÁNG 10/2023", "Từ ngày 15/9/2023 đến ngày 14/10/2023", None),
        ("QUÝ III/2023", "(từ 01/7 đến 30/9)", None),
        ("THÁNG 10/2023", "Từ ngày 01/10 đến ngày 32/10", None),
    ],
)
def test_figures_between_days_that_end_before_their_period_are_asked_about_once(
    period, said, until
):
    result = read(period, said, f"Xã;{RECEIVED}", "Xã Bình Quới;600", "Xã Hòa Phú;701")[2]
    sentences = told(result, "early")
    assert [until in sentence for sentence in sentences] == ([True] if until else [])


AREAS = ("Xã Bình Quới;359,8", "Xã Hòa Phú;215,2")


@pytest.mark.parametrize(
    ("title", "head", "indicator"),
    [
        ("SỐ LIỆU", "Diện tích ứng dụng CNC (ha)", AGRICULTURE),
        ("DIỆN TÍCH ĐẤT NÔNG NGHIỆP", "Diện tích (km²)", "Diện tích"),
        ("DIỆN TÍCH RỪNG", "Diện tích (ha)", "Diện tích"),
        ("DIỆN TÍCH NUÔI TRỒNG THỦY SẢN", "Diện tích (ha)", "Diện tích"),
        ("DÂN SỐ TRONG ĐỘ TUỔI LAO ĐỘNG", "Dân số (người)", "Dân số"),
        ("DÂN SỐ TỪ 15 TUỔI TRỞ LÊN", "Dân số", "Dân số"),
        ("DÂN SỐ THAM GIA BẢO HIỂM Y TẾ", "Dân số (người)", "Dân số"),
    ],
)
def test_a_bare_name_under_a_title_that_narrows_it_is_asked_about_with_what_it_is_taken_for(
    title, head, indicator
):
    figures, _, result = read(f"{title} NĂM 2023", f"Xã;{head}", *AREAS)
    [taken] = {world().indicators[figure[2]].name for figure in figures}
    assert taken == indicator
    questions = [message(i) for i in result.issues if i.code.value == "unclear_heading"]
    assert any(f"“{indicator}”" in each for each in questions)


def test_a_question_about_a_whole_tells_it_as_closely_as_the_definition_does():
    heads = (
        "Xã;Tổng số hồ sơ tiếp nhận;Hồ sơ thanh toán trực tuyến;Tỷ lệ hồ sơ thanh toán trực tuyến"
    )
    sentence = asked("NĂM 2023", heads, *PEOPLE[1:], reason="whole")
    assert "là số hồ sơ phải trả phí, nhưng" in sentence


@pytest.mark.parametrize(
    ("head", "late", "reasons"),
    [
        ("Trễ hạn", (40, 41), []),
        ("Trễ hạn", (120, 123), ["exceeds"]),
        ("Quá hạn", (90, 85), ["exceeds"]),
        ("Trễ hạn", (20, 20), ["column"]),
        ("Trễ hạn", ("", 123), ["exceeds"]),
        ("Số máy", (120, 123), ["column"]),
    ],
)
def test_a_part_that_contradicts_the_other_and_the_whole_is_told_as_that(head, late, reasons):
    heads = f"Xã;Tổng hồ sơ đã giải quyết;Trước và đúng hạn;{head};Tỷ lệ trước và đúng hạn (%)"
    rows = (
        f"Xã Bình Quới;1000;960;{late[0]};96,00",
        f"Xã Hòa Phú;1017;976;{late[1]};95,97",
    )
    _, found, result = read("KẾT QUẢ GIẢI QUYẾT HỒ SƠ NĂM 2023", heads, *rows)
    assert [each for each in found if each in ("exceeds", "column")] == reasons
    if "exceeds" in reasons:
        [sentence] = told(result, "exceeds")
        assert "cộng với cột “Trước và đúng hạn” lớn hơn cột “Tổng hồ sơ đã giải" in sentence


def test_a_title_of_another_thing_than_a_head_leaves_the_head_what_it_says():
    figures, _, _ = read("DIỆN TÍCH NÔNG NGHIỆP ỨNG DỤNG CÔNG NGHỆ CAO NĂM 2023", TEAMS, *FIVE)
    assert {figure[2] for figure in figures} == {"mobile_bts_count"}


SPAN = "(Kỳ báo cáo: từ 15/12/2022 đến 14/3/2023)"


@pytest.mark.parametrize(
    ("rows", "is_asked"),
    [
        (("QUÝ I NĂM 2023", SPAN, f"Xã;{RECEIVED}"), True),
        (("QUÝ I/2023 (từ ngày 15/12/2022 đến ngày 14/3/2023)", f"Xã;{RECEIVED}"), True),
        (("QUÝ I/2023", "Kỳ báo cáo: 15/12/2022 - 14/3/2023", f"Xã;{RECEIVED}"), True),
        (("THÁNG 3/2023", "(từ 15/02/2023 đến hết 14/3/2023)", f"Xã;{RECEIVED}"), True),
        (("NĂM 2023", "(Từ 15/12/2022 đến 14/12/2023)", f"Xã;{RECEIVED}"), True),
        (("QUÝ II/2023", "(từ 01/01/2023 đến 30/6/2023)", f"Xã;{RECEIVED}"), True),
        (("QUÝ I/2023", "(từ 01/01/2023 đến 31/3/2023)", f"Xã;{RECEIVED}"), False),
        (("QUÝ II/2023", "(lũy kế từ 01/01/2023 đến 30/6/2023)", f"Xã;{RECEIVED}"), False),
        (("QUÝ I/2023", "Kế hoạch từ 01/01/2021 đến 31/12/2025", f"Xã;{RECEIVED}"), False),
        (("QUÝ I/2023", "So với cùng kỳ (từ 15/12/2021 đến 14/3/2022)", f"Xã;{RECEIVED}"), False),
        (("QUÝ I NĂM 2023", SPAN, TEAMS), False),  # what is there grows over no days
    ],
)
def test_days_of_figures_that_are_not_those_of_their_period_are_asked_about(rows, is_asked):
    assert read(*rows, "Xã Bình Quới;1250", "Xã Hòa Phú;2601")[1].count("span") == is_asked


def test_days_of_figures_below_the_table_are_those_of_their_period_too():
    below = "Ghi chú: số liệu từ 15/12/2022 đến hết 14/12/2023"
    rows = ("NĂM 2023", f"Xã;{RECEIVED}", "Xã Bình Quới;1250", "Xã Hòa Phú;2601", below)
    assert "từ 15/12/2022 đến 14/12/2023, không trùng với năm 2023" in asked(*rows, reason="span")


@pytest.mark.parametrize(
    ("said", "is_asked"),
    [
        ("số liệu năm học trước", True),
        ("lấy theo báo cáo năm 2022", True),
        ("theo báo cáo tháng 3/2023", True),
        ("số báo cáo tháng 3/2023", True),
        ("số báo cáo năm 2022", True),
        ("lấy theo báo cáo quý trước", True),
        ("tăng so với báo cáo trước", False),
        ("tăng 5% so với báo cáo trước", False),
        ("sai so với báo cáo trước", True),
        ("chỉ khối công lập", True),
        ("chỉ các ấp trung tâm", True),
        ("riêng khối mầm non", True),
        ("chưa rà soát", True),
        ("đang kiểm tra", True),
        ("theo chỉ tiêu tỉnh giao", True),
        ("số kế hoạch, chưa thực hiện", True),
        ("theo Nghị quyết", True),
        ("KH", True),
        ("khả năng đạt", True),
        ("tính từ đầu năm", True),
        ("chưa nghiệm thu", True),
        ("chờ xác minh", True),
        ("không phải kết quả", True),
        ("số liệu tham khảo", True),
        ("lấy theo báo cáo cũ", True),
        ("số của cả huyện", True),
        ("toàn huyện Bến Lức", True),
        ("tỉnh Tiền Giang", True),
        ("riêng nữ", True),
        ("trên 1.000 dân", True),
        ("hộ", True),
        ("tính đến 31/12/2022", True),
        ("trong tuần", True),
        ("mới phát sinh trong tháng", True),
        ("tốc độ tăng", True),
        ("% hoàn thành kế hoạch", True),
        ("tăng so với cùng kỳ", False),
        ("tăng 12 lượt so cùng kỳ", False),
        ("hoàn thành kế hoạch", False),
        ("đạt chỉ tiêu tỉnh giao", False),
        ("thực hiện theo kế hoạch", False),
        ("theo Kế hoạch số 12/KH-UBND", False),
        ("đã kiểm tra", False),
        ("đạt", False),
        ("đúng hạn", False),
        ("đã triển khai toàn xã", False),
        ("của xã", False),
        ("tính đến 30/6/2023", False),
        ("phát sinh trong quý", False),
        ("số quý II", False),
        ("đã gửi báo cáo quý I", False),
        ("chỉ tiêu khó đạt", False),
        ("địa chỉ khu phố 2", False),
    ],
)
def test_a_remark_of_another_time_or_of_a_part_is_asked_about(said, is_asked):
    rows = (
        "QUÝ II/2023",
        f"Xã;{RECEIVED};Ghi chú",
        f"Xã Bình Quới;1250;{said}",
        "Xã Hòa Phú;2601;",
    )
    assert read(*rows)[1].count("remark") == is_asked


@pytest.mark.parametrize(
    ("head", "figures", "is_asked"),
    [
        ("Tỷ lệ dân số được phủ sóng 4G", "61.4 62.4 63.4 64.4 65.4 66.4", True),
        ("Tỷ lệ dân số được phủ sóng 4G", "61.4 61.5 61.6 61.7 61.8 61.9", True),
        ("Tỷ lệ dân số được phủ sóng 4G", "61.4 62.4 63.4 64.4 65.4", False),
        ("Tỷ lệ dân số được phủ sóng 4G", "66.4 66.3 66.2 66.1 66.0 65.9", False),  # from the best
        ("Số trạm BTS", "25 26 27 28 29 30 31", True),
        ("Số trạm BTS", "12 14 16 18 20 22 24", True),
        ("Số trạm BTS", "25 26 27 28 29 30", False),
        ("Số trạm BTS", "31 30 29 28 27 26 25", False),
        ("Số trạm BTS", "1 2 3 4 5 6 7", False),
    ],
)
def test_cells_dragged_down_are_asked_about_the_longer_the_fewer_their_digits(
    head, figures, is_asked
):
    rows = [f"{unit};{figure}" for unit, figure in zip(TEN, figures.split(), strict=False)]
    others = [f"{unit};{figure}" for unit, figure in OTHERS]
    assert read("NĂM 2023", f"Xã;{head}", *rows, *others)[1].count("dragged") == is_asked
    alone = read("NĂM 2023", f"Xã;{head}", *rows, *others[:2])[1]  # as small forms may be
    assert not alone.count("dragged")


def test_counts_dragged_down_are_asked_about():
    rows = [f"{unit};{230 + 7 * (at % 4)};{125 + at}" for at, unit in enumerate(TEN[:6])]
    rows += [f"{unit};230;{figure}" for unit, figure in OTHERS]
    heads = "Xã;Tổng dân số;Dân số được phủ sóng 4G"
    assert "bắt đầu từ 125" in asked("NĂM 2023", heads, *rows, reason="dragged")


def predecessors(unit, indicator_id, known, *rows):
    """The sentences about a unit of today, where only those it was made of have figures."""
    catalogue = world()
    former = next(u for u in catalogue.units.values() if u.name == unit and u.valid_to)
    current = {indicator_id: {former.unit_id: {parse_period(p): Decimal(v) for p, v in known}}}
    return told(read(*rows, current=current)[2], "predecessors")


@pytest.mark.parametrize(
    ("known", "figures", "count"),
    [
        ((("2023", 2886), ("2024-H1", 1285)), "1312450;1358120", 1),
        ((("2023", 2886),), "1312;1358", 0),
        ((("2024-01", 285),), "131200;135800", 0),  # of a month nothing is known of quarters
    ],
)
def test_a_province_without_figures_is_held_against_the_one_it_was_made_of(known, figures, count):
    heads = "Chỉ tiêu;Quý I/2026;Quý II/2026"
    rows = ("UBND tỉnh Tây Ninh", heads, f"Doanh thu viễn thông;{figures}")
    assert len(predecessors("Tỉnh Long An", "telecom_revenue", known, *rows)) == count


@pytest.mark.parametrize(("figure", "count"), [(900, 1), (60, 0), (15, 0)])
def test_a_commune_without_figures_is_held_against_those_it_was_made_of(figure, count):
    rows = ("NĂM 2025", TEAMS, f"Xã Tầm Vu;{figure}")
    found = predecessors("Thị trấn Tầm Vu", "mobile_bts_count", (("2024", 6),), *rows)
    assert len(found) == count


@pytest.mark.parametrize("is_merged", [True, False])
def test_a_heading_over_a_share_and_its_whole_is_asked_about_with_the_names_of_both(is_merged):
    book = Workbook()
    sheet = book.worksheets[0]
    below = ("Hồ sơ tiếp nhận", "Hồ sơ nộp trực tuyến", "Tỷ lệ hồ sơ nộp trực tuyến (%)")
    for each in (
        ["THÁNG 10/2023"],
        ["Xã", "Lĩnh vực đất đai"],
        [None, *below],
        ["Thị trấn Tầm Vu", 1000, 800, 80],
        ["Xã Bình Quới", 500, 450, 90],
    ):
        sheet.append(each)
    if is_merged:
        sheet.merge_cells("B2:D2")
    figures, _, result = read(saved(book))
    assert len(figures) == 4
    [sentence] = told(result, "words")
    assert "“đất đai”" in sentence
    assert "“Số hồ sơ TTHC tiếp nhận”, “Tỷ lệ hồ sơ nộp trực tuyến”" in sentence


def test_titles_over_several_tables_are_asked_about():
    rows = ("SỐ TRẠM BTS ĐANG SỬA NĂM 2023", TEAMS, "Năm 2023", *FIVE)
    assert "SỬA" in asked(*rows, reason="words")


@pytest.mark.parametrize(
    ("said", "reasons"),
    [
        ("(từ 01/01/2020 đến 31/12/2023)", ["span"]),
        ("(từ 15/11/2022 đến 31/12/2023)", ["span"]),
        ("(giai đoạn từ 01/01/2020 đến 31/12/2023)", []),
        ("Kế hoạch thanh tra từ 01/03/2022 đến 30/11/2022", ["plan"]),
        ("so với cùng kỳ từ 15/12/2021 đến 14/12/2022", ["words"]),
        ("Báo cáo gửi từ 15/12/2023 đến 20/01/2024", ["words"]),
    ],
)
def test_days_of_flows_are_asked_about_and_those_of_plans_comparisons_and_sending_are_none(
    said, reasons
):
    title = "HỒ SƠ TTHC TIẾP NHẬN NĂM 2023"
    rows = (f"SỐ {title}", said, "Xã;Số lượng", *FIVE)
    assert read(*rows)[1] == reasons
    shares = ("NĂM 2023", said, "Xã;Tỷ lệ hồ sơ nộp trực tuyến (%)", *FIVE)
    assert "early" not in read(*shares)[1]


def test_a_number_beyond_the_head_of_a_text_is_told_once():
    assert read("NĂM 2023", TEAMS, "Thị trấn Tầm Vu;5;77", *FIVE[1:])[1] == ["column_count"]


@pytest.mark.parametrize(
    ("title", "head", "reasons"),
    [
        ("NĂM 2023", "Số hồ sơ TTHC tiếp nhận trong tháng", ["words"]),
        ("NĂM 2023", "Số hồ sơ TTHC tiếp nhận trong năm", []),
        ("THÁNG 5/2023", "Số hồ sơ TTHC tiếp nhận trong tháng", []),
        ("QUÝ II/2023", "Số hồ sơ nộp trực tuyến trong năm", []),  # its name
    ],
)
def test_a_head_or_title_of_another_time_than_its_figures_is_asked_about(title, head, reasons):
    assert read(title, f"Tỉnh;{head}", "Tỉnh Long An;50")[1] == reasons
    assert read(head, title, "Tỉnh;Số lượng", "Tỉnh Long An;50")[1] == reasons


def test_heads_of_another_time_are_asked_about_once():
    heads = "Tỉnh;Số hồ sơ TTHC tiếp nhận trong tháng;Lượt tập huấn kỹ năng số trong tháng"
    assert "“trong tháng”" in asked("NĂM 2023", heads, "Tỉnh Long An;50;60", reason="words")


def test_stations_of_one_generation_of_networks_are_asked_about_as_those_of_the_catalogue():
    title = "SỐ TRẠM THU PHÁT SÓNG DI ĐỘNG (BTS) 5G NĂM 2023"
    sentence = asked(title, "Tỉnh;Số lượng", "Tỉnh Long An;50", reason="words")
    assert "số được ghi là “Số trạm 5G”" in sentence


@pytest.mark.parametrize("names", ["Nội dung", "Chỉ tiêu", "Tên chỉ tiêu", "Diễn giải"])
def test_figures_are_of_what_their_rows_name_where_one_head_over_all_is_a_name_too(names):
    title, rice = f"{AGRICULTURE.upper()} NĂM 2023, TỈNH LONG AN", AGRICULTURE.split("nông")[0]
    rows = (f"{rice}{each} ứng dụng công nghệ cao;70" for each in ("lúa", "rau"))
    figures, reasons, _ = read(title, f"{names};Diện tích (ha)", *rows)
    assert [each[2] for each in figures] == ["hitech_rice_area", "hitech_vegetable_area"]
    assert reasons == []
    # but what a row calls otherwise is of the title
    assert read(title, f"{names};Diện tích (ha)", "Cả tỉnh;70")[0][0][2:3] == (
        "hitech_agriculture_area",
    )


def test_a_head_near_to_a_name_is_but_one_of_results_beside_names():
    rows = ("UBND XÃ BÌNH QUỚI", "QUÝ II NĂM 2024", "TT;Nội dung;Tiếp nhận")
    figures, reasons, _ = read(*rows, "1;Hồ sơ giải quyết trễ hạn;70")
    assert ([each[2] for each in figures], reasons) == (["dossier_late_count"], ["values"])


def test_rows_of_one_figure_are_never_told_to_be_dropped_but_where_they_say_the_same():
    result = read("SỐ TRẠM BTS NĂM 2023", TEAMS, *FIVE, "Xã Hòa Phú;9")[2]
    [found] = [hint(i) for i in result.issues if i.code is IssueCode.DUPLICATE_KEY]
    assert found.startswith("Nếu mỗi dòng nói về một chỉ tiêu, đơn vị hoặc kỳ khác")


@pytest.mark.parametrize(
    ("corner", "period"),
    [
        ("Quý II năm 2023", "2023-Q2"),
        ("Quý;II năm 2023", "2023-Q2"),
        ("Tháng;năm 2023", ""),  # left blank
    ],
)
def test_a_period_beside_the_number_of_a_document_is_read_by_itself(corner, period):
    above = f"Ban hành theo Công văn số 118/STTTT-CNTT ngày 10/01/2022;;{corner}"
    figures = read("Biểu số: 01/BC;;SỐ TRẠM BTS", above, "", TEAMS, *FIVE)[0]
    assert {each[3] for each in figures} == ({period} if period else set())


@pytest.mark.parametrize(
    ("titles", "indicator", "found"),
    [
        ("TỈNH LONG AN", "Số trạm BTS", ("80", [])),  # its form
        ("", "Xếp hạng DTI", ("80", [])),
        ("", "Số trạm BTS", ("", ["ambiguous_unit"])),
    ],
)
def test_the_level_of_titles_and_indicators_tells_a_province_from_a_commune_of_its_name(
    titles, indicator, found
):
    result = read(titles, "NĂM 2023", f"Đơn vị;{indicator}", "Long An;50")
    units = "".join(o.unit_id.partition("@")[0] for o in result[2].observations)
    assert (units, result[1]) == found


@pytest.mark.parametrize(
    ("head", "said", "found"),
    [
        ("Nội dung", "riêng nữ", "riêng nữ"),
        ("Nội dung", "huyện Đức Hòa", "huyện Đức Hòa"),
        ("Nội dung", "kế hoạch", "kế hoạch"),
        ("Nội dung", "Tiếp nhận hồ sơ", ""),
        ("Nguồn số liệu", "Dự kiến", "Dự kiến"),
        ("Nguồn số liệu", "Cổng dịch vụ công", ""),
        ("Lĩnh vực", "Đất đai", "Đất đai"),
        ("Lĩnh vực", "Thủ tục hành chính", ""),
        ("Mức độ", "Mức độ 3", "Mức độ 3"),
        ("Loại hình", "Nông thôn", "Loại hình: Nông thôn"),
        ("STT", "chỉ tiêu giao", "chỉ tiêu giao"),
        ("Đánh giá", "Đạt", ""),
        ("Đầu mối", "Nguyễn Văn An", ""),
        ("Ngày báo cáo", "15/7/2023", ""),
    ],
)
def test_every_column_of_words_is_judged_whatever_its_head(head, said, found):
    rows = (f"{row};{said}" for row in FIVE)
    result = read("HUYỆN CHÂU THÀNH", "QUÝ II/2023", f"Xã;{RECEIVED};{head}", *rows)[2]
    asks = [i.value for i in result.issues if i.code is IssueCode.UNCLEAR_HEADING]
    assert asks == ([found] if found else [])


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("(Kế hoạch)", "Kế hoạch"),
        ("(kế hoạch năm 2024)", "kế hoạch năm 2024"),
        ("(mục tiêu)", "mục tiêu"),
        ("- chỉ tiêu giao", "chỉ tiêu giao"),
        ("(Tỷ lệ % hoàn thành chỉ tiêu)", "Tỷ lệ % hoàn thành chỉ tiêu"),
        ("(% hoàn thành kế hoạch)", "% hoàn thành kế hoạch"),
        ("(hộ)", "hộ"),
        ("(hồ sơ)", ""),
        ("(Thực hiện Kế hoạch chuyển đổi số năm 2024)", ""),
        ("(Thực hiện mục tiêu theo Nghị quyết của Tỉnh ủy)", ""),
        ("(Kèm theo Kế hoạch số 12/KH-UBND ngày 03/02/2024)", ""),
    ],
)
def test_a_part_of_a_title_that_names_a_plan_or_a_measure_is_asked_about(said, found):
    title = f"BÁO CÁO {RECEIVED.upper()} QUÝ II NĂM 2024"
    for above in (
        (f"{title} {said}",),
        (title, said.strip("- ")),
        (f"{title};{said.strip('- ')}",),
    ):
        result = read("HUYỆN CHÂU THÀNH", *above, "", f"Xã;{RECEIVED}", *FIVE)[2]
        asks = [i.value.strip("()") for i in result.issues if i.code is IssueCode.UNCLEAR_HEADING]
        assert asks == ([found] if found else [])


def test_results_of_a_plan_and_the_office_of_plans_are_no_plan():
    titles = ("PHÒNG TÀI CHÍNH - KẾ HOẠCH", "BÁO CÁO KẾT QUẢ THỰC HIỆN", "KẾ HOẠCH NĂM 2024")
    assert read(*titles, RECEIVED, "NĂM 2024", "", f"Xã;{RECEIVED}", *FIVE)[1] == []


@pytest.mark.parametrize(
    ("between", "found"),
    [
        ("Bình quân tháng;", ["words"]),
        ("hộ;", ["words"]),
        ("Năm 2023;", ["title"]),
        ("Tháng 5/2024;", ["title"]),
        ("Tổng cộng;", []),
    ],
)
def test_a_heading_of_another_time_mean_or_measure_between_rows_is_asked_about(between, found):
    rows = (*FIVE[:2], between, *FIVE[2:])
    assert read("QUÝ II NĂM 2024", f"Xã;{RECEIVED}", *rows)[1] == found


def test_a_heading_of_another_time_over_the_same_units_begins_a_series():
    head = f"Xã;{RECEIVED}"
    assert read("NĂM 2024", head, *FIVE, "Năm 2023;", *FIVE)[1] == []
    assert read("NĂM 2024", head, *FIVE[:2], "Năm 2023;", head, *FIVE[2:])[1] == []  # or a table


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("bao-cao-ke-hoach.csv", ["name_plan"]),
        ("BC ke hoach nam 2024.csv", ["name_plan"]),
        ("Bao cao ket qua thuc hien ke hoach quy II.csv", []),
        ("bao cao rieng nu.csv", ["name_words"]),
        ("Báo cáo chờ xác minh.csv", ["name_words"]),
        ("bao cao binh quan thang.csv", ["name_words"]),
        ("Bao cao chinh thuc.csv", []),
        ("bao cao TTHC da kiem tra.csv", []),
    ],
)
def test_the_name_of_a_file_is_judged_as_titles_and_remarks_are(name, found):
    assert read("QUÝ II NĂM 2024", f"Xã;{RECEIVED}", *FIVE, name=name)[1] == found


def test_the_name_of_a_file_that_its_figures_follow_is_no_question():
    rows = ("SỐ SƠ BỘ NĂM 2023", f"Xã;{RECEIVED}", *FIVE)
    assert read(*rows, name="so bo.csv")[1] == []


@pytest.mark.parametrize(
    ("name", "found"),
    [("nghìn hồ sơ", 1), ("trieu dong", 1), ("Tỷ lệ HT", 1), ("BC HS", 0), ("Hồ sơ", 0)],
)
def test_the_measure_in_the_name_of_a_sheet_is_asked_about(name, found):
    book = Workbook()
    book.active.title = name
    for line in ("QUÝ II NĂM 2024", f"Xã;{RECEIVED}", *FIVE):
        book.active.append([int(each) if each.isdigit() else each for each in line.split(";")])
    assert read(saved(book), name="f.xlsx")[1].count("words_of_sheet") == found


@pytest.mark.parametrize(
    ("signed", "found"), [("TM. UBND HUYỆN BẾN LỨC", 1), ("TM. UBND HUYỆN CHÂU THÀNH", 0)]
)
def test_the_signature_of_a_district_in_which_no_figure_is_is_asked_about(signed, found):
    rows = ("HUYỆN CHÂU THÀNH", "QUÝ II NĂM 2024", f"Xã;{RECEIVED}", *FIVE, signed, "CHỦ TỊCH")
    assert read(*rows)[1].count("words") == found


def test_estimates_of_a_running_year_are_asked_about_once_and_kept():
    rows = ("ƯỚC THỰC HIỆN NĂM 2024", f"Xã;{RECEIVED}", *FIVE)
    figures, reasons, result = read(*rows, today=date(2024, 12, 10))
    assert (len(figures), reasons) == (5, ["estimate"])
    assert {o.status for o in result.observations} == {ObservationStatus.ESTIMATED}
    assert read(*rows, today=date(2023, 12, 10))[1] == ["future_period"] * 5
    assert read(rows[0][4:], *rows[1:], today=date(2024, 12, 10))[1].count("estimate") == 0


@pytest.mark.parametrize(
    ("above", "found"),
    [
        ("TRUNG TÂM XÚC TIẾN THƯƠNG MẠI", []),
        ("TẠI TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG CẤP XÃ", []),
        ("TRÊN MÔI TRƯỜNG ĐIỆN TỬ", []),
        ("TRUNG TÂM THƯƠNG MẠI", ["words"]),
    ],
)
def test_offices_and_ways_of_work_above_a_table_are_no_question(above, found):
    assert read(above, "QUÝ II NĂM 2024", f"Xã;{RECEIVED}", *FIVE)[1] == found


@pytest.mark.parametrize(("office", "found"), [("CỤC THỐNG KÊ", []), ("SỞ TTTT", ["plan"])])
def test_indicators_of_statisticians_are_no_targets(office, found):
    title = "CÁC CHỈ TIÊU XÃ HỘI SỐ NĂM 2023"
    assert read(office, title, f"Huyện/thị;{RECEIVED}", "Huyện Châu Thành;5")[1] == found


@pytest.mark.parametrize(
    ("head", "name", "between"),
    [
        ("Chỉ tiêu (tính đến 31/12/2022)", "Tỷ lệ hồ sơ trễ hạn", ""),
        ("Chỉ tiêu", "Tỷ lệ hồ sơ trễ hạn - năm 2022", ""),
        ("Chỉ tiêu", "Tỷ lệ hồ sơ trễ hạn", "Xã Hòa Phú"),
    ],
)
def test_asides_in_the_form_of_a_commune_are_asked_about(head, name, between):
    rows = ("1;Số hồ sơ TTHC tiếp nhận;hồ sơ;131", between, f"2;{name};%;1,25")
    own = "ỦY BAN NHÂN DÂN XÃ BÌNH QUỚI"
    assert read(own, "KẾT QUẢ NĂM 2023", f"TT;{head};ĐVT;Kết quả", *rows)[1] == ["words"]


@pytest.mark.parametrize("aside", ["hộ", "nghìn", "x 1000"])
def test_a_second_bracket_of_a_head_is_asked_about(aside):
    head = f"Đơn vị;Tỷ lệ hồ sơ trễ hạn (%) ({aside})"
    assert read("KẾT QUẢ NĂM 2023", head, "Huyện Châu Thành;1,25")[1] == ["words"]


@pytest.mark.parametrize(
    ("title", "since"),
    [("6 THÁNG ĐẦU NĂM 2023", None), ("LŨY KẾ 6 THÁNG ĐẦU NĂM 2023", date(2023, 1, 1))],
)
def test_months_below_a_title_of_first_months_are_no_sums_unless_it_says_so(title, since):
    heads = f"Đơn vị;{RECEIVED};;", ";Tháng 4;Tháng 5;Tháng 6"
    rows = (f"{name};5;7;9" for name in ("Xã Bình Quới", "Xã Hòa Phú"))
    result = read(title, *heads, *rows)[2]
    assert {(str(o.period), o.cumulative_since) for o in result.observations} == {
        (f"2023-0{month}", since) for month in (4, 5, 6)
    }


@pytest.mark.parametrize(
    ("heads", "sums"),
    [
        ("Tháng 1;Tháng 2;Tháng 3", ("2023-Q1", None)),
        ("Tháng 7;Tháng 8;Tháng 9", ("2023-Q3", None)),
        (";".join(f"Tháng {n}" for n in range(1, 10)), ("2023-Q3", date(2023, 1, 1))),
        (";".join(f"Tháng {n}" for n in range(1, 13)), ("2023", None)),
        ("Quý III;Quý IV", ("2023-H2", None)),
    ],
)
def test_a_sum_beside_parts_of_a_year_is_of_them_and_not_of_the_year_above(heads, sums):
    wide = heads.count(";")
    head = (f"Đơn vị;{RECEIVED};{';' * wide}", f";{heads};Cộng")
    row = f"Xã Bình Quới;{';'.join('5' * (wide + 1))};{5 * (wide + 1)}"
    result = read("NĂM 2023", *head, row)[2]
    found = {
        (str(o.period), o.cumulative_since) for o in result.observations if o.column == wide + 3
    }
    assert found == {sums}


def test_a_sum_that_ends_as_a_part_of_it_does_is_left_out_by_name():
    heads = ";".join(f"Tháng {n}" for n in range(1, 6))
    head = (f"Đơn vị;{RECEIVED};;;;;", f";{heads};Cộng")
    figures, reasons, result = read("NĂM 2023", *head, "Xã Bình Quới;5;5;5;5;5;25")
    assert [period for _, _, _, period, _ in figures] == [f"2023-0{n}" for n in range(1, 6)]
    assert (reasons, told(result, "column")[0][:40]) == (
        ["column"],
        "Cột “Số hồ sơ TTHC tiếp nhận / Cộng” có ",
    )

"""Writes docs/messages.md: every message about an upload, with an example from the test files.

Run `python -m tests.ingest.messages` after a phrase has changed. What no file of the tests shows, a
form of the corpus does: `shows` names which of its forms.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from openpyxl.comments import Comment
from openpyxl.styles import Font

from cds.domain.issues import Issue
from cds.domain.periods import parse_period
from cds.ingest.checking import Context, check
from cds.ingest.mapping import Column, ColumnMapping
from cds.text.issues import SEVERITIES, hint, message, place
from cds.text.phrases import family
from tests.factories import unit_id
from tests.ingest.containers import SHEET, in_windows_1258
from tests.ingest.corpus import office_forms, world
from tests.ingest.forms import HEAD, cells, checked, form, row, saved, workbook
from tests.ingest.test_bad_files import BAD_FILES, TOLD_MORE
from tests.ingest.test_old_boundaries import examples
from tests.ingest.test_workbooks import SWALLOWED, rewritten, under_hidden

WITHOUT_EXAMPLE = {  # they need facts of the census or of units of before, see the tests of rules
    "suspicious_scale.predecessors",
    "suspicious_scale.census_of_other",
    "suspicious_scale.of_census",
}
FILE = Path(__file__).parents[2] / "docs/messages.md"
INTRODUCTION = """# Messages about an upload

What each message says, where it points and what it tells people to do, each with an example from
the test files. Generated from `cds/text/vi/issues.toml` by `python -m tests.ingest.messages`; a
test holds it current. Codes are stable; a reason after the point tells one of several meanings.

| code | grade | place | message | what to do |
|---|---|---|---|---|
"""


_TENFOLD = {unit_id(c): {parse_period("2024-Q3"): Decimal(7)} for c in ("1011", "1012", "1021")}
_ONE_FAR = {"1011": 12, "1012": 8, "1021": 200, "1022": 15, "1023": 9}
NOUGHT = "<v>0</v>"
MORE: tuple[tuple[bytes, dict[str, object]], ...] = (
    (form(row()), {"published_as": "2024-12-01-01"}),
    (form(row()), {"period": parse_period("2024-Q3")}),
    ("Mã mục tiêu;Mã xã;Số dịch vụ\nx;1011;5\n".encode(), {"aliases": {"Mã mục tiêu": "exported"}}),
    (
        "SỐ DỊCH VỤ VEN BIỂN NĂM 2024\nMã xã;Số dịch vụ\n1011;5\n".encode(),
        {"known_words": frozenset(("ven bien: so dich vu ven bien nam (services)",))},
    ),
    (in_windows_1258("Mã xã;Số dịch vụ\n1011;5\n"), {"period": parse_period("2024")}),
    (form(row(unit_code="9999", unit_name="Xã Đồng Xa")), {}),
    (form(row(district="101"), head=HEAD.replace("district", "level")), {}),
    (form(row(district="huyện"), head=HEAD.replace("district", "level")), {}),
    (form(row(unit_code="", unit_name="Xã Đồng Xa", district="Huyện Xa")), {}),
    (
        form(*(row(unit_code=c, value=v) for c, v in (("1011", 70), ("1012", 71), ("1021", 72)))),
        {"current": {"coverage": _TENFOLD}},
    ),
    (form(*(row(unit_code="", unit_name=f"Xã Lạ {n}") for n in range(1_001))), {}),
    (form(row(), row(indicator_id="services", value=7), row(unit_code="", unit_name="Cộng")), {}),
    (
        "Mã xã;Số dịch vụ;Số khác\n1011;5;6\n".encode(),
        {"period": parse_period("2024"), "mapping": ColumnMapping({3: Column(None)})},
    ),
    (form(*(row(note=f"a\x81{n}") for n in range(30))), {}),
    (form(row(unit_name='"Xã Đồng Xa'), row(unit_code="1012")), {}),
    (
        "Mã xã;Số dịch vụ trên mạng\n1011;5\n".encode(),
        {"period": parse_period("2024"), "learnt": {"Số dịch vụ trên mạng": "services"}},
    ),
    (
        form(row(indicator_id="services", value=5_000, period="2024-Q1")),
        {"current": {"services": {unit_id("1011"): {parse_period("2023"): Decimal(80)}}}},
    ),
    (
        form(*(row(unit_code=c, indicator_id="services", value=v) for c, v in _ONE_FAR.items())),
        {},
    ),
    (
        form(*(row(unit_code=c, value=f"1.{c[-1]}") for c in ("1011", "1012"))),
        {"current": {"coverage": {unit_id("101"): {parse_period("2024-Q3"): Decimal(95)}}}},
    ),
    (SWALLOWED, {}),
    (under_hidden("NĂM 2024"), {}),
    (under_hidden("NĂM 2023", "NĂM 2024"), {}),
    ("9 tháng đầu năm 2024\nMã xã;Số dịch vụ\n1011;5\n".encode(), {}),
    ("ƯỚC NĂM 2025\nMã xã;Số dịch vụ\n1011;5\n".encode(), {}),
    (form(row(note="Th? tr?n T?m Vu, ph? sóng")), {}),
    ("Mã xã;Mã chỉ tiêu;Chỉ tiêu;Kỳ;Giá trị\n1011;coverage;Số dịch vụ;2024;5\n".encode(), {}),
    ("Mã xã;Quý;Năm;Số dịch vụ\n1011;Q2/2024;2023;5\n".encode(), {}),
    (
        form(row(value="0.92")),
        {"current": {"coverage": {unit_id("1011"): {parse_period("2024-Q3"): Decimal(83)}}}},
    ),
    ("Quý I/2024\nMã xã;Số dịch vụ\n1011;5\nKế hoạch quý II/2024\n1011;9\n".encode(), {}),
    ("Mã xã;Kỳ;Số dịch vụ\n1011;2024;512\n1012;2024;607\n1021;2024;584\n2003;2024;5".encode(), {}),
)


SECOND = (
    (
        "f.csv",
        "TỶ LỆ HỒ SƠ TRỄ HẠN NĂM 2023\n"
        "Đơn vị;Hồ sơ đã giải quyết;Hồ sơ giải quyết đúng hạn;Tỷ lệ (%)\n"
        "Thị trấn Tầm Vu;100;90;90\nXã Bình Quới;100;80;80\nXã Hòa Phú;100;70;70\n",
    ),
    (
        "f.csv",
        "TỈNH TÂY NINH\nLŨY KẾ ĐẾN THÁNG 12 NĂM 2025\nXã;Lượt tập huấn kỹ năng số\n"
        "Xã Tầm Vu;125\nXã Vĩnh Công;115\nXã Thuận Mỹ;90\n",
    ),
    ("f.csv", "Đơn vị;Đợt BC;Số trạm BTS\nThị trấn Tầm Vu;202409;5\nXã Bình Quới;202409;6\n"),
    ("Xã Bình Quới.csv", "Chỉ tiêu;Năm 2023\nSố trạm BTS;5\nSố tổ công nghệ số cộng đồng;6\n"),
    (
        "f.csv",
        "Năm 2023\nĐơn vị;Tổng số hồ sơ xử lý bị trễ hạn\nThị trấn Tầm Vu;5\nXã Bình Quới;6\n"
        "Xã Hòa Phú;7\nXã Phú Ngãi Trị;8\nXã Vĩnh Công;9\nDự phòng cấp trên;50\n",
    ),
    (
        "f.csv",
        "Năm 2023\nĐơn vị;Số trạm BTS\nThị trấn Tầm Vu;5\nXã Bình Quới;6\nXã Hòa Phú;-\n",
    ),
    (
        "f.csv",
        "Năm 2023\nĐơn vị;Hộ kinh doanh, HTX, tổ hợp tác đưa sản phẩm lên môi trường số\n"
        "Thị trấn Tầm Vu;5\nXã Bình Quới;6\nXã Hòa Phú;7\nXã Phú Ngãi Trị;8\nXã Vĩnh Công;9\n"
        "Xã Hiệp Thạnh;đang rà soát\nTỉnh Long An;60\n",
    ),
    (
        "f.csv",
        "Hạ tầng số quý III năm 2023\n"
        "1. Các doanh nghiệp phát triển mới nhiều đường truyền so với quý II.\n"
        "Đơn vị;Số trạm BTS\nXã Bình Quới;6\n",
    ),
    ("f.csv", "Hạ tầng số 30/6/2023\nĐơn vị;Số trạm BTS\nXã Bình Quới;6\nẤp 1;4\nẤp 2;2\n"),
    (
        "f.csv",
        "Tháng 10/2025\nĐơn vị;Số trạm BTS\n"
        "Phường Khánh Hậu (Phường Tân Khánh, Xã Lợi Bình Nhơn, Xã Bình Quới cũ);6\n",
    ),
    (
        "f.csv",
        "SỐ TRẠM BTS\nXã;Thực hiện 6 tháng đầu năm 2024;Ước thực hiện cả năm 2024\n"
        "Xã Bình Quới;6;12\nXã Hòa Phú;7;13\n",
    ),
    (
        "f.csv",
        "Xã;Kỳ;Số trạm BTS;Ước tính Lượt tập huấn kỹ năng số\n"
        "Xã Bình Quới;2023;6;12\nXã Hòa Phú;2023;7;13\n",
    ),
    (
        "f.csv",
        "QUÝ II NĂM 2023\nXã;Tổng dân số;Dân số được phủ sóng 4G đến 31/3/2023;"
        "Tỷ lệ dân số được phủ sóng 4G (%)\n"
        "Thị trấn Tầm Vu;200;150;75\nXã Bình Quới;400;100;25\nXã Hòa Phú;300;90;30\n",
    ),
    ("bts T6-2024.csv", "THÁNG 5/2024\nXã;Số trạm BTS\nXã Bình Quới;5\nXã Hòa Phú;6\n"),
    *(
        (f"{name}.csv", "THÁNG 5/2024\nXã;Số trạm BTS\nXã Bình Quới;5\nXã Hòa Phú;6\n")
        for name in (
            *("ke_hoach", "uoc_thuc_hien", "ben_luc", "dan_so", "nghin_tram", "chenh_lech"),
            "cho_xac_minh",
        )
    ),
    ("luy_ke.csv", "THÁNG 9/2024\nXã;Số hồ sơ TTHC tiếp nhận\nXã Bình Quới;5\nXã Hòa Phú;6\n"),
    (
        "f.csv",
        "Năm 2023\nXã;Tỷ lệ dân số được phủ sóng 4G;Tỷ lệ dân số được phủ sóng 5G\n"
        "Xã Bình Quới;86,3;90\n",
    ),
    (
        "f.csv",
        "Năm 2023\nXã;Hồ sơ đã giải quyết;Hồ sơ giải quyết trước hạn;Hồ sơ giải quyết đúng hạn;"
        "Hồ sơ giải quyết trễ hạn\nXã Bình Quới;100;60;30;15\n",
    ),
    (
        "f.csv",
        "SỐ TRẠM BTS NĂM 2023\nSTT;Đơn vị;Số trạm BTS còn thiếu\n"
        "1;Xã Bình Quới;6\n2;Xã Hòa Phú;7\n",
    ),
    (
        "f.csv",
        "SỐ TRẠM BTS\n(lũy kế từ đầu năm)\nXã;Quý I/2024;Quý II/2024\n"
        "Xã Bình Quới;6;12\nXã Hòa Phú;7;13\n",
    ),
    (
        "f.csv",
        "Năm 2023\nXã;Hồ sơ đã giải quyết\nThị trấn Tầm Vu;123\nXã Bình Quới;234\n"
        "Xã Hòa Phú;345\nXã Phú Ngãi Trị;456\nXã Vĩnh Công;567\nXã Thuận Mỹ;123\n"
        "Xã Hiệp Thạnh;234\nXã Phước Tân Hưng;345\nXã Thanh Phú Long;456\nXã Dương Xuân Hội;567\n",
    ),
    (
        "f.csv",
        "Năm 2023\nXã;Tổng hồ sơ đã giải quyết;Trước và đúng hạn;Trễ hạn;Tỷ lệ trước và đúng hạn\n"
        "Thị trấn Tầm Vu;1000;960;120;96\nXã Bình Quới;500;450;80;90\n",
    ),
    (
        "f.csv",
        "Năm 2023\nĐơn vị;Số trạm BTS\nHuyện Châu Thành;3\nThị trấn Tầm Vu;1\nXã Bình Quới;2\n"
        "Xã Hòa Phú;3\nXã Phú Ngãi Trị;4\nXã Vĩnh Công;5\n",
    ),
    (
        "f.csv",
        "Năm 2023\nXã;Số trạm BTS\nThị trấn Tầm Vu;1\nXã Bình Quới;2\nXã Hòa Phú;3\n"
        "Xã Phú Ngãi Trị;4\nXã Vĩnh Công;5\nXã Thuận Mỹ;6\nXã Hiệp Thạnh;7\n"
        "Xã Phước Tân Hưng;8\nXã Thanh Phú Long;9\nXã Dương Xuân Hội;10\n",
    ),
    (
        "f.csv",
        "Năm 2023\nXã;Tổng dân số;Dân số được phủ sóng 4G;Tỷ lệ dân số được phủ sóng 4G (%)\n"
        "Thị trấn Tầm Vu;400;100;25\nXã Bình Quới;400;200;50\nXã Hòa Phú;400;300;75\n"
        "Xã Phú Ngãi Trị;400;80;20\nXã Vĩnh Công;400;40;10\nXã Thuận Mỹ;400;60;15\n"
        "Xã Hiệp Thạnh;400;120;30\nXã Phước Tân Hưng;400;140;35\n"
        "Xã Thanh Phú Long;400;160;40\nXã Dương Xuân Hội;400;180;45\n",
    ),
)


def issues() -> Iterator[tuple[Issue, bool]]:
    """Issues of the test files, and whether the file was a workbook."""
    for case in BAD_FILES:
        content = case.values[0]
        for issue in checked(content).issues:
            yield issue, content.startswith(b"PK")
    for content, context in (*(case.values[:2] for case in TOLD_MORE), *MORE, *_workbooks()):
        for issue in checked(content, **context).issues:
            yield issue, content.startswith(b"PK")
    for result in examples():
        for issue in result.issues:
            yield issue, False
    for name, told in SECOND:
        for issue in check(told.encode(), name, world(), Context()).issues:
            yield issue, False
    for office in office_forms():
        if office.is_shown:
            context = Context(today=date(2024, 12, 1), **office.form)
            for issue in check(office.content, "f", world(), context).issues:
                yield issue, not office.delimiter


def _workbooks() -> Iterator[tuple[bytes, dict[str, object]]]:
    struck = workbook(cells())
    struck.worksheets[0]["H2"].font = Font(strike=True)
    yield saved(struck), {}
    struck.worksheets[0].append([cell.value for cell in struck.worksheets[0][2]])
    yield saved(struck), {}
    beside = workbook(cells())
    unseen = beside.create_sheet("Cũ")
    unseen.append(["Xã", 80.5])
    unseen.sheet_state = "hidden"
    yield saved(beside), {}
    noted = workbook(cells())
    noted.worksheets[0]["H2"].comment = Comment("Số đúng là 68,3", "Lan")
    yield saved(noted), {}
    yield b"<html><img src=x><table><tr><td>M\xc3\xa3 x\xc3\xa3</table>", {}
    formula = saved(workbook(cells(value="=1+1")))
    yield (
        rewritten(
            formula,
            SHEET,
            change=lambda text: text.replace("<v />", NOUGHT).replace("<v></v>", NOUGHT),
        ),
        {},
    )


@cache
def keys() -> frozenset[str]:
    """The keys of all messages: a code, or a code and its reason."""
    every = (key.removesuffix(".message") for key in family("issues") if key.endswith(".message"))
    return frozenset(every)


def key(issue: Issue) -> str:
    """The key of an issue's message."""
    reason = dict(issue.details).get("reason", "")
    return f"{issue.code}.{reason}" if f"{issue.code}.{reason}" in keys() else str(issue.code)


def document() -> str:
    """The whole page: of each message the first example."""
    first: dict[str, str] = {}
    for issue, in_workbook in issues():
        if (name := key(issue)) in first or name in WITHOUT_EXAMPLE:
            continue
        cells = (
            f"`{name}`",
            SEVERITIES[issue.severity],
            place(issue, in_workbook=in_workbook),
            message(issue),
            hint(issue),
        )
        shown = (cell.replace("|", "\\|").replace("\n", " ") for cell in cells)
        first[name] = f"| {' | '.join(shown)} |\n"
    return INTRODUCTION + "".join(first[each] for each in sorted(first))


if __name__ == "__main__":
    FILE.write_text(document(), encoding="utf-8")

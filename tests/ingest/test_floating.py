"""Texts above the cells, pictures, and letters that nobody sees: named, whatever the format."""

import struct
import zipfile
from datetime import date
from html import escape
from io import BytesIO
from types import SimpleNamespace

import pytest
import xlrd
import xlsxwriter
import xlwt
from xlwt.CompoundDoc import XlsDoc

from cds.domain.issues import IssueCode, Severity
from cds.ingest import tables, xlsx
from cds.ingest.checking import Context, check
from cds.text.issues import cell_name
from tests.ingest import containers
from tests.ingest.corpus import world
from tests.ingest.test_office_forms import HEADS

COVERAGE = "Tỷ lệ dân số được phủ sóng 4G"
TRAINED = "Lượt tập huấn kỹ năng số"
GUIDE = (
    "[Threaded comment]\n\nRead more: https://go.microsoft.com/fwlink/?linkid=870924\n\nComment:\n"
)
FRAME = "<draw:frame>{}</draw:frame>"


def rows(head: str = COVERAGE, first: float = 86.3) -> list[list[object]]:
    return [
        ["KẾT QUẢ NĂM 2023"],
        ["STT", "Xã", head],
        [1, "Thị trấn Tầm Vu", first],
        [2, "Xã Bình Quới", 83],
    ]


def excel(do, of: list[list[object]] | None = None) -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Biểu 1")
        for line, cells in enumerate(of or rows()):
            sheet.write_row(line, 0, cells)
        do(book, sheet)
    return file.getvalue()


def box(text: str, **rest) -> bytes:
    return excel(lambda _, sheet: sheet.insert_textbox("F2", text), **rest)


def comment(text: str, cell: str = "C3", **rest) -> bytes:
    return excel(lambda _, sheet: sheet.write_comment(cell, text), **rest)


def sent_back() -> bytes:
    said = {"author": xlsx.OWN_AUTHOR}
    return excel(lambda _, sheet: sheet.write_comment("C3", "86,3 và 68,3", said))


def picture(*, apart: bool = False) -> bytes:
    def put(book, sheet):
        at = book.add_worksheet("Ảnh") if apart else sheet
        at.insert_image("E2", "logo.png", {"image_data": BytesIO(containers.PIXEL)})

    return excel(put)


def chart() -> bytes:
    def put(book, sheet):
        drawn = book.add_chart({"type": "column"})
        drawn.add_series({"values": "='Biểu 1'!$C$3:$C$4"})
        sheet.insert_chart("F2", drawn)

    return excel(put)


def old_excel(style: str, line: int) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Biểu 1")
    for at, cells in enumerate(rows()):
        for place, cell in enumerate(cells):
            sheet.write(at, place, cell, xlwt.easyxf(style if at == line else ""))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def document(shapes: str = "", style: str = "", line: int = 2, inside: str = "") -> bytes:
    styles = (
        f'<style:style style:name="w" style:family="table-cell">{style}</style:style>'
        if style
        else ""
    )
    written = []
    for at, cells in enumerate(rows()):
        own = ' table:style-name="w"' if style and at == line else ""
        said = inside if at == line else ""
        written.append(
            "<table:table-row>"
            + "".join(
                f"<table:table-cell{own}>{said if place == 2 else ''}"
                f"<text:p>{escape(str(cell)).replace('.', ',')}</text:p></table:table-cell>"
                for place, cell in enumerate(cells)
            )
            + "</table:table-row>"
        )
    shown = f"<table:shapes>{shapes}</table:shapes>{''.join(written)}"
    return containers.ods_of(f'<table:table table:name="Biểu 1">{shown}</table:table>', styles)


def page(attributes: str = "", line: int = 2, above: str = "", tag: str = "{}") -> bytes:
    lines = []
    for at, cells in enumerate(rows()):
        own, around = (attributes, tag) if at == line else ("", "{}")
        texts = (around.format(escape(str(cell)).replace(".", ",")) for cell in cells)
        lines.append("<tr>" + "".join(f"<td{own}>{text}</td>" for text in texts) + "</tr>")
    return f"<html><body>{above}<table>{''.join(lines)}</table></body></html>".encode()


def xml_2003(text: str) -> bytes:
    cells = "".join(
        "<Row>"
        + "".join(f'<Cell><Data ss:Type="String">{c}</Data></Cell>' for c in line)
        + "</Row>"
        for line in rows()
    ).replace("86.3</Data>", f"86,3</Data><Comment><ss:Data>{text}</ss:Data></Comment>")
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}">'
        f'<Worksheet ss:Name="Biểu 1"><Table>{cells}</Table></Worksheet></Workbook>'
    ).encode()


def told(content: bytes) -> list[tuple[str, str, str | None]]:
    """Grade, reason and cell of what is said about what was not read."""
    result = check(content, "f", world(), Context(today=date(2024, 12, 1), aliases=HEADS))
    assert len(result.observations) == 2
    return [
        (
            issue.severity.value,
            dict(issue.details).get("reason", ""),
            cell_name(issue.line, issue.column) if issue.line and issue.column else None,
        )
        for issue in result.issues
        if issue.code in (IssueCode.UNREAD_FIGURES, IssueCode.HIDDEN_ROWS)
    ]


WHITE = '<style:text-properties fo:color="#ffffff"/>'
GROUND = '<style:table-cell-properties fo:background-color="#0000ff"/>'
TRAININGS = {"of": rows(TRAINED, 86)}
ASKED = [(Severity.CONFIRM.value, "floating", None)]
UNSEEN = [(Severity.CONFIRM.value, "struck", "A3")]
PICTURE = [(Severity.WARNING.value, "picture", None)]


def at(cell: str) -> list[tuple[str, str, str]]:
    return [(Severity.CONFIRM.value, "floating", cell)]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(lambda: box("ĐVT: nghìn lượt", **TRAININGS), ASKED, id="a measure in a box"),
        pytest.param(lambda: box("SỐ LIỆU ƯỚC THỰC HIỆN"), ASKED, id="an estimate in a box"),
        pytest.param(lambda: box("KẾ HOẠCH GIAO NĂM 2023"), ASKED, id="a plan in a box"),
        pytest.param(lambda: box("Toàn huyện: 85,1%"), ASKED, id="a figure in a box"),
        pytest.param(lambda: box("NĂM 2022"), ASKED, id="another year in a box"),
        pytest.param(lambda: box("NĂM 2023"), [], id="the same year in a box"),
        pytest.param(lambda: box("CHỦ TỊCH\n\nNguyễn Văn A"), [], id="a signature in a box"),
        pytest.param(lambda: box(""), [], id="an empty box"),
        pytest.param(lambda: comment("Số đúng là 68,3"), at("C3"), id="a figure in a comment"),
        pytest.param(lambda: comment(f"{GUIDE}Số đúng là 68,3"), at("C3"), id="a thread"),
        pytest.param(lambda: comment(f"{GUIDE}Đã xem"), [], id="a thread without figures"),
        pytest.param(lambda: comment("Là kế hoạch", "C2"), at("C2"), id="a comment on the head"),
        pytest.param(lambda: comment("Lan: đã kiểm tra"), [], id="a comment without figures"),
        pytest.param(lambda: comment("Sửa ngày 05/3/2024"), [], id="a comment with a day"),
        pytest.param(sent_back, [], id="our own comments in a file sent back"),
        pytest.param(picture, PICTURE, id="a picture"),
        pytest.param(lambda: picture(apart=True), PICTURE, id="a picture on a sheet of its own"),
        pytest.param(chart, [], id="a chart of the cells"),
        pytest.param(lambda: old_excel("font: colour white", 2), UNSEEN, id="white letters, xls"),
        pytest.param(
            lambda: old_excel("font: colour white; pattern: pattern solid, fore_colour blue", 2),
            [],
            id="white on blue, xls",
        ),
        pytest.param(lambda: document(style=WHITE), UNSEEN, id="white letters, ods"),
        pytest.param(lambda: document(style=GROUND + WHITE), [], id="white on blue, ods"),
        pytest.param(
            lambda: document(
                inside="<office:annotation><text:p>đúng là 68,3</text:p></office:annotation>"
            ),
            ASKED,
            id="a comment, ods",
        ),
        pytest.param(
            lambda: document(
                FRAME.format("<draw:text-box><text:p>Tổng 85,1</text:p></draw:text-box>")
            ),
            ASKED,
            id="a box, ods",
        ),
        pytest.param(lambda: document(FRAME.format("<draw:image/>")), PICTURE, id="a picture, ods"),
        pytest.param(
            lambda: document(FRAME.format("<draw:object/><draw:image/>")), [], id="a chart, ods"
        ),
        pytest.param(lambda: page(' style="color:white"'), UNSEEN, id="white letters, web"),
        pytest.param(
            lambda: page(tag="<font color=#FFFFFF>{}</font>"), UNSEEN, id="white font, web"
        ),
        pytest.param(lambda: page(' style="color:#fff" bgcolor=blue'), [], id="white on blue, web"),
        pytest.param(
            lambda: page(' style="color:#fff;background:#00f"'),
            [],
            id="white on blue by style, web",
        ),
        pytest.param(lambda: page(above="<img src=x>"), PICTURE, id="a picture, web"),
        pytest.param(lambda: xml_2003("đúng là 68,3"), at("C3"), id="a comment, XML of 2003"),
        pytest.param(lambda: xml_2003("đã xem"), [], id="a comment without figures, XML of 2003"),
    ],
)
def test_what_floats_or_is_unseen_is_named(content, expected):
    assert told(content()) == expected


def test_a_comment_in_an_old_workbook_is_named(monkeypatch):
    opened = xlrd.open_workbook

    def noted(**asked):
        book = opened(**asked)
        book.sheet_by_index(0).cell_note_map[2, 2] = SimpleNamespace(text="Số đúng là 68,3")
        return book

    monkeypatch.setattr(xlrd, "open_workbook", noted)
    assert told(old_excel("", 2)) == at("C3")


DIAGRAM = (
    b'<m xmlns:a="a"><dataModel><a:t>'
    + "Số ước thực hiện: 85,1%".encode()
    + b"</a:t></dataModel></m>"
)
EMBEDDED = b"PK"


def with_parts(content: bytes, parts: dict[str, bytes], relations: dict[str, tuple[str, str]]):
    """A workbook with more parts, and what leads to them: by file, the kind and the target."""
    file = BytesIO()
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            if name not in relations:
                new.writestr(name, old.read(name))
        for name, data in parts.items():
            new.writestr(name, data)
        for name, (kind, target) in relations.items():
            said = f'<Relationship Id="r" Type="{office}/{kind}" Target="{target}"/>'
            new.writestr(name, f"<Relationships>{said}</Relationships>")
    return file.getvalue()


def old_box(text: str) -> bytes:
    """An old workbook with a box, whose text goes over two records."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Biểu 1")
    for line, cells in enumerate(rows()):
        for at, cell in enumerate(cells):
            sheet.write(line, at, cell)
    parts = [text[:5].encode("utf-16-le"), text[5:].encode("utf-16-le")]
    box_of = struct.pack("<HHHHHHH12x", 0x005D, 22, 0x15, 18, 6, 1, 0)
    box_of += struct.pack("<HH10xHH4x", 0x01B6, 18, len(text), 16)
    more = [struct.pack("<HH", 0x003C, len(part) + 1) + b"\1" + part for part in parts]
    more.append(struct.pack("<HH16x", 0x003C, 16))
    stream = book.get_biff_data()
    file = BytesIO()
    XlsDoc().save(file, stream[:-4] + 2 * (box_of + b"".join(more)) + stream[-4:])
    return file.getvalue()


def smart_art() -> bytes:
    relations = {"xl/drawings/_rels/drawing1.xml.rels": ("diagramData", "../diagrams/data1.xml")}
    return with_parts(box("Nơi nhận"), {"xl/diagrams/data1.xml": DIAGRAM}, relations)


def embedded() -> bytes:
    relations = {"xl/worksheets/_rels/sheet1.xml.rels": ("package", "../embeddings/a.xlsx")}
    return with_parts(excel(lambda *_: None), {"xl/embeddings/a.xlsx": EMBEDDED}, relations)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (smart_art(), [("unread_figures", "floating")]),
        (old_box("ĐVT: nghìn lượt"), [("unread_figures", "floating")]),
        (old_box("Nơi nhận: Sở"), []),
        (embedded(), [("unread_figures", "picture")]),
        (
            excel(lambda _, sheet: sheet.set_header('&C&"Arial,Bold"&14SỐ LIỆU ƯỚC')),
            [("unread_figures", "floating")],
        ),
        (excel(lambda _, sheet: sheet.set_header("&C&P")), []),
        (excel(lambda _, sheet: sheet.set_footer("&LIn ngày &D&RTrang &P/&N")), []),
    ],
)
def test_what_stands_in_other_parts_of_a_workbook_is_named(content, expected):
    result = check(content, "f", world(), Context(today=date(2024, 12, 1), aliases=HEADS))
    found = [(i.code.value, dict(i.details).get("reason")) for i in result.issues]
    assert [each for each in found if each[0] == "unread_figures"] == expected


@pytest.mark.parametrize(
    "do",
    [
        lambda _, sheet: sheet.insert_textbox("F2", "NĂM 2023"),
        lambda _, sheet: sheet.set_header("&CNĂM 2023"),
    ],
)
def test_a_period_that_only_floats_is_proposed(do):
    titled = [["KẾT QUẢ"], *rows()[1:]]
    content = excel(do, titled)
    result = check(content, "f", world(), Context(today=date(2024, 12, 1), aliases=HEADS))
    assert {str(each.period) for each in result.observations} == {"2023"}
    assert ("unclear_heading", "period") in [
        (i.code.value, dict(i.details).get("reason")) for i in result.issues
    ]


@pytest.mark.parametrize(
    ("letters", "is_told"),
    [
        ({"font_color": "yellow", "bg_color": "yellow"}, True),
        ({"font_color": "white", "bg_color": "blue"}, False),
    ],
)
def test_letters_of_the_colour_behind_them_are_unseen(letters, is_told):
    def colour(book, sheet) -> None:
        sheet.write(2, 2, 86.3, book.add_format(letters))

    content = excel(colour)
    result = check(content, "f", world(), Context(today=date(2024, 12, 1), aliases=HEADS))
    assert (IssueCode.HIDDEN_ROWS in {issue.code for issue in result.issues}) is is_told


def test_there_are_limits_to_what_floats(monkeypatch):
    content = comment("Số đúng là 68,3")
    monkeypatch.setattr(tables, "_MOST_FLOATING", 0)
    assert told(content) == []
    monkeypatch.setattr(xlsx, "_MOST_PART_BYTES", 10)
    result = check(content, "f", world(), Context())
    assert [issue.code for issue in result.issues] == [IssueCode.TOO_LARGE]


def test_more_cells_than_are_kept_change_nothing(monkeypatch):
    content = chart()
    before = check(content, "f", world(), Context(aliases=HEADS))
    monkeypatch.setattr(xlsx, "_MOST_KEPT", 1)
    assert check(content, "f", world(), Context(aliases=HEADS)) == before
    assert len(before.observations) == 2

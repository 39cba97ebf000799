"""What workbooks hold beside texts and numbers: formats, dates, errors, hidden and raised parts."""

import zipfile
from datetime import date, datetime, time
from io import BytesIO

import pytest
import xlwt
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from cds.domain.issues import IssueCode
from cds.domain.periods import parse_period
from cds.ingest.number_formats import number_cell, raised, shown_as
from cds.ingest.reading import read
from cds.ingest.tables import Flaw, Number
from tests.ingest.containers import SHEET, Grid, as_html, as_ods, as_xlsx, merged, ods_of, repacked
from tests.ingest.forms import cells, checked, faults, saved, workbook

HEAD = ["Mã xã", "Chỉ tiêu", "Kỳ", "Giá trị"]


def figures(content, **context):
    result = checked(content, **context)
    return [(o.unit_id.split("@")[0], str(o.period), str(o.value)) for o in result.observations]


def book(*rows, formats=()):
    made = Workbook()
    sheet = made.worksheets[0]
    for row in (HEAD, *rows):
        sheet.append(list(row))
    for place, number_format in formats:
        sheet[place].number_format = number_format
    return made


def test_a_percent_format_is_what_a_person_sees():
    made = book(["1011", "coverage", "2024", 0.805], formats=[("D2", "0.0%")])
    assert figures(saved(made)) == [("1011", "2024", "80.500")]


@pytest.mark.parametrize(
    ("value", "number_format", "period"),
    [
        (datetime(2024, 3, 15), "dd/mm/yyyy", "2024-03-15"),
        (date(2024, 3, 1), "mm/yyyy", "2024-03"),
        (date(2024, 1, 1), "yyyy", "2024"),
        (2024, "General", "2024"),
        ("03/2024", "@", "2024-03"),
    ],
)
def test_a_date_is_the_period_it_shows(value, number_format, period):
    made = book(["1011", "coverage", value, 80], formats=[("C2", number_format)])
    assert figures(saved(made)) == [("1011", period, "80")]


def test_days_since_1904_are_minded():
    made = book(["1011", "coverage", datetime(2024, 3, 15), 80], formats=[("C2", "dd/mm/yyyy")])
    made.epoch = datetime(1904, 1, 1)
    assert figures(saved(made)) == [("1011", "2024-03-15", "80")]


def test_a_raised_footnote_mark_does_not_lengthen_a_number():
    made = book(["1011", "coverage", "2024", None])
    mark = TextBlock(InlineFont(vertAlign="superscript"), "1")
    made.worksheets[0]["D2"] = CellRichText("80,5", mark)
    assert figures(saved(made)) == [("1011", "2024", "80.5")]


def test_a_time_or_a_date_is_no_figure():
    made = book(
        ["1011", "coverage", "2024", time(12, 30)], ["1012", "coverage", "2024", date(2024, 5, 1)]
    )
    found = faults(saved(made))
    assert [(code, line) for code, line, _ in found] == [("bad_number", 2), ("bad_number", 3)]


def test_text_truth_errors_and_bare_formulas_are_told_apart():
    made = book(
        ["1011", "coverage", "2024", True],
        ["1012", "coverage", "2024", "=1+1"],
        ["1021", "coverage", "2024", "#DIV/0!"],
    )
    found = faults(saved(made))
    assert [code for code, *_ in found] == ["bad_number", "formula_without_value", "excel_error"]


def test_hidden_sheets_are_named_and_never_read():
    made = book(["1011", "coverage", "2024", 80])
    for name, rows in {
        "Mã": (["1012", 5],),
        "Cũ": (HEAD, ["1012", "coverage", "2024", 70]),
        "Chữ": (HEAD,),
    }.items():
        other = made.create_sheet(name)
        other.sheet_state = "veryHidden"
        for row in rows:
            other.append(row)
    result = checked(saved(made))
    assert len(result.observations) == 1
    assert [(i.code.value, i.severity.value, i.value) for i in result.issues] == [
        ("hidden_rows", "warning", "Mã"),
        ("hidden_rows", "confirm", "Cũ"),
    ]


@pytest.mark.parametrize(
    "unseen",
    [{"font": Font(color="FFFFFFFF")}, {"number_format": ";;;"}, {"font": Font(strike=True)}],
    ids=str,
)
def test_figures_that_nobody_sees_are_asked_about(unseen):
    made = book(["1011", "coverage", "2024", 80])
    for name, value in unseen.items():
        setattr(made.worksheets[0]["D2"], name, value)
    assert ("hidden_rows", 2, 4) in faults(saved(made))


def test_hidden_columns_and_flat_rows_are_asked_about():
    made = book(["1011", "coverage", "2024", 80], ["1012", "coverage", "2024", 81])
    made.worksheets[0].column_dimensions["D"].hidden = True
    content = repacked(saved(made), SHEET, {'<row r="3"': b'<row r="3" ht="0"'})
    assert ("hidden_rows", 3, 4) in faults(content)


@pytest.mark.parametrize(("head", "asked"), [("Xã", []), ("Ghi chú", [("hidden_rows", None, 1)])])
def test_hidden_codes_are_asked_about_unless_names_are_beside_them(head, asked):
    made = Workbook()
    for row in (["Mã xã", head, "Năm", "Số dịch vụ"], ["1022", "Xã Đồng Xa", "2024", 5]):
        made.worksheets[0].append(row)
    made.worksheets[0].column_dimensions["A"].hidden = True
    assert faults(saved(made)) == asked


def test_a_sheet_says_the_period_by_its_name():
    made = Workbook()
    made.worksheets[0].title = "Quý III.2024"
    for row in (["Mã xã", "Số dịch vụ"], ["1011", 5]):
        made.worksheets[0].append(row)
    assert figures(saved(made)) == [("1011", "2024-Q3", "5")]


def test_what_a_title_says_is_not_of_the_sheets_behind_it_under_other_heads():
    made = Workbook()
    for title, rows in {
        "Bảng 1": (["BÁO CÁO NĂM 2021"], ["Mã xã", "Số dịch vụ"], ["1011", 5]),
        "Bảng 2": (["ƯỚC THỰC HIỆN NĂM 2022"], ["Mã đơn vị", "Số dịch vụ"], ["1011", 6]),
        "Bảng 3": (["BÁO CÁO NĂM 2023"], ["Mã xã", "Số dịch vụ"], ["1011", 7]),
    }.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    found = checked(saved(made)).observations
    assert [(str(each.period), each.status.value) for each in found] == [
        ("2021", "reported"),
        ("2022", "estimated"),
        ("2023", "reported"),
    ]


def test_the_sheet_with_figures_is_found():
    made = book(["1011", "coverage", "2024", 80])
    guide = made.create_sheet("Hướng dẫn", 0)
    guide.append(["Mã đơn vị", "Đơn vị"])
    guide.append(["Cách ghi", "Giữ nguyên"])
    made.create_chartsheet("Biểu đồ")
    assert figures(saved(made)) == [("1011", "2024", "80")]


def test_a_workbook_written_without_references_or_styles_is_read():
    cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in HEAD)
    row = (
        '<c t="str"><v>1011</v></c><c t="inlineStr"><is><t>coverage</t></is></c>'
        '<c t="d"><v>2024-03-15</v></c><c><v>80.5</v></c><c t="str"><f>A1</f><v></v></c>'
    )
    content = repacked(saved(Workbook()), SHEET, {})
    with zipfile.ZipFile(BytesIO(content)) as old:
        members = {name: old.read(name) for name in old.namelist()}
    members = {k: v for k, v in members.items() if not k.endswith(("styles.xml", "Strings.xml"))}
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    members[SHEET] = (
        f'<x:worksheet xmlns:x="{space}"><x:sheetData>'
        f"<x:row>{cells.replace('<', '<x:').replace('<x:/', '</x:')}</x:row>"
        f"<x:row>{row.replace('<', '<x:').replace('<x:/', '</x:')}</x:row>"
        "</x:sheetData></x:worksheet>"
    ).encode()
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as new:
        for name, data in members.items():
            new.writestr(name, data)
    assert figures(file.getvalue()) == [("1011", "2024-03-15", "80.5")]


def test_escaped_characters_are_unescaped():
    made = book(["1011", "coverage", "2024", 80])
    made.worksheets[0]["E1"], made.worksheets[0]["E2"] = "Ghi chú", "dòng 1_x000A_dòng 2"
    (table,) = read(saved(made))
    assert table.rows[1].cells[4] == "dòng 1\ndòng 2"


@pytest.mark.parametrize("escaped", ["_x000B_", "_x0000_", "_xD800_", "_xFFFE_"])
def test_an_escaped_character_that_no_file_can_hold_is_named(escaped):
    made = book(["1011", "coverage", "2024", 80])
    made.worksheets[0]["E1"], made.worksheets[0]["E2"] = "Ghi chú", f"a{escaped}b"
    assert ("control_characters", 2, 5) in faults(saved(made))


@pytest.mark.parametrize("column", ["ZZ1", "A1"])
def test_a_far_cell_is_too_many_columns_only_when_filled(column):
    made = book(["1011", "coverage", "2024", 80])
    made.worksheets[0][column] = "x" if column == "ZZ1" else "Mã xã"
    expected = [("too_many_columns", 1, None)] if column == "ZZ1" else []
    assert faults(saved(made)) == expected


CELLS = "".join(
    f'<table:table-cell office:value-type="string"><text:p>{t}</text:p></table:table-cell>'
    for t in HEAD
)


def sheet(*rows, name="S", attributes=""):
    body = "".join(f"<table:table-row{a}>{cells}</table:table-row>" for a, cells in rows)
    return f'<table:table table:name="{name}"{attributes}>{body}</table:table>'


def cell(kind, value="", text="", more=""):
    prefix = f"{kind}-" if kind in ("date", "boolean") else ""
    given = f' office:{prefix}value="{value}"'
    return (
        f'<table:table-cell office:value-type="{kind}"{given if value else ""}{more}>'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


WORDS = cell("string", text="1011") + cell("string", text="coverage")


def ods_row(period, value):
    return "", WORDS + period + value


@pytest.mark.parametrize(
    ("period", "value", "found"),
    [
        (cell("string", text="2024"), cell("percentage", "0.805", "80,5%"), ("2024", "80.500")),
        (cell("float", "2024", "2024"), cell("float", "80.5", "80,5"), ("2024", "80.5")),
        (
            cell("date", "2024-03-15", "15/03/2024"),
            cell("float", "80", "80"),
            ("2024-03-15", "80"),
        ),
        (cell("date", "2024-03-01", "03/2024"), cell("float", "80", "80"), ("2024-03", "80")),
        (cell("date", "2024-03-15", ""), cell("float", "80", "80"), ("2024-03-15", "80")),
    ],
)
def test_an_open_document_says_what_its_cells_are(period, value, found):
    content = ods_of(sheet(("", CELLS), ods_row(period, value)))
    assert figures(content) == [("1011", *found)]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (cell("string", text="#N/A", more=' table:formula="of:=1"'), "excel_error"),
        (cell("error", text="Err:502"), "excel_error"),
        ('<table:table-cell table:formula="of:=1"/>', "formula_without_value"),
        (cell("boolean", "true", "TRUE"), "bad_number"),
    ],
)
def test_faulty_cells_of_an_open_document_are_told(value, code):
    content = ods_of(sheet(("", CELLS), ods_row(cell("string", text="2024"), value)))
    assert (code, 2, 4) in faults(content)


def test_hidden_rows_columns_and_sheets_of_an_open_document():
    properties = '<style:table-properties table:display="false"/>'
    styles = f'<style:style style:name="off">{properties}</style:style>'
    row = ods_row(cell("string", text="2024"), cell("float", "80", "80"))[1]
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    blank = (' table:number-rows-repeated="3"', "<table:table-cell/>")
    shown = sheet(("", CELLS), blank, (' table:visibility="filter"', row)).replace(
        '"S">', f'"S">{columns}'
    )
    hidden = sheet(("", CELLS), ("", row), name="H", attributes=' table:style-name="off"')
    found = faults(ods_of(shown + hidden, styles))
    assert found == [("hidden_rows", None, None), ("hidden_rows", 5, 2)]


def test_words_of_an_open_document_keep_blanks_and_raised_marks():
    styles = (
        '<style:style style:name="up"><style:text-properties style:text-position="super 58%"/>'
        "</style:style>"
    )
    text = (
        '80,5<text:span text:style-name="up">1</text:span><text:s text:c="2"/><text:tab/>'
        "<text:line-break/><office:annotation>lời</office:annotation>"
    )
    value = (
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    )
    content = ods_of(sheet(("", CELLS), ods_row(cell("string", text="2024"), value)), styles)
    assert figures(content) == [("1011", "2024", "80.5")]


def test_a_locked_open_document_and_binary_workbooks_are_named():
    locked = ods_of(sheet(("", CELLS)), manifest="<encryption-data/>")
    assert faults(locked) == [("encrypted_file", None, None)]
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.bin", b"x")
    assert faults(file.getvalue()) == [("unsupported_file", None, None)]


def old_book(value, style=None, hide=False):
    made = xlwt.Workbook()
    page = made.add_sheet("S")
    for column, text in enumerate(HEAD):
        page.write(0, column, text)
    for column, text in enumerate(("1011", "coverage", "2024")):
        page.write(1, column, text)
    page.write(1, 3, value, style or xlwt.Style.default_style)
    if hide:
        page.row(1).hidden = True
        page.col(3).hidden = True
        other = made.add_sheet("H")
        other.write(0, 0, 5)
        other.visibility = 1
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def test_an_old_workbook_shows_percents_dates_and_hidden_parts():
    percent = xlwt.easyxf(num_format_str="0.0%")
    assert figures(old_book(0.805, percent)) == [("1011", "2024", "80.500")]
    assert faults(old_book(date(2024, 5, 1), xlwt.easyxf(num_format_str="d/m/yyyy"))) == [
        ("bad_number", 2, 4)
    ]
    assert faults(old_book(80, hide=True)) == [("hidden_rows", None, None), ("hidden_rows", 2, 4)]
    assert faults(old_book(xlwt.Formula("1+1"))) == [("formula_without_value", 2, 4)]
    assert faults(old_book(True)) == [("bad_number", 2, 4)]


def test_an_html_table_keeps_its_spans_and_hides_its_scripts():
    content = (
        "<!-- x --><html><style>td{}</style><p>NĂM 2024</p><table><thead><tr><th>Mã xã<th "
        "rowspan=x>Số<br>dịch vụ</tr></thead><tr style='display:none'><td>1011<td>5<sup>1</sup>"
        "</tr><td>1012</td><td><p>6</p></td></table><script>1</script><b>Ghi chú</b></html>"
    )
    result = checked(content.encode())
    assert [(o.line, str(o.value)) for o in result.observations] == [(3, "5"), (4, "6")]
    assert ("hidden_rows", 3) in [(i.code.value, i.line) for i in result.issues]


def test_an_html_table_in_a_legacy_font_is_asked_about():
    from tests.ingest.containers import in_vni

    grid = Grid([["Mã xã", "Số dịch vụ"], ["1011", 5]])
    content = as_html(grid).decode()
    result = checked(in_vni(content).encode(), period=parse_period("2024"))
    assert [i.code.value for i in result.issues] == ["encoding"]
    assert len(result.observations) == 1


@pytest.mark.parametrize(
    ("number_format", "kind"),
    [
        ("General", "number"),
        ('0"%"', "number"),
        ("0.00%", "percent"),
        ("mm/yyyy", "month"),
        ("mmmm", "month"),
        ("[h]:mm", "time"),
        ("dd/mm", "day"),
        ("yyyy", "year"),
    ],
)
def test_a_number_format_is_understood(number_format, kind):
    assert shown_as(number_format) == kind


def test_numbers_that_are_none_are_faults():
    assert isinstance(number_cell(float("nan"), "0"), Flaw)
    assert isinstance(number_cell(-5.0, "dd/mm/yyyy"), Flaw)
    assert number_cell(0.1 + 0.2, "0") == Number(number_cell(0.3, "0").value)
    assert raised("12") == "¹²"
    assert str(Number(number_cell(80.50, "0").value)) == "80.5"


def unusual_sheet():
    """A workbook with all that cells, rows and columns may say beside their texts."""
    rows = [
        [1011, "coverage", "2024", 0.805],
        ["1012", "coverage & co. <ü>", date(2024, 3, 1), 12345678901234567890],
        ["1013", "a_x000D_b", True, "=1/0"],
        ["1014", None, None, "=SUM(1, 2)"],
        [],
        ["1015", "coverage", " 2024 ", -1.5e-7],
    ]
    made = book(*rows, formats=[("D2", "0.0%"), ("C3", "mm/yyyy")])
    sheet = made.worksheets[0]
    sheet["A6"].font = Font(strike=True)
    sheet.row_dimensions[3].hidden = True
    sheet.row_dimensions[4].height = 0
    sheet.column_dimensions["B"].hidden = True
    sheet.merge_cells("A5:B6")
    return saved(made)


def reworded(content, words):
    """The workbook with other words in its sheet."""
    change = {old: new.encode(errors="surrogateescape") for old, new in words.items()}
    return repacked(content, SHEET, change)


# How other programs write what means the same, and what only looks so.
_SAME = (
    {},
    {' t="s"': ' t="s" '},
    {"<v>": '<v xml:space="preserve">'},
    {"<v></v>": "<v />"},
    {"<v/>": "<v></v>"},
    {"<row r=": '<row r="1"/><row r='},
    {"<v>2</v>": "<v>2</v><!-- a remark -->"},
    {"</row>": "</row>\n"},
    {"</row>": "</row>\r\n"},
    {"<sheetData>": "<sheetData >"},
    {"<worksheet ": '<?xml version="1.0" encoding="us-ascii"?><worksheet '},
    {'<c r="A2"': "<c", '<c r="B2"': "<c"},
    {' t="n"': ""},
)


@pytest.mark.parametrize("words", _SAME)
def test_a_sheet_is_read_alike_however_it_is_written(words):
    usual = unusual_sheet()
    as_others = reworded(usual, {"</row>": "</row> ", "</sheetData>": " </sheetData>"})
    assert read(reworded(usual, words)) == read(usual) == read(as_others)


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("<is><t>X&#227; &#xE0; &amp; &lt;</t></is>", "X\u00e3 \u00e0 & <"),
        ("<is><t>a_x0041_b</t></is>", "aAb"),
        ("<is><r><t>a</t></r><r><t>b</t></r></is>", "ab"),
        ('<is><t xml:space="preserve"> a </t></is>', "a"),
        ("<f>A1</f><v>a &quot;b&apos;</v>", "a \"b'"),
    ],
)
def test_a_text_of_the_sheet_s_own_is_what_it_means(written, read_as):
    cell = f'</c><c r="E1" t="{"str" if "<v>" in written else "inlineStr"}">{written}</c></row>'
    content = reworded(as_xlsx(Grid([["a"]])), {"</c></row>": cell})
    assert read(content)[0].rows[0].cells == ("a", "", "", "", read_as)


@pytest.mark.parametrize(
    "words",
    [
        {"<sheetData>": "<sheetData>" + "<!-- -->" * 1_200_000},  # a row without an end
        {"<sheetData>": "<sheetData>\udcff"},
        {"<t>a</t>": "<t>&nbsp;</t>"},
        {"</row>": "</raw></row>"},
    ],
)
def test_what_no_parser_of_xml_reads_is_refused_or_read_by_it(words):
    found = faults(reworded(as_xlsx(Grid([["a"]])), words))
    assert [code for code, _, _ in found] in (["corrupt_file"], ["no_header"])


def rewritten(content, name, new_name=None, change=lambda text: text):
    """The workbook with one part changed or renamed."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for each in old.namelist():
            text = old.read(each).decode()
            new.writestr(
                new_name or each if each == name else each, change(text) if each == name else text
            )
    return file.getvalue()


@pytest.mark.parametrize(("stored", "codes"), [("0", ["formula_without_value"]), ("7", [])])
def test_formulas_that_all_hold_nought_are_asked_about_once(stored, codes):
    rows = [[code, "services", "2024", "=1+1"] for code in ("1011", "1012", "1021")]
    content = saved(book(*rows))
    formula = "<f>1+1</f><v></v>"
    content = rewritten(content, SHEET, change=lambda text: text.replace("<v />", "<v></v>"))
    content = rewritten(
        content, SHEET, change=lambda t: t.replace(formula, f"<f>1+1</f><v>{stored}</v>")
    )
    grave = [i for i in checked(content).issues if i.severity.value == "confirm"]
    assert [(i.code.value, i.line, i.column) for i in grave] == [(code, 2, 4) for code in codes]


def test_parts_of_a_workbook_are_found_whatever_their_case():
    content = rewritten(saved(book(["1011", "services", "2024", 5])), SHEET, SHEET.title())
    assert figures(content) == [("1011", "2024", "5")]


def test_what_is_crossed_out_is_asked_about_once():
    made = book(["1011", "services", "2024", 5], ["1012", "services", "2024", 6])
    for place in ("D2", "D3", "E3"):
        made.worksheets[0][place].font = Font(strike=True)
    grave = [i for i in checked(saved(made)).issues if i.severity.value == "confirm"]
    assert [(i.code.value, i.line, i.column, i.value) for i in grave] == [
        ("hidden_rows", 2, 4, "2, 3")
    ]


def test_a_figure_crossed_out_gives_way_to_the_row_that_gives_it_again():
    again = (["1011", "services", "2024", 5], ["1011", "services", "2024", 7])
    made = book(*again, ["1012", "services", "2024", 6])
    for place in ("D2", "D4"):
        made.worksheets[0][place].font = Font(strike=True)
    result = checked(saved(made))
    assert [(o.line, str(o.value)) for o in result.observations] == [(3, "7"), (4, "6")]
    told = [(i.code.value, i.severity.value, i.line, i.value) for i in result.issues]
    assert ("unread_figures", "warning", 2, "5") in told
    assert ("hidden_rows", "confirm", 2, "2, 4") in told
    assert not result.is_blocked


def under_hidden(*titles):
    """A table under titles of which the first is hidden."""
    made = Workbook()
    sheet = made.worksheets[0]
    for line in (*([title] for title in titles), ["Mã xã", "Số dịch vụ"], ["1011", 5]):
        sheet.append(line)
    sheet.row_dimensions[1].hidden = True
    return saved(made)


@pytest.mark.parametrize(
    ("titles", "found"),
    [
        (["NĂM 2023"], ("hidden_rows", "titles")),
        (["Đơn vị tính: dịch vụ", "NĂM 2023"], ("hidden_rows", "titles")),
        (["UBND TỈNH VEN BIỂN", "NĂM 2023"], None),
        (["Ven Biển, ngày 05/10/2024", "NĂM 2023"], None),
        (["NĂM 2022", "NĂM 2023"], ("bad_period", "two_hidden")),
    ],
)
def test_a_hidden_title_is_asked_about_where_it_tells_of_figures(titles, found):
    issues = checked(under_hidden(*titles)).issues
    told = [(i.code.value, dict(i.details).get("reason")) for i in issues]
    grave = [each for each in told if each[0] in ("hidden_rows", "bad_period")]
    assert grave == ([found] if found else [])


NOTED = 'Mã xã;Kỳ;Số dịch vụ;Ghi chú\n1011;2024;5;"chưa đối chiếu\n{}"\n1012;2024;6;\n'
SWALLOWED = NOTED.format("Phường Hòa Mới;2024;9;\nsố 5; hết").encode()


def test_rows_that_a_quote_took_in_are_asked_about_by_name():
    [found] = [i for i in checked(SWALLOWED).issues if i.code is IssueCode.UNREAD_FIGURES]
    told = dict(found.details)
    assert (found.line, told["reason"], told["units"]) == (2, "swallowed", "Phường Hòa Mới")
    harmless = NOTED.format("Phường Hòa Mới; đã rà soát").encode()
    assert "swallowed" not in str(checked(harmless).issues)


def struck_files():
    """A figure crossed out, whole or in part, in every kind of file that can say so."""
    head = ("Mã xã", "Số dịch vụ")
    whole = Workbook()
    part = Workbook()
    for made in (whole, part):
        for row in (head, ("1011", 5), ("1012", 7)):
            made.worksheets[0].append(row)
    whole.worksheets[0]["B3"].font = Font(strike=True)
    part.worksheets[0]["B3"] = CellRichText(TextBlock(InlineFont(strike=True), "9"), " 7")
    yield "xlsx", saved(whole)
    yield "xlsx, in part", saved(part)
    old = xlwt.Workbook()
    sheet = old.add_sheet("A")
    crossed = xlwt.easyxf("font: struck_out on")
    for line, row in enumerate((head, ("1011", 5), ("1012", 7))):
        for column, value in enumerate(row):
            sheet.write(line, column, value, crossed if value == 7 else xlwt.XFStyle())
    file = BytesIO()
    old.save(file)
    yield "xls", file.getvalue()
    sheet.write(3, 0, "1021")
    sheet.write_rich_text(3, 1, (("9", crossed.font), (" 7", xlwt.XFStyle().font)))
    file = BytesIO()
    old.save(file)
    yield "xls, in part", file.getvalue()

    rows = [head, ("1011", 5), ("1012", "7")]
    plain = as_ods(Grid([list(row) for row in rows]))
    with zipfile.ZipFile(BytesIO(plain)) as archive:
        text = archive.read("content.xml").decode()
    tables = text[text.index("<table:table ") : text.index("</office:spreadsheet>")]
    for line in ('style:text-line-through-style="solid"', 'style:text-line-through-type="single"'):
        style = f'<style:style style:name="s"><style:text-properties {line}/></style:style>'
        cell = tables.replace("<text:p>7", '<text:p><text:span text:style-name="s">7</text:span>')
        yield f"ods, {line}", ods_of(cell, styles=style)

    page = as_html(Grid([list(row) for row in rows])).decode()
    for words in (
        "<s>7</s>",
        "<del>7</del>",
        '<span style="text-decoration:line-through">7</span>',
    ):
        yield f"html, {words}", page.replace("<td>7</td>", f"<td>{words}</td>").encode()
    yield (
        "html, cell",
        page.replace("<td>7", '<td style="text-decoration: line-through">7').encode(),
    )


@pytest.mark.parametrize(("kind", "content"), tuple(struck_files()))
def test_a_figure_crossed_out_is_asked_about_in_every_kind_of_file(kind, content):
    result = checked(content, period=parse_period("2024"))
    asked = [issue for issue in result.issues if dict(issue.details).get("reason") == "struck"]
    assert [(issue.column, issue.severity.value) for issue in asked] == [(2, "confirm")], kind
    assert result.is_blocked or len(result.observations) == 2


def test_of_many_lines_crossed_out_the_first_are_listed():
    struck = workbook(*(cells(unit_code=code) for code in range(1011, 1031)))
    for line in range(2, 22):
        struck.worksheets[0][f"H{line}"].font = Font(strike=True)

    asked = [i for i in checked(saved(struck)).issues if dict(i.details).get("reason") == "struck"]

    assert [i.value for i in asked] == ["2, 3, 4, 5, 6, 7, 8, 9, 10, 11\u2026"]


def test_a_block_merged_beyond_the_cells_still_fills_its_rows():
    rows = [["Mã xã", "Kỳ", "Số dịch vụ"], ["1011", "2024", 5], ["1012", "", 6]]
    result = checked(merged(rows, "B2:B1048576"))

    assert [(o.line, str(o.period), str(o.value)) for o in result.observations] == [
        (2, "2024", "5"),
        (3, "2024", "6"),
    ]


def test_a_block_merged_under_a_row_that_ends_before_it_fills_nothing():
    rows = [["Số dịch vụ", "Mã xã", "Kỳ"], [5, "1011"], [6, "1012", "2024"]]
    result = checked(merged(rows, "C2:C3"))

    assert [(o.line, str(o.period)) for o in result.observations] == [(3, "2024")]

"""Workbooks in one XML file and pages saved as files, as programs and browsers write them."""

from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from cds.domain.periods import parse_period
from tests.ingest.containers import Grid, as_html, as_ods
from tests.ingest.forms import checked

YEAR = parse_period("2024")
ROWS = [["Mã xã", "Tỷ lệ hộ có băng rộng"], ["1011", 80.5], ["1012", 7]]
READ = [("1011", "80.5"), ("1012", "7")]
SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"


def figures(content):
    result = checked(content, period=YEAR)
    return [(o.unit_id.split("@")[0], str(o.value)) for o in result.observations]


def codes(content):
    return [(i.code.value, i.line, i.column) for i in checked(content, period=YEAR).issues]


def workbook_xml(*rows, styles="", more="", options=""):
    table = f"<Table>{''.join(rows)}</Table>{options}"
    return (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        f'<Workbook xmlns="{SPREADSHEET}" xmlns:ss="{SPREADSHEET}"><Styles>{styles}</Styles>'
        f'<Worksheet ss:Name="Một">{table}</Worksheet>{more}</Workbook>'
    ).encode()


def cell(value, kind="String", more=""):
    return f'<Cell {more}><Data ss:Type="{kind}">{value}</Data></Cell>'


HEAD = f"<Row>{cell('Mã xã')}{cell('Tỷ lệ hộ có băng rộng')}</Row>"


def test_a_workbook_of_2003_is_read():
    styles = '<Style ss:ID="s1"><NumberFormat ss:Format="Percent"/></Style><Style ss:ID="s2"/>'
    share = cell("0.805", "Number", 'ss:StyleID="s1"')
    plain = cell("7", "Number", 'ss:StyleID="s2" ss:Index="2"')
    rows = (f"<Row>{cell('1011')}{share}</Row>", f'<Row ss:Index="5">{cell("1012")}{plain}</Row>')
    result = checked(workbook_xml(HEAD, *rows, styles=styles), period=YEAR)
    assert [(o.line, str(o.value)) for o in result.observations] == [(2, "80.500"), (5, "7")]


def test_what_is_wrong_with_the_cells_of_a_workbook_of_2003_is_told():
    formula = '<Cell ss:Formula="=1"><Data ss:Type="Number"></Data></Cell>'
    rows = (
        f"<Row>{cell('1011')}{cell('#N/A', 'Error')}</Row>",
        f"<Row>{cell('1012')}{formula}</Row>",
        f"<Row>{cell('1021')}{cell('2024-05-06T00:00:00', 'DateTime')}</Row>",
        f"<Row>{cell('1022')}<Cell/></Row>",
    )
    assert codes(workbook_xml(HEAD, *rows)) == [
        ("excel_error", 2, 2),
        ("formula_without_value", 3, 2),
        ("bad_number", 4, 2),
        ("missing_value", 5, 2),
    ]


def test_formulas_nobody_computed_in_a_workbook_of_2003_are_asked_about():
    nought = cell("0", "Number", 'ss:Formula="=1"')
    assert ("formula_without_value", 2, 2) in codes(
        workbook_xml(HEAD, f"<Row>{cell('1011')}{nought}</Row>")
    )


def test_hidden_rows_and_sheets_and_merged_cells_of_a_workbook_of_2003_are_known():
    merged = cell("12", "Number", 'ss:MergeDown="1" ss:MergeAcross="0"')
    rows = (f"<Row>{cell('1011')}{merged}</Row>", f'<Row ss:Hidden="1">{cell("1012")}</Row>')
    unseen = "<WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions>"
    more = f'<Worksheet ss:Name="Hai"><Table><Row>{merged}</Row></Table>{unseen}</Worksheet>'
    found = codes(workbook_xml(HEAD, *rows, more=more))
    assert {("unread_figures", 2, 2), ("hidden_rows", 3, None), ("hidden_rows", None, None)} <= {
        *found
    }


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (workbook_xml(f'<Row><Cell ss:Index="600">{HEAD}</Cell></Row>'), "too_many_columns"),
        (workbook_xml(), "empty_file"),
        (workbook_xml()[:-20], "corrupt_file"),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>', "unsafe_content"),
        (b'<?xml version="1.0"?><other/>', "unsupported_file"),
        (workbook_xml().replace(b"?>", b' encoding="UTF-65535"?>', 1), "corrupt_file"),
        (
            b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x--",
            "unsupported_file",
        ),
    ],
)
def test_what_is_no_sound_workbook_is_told(content, code):
    assert [each for each, *_ in codes(content)] == [code]


def test_an_open_document_in_one_file_is_read():
    import zipfile
    from io import BytesIO

    with zipfile.ZipFile(BytesIO(as_ods(Grid(ROWS)))) as archive:
        content = archive.read("content.xml")
    assert figures(content) == READ


def test_a_page_that_declares_itself_xml_is_read():
    page = as_html(Grid(ROWS)).decode()
    assert figures(f'<?xml version="1.0" encoding="utf-8"?>\n{page}'.encode()) == READ


def saved_page(*pages):
    made = MIMEMultipart("related")
    for page in (*pages, "<html><body>no table</body></html>"):
        made.attach(MIMEText(page, "html", "utf-8"))
    return made.as_bytes()


def test_a_page_saved_with_its_pictures_is_read():
    assert figures(saved_page(as_html(Grid(ROWS)).decode())) == READ


def test_of_a_saved_workbook_with_several_sheets_one_is_asked_for():
    page = as_html(Grid(ROWS)).decode()
    assert [code for code, *_ in codes(saved_page(page, page))] == ["ambiguous_sheet"]


@pytest.mark.parametrize(
    "crossed",
    [
        cell("7", "Number", 'ss:StyleID="s"'),
        cell('<S xmlns="http://www.w3.org/TR/REC-html40">9</S> 7'),
    ],
)
def test_a_figure_crossed_out_in_a_workbook_of_2003_is_asked_about(crossed):
    style = '<Style ss:ID="s"><Font ss:StrikeThrough="1"/></Style>'
    rows = (
        f"<Row>{cell('1011')}{crossed}</Row>",
        f"<Row>{cell('1012')}{cell('5', 'Number')}</Row>",
    )
    assert ("hidden_rows", 2, 2) in codes(workbook_xml(HEAD, *rows, styles=style))


def test_the_tables_of_a_page_are_read_each_under_its_title():
    table = as_html(Grid(ROWS)).decode()
    nested = f"<table><tr><td>Menu</td><td>{table}</td></tr></table>"
    page = f"<html><h2>Năm 2023</h2>{nested}<h2>Năm 2024</h2>{table}</html>"
    result = checked(page.encode())
    assert [(str(o.period), o.unit_id[:4], str(o.value)) for o in result.observations] == [
        (period, unit, value) for period in ("2023", "2024") for unit, value in READ
    ]


@pytest.mark.parametrize(
    ("rule", "is_told"),
    [
        ("color:white", True),
        ("color:yellow;background:yellow", True),
        ("color:#FFF;background:#4472C4", False),
        ("text-decoration:line-through", True),
        ("visibility:hidden", True),
        ("visibility:collapse", True),
        ("opacity:0", True),
        ("mso-hide:all", True),
        ("color:rgb(255, 255, 255)", True),
        ("font-size:0pt", True),
        ("display:none", True),
        ("color:black", False),
    ],
)
def test_what_a_class_of_a_page_makes_unseen_is_asked_about(rule, is_told):
    page = as_html(Grid(ROWS)).decode().replace("<td>", "<td class=x>")
    styled = page.replace("<head>", f"<head><style>.y, .x {{{rule};}}</style>")
    found = [code for code, *_ in codes(styled.encode())]
    assert ("hidden_rows" in found) is is_told


@pytest.mark.parametrize("said", ["<col><col span=2 style='display:none'><tr>", "<tr hidden>"])
def test_hidden_columns_and_rows_of_a_page_are_asked_about(said):
    page = as_html(Grid(ROWS)).decode()
    hidden = page.replace("<tr>", said, 1)
    assert "hidden_rows" in [code for code, *_ in codes(hidden.encode())]


def test_the_file_that_a_mail_brings_is_read():
    mail = MIMEMultipart("mixed")
    mail["Received"] = "by mx; " + "x" * 5_000
    mail.attach(MIMEText("Kính gửi", "plain", "utf-8"))
    mail.attach(MIMEApplication(as_ods(Grid(ROWS)), Name="a.ods"))
    assert figures(mail.as_bytes()) == READ


def test_a_table_as_chats_write_it_is_read():
    head, *rows = ("| " + " | ".join(map(str, row)) + " |" for row in ROWS)
    rule = "|---" * len(ROWS[0]) + "|"
    assert figures("\n".join([head, rule, *rows]).encode()) == READ

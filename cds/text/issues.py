"""What an upload's issue says and what to do about it, one entry per code."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_uppercase

from cds.domain.issues import Issue, IssueCode, Severity
from cds.domain.periods import parse_period
from cds.text import numbers
from cds.text.errors import fill
from cds.text.template import HEAD


@dataclass(frozen=True, slots=True)
class Advice:
    """The fault and the remedy; slots are the issue's value, line, column and details."""

    message: str
    hint: str


SEVERITIES: Mapping[Severity, str] = {
    Severity.ERROR: "Lỗi, phải sửa",
    Severity.CONFIRM: "Cần xác nhận",
    Severity.WARNING: "Lưu ý",
}

ISSUES: Mapping[IssueCode, Advice] = {
    IssueCode.EMPTY_FILE: Advice(
        "Tệp rỗng, không có nội dung nào.",
        "Mở lại tệp trên máy, kiểm tra có số liệu, lưu rồi tải lên lại.",
    ),
    IssueCode.NO_ROWS: Advice(
        "Tệp có dòng tiêu đề nhưng không có dòng số liệu nào bên dưới.",
        "Điền số liệu bên dưới dòng tiêu đề của mẫu rồi tải lên lại.",
    ),
    IssueCode.NOT_A_TABLE: Advice(
        "Không thấy bảng trong tệp: nội dung không chia được thành các cột.",
        "Dùng tệp mẫu tải từ trang này, lưu dạng CSV hoặc XLSX.",
    ),
    IssueCode.UNSUPPORTED_FILE: Advice(
        "Chưa đọc được loại tệp này ({found}). Các loại đọc được: XLSX, XLSM, XLS, ODS, CSV, TSV, TXT và bảng HTML.",
        "Mở bằng Excel rồi lưu thành XLSX hoặc CSV UTF-8, sau đó tải lên lại.",
    ),
    IssueCode.ENCRYPTED_FILE: Advice(
        "Tệp bị đặt mật khẩu nên không đọc được.",
        "Bỏ mật khẩu trong Excel (Tệp › Thông tin › Bảo vệ) rồi lưu và tải lên lại.",
    ),
    IssueCode.CORRUPT_FILE: Advice(
        "Tệp bị hỏng, không đọc được trọn vẹn: {found}.",
        (
            "Mở bằng Excel, lưu thành tệp mới rồi tải lên lại; với CSV, kiểm tra dấu ngoặc kép ở "
            "dòng nêu trên."
        ),
    ),
    IssueCode.TRUNCATED: Advice(
        "Tệp bị cắt ngang: phần cuối không đầy đủ.",
        "Sao chép hoặc tải lại tệp gốc rồi gửi lại.",
    ),
    IssueCode.ENCODING: Advice(
        "Không xác định được bảng mã của chữ: có chỗ không đọc được thành tiếng Việt ({value}).",
        "Trong Excel chọn Lưu thành › CSV UTF-8 hoặc XLSX rồi tải lên lại.",
    ),
    IssueCode.CONTROL_CHARACTERS: Advice(
        "Ô có ký tự điều khiển không nhìn thấy ({found}).",
        "Xóa ô, gõ lại nội dung rồi lưu.",
    ),
    IssueCode.UNSAFE_CONTENT: Advice(
        "Ô có nội dung không an toàn (công thức hoặc liên kết lạ).",
        "Chỉ ghi chữ hoặc số; liên kết phải bắt đầu bằng http:// hoặc https://.",
    ),
    IssueCode.TOO_LARGE: Advice(
        "Tệp quá lớn ({found}; giới hạn {limit}).",
        "Chia tệp thành nhiều phần nhỏ hơn rồi tải lên từng phần.",
    ),
    IssueCode.TOO_MANY_ROWS: Advice(
        "Tệp có quá nhiều dòng (giới hạn {limit}).",
        "Xóa các dòng trống đã định dạng hoặc chia tệp thành nhiều phần.",
    ),
    IssueCode.TOO_MANY_COLUMNS: Advice(
        "Tệp có quá nhiều cột (giới hạn {limit}).",
        "Chỉ giữ các cột của mẫu.",
    ),
    IssueCode.FIELD_TOO_LONG: Advice(
        "Ô quá dài: {found} ký tự (giới hạn {limit}).",
        "Rút ngắn nội dung ô; kiểm tra dấu ngoặc kép chưa đóng.",
    ),
    IssueCode.AMBIGUOUS_SHEET: Advice(
        "Nhiều trang tính có số liệu ({found}), không rõ lấy trang nào.",
        "Chọn một trang tính khi tải lên, hoặc chỉ để lại một trang tính có số liệu.",
    ),
    IssueCode.HIDDEN_ROWS: Advice(
        "Có dòng, cột hoặc trang tính bị ẩn mà vẫn chứa số liệu ({found}).",
        "Bỏ ẩn để kiểm tra; xác nhận nếu vẫn muốn lấy cả phần ẩn.",
    ),
    IssueCode.NO_HEADER: Advice(
        "Không tìm thấy dòng tiêu đề. Dòng đầu đọc được: {found}.",
        "Giữ dòng tiêu đề của mẫu (ví dụ: Mã đơn vị, Chỉ tiêu, Kỳ, Giá trị), hoặc chỉ rõ ý nghĩa từng cột khi tải lên.",
    ),
    IssueCode.MISSING_COLUMN: Advice(
        "Thiếu cột “{field}”. Các cột tìm thấy: {found}.",
        "Thêm cột này như trong mẫu, chọn giá trị chung cho cả tệp (kỳ, chỉ tiêu), hoặc chỉ rõ ý nghĩa từng cột khi tải lên.",
    ),
    IssueCode.DUPLICATE_COLUMN: Advice(
        "Cột “{field}” có hai lần trong dòng tiêu đề ({value}).",
        "Giữ lại một cột, đổi tên cột kia, hoặc chỉ rõ ý nghĩa từng cột khi tải lên.",
    ),
    IssueCode.COLUMN_COUNT: Advice(
        "Dòng có {found} ô trong khi tiêu đề có {expected} cột.",
        (
            "Kiểm tra dấu phân cách trong ô (ví dụ dấu phẩy trong số): đặt ô trong ngoặc kép hoặc "
            "dùng tệp XLSX."
        ),
    ),
    IssueCode.PERSONAL_DATA: Advice(
        "Ô hoặc cột có vẻ chứa dữ liệu cá nhân ({value}).",
        "Xóa tên người, số định danh, số điện thoại, thư điện tử trước khi tải lên; hệ thống không nhận dữ liệu cá nhân.",
    ),
    IssueCode.MORE_ISSUES: Advice(
        "Và {more} chỗ nữa cùng loại với dòng {like}, không liệt kê hết.",
        "Sửa các chỗ đã nêu theo gợi ý của chúng rồi tải lên lại để xem các chỗ còn lại.",
    ),
    IssueCode.UNKNOWN_UNIT: Advice(
        "Không có đơn vị “{value}”. {close}",
        "Ghi mã đơn vị hoặc tên đúng theo danh mục; xem tên gần giống nêu trên.",
    ),
    IssueCode.AMBIGUOUS_UNIT: Advice(
        "“{value}” có thể là nhiều đơn vị: {candidates}.",
        "Ghi thêm mã đơn vị, huyện hoặc cột Phiên bản địa giới để chỉ rõ một đơn vị.",
    ),
    IssueCode.UNIT_CONFLICT: Advice(
        "Mã và tên không cùng một đơn vị: “{value}” khác với {expected}.",
        "Sửa mã, tên hoặc huyện cho khớp nhau.",
    ),
    IssueCode.UNIT_NOT_VALID: Advice(
        "{expected} có hiệu lực từ {valid_from} đến {valid_to} nên không nhận số liệu của kỳ {period}.",
        (
            "Kiểm tra kỳ và đơn vị; nếu là số liệu của đơn vị cũ hoặc mới, điền cột Phiên bản địa "
            "giới."
        ),
    ),
    IssueCode.UNKNOWN_INDICATOR: Advice(
        "Không có chỉ tiêu “{value}”. {close}",
        "Ghi mã hoặc tên chỉ tiêu đúng theo danh mục.",
    ),
    IssueCode.WRONG_LEVEL: Advice(
        "Chỉ tiêu {indicator} không nhận số liệu cấp của đơn vị {expected}.",
        "Kiểm tra chỉ tiêu và đơn vị; số liệu cấp khác cần chỉ tiêu khác.",
    ),
    IssueCode.BAD_PERIOD: Advice(
        "Không đọc được kỳ “{value}”.",
        "Ghi một kỳ, ví dụ: 2024, 2024-H1, 2024-Q3, 2024-03, Quý III/2024, tháng 3 năm 2024, 6 tháng đầu năm 2024; hoặc chọn kỳ khi tải lên.",
    ),
    IssueCode.PERIOD_CONFLICT: Advice(
        "Kỳ trong tệp ({value}) khác kỳ đã chọn hoặc ghi ở tiêu đề ({expected}).",
        "Ghi rõ kỳ trong tệp, ví dụ “tháng 1/2024” hoặc “Quý I/2024”, hoặc chọn lại kỳ khi tải lên.",
    ),
    IssueCode.FUTURE_PERIOD: Advice(
        "Kỳ {value} chưa kết thúc (hôm nay là {today}).",
        "Kiểm tra năm và kỳ; chỉ gửi số liệu của kỳ đã qua.",
    ),
    IssueCode.BAD_NUMBER: Advice(
        "“{value}” không đọc được thành một số của chỉ tiêu này.",
        "Chỉ ghi số, ví dụ 1.234,5 hoặc 80,5; tỷ lệ có thể ghi 80,5 % hoặc 49/188; không ghi kèm “nghìn”, “triệu”; để trống nếu chưa có số liệu.",
    ),
    IssueCode.AMBIGUOUS_NUMBER: Advice(
        "“{value}” có thể là {reading} hoặc {other}; trong cột không có ô nào cho biết cách viết.",
        "Viết lại cho rõ (ví dụ 1234 hoặc 1,2340), hoặc xác nhận rằng số này là {reading}.",
    ),
    IssueCode.OUT_OF_RANGE: Advice(
        "Giá trị {value} nằm ngoài khoảng cho phép ({minimum} đến {maximum}).",
        "Kiểm tra đơn vị tính và dấu thập phân.",
    ),
    IssueCode.NUMERATOR_EXCEEDS_DENOMINATOR: Advice(
        "Tử số {numerator} lớn hơn mẫu số {denominator}.",
        "Kiểm tra lại hai số; xác nhận nếu đúng như vậy.",
    ),
    IssueCode.VALUE_MISMATCH: Advice(
        "Giá trị {value} không khớp với tử số / mẫu số (tính ra {expected}).",
        "Sửa giá trị hoặc sửa tử số, mẫu số; có thể để trống giá trị khi đã có hai số kia.",
    ),
    IssueCode.MISSING_VALUE: Advice(
        "Thiếu số liệu hoặc nội dung ô không dùng được.",
        "Điền giá trị, hoặc cả tử số và mẫu số; để trống cả dòng nếu chưa có số liệu.",
    ),
    IssueCode.FORMULA_WITHOUT_VALUE: Advice(
        "Ô có công thức nhưng tệp không lưu kết quả.",
        "Mở bằng Excel, bấm Lưu rồi tải lên lại, hoặc dán dạng giá trị.",
    ),
    IssueCode.EXCEL_ERROR: Advice(
        "Ô có lỗi của Excel ({value}).",
        "Sửa công thức hoặc ghi thẳng số liệu vào ô.",
    ),
    IssueCode.DUPLICATE_KEY: Advice(
        "Cùng đơn vị, chỉ tiêu và kỳ với dòng {first} nhưng số khác nhau.",
        "Giữ lại một dòng đúng.",
    ),
    IssueCode.DUPLICATE_ROW: Advice(
        "Dòng lặp lại y hệt dòng {first}; chỉ lấy một dòng.",
        "Có thể xóa dòng lặp.",
    ),
    IssueCode.PRECISION: Advice(
        "Số có quá 8 chữ số thập phân, được làm tròn thành {reading}.",
        "Không cần sửa nếu chấp nhận làm tròn.",
    ),
    IssueCode.OUT_OF_SCOPE: Advice(
        "“{value}” ngoài phạm vi mà bạn được gửi số liệu.",
        "Nhờ người phụ trách đơn vị hoặc lĩnh vực đó gửi, hoặc xin người quản trị cấp quyền.",
    ),
    IssueCode.AGGREGATE_MISMATCH: Advice(
        "Số của dòng tổng hoặc đơn vị cấp trên ({value}) khác số cộng từ các dòng bên dưới ({expected}).",
        "Kiểm tra xem có thiếu đơn vị hoặc gõ nhầm số không; nếu đúng như vậy thì xác nhận.",
    ),
    IssueCode.SHARP_CHANGE: Advice(
        "Số liệu thay đổi mạnh so với số đã có: từ {previous} thành {value}.",
        "Kiểm tra lại số và đơn vị tính; nếu đúng như vậy thì xác nhận.",
    ),
    IssueCode.SUSPICIOUS_SCALE: Advice(
        "Mọi tỷ lệ của chỉ tiêu {indicator} đều không quá 1: có thể ghi 0,8 thay cho 80 %.",
        "Ghi tỷ lệ theo phần trăm (80,5), hoặc xác nhận nếu đúng là dưới 1 %.",
    ),
    IssueCode.SUSPICIOUS_CONSTANT: Advice(
        "{count} đơn vị có cùng một giá trị {value} ở chỉ tiêu {indicator}.",
        "Kiểm tra xem có chép nhầm không; nếu đúng thì xác nhận.",
    ),
    IssueCode.INCOMPLETE: Advice(
        "Chỉ tiêu {value}, kỳ {period}: còn {missing} đơn vị chưa có trong tệp ({units}).",
        "Bổ sung nếu có số liệu; phần còn lại có thể gửi sau bằng tệp khác.",
    ),
    IssueCode.ALREADY_PUBLISHED: Advice(
        "Đúng tệp này đã được công bố (phiên {found}).",
        "Không cần tải lên lại; xác nhận nếu vẫn muốn công bố lần nữa.",
    ),
}


# Some codes mean one of several things; a detail tells which.
_REASONS: Mapping[tuple[IssueCode, str], Advice] = {
    (IssueCode.ENCODING, "asked"): Advice(
        "Chữ trong tệp ghi bằng bảng mã {found}, đã đổi sang Unicode. Ví dụ: {examples}.",
        "Xác nhận nếu các ví dụ đọc đúng tiếng Việt; nếu không, lưu lại thành XLSX hoặc CSV UTF-8.",
    ),
    (IssueCode.WRONG_LEVEL, "unknown"): Advice(
        "Không hiểu cấp “{value}” ghi ở cột cấp đơn vị.",
        "Ghi tỉnh, huyện hoặc xã (phường, thị trấn), hoặc để trống ô này.",
    ),
    (IssueCode.WRONG_LEVEL, "conflict"): Advice(
        "Cột cấp đơn vị ghi “{value}” nhưng {expected} không thuộc cấp đó.",
        "Sửa cấp hoặc sửa đơn vị; có thể để trống ô cấp.",
    ),
    (IssueCode.MISSING_VALUE, "said"): Advice(
        "Ô ghi “{value}”, được hiểu là chưa có số liệu.",
        "Điền số khi có; những số khác của tệp vẫn công bố được.",
    ),
    (IssueCode.UNKNOWN_UNIT, "named"): Advice(
        "Không có mã đơn vị “{value}”; tên ghi cùng dòng là của {candidates}.",
        "Sửa mã theo tên nêu trên, hoặc xóa mã để đọc theo tên và huyện.",
    ),
    (IssueCode.SUSPICIOUS_SCALE, "beside"): Advice(
        "Chỉ tiêu {indicator} có {count} tỷ lệ không quá 1, trong khi các số khác ở mức khoảng {typical} %: có thể ghi 0,8 thay cho 80 %.",
        "Ghi mọi tỷ lệ theo phần trăm (80,5), hoặc xác nhận nếu số ở các dòng này đúng như đã ghi.",
    ),
    (IssueCode.SUSPICIOUS_SCALE, "factor"): Advice(
        "Cả cột của chỉ tiêu {indicator} gấp khoảng {factor} lần số đã có: có thể sai đơn vị tính.",
        "Kiểm tra đơn vị tính (nghìn, triệu, phần trăm); nếu đúng như vậy thì xác nhận.",
    ),
    (IssueCode.SUSPICIOUS_SCALE, "census"): Advice(
        "Mẫu số của chỉ tiêu {indicator} gấp khoảng {factor} lần số hộ hoặc dân số theo điều tra.",
        "Kiểm tra đơn vị tính của mẫu số; nếu đúng như vậy thì xác nhận.",
    ),
    (IssueCode.SUSPICIOUS_SCALE, "measure"): Advice(
        "Đơn vị tính “{value}” là bội số: số liệu sẽ được lấy đúng như đã ghi, không nhân lên.",
        "Đổi số liệu về đơn vị gốc rồi tải lên lại; chỉ xác nhận nếu số đã ghi theo đơn vị gốc.",
    ),
}
_NUMBERS = frozenset(
    (
        *("reading", "other", "previous", "expected", "numerator", "denominator"),
        *("minimum", "maximum", "missing", "count", "factor", "limit", "typical"),
    )
)
_COMPUTED = frozenset(  # codes whose value is a number we computed, not the text of a cell
    (
        *(IssueCode.OUT_OF_RANGE, IssueCode.VALUE_MISMATCH, IssueCode.SHARP_CHANGE),
        *(IssueCode.SUSPICIOUS_CONSTANT, IssueCode.AGGREGATE_MISMATCH),
    )
)
_DATED = frozenset((IssueCode.PERIOD_CONFLICT, IssueCode.COLUMN_COUNT))  # years are no numbers
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def message(issue: Issue) -> str:
    """Return what is wrong, with the offending value."""
    return fill(_advice(issue).message, _slots(issue))


def hint(issue: Issue) -> str:
    """Return what to do about it, with the accepted values."""
    return fill(_advice(issue).hint, _slots(issue))


def place(issue: Issue, *, in_workbook: bool) -> str:
    """Return where it is, as the program that people open the file with shows it."""
    if issue.line is None:
        return "cả tệp"
    if issue.column is None:
        return f"dòng {issue.line}"
    if in_workbook:
        return f"ô {cell_name(issue.line, issue.column)}"
    return f"dòng {issue.line}, cột {issue.column}"


def cell_name(line: int, column: int) -> str:
    """Return the name of a workbook's cell, both counted from 1: "G9", "AA1"."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, len(ascii_uppercase))
        letters = ascii_uppercase[rest] + letters
    return f"{letters}{line}"


def reading(issue: Issue) -> str | None:
    """Return the number that an ambiguous text is taken for; None for other issues."""
    text = dict(issue.details).get("reading")
    return _number(text) if text and issue.code is IssueCode.AMBIGUOUS_NUMBER else None


def _advice(issue: Issue) -> Advice:
    reason = dict(issue.details).get("reason", "")
    return _REASONS.get((issue.code, reason), ISSUES[issue.code])


def _slots(issue: Issue) -> Mapping[str, object]:
    given = dict(issue.details)
    said: dict[str, object] = {
        name: _number(text) if name in _NUMBERS and issue.code not in _DATED else text
        for name, text in given.items()
    }
    if "field" in given:
        said["field"] = HEAD.get(given["field"], given["field"])
    if close := given.get("close"):
        said["close"] = CLOSE.format(names=close)
    if "period" in given:
        said["period"] = _period(given["period"])
    value: object = issue.value
    if issue.value is not None and issue.code in _COMPUTED:
        value = _number(issue.value)
    return {"value": value, "line": issue.line, "column": issue.column, **said}


CLOSE = "Tên gần giống: {names}."


def _period(text: str) -> str:
    """Return a period in words; a text that is none as it is."""
    try:
        return numbers.period(parse_period(text))
    except ValueError:
        return text


def _number(text: str) -> str:
    """Return a plain decimal text the Vietnamese way with all its digits; other text as it is."""
    if not _PLAIN.fullmatch(text):
        return text
    whole, _, part = text.removeprefix("-").partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    sign = "\u2212" if text.startswith("-") else ""
    return f"{sign}{grouped},{part}" if part else f"{sign}{grouped}"

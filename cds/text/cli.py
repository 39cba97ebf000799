"""Words of the command line: help, headings and what it says about itself."""

from collections.abc import Mapping

PROGRAM = "Theo dõi mục tiêu chuyển đổi số: mọi việc làm được với số liệu trên trang web đều làm được ở đây."
COMMANDS: Mapping[str, str] = {
    "init": "Chuẩn bị thư mục số liệu: kiểm tra danh mục, dựng bản đồ, nạp số liệu.",
    "import": "Kiểm tra một tệp số liệu và công bố nếu không có lỗi.",
    "snapshots": "Liệt kê các lần công bố số liệu, mới nhất trước.",
    "show": "Xem chi tiết một lần công bố.",
    "diff": "So sánh hai lần công bố hoặc hai phiên bản số liệu.",
    "withdraw": "Rút một lần công bố; có ghi lại và khôi phục được.",
    "restore": "Khôi phục một lần công bố đã rút.",
    "observations": "Xuất số liệu hiện hành cùng nguồn gốc.",
    "assess": "Xuất đánh giá của mọi chỉ tiêu.",
    "plan": "Tìm tập xã nhỏ nhất đủ để đạt mục tiêu của tỉnh.",
    "progress": "Đánh giá tiến độ một danh sách chuỗi số liệu bất kỳ trong tệp CSV.",
    "template": "Tạo biểu mẫu tải số liệu đã điền sẵn tên đơn vị.",
    "export": "Xuất các tệp như nút tải trên trang web.",
    "export story": "Xuất một bài trình chiếu: PowerPoint, PDF, một tệp HTML hoặc JSON.",
    "export unit": "Xuất phiếu A4 của một hay nhiều đơn vị.",
    "export everything": "Xuất trọn bộ: mọi số liệu, đánh giá, danh mục và lịch sử trong một tệp ZIP.",
    "export gaps": "Xuất khoảng cách của mọi mục tiêu tại mọi đơn vị.",
    "reference": "Danh mục: đơn vị, chỉ tiêu, mục tiêu.",
    "reference check": "Nêu mọi lỗi của danh mục.",
    "reference accept": "Xác nhận danh mục như hiện nay, sau khi sửa có chủ ý.",
    "boundaries": "Lớp bản đồ địa giới.",
    "boundaries import": "Thay một lớp bản đồ bằng tệp GeoJSON (WGS84).",
    "demo": "Số liệu minh họa.",
    "demo load": "Nạp số liệu minh họa.",
    "demo remove": "Gỡ số liệu minh họa khỏi mọi trang.",
    "verify": "Kiểm tra mọi tệp của thư mục số liệu có còn nguyên vẹn.",
    "backup": "Sao lưu thư mục số liệu khi hệ thống đang chạy.",
    "recover": "Khôi phục thư mục số liệu từ bản sao lưu.",
    "repair": "Lấy lại từng tệp hỏng từ bản sao lưu, sau khi so mã kiểm tra.",
    "clean": "Dọn các tệp bỏ dở quá một ngày mà không lần công bố nào dùng.",
    "serve": "Chạy máy chủ web.",
    "bench": "Đo tốc độ và bộ nhớ so với ngân sách đã định.",
}
OPTIONS: Mapping[str, str] = {
    "data": "Thư mục số liệu (mặc định: biến CDS_DATA, nếu không có thì data).",
    "format": "Dạng kết quả: table (bảng), json hoặc csv.",
    "period": "Kỳ số liệu, ví dụ 2024, 2024-H1, 2024-Q3, 2024-03.",
    "indicator": "Mã chỉ tiêu.",
    "indicators": "Mã chỉ tiêu; lặp lại để chọn nhiều.",
    "level": "Cấp đơn vị: province, district hoặc commune.",
    "unit": "Mã đơn vị hành chính; mã từng là của nhiều đơn vị thì ghi kèm ngày (80@2025-07-01).",
    "as_of": "Phiên bản (số) hoặc thời điểm, ví dụ 2025-06-30.",
    "name": "Tên tệp ghi vào lịch sử (mặc định: tên tệp).",
    "by": "Người thực hiện.",
    "note": "Ghi chú kèm theo lần công bố.",
    "reason": "Lý do, được ghi vào nhật ký.",
    "dry_run": "Chỉ kiểm tra, không công bố.",
    "rows": "Kèm các dòng số liệu đọc được.",
    "copy": "Thư mục của bản sao lưu.",
    "confirm": "Mã vấn đề đã xem và xác nhận; lặp lại cho nhiều mã.",
    "no_demo": "Không nạp số liệu minh họa.",
    "method": "Cách đánh giá: path (đường tiến độ) hoặc cagr (tốc độ tăng bình quân).",
    "layout": "Bố cục: long (mỗi dòng một số liệu) hoặc wide (mỗi chỉ tiêu một cột).",
    "template_format": "Dạng tệp: csv hoặc xlsx.",
    "output": "Tệp cần ghi.",
    "story_format": "Dạng tệp: pptx, pdf, html (dùng không cần mạng) hoặc json (để nạp ở nơi khác); không ghi thì theo đuôi tên tệp, rồi pptx.",
    "brief_format": "Dạng tệp: pdf (một tệp) hoặc zip (mỗi đơn vị một PDF); không ghi thì theo đuôi tên tệp, rồi pdf.",
    "export_output": "Tệp cần ghi (mặc định: tên có phiên bản số liệu và mã nội dung, ở thư mục hiện tại).",
    "order": "Xếp theo: points (điểm còn thiếu) hoặc things (việc còn phải làm).",
    "vintage": "Bộ địa giới, ví dụ v2020.",
    "code_field": "Tên thuộc tính chứa mã đơn vị trong tệp GeoJSON.",
    "host": "Địa chỉ lắng nghe (mặc định: biến CDS_HOST, nếu không có thì 127.0.0.1).",
    "port": "Cổng (mặc định: biến CDS_PORT, nếu không có thì 8501).",
    "help": "Xem hướng dẫn này.",
}
METAVARS: Mapping[str, str] = {
    "as_of": "N|NGÀY",
    "by": "NGƯỜI",
    "code_field": "TÊN",
    "confirm": "MÃ",
    "copy": "THƯ_MỤC",
    "data": "THƯ_MỤC",
    "host": "ĐỊA_CHỈ",
    "indicator": "MÃ",
    "indicators": "MÃ",
    "name": "TÊN",
    "note": "CHỮ",
    "export_output": "TỆP",
    "output": "TỆP",
    "period": "KỲ",
    "port": "CỔNG",
    "reason": "CHỮ",
    "unit": "MÃ",
    "vintage": "BỘ",
}
USAGE_PREFIX = "Cách dùng: "
HEADINGS: Mapping[str, str] = {"Options": "Tuỳ chọn", "Commands": "Lệnh"}
OPTIONS_METAVAR = "[TUỲ CHỌN]"
COMMAND_METAVAR = "LỆNH [THAM SỐ]..."
REQUIRED = "[bắt buộc]"
FILE = "TỆP"
FOLDER = "THƯ_MỤC"
UNKNOWN_OPERATOR = "hệ thống"
SEE_HELP = "Xem thêm: {command} --help"

MISSING_ARGUMENT = "Thiếu tham số {name}."
NO_SUCH_OPTION = "Không có tuỳ chọn {name}.{suggestion}"
NO_SUCH_COMMAND = "Không có lệnh {name}. Các lệnh: {accepted}."
BAD_VALUE = "Giá trị của {name} không hợp lệ: {reason}"
BAD_USAGE = "Lệnh viết chưa đúng: {reason}"
SUGGESTION = " Ý là {accepted}?"
NOT_ONE_OF = "“{value}” không thuộc {accepted}."
NO_FILE = "không mở được “{value}”."
NOT_A_NUMBER = "“{value}” không phải là số nguyên."
NOT_A_PERIOD = (
    "“{value}” không phải là kỳ; ghi dạng 2024, 2024-H1, 2024-Q3, 2024-03 hoặc 2024-03-15."
)

# Progress of long commands, on stderr.
STEP = "[{number}/{total}] {name}"
STEPS: Mapping[str, str] = {
    "seed": "Tạo thư mục số liệu",
    "reference": "Kiểm tra danh mục",
    "boundaries": "Dựng bản đồ địa giới",
    "published": "Nạp số liệu đã công bố",
    "demo": "Nạp số liệu minh họa",
}
READY = "Sẵn sàng: {path}, phiên bản số liệu {version}."
PUBLISHED = "Đã công bố {name}: {rows} số liệu, phiên bản {version}."
PUBLISHED_REFUSED = "Chưa nạp được tệp {name} trong thư mục published; các bước khác đã xong. Sửa tệp rồi chạy lại init, hoặc nạp bằng lệnh import để trả lời các câu hỏi."
WITHDRAWN = "Đã rút {snapshot_id}; phiên bản số liệu {version}."
RESTORED = "Đã khôi phục {snapshot_id}; phiên bản số liệu {version}."
CHECKED = "Tệp đọc được, {rows} số liệu, chưa công bố (chạy thử)."
REJECTED = "Chưa công bố: tệp có {count} lỗi phải sửa."
NEEDS_CONFIRMATION = "Chưa công bố: cần xác nhận {codes} (thêm --confirm MÃ cho từng mã)."
ISSUE = "{severity} ({code}), {place}: {message} {hint}"
FORM_UNITS = "Các đơn vị cấp {level} theo địa giới {span} ({vintage})."
WRITTEN = "Đã ghi {path}: {rows} dòng để điền."
STORY_METAVAR = "BÀI"
EXPORTED = "Đã ghi {path}: {rows} dòng."
EXPORTED_EVERYTHING = "Đã ghi {path}: trọn bộ số liệu, {size} MB."
EXPORTED_SLIDES = "Đã ghi {path}: {count} trang."
EXPORTED_BRIEFS = "Đã ghi {path}: phiếu của {count} đơn vị."
NOTHING_FOUND = "Không có dòng nào."
LEFT_OUT = "Tệp {path} bị mất hoặc đã bị thay đổi nên không được tính. Hãy chạy lệnh verify và lấy lại tệp từ bản sao lưu."
INTACT = "Mọi tệp của thư mục số liệu đều nguyên vẹn ({count} lần công bố)."
DAMAGED = "Có {count} chỗ hỏng. Hãy lấy lại từng tệp này từ bản sao lưu bằng lệnh repair --from."
NO_MANIFEST = "Chưa ghi mã kiểm tra của danh mục (thư mục reference) nên chưa biết các tệp này có còn nguyên vẹn. Xem lại danh mục rồi chạy lệnh reference accept."
TRAIL_WAS_CUT = "Lưu ý: lúc {at} nhật ký kiểm tra chỉ còn {found} trong {lines} dòng; các dòng mất có thể còn trong một bản sao lưu trước đó."
REFERENCE_SOUND = "Danh mục không có lỗi."
REFERENCE_CHANGED = (
    "{path} khác lần xác nhận gần nhất. Nếu sửa có chủ ý thì chạy lệnh reference accept."
)
REFERENCE_ACCEPTED = "Đã xác nhận danh mục như hiện nay: {files} tệp."
DEMO_ABSENT = "Không có số liệu minh họa nào đang hiển thị."
DEMO_PRESENT = "Số liệu minh họa đã có sẵn."
DEMO_REMOVED = "Đã gỡ số liệu minh họa ({count} lần nạp); số liệu thật giữ nguyên."
LAYER_IMPORTED = "Đã thay lớp bản đồ {vintage} bằng tệp {name}: {units} đơn vị."
LAYER_MISSING = "Chưa có hình của các đơn vị sau nên bản đồ để trống: {names}."
LAYER_LEFT_OUT = "Bỏ qua các mã không có trong danh mục: {codes}."
BACKED_UP = "Đã sao lưu vào {path}: {files} tệp, phiên bản số liệu {version}."
RECOVERED = "Đã khôi phục {path} từ bản sao lưu: {files} tệp, phiên bản số liệu {version}."
STILL_DAMAGED = "{path}: {reason}."
PUT_BACK = "Đã lấy lại {path}."
PUT_BACK_OLDER = "Đã lấy lại {path} theo nội dung lúc sao lưu; những gì sửa sau đó không còn."
NOTHING_TO_REPAIR = "Không có tệp nào hỏng."
REMOVED = "Đã xóa {path}."
CLEANED = "Đã dọn {count} tệp bỏ dở, {size} byte."
CLEANED_IN_PART = "Có tệp nhật ký công bố bị hỏng nên chưa dọn tệp số liệu nào: có thể là của lần công bố đó. Hãy chạy lệnh repair trước."
BENCH_PREPARING = "Chuẩn bị một thư mục số liệu riêng để đo …"
BENCH_MEASURING = "Đang đo, mất khoảng mười phút; kết quả chỉ so sánh được trong cùng một lần chạy."
BENCH_WITHIN = "Mọi số đo đều trong ngân sách."
BENCH_OVER = "Có {count} số đo vượt ngân sách (cột ok ghi NO)."
UNREACHABLE = "Tất cả các đơn vị cộng lại vẫn không đủ để đạt mục tiêu."
NOTHING_TO_CLOSE = "Mục tiêu đã đạt theo số đếm của kỳ này, không còn phần nào phải làm."
PLAN_OF_DEMO = "Kế hoạch này dựa trên số liệu minh họa, không phải số liệu thật."

# Faults of the file that `progress` reads.
SERIES_REFUSED = "Chưa đánh giá: tệp {name} có lỗi phải sửa."
NOT_CSV = "Tệp không phải là CSV với bảng mã UTF-8. Hãy lưu lại dạng CSV UTF-8."
NO_SERIES = "Tệp không có dòng nào."
MISSING_COLUMNS = "Dòng đầu thiếu các cột {names}."
CELL_COUNT = "Dòng {line} có {found} ô, phải có {expected} ô như dòng đầu."
CELL_FAULT = "Dòng {line}, cột {column}: {reason}"
NOT_A_DECIMAL = (
    "“{value}” không phải là số; ghi dạng 80.5, dùng dấu chấm thập phân và không tách hàng nghìn."
)
NOT_A_DIRECTION = "“{value}” không phải là chiều; ghi higher_is_better hoặc lower_is_better."
UNDATED_TARGET = "mục tiêu có trị số thì phải có kỳ đến hạn."

CLI_ERRORS: Mapping[str, str] = {
    "no_home": (
        "Thư mục {path} không phải là thư mục số liệu. Hãy kiểm tra --data (hoặc biến CDS_DATA), "
        "hoặc chạy lệnh init với một thư mục mới hay trống để tạo thư mục số liệu."
    ),
    "no_such_indicator": "Không có chỉ tiêu mang mã “{value}”. Hãy ghi mã như trong reference/indicators.csv.",
    "no_such_indicator_but": (
        "Không có chỉ tiêu mang mã “{value}”. Có phải ý là: {close}? Danh sách đầy đủ ở "
        "reference/indicators.csv."
    ),
    "several_units": (
        "Mã “{value}” là của nhiều đơn vị ở các thời gian khác nhau: {candidates}. Hãy ghi mã kèm ngày, ví dụ "
        "--unit {example}, hoặc ghi kỳ nếu lệnh có --period."
    ),
    "no_such_unit": (
        "Không có đơn vị mang mã “{value}”. Hãy ghi mã đơn vị hành chính như trong "
        "reference/admin_units.csv, ví dụ mã xã hoặc mã huyện."
    ),
    "no_plan": (
        "Chưa lập được tập xã cho chỉ tiêu {indicator}: {unit} chưa có mục tiêu bằng số, hoặc chưa "
        "có số đếm (tử số, mẫu số) của tỉnh và các đơn vị trong cùng một kỳ."
    ),
    "no_level_then": (
        "{period} không có đơn vị cấp {level}: ngày cuối cùng có cấp này là {last}. Hãy chọn một kỳ trước đó, "
        "hoặc cấp khác."
    ),
    "empty_form": (
        "Không có gì để điền: cấp đã chọn không có đơn vị hoặc không có chỉ tiêu nào báo cáo ở cấp "
        "đó. Hãy chọn --level hoặc --indicator khác."
    ),
    "no_backup": "Không có thư mục {path}. Hãy ghi đúng thư mục chứa bản sao lưu.",
    "backup_inside_home": (
        "Bản sao lưu {path} nằm trong chính thư mục số liệu {home}. Hãy chọn một thư mục khác, tốt "
        "nhất là ở ổ đĩa khác."
    ),
    "bench_absent": (
        "Thư mục bench không có ở đây: các phép đo chỉ đi cùng mã nguồn. Hãy chạy lệnh này trong thư mục mã nguồn."
    ),
    "bench_without_tools": "Chưa có công cụ đo ({name}). Hãy chạy make bench để cài và đo.",
    "no_permission": "Không được phép đọc hoặc ghi {path}. Hãy cấp quyền cho tài khoản chạy lệnh này.",
    "disk_fault": "Không ghi được {path}: {reason}. Hãy kiểm tra ổ đĩa rồi chạy lại; những gì đã công bố vẫn còn nguyên.",
    "no_folder": "Không có thư mục {path} để ghi tệp. Hãy tạo thư mục hoặc chọn nơi khác.",
}
DISK_REASONS: Mapping[str, str] = {
    "full": "ổ đĩa đã đầy",
    "read_only": "ổ đĩa chỉ cho đọc",
    "broken": "ổ đĩa báo lỗi đọc ghi",
}

COLUMNS: Mapping[str, str] = {
    "base_period": "Kỳ gốc",
    "change": "Thay đổi",
    "code": "Mã",
    "column": "Cột",
    "completeness": "Đầy đủ",
    "denominator": "Mẫu số",
    "due": "Hạn",
    "file_name": "Tệp",
    "flags": "Lưu ý",
    "gap": "Còn thiếu",
    "high": "Cận trên",
    "hint": "Cách sửa",
    "indicator_id": "Chỉ tiêu",
    "is_demo": "Minh họa",
    "level": "Cấp",
    "line": "Dòng",
    "low": "Cận dưới",
    "message": "Vấn đề",
    "new_value": "Trị số mới",
    "note": "Ghi chú",
    "numerator": "Tử số",
    "old_value": "Trị số cũ",
    "open": "Còn lại",
    "path": "Tệp hỏng",
    "period": "Kỳ",
    "periods": "Các kỳ",
    "progress": "Tiến độ",
    "projected_date": "Dự kiến đạt",
    "cumulative_since": "Lũy kế từ ngày (trống: số của đúng một kỳ)",
    "published_at": "Công bố lúc",
    "published_on": "Ngày công bố của nguồn",
    "reason": "Lý do",
    "recent_pace": "Nhịp gần đây mỗi năm",
    "required_pace": "Nhịp cần có mỗi năm",
    "rows": "Số dòng",
    "running_total": "Cộng dồn",
    "score": "Điểm",
    "severity": "Mức",
    "sha256": "Mã băm của tệp",
    "snapshot_id": "Lần công bố",
    "source_title": "Nguồn",
    "source_url": "Đường dẫn nguồn",
    "standing": "Tình trạng",
    "status": "Trạng thái",
    "status_cagr": "Trạng thái theo CAGR",
    "still_to_do": "Còn phải làm",
    "target": "Mục tiêu",
    "target_id": "Mã mục tiêu",
    "unit_code": "Mã đơn vị",
    "unit_name": "Đơn vị",
    "unit_id": "Định danh đơn vị: mã và ngày bắt đầu có hiệu lực",
    "unit_valid_from": "Ngày đơn vị bắt đầu có hiệu lực",
    "unit_valid_to": "Ngày cuối cùng đơn vị có hiệu lực (trống: còn hiệu lực)",
    "uploaded_by": "Người gửi",
    "value": "Trị số",
    "version": "Phiên bản",
    "withdrawn_at": "Rút lúc",
    "withdrawn_by": "Người rút",
    "withdrawn_reason": "Lý do rút",
}

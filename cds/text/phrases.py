"""Words for statuses and flags, and sentences for errors; pages' texts are in `screens`."""

from collections.abc import Mapping

from cds.domain.assessments import BaselineOrigin, Flag
from cds.text.access import ACCESS_ERRORS
from cds.text.cli import CLI_ERRORS
from cds.text.stories import STORY_ERRORS
from cds.text.upload import UPLOAD_ERRORS

FLAGS: Mapping[Flag, str] = {
    Flag.REVERSAL: "Lần thay đổi gần nhất đi ngược mục tiêu; khi chưa đạt thì cao nhất là “Cần đẩy nhanh”.",
    Flag.SLOW_PACE: "Nhịp gần đây dưới 60 % nhịp cần có, nên cao nhất là “Cần đẩy nhanh”.",
    Flag.PROVISIONAL: "Tạm tính: số liệu nhận được chưa đủ 90 %.",
    Flag.AWAITING_FINAL: "Đã qua hạn, chưa có số liệu từ ngày đến hạn trở đi.",
    Flag.ACHIEVED_THEN_LOST: "Đã từng đạt, nay không còn đạt.",
    Flag.BOUNDS_DIFFER: "Phần chưa báo cáo có thể làm thay đổi tình trạng.",
    Flag.METHODS_DIFFER: "Hai phương pháp khác nhau: cách tính theo CAGR cho tình trạng khác.",
    Flag.WEIGHTED: "Cộng gộp có quyền số vì có nơi chỉ báo tỷ lệ, không kèm số đếm.",
    Flag.DEMO: "Số liệu minh họa, không phải số liệu thật.",
    Flag.OVER_100: "Tử số lớn hơn mẫu số; cần kiểm tra lại số liệu gửi lên.",
    Flag.NEVER_AT_THIS_PACE: "Với nhịp hiện nay thì không đạt.",
    Flag.OWN_THRESHOLD: "Văn bản chỉ ghi “phổ cập”; ngưỡng bằng số do hệ thống chọn.",
    Flag.PARTS_DIFFER: "Số liệu cấp trên khác tổng các đơn vị trực thuộc.",
    Flag.UNIT_CHANGED: "Đơn vị hành chính đã thay đổi; không nối số liệu trước và sau.",
}

BASELINES: Mapping[BaselineOrigin, str] = {
    BaselineOrigin.TARGET: "số liệu gốc ghi trong mục tiêu",
    BaselineOrigin.PROGRAMME_START: "số liệu đầu tiên từ khi chương trình bắt đầu",
    BaselineOrigin.EARLIEST: "số liệu sớm nhất hiện có",
}

ERRORS: Mapping[str, str] = {
    **ACCESS_ERRORS,
    **UPLOAD_ERRORS,
    **CLI_ERRORS,
    **STORY_ERRORS,
    "unexpected": "Có việc chưa làm được ({phrase}). Hãy thử lại; nếu vẫn vậy, báo quản trị hệ thống.",
    "unknown_version": (
        'Không có phiên bản số liệu nào ứng với "{value}". Hãy xem danh sách ở trang Lịch sử số '
        "liệu hoặc bằng lệnh snapshots."
    ),
    "reference_inconsistent": (
        "Danh mục tham chiếu không nhất quán, chưa thể nạp số liệu. Sửa các lỗi sau rồi chạy lại: "
        "{problems}"
    ),
    "reference.in_file": "{file}: {reason}",
    "reference.in_line": "{file}, dòng {line}: {reason}",
    "reference.missing_file": "Không có tệp này trong thư mục reference của kho dữ liệu. Hãy chép tệp vào.",
    "reference.unreadable": "Không đọc được tệp. Hãy lưu lại dưới dạng CSV, bảng mã UTF-8.",
    "reference.missing_column": 'Thiếu cột "{column}".',
    "reference.column_count": "Dòng có {found} ô, phải có {expected} ô như dòng tiêu đề.",
    "reference.empty_cell": 'Ô ở cột "{column}" không được để trống.',
    "reference.bad_choice": 'Cột "{column}" ghi "{value}"; chỉ nhận: {accepted}.',
    "reference.bad_number": 'Cột "{column}" ghi "{value}", không phải số hợp lệ (dùng dấu chấm thập phân).',
    "reference.bad_date": 'Cột "{column}" ghi "{value}", không phải ngày dạng 2025-06-30.',
    "reference.bad_period": (
        'Cột "{column}" ghi "{value}", không phải kỳ dạng 2024, 2024-H1, 2024-Q3, 2024-03 hoặc '
        "2024-03-15."
    ),
    "reference.duplicate_id": 'Mã "{id}" xuất hiện hơn một lần. Hãy giữ một dòng.',
    "reference.unknown_unit": 'Cột "{column}" trỏ tới đơn vị "{value}" không có trong admin_units.csv.',
    "reference.unknown_parent": "Đơn vị {code} có đơn vị cấp trên {parent} không có trong cùng phiên bản địa giới.",
    "reference.parent_cycle": "Đơn vị {code} là cấp trên của chính mình (vòng lặp). Hãy sửa cột parent_code.",
    "reference.parent_not_above": "Đơn vị {code} có cấp trên {parent} không ở cấp cao hơn.",
    "reference.validity_reversed": "Đơn vị {code} có ngày hết hiệu lực trước ngày bắt đầu hiệu lực.",
    "reference.overlapping_validity": (
        "Mã {code} được dùng cho hai đơn vị trong cùng một thời gian. Hãy sửa valid_from, valid_to."
    ),
    "reference.conflicting_rows": 'Các dòng của cùng đơn vị {id} ghi khác nhau ở cột "{column}".',
    "reference.conflicting_dates": "Phiên bản địa giới {vintage} có ngày bắt đầu mâu thuẫn.",
    "reference.unknown_indicator": 'Mục tiêu dùng chỉ tiêu "{indicator}" không có trong indicators.csv.',
    "reference.unknown_target": 'Mục tiêu "{target}" không có trong targets.csv.',
    "reference.unknown_group": 'Dòng "{id}" dùng nhóm "{value}" (cột {column}) không có trong bảng nhóm tương ứng.',
    "reference.range_reversed": "Giá trị nhỏ nhất {low} lớn hơn giá trị lớn nhất {high}.",
    "reference.half_baseline": (
        "Mốc ban đầu phải có cả kỳ (baseline_period) và giá trị (baseline_value), hoặc bỏ trống "
        "cả hai."
    ),
    "reference.conflicting_alias": 'Tên cột "{alias}" được gán cho hai trường khác nhau.',
    "reference.no_home": (
        "Không xác định được tỉnh của chương trình (tìm thấy {found} tỉnh). Hãy ghi home_unit_id "
        "trong programme.csv."
    ),
    "bad_port": 'Cổng "{value}" không dùng được: hãy đặt CDS_PORT là một số từ 0 đến 65535.',
    "address_taken": (
        "Không mở được địa chỉ {host}:{port}: cổng đang được chương trình khác dùng. Hãy dừng "
        "chương trình đó hoặc đặt CDS_PORT khác."
    ),
    "store_busy": (
        "Kho số liệu đang bận ghi quá {seconds} giây (tệp khóa {path}). Hãy chờ lệnh hoặc lần tải "
        "lên kia kết thúc rồi thử lại."
    ),
    "store_log_unreadable": (
        "Không đọc được nhật ký của kho số liệu tại {path}. Hãy chạy lệnh verify để biết tệp nào "
        "hỏng, rồi khôi phục từ bản sao lưu bằng lệnh recover."
    ),
    "audit_broken": (
        "Nhật ký thao tác {path} không đọc được ở dòng {line}. Hãy chạy lệnh verify và đối chiếu "
        "với bản sao lưu."
    ),
    "bad_today": 'Biến CDS_TODAY ghi "{value}", không phải ngày dạng 2025-06-30. Hãy sửa hoặc bỏ biến này.',
    "bad_time_zone": (
        'Biến CDS_TIME_ZONE ghi "{value}", không phải tên múi giờ như Asia/Ho_Chi_Minh. Hãy sửa hoặc bỏ biến này.'
    ),
    "bad_as_of": (
        'Không hiểu mốc thời gian "{value}". Hãy ghi số phiên bản, ngày dạng 2025-06-30 hoặc thời '
        "điểm dạng 2025-06-30T14:00."
    ),
    "nothing_to_publish": "Tệp {name} không có số liệu nào để công bố. Hãy kiểm tra lại nội dung tệp.",
    "snapshot_damaged": (
        "Không thể khôi phục lần công bố {id}: tệp {path} bị mất hoặc đã bị thay đổi. Hãy lấy lại "
        "tệp này từ bản sao lưu."
    ),
    "mappings_damaged": "Tệp {path} ghi nhớ ý nghĩa các cột không đọc được. Hãy xóa hoặc lấy lại tệp này từ bản sao lưu.",
    "reason_missing": "Cần ghi lý do. Hãy nêu ngắn gọn vì sao làm việc này.",
    "not_withdrawn": "Lần công bố {id} đang có hiệu lực, không cần khôi phục.",
    "already_withdrawn": "Lần công bố {id} đã được rút trước đó.",
    "unknown_snapshot": (
        "Không có lần công bố nào mang mã {id}. Hãy xem danh sách ở trang Lịch sử số liệu hoặc "
        "bằng lệnh snapshots."
    ),
    "backup_target_not_empty": "Thư mục {path} không trống. Hãy chọn một thư mục mới cho bản sao lưu.",
    "home_not_empty": (
        "Thư mục dữ liệu {path} không trống nên không khôi phục đè lên. Hãy chọn một thư mục trống."
    ),
    "backup_damaged": (
        "Bản sao lưu {path} bị hỏng: tệp {file} thiếu hoặc khác với lúc sao lưu. Hãy dùng một bản "
        "sao lưu khác."
    ),
    "not_a_backup": "Thư mục {path} không phải là bản sao lưu hoàn chỉnh (thiếu MANIFEST.sha256).",
    "layer_not_found": (
        "Chưa có lớp bản đồ {level} của phiên bản địa giới {vintage}. Hãy chạy lệnh “init”, hoặc "
        "“boundaries import” để nạp bản đồ của tỉnh."
    ),
    "layer_damaged": (
        "Tệp bản đồ {file} bị hỏng. Hãy chạy lại lệnh “init”, hoặc “boundaries import” để nạp lại."
    ),
    "unknown_vintage": (
        'Không có phiên bản địa giới "{value}" trong danh mục. Hãy chọn một trong: {accepted}.'
    ),
    "boundaries_no_file": "Không có tệp bản đồ {file}. Hãy kiểm tra lại đường dẫn.",
    "boundaries_too_large": (
        "Tệp bản đồ {file} nặng {size} MB, tối đa {limit} MB. Hãy làm gọn đường ranh (simplify) "
        "hoặc bớt thuộc tính rồi nạp lại."
    ),
    "boundaries_too_many": (
        "Tệp bản đồ {file} có {found} hình, tối đa {limit}. Hãy lọc lấy các đơn vị của tỉnh rồi "
        "nạp lại."
    ),
    "boundaries_too_detailed": (
        "Tệp bản đồ {file} có hơn {limit} điểm. Hãy làm gọn đường ranh (simplify) rồi nạp lại."
    ),
    "boundaries_not_text": (
        "Tệp bản đồ {file} không phải văn bản UTF-8. Hãy xuất lại dưới dạng GeoJSON, bảng mã UTF-8."
    ),
    "boundaries_not_json": (
        "Tệp bản đồ {file} sai cú pháp JSON ở dòng {line}, cột {column}. Tệp có thể bị cắt cụt; "
        "hãy xuất lại."
    ),
    "boundaries_not_geojson": (
        "Tệp {file} không phải một tập GeoJSON (FeatureCollection). Trong phần mềm bản đồ, hãy "
        "xuất lớp ranh giới dưới dạng GeoJSON, hệ tọa độ WGS84 (EPSG:4326)."
    ),
    "boundaries_empty": "Tệp bản đồ {file} không có hình nào. Hãy xuất lại lớp ranh giới.",
    "boundaries_other_crs": (
        "Tệp bản đồ {file} dùng hệ tọa độ {crs}. Hãy xuất lại theo WGS84 (EPSG:4326)."
    ),
    "boundaries_not_degrees": (
        "Tọa độ trong tệp {file} không phải độ: hình {feature} có điểm {point}. Có lẽ tệp dùng hệ "
        "VN-2000 tính bằng mét; hãy xuất lại theo WGS84 (EPSG:4326)."
    ),
    "boundaries_swapped": (
        "Tọa độ trong tệp {file} bị đảo thứ tự: hình {feature} có điểm {point}. GeoJSON ghi kinh "
        "độ trước, vĩ độ sau; hãy xuất lại."
    ),
    "boundaries_no_field": (
        'Các hình trong tệp {file} không có thuộc tính "{field}". Các thuộc tính có: {accepted}. '
        "Hãy chọn thuộc tính chứa mã đơn vị hành chính."
    ),
    "boundaries_no_code_known": (
        'Thuộc tính "{field}" trong tệp {file} ghi {found}; không có mã nào thuộc phiên bản địa '
        "giới {vintage}. Hãy chọn thuộc tính khác ({accepted}) hoặc phiên bản khác."
    ),
    "boundaries_refused": (
        "Chưa nạp tệp bản đồ {file}; bản đồ cũ vẫn giữ nguyên. Hãy sửa các lỗi sau rồi nạp lại:"
        "{problems}"
    ),
    "boundary_no_shape": "{count} hình không có tọa độ: {features}. Hãy vẽ hình hoặc bỏ dòng này.",
    "boundary_not_polygon": (
        "{count} hình không phải đa giác (Polygon, MultiPolygon): {features}. Hãy xuất lớp vùng, "
        "không phải lớp điểm hay đường."
    ),
    "boundary_bad_coordinates": (
        "{count} hình có tọa độ không phải cặp số: {features}. Hãy xuất lại các hình này."
    ),
    "boundary_short_ring": (
        "{count} hình có vòng ranh ít hơn bốn điểm: {features}. Hãy vẽ lại vòng này."
    ),
    "boundary_open_ring": (
        "{count} hình có vòng ranh không khép kín: {features}. Điểm cuối phải trùng điểm đầu."
    ),
    "boundary_crossing_ring": (
        "{count} hình có vòng ranh tự cắt nhau: {features}. Hãy dùng công cụ sửa hình học của "
        "phần mềm bản đồ."
    ),
    "boundary_overlapping": (
        "{count} hình đè lên hình khác: {features}. Mỗi chỗ chỉ được thuộc một đơn vị."
    ),
    "boundary_no_code": "{count} hình không ghi mã đơn vị: {features}. Hãy điền mã hoặc bỏ hình.",
    "boundary_duplicate_code": (
        "Mã xuất hiện hơn một lần: {features}. Hãy gộp các phần của một đơn vị thành một hình "
        "(MultiPolygon)."
    ),
    "boundary_other_level": (
        "{count} mã thuộc cấp khác với phần lớn tệp: {features}. Mỗi tệp chỉ chứa một cấp."
    ),
    "boundary_other_vintage": (
        "{count} mã thuộc phiên bản địa giới khác: {features}. Hãy chọn đúng phiên bản bằng "
        "--vintage hoặc cập nhật tệp."
    ),
    "boundary_too_few": (
        "Tệp chỉ có hình của {features} đơn vị, dưới một nửa. Hãy dùng tệp đủ các đơn vị của cấp này."
    ),
    "boundary_too_wide": (
        "Các hình trải trên {features}, quá rộng cho một bản đồ. Có lẽ có điểm nhập sai, ví dụ [0, 0]."
    ),
    "boundary_elsewhere": (
        "Chỉ {features} hình chứa tâm đã biết của đơn vị mang mã đó. Có lẽ cột mã bị lệch dòng hoặc "
        "sai hệ tọa độ."
    ),
}

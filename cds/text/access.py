"""Words of access control: roles, actions, refusals, faults of the roles file, sign-in."""

from collections.abc import Mapping

from cds.domain.access import Action, Role

ROLES: Mapping[Role, str] = {
    Role.VIEWER: "người xem",
    Role.STAFF: "cán bộ nhập liệu",
    Role.PUBLISHER: "người duyệt công bố",
    Role.ADMINISTRATOR: "quản trị hệ thống",
}

ACTIONS: Mapping[Action, str] = {
    Action.VIEW: "xem số liệu",
    Action.SEND: "gửi số liệu",
    Action.PUBLISH: "công bố số liệu",
    Action.WITHDRAW: "rút số liệu đã công bố",
    Action.RESTORE: "khôi phục số liệu đã rút",
    Action.READ_SOURCE: "tải tệp gốc",
    Action.READ_AUDIT: "xem nhật ký thao tác",
    Action.EDIT_STORY: "sửa bài trình chiếu",
    Action.ADMINISTER: "quản trị hệ thống",
}

ACCESS_ERRORS: Mapping[str, str] = {
    "not_allowed.sign_in": "Cần đăng nhập để {action}. Hãy bấm “Đăng nhập” rồi thử lại.",
    "not_allowed.role": (
        "{person} đang có vai trò {role} nên không được {action}; việc này cần vai trò {needed}. "
        "Hãy liên hệ quản trị hệ thống để được cấp quyền."
    ),
    "not_allowed.scope": (
        "{person} không được {action} của chỉ tiêu “{indicator}” tại {unit}: ngoài lĩnh vực hoặc "
        "địa bàn được giao. Hãy bỏ số liệu này khỏi tệp, hoặc nhờ quản trị hệ thống mở rộng phạm vi."
    ),
    "not_allowed.own_figures": (
        "{person} không được tự công bố số liệu do chính mình gửi: quy định hai người yêu cầu một "
        "người khác duyệt. Hãy nhờ người duyệt công bố khác."
    ),
    "not_allowed.stale": (
        "Để {action}, cần vừa đăng nhập trong vòng {minutes} phút. Hãy bấm “Đăng nhập lại” rồi làm "
        "lại bước này."
    ),
    "not_allowed.not_at_machine": (
        "Chỉ người ngồi tại máy đang chạy chương trình mới được {action}. Nếu là bạn: hãy mở trang "
        "bằng đúng địa chỉ có “?key=…” mà chương trình in ra khi khởi động, một lần cho mỗi trình "
        "duyệt. Muốn nhập số liệu từ máy khác, quản trị hệ thống cần cấu hình đăng nhập (xem "
        "docs/deploy.md)."
    ),
    "not_allowed.not_configured": (
        "Máy chủ mở ra mạng nhưng chưa cấu hình đăng nhập nên mọi thao tác với số liệu đều bị khóa, "
        "không thể {action}. Quản trị hệ thống khai báo mục [auth] trong .streamlit/secrets.toml và "
        "tệp phân quyền CDS_ACCESS (xem docs/deploy.md), rồi khởi động lại."
    ),
    "not_allowed.no_roles": (
        "Máy chủ chưa có tệp phân quyền nên chưa ai được {action}. Quản trị hệ thống đặt biến "
        "CDS_ACCESS trỏ tới tệp phân quyền (xem docs/deploy.md), rồi khởi động lại."
    ),
    "too_often.version": (
        "Từ mạng của bạn đã có nhiều lần mở các phiên bản số liệu cũ liên tiếp, mỗi lần máy chủ phải "
        "dựng lại toàn bộ số liệu. Hãy thử lại sau {seconds} giây; phiên bản mới nhất vẫn xem được."
    ),
    "too_often.export": (
        "Từ mạng của bạn đã có nhiều lần tạo tệp liên tiếp. Hãy thử lại sau {seconds} giây."
    ),
    "too_often.verify": (
        "Kho số liệu vừa được kiểm tra nhiều lần. Hãy thử lại sau {seconds} giây."
    ),
    "too_often.meeting": (
        "Từ mạng của bạn đã mở nhiều mã cuộc họp không có thật. Hãy kiểm tra lại đường dẫn và thử lại "
        "sau {seconds} giây."
    ),
    "too_busy": (
        "Máy chủ đang làm những việc nặng khác. Hãy thử lại sau một phút; các trang vẫn xem được."
    ),
    "access_inconsistent": (
        "Tệp phân quyền {file} chưa dùng được. Hãy sửa các lỗi sau rồi thử lại: {problems}"
    ),
}

ACCESS_PROBLEMS: Mapping[str, str] = {
    "missing_file": "không có tệp này; hãy kiểm tra biến CDS_ACCESS.",
    "unreadable": "không mở được tệp; hãy kiểm tra quyền đọc và bảng mã UTF-8.",
    "bad_toml": "dòng {place}: viết sai cú pháp TOML (thiếu dấu nháy, dấu bằng hoặc ngoặc vuông?).",
    "unknown_key": "{place}: không có mục nào tên “{value}”; chỉ nhận: {accepted}.",
    "bad_choice": "{place}: ghi “{value}”; chỉ nhận: {accepted}.",
    "not_text": "{place}: phải là một chuỗi không trống đặt trong dấu nháy.",
    "not_list": '{place}: phải là danh sách các chuỗi đặt trong dấu nháy, ví dụ ["794"].',
    "not_table": "{place}: phải viết thành một mục riêng dạng {expected}.",
    "not_true_false": "{place}: chỉ nhận true hoặc false.",
    "not_positive": "{place}: phải là một số lớn hơn 0.",
    "who_missing": "{place}: phải có hoặc email, hoặc cả claim và value, và chỉ một trong hai cách.",
    "bad_email": "{place}: “{value}” không phải là địa chỉ thư điện tử.",
    "unknown_unit": "{place}: không có đơn vị hành chính nào mang mã “{value}”.",
    "unknown_sector": "{place}: không có lĩnh vực nào mang mã “{value}”; chỉ nhận: {accepted}.",
    "unknown_pillar": "{place}: không có trụ cột nào mang mã “{value}”; chỉ nhận: {accepted}.",
    "unknown_indicator": "{place}: không có chỉ tiêu nào mang mã “{value}”.",
    "bad_ancestor": (
        "{place}: “{value}” không phải là địa chỉ trang web dạng https://cong.tinh.gov.vn."
    ),
}

SIGN_IN: Mapping[str, str] = {
    "access.sign_in": "Đăng nhập",
    "access.sign_out": "Đăng xuất",
    "access.end_others": "Đăng xuất ở {count} nơi khác",
    "access.end_others_help": (
        "Tài khoản này còn đang đăng nhập ở {count} trình duyệt khác. Bấm để kết thúc các phiên đó."
    ),
    "access.stale": (
        "Bạn đăng nhập đã lâu. Hãy đăng nhập lại trước khi công bố, rút hoặc khôi phục số liệu; xem và "
        "kiểm tra tệp thì không cần."
    ),
    "access.sign_in_again": "Đăng nhập lại",
    "access.exposed_secrets": (
        "Cảnh báo: tệp bí mật {path} có quyền {mode}, người khác trên máy đọc được. Hãy chạy: chmod 600 {path}"
    ),
    "access.many_pages": "Bạn đang mở quá nhiều trang",
    "access.many_pages_text": (
        "Trình duyệt này đang mở {count} trang cùng lúc. Hãy đóng bớt các thẻ cũ rồi tải lại trang này "
        "sau ít giây."
    ),
    "access.signed_in_as": "{person} · {role}",
    "access.welcome": "Trang này chỉ dành cho người đã đăng nhập.",
    "access.welcome_next": "Hãy đăng nhập bằng tài khoản của cơ quan để xem số liệu.",
    "access.expired": "Phiên làm việc đã hết hạn. Hãy đăng nhập lại để tiếp tục.",
    "access.someone": "cán bộ phụ trách",
    "access.local": "Người dùng tại máy chủ",
    "access.rules_broken": "Tệp phân quyền đang có lỗi nên mọi quyền nhập liệu tạm khóa.",
    "access.unknown_page": "Không có trang này",
    "access.unknown_page_text": "Địa chỉ vừa mở không có trên hệ thống. Hãy kiểm tra lại đường dẫn, hoặc",
    "access.unknown_page_link": "về trang tổng quan",
    "access.failure": (
        "Hệ thống gặp lỗi khi mở phần này; số liệu không bị ảnh hưởng. Hãy tải lại trang. Nếu vẫn "
        "vậy, báo quản trị hệ thống kèm mã lỗi {number}."
    ),
}

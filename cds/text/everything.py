"""Words of the file with everything: the names in it, its read-me, its button."""

from collections.abc import Mapping

EVERYTHING: Mapping[str, str] = {
    "everything.title": "Tải trọn bộ số liệu",
    "everything.note": "Một tệp ZIP: mọi số liệu cùng nguồn gốc tới từng dòng, mọi đánh giá, khoảng cách mục tiêu, danh mục, lịch sử công bố và mã kiểm tra; mở được bằng Excel hoặc công cụ khác.",
    "everything.make": "Tạo tệp ZIP",
    "everything.making": "Đang gom số liệu, mất vài giây …",
    "everything.demo": "Trong tệp có số liệu minh họa, ghi “demo” ở cột status; không dùng để báo cáo.",
    "everything.name": "trọn bộ số liệu",
    "everything.readme": """{product}: trọn bộ số liệu
{programme}
Phiên bản số liệu {version}, gom ngày {made_on}.

CÁC TỆP
so-lieu.csv: {figures} số liệu hiện hành, mỗi số liệu có nguồn, tệp, dòng, người gửi và thời điểm công bố.
danh-gia.csv: {standings} đánh giá của mọi chỉ tiêu tại mọi đơn vị, tính đến ngày gom.
khoang-cach-muc-tieu.xlsx: mọi mục tiêu tại mọi đơn vị, như trang “Khoảng cách mục tiêu”.
lich-su-cong-bo.csv: {snapshots} lần công bố, kể cả lần đã rút.
danh-muc/: chỉ tiêu, mục tiêu, đơn vị hành chính, nguồn và các danh mục khác.
SHA256SUMS: mã kiểm tra; kiểm bằng lệnh: sha256sum -c SHA256SUMS

CÁCH ĐỌC
Bảng mã UTF-8, ngăn cách bằng dấu phẩy, phần thập phân sau dấu chấm, không chấm phần nghìn.
Ô trống là chưa có số liệu, không phải 0. Kỳ: 2024, 2024-H1, 2024-Q3, 2024-03, 2024-03-15.
Thời điểm theo giờ UTC. Công thức và ngưỡng: trang “Phương pháp và nguồn”.

SỐ LIỆU MINH HỌA
{demo} trong {figures} số liệu do hệ thống sinh ra, không dùng để báo cáo. Từng dòng ghi rõ:
so-lieu.csv: cột status là demo. danh-gia.csv: cột flags có demo (kể cả tổng có một phần là số minh họa).
khoang-cach-muc-tieu.xlsx: cột “Loại số liệu” là minh họa. lich-su-cong-bo.csv: cột is_demo.

TỆP HỎNG BỊ LOẠI
{damaged}

CÁC CỘT
{columns}
""",
    "everything.no_damage": "Không có.",
}
FIGURES, STANDINGS = "so-lieu.csv", "danh-gia.csv"
GAPS, SNAPSHOTS = "khoang-cach-muc-tieu.xlsx", "lich-su-cong-bo.csv"
REGISTER, README, SUMS = "danh-muc", "DOC-TRUOC.txt", "SHA256SUMS"

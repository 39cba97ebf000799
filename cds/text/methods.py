"""The page on methods, in Markdown: what every number means."""

METHODS = """
### 1. Số đếm trước, tỷ lệ sau
Mỗi tỷ lệ giữ cả tử số và mẫu số; phần trăm được tính từ hai số đó. Khi cộng lên cấp trên, hệ thống cộng tử số và
mẫu số của các đơn vị đã báo **cả hai**; không bao giờ lấy trung bình các phần trăm. Đơn vị chỉ báo phần trăm thì chỉ
hiện ở cấp của mình, trừ khi chỉ tiêu có quyền số (số hộ hoặc dân số); khi đó ghi rõ “có quyền số”. Thiếu số liệu
không phải là 0: bảng ghi “–”, bản đồ gạch chéo.

**Đầy đủ** là phần mẫu số đã được báo cáo so với toàn bộ (nếu không biết mẫu số thì theo số hộ của Tổng điều tra
01/4/2019). Dưới 90 % là tạm tính và không bao giờ màu xanh lá.

### 2. Khoảng cách bằng hai cách đo
Khoảng cách = mục tiêu trừ giá trị hiện nay, tính bằng điểm phần trăm. Việc còn phải làm = số hộ, số xã, số dịch vụ …
còn thiếu để đạt, làm tròn lên. Mục tiêu “trên 80 %” chỉ đạt khi vượt 80 %.

### 3. Ít xã nhất để đạt
Xếp các xã theo số còn lại, nhiều nhất trước; lấy ít xã nhất mà tổng số còn lại đủ bù phần thiếu của tỉnh. Nếu cộng tất
cả vẫn chưa đủ thì nói rõ.

### 4. Lộ trình, tiến độ, nhịp
Lộ trình là các mốc chính thức nếu có, nếu không thì là đường thẳng từ số liệu gốc đến mục tiêu. Tiến độ R = quãng
đường đã đi chia cho quãng đường lộ trình đòi hỏi đến ngày có số liệu. Nhịp cần có = phần còn lại chia cho thời gian
còn lại; nhịp gần đây = thay đổi trong 12 tháng qua; không có hai số liệu cách nhau 12 tháng thì lấy khoảng gần nhất từ
6 đến 18 tháng và ghi rõ từ kỳ nào. Không vẽ lộ trình từ một số liệu duy nhất hay khi đã đạt; không dự kiến một ngày đã qua.

### 5. Tình trạng, theo đúng thứ tự này
**Trạng thái của chuỗi số liệu**, tính đến ngày của số liệu mới nhất trong kỳ đang xem:
1. **Chưa đủ số liệu**: ít hơn hai số liệu có ngày, chưa có mục tiêu, hoặc đơn vị đã đổi địa giới mà không quy đổi được.
2. **Đạt**: giá trị đã đạt mục tiêu, so ở độ chính xác lưu trữ, không so số đã làm tròn.
3. **Quá hạn**: số liệu từ ngày đến hạn trở đi mà chưa đạt.
4. R từ 0,95 **Đúng tiến độ** · từ 0,60 **Cần đẩy nhanh** · từ 0 **Chậm** · dưới 0 **Giảm so với mốc ban đầu**.
5. Giới hạn khi chưa đạt: lần thay đổi cuối đi ngược, hoặc nhịp gần đây dưới 60 % nhịp cần có, thì cao nhất là “Cần đẩy
   nhanh”. Số liệu tạm tính (đầy đủ dưới 90 %) không bao giờ xanh, kể cả khi giá trị đã đạt.

**Tình trạng mà mọi trang, tờ chiếu, phiếu và tệp cùng ghi**, tính đến hôm nay:
- Hạn còn ở phía trước, hoặc đã có số liệu từ ngày đến hạn trở đi: như trạng thái trên; quá hạn ghi số ngày.
- Hạn đã qua, chưa có số liệu từ ngày đó: **Đạt mức, chờ số chính thức** hoặc **Chưa đạt, chờ số chính thức**, theo số
  liệu mới nhất.
- Hạn đã qua mà không có số liệu nào, hoặc cột mốc mà không nguồn nào cho biết đã xong hay chưa: **Chưa rõ**. Không có
  tin không bao giờ thành “quá hạn”; cột mốc chỉ quá hạn khi có nguồn từ ngày đến hạn trở đi ghi là chưa xong.
- Đơn vị hết hiệu lực trước hạn: **Khép sổ: đạt, chưa đạt hoặc chưa rõ**, xét một lần theo những gì biết được đến ngày
  cuối của đơn vị; không có nhịp, không có dự kiến, không nhận số liệu nào sau ngày đó.

Câu “n trong m mục tiêu” đếm mục tiêu theo tình trạng; số minh họa đếm riêng. Khi một chỉ tiêu có nhiều mục tiêu mà chỉ
dùng được một (bản đồ, đường diễn biến, mức đạt chung, thước đo cho cấp dưới) thì dùng mục tiêu chính, nếu không có thì
mục tiêu đến hạn sau cùng; mục tiêu đã bị thay thế chỉ còn là lịch sử.

Ngưỡng 0,95 / 0,60 / 0 là của Cơ quan Thống kê Canada và Open SDG; lộ trình thẳng, các giới hạn và mức 90 % là lựa chọn
của hệ thống. Mục tiêu ghi “phổ cập” không có ngưỡng chính thức: ngưỡng trong danh mục do hệ thống chọn. Mục tiêu “trên
trung bình cả nước” so với số của cả nước cùng kỳ.

### 6. Phương pháp CAGR để đối chiếu
Tăng trưởng bình quân năm thực tế chia cho tăng trưởng cần có, cùng các ngưỡng trên. Khi kết quả khác nhau, trang ghi
“hai phương pháp khác nhau”.

### 7. Số liệu minh họa
Số liệu do hệ thống sinh ra để trình diễn luôn mang loại “minh họa”, có dải báo ở mọi biểu đồ, vẽ nét đứt, và không bao
giờ thay số liệu thật: chuỗi nào có số liệu thật thì chỉ đánh giá bằng số liệu thật. Số minh họa không trái số đã công
bố: phần cộng lại bằng tổng, phần không lớn hơn toàn bộ, các quý cộng lại bằng số lũy kế. Điểm DTI không bao giờ được
sinh ra, vì thứ hạng đã công bố.

### 8. Thay đổi địa giới
Mã đơn vị được dùng lại cho địa bàn khác, nên mỗi chuỗi số liệu gắn với đơn vị **và** thời gian hiệu lực. Không nối số
liệu của đơn vị cũ với đơn vị mới trùng mã.

### 9. Xã thí điểm
Chênh lệch của một xã thí điểm = mức thay đổi của xã trừ mức thay đổi của các xã đối chứng: cùng loại, ưu tiên cùng
huyện, gần nhất về số hộ và về giá trị trước thí điểm. Tỷ lệ của các xã đối chứng cộng từ số đếm; số không phải tỷ lệ
lấy bình quân một xã. Sẵn sàng nhân rộng: so mỗi xã hiện nay với mức của các xã thí điểm ngay trước khi trình kế hoạch.
Xã còn thiếu phần nào thì mang số âm, là bình quân các mức thiếu; phần vượt không bù phần thiếu. Xã không thiếu phần nào
mang số dương, là bình quân các mức vượt.
"""

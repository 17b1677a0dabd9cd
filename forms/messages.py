"""Every sentence of the checks, by finding code: where, what is wrong, how to repair it.

Gaps in braces are filled by :func:`sentence`. Programs and tests name the codes, which never
change; the words may.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        "RATIO": "{label}: {n}/{d} là {expected}%, không phải {given}% (lệch {difference})."
        " Bỏ số đã in để dùng số tính được.",
        "RATIO-TRUNC": "{label}: {n}/{d} làm tròn là {expected}%; {given}% là số bị cắt đuôi."
        " Bỏ số đã in hoặc ghi lý do.",
        "RATIO-COARSE": "{label}: {given}% không đủ hoặc thừa số lẻ; biểu in {expected}%.",
        "RATIO-BASE": "{label}: mẫu số bằng 0 nên không có tỷ lệ. Kiểm tra tử số và mẫu số.",
        "RATIO-100": "{label}: in ra 100% nhưng còn {rest} chưa đạt ({n}/{d}).",
        "LE": "{label}: {given} không được lớn hơn {expected}. Kiểm tra lại hai số này.",
        "FLOW": "{label}: {given} không được lớn hơn bước trước ({expected})."
        " Kiểm tra lại hai số này.",
        "REM": "{label}: số còn lại phải là {expected}, không phải {given} (lệch {difference}).",
        "SUM": "{label}: cộng các phần được {expected}, số đã ghi là {given}"
        " (lệch {difference}). Sửa phần sai hoặc bỏ số đã ghi.",
        "SUM-MONEY": "{label}: cộng các khoản được {expected}, số đã ghi là {given}"
        " (lệch {difference}). Sửa khoản sai hoặc bỏ số đã ghi.",
        "SUM-ROUND": "{label}: {given} và {expected} chênh nhau do làm tròn từng khoản.",
        "PSUM": "{label}: các phần cộng lại là {given}, vượt quá tổng {expected}.",
        "PROD": "{label}: tính được {expected}, số đã ghi là {given} (lệch {difference})."
        " Kiểm tra số đơn vị, mức mỗi nơi và đơn vị tính.",
        "AGG": "{label}: tính từ các dòng được {expected}, số đã ghi là {given}"
        " (lệch {difference}). Không lấy trung bình các tỷ lệ.",
        "CALC": "{label}: tính được {expected}, số đã ghi là {given} (lệch {difference}).",
        "COUNT": "{label}: đếm được {expected}, số đã ghi là {given} (lệch {difference}).",
        "STATUS": "{label}: đếm theo trạng thái được {expected}, số đã ghi là {given}"
        " (lệch {difference}).",
        "XREF-LIST": "{label}: bảng có {expected}, số đã ghi là {given} (lệch {difference})."
        " Gồm: {detail}.",
        "XSEC": "{label}: hai chỗ ghi khác nhau, {given} và {expected}. Một chỉ tiêu chỉ có"
        " một số.",
        "MONO": "{label}: số lũy kế {given} thấp hơn kỳ trước, {before} ({expected}). Sửa hoặc ghi"
        " lý do.",
        "CONST": "{label}: {given} khác kỳ trước, {before} ({expected}) dù là số giao cả năm."
        " Sửa hoặc ghi lý do.",
        "JUMP": "{label}: {given} thay đổi nhiều so với kỳ trước, {before} ({expected}).",
        "UNITS": "{label}: cộng các đơn vị được {expected}, số đã ghi là {given}"
        " (lệch {difference}).",
        "RANGE": "{label}: {given} nằm ngoài khoảng cho phép ({expected}).",
        "PAIR": "{label}: phải ghi cả hai số hoặc để trống cả hai.",
        "EXCLUSIVE": "{label}: chỉ được ghi một trong hai cách phân loại.",
        "TEST": "{label}: không thỏa điều kiện của biểu mẫu.",
        "NONE": "{label}: đã ghi “{state}” thì không có số liệu. Xóa số hoặc bỏ trạng thái.",
        "REQ": "{label}: chưa có số liệu.",
        "REQ-TEXT": "{label}: chưa viết.",
        "REQ-STATE": "{label}: đang ghi “chưa có số liệu”. Bổ sung trước khi chốt.",
        "REVIEW": "{label}: lấy từ {before}{value}, chưa rà soát. Sửa cho đúng kỳ này,"
        " hoặc xác nhận không đổi.",
        "HOMELESS": "{label}: phiên bản biểu này không còn chỗ cho {given} giá trị nhập trước đây."
        " Giá trị vẫn được giữ; nếu cần thì ghi lại vào chỗ khác.",
        "SIGN": "Khối ký: {detail}.",
        "SIGN-WHO": "Khối ký: {given} không có trong danh sách người ký của đơn vị từ ngày"
        " {expected}. Chọn lại người ký hoặc ghi lý do.",
        "DATE-PERIOD": "{label}: ngày {given} nằm ngoài kỳ báo cáo ({expected})."
        " Kiểm tra ngày hoặc ghi lý do.",
        "DATE-ASOF": "{label}: mốc số liệu {given} nằm sau kỳ báo cáo ({expected}).",
        "DATE-ORDER": "{label}: ngày bắt đầu {given} sau ngày kết thúc {expected}.",
        "STALE": "{label}: mốc số liệu {given} đã cũ, trước kỳ báo cáo ({expected}).",
        "DEADLINE": "{label}: tháng {given} đã qua mà chưa đạt 100%. Ghi tháng mới hoặc lý do.",
        "DOC-GRAMMAR": "{label}: số, ký hiệu {given} không đúng mẫu thường dùng.",
        "DATE-VALID": "{label}: {detail} Ngày này ghi cho văn bản {expected}.",
        "DOC-ISSUER": "{label}: ký hiệu {given} không hợp cơ quan ban hành, {detail}."
        " Kiểm tra lại ký hiệu hoặc cơ quan.",
        "DOC-TYPE": "{label}: {given} không khớp tên loại {expected}.",
        "DOC-YEAR": "{label}: số {given} mang năm khác với ngày ban hành {expected}."
        " Kiểm tra lại số hoặc ngày.",
        "DOC-ORDER": "{label}: số {given} lớn hơn số {expected} nhưng ngày lại sớm hơn.",
        "DOC-SAME": "{label}: văn bản {given} có ngày khác với chỗ khác trong báo cáo"
        " ({expected}).",
        "DOC-TWICE": "{label}: văn bản {given} ghi hai lần.",
        "PARTIAL": "{label} và các chỉ tiêu tổng hợp từ biểu {form}: mới có {given}, còn thiếu"
        " {expected}. Tổng hợp lại khi có đủ, hoặc ghi lý do.",
        "OUTDATED": "{label} và các chỉ tiêu tổng hợp từ biểu {form}: sau lần tổng hợp ngày {at} đã"
        " nhận thêm {given} báo cáo ({expected}). Tổng hợp lại để cập nhật.",
        "REMARK": "{label}: {given} trả lại với góp ý “{detail}”. Sửa số liệu, hoặc ghi lý do để"
        " trả lời.",
        "FORMAT": "{label}: “{given}” theo cách viết chung là “{expected}”.",
        "PRIVATE-ID": "{label}: {given} giống số định danh của công dân. Báo cáo chỉ ghi số tổng"
        " hợp; bỏ số này, hoặc ghi lý do nếu đó là số khác.",
        "PRIVATE-PHONE": "{label}: {given} giống số điện thoại. Bỏ số này, hoặc ghi lý do.",
        "SECRET-STAMP": "{label}: có dấu “{given}”. Nội dung mật không được soạn trên máy này;"
        " bỏ đi, hoặc ghi lý do nếu không phải dấu mật.",
        "SECRET-CITED": "{label}: dẫn số của văn bản mật (“{given}…”). Chỉ dẫn số, ký hiệu;"
        " không chép nội dung.",
        "TOKEN": "{label}: {given} Chỗ sai này sẽ in nguyên văn như đã gõ.",
        "BLANK-ROW": "{label}: dòng chưa đủ, thiếu {expected}.",
    }
)

HINTS: Mapping[str, str] = MappingProxyType(
    {
        "digit": "có thể gõ sai một chữ số",
        "transposed": "có thể đảo hai chữ số",
        "shifted": "có thể đặt sai dấu phẩy",
        "missing_digit": "có thể thiếu một chữ số",
        "extra_digit": "có thể thừa một chữ số",
        "truncated": "bị cắt đuôi thay vì làm tròn",
    }
)


_GAP = re.compile(r"\{([a-z]+)\}")


def sentence(code: str, template: str = "", **gaps: str) -> str:
    """Return the sentence of ``code`` (or the pack's own ``template``) with its gaps filled.

    A gap that is not given stays as it is written.
    """
    words = list(_pieces(template or MESSAGES.get(code, MESSAGES["TEST"])))
    # What fills a gap may be a person's text with braces of its own: it is not looked at again.
    words[1::2] = [gaps.get(name, f"{{{name}}}") for name in words[1::2]]
    filled = "".join(words)
    return filled[:1].upper() + filled[1:]


@lru_cache(maxsize=1_000)
def _pieces(template: str) -> tuple[str, ...]:
    """Take a template apart: words, the name of a gap, words again, and so on."""
    return tuple(_GAP.split(template))

"""The words of the vocabulary for its authors: a Vietnamese name and a way to write each key.

One place for the headings of the workbook form of a pack and for the hints of its mistakes. A key
without an entry here is still taken: its own name is its heading then.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class Entry(NamedTuple):
    """What a key is called and how its value is written."""

    name: str
    help: str


_DAY: Final = "Ngày, viết 2024-07-01. Trống là không giới hạn."
_ID: Final = "Chữ thường không dấu, số, gạch dưới, bắt đầu bằng chữ, tối đa 40 ký tự."
_CELL: Final = "Mã chỉ tiêu, hoặc phần của chỉ tiêu như dvc12.n."
_CELLS: Final = "Mỗi dòng một mã chỉ tiêu, phần của chỉ tiêu hoặc dãy như dvc[1:11].n."
_BOTH: Final = "Mã chỉ tiêu, phần của chỉ tiêu, hoặc tên cột khi có ghi bảng."
_EVIDENCE: Final = "S có in trong văn bản, I suy ra, P đề xuất, E sự việc công khai khác."
_BEHAVIOUR: Final = "K số trong kỳ, L lũy kế, T trạng thái, N mục tiêu năm, C cố định."
_GATHER: Final = "sum, latest, union, text, max, min, count, none. Trống: theo loại chỉ tiêu."
_OPERANDS: Final = "exact số đúng, rounded số đã làm tròn, truncated số đã cắt bớt."
_MISSING: Final = "skip_any thiếu một ô thì bỏ qua, skip_all thiếu hết mới bỏ qua, zero trống là 0."

_ANY: Final[Mapping[str, Entry]] = {
    "id": Entry("Mã", _ID),
    "kind": Entry("Loại", "Một trong các loại cho phép."),
    "label": Entry("Nhãn", "Chép đúng chữ của văn bản ban hành biểu."),
    "unit": Entry("Đơn vị tính", "Ví dụ: hồ sơ. Tiền: đồng, nghìn đồng, triệu đồng, tỷ đồng."),
    "behaviour": Entry("Cách tính theo kỳ", _BEHAVIOUR),
    "gather": Entry("Cách tổng hợp", _GATHER),
    "decimals": Entry("Số chữ số lẻ", "Số nguyên từ 0 đến 4."),
    "evidence": Entry("Căn cứ", _EVIDENCE),
    "since": Entry("Từ ngày", _DAY),
    "until": Entry("Đến ngày", _DAY),
    "missing": Entry("Khi thiếu số", _MISSING),
    "operands": Entry("Số hạng là", _OPERANDS),
    "over": Entry("Được vượt", "có: số thực hiện được lớn hơn tổng số."),
    "formula": Entry("Công thức", "Ví dụ: tong = mot + hai thì ghi mot + hai. Số lẻ viết 0.5."),
    "code": Entry("Mã lỗi", "Mã lỗi thay cho mã thường dùng. Trống là mã thường dùng."),
    "condition": Entry("Điều kiện", "Điều kiện trên từng dòng, ví dụ: TRONG(ngay_ht)."),
    "source": Entry("Nguồn số liệu", "Đơn vị hoặc hệ thống cung cấp số."),
    "required": Entry("Bắt buộc", "có hoặc không."),
    "optional": Entry("Tùy chọn", "có: được bỏ trống hoặc tắt đi."),
    "fields": Entry("Chỉ tiêu", "Mỗi dòng một mã chỉ tiêu hoặc mã bảng."),
    "grid": Entry("Bảng", "Mã của một bảng ở trang bang."),
    "text": Entry("Câu in", "Câu được in; {{mã}} là chỗ in chỉ tiêu."),
    "caption": Entry("Tên bảng in", "Dòng chữ in trên bảng."),
    "style": Entry("Kiểu đoạn", "body đoạn thường, bullet gạch đầu dòng, sub_bullet dấu cộng."),
    "title": Entry("Tên", "Tên gọi đầy đủ."),
}
_OWN: Final[Mapping[str, Mapping[str, Entry]]] = {
    "Form": {
        "id": Entry("Mã biểu", "Chữ hoa đầu, chữ, số, gạch nối, tối đa 20 ký tự: VD01."),
        "version": Entry("Phiên bản", "Số hoặc chữ, ví dụ 1. Mỗi lần sửa thì tăng."),
        "title": Entry("Tên biểu", "Tên đầy đủ của biểu."),
        "document_kind": Entry("Tên loại văn bản", "Chữ hoa: BÁO CÁO."),
        "symbol": Entry("Ký hiệu loại văn bản", "Chữ viết tắt: BC."),
        "subject": Entry("Trích yếu", "Mỗi dòng một dòng trích yếu; {{period}} là kỳ."),
        "lead": Entry("Câu mở đầu", "Câu in trước mục I."),
        "closing": Entry("Câu kết", "Câu in cuối, kết bằng ./."),
        "addressees": Entry("Kính gửi", "Mỗi dòng một nơi."),
        "recipients": Entry("Nơi nhận", "Mỗi dòng một nơi."),
        "state_sentences": Entry("Câu khi không có số", "Mỗi dòng: trạng_thái = câu in."),
        "renames": Entry("Mã cũ", "Mỗi dòng: mã_cũ = mã_mới."),
        "level": Entry("Cấp lập biểu", "Ví dụ: xa; so_nganh; tinh. Nhiều cấp cách bằng dấu phẩy."),
        "owed_by": Entry("Đơn vị phải nộp", "Mỗi dòng một mã đơn vị."),
        "receiver": Entry("Nơi nhận báo cáo", "Nơi tổng hợp báo cáo."),
        "legal_basis": Entry("Căn cứ pháp lý", "Mỗi dòng một văn bản, chép đúng từng chữ."),
        "valid_from": Entry("Có hiệu lực từ", _DAY),
        "valid_to": Entry("Hết hiệu lực sau", _DAY),
        "outline": Entry("Cách đánh số mục", "decimal đánh 1.1, letters đánh a)."),
        "schema": Entry("Bản ngôn ngữ biểu", "Số nguyên; để trống là 1."),
    },
    "PeriodRule": {
        "cycle": Entry("Kỳ: chu kỳ", "Một chu kỳ: day, week, month, quarter, half, year…"),
        "also": Entry("Kỳ: chu kỳ khác", "Mỗi dòng một chu kỳ dùng thêm."),
        "rule": Entry("Kỳ: cách tính ngày", "nd09, calendar, month_to_day, week_ending hoặc day."),
        "day": Entry("Kỳ: ngày chốt", "Ngày chốt của month_to_day, từ 1 đến 31."),
        "weekday": Entry("Kỳ: thứ chốt", "1 là thứ hai, 7 là chủ nhật."),
    },
    "SignatureDefault": {
        "body": Entry("Ký: thay mặt", "Cơ quan sau TM., ví dụ ỦY BAN NHÂN DÂN."),
        "authority": Entry("Ký: quyền ký", "TM., KT., TL., TUQ. hoặc trống."),
        "head": Entry("Ký: thay cho", "Chức vụ được ký thay, ví dụ CHỦ TỊCH."),
        "post": Entry("Ký: chức vụ", "Chức vụ người ký."),
        "name": Entry("Ký: họ tên", "Họ tên người ký, thường để trống."),
    },
    "Due": {
        "days": Entry("Hạn: số ngày", "Số ngày sau ngày cuối kỳ, từ 0 đến 400."),
        "working": Entry("Hạn: ngày làm việc", "có: chỉ đếm ngày làm việc."),
        "moves": Entry("Hạn: dời ngày nghỉ", "có: hạn rơi vào ngày nghỉ thì dời về sau."),
        "hour": Entry("Hạn: giờ", "Ví dụ 16:30."),
        "on_demand": Entry("Hạn: theo yêu cầu", "có: không nộp theo lịch."),
        "evidence": Entry("Hạn: căn cứ", _EVIDENCE),
    },
    "Field": {
        "columns": Entry("Các cột", "Bảng tính: trang cot. TOML: columns = [{ id, label, kind }]."),
        "rows": Entry("Các dòng", "Bảng tính: trang dong. TOML: rows = [{ id, label }]."),
        "choices": Entry(
            "Lựa chọn", "Bảng tính: trang lua_chon. TOML: choices = [{ code, label }]."
        ),
        "coarse": Entry("Số lẻ chấp nhận", "Mỗi dòng một số chữ số lẻ ít hơn cũng được."),
        "remainder": Entry("Có phần còn lại", "có: tỷ lệ có thêm phần r."),
        "base": Entry("Mẫu số lấy từ", "Mã chỉ tiêu làm tổng số của tỷ lệ."),
        "states": Entry("Trạng thái", "Mỗi dòng: khong_phat_sinh, theo_mua_vu, chua_co_so_lieu."),
        "required": Entry("Bắt buộc", "Để trống là có. Ghi không nếu được bỏ trống."),
        "required_since": Entry("Bắt buộc từ", _DAY),
        "default": Entry("Điền sẵn", "Giá trị có sẵn trong báo cáo mới."),
        "default_until": Entry("Điền sẵn đến", _DAY),
        "settled_by": Entry("Ngày của tỷ lệ", "Mã tỷ lệ mà ngày này nói đến."),
        "grid": Entry("Lọc từ bảng", "Mã bảng của chỉ tiêu loại selection."),
        "condition": Entry("Điều kiện lọc", "Dòng nào của bảng thì lấy, ví dụ p < 100."),
        "sentence": Entry("Câu in", "Câu của chỉ tiêu; {n}, {d}, {p}, {value} là các phần."),
        "state_sentences": Entry("Câu khi không có số", "Mỗi dòng: trạng_thái = câu in."),
        "item": Entry("Câu mỗi dòng", "Câu in một dòng của danh sách; {mã cột}."),
        "joint": Entry("Chữ nối", 'Chữ giữa hai dòng, trong ngoặc kép: "; ".'),
        "numbered": Entry("Đánh số dòng", "có: in (1) …; (2) …"),
        "headings": Entry(
            "Tiêu đề bên cột", "Mỗi dòng: label = tiêu đề cột tên dòng, stt = tiêu đề số thứ tự."
        ),
        "help": Entry("Hướng dẫn nhập", "Câu hiện bên ô nhập."),
    },
    "Column": {
        "required": Entry("Bắt buộc", "có: dòng nào cũng phải ghi. Để trống là không."),
        "share": Entry("Độ rộng", "Số nguyên; cột 2 rộng gấp đôi cột 1."),
        "group": Entry("Nhóm cột", "Các cột cạnh nhau cùng nhóm có chung tiêu đề này."),
    },
    "Choice": {
        "code": Entry("Mã", "Mã được lưu, không đổi."),
        "label": Entry("Nhãn", "Chữ được in."),
    },
    "RowSpec": {"sums": Entry("Cộng các dòng", "Dòng tổng: mỗi dòng một mã dòng được cộng.")},
    "GridRow": {
        "id": Entry("Mã dòng", "Mã chỉ tiêu in ở dòng này; trống là dòng nói về cả bảng."),
        "lines": Entry("Các câu in", "Mỗi dòng một câu, {{mã}} là chỗ in chỉ tiêu."),
    },
    "Grid": {"headings": Entry("Tiêu đề cột", "Mỗi dòng: phần = tiêu đề, ví dụ n = Đã giải quyết")},
    "Section": {
        "heading": Entry("Tiêu đề", "Tiêu đề mục, không ghi số mục."),
        "off": Entry("Tắt sẵn", "có: mục tùy chọn tắt trong báo cáo mới."),
    },
    "NarrativeBlock": {"field": Entry("Đoạn lời", "Mã một chỉ tiêu loại rich.")},
    "TableBlock": {"source": Entry("In bảng", "Mã bảng, danh sách hoặc bảng cố định được in.")},
    "AnnexSpec": {"landscape": Entry("Khổ ngang", "có: in khổ ngang.")},
    "Feed": {
        "form": Entry("Lấy từ biểu", "Mã biểu khác, ví dụ F16."),
        "units": Entry("Của đơn vị", "same cùng đơn vị, owner đơn vị phải nộp, under cấp dưới."),
        "periods": Entry("Của kỳ", "same cùng kỳ, latest mới nhất, within mọi kỳ bên trong."),
        "fields": Entry(
            "Ghép chỉ tiêu", "Mỗi dòng: ô_biểu_này = ô_biểu_kia. Trống là mọi mã chung."
        ),
        "compares": Entry("Chỉ để so", "có: chỉ dùng trong quan hệ, không điền."),
    },
    "ExcelTemplate": {
        "name": Entry("Tên mẫu Excel", "Các trang cùng tên là một tệp Excel do cấp trên phát."),
        "sheet": Entry("Trang", "Tên trang trong tệp Excel, đúng như trên thẻ trang."),
        "cells": Entry("Ô hoặc cột", "Mỗi dòng: mã ô = D7; có ghi danh sách thì mã cột = D."),
        "marks": Entry("Nhận ra bằng", "Mỗi dòng: địa chỉ = chữ phải có ở đó, ví dụ A1 = Biểu 1."),
        "source": Entry("Danh sách, bảng", "Mã danh sách hoặc bảng cố định; trống là các ô lẻ."),
        "first": Entry("Từ dòng", "Dòng đầu của danh sách hoặc bảng trong trang, ví dụ 8."),
        "labels": Entry("Cột tên dòng", "Cột ghi tên dòng của bảng, ví dụ B; trống là lần lượt."),
        "stop": Entry("Hết danh sách khi gặp", "Chữ ở dòng ngay sau danh sách, ví dụ Tổng cộng."),
    },
    "Rule": {
        "severity": Entry("Mức", "error lỗi, warning cảnh báo, note nhắc."),
        "message": Entry("Câu báo", "Dùng được {label}, {given}, {expected}, {difference}."),
        "table": Entry("Trong bảng", "Mã bảng, danh sách: quan hệ soát từng dòng, tên là tên cột."),
        "n": Entry("Số thực hiện", _BOTH),
        "d": Entry("Tổng số", _BOTH),
        "percent": Entry("Tỷ lệ", "ratio: ô tỷ lệ; jump: số phần trăm thay đổi thì nhắc."),
        "total": Entry("Tổng", _BOTH),
        "parts": Entry("Các phần", _CELLS),
        "whole": Entry("Toàn bộ", _BOTH),
        "part": Entry("Phần", _BOTH),
        "rest": Entry("Còn lại", _BOTH),
        "disjoint": Entry("Không trùng", "không: các phần có thể trùng nhau, không cộng lại."),
        "chain": Entry("Chuỗi giảm dần", "Mỗi dòng một ô, ô sau không lớn hơn ô trước."),
        "left": Entry("Vế trái", _BOTH),
        "right": Entry("Vế phải", _BOTH),
        "value": Entry("Ô", _CELL),
        "low": Entry("Từ", "Số nhỏ nhất; trống là không giới hạn."),
        "high": Entry("Đến", "Số lớn nhất; trống là không giới hạn."),
        "rows": Entry("Danh sách", "Mã danh sách hoặc bảng được đếm dòng."),
        "values": Entry("Các ô", _CELLS),
        "yearly": Entry("Theo năm", "có: kỳ đầu năm không so với năm trước."),
        "test": Entry("Biểu thức", "Điều phải đúng, ví dụ SUM(th[*].tong) = nv_tong."),
        "places": Entry("Chỗ báo", "Mỗi dòng một chỉ tiêu để chương trình nhảy tới."),
    },
}

WORDS: Final[Mapping[str, str]] = {
    "int": "số nguyên",
    "pct": "tỷ lệ phần trăm gõ tay",
    "ratio": "tỷ lệ của hai số",
    "frac": "hai số n/d",
    "rank": "thứ hạng n trên d",
    "money": "số tiền",
    "speed": "tốc độ mạng",
    "date": "ngày",
    "month": "tháng",
    "daterange": "từ ngày đến ngày",
    "text": "một dòng chữ; ở muc: câu in",
    "rich": "đoạn lời",
    "enum": "chọn một trong lua_chon",
    "record": "nhóm ô, cột ghi ở cot",
    "list": "danh sách, cột ghi ở cot",
    "documents": "danh sách văn bản",
    "table": "bảng cố định, cột ở cot, dòng ở dong; ở muc: in bảng",
    "selection": "các dòng của một bảng thỏa điều kiện",
    "narrative": "in đoạn lời",
    "items": "in các dòng của bảng thành câu",
    "sum": "tổng bằng các phần",
    "remainder": "còn lại bằng toàn bộ trừ phần",
    "parts": "mỗi phần không lớn hơn toàn bộ",
    "at_most": "số sau không lớn hơn số trước",
    "equal": "hai chỗ như nhau",
    "bounds": "trong khoảng",
    "count": "bằng số dòng của danh sách",
    "monotonic": "lũy kế không giảm",
    "constant": "không đổi so với kỳ trước",
    "jump": "đổi nhiều thì nhắc",
    "units": "bằng tổng các đơn vị",
    "both_or_none": "có cả hai hoặc không",
    "not_both": "không được có cả hai",
    "test": "điều kiện tự viết",
}
"""What the codes of kinds mean."""


def entry(record: str, key: str) -> Entry:
    """Return the words of a key of a record class, e.g. ``("Field", "unit")``.

    All kinds of relations share the entries of ``Rule``, all kinds of blocks the common ones.
    """
    own = _OWN.get("Rule" if record.endswith("Rule") and record != "PeriodRule" else record, {})
    return own.get(key) or _ANY.get(key) or Entry(key, "")

"""Names of parts that exclude each other, so that parts with such names make up a whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile
from typing import Final

_KNOWN: Final = 4096
"""How many names of parts are remembered: a paragraph is read anew at every pause in typing."""

_STATES: Final = tuple(
    re.compile(words)
    for words in (
        r"\bđã\b|hoàn thành",
        r"\bđang\b|thường xuyên",
        r"\bchưa\b|\bchờ\b|còn lại|\bcòn\b|(?:quá|chậm|trễ) (?:hạn|tiến độ)",
    )
)
_NOT: Final = re.compile(r"\b(?:chưa|không) ((?:có |được )?[^\W\d_]++ [^\W\d_]++)")
_ORDINAL: Final = re.compile(r"\b(?:đợt|quý|khối|khóa|khoá|vòng|giai đoạn) #++|#++ sao\b")
"""Numbers in the names of parts, masked as no figures: each part has another one."""
_SOME_OF: Final = re.compile(r"\b(?:trên|dưới|hơn|một phần|bước đầu)\b")
_EXCLUSIVE: Final = tuple(
    tuple(re.compile(words) for words in group)
    for group in (
        (r"\bnam\b", r"\bnữ\b"),
        (r"trực tiếp", r"trực tuyến|qua mạng", r"bưu chính|bưu điện"),
        (
            r"(?<!không )(?<!chưa )đúng hạn",  # what is early only leaves room for it
            r"(?:quá|trễ|chậm|không đúng|chưa đúng) hạn",
        ),
        (r"(?:trước|sớm) hạn", r"đúng hạn", r"(?:quá|trễ|chậm) hạn"),
        (r"thành thị", r"nông thôn"),
        (r"trong nước|nội địa", r"nước ngoài|quốc tế|xuất nhập khẩu"),
        (r"(?<!ngoài )công lập", r"ngoài công lập|tư thục|dân lập"),
        (r"chuyên trách", r"kiêm nhiệm"),
        (r"một phần", r"toàn trình", r"cung cấp thông tin"),
        (r"khiển trách", r"cảnh cáo", r"cách chức", r"khai trừ|buộc thôi việc|giải tán"),
        (r"(?<!cận )nghèo", r"cận nghèo"),
        (r"(?<!không )(?<!chưa )hợp lệ", r"(?:không|chưa) hợp lệ"),
        (r"(?<!không )(?<!chưa )đạt (?:chuẩn|yêu cầu)", r"(?:không|chưa) đạt"),
        (
            r"(?:tiếp )?nhận mới|mới (?:tiếp nhận|thụ lý)|tiếp nhận trong kỳ|phát sinh|thụ lý mới",
            r"kỳ trước|tồn|chuyển sang|mang sang",
        ),
        (r"\bmới\b", r"chuyển (?:tiếp|sang|qua)|tiếp tục|\bcũ\b|kỳ trước"),
        (
            r"mầm non|mẫu giáo|nhà trẻ",
            r"tiểu học",
            r"trung học cơ sở|thcs",
            r"trung học phổ thông|thpt",
            r"thường xuyên|gdtx",
        ),
        (r"thạc sĩ|tiến sĩ|sau đại học", r"(?<!sau )đại học", r"cao đẳng", r"trung cấp|sơ cấp"),
        (r"khiếu nại", r"tố cáo", r"kiến nghị|phản ánh"),
        (r"(?<!không )khởi tố", r"không khởi tố", r"tạm (?:đình chỉ|dừng)|đang|chưa"),
        (r"(?<!không )khởi tố", r"xử (?:lý|phạt)(?: vi phạm)? hành chính", r"\bđang\b|\bchưa\b"),
        (
            r"truy tố|(?<!chuẩn bị )xét xử",
            r"(?<!tạm )đình chỉ",
            r"tạm đình chỉ",
            r"trả hồ sơ|chuẩn bị xét xử",
        ),
        (r"ngân sách", r"xã hội h[óo][aá]|huy động|vận động|đóng góp|tài trợ", r"vốn vay|tín dụng"),
        (r"ngân sách trung ương", r"ngân sách (?:địa phương|tỉnh)", r"xã hội h[óo][aá]|huy động"),
        (r"xử (?:lý|phạt)(?: vi phạm)? hành chính", r"(?<!tố tụng )hình sự"),
        (r"giữ nguyên", r"sửa đổi|bổ sung", r"bãi bỏ|hủy bỏ|huỷ bỏ", r"thay thế|ban hành mới"),
        (r"(?:cơ sở|mẫu|hộ|sản phẩm|đơn vị) đạt\b(?! giải)", r"vi phạm|không đạt|chưa đạt"),
        (r"giải nhất", r"giải nhì", r"giải ba", r"khuyến khích"),
        (r"huy chương vàng|hcv", r"huy chương bạc|hcb", r"huy chương đồng|hcđ"),
        (r"chấp hành|không vi phạm", r"(?<!không )(?:có )?vi phạm"),
        (r"bệnh viện", r"trung tâm y tế|phòng khám", r"trạm y tế"),
        (r"đông xuân", r"hè thu", r"thu đông|vụ mùa"),
        (r"trung ương giới thiệu", r"địa phương giới thiệu", r"tự ứng cử"),
        (r"chính thức", r"dự bị"),
        (r"rừng sản xuất", r"phòng hộ", r"đặc dụng"),
        (r"(?:hằng|hàng) năm", r"lâu năm"),
        (r"đảng bộ", r"chi bộ"),
        (
            r"\bđúng(?! hạn| một| tiến độ| quy|,? có sai)",
            r"(?<!có )\bsai\b",
            r"đúng một phần|có sai",
        ),
        (r"theo kế hoạch", r"đột xuất"),
        (r"(?<!xuất )nhập khẩu", r"(?<!nhập )xuất khẩu"),
        (r"nội trú", r"ngoại trú"),
        (r"ngắn hạn", r"(?:trung|dài),? ?(?:và )?(?:dài )?hạn"),
        (r"luồng xanh", r"luồng vàng", r"luồng đỏ"),
        (r"\btán thành|(?<!không )đồng ý", r"không (?:tán thành|đồng ý)", r"không (?:có )?ý kiến"),
        (r"dưới #++ tuổi", r"từ #++ (?:tuổi )?đến", r"#++ tuổi trở lên|trên #++ tuổi"),
        (r"tập thể|(?:cho|của) tổ chức", r"cá nhân"),
        (r"tái cử", r"(?<!tái )\bcử lần đầu|lần đầu|\bmới\b"),
        (r"quy phạm pháp luật", r"cá biệt"),
        (r"xây mới|làm mới", r"sửa chữa|cải tạo|nâng cấp"),
        (r"thường trú", r"tạm trú"),
        (r"tiền mặt", r"hiện vật|chuyển khoản|tài khoản"),
        (r"gia súc", r"gia cầm"),
        (r"kinh", r"dân tộc thiểu số"),
        (r"trung ương", r"\btỉnh\b", r"huyện", r"\bxã\b(?! hội)"),
        _STATES,
        (r"cấp tỉnh", r"cấp huyện", r"cấp xã"),
        (r"chi thường xuyên", r"chi đầu tư", r"dự phòng|chi khác"),
        (r"rừng tự nhiên", r"rừng trồng"),
        (r"bắt buộc", r"tự nguyện", r"y tế|bhyt|thất nghiệp|bhtn"),
        (r"có khả năng thu|thu được", r"khó thu"),
        (r"(?:nhà nước|ngân sách)\b.*hỗ trợ", r"(?:nhân dân|người dân)\b.*(?:đóng góp|đối ứng)"),
        (r"(?<!ngừng )(?<!không )hoạt động", r"(?:ngừng|không|tạm ngừng|dừng) hoạt động|giải thể"),
        (r"chủ trì", r"phối hợp"),
        (r"di động", r"cố định"),
        (
            r"tín nhiệm cao",
            r"(?<!không )tín nhiệm(?! cao| thấp)",
            r"tín nhiệm thấp|không tín nhiệm",
        ),
        (r"có mặt|dự thi", r"\bvắng\b"),
        (r"tự luận", r"trắc nghiệm"),
        (r"còn hiệu lực", r"hết hiệu lực|không còn hiệu lực"),
        (r"người chết|tử vong", r"mất tích"),
        (r"đường bộ", r"đường sắt", r"đường th[uủ][yỷ]|đường sông|hàng hải"),
        (r"xuất sắc|\bgiỏi\b", r"\btốt\b", r"\bkhá\b", r"trung bình", r"\byếu\b|\bkém\b"),
        (r"(?<!không )\bthành\b(?! phố)", r"không thành", r"\bđang\b|\bchưa\b"),
        (r"(?:cấp|làm|đăng ký) mới|cấp lần đầu", r"cấp đổi|đổi lại", r"cấp lại|làm lại"),
        (r"(?:chưa|trong|còn)(?: đến)? hạn", r"(?:quá|trễ|chậm) hạn"),
    )
)

_ANY_NAME: Final = tuple(
    re.compile("|".join(f"(?:{name.pattern})" for name in group)) for group in _EXCLUSIVE
)
"""One search for each group: hardly any name is one of its names."""


def exclusive(contexts: Sequence[str]) -> bool:
    """Whether names of parts exclude each other, so that the parts make up the whole."""
    if len(contexts) < 2:  # noqa: PLR2004 - one part excludes nothing
        return False
    if len(contexts) == 2 and _negates(*contexts):  # noqa: PLR2004
        return True
    if all(_ORDINAL.search(words) for words in contexts):
        return True
    return len(_told_apart(contexts)) == len(contexts)


def exclusive_first(contexts: Sequence[str]) -> int:
    """How many of the first names exclude each other: at least one."""
    if len(contexts) < 2:  # noqa: PLR2004
        return 1
    ordinals = sum(1 for _ in takewhile(_ORDINAL.search, contexts))
    return max(ordinals, len(_told_apart(contexts)), 1 + _negates(*contexts[:2]))


def covers(contexts: Sequence[str]) -> bool:
    """Whether names of parts exclude each other and leave room for no other part.

    "toàn trình", "một phần" leave room for a third kind of service; "nam", "nữ" do not.
    """
    if len(contexts) == 2 and _negates(*contexts):  # noqa: PLR2004
        return True
    told = _told_apart(contexts)
    if not told or len(told) < len(contexts):
        return False
    return any(len(kinds) == len(_EXCLUSIVE[group]) for group, kinds in told[-1].items())


def _told_apart(contexts: Sequence[str]) -> list[dict[int, set[int]]]:
    """The groups that tell the first name, the first two and so on apart, as far as any does.

    Each comes with the names it gives.
    """
    found: list[dict[int, set[int]]] = []
    told = {group: {kind} for group, kind in (_named(contexts[0]) if contexts else {}).items()}
    for words in contexts[1:]:
        if not told:
            return found
        found.append(told)
        named = {group: _name(group, words) for group in told}
        told = {
            group: kinds | {kind}
            for group, kinds in told.items()
            if (kind := named[group]) is not None and kind not in kinds
        }
    return [*found, told] if told else found


def _negates(one: str, other: str) -> bool:
    """Whether the second name says the opposite of the first: "có điều kiện", "chưa có …"."""
    verb = _NOT.search(other)
    said = verb and re.search(rf"(?<!chưa )(?<!không )\b{verb[1]}\b", one)
    return bool(said) and _SOME_OF.search(one) is None


def states(contexts: Sequence[str]) -> bool:
    """Whether every part is in a state of work, done or under way or open, and not all in one."""
    kinds = [{i for i, words in enumerate(_STATES) if words.search(text)} for text in contexts]
    return all(kinds) and len({max(kind) for kind in kinds}) > 1


@lru_cache(maxsize=_KNOWN)
def _named(words: str) -> dict[int, int]:
    """Which name of which group words contain, the last one where there are several."""
    told = (group for group, names in enumerate(_ANY_NAME) if names.search(words))
    return {group: kind for group in told if (kind := _name(group, words)) is not None}


@lru_cache(maxsize=_KNOWN)
def _name(group: int, words: str) -> int | None:
    """Which name of a group words contain, the last one where there are several."""
    names = enumerate(_EXCLUSIVE[group])
    return max((kind for kind, name in names if name.search(words)), default=None)

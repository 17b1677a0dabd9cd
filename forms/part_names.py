"""Names of parts that exclude each other, so that parts with such names make up a whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_EXCLUSIVE: Final = tuple(
    tuple(re.compile(words) for words in group)
    for group in (
        (r"\bnam\b", r"\bnữ\b"),
        (r"trực tiếp", r"trực tuyến|qua mạng", r"bưu chính|bưu điện"),
        (r"(?<!không )(?<!chưa )(?:đúng|trước) hạn", r"(?:quá|trễ|chậm|không đúng|chưa đúng) hạn"),
        (r"trước hạn", r"đúng hạn", r"(?:quá|trễ|chậm) hạn"),
        (r"thành thị", r"nông thôn"),
        (r"trong nước|nội địa", r"nước ngoài|xuất nhập khẩu"),
        (r"(?<!ngoài )công lập", r"ngoài công lập|tư thục|dân lập"),
        (r"chuyên trách", r"kiêm nhiệm"),
        (r"một phần", r"toàn trình"),
        (r"(?<!cận )nghèo", r"cận nghèo"),
        (r"(?<!không )(?<!chưa )hợp lệ", r"(?:không|chưa) hợp lệ"),
        (r"(?<!không )(?<!chưa )đạt (?:chuẩn|yêu cầu)", r"(?:không|chưa) đạt"),
        (r"tiếp nhận mới|mới tiếp nhận|tiếp nhận trong kỳ", r"kỳ trước|tồn|chuyển sang"),
        (
            r"\bđã\b|hoàn thành",
            r"\bđang\b|thường xuyên",
            r"\bchưa\b|\bchờ\b|còn lại|\bcòn\b",
        ),
        (r"cấp tỉnh", r"cấp huyện", r"cấp xã"),
        (r"chi thường xuyên", r"chi đầu tư"),
        (r"tự luận", r"trắc nghiệm"),
    )
)


def exclusive(contexts: Sequence[str]) -> bool:
    """Whether names of parts exclude each other, so that the parts make up the whole."""
    return any(_tells_apart(group, contexts) for group in _EXCLUSIVE)


def _tells_apart(group: Sequence[re.Pattern[str]], contexts: Sequence[str]) -> bool:
    kinds = []
    for words in contexts:
        hits = [i for i, pattern in enumerate(group) if pattern.search(words)]
        if not hits:
            return False
        kinds.append(hits[-1])
    return len(set(kinds)) == len(kinds) > 1

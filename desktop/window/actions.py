"""Everything that can be done in the window, in one table: menus, keys and help come from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMenu

When = Literal[
    "always",
    "ready",
    "home",
    "away",
    "line",
    "draft line",
    "duty",
    "some report",
    "deleted line",
    "report",
    "draft",
    "finalized",
    "finalized report",
    "can undo",
    "can redo",
    "table",
    "list",
    "text",
    "citing",
    "repairable",
    "finding",
    "reason",
    "carried",
    "locked",
    "department",
    "receipt",
    "acceptable",
    "refusable",
    "returnable",
    "board",
    "duty cell",
    "leave",
]


class Action(NamedTuple):
    """One thing to do.

    ``keys`` are separated by blanks, the one to show first. ``handler`` is what does it, as seen
    from the main window; without one the widget that has the keyboard takes the key itself and
    the entry only tells of it. ``when`` names the condition under which it can be done. ``brief``
    is its name in the line of keys at the bottom.
    """

    id: str
    text: str
    keys: str = ""
    handler: str = ""
    when: When = "always"
    brief: str = ""


MENUS: Final[Mapping[str, tuple[Action, ...]]] = {
    "Báo cáo": (
        Action("new", "Tạo báo cáo mới…", "Ctrl+N", "create_report", "ready", "báo cáo mới"),
        Action("open", "Mở báo cáo", "Ctrl+O", "open_report", "line"),
        Action("begin", "Lập báo cáo đến hạn", "", "open_report", "duty"),
        Action("home", "Danh sách báo cáo", "Ctrl+W", "go_home", "away", "danh sách"),
        Action("finalize", "Chốt báo cáo", "F12", "acts.finalize", "draft"),
        Action("reopen", "Mở lại để sửa…", "", "acts.reopen", "finalized"),
        Action(
            "export", "Xuất PDF, Excel, gói nộp…", "Ctrl+E", "acts.export", "some report", "xuất"
        ),
        Action(
            "export_charts",
            "Xuất kèm biểu đồ…",
            "Ctrl+Shift+E",
            "acts.export_with_charts",
            "some report",
        ),
        Action("word", "Xuất bản Word để góp ý…", "", "wording_acts.export", "some report"),
        Action("reword", "Nhận lời văn sửa từ Word…", "", "wording_acts.reword", "draft"),
        Action("attach", "Nhận bản đã ký…", "", "issue_acts.attach", "finalized report"),
        Action("sent", "Ghi ngày đã gửi…", "", "issue_acts.sent", "finalized report"),
        Action("print", "In báo cáo", "Ctrl+P", "acts.print_out", "some report"),
        Action("trail", "Nhật ký báo cáo…", "Ctrl+Shift+H", "trail_acts.history", "some report"),
        Action("compare", "So sánh các lần nộp…", "", "trail_acts.compare", "some report"),
        Action("move", "Chuyển sang kỳ khác…", "", "list_acts.move", "draft line"),
        Action("delete", "Xóa báo cáo", "Shift+Delete", "list_acts.delete", "line"),
        Action("restore", "Khôi phục báo cáo đã xóa", "", "list_acts.restore", "deleted line"),
        Action("upgrade", "Chuyển sang phiên bản biểu mới…", "", "acts.upgrade", "draft"),
    ),
    "Tệp": (
        Action("verify", "Kiểm tra gói nộp, PDF đã ký…", "", "acts.verify", "ready"),
        Action("forms", "Biểu mẫu…", "", "acts.forms", "ready"),
        Action("unit", "Đơn vị, người ký, nơi nhận…", "", "choose_unit", "ready"),
        Action("back_up", "Sao lưu…", "", "store_acts.back_up", "ready"),
        Action("bring_back", "Khôi phục từ bản sao lưu…", "", "store_acts.restore", "ready"),
        Action("server", "Số liệu trên máy chủ…", "", "server_acts.choose"),
        Action("accounts", "Tài khoản dùng chung máy…", "", "account_acts.manage", "ready"),
        Action("lock", "Khóa màn hình", "Ctrl+Alt+L", "sign_in.lock", "ready"),
        Action("quit", "Thoát", "Ctrl+Q", "close"),
    ),
    "Nhập liệu": (
        Action("down", "Xuống ô dưới", "Enter", when="table", brief="xuống"),
        Action("right", "Sang ô bên phải", "Tab", when="table", brief="sang phải"),
        Action("edit", "Sửa trong ô", "F2", when="table", brief="sửa"),
        Action("line", "Xuống dòng trong ô chữ", "Alt+Enter", when="table"),
        Action("clear", "Xóa ô đang chọn", "Delete", when="table"),
        Action("undo", "Hoàn tác", "Ctrl+Z", "editor.undo", "can undo", "hoàn tác"),
        Action("redo", "Làm lại", "Ctrl+Y Ctrl+Shift+Z", "editor.redo", "can redo"),
        Action("copy", "Chép khối ô", "Ctrl+C", "editor.cell_acts.copy", "table"),
        Action("paste", "Dán khối ô", "Ctrl+V", "editor.cell_acts.paste", "table"),
        Action(
            "nothing",
            "Không phát sinh (bật, tắt)",
            "F6",
            "editor.cell_acts.toggle_no_occurrence",
            "table",
            "không phát sinh",
        ),
        Action("previous", "Lấy số kỳ trước", "F4", "editor.cell_acts.take_previous", "table"),
        Action(
            "confirm",
            "Không đổi, đã xác nhận",
            "F3",
            "editor.cell_acts.confirm",
            "carried",
            "không đổi",
        ),
        Action(
            "confirm_section",
            "Xác nhận cả mục không đổi",
            "Shift+F3",
            "editor.cell_acts.confirm_section",
            "carried",
        ),
        Action("pull", "Lấy số từ báo cáo khác…", "Ctrl+L", "acts.pull", "draft"),
        Action("fill", "Điền từ tệp Excel…", "", "acts.fill", "draft"),
        Action("prefill", "Lấy số từ báo cáo cũ…", "Ctrl+R", "proofread_acts.prefill", "draft"),
        Action("note", "Ghi chú ô này", "Shift+F2", "editor.cell_acts.write_note", "table"),
        Action("history", "Các lần sửa ô này", "Ctrl+H", "editor.cell_acts.show_history", "report"),
        Action(
            "unicode",
            "Đổi chữ TCVN3, VNI sang Unicode",
            "Ctrl+K",
            "editor.cell_acts.convert_font",
            "draft",
        ),
        Action("unlock", "Mở khóa số cố định", "Ctrl+U", "editor.cell_acts.unlock", "locked"),
        Action("insert_row", "Thêm dòng vào danh sách", "Insert", "editor.page.insert_row", "list"),
        Action(
            "remove_row", "Bỏ dòng khỏi danh sách", "Ctrl+Delete", "editor.page.remove_row", "list"
        ),
        Action("row_up", "Chuyển dòng lên", "Alt+Up", "editor.page.row_up", "list"),
        Action("row_down", "Chuyển dòng xuống", "Alt+Down", "editor.page.row_down", "list"),
        Action("cite", "Dẫn văn bản đã có…", "Ctrl+D", "acts.cite", "citing"),
        Action("figure", "Chèn số liệu vào đoạn văn…", "Ctrl+I", "acts.insert_figure", "text"),
    ),
    "Kiểm tra": (
        Action("next_problem", "Lỗi kế tiếp", "F8", "editor.next_problem", "report", "lỗi kế tiếp"),
        Action("previous_problem", "Lỗi trước đó", "Shift+F8", "editor.previous_problem", "report"),
        Action("next_missing", "Chỗ còn thiếu kế tiếp", "Ctrl+F8", "editor.next_missing", "report"),
        Action("repair", "Sửa lỗi này", "F9", "editor.repair", "repairable", "sửa lỗi"),
        Action("repair_all", "Sửa mọi lỗi sửa được", "Ctrl+F9", "editor.repair_all", "draft"),
        Action("accept", "Giải trình…", "Ctrl+G", "acts.accept_finding", "finding"),
        Action("withdraw", "Bỏ giải trình", "", "acts.withdraw_reason", "reason"),
        Action("checks", "Đến bảng kiểm tra", "F5", "editor.panes.show_checks", "report"),
        Action(
            "proofread",
            "Soát số liệu của văn bản…",
            "F11",
            "proofread_acts.proofread",
            "ready",
            "soát văn bản",
        ),
    ),
    "Tổng hợp": (
        Action(
            "department",
            "Bàn tổng hợp",
            "Ctrl+T",
            "department_acts.open",
            "ready",
            "bàn tổng hợp",
        ),
        Action(
            "receive",
            "Nhận tệp…",
            "Ctrl+Shift+O",
            "department_acts.receive_files",
            "ready",
        ),
        Action("receive_folder", "Nhận cả thư mục…", "", "department_acts.receive_folder", "ready"),
        Action("read_receipt", "Xem bản đã nhận", "", "department_acts.read_receipt", "receipt"),
        Action(
            "accept_receipt",
            "Nhận vào tổng hợp…",
            "",
            "department_acts.accept_receipt",
            "acceptable",
        ),
        Action("refuse_receipt", "Từ chối…", "", "department_acts.refuse_receipt", "refusable"),
        Action(
            "return_receipt",
            "Trả lại kèm góp ý…",
            "Ctrl+B",
            "department_acts.return_receipt",
            "returnable",
            "trả lại",
        ),
        Action(
            "read_cell",
            "Xem báo cáo đã nộp",
            "",
            "department_acts.board.read_cell",
            "duty cell",
        ),
        Action("exempt", "Miễn nộp…", "", "department_acts.board.exempt", "duty cell"),
        Action("extend", "Gia hạn nộp…", "", "department_acts.board.extend", "duty cell"),
        Action(
            "withdraw_leave", "Bỏ miễn, gia hạn…", "", "department_acts.board.withdraw", "leave"
        ),
        Action(
            "copy_missing",
            "Chép danh sách còn thiếu",
            "Ctrl+Shift+C",
            "department_acts.board.copy_missing",
            "board",
        ),
        Action("remind", "Công văn đôn đốc…", "", "department_acts.board.remind", "board"),
        Action(
            "consolidate",
            "Tổng hợp số liệu",
            "Ctrl+Shift+T",
            "department_acts.consolidate",
            "ready",
        ),
        Action(
            "contributors",
            "Số này từ ai?",
            "Ctrl+J",
            "department_acts.givers.show",
            "table",
        ),
    ),
    "Xem": (
        Action(
            "next_section", "Mục sau", "Ctrl+PgDown", "editor.next_section", "report", "mục sau"
        ),
        Action("previous_section", "Mục trước", "Ctrl+PgUp", "editor.previous_section", "report"),
        Action("tree", "Ẩn, hiện mục lục", "Ctrl+1", "editor.panes.toggle_tree", "report"),
        Action("side", "Ẩn, hiện bảng kiểm tra", "Ctrl+2", "editor.panes.toggle_side", "report"),
        Action("pages", "Trang in", "F7", "editor.panes.toggle_preview", "report", "trang in"),
        Action(
            "full_pages",
            "Trang in toàn màn hình",
            "Ctrl+F7",
            "editor.panes.toggle_full_pages",
            "report",
        ),
        Action("charts", "Biểu đồ", "Shift+F7", "editor.panes.toggle_charts", "report"),
        Action("find", "Tìm báo cáo", "Ctrl+F", "list_acts.find", "home"),
        Action("year", "Lịch cả năm", "Ctrl+M", "list_acts.show_year", "home"),
        Action("larger", "Chữ to hơn", "Ctrl++ Ctrl+=", "look_acts.larger"),
        Action("smaller", "Chữ nhỏ hơn", "Ctrl+-", "look_acts.smaller"),
        Action("usual_size", "Cỡ chữ thường", "Ctrl+0", "look_acts.usual"),
        Action("light", "Giao diện sáng", "", "look_acts.light"),
        Action("dark", "Giao diện tối", "", "look_acts.dark"),
        Action("contrast", "Giao diện tương phản cao", "", "look_acts.contrast"),
    ),
    "Trợ giúp": (
        Action("help", "Hướng dẫn", "F1", "show_help", "always", "hướng dẫn"),
        Action("guide", "Làm thử báo cáo đầu tiên", "", "guide.start", "ready"),
        Action("keys", "Phím tắt", "Ctrl+F1", "show_keys"),
        Action("about", "Giới thiệu", "", "show_about"),
    ),
}
ACTIONS: Final = tuple(entry for entries in MENUS.values() for entry in entries)
"""The table, in the order of the menus."""


_ON_BUTTONS: Final = {
    "home": "‹ Danh sách",
    "export": "Xuất",
    "finalize": "Chốt (F12)",
    "repair": "Sửa (F9)",
    "accept": "Giải trình… (Ctrl+G)",
    "begin": "Lập báo cáo",
    "confirm": "Không đổi (F3)",
    "receive": "Nhận tệp…",
    "read_cell": "Xem",
    "copy_missing": "Chép còn thiếu",
    "withdraw_leave": "Bỏ miễn…",
    "extend": "Gia hạn…",
    "receive_folder": "Nhận cả thư mục…",
    "accept_receipt": "Nhận…",
    "refuse_receipt": "Từ chối…",
    "return_receipt": "Trả lại… (Ctrl+B)",
    "consolidate": "Tổng hợp (Ctrl+Shift+T)",
}
"""What buttons call an action where the menu's words are too long."""


def menu_titles() -> tuple[str, ...]:
    """Return the menus' names, each with a letter of its own for Alt: initials, else any letter."""
    taken: set[str] = set()
    titles = []
    for name in MENUS:
        initials = [at for at in range(len(name)) if not at or name[at - 1] == " "]
        letters = (at for at in (*initials, *range(len(name))) if name[at].isascii())
        at = next(at for at in letters if name[at].isalpha() and name[at].lower() not in taken)
        taken.add(name[at].lower())
        titles.append(f"{name[:at]}&{name[at:]}")
    return tuple(titles)


class Doer(Protocol):
    """What has the handlers: the main window."""

    def perform(self, handler: str) -> None:
        """Call the handler of that name."""


def make_actions(doer: Doer, parent: QObject) -> Mapping[str, QAction]:
    """Return a QAction for each entry; one without a handler shows its key but leaves it alone."""
    from PySide6.QtGui import QAction, QKeySequence

    made = {}
    for entry in ACTIONS:
        action = QAction(entry.text, parent)
        action.setObjectName(entry.id)
        if entry.handler:
            action.setShortcuts([QKeySequence(key) for key in entry.keys.split()])
            action.triggered.connect(partial(doer.perform, entry.handler))
        elif entry.keys:
            action.setText(f"{entry.text}\t{shown_keys(entry)}")
        hint = f" ({shown_keys(entry)})" if entry.keys else ""
        action.setToolTip(f"{entry.text.rstrip('…')}{hint}")
        action.setIconText(_ON_BUTTONS.get(entry.id, entry.text.rstrip("…")))
        action.setMenuRole(QAction.MenuRole.NoRole)
        made[entry.id] = action
    return made


def fill_menus(menus: Iterable[QMenu], actions: Mapping[str, QAction]) -> None:
    """Put the actions of the table into its menus, which stand in its order."""
    for menu, entries in zip(menus, MENUS.values(), strict=True):
        menu.addActions([actions[entry.id] for entry in entries])


def enable(actions: Mapping[str, QAction], conditions: Iterable[When]) -> None:
    """Let be done what the conditions allow."""
    allowed = {"always", *conditions}
    for entry in ACTIONS:
        actions[entry.id].setEnabled(entry.when in allowed)


def shown_keys(entry: Action) -> str:
    """Return an entry's keys as they are written on a Vietnamese keyboard."""
    return entry.keys.replace("PgDown", "PgDn").replace(" ", ", ")


def help_line(conditions: Iterable[When]) -> str:
    """Return the line of keys that matter now; in a report those about the report."""
    allowed = {"always", *conditions}
    if "report" in allowed:
        allowed.discard("ready")
    named = (entry for entry in ACTIONS if entry.brief and entry.when in allowed)
    return "   ".join(f"{shown_keys(entry).partition(',')[0]} {entry.brief}" for entry in named)

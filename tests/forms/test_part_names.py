"""Names of parts: whether they exclude each other, whether they are states of one work."""

import pytest

from forms.claims.totals.part_names import exclusive, states


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("nam", "nữ"), True),
        (("cấp tỉnh", "cấp huyện", "cấp xã"), True),
        (("trực tiếp", "trực tuyến"), True),
        (("nam", "nam"), False),
        (("hồ sơ đất đai", "hồ sơ hộ tịch"), False),
    ],
)
def test_names_that_exclude_each_other(names: tuple[str, ...], told: bool) -> None:
    assert exclusive(names) is told


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("đã giải quyết", "đang giải quyết"), True),
        (("đã giải quyết", "đã giải quyết"), False),
        (("đã giải quyết", "hồ sơ đất đai"), False),
    ],
)
def test_states_of_one_work(names: tuple[str, ...], told: bool) -> None:
    assert states(names) is told

"""Months of the report F02 as an outsider writes them: fill files made without the form pack.

July 2024 holds the figures that were published, its wrong rates put right. The other months are
plausible figures of the wordings before and after. Every rate is computed here, in integers.
"""

from __future__ import annotations

import copy
from typing import Any

Data = dict[str, Any]
Pairs = dict[str, tuple[int, int]]


def rate(n: int, d: int) -> str:
    """100·n/d half up with two decimals, as printed: whole rates without decimals."""
    hundredths = (20_000 * n + d) // (2 * d)
    whole, rest = divmod(hundredths, 100)
    return f"{whole},{rest:02}" if rest else str(whole)


def dotted(number: int) -> str:
    return f"{number:,}".replace(",", ".")


DISTRICTS = (
    "Long Xuyên",
    "Châu Đốc",
    "Tân Châu",
    "Tịnh Biên",
    "An Phú",
    "Châu Phú",
    "Châu Thành",
    "Chợ Mới",
    "Phú Tân",
    "Thoại Sơn",
    "Tri Tôn",
)
CONNECTED = [
    "Đăng ký khai sinh",
    "Đăng ký khai tử",
    "Đăng ký kết hôn",
    (
        "Triển khai nhóm thủ tục hành chính liên thông đăng ký khai sinh - đăng ký thường trú"
        " - cấp thẻ Bảo hiểm y tế cho trẻ em dưới 06 tuổi"
    ),
    (
        "Đăng ký biến động về quyền sử dụng đất do thay đổi thông tin người được cấp giấy chứng"
        " nhận (đổi giấy tờ pháp nhân, giấy tờ nhân thân, địa chỉ)"
    ),
    "Đăng ký dự thi tốt nghiệp THPT quốc gia và xét tuyển đại học, cao đẳng",
    "Cấp phiếu lý lịch tư pháp",
    "Giải quyết hưởng trợ cấp thất nghiệp",
]

JULY_RATIOS: Pairs = {
    "dvc01": (57, 57),
    "dvc02": (1254, 1660),
    "dvc03": (12618, 12709),
    "dvc04": (601, 605),
    "dvc05": (3, 3),
    "dvc06": (14596, 14596),
    "dvc07": (3178, 3314),
    "dvc08": (7747, 7778),
    "dvc09": (2549, 2900),
    "dvc10": (40, 40),
    "dvc12": (949, 959),
    "dvc13": (816, 828),
    "dvc14": (969, 974),
    "dvc15": (610, 1390),
    "dvc18": (20414, 20414),
    "dvc19": (1509, 3521),
    "dvc20": (2701, 4039),
    "dvc21": (908, 908),
    "dvc22": (6, 868),
    "dvc23": (0, 215),
    "dvc25": (27, 2154),
    "htich_dongbo": (2695002, 2695002),
    "dat_pct": (850009, 1214835),
    "yt_tracuu": (2280600, 2788526),
    "asxh_the": (3752, 101767),
    "asxh_chitra": (2597, 101767),
    "lh_tk": (9639, 16326),
    "lh_chi": (9586, 16326),
    "dd_dangky": (1662114, 1026794),
    "dd_kichhoat": (1099217, 1026794),
}
JULY_RESTS: Pairs = {
    "bhxh_xt": (1626938, 1661286),
    "te": (361164, 393955),
    "gv_mn": (4615, 4723),
    "gv_th": (10432, 10600),
    "gv_thcs": (7706, 7841),
    "gv_thpt": (3530, 3531),
}
JULY_FIGURES: Data = {
    "ht_tk_n": 8,
    "ht_tk_d": 25,
    "ht_tk_list": CONNECTED,
    "ht_kn_ngay": "2022-12-11",
    "ht_truong": 20,
    "bt_tinh": {"tslcd": 20, "internet": 100},
    "bt_huyen": {"tslcd": 30, "internet": 200},
    "bt_xa": {"tslcd": 10, "internet": 100},
    "dvc11": {"state": "khong_phat_sinh"},
    "dvc16_ca_tn": 1125,
    "dvc16_ca_gq": 1027,
    "dvc16_ca_cho": 98,
    "dvc16_tp_tn": 604,
    "dvc17_ca_tn": 415,
    "dvc17_ca_gq": 268,
    "dvc17_ca_cho": 147,
    "dvc17_tp_3": 103,
    "dvc17_tp_2": 251,
    "dvc24_ky": {"state": "khong_phat_sinh"},
    "dvc24_hs_lk": 3,
    "dvc24_the_lk": 7,
    "dvc_ca_pct": {"stated": "97,67"},
    "dvc_100_list": {"stated": 6},
    "htich_tong": 2695002,
    "htich_asof": "2024-06-28",
    "dat_tk": 1214835,
    "kp_don_vi": ["Công an tỉnh", *(f"Ủy ban nhân dân {name}" for name in DISTRICTS)],
    "kp_muc": "100",
    "kp_them": [{"don_vi": "Sở Tư pháp", "so": "45"}],
    "kp_tong": "1,245",
    "von_ds": [
        {
            "ten": "Trung tâm dữ liệu, điều hành thông minh (IOC) tỉnh An Giang",
            "so": "41.928",
        },
        {"ten": "Chuyển đổi dữ liệu hộ tịch (giai đoạn 2)", "so": "33.495"},
        {
            "ten": "Số hóa kết quả giải quyết thủ tục hành chính thuộc thẩm quyền giải quyết của"
            " các cơ quan, đơn vị và địa phương còn hiệu lực",
            "so": "18.809",
        },
        {"ten": "Xây dựng bản đồ số doanh nghiệp tỉnh An Giang", "so": "4.245"},
        {
            "ten": "Xây dựng hệ thống thông tin dữ liệu về công tác dân tộc tỉnh An Giang",
            "so": "2.898",
        },
    ],
    "von_tong": "101.375",
    "dvc_tong": 2122,
    "dvc_mp_tructiep": 520,
    "dvc_mp_tructuyen": 656,
    "dvc_toantrinh": 946,
    "dvc_tichhop": "100",
    "yt_cs": {"n": 188, "d": 188},
    "yt_luutru": "100",
    "yt_ksk": "100",
    "bhxh_dvc_pct": "100",
    "bhxh_dvc_qg": 25,
    "bhxh_vssid": 6,
    "asxh_doituong": 101767,
    "lh_tong": 16326,
    "lh_tien": "85.526.922.228",
    "cc_thunhan": 9464,
    "dd_chitieu": 1026794,
    "kn_ngay": "2022-12-11",
    "kn_lt_ngay": "2023-06-17",
    "hoi_nct": 58632,
    "hoi_nd": 42789,
    "hoi_ccb": 7550,
    "hoi_ctd": 10136,
    "ld_tt": 152553,
    "ioc_ngay": "2022-06-20",
    "ioc_lv": 10,
    "ioc_huyen": {"n": 8, "d": 11},
    "mh_kh": {"n": 33, "d": 42},
    "mh_tk": {"n": 33, "d": 42},
    "mh_con": {"n": 9, "d": 42},
    "tt_tin": 20,
    "tt_tin_muc": "gần",
    "tt_tansuat": 1,
    "tt_thoiluong": 15,
    "asxh_hang": {"n": 63, "d": 63},
}
JULY_DOCUMENTS = [
    {
        "ten_loai": "Kế hoạch",
        "so": "709",
        "ky_hieu": "KH-UBND",
        "ngay": "2024-07-16",
        "trich_yeu": "về triển khai thực hiện cấp lý lịch tư pháp trên ứng dụng VNeID",
    },
    {
        "ten_loai": "Công văn",
        "so": "875",
        "ky_hieu": "UBND-NC",
        "ngay": "2024-07-02",
        "trich_yeu": "về triển khai Nghị định số 69/2024/NĐ-CP của Chính phủ",
    },
    {
        "ten_loai": "Công văn",
        "so": "961",
        "ky_hieu": "UBND-NC",
        "ngay": "2024-07-19",
        "trich_yeu": "về triển khai thực hiện Nghị quyết 82/NQ-CP",
    },
]

MARCH_RATIOS: Pairs = {
    "dvc01": (61, 61),
    "dvc02": (2310, 2954),
    "dvc03": (11480, 11655),
    "dvc04": (742, 751),
    "dvc05": (5, 5),
    "dvc06": (13207, 13207),
    "dvc07": (2904, 3041),
    "dvc08": (8115, 8203),
    "dvc09": (2217, 2689),
    "dvc10": (33, 33),
    "dvc12": (1012, 1033),
    "dvc13": (790, 811),
    "dvc14": (1120, 1131),
    "dvc15": (540, 1302),
    "dvc19": (1388, 3307),
    "dvc20": (2505, 3990),
    "dvc21": (874, 874),
    "dvc22": (4, 790),
    "dvc23": (0, 198),
    "dvc25": (31, 2287),
    "htich_scan": (2695002, 2695002),
    "htich_nhap": (2650118, 2695002),
    "htich_dongbo": (2433907, 2695002),
    "dat_pct": (850009, 1214835),
    "yt_tracuu": (1904117, 2388905),
    "asxh_the": (2980, 101540),
    "asxh_chitra": (2011, 101540),
    "lh_tk": (9411, 16102),
    "lh_chi": (9350, 16102),
    "dd_dangky": (1584959, 1026794),
    "dd_kichhoat": (1002117, 1026794),
}
MARCH_RESTS: Pairs = {
    "bhxh_xt": (1611004, 1658890),
    "te": (352004, 391702),
    "gv_mn": (4560, 4731),
    "gv_th": (10390, 10611),
    "gv_thcs": (7650, 7850),
    "gv_thpt": (3520, 3533),
    "gv_gdtx": (210, 214),
    "hs_mn": (61200, 63044),
    "hs_th": (160555, 163902),
    "hs_thcs": (120411, 122000),
    "hs_thpt": (55001, 55120),
    "hs_gdtx": (4382, 4383),
}
MARCH_FIGURES: Data = {
    name: value
    for name, value in JULY_FIGURES.items()
    if name
    not in {
        "ht_tk_list",
        "dvc16_tp_tn",
        "dvc_mp_tructiep",
        "dvc_mp_tructuyen",
        "dvc_toantrinh",
        "cc_thunhan",
        "tt_tin_muc",
    }
} | {
    "dvc16_ca_tn": 1044,
    "dvc16_ca_gq": 951,
    "dvc16_ca_cho": 93,
    "dvc17_ca_tn": 398,
    "dvc17_ca_gq": 251,
    "dvc17_ca_cho": 147,
    "dvc17_tp_3": 97,
    "dvc17_tp_2": 230,
    "dvc18": {"state": "theo_mua_vu"},
    # 41.074/42.599 of the eleven services of the police.
    "dvc_ca_pct": {"stated": "96,42"},
    "dvc_100_list": {"stated": 5},
    "htich_asof": "2024-03-20",
    "htich_dukien": "2024-06",
    "dat_kg": 1214835,
    "dat_tt": 850009,
    "dat_ky": 601220,
    "dvc_tong": 2095,
    "dvc_muc3": 1120,
    "dvc_muc4": 975,
    "asxh_doituong": 101540,
    "lh_tong": 16102,
    "lh_tien": "82.114.907.331",
    "cc_chitieu": "100",
    "hoi_nct": 57110,
    "hoi_nd": 41020,
    "hoi_ccb": 7401,
    "hoi_ctd": 9987,
    "ld_tt": 149820,
    "mh_kh": {"n": 30, "d": 42},
    "mh_tk": {"n": 28, "d": 42},
    "mh_con": {"n": 14, "d": 42},
    "tt_tin": 22,
    "nv_chung": 19,
    "nv_cuthe": 11,
    "asxh_hang": {"n": 61, "d": 63},
}
MARCH_DOCUMENTS = [
    {
        "ten_loai": "Chỉ thị",
        "so": "02",
        "ky_hieu": "CT-UBND",
        "ngay": "2024-03-08",
        "trich_yeu": "về tiếp tục đẩy mạnh triển khai Đề án 06/CP",
    }
]
SIGNATURE = {
    "quyen_ky": "KT.",
    "cua_ai": "CHỦ TỊCH",
    "chuc_vu": "PHÓ CHỦ TỊCH",
    "ho_ten": "Lê Văn Phước",
}
TEXTS = {
    "uu_diem": "Các sở, ngành, địa phương đã triển khai các nhiệm vụ được phân công.",
    "nhiem_vu": "1. Đôn đốc các sở, ngành, địa phương.\n2. Tiếp tục rà soát, bố trí nguồn vốn.",
}


def _month(period: str, ratios: Pairs, rests: Pairs, figures: Data, documents: list[Data]) -> Data:
    values = copy.deepcopy(figures)
    values |= {name: {"n": n, "d": d, "p": rate(n, d)} for name, (n, d) in ratios.items()}
    values |= {
        name: {"n": n, "d": d, "p": rate(n, d), "r": d - n} for name, (n, d) in rests.items()
    }
    return {
        "form": "F02",
        "period": period,
        "values": values,
        "documents": copy.deepcopy(documents),
        "text": dict(TEXTS),
        "signature": dict(SIGNATURE),
    }


JULY = _month("2024-07", JULY_RATIOS, JULY_RESTS, JULY_FIGURES, JULY_DOCUMENTS)
MARCH = _month("2024-03", MARCH_RATIOS, MARCH_RESTS, MARCH_FIGURES, MARCH_DOCUMENTS)


def moved(month: Data, period: str, *without: str, **changes: object) -> Data:
    """The same figures in another month, its document and as-of date inside that month."""
    data = copy.deepcopy(month)
    data["period"] = period
    number = str(10 + int(period[-2:]))
    data["documents"] = [{**MARCH_DOCUMENTS[0], "so": number, "ngay": f"{period}-08"}]
    values = {name: value for name, value in data["values"].items() if name not in without}
    data["values"] = {**values, "htich_asof": f"{period}-20", **changes}
    return data


MONTHS = {
    "2023-09": moved(MARCH, "2023-09", "htich_dukien"),
    "2024-03": MARCH,
    # The classification changed in one of these months: both ways hold until July.
    "2024-05": moved(MARCH, "2024-05"),
    "2024-06": moved(JULY, "2024-06", "cc_thunhan", cc_chitieu="100"),
    "2024-07": JULY,
    "2024-11": moved(JULY, "2024-11", htich_asof="28/6/2024"),
    "2025-02": moved(JULY, "2025-02"),
    "2025-06": moved(JULY, "2025-06"),
    "2025-07": moved(JULY, "2025-07", "bt_huyen", "ioc_huyen"),
    "2026-01": moved(JULY, "2026-01", "bt_huyen", "ioc_huyen"),
}

"""What the portal finds by itself in a text: numbers by checksum, home addresses, markings; and what it leaves alone.

The numbers are made here by the rules of their checksums; none belongs to anyone.
"""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric, uscc

from foundation.privacy.detectors import LABELS, Detection, Kind, detect

pytestmark = pytest.mark.clause("SR-4")


def identity(first: str) -> str:
    return first + ric.calc_check_digit(f"{first}0")


def card(first: str) -> str:
    return first + luhn.calc_check_digit(first)


def business(first: str) -> str:
    return first + uscc.calc_check_digit(f"{first}0")


ID = identity("15082119900307123")
ID_X = next(
    number for number in (identity(f"15082119900307{n:03}") for n in range(1000)) if number.endswith("X")
)
WRONG_ID = ID[:-1] + ("1" if ID[-1] == "0" else "0")
CARD = card("622848045678901234")
TRADER = business("92150821MA0N12345")
COMPANY = business("91150821MA0N12345")
WIDE = {ord(char): chr(ord(char) + 0xFEE0) for char in "0123456789X"}


def kinds(text: str) -> list[str]:
    return [found.kind for found in detect(text)]


def only(text: str) -> Detection:
    (found,) = detect(text)
    return found


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"身份证号{ID}。", Kind.IDENTITY_CARD),
        (f"身份证号{ID_X}。", Kind.IDENTITY_CARD),
        (f"身份证号{ID_X.lower()}。", Kind.IDENTITY_CARD),
        (ID_X.translate(WIDE), Kind.IDENTITY_CARD),
        (f"{ID[:6]} {ID[6:14]} {ID[14:]}", Kind.IDENTITY_CARD),
        (f"{ID[:6]}-{ID[6:14]}-{ID[14:]}", Kind.IDENTITY_CARD),
        (f"{ID[:6]}\u3000{ID[6:14]}\u200b{ID[14:]}", Kind.IDENTITY_CARD),
        (" ".join(ID), Kind.IDENTITY_CARD),
        (f"id:{ID}", Kind.IDENTITY_CARD),
        ("旧号152822650307123", Kind.IDENTITY_CARD),
        ("电话13812345678。", Kind.MOBILE),
        ("138-1234-5678", Kind.MOBILE),
        ("138 1234 5678", Kind.MOBILE),
        ("１３８１２３４５６７８", Kind.MOBILE),
        ("+8613812345678", Kind.MOBILE),
        ("+86 138 1234 5678", Kind.MOBILE),
        (CARD, Kind.BANK_CARD),
        (" ".join(CARD[at : at + 4] for at in range(0, 19, 4)), Kind.BANK_CARD),
        ("卡号4111111111111111", Kind.BANK_CARD),
        (TRADER, Kind.BUSINESS_CODE),
        (TRADER.lower(), Kind.BUSINESS_CODE),
        ("家住隆兴昌镇某某村三组12号", Kind.HOME_ADDRESS),
        ("住址：某某小区", Kind.HOME_ADDRESS),
        ("户籍地为五原县某某镇某某村", Kind.HOME_ADDRESS),
        ("幸福小区3号楼2单元501室", Kind.HOME_ADDRESS),
        ("幸福花园十二号楼三单元", Kind.HOME_ADDRESS),
        ("幸福小区3栋501室", Kind.HOME_ADDRESS),
        ("某某村三组12号", Kind.HOME_ADDRESS),
        ("秘密★10年", Kind.SECRECY_MARKING),
        ("机密★启用前", Kind.SECRECY_MARKING),
        ("绝密★长期", Kind.SECRECY_MARKING),
        ("秘　密　★　1年", Kind.SECRECY_MARKING),
        ("标题\n机密\n正文", Kind.SECRECY_MARKING),
        ("绝密级", Kind.SECRECY_MARKING),
        ("秘密 10年", Kind.SECRECY_MARKING),
        ("【秘密】", Kind.SECRECY_MARKING),
        ("密级：机密", Kind.SECRECY_MARKING),
        ("此件属于工作秘密。", Kind.SECRECY_MARKING),
        ("工作秘密", Kind.SECRECY_MARKING),
        ("内部★", Kind.SECRECY_MARKING),
        ("内部资料 注意保存", Kind.SECRECY_MARKING),
        ("内部文件，不得外传", Kind.SECRECY_MARKING),
        ("（内部资料）", Kind.SECRECY_MARKING),
        ("注意保存", Kind.SECRECY_MARKING),
        ("仅供内部参考", Kind.SECRECY_MARKING),
    ],
)
def test_found(text: str, kind: Kind) -> None:
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "",
        WRONG_ID,
        f"9{ID}",
        f"{ID}1",
        f"{ID}A",
        identity("15082119901307123"),
        identity("99082119900307123"),
        "150821651307123",
        "13812345678元",
        "13812345678.50",
        "0.13812345678",
        "20138123456789",
        "12812345678",
        "138****5678",
        "0478-5212345",
        "2023-11-13 2023-07692",
        "五政办发〔2023〕15号",
        CARD[:-1] + ("1" if CARD[-1] == "0" else "0"),
        "4111111111111111",
        COMPANY,
        TRADER[:-1] + ("1" if TRADER[-1] == "0" else "0"),
        "户籍地为五原县",
        "在某某村三组修建水渠",
        "办公地址：隆兴昌镇党政大楼2号楼305室",
        "地址：县政府2号楼305室",
        "保守国家秘密、商业秘密和个人隐私",
        "保密审查",
        "确定为机密级的国家秘密",
        "绝密级、机密级、秘密级",
        "密级、保密期限和知悉范围",
        "此件不涉及国家秘密",
        "涉及工作秘密的信息",
        "标注“机密”字样",
        "保守秘密10年",
        "内部文件管理制度",
        "机关内部资料的管理",
        "请申请人注意保存回执",
        "健全内部监督与社会监督相结合的体系",
    ],
)
def test_left_alone(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize("number", [ID, ID_X, CARD, TRADER, "13812345678", "8613812345678"])
def test_an_excerpt_never_shows_the_whole_number(number: str) -> None:
    found = only(f"号码{number}。")
    assert number not in found.excerpt
    assert "*" in found.excerpt
    assert f"号码{number}。"[found.start : found.end] == number


def test_offsets_are_those_of_the_text_as_given() -> None:
    text = f"甲\u3000，{ID.translate(WIDE)}、１３８　１２３４　５６７８"
    first, second = detect(text)
    assert text[first.start : first.end] == ID.translate(WIDE)
    assert text[second.start : second.end] == "１３８　１２３４　５６７８"
    assert first.label == "居民身份证号码"


def test_neighbours_are_told_apart() -> None:
    assert kinds(f"13812345678 15012345678、{ID} {CARD}") == [
        "mobile",
        "mobile",
        "identity_card",
        "bank_card",
    ]


def test_numbers_one_a_line_are_each_found() -> None:
    """A number that ends in X stood before the next line, and hid it."""
    assert kinds(f"{ID_X}\n{ID}\n{ID_X}\n13812345678") == ["identity_card"] * 3 + ["mobile"]


def test_every_kind_has_a_label() -> None:
    assert set(LABELS) == set(Kind)


def test_the_county_regulations_give_no_false_alarm() -> None:
    text = (Path(__file__).parents[1] / "disclosure" / "data" / "compilation.txt").read_text("utf-8")
    assert detect(text) == []


@given(st.text())
def test_any_text_is_read_and_offsets_lie_within_it(text: str) -> None:
    for found in detect(text):
        assert 0 <= found.start < found.end <= len(text)


@given(st.integers(0, 10**17 - 1), st.text(alphabet="甲乙，。 ", max_size=5))
def test_a_valid_number_is_found_wherever_it_stands(seed: int, around: str) -> None:
    chance = random.Random(seed)
    day = f"{chance.randint(1930, 2020)}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
    number = identity(f"150821{day}{chance.randint(0, 999):03}")
    assert kinds(f"甲{around}{number}{around}") == [Kind.IDENTITY_CARD]


@pytest.mark.parametrize(
    "unit", ["1", "12 ", "92", "138 ", "村", "1号", "家住村", "(秘密", "机 密 ", "内部资料 ", "甲"]
)
def test_the_time_grows_with_the_length_only(unit: str) -> None:
    text = unit * (100_000 // len(unit.encode()))
    began = time.monotonic()
    detect(text)
    assert time.monotonic() - began < 15  # a third of a second; a quadratic search would take minutes

"""Finding passages that a reviewer must look at: personal numbers by their checksums, home addresses, secrecy markings.

Pure Python. Offsets are those of the text as given: full-width digits, odd spaces and hyphens are replaced one for one. No
pattern repeats without bound over the same characters, so that the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from stdnum import luhn
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError


class Kind(StrEnum):
    """The kinds of findings."""

    IDENTITY_CARD = "identity_card"
    BUSINESS_CODE = "business_code"
    MOBILE = "mobile"
    BANK_CARD = "bank_card"
    HOME_ADDRESS = "home_address"
    SECRECY_MARKING = "secrecy_marking"

    @property
    def label(self) -> str:
        """The Chinese name of the kind."""
        return LABELS[self]


LABELS = {
    Kind.IDENTITY_CARD: "居民身份证号码",
    Kind.BUSINESS_CODE: "个体工商户统一社会信用代码",
    Kind.MOBILE: "手机号码",
    Kind.BANK_CARD: "银行卡号",
    Kind.HOME_ADDRESS: "家庭住址",
    Kind.SECRECY_MARKING: "密级或内部标志",
}


@dataclass(frozen=True)
class Detection:
    """One finding: its kind, its offsets in the text, and the excerpt, masked for display."""

    kind: Kind
    start: int
    end: int
    excerpt: str

    @property
    def label(self) -> str:
        """The Chinese name of what was found."""
        return self.kind.label


def detect(text: str) -> list[Detection]:
    """Everything in the text that a reviewer must look at, in the order of the text (SR-4)."""
    plain = text.translate(PLAIN)
    found = [*_numbers(plain), *_business_codes(plain), *_addresses(plain), *_markings(plain)]
    return sorted(found, key=lambda detection: (detection.start, -detection.end))


# Reading character for character

BLANKS = (*range(0x2002, 0x200E), 0x09, 0xA0, 0xAD, 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF)
HYPHENS = (*range(0x2010, 0x2016), 0x2212, 0xFE63)
PLAIN = (
    {0xFF01 + offset: chr(0x21 + offset) for offset in range(94)}
    | {0x1D7CE + offset: str(offset % 10) for offset in range(50)}
    | dict.fromkeys(BLANKS, " ")
    | dict.fromkeys(HYPHENS, "-")
    | dict.fromkeys(map(ord, "×ⅩХ"), "X")
)


# Numbers

RUN = re.compile(r"[0-9]+(?:[ \-]{1,2}[0-9]+)*(?:[ \-]{0,2}[Xx](?![A-Za-z0-9]))?")
GROUP = re.compile(r"[0-9]+|[Xx]")
SHORTEST_NUMBER, LONGEST_NUMBER = 11, 19
#: The first two digits of the codes of provinces; 91 is given to foreign residents.
PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12]|91")
MOBILE = re.compile(r"(?:0086|86|0)?(1[3-9][0-9]{9})")
AMOUNT = re.compile(r" ?(?:元|万|亿|吨|公斤|千克|亩|人次|平方|[.][0-9]|%)")
#: Issuer prefixes of bank cards and their lengths; foreign networks count only beside a word for a card.
CARDS = (
    (re.compile(r"62[0-9]{14,17}"), False),
    (re.compile(r"(?:9558|95599|601382|456351|436742|60138)[0-9]{10,15}"), False),
    (re.compile(r"(?:4[0-9]{15}|5[1-5][0-9]{14}|3[47][0-9]{13})"), True),
)
CARD_WORDS = re.compile(r"卡号|账号|帐号|账户|帐户|银行|开户|打卡")


def _numbers(text: str) -> Iterator[Detection]:
    """Identity-card, bank-card and mobile numbers: whole digit groups, also if blanks or hyphens divide them."""
    for run in RUN.finditer(text):
        if not _stands_alone(text, run):
            continue
        groups = [(match.group(), run.start() + match.start()) for match in GROUP.finditer(run.group())]
        first = 0
        while first < len(groups):
            hit, used = _longest_finding(text, groups, first)
            if hit is not None:
                yield hit
            first += used


def _stands_alone(text: str, run: re.Match[str]) -> bool:
    """Whether the run is neither part of a code of letters and digits nor the decimals of an amount."""
    after = text[run.end() : run.end() + 1]
    if after.isascii() and after.isalnum():
        return False
    before = text[max(run.start() - 12, 0) : run.start()]
    if re.search(r"[0-9][.,]\Z", before):
        return False
    return re.search(r"(?:[0-9][A-Za-z]+|[A-Za-z]{11})\Z", before) is None


def _longest_finding(text: str, groups: list[tuple[str, int]], first: int) -> tuple[Detection | None, int]:
    """The longest finding that begins at this group, and its number of groups; None and 1 without any."""
    number, sizes = "", list[int]()
    found: tuple[Detection | None, int] = (None, 1)
    start = groups[first][1]
    for index in range(first, len(groups)):
        digits, at = groups[index]
        number += digits
        sizes.append(len(digits))
        if len(number) > LONGEST_NUMBER:
            break
        end = at + len(digits)
        if len(number) >= SHORTEST_NUMBER and (kind := _read(text, number.upper(), sizes, start, end)):
            found = (Detection(kind, start, end, _masked(kind, number)), index - first + 1)
    return found


def _read(text: str, number: str, sizes: list[int], start: int, end: int) -> Kind | None:
    if len(number) == 18 and _is_identity(number):
        return Kind.IDENTITY_CARD
    if not number.isdecimal():
        return None
    if 15 <= len(number) <= 19 and _is_card(number, text[max(start - 16, 0) : start]):
        return Kind.BANK_CARD
    if len(number) == 15 and _is_old_identity(number):
        return Kind.IDENTITY_CARD
    if 11 <= len(number) <= 15 and _groups_like_telephone(sizes) and MOBILE.fullmatch(number):
        return None if AMOUNT.match(text, end) else Kind.MOBILE
    return None


def _is_identity(number: str) -> bool:
    if not PROVINCE.match(number) or not number[:17].isdecimal():
        return False
    try:
        born = ric.get_birth_date(number)
    except (ValidationError, ValueError):
        return False
    return 1850 <= born.year <= 2100 and ric.calc_check_digit(number) == number[17]


def _is_old_identity(number: str) -> bool:
    """Whether fifteen digits, which have no checksum, name a county that had its code in the year of birth."""
    if not PROVINCE.match(number):
        return False
    try:
        born = date(1900 + int(number[6:8]), int(number[8:10]), int(number[10:12]))
    except ValueError:
        return False
    return _county_existed(number[:6], born.year)


@lru_cache(maxsize=4096)
def _county_existed(code: str, year: int) -> bool:
    """Whether a county had this code in that year."""
    try:
        ric.get_birth_place(f"{code}{year}01010000")
    except (ValidationError, ValueError, LookupError):
        return False
    return True


def _is_card(number: str, before: str) -> bool:
    for pattern, needs_word in CARDS:
        if pattern.fullmatch(number) and luhn.is_valid(number):
            return not needs_word or CARD_WORDS.search(before) is not None
    return False


def _groups_like_telephone(sizes: list[int]) -> bool:
    """Whether digits are grouped like 138 1234 5678, 1381 234 5678, +86 138… or one by one, unlike a row of figures."""
    own = sizes[1:] if len(sizes) > 1 and sizes[0] in (2, 4) and sum(sizes) > 11 else sizes
    return (len(own) <= 4 and min(own) >= 3) or (len(own) == 11 and max(own) == 1)


BUSINESS_CODE = re.compile(
    r"(?<![0-9A-Za-z])92(?:[ \-]?[0-9A-HJ-NPQRTUWXYa-hj-npqrtuwxy]){16}(?![0-9A-Za-z])"
)


def _business_codes(text: str) -> Iterator[Detection]:
    """Unified social credit codes of sole traders (92…), which name a person; those of other bodies are public."""
    for match in BUSINESS_CODE.finditer(text):
        code = re.sub(r"[ \-]", "", match.group()).upper()
        if uscc.is_valid(code):
            yield Detection(Kind.BUSINESS_CODE, *match.span(), _masked(Kind.BUSINESS_CODE, code))


SHOWN = {Kind.IDENTITY_CARD: (4, 2), Kind.BUSINESS_CODE: (4, 4), Kind.MOBILE: (3, 4), Kind.BANK_CARD: (4, 4)}


def _masked(kind: Kind, number: str) -> str:
    """The number with only its first and last characters, as many as `SHOWN` says."""
    head, tail = SHOWN[kind]
    if kind is Kind.MOBILE:
        number = number[-11:]
    return f"{number[:head]}{'*' * (len(number) - head - tail)}{number[-tail:]}"


# Home addresses

N = r"[0-9A-Za-z#一二三四五六七八九十百零〇]{1,6}"
PLACE = r"[^\s。、,;:!?()]"
HOME_WORD = (
    r"(?:家庭住址|家庭地址|家住|现住址|现居住地|现住|常住地|居住地址|居住地|住址"
    r"|户籍所在地|户籍地址|户籍地|户口所在地)"
)
CUED = re.compile(rf"{HOME_WORD}(?:为|在|是|于)?\s?[:：]?\s?({PLACE}{{2,50}})")
FLAT = re.compile(
    rf"{N}\s?(?:号楼|栋|幢|楼|座|号)\s?{N}\s?单元(?:\s?{N}\s?(?:室|号|户))?"
    rf"|{N}\s?单元\s?{N}\s?(?:室|号|户)"
    rf"|{N}\s?(?:号楼|栋|幢)\s?(?:{N}\s?层)?\s?{N}\s?(?:室|户)"
)
VILLAGE = re.compile(rf"(?:村|嘎查|队){PLACE}{{0,6}}?{N}\s?(?:组|社|队)\s?{N}\s?(?:号|户)")
BEFORE = re.compile(rf"{PLACE}{{0,20}}$")
OFFICE = re.compile(
    r"办公|办事|政府|行政|机关|党政|大厅|服务中心|单位地址|机构地址|注册地址|经营场所|会议|报名|受理"
)
HOME_UNIT = r"村|嘎查|小区|社区|家园|花园|公寓|路|街|巷|胡同|号|楼|栋|幢|单元|室|户|组|社"
UNIT = re.compile(HOME_UNIT)


def _addresses(text: str) -> Iterator[Detection]:
    """Home addresses: after a word such as 住址, or down to the flat or the household; offices are left out."""
    ended = 0
    found = [match.span(1) for match in CUED.finditer(text) if UNIT.search(text, *match.span(1))]
    for pattern in (FLAT, VILLAGE):
        for match in pattern.finditer(text):
            if not OFFICE.search(text, max(match.start() - 24, 0), match.end()):
                found.append((_begins(text, match.start()), match.end()))
    for start, end in sorted(found):
        if start >= ended:
            excerpt = re.sub(r"[0-9A-Za-z#]", "*", text[start:end])
            shown = excerpt if len(excerpt) <= 10 else f"{excerpt[:10]}……"
            yield Detection(Kind.HOME_ADDRESS, start, end, shown)
            ended = end


def _begins(text: str, start: int) -> int:
    """The start of the words that lead up to an address, at most twenty characters before it."""
    before = BEFORE.search(text[max(start - 20, 0) : start])
    return start - len(before.group()) if before else start


# Markings

LEVEL = r"(?:绝 ?密|机 ?密|秘 ?密)"
HANZI = "\u4e00-\u9fff"
TERM = r"(?:长 ?期|启用前|[0-9]{1,3} ?(?:年|个月|月|天)|[一二三四五六七八九十]{1,3}(?:年|个月))"
STAR = r"[★☆*⭐✩✭]"
INTERNAL = r"内 ?部 ?(?:资 ?料|文 ?件|材 ?料|刊 ?物|明 ?电|传 ?阅|参 ?考|使 ?用|发 ?文)"
KEEP = r"(?:注意保存|妥善保管|妥善保存|不得外传|严禁外传|请勿外传|切勿外传|注意保密|严禁复制|不得公开)"
#: The beginning and the end of a line, with blanks.
OPEN = r"(?:^|(?<=[\n\r\f]))[ ]{0,40}"
SHUT = r"(?=[ ]{0,40}(?:$|[\n\r\f]))"
MARKINGS = tuple(
    re.compile(pattern)
    for pattern in (
        # with ★
        rf"(?:{LEVEL}|内 ?部|工作秘密) ?{STAR} ?{TERM}?",
        # level and term
        rf"(?<![{HANZI}]){LEVEL} ?[:·,，]? ?{TERM}(?![{HANZI}])",
        # a level on a line of its own
        rf"{OPEN}({LEVEL}|工作秘密)(?=[ ]{{0,40}}(?:$|[\n\r\f_—:★*\-])|[ ]{{2}})",
        # in brackets
        rf"[\[(【〔〖<]\s?({LEVEL}|工作秘密|内部|{INTERNAL})\s?[\])】〕〗>]",
        # 秘密级 at the end of a line, after a blank or a mark
        rf"(?:{OPEN}|(?<=[^{HANZI}\w、,“”‘’\"'《〈]))({LEVEL}级){SHUT}",
        # the level of this document
        r"(?:此件|本件|该件|本文件|该文件|此文件|密级|定密|标密)(?:[为系是属定于: ]){0,4}"
        rf"({LEVEL}级?|工作秘密|国家秘密)"
        rf"(?=[ ]?(?:$|[\n\r\f,，。;；.、)★*]|件|文件|事项))",
        # internal material
        rf"(?<![{HANZI}])({INTERNAL})(?:{SHUT}|[ ,，。;；:!]{{0,4}}{KEEP})",
        # limits on passing on
        rf"{OPEN}({KEEP})[!。]?{SHUT}",
        r"仅(?:供|限)(?:本?单位|机关|系统|本系统)?内部(?:使用|参考|传阅|掌握|阅)",
    )
)


def _markings(text: str) -> Iterator[Detection]:
    """Markings of secrecy, not the words 秘密 or 内部 in a sentence: alone on a line, in brackets, with ★."""
    found: list[tuple[int, int]] = []
    for pattern in MARKINGS:
        for match in pattern.finditer(text):
            blanks = len(match.group()) - len(match.group().lstrip())
            found.append((match.start() + blanks, match.end()))
    ended = 0
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if start >= ended:
            yield Detection(Kind.SECRECY_MARKING, start, end, text[start:end].strip()[:40])
            ended = end


def masked(text: str, *, but: Collection[Kind] = ()) -> str:
    """The text with a note in the place of each passage that `detect` finds, except of these kinds."""
    parts, end = [], 0
    for found in detect(text):
        if found.kind not in but and found.start >= end:
            parts += [text[end : found.start], f"〔隐去{found.label}〕"]
            end = found.end
    return "".join([*parts, text[end:]])

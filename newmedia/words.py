"""What in a text has to be looked at before it is published; pure Python.

Personal data and secrecy marks, advertising, names that are nearly but not quite those in use, names of agencies that are no
more, and the words of a table that the propaganda department keeps. A word that is let through wins over every hit inside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from foundation.privacy.detectors import Kind, detect
from newmedia.statute import Severity
from secrecy_review.leaks import seen_as

#: The characters shown on either side of a hit.
AROUND = 12
#: Names that every text writes rightly, whatever the county's own directory holds.
ALWAYS = ("中华人民共和国", "中国共产党", "内蒙古自治区", "巴彦淖尔市", "国务院办公厅")
#: Names shorter than this are near to too much else.
SHORTEST_NAME = 5
#: Leaders' names and posts are looked for from this length on; shorter ones stand with their post.
SHORTEST_LEADER = 3
#: Of names this long another last character is a slip, too.
LONG_NAME = 7

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SHOPS = re.compile(r"(?:taobao|tmall|jd|pinduoduo|yangkeduo|meituan|1688)\.com|tb\.cn", re.I)
_OFFERS = re.compile(
    r"扫码领取|扫码下单|加微信|加V信|优惠券|限时优惠|优惠价|打折|折扣|包邮|秒杀|抢购|下单|点击购买|领红包|代办费|有偿服务|[￥¥]\s?\d"
)
_SUPERLATIVES = re.compile("国家级|最高级|最佳")
_PERSONNEL = re.compile("任免|任命.{0,12}为|免去.{0,16}职务|任前公示")
_CASES = re.compile("接受纪律审查|接受监察调查|开除党籍|开除公职|涉嫌严重违纪|双开")


@dataclass(frozen=True)
class Hit:
    """A passage that was found: what kind, how grave, where in the text, and what to do."""

    kind: str
    severity: Severity
    start: int
    end: int
    advice: str


@dataclass(frozen=True)
class Known:
    """What the portal knows: names in use, names that are no more with what they are called now, the words of the table."""

    names: tuple[str, ...] = ()
    former: Mapping[str, str] | None = None
    #: Names and posts of leaders, as they are written rightly.
    leaders: tuple[str, ...] = ()
    #: Word, severity, advice.
    table: tuple[tuple[str, str, str], ...] = ()


def plain(text: str) -> tuple[str, list[int]]:
    """The text without characters that nobody sees, the others as what they look like, with the place of each as given."""
    said, places = [], []
    for place, character in enumerate(text):
        if _UNSEEN.match(character):
            continue
        for each in seen_as(character):
            said.append(each)
            places.append(place)
    return "".join(said), places


def check(text: str, known: Known, *, bulletin: bool = False) -> list[Hit]:
    """Every hit in a text, in its order; one that stands within a word that is let through is none."""
    said, places = plain(text)
    found = [
        *_private(said),
        *_advertising(said),
        *_names(said, known),
        *_leaders(said, known),
        *_former(said, known),
        *_table(said, known),
    ]
    if not bulletin:
        found += _bulletins(said)
    allowed = [
        (m.start(), m.end())
        for word, severity, _advice in known.table
        if severity == Severity.ALLOW
        for m in re.finditer(re.escape(plain(word)[0]), said)
    ]
    kept = {
        (hit.start, hit.end, hit.kind): hit
        for hit in found
        if not any(first <= hit.start and hit.end <= last for first, last in allowed)
    }
    return [
        Hit(hit.kind, hit.severity, places[hit.start], places[hit.end - 1] + 1, hit.advice)
        for hit in sorted(kept.values(), key=lambda each: (each.start, each.end))
    ]


def context(text: str, hit: Hit) -> tuple[str, str, str]:
    """What stands before a hit, the hit, and what stands behind it."""
    return (
        text[max(0, hit.start - AROUND) : hit.start],
        text[hit.start : hit.end],
        text[hit.end : hit.end + AROUND],
    )


_NEVER = (Kind.IDENTITY_CARD, Kind.BANK_CARD, Kind.SECRECY_MARKING)


def _private(said: str) -> Iterator[Hit]:
    for each in detect(said):
        never = each.kind in _NEVER
        advice = "请删去。" if never else "公开的号码、地址请说明，别人的请删去。"
        severity = Severity.BLOCK if never else Severity.ANSWER
        yield Hit(each.label, severity, each.start, each.end, advice)


def _advertising(said: str) -> Iterator[Hit]:
    for pattern, kind, severity, advice in (
        (_SHOPS, "商业链接", Severity.BLOCK, "政务新媒体不得出现商业广告（NM-6），请删去。"),
        (_OFFERS, "像是商业广告", Severity.ANSWER, "商业广告、有偿服务请删去（NM-6）；不是的，请说明。"),
        (_SUPERLATIVES, "广告法禁用的说法", Severity.HINT, "宣传产品、服务时不能用。"),
    ):
        for m in pattern.finditer(said):
            yield Hit(kind, severity, m.start(), m.end(), advice)


def _bulletins(said: str) -> Iterator[Hit]:
    for pattern, kind in ((_PERSONNEL, "像是人事任免"), (_CASES, "像是案件通报")):
        for m in pattern.finditer(said):
            told = "由纪检监察、组织人事部门统一发布（NM-11）；不是的，请说明。"
            yield Hit(kind, Severity.ANSWER, m.start(), m.end(), told)


def _names(said: str, known: Known) -> Iterator[Hit]:
    """Passages that are one character away from a name, and no name themselves."""
    names = sorted({name for name in (*ALWAYS, *known.names) if len(name) >= SHORTEST_NAME})
    right = {*names, *(known.former or {})}
    exact = [(m.start(), m.end()) for name in right for m in re.finditer(re.escape(name), said)]
    for name in names:
        for start, end in near(said, name):
            if not any(first < end and start < last for first, last in exact):
                yield Hit("和规范名称差一个字", Severity.ANSWER, start, end, f"是不是“{name}”？")


def _leaders(said: str, known: Known) -> Iterator[Hit]:
    """Passages that are one character away from the name or post of a leader; the last character counts as any other."""
    names = sorted({plain(name)[0] for name in known.leaders if len(name) >= SHORTEST_LEADER})
    exact = [(m.start(), m.end()) for name in names for m in re.finditer(re.escape(name), said)]
    for name in names:
        for start, end in near(said, name, ends_too=True):
            # What a comma or a blank parts is no name; the point in a Mongolian one is.
            whole = all(each.isalnum() or each in name for each in said[start:end])
            if whole and not any(first < end and start < last for first, last in exact):
                told = f"是不是“{name}”？是另外的人或者职务的，请说明。"
                yield Hit("和领导姓名、职务差一个字", Severity.ANSWER, start, end, told)


def near(said: str, name: str, *, ends_too: bool = False) -> Iterator[tuple[int, int]]:
    """Where a text has a name with one character changed, left out, added, or two beside each other in the wrong order.

    One half of the name stands there unchanged, or the two in its middle changed places. A name that only begins or ends earlier
    is none: people shorten names.
    """
    whole, half = len(name), len(name) // 2
    head, tail = name[:half], name[half:]
    swapped = name[: half - 1] + name[half] + name[half - 1] + name[half + 1 :]
    seen = set()
    for part, at in ((head, 0), (tail, half)):
        for m in re.finditer(f"(?={re.escape(part)})", said):
            for length in (whole, whole - 1, whole + 1):
                start = m.start() if at == 0 else m.start() + len(part) - length
                if start < 0 or start + length > len(said):
                    continue
                if one_apart(said[start : start + length], name, ends_too=ends_too):
                    seen.add((start, start + length))
    seen |= {(m.start(), m.end()) for m in re.finditer(re.escape(swapped), said)}
    # Of several windows over one slip the one of the name's own length is meant, else the first.
    taken: list[tuple[int, int]] = []
    for start, end in sorted(seen, key=lambda each: (abs(each[1] - each[0] - whole), each)):
        if not any(first < end and start < last for first, last in taken):
            taken.append((start, end))
    return iter(sorted(taken))


def one_apart(found: str, name: str, *, ends_too: bool = False) -> bool:
    """Whether one change inside it makes a passage the name: another character, one less, one more, two the wrong way round.

    With `ends_too` another last character is a slip whatever the length: nobody shortens the name of a person.
    """
    if len(found) == len(name):
        differing = [n for n, (a, b) in enumerate(zip(found, name, strict=True)) if a != b]
        if len(differing) == 1:
            # A short name that ends otherwise is another word: 荣丰办事大厅.
            return differing[0] < len(name) - 1 or ends_too or len(name) >= LONG_NAME
        return (
            len(differing) == 2
            and differing[1] == differing[0] + 1
            and found[differing[0]] == name[differing[1]]
            and found[differing[1]] == name[differing[0]]
        )
    longer, shorter = (found, name) if len(found) > len(name) else (name, found)
    place = next((n for n, (a, b) in enumerate(zip(longer, shorter, strict=False)) if a != b), len(shorter))
    # At an end nothing is lost and nothing came in: it is a shorter name, or what stands before or behind it.
    return 0 < place < len(shorter) and longer[place + 1 :] == shorter[place:]


def _former(said: str, known: Known) -> Iterator[Hit]:
    """Names of agencies that are called otherwise now, where they are no part of a name in use."""
    current = [(m.start(), m.end()) for name in known.names for m in re.finditer(re.escape(name), said)]
    for old, new in (known.former or {}).items():
        for m in re.finditer(re.escape(old), said):
            if not any(first <= m.start() and m.end() <= last for first, last in current):
                told = f"现在叫“{new}”。" if new else "这个机构已经撤销。"
                yield Hit(
                    "旧的机构名称", Severity.ANSWER, m.start(), m.end(), f"{told}说的是从前的，请说明。"
                )


def _table(said: str, known: Known) -> Iterable[Hit]:
    for word, severity, advice in known.table:
        if severity != Severity.ALLOW:
            for m in re.finditer(re.escape(plain(word)[0]), said, re.I):
                yield Hit("宣传部的用语表", Severity(severity), m.start(), m.end(), advice)

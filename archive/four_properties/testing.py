"""The test of each item (DA/T 70-2018; AR-2): what is wrong is said so that whoever filed it knows what to do."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache
from importlib.metadata import version

from django.utils.timezone import localdate

from archive.four_properties.looking import ENVIRONMENTS, Seen, look
from archive.four_properties.results import Examined, Item, Outcome, Result, Stage
from archive.packages.contents import Archived, LedgerRecord
from archive.packages.layout import placed
from foundation.records.declared import Needs

TOOL = "五原县政务公开平台四性检测"
#: Moves whenever an item is tested otherwise.
RULES = "规则第 2 版"
TERMS = frozenset({"永久", "30年", "10年"})
CLASSES = frozenset({"", "无", "内部", "秘密", "机密", "绝密"})
LONGEST_TITLE, MOST_NAMED, FIRST_YEAR = 500, 5, 1949
#: What cannot be read, wherever it stands: what decoding left behind, and control characters.
_UNREADABLE = re.compile("[\ufffd\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
#: What turns the direction of writing about and is not seen: a title, or the extension of a name, reads as another.
DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_CATEGORY = re.compile(r"[A-Z]{2}\Z")
#: What a line of the ledger says as its hash does (foundation/casework/ledger.py).
_HASHED = ("act", "label", "from_state", "to_state", "reason", "digest")
#: The names of tools that have a version of their own, by what they are used for.
_LIBRARIES = {Item.OPENS: ("pypdf", "pillow"), Item.EMBEDDED: ("pypdf", "pillow")}


class _NotApplicable(str):
    """Why an item is not applicable."""


class _Waiting(str):
    """What a person has to say."""


#: Blank where an item passed, else what is wrong with it.
Found = str
Test = Callable[[Examined, Sequence[Seen], datetime], Found]


def examine(given: Examined, at: datetime) -> list[Result]:
    """The result of every item, in the order of `Item`; `at` is now, with which days are compared.

    Raises `Rejected` where all helpers that look into files are busy: nothing is found then, and it is tried again.
    """
    seen = [look(member, place, given, at) for place, member in placed(given.unit)]
    return [_told(given, item, test(given, seen, at)) for item, test in TESTS.items()]


#: What is asked of a package as a whole, once it is made and once it lies on its carrier.
OF_THE_PACKAGE = (Item.STRUCTURE, Item.FOREIGN, Item.CARRIER)


def examine_package(given: Examined, at: datetime) -> list[Result]:
    """The results of what concerns the whole package, whichever of its units is given."""
    return [_told(given, item, TESTS[item](given, (), at)) for item in OF_THE_PACKAGE]


def _told(given: Examined, item: Item, found: Found) -> Result:
    """A result. A person's answer stands where a person is asked, never over what was found to be wrong."""
    answer = given.answers.get(item)
    if isinstance(found, _Waiting) and answer is not None:
        outcome = Outcome.PASSED if answer.passed else Outcome.FAILED
        said = f"{answer.said}（{answer.by}，{answer.at:%Y-%m-%d %H:%M}）"
        return Result(item, outcome, said, answer.tool or "人工确认", answer.version)
    tool, its_version = TOOL, _rules_of(item)
    if item is Item.VIRUS and given.scanner is not None:
        tool, its_version = given.scanner.name, given.scanner.version
    if isinstance(found, _Waiting):
        return Result(item, Outcome.WAITING, str(found), tool, its_version)
    if isinstance(found, _NotApplicable):
        return Result(item, Outcome.NOT_APPLICABLE, str(found), tool, its_version)
    return Result(item, Outcome.FAILED if found else Outcome.PASSED, found, tool, its_version)


@cache
def _rules_of(item: Item) -> str:
    """The versions of what finds out about an item: asked of the installation once, not for each of ten thousand."""
    return "，".join([RULES, *(f"{name} {version(name)}" for name in _LIBRARIES.get(item, ()))])


def _each(wrong: Sequence[tuple[str, str]]) -> Found:
    """What is wrong with which files; the first few by name."""
    named = "；".join(f"{name}：{said.rstrip('。')}" for name, said in wrong[:MOST_NAMED])
    more = f"；另有 {len(wrong) - MOST_NAMED} 处" if len(wrong) > MOST_NAMED else ""
    return f"{named}{more}。" if wrong else ""


# True


def _digest(_given: Examined, seen: Sequence[Seen], _at: datetime) -> Found:
    wrong = []
    for one in seen:
        if one.missing:
            wrong.append((one.name, "文件不见了，请从备份恢复"))
        elif one.sha256 != one.member.sha256:
            wrong.append((one.name, "内容与登记的 SHA-256 摘要不符，请从备份恢复或者用原件重新归档"))
    return _each(wrong)


def _days(unit: Archived) -> list[tuple[str, date | None]]:
    return [
        ("起始日期", unit.formed_from),
        ("终止日期", unit.formed_to),
        *((f"“{entry.title}”的日期", entry.formed_on) for entry in unit.entries),
        ("公开日期", unit.disclosure.since),
    ]


def _metadata(given: Examined, seen: Sequence[Seen], at: datetime) -> Found:
    unit, today = given.unit, localdate(at)
    wrong = [(said, "在今天以后，请核对") for said, day in _days(unit) if day and day > today]
    wrong += [
        (said, f"早于 {FIRST_YEAR} 年，请核对") for said, day in _days(unit) if day and day.year < FIRST_YEAR
    ]
    if unit.formed_from and unit.formed_to and unit.formed_from > unit.formed_to:
        wrong.append(("起止日期", "终止日期早于起始日期"))
    if not FIRST_YEAR <= unit.year <= today.year:
        wrong.append(("年度", f"{unit.year} 不是可能的年度"))
    if unit.term not in TERMS:
        wrong.append(("保管期限", f"“{unit.term}”不是永久、30年、10年之一"))
    if not _CATEGORY.match(unit.category):
        wrong.append(("门类", f"“{unit.category}”不是 DA/T 13 的两个字母的代码"))
    titles = [unit.title, *(entry.title for entry in unit.entries)]
    wrong += [
        (f"题名“{title[:20]}…”", f"超过 {LONGEST_TITLE} 字") for title in titles if len(title) > LONGEST_TITLE
    ]
    classes = [unit.security, *(entry.security for entry in unit.entries)]
    wrong += [
        ("密级", f"“{each}”不是密级") for each in classes if each.rstrip("★0123456789年月长期") not in CLASSES
    ]
    wrong += [(one.name, "登记的摘要不是 SHA-256") for one in seen if not _DIGEST.match(one.member.sha256)]
    return _each(wrong)


def _embedded(_given: Examined, seen: Sequence[Seen], _at: datetime) -> Found:
    wrong = [(one.name, said) for one in seen for said in one.differs]
    if wrong:
        return _each(wrong)
    doubts = [(one.name, said) for one in seen for said in one.doubts]
    return _Waiting(_each(doubts)) if doubts else ""


def _place(given: Examined, seen: Sequence[Seen], _at: datetime) -> Found:
    wrong = [
        (one.name, f"登记 {one.member.size} 字节，实际 {one.size} 字节")
        for one in seen
        if not one.missing and one.size != one.member.size
    ]
    places = Counter(one.place for one in seen)
    wrong += [(place, "两个文件指向同一位置") for place, times in places.items() if times > 1]
    wrong += [(one.name, "没有登记文件名") for one in seen if not one.member.name.strip()]
    return _each(wrong)


def _structure(given: Examined, _seen: Sequence[Seen], _at: datetime) -> Found:
    if given.faults is None:
        return _NotApplicable("这一步还没有制作或者接收信息包。")
    said = [str(fault).rstrip("。") for fault in given.faults]
    more = f"；另有 {len(said) - MOST_NAMED} 处" if len(said) > MOST_NAMED else ""
    return f"{'；'.join(said[:MOST_NAMED])}{more}。" if said else ""


def _sent(given: Examined, seen: Sequence[Seen], _at: datetime) -> Found:
    if given.sent is None:
        return _NotApplicable("不是由业务系统产生的，没有可以对照的发出记录。")
    here = {one.sha256 for one in seen if not one.missing}
    lacking = len(set(given.sent) - here)
    strange = [
        (one.name, "不是业务系统发出的") for one in seen if one.sha256 not in given.sent and not one.missing
    ]
    if lacking:
        strange.append(("业务系统发出的文件", f"有 {lacking} 个不在里面"))
    return _each(strange)


# Whole


def _required(given: Examined, seen: Sequence[Seen], _at: datetime) -> Found:
    unit = given.unit
    names = {
        "档号": unit.code if given.stage is not Stage.FILING else "（归档时给出）",
        "全宗号": unit.fonds,
        "全宗名称": unit.fonds_name,
        "门类": unit.category,
        "保管期限": unit.term,
        "机构或问题": unit.section,
        "题名": unit.title,
        "责任者": unit.responsible,
        "日期": unit.formed_from,
        "到期开放意见": unit.opening.opinion,
        "政府信息公开情况": unit.disclosure.status,
    }
    lacking = [name for name, value in names.items() if not value or not str(value).strip()]
    for number, entry in enumerate(unit.entries, 1):
        told = {"题名": entry.title, "责任者": entry.responsible}
        lacking += [f"第 {number} 件的{name}" for name, value in told.items() if not value.strip()]
    return f"缺少：{'、'.join(lacking[:20])}。请补齐。" if lacking else ""


def _numbers(given: Examined, _seen: Sequence[Seen], _at: datetime) -> Found:
    wrong, page = [], 1
    for number, entry in enumerate(given.unit.entries, 1):
        if entry.first_page is None or entry.pages is None:
            continue
        if given.unit.is_volume and entry.first_page != page:
            wrong.append((f"第 {number} 件", f"从第 {entry.first_page} 页开始，应当从第 {page} 页开始"))
        page = entry.first_page + entry.pages
    if given.numbers is not None:
        numbers = sorted(given.numbers)
        gaps = sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers))
        wrong += (
            [("件号", f"缺 {'、'.join(map(str, gaps[:10]))}{'等' if len(gaps) > 10 else ''}")] if gaps else []
        )
        twice = [str(number) for number, times in Counter(numbers).items() if times > 1]
        wrong += [("件号", f"{'、'.join(twice)} 用了不止一次")] if twice else []
    elif not given.unit.is_volume:
        return _NotApplicable("单独一件，没有同一序列的件号可以对照。")
    return _each(wrong)


def _process(given: Examined, _seen: Sequence[Seen], _at: datetime) -> Found:
    ledger, wrong = given.unit.records.ledger, []
    for matter in dict.fromkeys(line.matter for line in ledger):
        broken = _broken_at([line for line in ledger if line.matter == matter])
        if broken:
            wrong.append((f"{matter} 的办理记录", f"第 {broken} 条起与上一条不相扣，或者被改动过"))
    for matter, needs in given.needs.items():
        wrong += _lacking(matter, needs, [line for line in ledger if line.matter == matter])
    if wrong:
        return _each(wrong)
    if given.asks_for_process:
        return _Waiting("这是从外面收来的材料，请确认反映过程的材料都在里面。")
    return "" if ledger else _NotApplicable("没有电子的办理记录。")


def _lacking(matter: str, needs: Sequence[Needs], lines: Sequence[LedgerRecord]) -> list[tuple[str, str]]:
    """What the ledger of a matter has to hold and does not."""
    if not lines:
        return [(matter, "没有一条办理记录")]
    done = {line.act for line in lines}
    wanting = [each.said for each in needs if done.isdisjoint(each.acts)]
    return [(f"{matter} 的办理记录", f"没有“{said}”") for said in wanting]


def _broken_at(lines: Sequence[LedgerRecord]) -> int:
    """The number of the first line that does not follow from the one before it, or says what was not hashed; 0 if none."""
    previous = ""
    for number, line in enumerate(lines, 1):
        said = {name: getattr(line, name) for name in _HASHED} | {
            "sequence": number,
            "previous_hash": previous,
        }
        try:
            hashed = json.loads(line.hashed)
        except ValueError:
            return number
        proved = hashlib.sha256(line.hashed.encode()).hexdigest() == line.hash
        if (
            not proved
            or not isinstance(hashed, dict)
            or any(hashed.get(name) != value for name, value in said.items())
        ):
            return number
        if (line.sequence, line.previous_hash) != (number, previous):
            return number
        previous = line.hash
    return 0


def _content(given: Examined, seen: Sequence[Seen], _at: datetime) -> Found:
    wrong = [
        (f"第 {number} 件“{entry.title}”", "只有条目，没有文件")
        for number, entry in enumerate(given.unit.entries, 1)
        if not entry.members and not entry.erased_size
    ]
    if not given.unit.entries:
        wrong.append(("目录", "里面没有一个条目"))
    wrong += [(one.name, "是空文件") for one in seen if not one.missing and not one.size]
    for number, entry in enumerate(given.unit.entries, 1):
        same = Counter((member.sha256, member.sort) for member in entry.members)
        twice = [
            next(m for m in entry.members if m.sha256 == digest)
            for (digest, _), times in same.items()
            if times > 1
        ]
        wrong += [(f"第 {number} 件", f"“{member.title}”（{member.name}）放了不止一次") for member in twice]
    return _each(wrong)


def _totals(given: Examined, seen: Sequence[Seen], _at: datetime) -> Found:
    if given.totals is None:
        return _NotApplicable("没有给出应有的总数。")
    said, size = given.totals, sum(one.size for one in seen)
    wrong = []
    if said.files != len(seen):
        wrong.append(("文件数", f"应有 {said.files} 个，实有 {len(seen)} 个"))
    if said.size != size:
        wrong.append(("字节数", f"应有 {said.size}，实有 {size}"))
    pages = sum(entry.pages or 0 for entry in given.unit.entries)
    if said.pages is not None and said.pages != pages:
        wrong.append(("页数", f"应有 {said.pages} 页，实有 {pages} 页"))
    return _each(wrong)


# Usable


def _readable(given: Examined, seen: Sequence[Seen], _at: datetime) -> Found:
    unit = given.unit
    told = {"题名": unit.title, "责任者": unit.responsible, "备注": unit.remark, "全宗名称": unit.fonds_name}
    told |= {f"第 {n} 件的题名": entry.title for n, entry in enumerate(unit.entries, 1)}
    told |= {f"第 {n} 个文件的名称": f"{one.member.title}{one.member.name}" for n, one in enumerate(seen, 1)}
    wrong = [
        (name, "有读不出来的字符（乱码），请改正") for name, said in told.items() if _UNREADABLE.search(said)
    ]
    turned = "有改变文字方向的隐藏字符，显示的和写的不一样，请改正"
    return _each([*wrong, *((name, turned) for name, said in told.items() if DIRECTION.search(said))])


def _opens(_given: Examined, seen: Sequence[Seen], _at: datetime) -> Found:
    wrong = [(one.name, one.closed or "文件不见了") for one in seen if one.closed or one.missing]
    if wrong:
        return _each(wrong)
    large = [(one.name, "文件太大，系统没有打开，请人工打开看一遍") for one in seen if one.unopened]
    return _Waiting(_each(large)) if large else ""


def _format(_given: Examined, seen: Sequence[Seen], _at: datetime) -> Found:
    return _each([(one.name, one.foreign) for one in seen if one.foreign])


def _environment(_given: Examined, seen: Sequence[Seen], _at: datetime) -> Found:
    wrong = [
        (one.name, "没有记载用什么软件打开")
        for one in seen
        if not (one.member.made_with or one.member.media_type in ENVIRONMENTS)
    ]
    return _each(wrong)


def _unlocked(_given: Examined, seen: Sequence[Seen], _at: datetime) -> Found:
    return _each([(one.name, one.locked) for one in seen if one.locked])


# Safe


def _virus(given: Examined, seen: Sequence[Seen], _at: datetime) -> Found:
    wrong = [(one.name, f"查出 {one.virus}") for one in seen if one.virus]
    wrong += [(one.name, one.running) for one in seen if one.running]
    if wrong:
        return _each(wrong)
    if given.scanner is None:
        return _Waiting(
            "系统已查过宏、脚本和外部链接；没有接入杀毒软件，请用杀毒软件查过，填写软件、版本和结论。"
        )
    return ""


def _foreign(given: Examined, _seen: Sequence[Seen], _at: datetime) -> Found:
    if given.carrier is None:
        return _NotApplicable("没有使用移交载体。")
    there, belonging = (set(names) for names in given.carrier)
    wrong = [(name, "与移交无关，请从载体里去掉") for name in sorted(there - belonging)]
    return _each([*wrong, *((name, "不在载体上，请写到载体上") for name in sorted(belonging - there))])


def _carrier(given: Examined, _seen: Sequence[Seen], _at: datetime) -> Found:
    if given.carrier is None:
        return _NotApplicable("没有使用移交载体。")
    return _Waiting("请查看载体外观完好、编号清楚，在两台电脑上都读得出来。")


def _logged(given: Examined, _seen: Sequence[Seen], _at: datetime) -> Found:
    ledger = given.unit.records.ledger
    if not ledger:
        return _Waiting("没有电子的办理记录，请确认由谁经手、有无授权。")
    unnamed = [line for line in ledger if not line.actor.strip() or not line.label.strip()]
    return _each([(f"第 {line.sequence} 条办理记录", "没有写明谁做了什么") for line in unnamed])


TESTS: dict[Item, Test] = {
    Item.DIGEST: _digest,
    Item.METADATA: _metadata,
    Item.EMBEDDED: _embedded,
    Item.PLACE: _place,
    Item.STRUCTURE: _structure,
    Item.SENT: _sent,
    Item.REQUIRED: _required,
    Item.NUMBERS: _numbers,
    Item.PROCESS: _process,
    Item.CONTENT: _content,
    Item.TOTALS: _totals,
    Item.READABLE: _readable,
    Item.OPENS: _opens,
    Item.FORMAT: _format,
    Item.ENVIRONMENT: _environment,
    Item.UNLOCKED: _unlocked,
    Item.VIRUS: _virus,
    Item.FOREIGN: _foreign,
    Item.CARRIER: _carrier,
    Item.LOGGED: _logged,
}

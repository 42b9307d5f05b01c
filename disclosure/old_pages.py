"""The head and foot of pages of old portals: labels and values in the shapes that portals write them, and what goes with them."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from disclosure.imported_lines import Line
from foundation.texts.structure import LONGEST_TITLE, NOT_A_TITLE, Oddity

#: The labels of each field in the header of a page.
FIELD_LABELS = {
    "index_number": ("索引号", "信息索引号"),
    "publisher": ("发布机构", "发文机构", "发文机关", "发布单位", "发文单位", "公开机构", "发布机关"),
    "document_number": ("文号", "发文字号", "发文文号", "公文字号"),
    "formed_on": ("成文日期", "发文日期", "生成日期", "成文时间", "发文时间", "生成时间"),
    "published_on": ("发布日期", "公开日期", "发布时间", "公开时间", "公布日期", "公布时间"),
    "validity": ("效力属性", "有效性", "效力状态", "公文时效", "时效", "时效性"),
    "topic": ("主题分类", "所属主题", "分类"),
    "name": ("名称", "标题", "信息名称", "公文名称"),
}
LABELS = {label: field for field, labels in FIELD_LABELS.items() for label in labels}
#: Other labels of old pages, whose values are not taken over.
OTHER_LABELS = (
    {
        "公开方式",
        "公开范围",
        "公开时限",
        "公开目录",
        "公开形式",
        "公开属性",
        "公开类别",
        "载体类型",
        "记录形式",
    }
    | {
        "公文种类",
        "信息分类",
        "体裁",
        "体裁分类",
        "主题词",
        "组配分类",
        "服务对象",
        "生效日期",
        "实施日期",
        "失效日期",
    }
    | {
        "关键词",
        "内容概述",
        "来源",
        "信息来源",
        "稿件来源",
        "文章来源",
        "作者",
        "编辑",
        "责任编辑",
        "审核",
        "责编",
    }
    | {
        "浏览次数",
        "阅读次数",
        "点击次数",
        "点击数",
        "点击量",
        "阅读量",
        "浏览量",
        "访问量",
        "访问次数",
        "阅读",
        "浏览",
        "点击",
    }
    | {"字体", "字号", "字体大小", "分享", "分享到", "打印", "语音播报", "保护视力色"}
)
#: Labels that also begin a title or a sentence: with bar or colon only.
PLAIN_WORDS = {
    "名称",
    "标题",
    "分类",
    "时效",
    "有效性",
    "体裁",
    "来源",
    "作者",
    "编辑",
    "审核",
    "责编",
    "关键词",
} | {
    "阅读",
    "浏览",
    "点击",
    "字体",
    "字号",
    "分享",
    "打印",
    "服务对象",
    "内容概述",
}
#: The fields of the old portal's header, in its order: a blank one is reported.
EXPECTED = ("index_number", "validity", "publisher", "document_number", "formed_on", "published_on")
BAR = re.compile(r"[|｜│¦丨]|\t")
HEADER_LINES = 15
#: Lines between parts of a header: a title and the name of the site.
MOST_BETWEEN = 3
#: What portals write between a value and the next label.
BETWEEN = " \t\xa0\u2002\u2003\u2009\u3000；;，,、/·"
#: Characters that nobody sees.
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
FEW = "[0-9一二三四五六七八九十]{1,3}"
DAY = rf"(?:[0-9]{{4}}|[零〇○一二三四五六七八九]{{4}})\s*[-/.年]\s*{FEW}\s*[-/.月]\s*{FEW}\s*日?"
MOMENT = re.compile(rf"\s*{DAY}(?:[\sT]*[0-9]{{1,2}}[:时][0-9]{{2}}(?:[:分][0-9]{{2}})?[分秒]?)?\s*")

_all = sorted(LABELS.keys() | OTHER_LABELS, key=len, reverse=True)
_spaced = {label: r"\s*".join(label) for label in _all}
_any = "|".join(_spaced.values())
_strict = "|".join(_spaced[label] for label in _all if label not in PLAIN_WORDS)
BRACKETED = re.compile(rf"[【\[［〔（(]\s*({_any})\s*[:：]?\s*[】\]］〕）)]\s*[:：]?")
#: A label in a line: with a colon anywhere, or between blanks where it is no plain word.
LABELLED = re.compile(rf"({_any})\s*[:：]\s*|(?:^|(?<=\s))({_strict})(?=\s|$)\s*")
_SIGNS = r"[\s【】\[\]（）()|｜·、/:：]*"
_BUTTONS = (
    "打印(?:本页|此页|文章|本文)?|关闭(?:窗口|本页)?|分享|收藏(?:本页)?|返回(?:顶部|上页|首页|列表)?|我要纠错|下载|复制链接|微信|微博|QQ空间|纠错"
    "|朗读|语音播报|登录|注册|无障碍(?:浏览|阅读)?|长者(?:模式|版|助手)|适老版|蒙古文版|手机版|客户端|微信公众号|特?大|中|小"
)
#: What old pages have around a text, each for a whole line.
_chrome = (
    r"(?:您|你)?(?:当前|现在|所在)?(?:的)?(?:所在)?位置\s*[:：>＞].*",
    r"(?:网站)?首页\s*(?:[>＞»›→/\\\-－]+|&gt;).*",
    r"[【\[（(]?\s*字(?:体|号)(?:大小)?\s*[】\])）]?\s*[:：]?\s*[【\[（(]?\s*(?:特?大|中|小|\s|[|｜/、+\-A])*[】\]）)]?.*",
    r"[【\[（(]?\s*大\s*[|｜/、]?\s*中\s*[|｜/、]?\s*小\s*[】\]）)]?",
    r"特?大|中|小",
    r"[-=—_─━|｜:+*\s]+",
    r"[Aa]\s*[+＋]\s*[Aa]?\s*[-－]?.{0,4}",
    rf"{_SIGNS}分享到.*",
    rf"{_SIGNS}(?:(?:{_BUTTONS}){_SIGNS})+",
    r"(?:上一篇|下一篇|上一条|下一条|相关链接|相关附件)\s*[:：].*",
    r"(?:扫一扫|扫描二维码|用微信扫).{0,40}",
    r"(?:责任编辑|责编|编辑|审核|校对|初审|复审|终审)\s*[:：].{0,60}",
    r"(?:浏览|阅读|点击|访问)(?:次数|量|数)?\s*[:：]?\s*[0-9]+\s*次?",
    r"(?:主办|承办|版权所有|技术支持|网站标识码|政府网站标识码|蒙?ICP备|.?公网安备).{0,60}",
)
CHROME = re.compile("|".join(f"(?:{pattern})" for pattern in _chrome))
#: Longer lines are no lines of a header.
LONGEST_LINE = 2_000
TAIL = re.compile(r"(?:\s+[【\[（(]?(?:打印|分享|关闭|收藏|字体|大|中|小|纠错)[】\]）)]?[:：]?)+\s*$")
AGENCY = re.compile(
    r"[^。；，：:]{1,25}[局府办厅室委处会院站队所镇乡村部社司校馆行团区]"
    r"|.{1,20}(?:中心|公司|党委|支队|办公室|苏木|嘎查|街道)"
)
INDEX = re.compile(r"[0-9A-Za-z][0-9A-Za-z/\-_.]{3,60}")
NUMBERED = re.compile(r".{0,30}[0-9]{1,5}\s*号|.{0,20}[〔\[［].{1,10}")
VALIDITY = re.compile(r"(?:现行|长期|部分|已|全文)?(?:有效|失效|废止|修改|修订|无效|宣布失效)")
THEME = re.compile(r"[^。；：:]{1,30}")


@dataclass
class Header:
    """What the header of a page says, and its lines."""

    fields: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    found: list[Oddity] = field(default_factory=list)
    between: list[Line] = field(default_factory=list)

    def note(self, kind: str, message: str) -> None:
        self.found.append(Oddity(kind, message))

    def close(self) -> None:
        """List what is blank, or that there is no header."""
        if not self.fields and not any(_names_field(line) for line in self.lines):
            self.note("no_header", "没有找到索引号、发布机构等表头，请逐项补填。")
            return
        for name in EXPECTED:
            if not self.fields.get(name):
                self.note("blank_field", f"{FIELD_LABELS[name][0]}为空。")


def plain(text: str) -> str:
    """The text of a line as it is seen: entities resolved, unseen characters and outer blanks dropped."""
    return UNSEEN.sub("", html.unescape(text)).replace("\xa0", " ").strip()


def is_chrome(text: str) -> bool:
    """Whether a line belongs to the page around the text: its path, buttons, counters."""
    return bool(text) and len(text) <= 200 and bool(CHROME.fullmatch(" ".join(text.split())))


def leaves_out(text: str) -> bool:
    """Whether a line of a header says more than the fields that are taken over."""
    seen = plain(text)
    cells = cells_of(seen)
    values = pairwise(cells)
    others = (label for label, value in values if is_label(label) and value and not is_label(value))
    return not cells or any(LABELS.get(label_of(label), "topic") in ("topic", "name") for label in others)


def label_of(cell: str) -> str:
    """Strip a label of blanks, brackets and colons: "文 号：" is "文号"."""
    return re.sub(r"[\s:：【】\[\]［］]", "", cell)


def is_label(cell: str) -> bool:
    return label_of(cell) in LABELS or label_of(cell) in OTHER_LABELS


def segments(text: str) -> list[str]:
    """Divide a line into what stands before the first label, and each label with its value: ["", "索引号", "a", …]."""
    text = BRACKETED.sub(lambda match: f" {match.group(1)}：", text)
    pieces, end = [], 0
    for match in LABELLED.finditer(text):
        pieces += [text[end : match.start()].strip(BETWEEN), label_of(match.group(1) or match.group(2))]
        end = match.end()
    return [*pieces, TAIL.sub("", text[end:]).strip()] if pieces else []


def cells_of(text: str) -> list[str]:
    """The cells of a line of a header, by bars or as "label：value"; none when it is no such line."""
    if len(text) > LONGEST_LINE:
        return []
    if BAR.search(text):
        # A merged cell says the same in every place that it covers.
        said = [cell.strip() for cell in BAR.split(text)]
        cells = [cell for n, cell in enumerate(said) if not n or not cell or cell != said[n - 1]]
        pairs: list[str] = []
        for cell in cells:
            found = segments(cell)
            pairs.extend(found[1:] if found and not found[0] and any(found[2::2]) else [cell])
        return pairs if any(map(is_label, pairs)) else []
    found = segments(text)
    if not found:
        return [text] if is_label(text) and label_of(text) not in PLAIN_WORDS else []
    if found[0] and not (MOMENT.fullmatch(found[0]) or is_chrome(found[0])):
        return []
    return found if found[0] else found[1:]


def _names_field(text: str) -> bool:
    return any(label_of(cell) in LABELS for cell in cells_of(plain(text)))


def _is_strong(text: str, cells: Sequence[str]) -> bool:
    """Whether a line can only be part of a header."""
    labels = [label_of(cell) for cell in cells if is_label(cell)]
    return any(label not in PLAIN_WORDS for label in labels) or (
        bool(labels) and not BAR.search(text) and labels[0] in ("来源", "字体", "字号")
    )


class HeadReader:
    """Reads the header block at the beginning of a page, and at its end where there is none at the beginning."""

    def __init__(self, lines: Sequence[Line], *, of_page: bool) -> None:
        self._lines, self._of_page = list(lines), of_page
        self.header = Header()

    def read(self) -> tuple[Header, list[Line]]:
        """The header, and the lines that are not of it."""
        end = at = 0
        pending: list[Line] = []
        while at < min(len(self._lines), 4 * HEADER_LINES) and len(self.header.lines) < 2 * HEADER_LINES:
            text = plain(self._lines[at].text)
            if not text:
                at += 1
                continue
            took = self._take(at, after_gap=bool(pending or self.header.between))
            if took:
                self.header.between += pending
                at = end = at + took
                pending = []
                continue
            if (
                not self._of_page
                or not _may_be_title(text)
                or len(pending + self.header.between) >= MOST_BETWEEN
            ):
                break
            pending.append(self._lines[at])
            at += 1
        self.header.lines += [
            line.text.strip() for line in self._lines[:end] if line.text.strip() and not plain(line.text)
        ]
        rest = self._lines[end:]
        if self._of_page:
            rest = self._foot(rest)
        self.header.close()
        return self.header, rest

    def _take(self, at: int, *, after_gap: bool) -> int:
        """Take the line into the header if it is of it; return how many lines were taken."""
        line = self._lines[at]
        text = plain(line.text)
        if self._of_page and is_chrome(text):
            self._keep(line)
            return 1
        cells = cells_of(text)
        if not cells or (after_gap and not _is_strong(text, cells)):
            return 0
        if _is_alone(cells):
            return self._two_lines(at, label_of(cells[0]))
        self._keep(line)
        self._read_cells(cells)
        return 1

    def _two_lines(self, at: int, label: str) -> int:
        """A label alone on its line: its value is the next line that can be one."""
        if took := self._columns(at):
            return took
        self._keep(self._lines[at])
        for further in range(at + 1, min(at + 3, len(self._lines))):
            text = plain(self._lines[further].text)
            if not text:
                continue
            if cells_of(text) or is_chrome(text) or not self._fits(label, text, further):
                return 1
            self._keep(self._lines[further])
            self._set(label, text)
            return further + 1 - at
        return 1

    def _columns(self, at: int) -> int:
        """Labels below one another and then their values: how many lines were taken, 0 when it is not so."""
        seen = [
            (n, text)
            for n in range(at, min(at + 3 * HEADER_LINES, len(self._lines)))
            if (text := self._seen(n))
        ]
        labels = [label_of(text) for _n, text in takewhile(lambda one: _is_alone(cells_of(one[1])), seen)]
        values = seen[len(labels) : 2 * len(labels)]
        if len(labels) < 2 or len(values) < len(labels):
            return 0
        pairs = list(zip(labels, values, strict=True))
        if not all(
            self._fits(label, text, len(self._lines)) for label, (_n, text) in pairs if label in LABELS
        ):
            return 0
        last = values[-1][0]
        for line in self._lines[at : last + 1]:
            if line.text.strip():
                self._keep(line)
        for label, (_n, text) in pairs:
            self._set(label, text)
        return last + 1 - at

    def _seen(self, at: int) -> str:
        return plain(self._lines[at].text)

    def _fits(self, label: str, text: str, at: int) -> bool:
        """Whether a line can be the value of the label above it."""
        shapes = {
            "index_number": INDEX,
            "publisher": AGENCY,
            "document_number": NUMBERED,
            "formed_on": MOMENT,
            "published_on": MOMENT,
            "validity": VALIDITY,
        }
        shape = shapes.get(LABELS.get(label, ""))
        if shape is not None:
            return bool(shape.fullmatch(text))
        if LABELS.get(label) == "name":
            return len(text) <= 4 * LONGEST_TITLE
        following = next((t for t in map(_seen, self._lines[at + 1 : at + 4]) if t), "")
        return bool(THEME.fullmatch(text)) and (bool(cells_of(following)) or at >= len(self._lines))

    def _keep(self, line: Line) -> None:
        self.header.lines.append(line.text.strip())

    def _read_cells(self, cells: Sequence[str]) -> None:
        """Read the value of each label from the next cell; it is blank where that is a label itself."""
        label = ""
        for cell in cells:
            if is_label(cell):
                label = label_of(cell)
                continue
            if label and cell:
                self._set(label, cell)
            elif cell and not MOMENT.fullmatch(cell) and not is_chrome(cell):
                self.header.note("unknown_field", f"表头里的“{cell}”无法识别，没有采用。")
            elif cell and MOMENT.fullmatch(cell):
                self.header.note("unknown_field", f"表头里的日期“{cell}”没有写明是什么日期，没有采用。")
            label = ""

    def _set(self, label: str, value: str) -> None:
        name = LABELS.get(label)
        if name is None:
            return
        known = self.header.fields.setdefault(name, value)
        if known != value and not (name.endswith("_on") and same_day(known, value)):
            message = f"表头里“{label}”出现了两次，内容不同：“{value}”没有采用。"
            self.header.note("repeated_field", message)

    def _foot(self, rest: list[Line]) -> list[Line]:
        """Take what stands below the text: buttons and neighbours, and the header if it was not above."""
        self._lines = rest
        end = len(rest)
        foot: list[Line] = []
        while end and len(foot) < 2 * HEADER_LINES:
            text = plain(rest[end - 1].text)
            if text and not (is_chrome(text) or (not self.header.fields and self._is_foot(rest, end - 1))):
                break
            if rest[end - 1].text.strip():
                foot.insert(0, rest[end - 1])
            end -= 1
        if not foot or not any(plain(line.text) for line in rest[:end]):
            return rest
        self._lines = foot
        at = 0
        while at < len(foot):
            before = len(self.header.lines)
            took = self._take(at, after_gap=False) or 1
            # What was passed over between a label and its value is of the page as well.
            passed = Counter(text for line in foot[at : at + took] if (text := line.text.strip()))
            self.header.lines += (passed - Counter(self.header.lines[before:])).elements()
            at += took
        return rest[:end]

    def _is_foot(self, rest: list[Line], at: int) -> bool:
        """Whether a line below the text belongs to a header there: with labels, or the value of the label above it."""
        text = plain(rest[at].text)
        cells = cells_of(text)
        if cells:
            return _is_strong(text, cells)
        above = next((t for t in map(_seen, reversed(rest[max(0, at - 2) : at])) if t), "")
        return _is_alone(cells_of(above)) and self._fits(label_of(cells_of(above)[0]), text, at)


def _is_alone(cells: Sequence[str]) -> bool:
    """Whether a line is one label without a value."""
    return len(cells) == 1 or (len(cells) == 2 and not cells[-1] and is_label(cells[0]))


def _seen(line: Line) -> str:
    return plain(line.text)


def _may_be_title(text: str) -> bool:
    return (
        len(text) <= 2 * LONGEST_TITLE
        and text[-1] not in "。；;：:，,"
        and not BAR.search(text)
        and not NOT_A_TITLE.match(text)
        and not re.match(r"第[一1]\s*[条章]|[一1][、.．]|（一）", text)
    )


def same_day(one: str, other: str) -> bool:
    """Whether two moments are of the same day as they are written."""
    days = [re.findall(r"[0-9]+", text)[:3] for text in (one, other)]
    return len(days[0]) == 3 and [int(n) for n in days[0]] == [int(n) for n in days[1]]

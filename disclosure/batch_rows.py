"""The rows of a back catalogue: what each says, and what is wrong in it, told before anything is taken over."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from disclosure import heads, numbering, statute
from disclosure.importing import ImportRefused
from disclosure.intake import ASKED_FOR, MAX_NUMBER, read, told_of
from disclosure.models import Attribute, Document, IndexNumber
from foundation.agencies.models import Agency
from foundation.files.containers import Files
from foundation.files.rejected import Rejected
from foundation.files.table_rows import UnusableSheet, cell_text, day_of, plain_text, table
from foundation.files.workbook import Value

#: The columns, in the order of the empty table; the first is needed.
COLUMNS = (
    "标题", "正文", "正文文件", "索引号", "文号", "公文种类", "主题分类", "成文日期", "发布日期", "效力属性", "规范性质",
    "公开内容的目", "内容概述", "公开属性", "符合的主动公开要求", "附件",
)  # fmt: skip
#: How a row is filled in, in the empty table.
EXAMPLE = (
    "关于做好冬季清洁取暖工作的通知", "各村民委员会：\n现将有关事项通知如下。", "", "", "荣办发〔2024〕18号", "通知",
    "民政、扶贫、救灾/社会福利", "2024-11-02", "2024-11-05", "有效", "", "", "冬季清洁取暖补贴的申领办法。", "主动公开", "1、2",
    "附件/补贴标准.xlsx；附件/申领表.docx",
)  # fmt: skip
#: Rows and columns of a table at most; characters of a text.
MOST, LONGEST = (20_000, 30), 300_000
#: Bytes of a file that stands for a text.
LARGEST = 20 * 1024 * 1024
DIVIDERS = str.maketrans("；;、，,", "\n\n\n\n\n")

_GENRES = set(statute.GENRES)
_VALIDITIES = {label: code for code, label in statute.VALIDITIES.items()}
_NORMATIVE = {label: code for code, label in statute.NORMATIVE.items()}
_ATTRIBUTES = {str(label): value for value, label in Attribute.choices if value == Attribute.PROACTIVE}
_HEADS = {head.name: head.code for head in heads.HEADS.values()}


@dataclass
class Checked:
    """A row: what it says by the fields of a document, and what is wrong in it."""

    line: int
    label: str
    fields: dict[str, Any] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    #: By what it is told from others of the agency, whatever table it comes in.
    identity: str = ""
    known: bool = False


def checked(content: bytes, agency: Agency, files: Files | None, today: date) -> list[Checked]:
    """Read the rows of a workbook and say what is wrong in each; raises `UnusableSheet` for one that cannot be read."""
    rows = [
        _row(number, cells, wrong, agency, files, today)
        for number, cells, wrong in table(content, COLUMNS, MOST, needed=1)
    ]
    if not rows:
        raise UnusableSheet(["表里除了表头没有内容。"])
    _mark_repeated(rows)
    _mark_taken(rows, agency)
    return rows


def _row(
    line: int, cells: dict[str, Value], wrong: list[str], agency: Agency, files: Files | None, today: date
) -> Checked:
    texts = {name: cell_text(value) for name, value in cells.items()}
    texts |= {name: plain_text(cells[name]) for name in ("标题", "正文文件", "文号", "主题分类")}
    row = Checked(line, texts["标题"][: statute.MAX_TITLE] or "（没有标题）", wrong=list(wrong))
    row.fields = {
        "title": texts["标题"],
        "body": str(cells["正文"]).replace("\r\n", "\n").replace("\r", "\n").strip("\n"),
        "body_file": texts["正文文件"],
        "index_number": texts["索引号"],
        "document_number": texts["文号"],
        "topic": texts["主题分类"].replace(" \\ ", "/").replace("\\", "/"),
        "summary": str(cells["内容概述"]).strip(),
        "attachments": list(
            dict.fromkeys(filter(None, map(str.strip, re.split(r"[；;\n]", str(cells["附件"])))))
        ),
    }
    row.wrong += [*_texts(row.fields), *_days(row.fields, cells, today), *_choices(row.fields, texts)]
    row.wrong += [*_number(row.fields, agency), *_files(row.fields, files)]
    known_as = row.fields["index_number"] or "|".join(
        (row.fields["title"], row.fields["document_number"], row.fields["formed_on"] or "")
    )
    row.identity = hashlib.sha256(f"目录行\n{known_as}".encode()).hexdigest()
    return row


def _texts(fields: dict[str, Any]) -> Iterator[str]:
    if not fields["title"]:
        yield "没有标题"
    for label, name, longest in (
        ("标题", "title", statute.MAX_TITLE),
        ("文号", "document_number", MAX_NUMBER),
        ("内容概述", "summary", 2000),
        ("正文", "body", LONGEST),
    ):
        if len(fields[name]) > longest:
            yield f"{label}超过 {longest} 字"
    if not fields["body"] and not fields["body_file"]:
        yield "没有正文，也没有写正文文件"
    elif fields["body"] and fields["body_file"]:
        yield "正文和正文文件只填一项"
    if fields["topic"] and not statute.is_theme(fields["topic"]):
        yield f"主题分类“{fields['topic']}”不在国家的分类之内"


def _days(fields: dict[str, Any], cells: dict[str, Value], today: date) -> Iterator[str]:
    days: dict[str, date | None] = {}
    for label, name in (("成文日期", "formed_on"), ("发布日期", "first_published_on")):
        try:
            days[name] = day_of(cells[label])
        except ValueError:
            days[name] = None
            yield f"{label}“{cell_text(cells[label])[:20]}”不是日期"
        day = days[name]
        if day and not date(1949, 1, 1) <= day <= today:
            yield f"{label} {day} 早于 1949 年，或者还没有到"
        fields[name] = day.isoformat() if day else None
    formed, published = days["formed_on"], days["first_published_on"]
    if formed and published and formed > published:
        yield f"成文日期 {formed} 晚于发布日期 {published}"


def _choices(fields: dict[str, Any], texts: dict[str, str]) -> Iterator[str]:
    fields["genre"] = texts["公文种类"]
    if fields["genre"] and fields["genre"] not in _GENRES:
        yield f"公文种类“{fields['genre']}”不在现行种类之内"
    for label, name, known in (
        ("效力属性", "validity", _VALIDITIES),
        ("规范性质", "normative", _NORMATIVE),
        ("公开内容的目", "head", _HEADS),
        ("公开属性", "attribute", _ATTRIBUTES),
    ):
        text = texts[label]
        fields[name] = known.get(text, "")
        if not text or text in known:
            continue
        if name == "attribute" and text in Attribute.labels:
            yield f"公开属性“{text}”的要逐件拟稿、写明理由，不能批量导入"
        else:
            yield f"{label}“{text}”不在现行写法之内"
    chosen = [
        text.strip() for text in texts["符合的主动公开要求"].translate(DIVIDERS).split("\n") if text.strip()
    ]
    if all(text.isdecimal() and int(text) in statute.PROACTIVE_TESTS for text in chosen):
        fields["proactive_tests"] = sorted({int(text) for text in chosen})
    else:
        fields["proactive_tests"] = []
        yield f"符合的主动公开要求填序号（{'、'.join(map(str, statute.PROACTIVE_TESTS))}），多项用顿号隔开"


def _number(fields: dict[str, Any], agency: Agency) -> Iterator[str]:
    number = fields["index_number"]
    found = numbering.PATTERN.fullmatch(number)
    if number and (found is None or found["prefix"] != numbering.PREFIX + agency.code):
        yield f"索引号“{number}”不是本机关的写法（{numbering.PREFIX}{agency.code}/年份-五位序号）"


def _files(fields: dict[str, Any], files: Files | None) -> Iterator[str]:
    named = [*([fields["body_file"]] if fields["body_file"] else []), *fields["attachments"]]
    if named and files is None:
        yield "写了文件名，没有随表上传文件"
        return
    for name in named:
        if files is not None and not files.has(name):
            yield f"没有找到文件“{name}”"


def _mark_repeated(rows: list[Checked]) -> None:
    """Say of a row that another above it is the same document."""
    first: dict[str, int] = {}
    for row in rows:
        if row.identity in first:
            row.wrong.append(f"和第 {first[row.identity]} 行是同一份公文")
        else:
            first[row.identity] = row.line


def _mark_taken(rows: list[Checked], agency: Agency) -> None:
    """Mark what was imported before, and say of a number that another document bears it."""
    mine = Document.objects.filter(agency=agency, version=1).exclude(state=Document.State.ABANDONED)
    sources = set(mine.exclude(source_sha256="").values_list("source_sha256", flat=True))
    numbers = [row.fields["index_number"] for row in rows if row.fields["index_number"]]
    given = set(IndexNumber.objects.filter(number__in=numbers).values_list("number", flat=True))
    titles = set(
        mine.filter(title__in=[row.fields["title"] for row in rows]).values_list(
            "title", "document_number", "formed_on"
        )
    )
    for row in rows:
        formed = date.fromisoformat(row.fields["formed_on"]) if row.fields["formed_on"] else None
        if row.identity in sources:
            row.known = True
        elif row.fields["index_number"] in given:
            row.wrong.append(f"索引号“{row.fields['index_number']}”已经有公文在用")
        elif (row.fields["title"], row.fields["document_number"], formed) in titles:
            row.wrong.append("本机关已经有一份标题、文号、成文日期都相同的公文")


def body_of(fields: dict[str, Any], files: Files | None) -> tuple[str, list[dict[str, Any]], Any]:
    """The text of a row, what a clerk must check of it, and what was read of its file, or None.

    Raises `Rejected` where the file cannot be read.
    """
    name = fields["body_file"]
    if not name:
        return fields["body"], [], None
    if files is None:
        raise Rejected(f"没有找到文件“{name}”。")
    try:
        found = read(files.read(name, LARGEST), name)
    except ImportRefused as refused:
        raise Rejected(refused.message) from refused
    told = told_of(found.body, (o for o in found.oddities if o.kind not in ASKED_FOR))
    return found.body, told, found

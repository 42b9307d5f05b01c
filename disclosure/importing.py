"""Read existing documents: pages of the old portal saved as text, and Word documents.

Text is kept word for word; only line ends are made uniform and blank lines around the body dropped. What is blank or looks
wrong is reported to the clerk as an oddity, never filled in or corrected.
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

from disclosure import word_tables
from disclosure.word_tables import WordTable, told
from foundation.files.inspection import inspect
from foundation.files.kinds import DOCX
from foundation.files.names import extension_of
from foundation.files.plain import NotText, decode
from foundation.files.rejected import Rejected
from foundation.texts.structure import LONGEST_TITLE, NOT_A_TITLE, Oddity, from_chinese, oddities


class ImportRefused(ValueError):
    """A file cannot be imported; `message` says in Chinese why, and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Imported:
    """The contents of a file; a field that it leaves blank is "" or None.

    `body` is the text after the title, `header` the header block, both word for word; `source_sha256` the digest of the file;
    `oddities` what a clerk must check, with the line of the body (0: the header or the whole file).
    """

    index_number: str
    publisher: str
    document_number: str
    formed_on: date | None
    published_on: date | None
    validity: str
    title: str
    body: str
    source_sha256: str
    encoding: str
    topic: str = ""
    header: str = ""
    oddities: tuple[Oddity, ...] = ()


#: The labels of each field in the header of a page.
FIELD_LABELS = {
    "index_number": ("索引号",),
    "publisher": ("发布机构", "发文机构", "发文机关"),
    "document_number": ("文号", "发文字号"),
    "formed_on": ("成文日期", "发文日期", "生成日期"),
    "published_on": ("发布日期", "公开日期"),
    "validity": ("效力属性", "有效性", "效力状态", "公文时效", "时效"),
    "topic": ("主题分类", "所属主题"),
    "name": ("名称", "标题"),
}
LABELS = {label: field for field, labels in FIELD_LABELS.items() for label in labels}
#: Other labels of old pages, whose values are not taken over.
OTHER_LABELS = (
    {"公开方式", "公开范围", "公开时限", "公开目录", "公开形式"}
    | {"公文种类", "信息分类", "体裁", "体裁分类", "主题词"}
    | {"关键词", "内容概述", "来源", "浏览次数", "责任编辑"}
)
#: The fields of the old portal's header, in its order: a blank one is reported.
EXPECTED = ("index_number", "validity", "publisher", "document_number", "formed_on", "published_on")
BAR = re.compile(r"[|｜│¦丨]|\t")
HEADER_LINES = 15
DATE = re.compile(
    r"\s*([0-9]{4}|[零〇○一二三四五六七八九]{4})\s*[-/.年]\s*([0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*[-/.月]"
    r"\s*([0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*日?(?:[\sT]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?\s*"
)
WEB_PAGE = re.compile(r"\s*<(?:!doctype|html|\?xml|head|body)\b", re.IGNORECASE)


def read_portal_page(content: bytes, name: str) -> Imported:
    """Read a page of the old portal saved as text, in UTF-8 (with or without byte order mark) or GB18030.

    Raises `ImportRefused` when it is empty, a web page, or not text in these encodings.
    """
    try:
        text, encoding = decode(content)
    except NotText:
        raise ImportRefused(
            "文件不是 UTF-8 或 GB18030 编码的文本，请另存为 UTF-8 文本或 DOCX 后重新导入。"
        ) from None
    if not text.strip():
        raise ImportRefused("文件里没有文字，请检查后重新导入。")
    if WEB_PAGE.match(text):
        raise ImportRefused("这是网页文件，请在浏览器中另存为文本，或复制到 Word 存为 DOCX 后重新导入。")
    lines = re.split(r"\r\n|\r|\n", text)
    return _divide(lines, None, content, name, encoding, [])


def read_docx(content: bytes, name: str) -> Imported:
    """Read a Word document: paragraphs, and tables as rows of text; the title is the first heading or centred paragraph.

    Raises `ImportRefused` when it is not a DOCX, is damaged, or carries macros.
    """
    try:
        found = inspect(content, name)
    except Rejected as rejected:
        raise ImportRefused(rejected.message) from None
    if found.media_type != DOCX.media_type:
        raise ImportRefused("这不是 Word 文档（DOCX），请另存为 DOCX 后重新导入。")
    try:
        noted: Counter[str] = Counter()
        rows = list(_rows(docx.Document(io.BytesIO(content)), noted))
    except (KeyError, ValueError, AttributeError, TypeError, OSError):
        raise ImportRefused("文件已损坏，无法打开，请重新导出后导入。") from None
    if not any(row.text.strip() for row in rows):
        raise ImportRefused("文件里没有文字，请检查后重新导入。")
    lines = [line for row in rows for line in row.text.split("\n")]
    titled = next((row.text for row in rows if row.is_title and row.text.strip()), None)
    return _divide(lines, titled, content, name, "DOCX", [*_hidden(rows, found.metadata), *told(noted)])


# Word


@dataclass(frozen=True)
class _Row:
    """A paragraph or a table row: its text, whether it looks like the title, whether Word numbers it."""

    text: str
    is_title: bool = False
    numbered: bool = False


def _rows(document: docx.document.Document, noted: Counter[str]) -> Iterator[_Row]:
    """The paragraphs and tables in their order, a blank row around each table."""
    stack = list(reversed(list(document.element.body)))
    while stack:
        element = stack.pop()
        if element.tag == qn("w:p"):
            yield _paragraph(Paragraph(element, document._body))
        elif element.tag == qn("w:tbl"):
            table = WordTable(element, _words, noted)
            if table.is_layout:
                stack.extend(reversed(table.contents()))
                continue
            yield from map(_Row, ["", *table.lines(), ""])
        elif element.tag not in (qn("w:sectPr"), qn("w:del"), qn("w:moveFrom")):
            stack.extend(reversed(list(element)))


def _paragraph(paragraph: Paragraph) -> _Row:
    style = paragraph.style.name if paragraph.style is not None else ""
    titled = style.lower().startswith(("heading", "title", "标题"))
    text = _words(paragraph._p)
    words = text.strip()
    centred = paragraph.alignment == WD_ALIGN_PARAGRAPH.CENTER
    fits = 0 < len(words) <= 4 * LONGEST_TITLE and not NOT_A_TITLE.match(words)
    return _Row(text, (titled or centred) and fits, _is_numbered(paragraph))


def _is_numbered(paragraph: Paragraph) -> bool:
    """Whether Word numbers the paragraph, by its own properties, its style, or a style that this is based on."""
    properties, style = paragraph._p.pPr, paragraph.style
    for _depth in range(10):
        number = properties.find(f"{qn('w:numPr')}/{qn('w:numId')}") if properties is not None else None
        if number is not None:
            return bool(number.get(qn("w:val")) != "0")
        if style is None:
            return False
        properties, style = style.element.pPr, style.base_style
    return False


#: Elements of a paragraph that hold no text of it: deletions, text boxes, properties, second copies for older programs.
SKIPPED = {
    *map(qn, ("w:del", "w:moveFrom", "w:txbxContent", "w:pPr", "w:rPr")),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}


def _words(element: BaseOxmlElement) -> str:
    """Read the text of a paragraph with all tracked changes accepted."""
    pieces: list[str] = []
    stack = list(reversed(list(element)))
    while stack:
        child = stack.pop()
        if child.tag == qn("w:t"):
            pieces.append(child.text or "")
        elif child.tag == qn("w:tab"):
            pieces.append("\t")
        elif child.tag in (qn("w:br"), qn("w:cr")):
            pieces.append("\n")
        elif child.tag not in SKIPPED:
            stack.extend(reversed(list(child)))
    return "".join(pieces)


def _hidden(rows: Sequence[_Row], metadata: dict[str, object]) -> Iterator[Oddity]:
    """List what was in the file and not in its text."""
    if numbered := sum(row.numbered for row in rows):
        message = f"有 {numbered} 段用了 Word 自动编号，编号不在文字里，没有导入，请对照原件补上。"
        yield Oddity("automatic_numbering", message)
    if metadata.get("tracked_changes"):
        yield Oddity("tracked_changes", "原件带有修订痕迹，已按接受全部修订后的文字导入，请核对。")
    if metadata.get("has_comments"):
        yield Oddity("comments", "原件带有批注，批注没有导入，请核对。")


# Header, title, body


def _divide(
    lines: list[str], titled: str | None, content: bytes, name: str, encoding: str, found: list[Oddity]
) -> Imported:
    """Divide the lines into header block, title and body, and read them."""
    fields, header, rest = _header(lines, found)
    title, rest = _title(rest, titled or fields.get("name", ""), name, found)
    body = "\n".join(rest).strip("\n")
    body = re.sub(r"\A(?:[^\S\n]*\n)+|(?:\n[^\S\n]*)+\Z", "", body)
    if not body.strip():
        raise ImportRefused("标题之后没有正文，请检查后重新导入。")
    return Imported(
        index_number=fields.get("index_number", ""),
        publisher=fields.get("publisher", ""),
        document_number=fields.get("document_number", ""),
        formed_on=_date(fields.get("formed_on", ""), "成文日期", found),
        published_on=_date(fields.get("published_on", ""), "发布日期", found),
        validity=fields.get("validity", ""),
        title=title,
        body=body,
        source_sha256=hashlib.sha256(content).hexdigest(),
        encoding=encoding,
        topic=fields.get("topic", ""),
        header="\n".join(header),
        oddities=(*found, *oddities(body)),
    )


def _label(cell: str) -> str:
    """Strip a label of blanks and colons: "文 号：" is "文号"."""
    return re.sub(r"[\s:：]", "", cell)


def _is_label(cell: str) -> bool:
    return _label(cell) in LABELS or _label(cell) in OTHER_LABELS


def _header(lines: list[str], found: list[Oddity]) -> tuple[dict[str, str], list[str], list[str]]:
    """Read the fields of the header block; return them, its lines, and the lines after it."""
    fields: dict[str, str] = {}
    header: list[str] = []
    end = 0
    for number, line in enumerate(lines[: 2 * HEADER_LINES]):
        if not line.strip():
            continue
        cells = _cells(line)
        if not any(map(_is_label, cells)) or len(header) == HEADER_LINES:
            break
        header.append(line.strip())
        end = number + 1
        _read_cells(cells, fields, found)
    if not header:
        found.append(Oddity("no_header", "没有找到索引号、发布机构等表头，请逐项补填。"))
        return fields, header, lines
    blank = [FIELD_LABELS[field][0] for field in EXPECTED if not fields.get(field)]
    found += [Oddity("blank_field", f"{label}为空。") for label in blank]
    return fields, header, lines[end:]


def _cells(line: str) -> list[str]:
    """Split a line of the header into cells, by bars or as "label：value"."""
    if BAR.search(line):
        # A merged cell says the same in every place that it covers.
        said = [cell.strip() for cell in BAR.split(line)]
        cells = [cell for n, cell in enumerate(said) if not n or not cell or cell != said[n - 1]]
    else:
        label, colon, value = line.strip().replace(":", "：", 1).partition("：")
        return [label, value.strip()] if colon else []
    pairs: list[str] = []
    for cell in cells:
        label, colon, value = cell.replace(":", "：", 1).partition("：")
        pairs.extend([label, value.strip()] if colon and value and _label(label) in LABELS else [cell])
    return pairs


def _read_cells(cells: list[str], fields: dict[str, str], found: list[Oddity]) -> None:
    """Read the value of each label from the next cell; it is blank where that is a label itself."""
    label = ""
    for cell in cells:
        if _is_label(cell):
            label = _label(cell)
            continue
        if label in LABELS and cell:
            if fields.setdefault(LABELS[label], cell) != cell:
                message = f"表头里“{label}”出现了两次，内容不同：“{cell}”没有采用。"
                found.append(Oddity("repeated_field", message))
        elif cell and not label:
            found.append(Oddity("unknown_field", f"表头里的“{cell}”无法识别，没有采用。"))
        label = ""


def _title(lines: list[str], known: str, name: str, found: list[Oddity]) -> tuple[str, list[str]]:
    """Find the title and the lines of the body; the first occurrence of a title that is known is taken out of them."""
    rest = list(lines)
    if known:
        wanted = [line.strip() for line in known.split("\n")]
        stripped = [line.strip() for line in rest]
        starts = (at for at in range(len(rest)) if stripped[at : at + len(wanted)] == wanted)
        if (start := next(starts, None)) is not None:
            del rest[start : start + len(wanted)]
        return " ".join(known.split()), rest
    for number, line in enumerate(rest):
        if not line.strip():
            continue
        if word_tables.BAR in line:
            break
        if len(line.strip()) <= 4 * LONGEST_TITLE and line.strip()[-1] not in "。；;：:，,":
            return line.strip(), rest[number + 1 :]
        break
    stem = re.sub(r"\.[^.]{1,10}$", "", name) if extension_of(name) else name
    found.append(Oddity("no_title", "没有找到标题，暂用文件名，请改正。"))
    return stem, rest


def _date(text: str, label: str, found: list[Oddity]) -> date | None:
    """Read the day in a header field; None when it is blank, or not a day (which is reported)."""
    if not text:
        return None
    match = DATE.fullmatch(unicodedata.normalize("NFKC", text))
    if match:
        try:
            year, month, day = match.groups()
            digits = "".join(str(from_chinese(digit)) for digit in year)
            return date(int(digits), from_chinese(month), from_chinese(day))
        except ValueError:
            pass
    found.append(Oddity("bad_date", f"{label}“{text[:30]}”不是一个日期，没有采用。"))
    return None

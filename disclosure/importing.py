"""Read existing documents: pages of the old portal saved as text, and Word documents.

Text is kept word for word; only line ends are made uniform and blank lines around the body dropped. What is blank or looks
wrong is reported to the clerk as an oddity, never filled in or corrected; what does not come in is told.
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from disclosure import old_pages, word_tables
from disclosure.imported_lines import Line, Note, gathered, oddity_of
from disclosure.imported_pictures import Picture
from disclosure.old_pages import Header, HeadReader
from disclosure.word_documents import WordDocument
from foundation.files.inspection import inspect
from foundation.files.kinds import DOCX
from foundation.files.names import extension_of
from foundation.files.plain import NotText, decode, decode_marked
from foundation.files.rejected import Rejected
from foundation.texts.structure import LONGEST_TITLE, Oddity, from_chinese, oddities


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
    pictures: tuple[Picture, ...] = ()


DATE = re.compile(
    r"\s*([0-9]{4}|[零〇○一二三四五六七八九]{4})\s*[-/.年]\s*([0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*[-/.月]"
    r"\s*([0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*日?(?:[\sT]*[0-9]{1,2}[:时][0-9]{2}(?:[:分][0-9]{2})?[分秒]?)?\s*"
)
WEB_PAGE = re.compile(r"\s*<(?:!doctype|html|\?xml|head|body)\b", re.IGNORECASE)
#: What was a web page: its tags and entities, and characters that nobody sees.
CODE = re.compile(
    r"</?[a-zA-Z][a-zA-Z0-9]{0,9}(?:\s[^<>\n]{0,300})?/?>|&(?:[a-zA-Z]{2,8}|#x?[0-9a-fA-F]{1,6});"
)
#: The mark of a note, which is not part of a title.
MARK = re.compile("〔注[0-9]+〕")
STRICT = b"http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"


def read_portal_page(content: bytes, name: str) -> Imported:
    """Read a page of the old portal saved as text, in UTF-8 (with or without byte order mark), GB18030, or UTF-16 with one.

    Raises `ImportRefused` when it is empty, a web page, or not text in these encodings.
    """
    try:
        text, encoding = decode_marked(content) or decode(content)
    except NotText:
        raise ImportRefused(
            "文件不是 UTF-8 或 GB18030 编码的文本，请另存为 UTF-8 文本或 DOCX 后重新导入。"
        ) from None
    if not text.strip():
        raise ImportRefused("文件里没有文字，请检查后重新导入。")
    if WEB_PAGE.match(text):
        raise ImportRefused("这是网页文件，请在浏览器中另存为文本，或复制到 Word 存为 DOCX 后重新导入。")
    lines = [Line(line) for line in re.split(r"\r\n|\r|\n", text)]
    read = _divide(lines, None, name, of_page=True)
    return _imported(read, content, encoding, [], list(_code_in(read.body)))


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
    if _is_strict(content):
        raise ImportRefused(
            "这是“严格 Open XML”格式的文件，请在 Word 里另存为普通的“Word 文档（DOCX）”后重新导入。"
        )
    try:
        document = WordDocument(content)
        lines = document.lines()
        whole = document.of_the_whole()
    except (KeyError, ValueError, AttributeError, TypeError, OSError, RecursionError, SyntaxError):
        raise ImportRefused("文件已损坏，无法打开，请重新导出后导入。") from None
    if not any(line.text.strip() for line in lines):
        raise ImportRefused("文件里没有文字，请检查后重新导入。")
    read = _divide(lines, document.title, name, of_page=False)
    if document.number and not read.header.fields.get("document_number"):
        read.header.fields["document_number"] = document.number
        message = f"文号取自标题之上的“{document.number}”，请核对。"
        read.header.found = [o for o in read.header.found if o.message != "文号为空。"]
        read.header.found.append(Oddity("document_number", message))
    told_of = [*_hidden(document, found.metadata, lines), *gathered((note, 0) for note in whole)]
    return replace(_imported(read, content, "DOCX", told_of, []), pictures=tuple(document.pictures))


def _is_strict(content: bytes) -> bool:
    """Whether the main part is related in the strict form of the format, which is not read here."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return "_rels/.rels" in package.namelist() and STRICT in package.read("_rels/.rels")


def _hidden(document: WordDocument, metadata: dict[str, object], lines: Sequence[Line]) -> Iterator[Oddity]:
    """List what was in the file and not in its text, or computed for it."""
    yield from document.oddities()
    if metadata.get("tracked_changes"):
        yield Oddity("tracked_changes", "原件带有修订痕迹，已按接受全部修订后的文字导入，请核对。")
    placed = any(note.kind == "comments" for line in lines for note in line.notes)
    if metadata.get("has_comments") and not placed:
        yield Oddity("comments", "原件带有批注，批注没有导入，请核对。")


# Header, title, body


@dataclass(frozen=True)
class _Divided:
    """A file divided into header, title and lines of the body; what of the header a clerk must check."""

    header: Header
    title: str
    lines: list[Line]
    notes: list[tuple[Note, int]]

    @property
    def body(self) -> str:
        return "\n".join(line.text for line in self.lines)


def _divide(lines: list[Line], titled: str | None, name: str, *, of_page: bool) -> _Divided:
    """Divide the lines into header block, title and body."""
    # What is left out of the text is told where it would stand: with the line that follows, at the end with the last.
    kept: list[Line] = []
    waiting: list[Note] = []
    for line in lines:
        if line.is_left_out:
            waiting += line.notes
            continue
        line.notes[:0], waiting = waiting, []
        kept.append(line)
    if waiting and kept:
        kept[-1].notes += waiting
    noted = [line for line in kept if line.notes]
    header, rest = HeadReader(kept, of_page=of_page).read()
    title, rest = _title(rest, titled or header.fields.get("name", ""), name, header)
    filled = [at for at, line in enumerate(rest) if line.text.strip()]
    if not filled:
        raise ImportRefused("标题之后没有正文，请检查后重新导入。")
    rest = rest[filled[0] : filled[-1] + 1]
    places = {id(line): at for at, line in enumerate(rest, 1)}
    notes = [(note, places.get(id(line), 0)) for line in noted for note in line.notes]
    return _Divided(header, title, rest, notes)


def _imported(
    read: _Divided, content: bytes, encoding: str, found: list[Oddity], more: list[Oddity]
) -> Imported:
    fields, body, dates = read.header.fields, read.body, list[Oddity]()
    formed_on = _date(fields.get("formed_on", ""), "成文日期", dates)
    published_on = _date(fields.get("published_on", ""), "发布日期", dates)
    told_of = (*found, *read.header.found, *dates, *gathered(read.notes), *more, *oddities(body))
    return Imported(
        index_number=fields.get("index_number", ""),
        publisher=fields.get("publisher", ""),
        document_number=fields.get("document_number", ""),
        formed_on=formed_on,
        published_on=published_on,
        validity=fields.get("validity", ""),
        title=read.title,
        body=body,
        source_sha256=hashlib.sha256(content).hexdigest(),
        encoding=encoding,
        topic=fields.get("topic", ""),
        header="\n".join(read.header.lines),
        oddities=told_of,
    )


def _title(lines: list[Line], known: str, name: str, header: Header) -> tuple[str, list[Line]]:
    """Find the title and the lines of the body; the first occurrence of a title that is known is taken out of them."""
    rest = list(lines)
    between = [line.text.strip() for line in header.between]
    if known:
        title = " ".join(known.split())
        if title not in map(old_pages.plain, between):
            _take_out(known, rest)
        _put_aside([text for text in between if old_pages.plain(text) != title], header)
        return MARK.sub("", title) if _has_mark(title, header) else title, rest
    if between:
        # The name of the site stands above the title, a repeated title below.
        *others, title = between
        _put_aside(others, header)
        return title, _without_repetition(title, rest, header)
    for number, line in enumerate(rest):
        text = line.text.strip()
        if not old_pages.plain(text):
            continue
        if word_tables.BAR in line.text:
            break
        if len(text) <= 4 * LONGEST_TITLE and text[-1] not in "。；;：:，,":
            header.lines += [above.text.strip() for above in rest[:number] if above.text.strip()]
            return text, _without_repetition(text, rest[number + 1 :], header)
        break
    stem = re.sub(r"\.[^.]{1,10}$", "", name) if extension_of(name) else name
    header.note("no_title", "没有找到标题，暂用文件名，请改正。")
    return stem, rest


def _take_out(title: str, rest: list[Line]) -> None:
    """Take the first occurrence of a title, of one line or several, out of the lines."""
    wanted = [line.strip() for line in title.split("\n")]
    stripped = [line.text.strip() for line in rest]
    starts = (at for at in range(len(rest)) if stripped[at : at + len(wanted)] == wanted)
    if (start := next(starts, None)) is not None:
        del rest[start : start + len(wanted)]


def _put_aside(texts: Sequence[str], header: Header) -> None:
    """Keep lines between the parts of a header that are not the title, and tell them."""
    for text in texts:
        header.lines.append(text)
        header.note("unknown_line", f"表头里的“{text}”无法识别，没有采用。")


def _without_repetition(title: str, rest: list[Line], header: Header) -> list[Line]:
    """The lines without a title that stands there once more."""
    for at, line in enumerate(rest):
        if old_pages.plain(line.text) and line.text.strip() != title:
            break
        if line.text.strip() == title:
            header.note("repeated_title", "标题在正文之前又写了一遍，没有重复导入。")
            return rest[:at] + rest[at + 1 :]
    return rest


def _has_mark(title: str, header: Header) -> bool:
    """Whether a note hangs on the title, which is told."""
    marks = MARK.findall(title)
    if marks:
        header.found.append(oddity_of(Note("title_note", "".join(marks)), 0))
    return bool(marks)


def _code_in(body: str) -> Iterator[Oddity]:
    """Find what was code of a web page, and characters that nobody sees: they are kept, word for word."""
    places: list[tuple[Note, int]] = []
    for number, line in enumerate(body.split("\n"), 1):
        if codes := CODE.findall(line):
            places.append((Note("code", "、".join(dict.fromkeys(codes))), number))
        if old_pages.UNSEEN.search(line):
            places.append((Note("unseen_characters"), number))
    yield from gathered(places)


def day_of(text: str) -> date | None:
    """Read a day however it is written; None for what is none."""
    match = DATE.fullmatch(unicodedata.normalize("NFKC", text))
    if match is None:
        return None
    year, month, day = match.groups()
    try:
        digits = "".join(str(from_chinese(digit)) for digit in year)
        return date(int(digits), from_chinese(month), from_chinese(day))
    except ValueError:
        return None


def _date(text: str, label: str, found: list[Oddity]) -> date | None:
    """Read the day in a header field; None when it is blank, or not a day (which is reported)."""
    if not text or (day := day_of(text)):
        return day if text else None
    found.append(Oddity("bad_date", f"{label}“{text[:30]}”不是一个日期，没有采用。"))
    return None

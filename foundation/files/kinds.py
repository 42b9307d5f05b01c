"""The kinds of files, recognised by content, never by name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from foundation.files.plain import NotText, decode
from foundation.files.rejected import Locked, Rejected, Running


@dataclass(frozen=True)
class Kind:
    """A kind of file that is accepted."""

    media_type: str
    extensions: tuple[str, ...]
    label: str


_OFFICE = "application/vnd.openxmlformats-officedocument"
PDF = Kind("application/pdf", ("pdf",), "PDF")
DOCX = Kind(f"{_OFFICE}.wordprocessingml.document", ("docx",), "Word 文档（DOCX）")
XLSX = Kind(f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",), "Excel 表格（XLSX）")
PPTX = Kind(f"{_OFFICE}.presentationml.presentation", ("pptx",), "演示文稿（PPTX）")
OFD = Kind("application/ofd", ("ofd",), "OFD 版式文件")
JPEG = Kind("image/jpeg", ("jpg", "jpeg"), "JPEG 图片")
PNG = Kind("image/png", ("png",), "PNG 图片")
TEXT = Kind("text/plain", ("txt",), "文本（TXT）")
CSV = Kind("text/csv", ("csv",), "表格文本（CSV）")
KINDS = (PDF, DOCX, XLSX, PPTX, OFD, JPEG, PNG, TEXT, CSV)

ALLOWED = "PDF、DOCX、XLSX、PPTX、OFD、JPG、PNG、TXT、CSV"
ZIP_SIGNATURE = b"PK\x03\x04"

_PROGRAM = "这是可执行程序或脚本，不能上传；请上传文档本身。"
_ARCHIVE = "不能上传压缩包，请解压后逐个上传里面的文件。"
_LEGACY = "这是旧版或加密的 Office 文件，请取消密码并另存为 DOCX、XLSX 或 PPTX 后重新上传。"
_WEB = "这是网页或脚本，不能上传；请另存为 PDF 或 DOCX 后重新上传。"
_PICTURE = "不支持这种图片，请另存为 JPG 或 PNG 后重新上传。"
_OTHER = f"无法识别这个文件的类型，可以上传的类型有 {ALLOWED}。"

_SORTS: dict[str, type[Rejected]] = {_PROGRAM: Running, _LEGACY: Locked}

ACCEPTED_SIGNATURES = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
REFUSED_SIGNATURES = (
    (b"MZ", _PROGRAM),
    (b"\x7fELF", _PROGRAM),
    (b"\xca\xfe\xba\xbe", _PROGRAM),
    (b"\xfe\xed\xfa", _PROGRAM),
    (b"\xcf\xfa\xed\xfe", _PROGRAM),
    (b"\xce\xfa\xed\xfe", _PROGRAM),
    (b"#!", _PROGRAM),
    (b"L\x00\x00\x00\x01\x14\x02\x00", _PROGRAM),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _LEGACY),
    (b"{\\rtf", "不支持 RTF 文件，请另存为 DOCX 后重新上传。"),
    (b"Rar!", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"BZh", _ARCHIVE),
    (b"PK\x05\x06", _ARCHIVE),
    (b"\xfd7zXZ", _ARCHIVE),
    (b"GIF8", _PICTURE),
    (b"II*\x00", _PICTURE),
    (b"MM\x00*", _PICTURE),
    (b"RIFF", _PICTURE),
    (b"\xff\xfe", "这是 UTF-16 文本，请另存为 UTF-8 编码后重新上传。"),
    (b"\xfe\xff", "这是 UTF-16 文本，请另存为 UTF-8 编码后重新上传。"),
)
# Possessive, so that a comment has one reading: else every "-->" doubles the work.
WEB = re.compile(
    r"\s*+(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype|\?xml|\?php|html|head|body|svg|script|iframe|meta|table|div|style)\b",
    re.IGNORECASE | re.DOTALL,
)
SCRIPT = re.compile(r"\s*(?:@echo\s+off|<\?|<%|Option Explicit|powershell\b)", re.IGNORECASE)


def sniff(content: bytes) -> Kind | None:
    """The kind of the content; None for a ZIP container, whose parts decide. Raises `Rejected` for other kinds."""
    if not content:
        raise Rejected("文件是空的，请检查后重新上传。")
    for signature, message in REFUSED_SIGNATURES:
        # Two letters alone are no proof against a text that happens to open with them.
        if content.startswith(signature) and not (
            signature in (b"MZ", b"BZh", b"RIFF") and _is_text(content)
        ):
            raise _SORTS.get(message, Rejected)(message)
    for signature, kind in ACCEPTED_SIGNATURES:
        if content.startswith(signature):
            return kind
    if content.startswith(ZIP_SIGNATURE):
        return None
    try:
        text, _encoding = decode(content)
    except NotText:
        raise Rejected(_OTHER) from None
    if WEB.match(text[:4000]):
        raise Running(_WEB)
    if SCRIPT.match(text[:4000]):
        raise Running(_PROGRAM)
    return TEXT


def agree(kind: Kind, extension: str) -> Kind:
    """The kind that content and extension agree on: a text may be CSV. Raises `Rejected` if they contradict each other."""
    if kind is TEXT and extension in CSV.extensions:
        return CSV
    if not extension or extension in kind.extensions:
        return kind
    if not any(extension in known.extensions for known in KINDS):
        raise Rejected(f"不能上传扩展名为 .{extension} 的文件，可以上传的类型有 {ALLOWED}。")
    raise Rejected(
        f"文件名以 .{extension} 结尾，内容却是{kind.label}；请改为 .{kind.extensions[0]} 后重新上传。"
    )


def _is_text(content: bytes) -> bool:
    try:
        decode(content)
    except NotText:
        return False
    return True

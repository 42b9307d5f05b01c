"""Reading PDF files, each in a process of its own that has limits of time and memory, or in one that has them."""

from __future__ import annotations

from typing import Any

from foundation.files import apart
from foundation.files.rejected import Locked, Rejected, Running

READER, PAGES = "foundation.files.pdf_reader", "foundation.files.pdf_pages"

REASONS = {
    "encrypted": "PDF 已加密或设有权限密码，请取消密码后重新上传。",
    "script": "PDF 含有脚本或会启动程序的动作，不能上传；请重新导出或打印为不含脚本的 PDF。",
    "attachment": "PDF 内嵌了附件，无法检查；请去除附件，逐个单独上传。",
    "remote": "PDF 含有会自动打开其他文件或外部地址的动作，或指向本机、局域网文件的链接，不能上传；请删去后重新导出。",
    "complex": "PDF 过于复杂，无法检查；请重新导出或拆分后上传。",
    "damaged": "PDF 已损坏，无法打开，请重新导出后上传。",
}
SORTS: dict[str, type[Rejected]] = {
    "encrypted": Locked,
    "script": Running,
    "attachment": Running,
    "remote": Running,
}


def read_pdf(content: bytes) -> tuple[str, dict[str, Any]]:
    """Text and metadata of a PDF; `text_complete` is False if anything was not read: pictures, earlier revisions.

    Raises `Rejected` if it is encrypted, damaged, over the limits, has scripts or attachments, or calls out.
    """
    found = read(content)
    if reason := found.get("refused"):
        raise SORTS.get(reason, Rejected)(REASONS[reason])
    return found["text"], found["metadata"]


def read_pages(content: bytes) -> dict[str, Any]:
    """What is on the pages of a PDF: `pages`, their number; `blank`, the numbers of those with nothing on them; `faint`, of those
    whose picture shows hardly anything, such as the scan of an empty sheet; `unread`, of those that could not be read.

    Raises `Rejected` if it is encrypted or damaged, or over the limits of time and memory.
    """
    found = apart.read(PAGES, content)
    if reason := found.get("refused"):
        raise SORTS.get(reason, Rejected)(REASONS[reason])
    return found


def read(content: bytes) -> dict[str, Any]:
    """What the reader tells of a PDF: text and metadata, or why it is refused."""
    return apart.read(READER, content)

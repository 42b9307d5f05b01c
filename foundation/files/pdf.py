"""Reading PDF files within limits of time and memory: in a process of their own, or in one that has such limits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from foundation.files.rejected import Rejected

READER = "foundation.files.pdf_reader"
#: Where the reader's process finds it; it imports nothing else of the portal.
ROOT = Path(__file__).parents[2]
SECONDS = 30
#: Whether this process has limits of time and memory of its own, so that a PDF may be read in it.
bounded = False

REASONS = {
    "encrypted": "PDF 已加密或设有权限密码，请取消密码后重新上传。",
    "script": "PDF 含有脚本或会启动程序的动作，不能上传；请重新导出或打印为不含脚本的 PDF。",
    "attachment": "PDF 内嵌了附件，无法检查；请去除附件，逐个单独上传。",
    "remote": "PDF 含有会自动打开其他文件或外部地址的动作，或指向本机、局域网文件的链接，不能上传；请删去后重新导出。",
    "complex": "PDF 过于复杂，无法检查；请重新导出或拆分后上传。",
    "damaged": "PDF 已损坏，无法打开，请重新导出后上传。",
}


def read_pdf(content: bytes) -> tuple[str, dict[str, Any]]:
    """Text and metadata of a PDF; `text_complete` is False if anything was not read: pictures, earlier revisions.

    Raises `Rejected` if it is encrypted, damaged, over the limits, has scripts or attachments, or calls out.
    """
    found = read(content)
    if reason := found.get("refused"):
        raise Rejected(REASONS[reason])
    return found["text"], found["metadata"]


def read(content: bytes) -> dict[str, Any]:
    """What the reader tells of a PDF: text and metadata, or why it is refused."""
    return _read_here(content) if bounded else _read_apart(content)


def _read_here(content: bytes) -> dict[str, Any]:
    from foundation.files import pdf_reader

    try:
        return pdf_reader.read(content)
    except (
        Exception,
        MemoryError,
    ):  # whatever a file made for it sets off: the reader's own process ends with the same word
        return {"refused": "complex"}


def _read_apart(content: bytes) -> dict[str, Any]:
    try:
        command = [sys.executable, "-P", "-m", READER]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=SECONDS, check=True, env=environment
        )
        found: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError, ValueError):
        return {"refused": "complex"}
    return found

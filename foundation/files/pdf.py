"""Reading PDF files in a process of their own, within limits of time and memory."""

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
    try:
        command = [sys.executable, "-P", "-m", READER]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=SECONDS, check=True, env=environment
        )
        found = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError, ValueError):
        raise Rejected(REASONS["complex"]) from None
    if reason := found.get("refused"):
        raise Rejected(REASONS[reason])
    return found["text"], found["metadata"]

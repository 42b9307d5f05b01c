"""Whether there is room for files, and whether rows and bytes belong together."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings

from foundation.condition.models import Pulse
from foundation.condition.readings import Reading, reading
from foundation.files.belonging import CHECK

#: The share of a disk, and the bytes, below which it counts as nearly full.
FREE_SHARE, FREE_BYTES = 0.10, 5 * 1024**3


@reading("disk_free_ratio", "The least share that is free on the disks of the file roots.")
def disk_free(at: datetime) -> Reading:
    """How much is free where files are stored."""
    roots = (settings.PUBLIC_FILES_ROOT, settings.INTERNAL_FILES_ROOT, settings.PERSONAL_FILES_ROOT)
    usages = [shutil.disk_usage(next(p for p in (Path(r), *Path(r).parents) if p.exists())) for r in roots]
    share = min(usage.free / usage.total for usage in usages)
    full = any(usage.free < min(FREE_BYTES, FREE_SHARE * usage.total) for usage in usages)
    return Reading(share, f"存放文件的磁盘快满了，只剩 {share:.0%}。" if full else "")


@reading("files_astray", "Rows of files without bytes, and bytes without a row, at the last daily check.")
def astray(at: datetime) -> Reading:
    """How many files do not belong together with their rows."""
    pulse = Pulse.objects.filter(name=CHECK).first()
    number = pulse.found if pulse else 0
    wrong = f"有 {number} 个文件缺内容或者没有记录，请运行 manage.py files 查看。"
    return Reading(number, wrong if number else "")

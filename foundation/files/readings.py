"""Whether the roots answer and have room, and whether rows and bytes belong together."""

from __future__ import annotations

import shutil
from datetime import datetime

from foundation.condition.models import Pulse
from foundation.condition.readings import Reading, reading
from foundation.files.belonging import CHECK
from foundation.files.roots import ROOTS, root_of

#: The share of a disk, and the bytes, below which it counts as nearly full.
FREE_SHARE, FREE_BYTES = 0.10, 5 * 1024**3


@reading(
    "disk_free_ratio", "The least share that is free on the disks of the file roots; 1 where all are buckets."
)
def disk_free(at: datetime) -> Reading:
    """How much is free where files are stored; a bucket has no disk that could be asked."""
    folders = [folder for folder in (root_of(name).folder for name in ROOTS) if folder is not None]
    usages = [shutil.disk_usage(next(p for p in (f, *f.parents) if p.exists())) for f in folders]
    share = min((usage.free / usage.total for usage in usages), default=1.0)
    full = any(usage.free < min(FREE_BYTES, FREE_SHARE * usage.total) for usage in usages)
    return Reading(share, f"存放文件的磁盘快满了，只剩 {share:.0%}。" if full else "")


@reading("files_answer", "Whether the file roots answer.")
def answering(at: datetime) -> Reading:
    """Whether folders and buckets can be read at all."""
    try:
        for name in ROOTS:
            root_of(name).ask()
    except OSError:
        return Reading(0, "存放文件的目录或者存储桶没有应答，请检查存储服务、网络和密钥（FILES_S3_*）。")
    return Reading(1)


@reading(
    "files_keep_erased", "Whether the bucket of personal files keeps what is erased, in former versions."
)
def keeping_erased(at: datetime) -> Reading:
    """Whether an erasure takes the bytes away."""
    keeps = root_of("personal").keeps_deleted()
    return Reading(
        int(keeps),
        "存放个人信息文件的存储桶开着版本控制（或者不许查询），清除以后内容还在，请关闭。" if keeps else "",
    )


@reading("files_astray", "Rows of files without bytes, and bytes without a row, at the last daily check.")
def astray(at: datetime) -> Reading:
    """How many files do not belong together with their rows."""
    pulse = Pulse.objects.filter(name=CHECK).first()
    number = pulse.found if pulse else 0
    wrong = f"有 {number} 个文件缺内容或者没有记录，请运行 manage.py files 查看。"
    return Reading(number, wrong if number else "")

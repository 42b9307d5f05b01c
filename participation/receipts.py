"""Receipts: how a person proves, without the portal's help, that their opinion is among those that are counted.

The digest of an opinion is made of what its sender has in hand: query code, moment, article, stance, words. The code is kept by
nobody else, so that nobody tries out who said what. The list of all digests, sorted, is published every night with one digest
over it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.utils.timezone import localtime


def leaf(code: str, at: datetime, article: str, stance: str, text: str) -> str:
    """The digest of one opinion."""
    said = "\n".join([code, moment(at), article, stance, text])
    return hashlib.sha256(said.encode()).hexdigest()


def with_files(text: str, digests: Iterable[str]) -> str:
    """The words of an opinion as its digest covers them: below them, a line for each file that came with it, by its SHA-256.

    They are part of what the receipt calls 内容, so that the program computes an opinion with files as one without.
    """
    return "\n".join([text, *(f"附件 {digest}" for digest in digests)])


def moment(at: datetime) -> str:
    """A moment as receipts write it: 2026-03-02 10:20:30, in Shanghai."""
    return localtime(at).strftime("%Y-%m-%d %H:%M:%S")


def root(leaves: Iterable[str]) -> str:
    """The digest over all opinions: of their digests, sorted, one a line."""
    return hashlib.sha256("\n".join(sorted(leaves)).encode()).hexdigest()


#: Twenty lines that anybody can run: they compute the digest of an opinion from its receipt, look for it in the list of a night,
#: and compute the digest over the list. The page prints them, and a test runs exactly these.
PROGRAM = """\
import hashlib, sys, urllib.request

# 照回执填写（保存成 receipt.txt，每项一行，内容可以多行）：
# 查询码、收到时间、针对哪一条（整个草案的留空行）、态度、内容
said = open("receipt.txt", encoding="utf-8").read().rstrip("\\n")
mine = hashlib.sha256(said.encode("utf-8")).hexdigest()
print("我的校验值", mine)

# 清单的网址在“每日校验”页，例如 https://…/digests/1-2026-03-05.txt
address = sys.argv[1]
lines = urllib.request.urlopen(address).read().decode("utf-8").split("\\n")
print("清单里的意见", len([line for line in lines if line]))
print("我的意见在里面" if mine in lines else "我的意见不在里面")

total = hashlib.sha256("\\n".join(sorted(lines)).encode("utf-8")).hexdigest()
print("总校验值", total)
# 与那一天公布的总校验值相同，就没有人增删过清单里的任何一条。
"""

"""The words that are planted, and the shapes in which a word can lie in what somebody else may read."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from urllib.parse import quote

#: What people tell the portal and it keeps to itself. None of it occurs anywhere else.
TOLD: dict[str, str] = {
    "name": "欧阳𠮷珂",
    "rare character": "𠮷",
    "identity": "150821198703214510",
    "phone": "13947829651",
    "email": "ouyang.jike@planted.example",
    "address": "塔尔湖镇春晖里九号楼三单元",
    "wanted": "霜降前后苹果窖的通风记录",
    "amended": "冬至前后苹果窖的换气记录",
    "help needed": "右耳失聪须笔谈",
    "help given": "隔窗递纸条谈妥",
    "file": "户口簿第七页夹着一片枫叶",
    "file name": "枫叶户口簿扫描",
    "complaint": "拖到立春仍不见答复信",
    "third party": "蒲公英合作社张翰墨",
    "third party's address": "复兴镇青禾巷四十一号",
    "third party's email": "hanmo@asked.example",
    "third party's words": "窖藏配方是祖上传下的手艺",
    "struck": "配方用柿蒂水浸三昼夜",
    "proof": "收发室老郑代签",
    "internal text": "冷库值守口令为寒枝栖尽",
    "internal file": "寒枝栖尽值守名单",
    "refused file": "谷雨时节的木马程序",
    "password": "Zhuyu-Chaxiang-2719",
    "password for a name": "Chaxiang-Zhuyu-9172",
    "query": "萱草凋零",
}
#: What is read, on the public pages as well: by it is known that a channel was looked into.
PUBLIC = "关于杏子保鲜的通知"


def shapes(word: str) -> set[bytes]:
    """The word as it stands in texts, escapes, code pages, addresses and base64."""
    found = {word.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")}
    found |= {piece for text in (word.encode("utf-8"), word.encode("gb18030")) for piece in _carried(text)}
    escaped = json.dumps(word)[1:-1]
    found |= {escaped.encode(), escaped.upper().replace("\\U", "\\u").encode()}
    found.add(word.encode("unicode_escape"))
    if not word.isascii():
        found.add("".join(f"&#{ord(letter)};" for letter in word).encode())
        found.add("".join(f"&#x{ord(letter):x};" for letter in word).encode())
    if len(word) == 1:  # as fonts call it
        found |= {f"{how}{ord(word):X}".encode() for how in ("U+", "uni", "u")}
    return found


def _carried(text: bytes) -> Iterator[bytes]:
    """Bytes as addresses, mails and dumps carry them."""
    percent = "".join(f"%{byte:02X}" for byte in text)
    yield from (percent.encode(), percent.lower().encode(), percent.replace("%", "=").encode())
    yield quote(text).encode()
    yield from (text.hex().encode(), text.hex().upper().encode())
    for before in range(3) if len(text) > 4 else ():  # whatever stands before it, one of three
        coded = base64.b64encode(bytes(before) + text)
        whole = coded[(0, 2, 3)[before] : (before + len(text)) * 8 // 6]
        yield from (whole, whole.replace(b"+", b"-").replace(b"/", b"_"))

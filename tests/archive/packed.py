"""What the tests pack: a volume and an item, with names that people give and machines stumble over."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from archive.packages import (
    Archived,
    ClockRecord,
    DisclosureStatus,
    Entry,
    LedgerRecord,
    Member,
    NoticeRecord,
    Opening,
    Package,
    Records,
    SecurityChange,
    SignatureRecord,
    Sort,
)
from tests.personas import SHANGHAI

AT = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
LONG = "关于进一步做好" + "某项工作" * 48 + "的通知"
#: A word that turns the direction of writing round, a character beyond the basic plane, one that may be decomposed.
ODD = "报告\u202egpj\u202c𠮷é<b>&"


def ledger(count: int = 3) -> list[LedgerRecord]:
    """Lines that hang on each other."""
    lines: list[LedgerRecord] = []
    previous = ""
    for sequence in range(1, count + 1):
        said = {
            "act": ("disclosure.draft", "disclosure.sign", "disclosure.publish")[(sequence - 1) % 3],
            "label": ("拟稿", "签发", "发布")[(sequence - 1) % 3],
            "from_state": "draft",
            "to_state": "published",
            "reason": "",
            "digest": "",
            "sequence": sequence,
            "previous_hash": previous,
        }
        hashed = json.dumps(said, ensure_ascii=False, sort_keys=True)
        previous = hashlib.sha256(hashed.encode()).hexdigest()
        lines.append(
            LedgerRecord(
                **said,
                at=AT.replace(minute=sequence),
                actor="拟稿人甲",
                agency="荣丰办事处",
                roles="拟稿人",
                clauses=("PD-9",),
                hash=previous,
                hashed=hashed,
                matter="document:1",
            )
        )
    return lines


def records() -> Records:
    """Something of each."""
    return Records(
        ledger=ledger(),
        signatures=[SignatureRecord("签发领导甲", "领导签发", AT, "a" * 64, "同意")],
        clocks=[
            ClockRecord(
                "主动公开", "PD-9", AT, AT.replace(day=30), AT.replace(day=5), "按时办结", ("暂停一日",)
            )
        ],
        notices=[NoticeRecord(AT, "文书室", "请发布", "工作台", AT)],
    )


def member(content: bytes, name: str = "通知.txt", sort: Sort = Sort.TEXT, **more: Any) -> Member:
    """A file of the given bytes."""
    title = more.pop("title", "正文")
    return Member.of(
        content, sort=sort, title=title, name=name, media_type=more.pop("media_type", "text/plain"), **more
    )


def item(code: str = "A001-WS·2026·Y·办公室-0001", **more: Any) -> Archived:
    """A document, by item."""
    text = "各镇人民政府：\n照办。\n".encode()
    entry = Entry(
        title="关于春耕的通知",
        responsible="荣丰办事处",
        formed_on=date(2026, 3, 2),
        document_number="荣办发〔2026〕9号",
        members=[
            member(text, pages=1),
            member(
                "序号,镇\n1,隆兴昌镇\n".encode(), "名单.csv", Sort.ANNEX, title="名单", media_type="text/csv"
            ),
        ],
        first_page=1,
        pages=1,
    )
    given: dict[str, Any] = {
        "code": code,
        "fonds": "A001",
        "fonds_name": "荣丰办事处",
        "year": 2026,
        "category": "WS",
        "term": "永久",
        "section": "办公室",
        "title": "关于春耕的通知",
        "responsible": "荣丰办事处",
        "formed_from": date(2026, 3, 2),
        "formed_to": date(2026, 3, 2),
        "entries": [entry],
        "opening": Opening("同意开放", "已经主动公开", "档案员甲", date(2026, 3, 9)),
        "disclosure": DisclosureStatus("主动公开", date(2026, 3, 5), "wy-rfbsc/2026-00001"),
        "records": records(),
    }
    return Archived(**given | more)


def volume(code: str = "A001-ZY·SQ·2026·D30-001", **more: Any) -> Archived:
    """A case of two entries, with the names that files have."""
    one = item(code)
    entries = [
        replace(
            one.entries[0],
            title=LONG,
            members=[member(b"\xef\xbb\xbfreply", f"{ODD}.txt", Sort.LETTER, title=ODD)],
        ),
        replace(one.entries[0], title="申请书", document_number="", members=[member(b"asked", "申请书.TXT")]),
    ]
    given: dict[str, Any] = {
        "category": "ZY",
        "term": "30年",
        "title": ODD,
        "entries": entries,
        "is_volume": True,
        "formed_to": date(2026, 4, 1),
        "security_changes": [SecurityChange(date(2026, 3, 20), "秘密", "")],
        "facts": [("利用限制", "涉及个人信息")],
        "remark": "缺附件二，原件遗失",
    }
    return replace(one, **given | more)


def package(*units: Archived, **more: Any) -> Package:
    """A package of an item and a volume, or of the given ones."""
    given: dict[str, Any] = {
        "number": "荣丰移〔2026〕1号",
        "sender": "荣丰办事处",
        "receiver": "县档案馆",
        "contact": "档案员甲",
        "made_on": date(2026, 6, 30),
        "said": "2026 年的政务公开档案。",
        "units": units or (item(), volume()),
        "register": b"%PDF-1.7 register",
        "others": [("notes.txt", b"notes")],
    }
    return Package(**given | more)

"""The papers of the archive with what people put into them: names of 200 characters, marks that turn writing, rare characters."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from archive import papers
from tests.archive.packed import AT, LONG, ODD, ledger, records

DAY = date(2026, 3, 2)
LONGEST = "某" * 200


def line(number: int = 1, **more: Any) -> papers.CatalogueLine:
    given = {
        "code": f"Z109-WS·2026·Y·BGS-{number:04d}",
        "document_number": f"五政办发〔2026〕{number}号",
        "responsible": "五原县人民政府办公室",
        "title": "关于做好2026年春季农业生产工作的通知",
        "formed_on": DAY,
        "security": "",
        "pages": 12,
        "remark": "",
    }
    return papers.CatalogueLine(**given | more)


LINES = [
    line(1),
    line(2, title=LONG, responsible=LONGEST, remark="缺附件二"),
    line(3, title=ODD, document_number="", security="秘密★10年"),
    line(4, title="[无题名的照片一组]", pages=None, formed_on=None),
    *(line(number) for number in range(5, 40)),
]
CATALOGUE = papers.Catalogue("五原县人民政府办公室", "Z109", 2026, "永久", "办公室", LINES)
COVER = papers.Cover(
    fonds_name="五原县人民政府办公室",
    category_name="政府信息公开申请",
    title="张某申请公开征地补偿方案一案",
    formed_from=DAY,
    formed_to=date(2026, 4, 1),
    term="30年",
    pieces=12,
    pages=86,
    filing_number="2026-17",
    code="Z109-ZY·SQ·2026·D30-017",
)
VOLUME = papers.VolumeList(
    "Z109-ZY·SQ·2026·D30-017",
    "张某申请公开征地补偿方案一案",
    [
        papers.VolumeLine("五政办复〔2026〕3号", "五原县人民政府办公室", "政府信息公开申请答复书", DAY, 1, 4),
        papers.VolumeLine("", LONGEST, LONG, DAY, 5, 5, "复印件"),
        papers.VolumeLine("", "申请人", ODD, None, 6, 86),
        *(papers.VolumeLine("", "某局", f"第 {n} 份材料", DAY, 86 + n, 86 + n) for n in range(1, 40)),
    ],
)
NOTE = papers.Note(
    "Z109-ZY·SQ·2026·D30-017",
    "第 12 页右下角缺损；附件二系复印件，原件存县自然资源局。",
    12,
    86,
    "档案员甲",
    DAY,
    "档案员乙",
    DAY,
)
SPINE = papers.Spine("Z109", 2026, "永久", "办公室", "0001", "0143", "17", 30)
STAMP = papers.Stamp("Z109", 2026, 143, "办公室", "永久", 12)
REGISTER = papers.Register(
    number="荣丰移〔2026〕1号",
    content="2016 年政务公开文书档案、依申请公开案卷",
    sender="五原县人民政府办公室",
    receiver="五原县档案馆",
    pieces=143,
    volumes=17,
    files=812,
    size=5 * 1024**3,
    carrier="移动硬盘 1 块（WY-2026-01），离线移交",
    properties=[
        ("真实性", "通过"),
        ("完整性", "通过"),
        ("可用性", "通过"),
        ("安全性", "通过（ClamAV 1.4.1）"),
    ],
    digest="0123456789abcdef" * 4,
    algorithm="SHA-256",
    method="BagIt 1.0（RFC 8493），ZIP，未压缩",
    filled_by="档案员甲",
    filled_on=DAY,
    checked_by="负责人乙",
)
DESTRUCTION = papers.Destruction(
    "荣丰销〔2036〕1号",
    "五原县人民政府办公室",
    "荣丰鉴〔2036〕2号",
    [
        papers.DestructionLine(
            "Z109-WS·2026·D10·BGS-0001",
            "五政办发〔2026〕1号",
            "县政府办",
            "关于值班的通知",
            DAY,
            "10年",
            "10年",
            2,
        ),
        papers.DestructionLine(
            "Z109-WS·2026·D10·BGS-0002", "", LONGEST, LONG, DAY, "10年", "10年", 3, DAY, "原件已毁"
        ),
        *(
            papers.DestructionLine(
                f"Z109-WS·2026·D10·BGS-{n:04d}", "", "某局", f"第 {n} 份", DAY, "10年", "10年", 1
            )
            for n in range(3, 30)
        ),
    ],
    group="副职甲、档案员乙、业务科丙",
    approved_by="主任丁",
    approved_on=DAY,
)
QUARTER = papers.Quarter(
    "五原县人民政府办公室",
    2026,
    1,
    "档案员甲",
    DAY,
    [("应归档", "143 件"), ("已按时归档", "140 件"), ("核对摘要", "1,204 个文件，损坏 0 个")],
    [
        papers.QuarterLine("未归档", "五政办发〔2026〕9号《关于春耕的通知》", DAY, "已退回补充附件"),
        papers.QuarterLine("缺少", LONG, None),
    ],
    "除上列三件以外，归档材料齐全完整；三件已限期补正。",
)
PROOF = papers.Proof(
    code="Z109-WS·2026·Y·BGS-0143",
    title="关于做好2026年春季农业生产工作的通知",
    responsible="五原县人民政府办公室",
    agency="五原县人民政府办公室",
    made_at=AT + timedelta(days=40),
    files=[
        papers.ProvedFile("正文", "通知.pdf", 120_034, "0123456789abcdef" * 4, AT, True),
        papers.ProvedFile("附件一", f"{LONG}.xlsx", 20_034, "fedcba9876543210" * 4, None, None),
    ],
    signatures=records().signatures,
    ledger=ledger(3),
    address="https://portal.example/ledger/",
    seal="第 412 号封存，2026-03-03",
)
ALL = {
    "catalogue": lambda: papers.catalogue(CATALOGUE),
    "volume_cover": lambda: papers.volume_cover(COVER),
    "volume_list": lambda: papers.volume_list(VOLUME),
    "note_page": lambda: papers.note_page(NOTE),
    "box_spine": lambda: papers.box_spine(SPINE),
    "archive_stamp": lambda: papers.archive_stamp(STAMP),
    "transfer_register": lambda: papers.transfer_register(REGISTER),
    "destruction_list": lambda: papers.destruction_list(DESTRUCTION),
    "quarter_report": lambda: papers.quarter_report(QUARTER),
    "proof": lambda: papers.proof(PROOF),
}

"""The catalogues of a package as the county archive reads them, their schemas, and what says what the package is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

from archive.packages.contents import Archived, Package
from archive.packages.layout import DATA, FILES, ITEMS, OTHER, PAGE, RECORD, REGISTER, VOLUMES, placed

#: What XML 1.0 cannot hold.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: The fields of a line, in the order of the method of handing over (电子档案移交与接收办法).
FIELDS = ("顺序号", "档号", "责任者", "题名", "日期", "密级", "电子档案名称", "备注")
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def eight_digits(day: date | None) -> str:
    """A day as catalogues write it: 20260302 (DA/T 22); blank where there is none."""
    return day.strftime("%Y%m%d") if day else ""


def gigabytes(size: int) -> str:
    """Bytes in GB, to three decimals, as the register wants them; never 0.000 for something."""
    return str(
        max(Decimal(size) / 1024**3, Decimal("0.001") if size else Decimal(0)).quantize(Decimal("0.001"))
    )


def remark_of(unit: Archived) -> str:
    """What a transfer has to tell of each line (档案法实施条例30): opening opinion, disclosure, changes of the security class."""
    told = [unit.remark, f"到期开放意见：{unit.opening}", f"政府信息公开情况：{unit.disclosure}"]
    changes = "；".join(map(str, unit.security_changes)) or "无变更"
    return "。".join([*filter(None, told), f"密级变更情况：{changes}"]) + "。"


def _line(number: int, unit: Archived) -> str:
    days = [eight_digits(unit.formed_from), eight_digits(unit.formed_to)]
    span = "-".join(dict.fromkeys(filter(None, days)))
    names = [path.removeprefix(f"{DATA}/{FILES}/") for path, _member in placed(unit)]
    said = (
        str(number),
        unit.code,
        unit.responsible,
        unit.title,
        span,
        unit.security,
        "\n".join(names),
        remark_of(unit),
    )
    fields = "".join(
        f"    <{name}>{escape(_NOT_XML.sub('', value))}</{name}>\n"
        for name, value in zip(FIELDS, said, strict=True)
    )
    return f"  <条目>\n{fields}  </条目>\n"


def catalogue(root: str, package: Package, units: Sequence[Archived]) -> Iterator[bytes]:
    """The lines of a catalogue as XML; `root` is 文件目录 or 案卷目录."""
    sender = escape(_NOT_XML.sub("", package.sender), {'"': "&quot;"})
    yield f'{_HEAD}<{root} 移交单位="{sender}" 数量="{len(units)}">\n'.encode()
    for number, unit in enumerate(units, 1):
        yield _line(number, unit).encode()
    yield f"</{root}>\n".encode()


def schema(root: str) -> bytes:
    """The schema of a catalogue, so that whoever takes it over can check it."""
    fields = "".join(f'              <xs:element name="{name}" type="xs:string"/>\n' for name in FIELDS)
    return f"""{_HEAD}<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:element name="{root}">
    <xs:complexType>
      <xs:sequence>
        <xs:element name="条目" maxOccurs="unbounded">
          <xs:complexType>
            <xs:sequence>
{fields}            </xs:sequence>
          </xs:complexType>
        </xs:element>
      </xs:sequence>
      <xs:attribute name="移交单位" type="xs:string" use="required"/>
      <xs:attribute name="数量" type="xs:positiveInteger" use="required"/>
    </xs:complexType>
  </xs:element>
</xs:schema>
""".encode()


def explanation(package: Package, items: int, volumes: int) -> bytes:
    """说明文件.TXT: what the package is, what lies where, how it is read and verified. With CR LF, for any editor opens it."""
    lines: Iterable[str] = (
        f"移交包：{package.number}",
        f"移交单位：{package.sender}",
        f"接收单位：{package.receiver or '（未填）'}",
        f"制作日期：{package.made_on.isoformat()}",
        f"联系方式：{package.contact or '（未填）'}",
        f"数量：按件整理 {items} 件，按卷整理 {volumes} 卷；文件 {sum(len(unit.members) for unit in package.units)} 个，"
        f"{package.size} 字节（{gigabytes(package.size)} GB）",
        *([f"说明：{package.said}"] if package.said else []),
        "",
        "各部分：",
        *([f"  {ITEMS}：按件整理的档案的目录"] if items else []),
        *([f"  {VOLUMES}：按卷整理的档案的目录"] if volumes else []),
        f"  {FILES}：电子档案，按 年度/类别/档号 存放；每个档号的文件夹里另有 {PAGE}（说明和办理过程，用浏览器打开）"
        f"和 {RECORD}（同样内容，供程序读取）",
        f"  {OTHER}：目录的格式（*.xsd）" + ("、" + REGISTER if package.register is not None else ""),
        "",
        "环境：文件都没有加密、压缩。PDF、图片、文本、网页用常见软件打开；文字编码 UTF-8。",
        "校验：本包按 BagIt（RFC 8493）制作，摘要算法 SHA-256，见上一层文件夹的 manifest-sha256.txt。",
        "在装有相应工具的电脑上，进入上一层文件夹运行：sha256sum -c manifest-sha256.txt，或者 bagit.py --validate 文件夹。",
    )
    return "\r\n".join(lines).encode() + b"\r\n"

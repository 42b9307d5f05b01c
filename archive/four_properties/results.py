"""The four properties and their items, what a test is given and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import IO

from archive.packages.contents import Archived
from archive.packages.verifying import Fault
from foundation.records.declared import Needs


class Property(StrEnum):
    """The four."""

    TRUE = "真实性"
    WHOLE = "完整性"
    USABLE = "可用性"
    SAFE = "安全性"


class Stage(StrEnum):
    """When it is tested."""

    FILING = "归档"
    TRANSFER = "移交"
    KEEPING = "长期保存"


class Outcome(StrEnum):
    """What came of an item."""

    PASSED = "通过"
    FAILED = "不通过"
    NOT_APPLICABLE = "不适用"
    WAITING = "待人工确认"


class Item(StrEnum):
    """The items, each by a code that stays: answers are given under it."""

    DIGEST = "true.digest"
    METADATA = "true.metadata"
    EMBEDDED = "true.embedded"
    PLACE = "true.place"
    STRUCTURE = "true.structure"
    SENT = "true.sent"
    REQUIRED = "whole.required"
    NUMBERS = "whole.numbers"
    PROCESS = "whole.process"
    CONTENT = "whole.content"
    TOTALS = "whole.totals"
    READABLE = "usable.readable"
    OPENS = "usable.opens"
    FORMAT = "usable.format"
    ENVIRONMENT = "usable.environment"
    UNLOCKED = "usable.unlocked"
    VIRUS = "safe.virus"
    FOREIGN = "safe.foreign"
    CARRIER = "safe.carrier"
    LOGGED = "safe.logged"


LABELS: dict[Item, tuple[Property, str]] = {
    Item.DIGEST: (Property.TRUE, "数字摘要有效"),
    Item.METADATA: (Property.TRUE, "元数据的类型、长度、格式、值域"),
    Item.EMBEDDED: (Property.TRUE, "文件自带的属性与元数据一致"),
    Item.PLACE: (Property.TRUE, "元数据指向这个文件"),
    Item.STRUCTURE: (Property.TRUE, "信息包的结构"),
    Item.SENT: (Property.TRUE, "与业务系统发出的一致"),
    Item.REQUIRED: (Property.WHOLE, "必填元数据齐全"),
    Item.NUMBERS: (Property.WHOLE, "编号连续"),
    Item.PROCESS: (Property.WHOLE, "重要事项的过程记录齐全"),
    Item.CONTENT: (Property.WHOLE, "目录与内容一一对应"),
    Item.TOTALS: (Property.WHOLE, "总数相符"),
    Item.READABLE: (Property.USABLE, "元数据可读"),
    Item.OPENS: (Property.USABLE, "文件打得开"),
    Item.FORMAT: (Property.USABLE, "格式符合要求"),
    Item.ENVIRONMENT: (Property.USABLE, "软硬件环境有记载"),
    Item.UNLOCKED: (Property.USABLE, "没有专用的压缩、加密"),
    Item.VIRUS: (Property.SAFE, "没有病毒，不会自行运行"),
    Item.FOREIGN: (Property.SAFE, "载体里没有无关文件"),
    Item.CARRIER: (Property.SAFE, "载体完好"),
    Item.LOGGED: (Property.SAFE, "过程有记载、有权限"),
}


@dataclass(frozen=True)
class Totals:
    """What the catalogue, or whoever hands over, says there is."""

    files: int
    size: int
    pages: int | None = None


@dataclass(frozen=True)
class Answer:
    """What a person said of an item, who, when; with the tool that they used, where they used one."""

    passed: bool
    said: str
    by: str
    at: datetime
    tool: str = ""
    version: str = ""


@dataclass(frozen=True)
class Scanner:
    """A program that looks for viruses: its name, version, and what it finds in a stream, "" if nothing."""

    name: str
    version: str
    scan: Callable[[IO[bytes]], str]


@dataclass(frozen=True)
class Examined:
    """What is tested, and what it is compared with. Where something is not given, its item is not applicable, and says so."""

    unit: Archived
    stage: Stage = Stage.FILING
    #: What the catalogue says there is.
    totals: Totals | None = None
    #: The digests of the files as the room in which the matter ended hands them out.
    sent: Collection[str] | None = None
    #: The numbers given in the same series (year, section, term), among them this unit's.
    numbers: Collection[int] | None = None
    #: What the ledger of an important matter has to hold in the state in which it ended, by the matter.
    needs: Mapping[str, Sequence[Needs]] = field(default_factory=dict)
    #: Whether only a person can say what belongs to it: material from outside.
    asks_for_process: bool = False
    #: What `packages.verify` found in the package that was made or received.
    faults: Sequence[Fault] | None = None
    #: The names of the files that lie on the carrier, and of those that belong there.
    carrier: tuple[Collection[str], Collection[str]] | None = None
    scanner: Scanner | None = None
    answers: Mapping[Item, Answer] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """What came of one item, why (in Chinese; blank where it passed), with which tool of which version, or by whose word."""

    item: Item
    outcome: Outcome
    reason: str
    tool: str
    version: str

    @property
    def of(self) -> Property:
        """Which of the four."""
        return LABELS[self.item][0]

    @property
    def label(self) -> str:
        """The item in words."""
        return LABELS[self.item][1]

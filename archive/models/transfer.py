"""Handing over to the county archive (实施条例20, 30), with opinions and disclosure status."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from archive import triggers
from archive.models.base import READERS
from archive.models.item import Item
from foundation.agencies.models import Staff
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.files.models import StoredFile


class Transfer(FSMModelMixin, Matter):  # type: ignore[misc]
    """One handing over of an agency's items."""

    kind = "archive_transfer"
    readers = READERS

    class State(models.TextChoices):
        DRAFTING = "drafting", "准备中"
        OFFERED = "offered", "待主要负责人签署"
        SIGNED = "signed", "已签署，待移交"
        PACKING = "packing", "正在打包"
        SENT = "sent", "已移交，待档案馆签收"
        RECEIVED = "received", "档案馆已签收"
        CALLED_OFF = "called_off", "已取消"

    OPEN: ClassVar[tuple[str, ...]] = ("drafting", "offered", "signed", "packing", "sent")

    title = models.CharField("名称", max_length=200)
    to = models.CharField("接收单位", max_length=100)
    carrier = models.CharField("载体", max_length=100, blank=True)
    online = models.BooleanField("政务网在线移交", default=False)
    prepared_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="填表人"
    )
    signed_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="主要负责人"
    )
    signed_at = models.DateTimeField("签署时间", null=True, blank=True)
    #: The digest and size of the bag: it is made anew whenever it is asked for, of equal bytes.
    package_sha256 = models.CharField("数据包摘要", max_length=64, blank=True)
    package_size = models.PositiveBigIntegerField("数据包字节数", default=0)
    #: The points of the four-property test that concern the bag and its carrier.
    points = models.JSONField("数据包的四性检测", default=list, blank=True)
    carrier_checked_at = models.DateTimeField("载体检查时间", null=True, blank=True)
    sent_on = models.DateField("移交日期", null=True, blank=True)
    receipt_number = models.CharField("交接文据编号", max_length=60, blank=True)
    received_by = models.CharField("接收人", max_length=60, blank=True)
    received_on = models.DateField("签收日期", null=True, blank=True)
    receipt = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="交接文据"
    )
    state = StateField("状态", max_length=12, choices=State.choices, default=State.DRAFTING, protected=True)

    history = HistoricalRecords(excluded_fields=["points"])
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "档案移交"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="archive_transfer_agency")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "packing", "sent", "received"])
                | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="archive_transfer_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "received"])
                | Q(package_sha256__regex=r"^[0-9a-f]{64}$", package_size__gt=0, sent_on__isnull=False),
                name="archive_transfer_packed",
            ),
            models.CheckConstraint(
                condition=~Q(state="received")
                | ~Q(receipt_number="") & ~Q(received_by="") & Q(received_on__isnull=False),
                name="archive_transfer_receipt",
                violation_error_message="没有档案馆的交接文据，不能算已移交。",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=models.F("prepared_by")),
                name="archive_transfer_two_people",
            ),
        ]
        triggers = triggers.TRANSFER

    def __str__(self) -> str:
        return self.title

    @transition(field=state, source=State.DRAFTING, target=State.OFFERED)
    def offer(self, by: Staff) -> None:
        """Every item has its opinion."""
        self.prepared_by = by

    @transition(field=state, source=State.OFFERED, target=State.DRAFTING)
    def give_back(self) -> None:
        """The head wants something changed."""

    @transition(field=state, source=State.OFFERED, target=State.SIGNED)
    def sign(self, at: datetime, by: Staff) -> None:
        """The head signs the opinions."""
        self.signed_at, self.signed_by = at, by

    @transition(field=state, source=State.SIGNED, target=State.PACKING)
    def send(self, on: date, carrier: str, *, online: bool) -> None:
        """It goes on that day, on a carrier or by the government's network; its bag is to be made first."""
        self.sent_on, self.carrier, self.online = on, carrier, online

    @transition(field=state, source=State.PACKING, target=State.SENT)
    def packed(self, sha256: str, size: int, points: list[dict[str, str]]) -> None:
        """The bag is whole, and it is on its way."""
        self.package_sha256, self.package_size, self.points = sha256, size, points

    @transition(field=state, source=State.PACKING, target=State.SIGNED)
    def fall_through(self) -> None:
        """No bag could be made; what was signed stands, and it can be sent once more."""
        self.sent_on, self.carrier, self.online = None, "", False

    @transition(field=state, source=State.SENT, target=State.RECEIVED)
    def receive(self, on: date, number: str, by: str, receipt: StoredFile | None) -> None:
        """The county archive signed for it."""
        self.received_on, self.receipt_number, self.received_by, self.receipt = on, number, by, receipt

    def check_carrier(self, at: datetime, points: list[dict[str, str]]) -> None:
        """What lies on the carrier is what belongs there, and it is sound."""
        self.carrier_checked_at, self.points = at, points

    @transition(field=state, source=State.SENT, target=State.DRAFTING)
    def come_back(self) -> None:
        """The county archive's own test found faults."""
        self._begin_anew()

    @transition(field=state, source=[State.SIGNED, State.PACKING], target=State.DRAFTING)
    def take_back(self) -> None:
        """Its keeper changes what goes along; it is signed anew."""
        self._begin_anew()

    def _begin_anew(self) -> None:
        self.signed_at = self.signed_by = self.sent_on = self.carrier_checked_at = None
        self.package_sha256, self.package_size, self.points = "", 0, []
        self.carrier, self.online = "", False

    @transition(field=state, source=[State.DRAFTING, State.OFFERED, State.SIGNED], target=State.CALLED_OFF)
    def call_off(self) -> None:
        """It does not take place."""


class TransferRow(models.Model):
    """One item of a transfer, with what goes along by 实施条例30."""

    class Opinion(models.TextChoices):
        OPEN = "open", "到期开放"
        CONTROLLED = "controlled", "控制使用"
        LATER = "later", "延期开放"

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="rows", verbose_name="移交")
    item = models.ForeignKey(Item, models.PROTECT, related_name="transfers", verbose_name="归档文件")
    opinion = models.CharField("到期开放意见", max_length=10, choices=Opinion.choices)
    because = models.CharField("理由", max_length=300, blank=True)
    openness = models.CharField("政府信息公开情况", max_length=300)
    secrecy = models.CharField("密级变更情况", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "移交目录"
        ordering = ["item__code", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["transfer", "item"], name="archive_transfer_item_once"),
            models.CheckConstraint(
                condition=Q(opinion="open") | ~Q(because=""), name="archive_transfer_opinion_why"
            ),
        ]
        triggers = triggers.TRANSFER_ROW

    def __str__(self) -> str:
        return f"{self.item}：{self.get_opinion_display()}"

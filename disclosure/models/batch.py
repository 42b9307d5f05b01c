"""A back catalogue that comes in at once: a workbook with a row for each document, and what became of each (PD-8, PD-9)."""

from __future__ import annotations

from django.db import models
from django.db.models import Count, F, Q, Value
from django.db.models.functions import Concat
from django_fsm import FSMModelMixin, transition

from disclosure.models.document import Document
from foundation.agencies.models import Staff
from foundation.agencies.readers import Readers
from foundation.agencies.roles import Role
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.database import begins, kept
from foundation.files.models import StoredFile


class Batch(FSMModelMixin, Matter):  # type: ignore[misc]
    """A workbook of documents, checked row by row before any of it is taken over."""

    kind = "import_batch"
    readers = Readers.of(Role.DRAFTER, Role.RECORDS_OFFICE)
    heading = Concat(Value("批量导入："), F("name"))
    keeper = ("drafter", Role.DRAFTER)

    class State(models.TextChoices):
        CHECKED = "checked", "已核对，待导入"
        RUNNING = "running", "正在导入"
        DONE = "done", "已导入"
        DROPPED = "dropped", "不导入"

    #: What comes to no more documents.
    OVER = (State.DONE, State.DROPPED)

    name = models.CharField("表格", max_length=200)
    table = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="表格文件")
    #: The same table once: whoever begins again goes on where it stopped.
    table_sha256 = models.CharField("表格摘要", max_length=64)
    container = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="文件包"
    )
    #: Whether its files lie in a folder that the command line alone has at hand.
    files_at_hand = models.BooleanField("文件在命令行一边", default=False, editable=False)
    drafter = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="拟稿人")
    state = StateField("状态", max_length=10, choices=State.choices, default=State.CHECKED, protected=True)

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "批量导入"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "table_sha256"],
                condition=~Q(state__in=["done", "dropped"]),
                name="batch_table_once",
                violation_error_message="这张表已经上传过。",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="batch_agency_state"),
            models.Index(fields=["id"], name="batch_running", condition=Q(state="running")),
        ]
        triggers = [
            *kept(),
            begins("b_begins_checked", "checked", "PD-9: a table is checked before it is imported"),
        ]

    @property
    def title(self) -> str:
        return f"批量导入：{self.name}"

    def __str__(self) -> str:
        return self.title

    def counts(self) -> dict[str, int]:
        """How many rows are in each state."""
        counted = self.rows.values_list("state").annotate(number=Count("pk")).order_by()
        return dict(counted)

    @transition(field=state, source=State.CHECKED, target=State.RUNNING)
    def start(self) -> None:
        """Whoever checked it has it imported."""

    @transition(field=state, source=[State.CHECKED, State.RUNNING], target=State.DROPPED)
    def drop(self) -> None:
        """It goes no further; what was imported of it stays."""

    @transition(field=state, source=State.RUNNING, target=State.DONE)
    def finish(self) -> None:
        """No row waits any more."""


class BatchRow(models.Model):
    """One row of the workbook, and what became of it."""

    class State(models.TextChoices):
        READY = "ready", "可以导入"
        WRONG = "wrong", "有问题，不导入"
        KNOWN = "known", "已经导入过"
        DONE = "done", "已导入"
        FAILED = "failed", "没有导入"

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="rows", verbose_name="批次")
    line = models.PositiveIntegerField("行号")
    #: What the row says; emptied once it is a document, which says it from then on.
    fields = models.JSONField("内容", default=dict)
    label = models.CharField("标题", max_length=300)
    state = models.CharField("状态", max_length=10, choices=State.choices)
    says = models.TextField("说明", blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="imported_rows", verbose_name="公文"
    )

    class Meta:
        verbose_name = verbose_name_plural = "批量导入的行"
        ordering = ["batch", "line"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "line"], name="batchrow_once"),
            models.CheckConstraint(
                condition=Q(state="done", document__isnull=False) | ~Q(state="done"),
                name="batchrow_done_is_there",
            ),
        ]
        indexes = [models.Index(fields=["batch", "state", "line"], name="batchrow_waiting")]

    def __str__(self) -> str:
        return f"第 {self.line} 行 {self.label}"

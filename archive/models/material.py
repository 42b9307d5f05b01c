"""What came about outside the portal: photos, sound, film, leaflets, scans (AR-1(2); DA/T 50, 63, 78)."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from archive import triggers
from archive.models.base import READERS
from foundation.agencies.models import Staff
from foundation.agencies.readers import Readers
from foundation.agencies.roles import Role
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.files.models import StoredFile


class Material(FSMModelMixin, Matter):  # type: ignore[misc]
    """One group of originals about one event or text, described; handed in it is found like everything that ended."""

    kind = "archive_material"
    readers = Readers.of(*READERS.within, Role.RECORDS_OFFICE, Role.DRAFTER, county=READERS.county)

    class State(models.TextChoices):
        GATHERING = "gathering", "登记中"
        HANDED_IN = "handed_in", "已交档案员"
        DROPPED = "dropped", "不要了"

    class Sort(models.TextChoices):
        """The value is the category of DA/T 13-2022."""

        PHOTO = "ZP", "照片"
        SOUND = "LY", "录音"
        FILM = "LX", "录像、专题片"
        THING = "SW", "宣传册、实物"
        PAPER = "WS", "纸质文件扫描件"

    sort = models.CharField("种类", max_length=2, choices=Sort.choices)
    title = models.CharField("题名", max_length=200)
    #: The fields of DA/T 50 and 63 in their order.
    occasion = models.CharField("事由", max_length=500)
    happened_on = models.DateField("时间")
    place = models.CharField("地点", max_length=200, blank=True)
    people = models.CharField("人物", max_length=500, blank=True)
    background = models.TextField("背景", blank=True)
    author = models.CharField("摄影者、录制者或者形成单位", max_length=100)
    original_kept_at = models.CharField("原件存放地点", max_length=200, blank=True)
    valid_copy = models.BooleanField("与原件核对无异", default=False)
    handed_in_at = models.DateTimeField("交档案员的时间", null=True, blank=True)
    handed_in_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="移交人"
    )
    state = StateField("状态", max_length=10, choices=State.choices, default=State.GATHERING, protected=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "系统外材料"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="archive_material_agency")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="handed_in") | Q(handed_in_at__isnull=False, handed_in_by__isnull=False),
                name="archive_material_handed_in",
            ),
            models.CheckConstraint(
                condition=~Q(state="handed_in", sort="WS") | Q(valid_copy=True),
                name="archive_material_copy_compared",
                violation_error_message="扫描件要与原件核对无异才能归档（AR-2）。",
            ),
        ]
        triggers = triggers.MATERIAL

    def __str__(self) -> str:
        return self.title

    @transition(field=state, source=State.GATHERING, target=State.HANDED_IN)
    def hand_in(self, at: datetime, by: Staff) -> None:
        """Everything is there and described."""
        self.handed_in_at, self.handed_in_by = at, by

    @transition(field=state, source=State.GATHERING, target=State.DROPPED)
    def drop(self) -> None:
        """It was entered by mistake."""


class Original(models.Model):
    """One original, as it came: nothing is taken out of it (DA/T 50: unretouched, EXIF kept)."""

    material = models.ForeignKey(
        Material, models.PROTECT, related_name="originals", verbose_name="系统外材料"
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    caption = models.CharField("文字说明", max_length=500, blank=True)
    #: What the file says of itself: when, with what, how long, how encoded.
    told = models.JSONField("文件自带的信息", default=dict, blank=True)
    added_at = models.DateTimeField("添加时间")

    class Meta:
        verbose_name = verbose_name_plural = "原件"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["material", "file"],
                name="archive_original_once",
                violation_error_message="这个文件已经在里面了。",
            )
        ]
        triggers = triggers.ORIGINAL

    def __str__(self) -> str:
        return self.caption or str(self.file)

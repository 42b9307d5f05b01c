"""What is archived (件): one matter that ended, with everything of it; what became of it stands in its state (AR-1, AR-2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from copy import copy
from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Cast
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from archive import statute, triggers
from archive.models.apart import apart, is_apart, read_apart
from archive.models.base import ANYBODY, READERS, is_term, number_of_fonds, term_field
from archive.models.filing import FilingList
from archive.models.volume import Volume
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.agencies.readers import Readers
from foundation.agencies.roles import DISCIPLINE, Role
from foundation.casework import matters
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.files.models import StoredFile
from foundation.records.declared import Arrangement, Term


class KeptQuerySet(MatterQuerySet):
    """Reads of items."""

    def waiting(self) -> KeptQuerySet:
        """Those that are neither filed nor left out."""
        return self.filter(state__in=Kept.WAITING)

    def held(self) -> KeptQuerySet:
        """Those that lie in the archive."""
        return self.filter(state=Kept.State.FILED)

    def expired(self, day: date) -> KeptQuerySet:
        """Those that lie in the archive and may be appraised on that day: of a volume when the last of it has expired."""
        kept_on = Q(expires_on__isnull=True) | Q(expires_on__gt=day)
        beside = Item.objects.filter(kept_on, volume=OuterRef("volume"))
        return self.held().filter(expires_on__lte=day).exclude(Exists(beside))

    def due_for_transfer(self, day: date) -> KeptQuerySet:
        """Those that lie in the archive and are due at the county archive by that day; it takes none that is kept ten years."""
        newest = statute.due_in(day.year, settings.ARCHIVE_TRANSFER_YEARS)
        return self.held().filter(year__lte=newest).exclude(term=Term.TEN)


class Kept(FSMModelMixin, Matter):  # type: ignore[misc]
    """An item, from the day on which the portal finds that its matter ended."""

    class State(models.TextChoices):
        FOUND = "found", "待收集"
        COLLECTED = "collected", "已收集，待检测"
        READY = "ready", "检测合格，待归档"
        RETURNED = "returned", "检测不合格，退回补正"
        RESUMED = "resumed", "事项又在办理"
        LEAVING = "leaving", "拟不归档，待批准"
        LEFT_OUT = "left_out", "不归档"
        FILED = "filed", "已归档"
        TRANSFERRED = "transferred", "已移交档案馆"
        DESTROYED = "destroyed", "已销毁"

    WAITING: ClassVar[tuple[str, ...]] = ("found", "collected", "ready", "returned")
    #: Neither filed nor left out: what people agree to leave out may still be filed.
    UNFILED: ClassVar[tuple[str, ...]] = (*WAITING, "leaving")
    #: What has its bytes here; what was handed over is kept by its maker as well.
    LYING: ClassVar[tuple[str, ...]] = ("filed", "transferred")
    IN_ARCHIVE: ClassVar[tuple[str, ...]] = (*LYING, "destroyed")

    source_kind = models.CharField("事项类别", max_length=40)
    source_id = models.BigIntegerField("事项编号")
    #: 0 for the first time that it ended; a matter that came back to life and ended again makes the next.
    sequence = models.PositiveSmallIntegerField("第几次", default=0)
    title = models.CharField("题名", max_length=500)
    responsible = models.CharField("责任者", max_length=200)
    document_number = models.CharField("文号", max_length=100, blank=True)
    formed_on = models.DateField("日期")
    ended_at = models.DateTimeField("办结时间")
    ended_as = models.CharField("办结时的状态", max_length=60)
    year = models.PositiveSmallIntegerField("归档年度")
    category = models.CharField("门类", max_length=4)
    section = models.CharField("机构（问题）", max_length=40)
    arrangement = models.CharField(
        "整理方式", max_length=6, choices=[("item", "以件为单位"), ("volume", "以卷为单位")]
    )
    term = term_field()
    term_because = models.CharField("延长保管期限的理由", max_length=500, blank=True)
    expires_on = models.DateField("保管期满", null=True, blank=True)
    secrecy = models.CharField("密级", max_length=10, default="无", blank=True)
    openness = models.CharField("政府信息公开情况", max_length=300, blank=True)
    note = models.CharField("备注", max_length=500, blank=True)
    pages = models.PositiveIntegerField("页数", default=0)
    bytes = models.PositiveBigIntegerField("字节数", default=0)

    #: The digest of all that was collected; the newest ledger line that it holds; the newest that was looked at since.
    collected_digest = models.CharField("内容摘要", max_length=64, blank=True)
    #: The matters in this file by their references, the first being its own.
    matters = ArrayField(models.CharField(max_length=60), default=list, blank=True, editable=False)
    upto = models.BigIntegerField(default=0, editable=False)
    seen_upto = models.BigIntegerField(default=0, editable=False)
    collected_at = models.DateTimeField("收集时间", null=True, blank=True)
    tested_at = models.DateTimeField("检测时间", null=True, blank=True)
    #: Why it came back from the test, sentence by sentence.
    faults = ArrayField(
        models.CharField(max_length=500), default=list, blank=True, verbose_name="不合格的地方"
    )
    #: What people answered of what no program can say, by the code of the point of the test.
    answers = models.JSONField("人工确认", default=dict, blank=True)
    left_out_because = models.CharField("不归档的理由", max_length=500, blank=True)

    maker = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="立档单位"
    )
    serial = models.PositiveIntegerField("件号", null=True, blank=True)
    code = models.CharField("档号", max_length=100, null=True, blank=True)
    filed_at = models.DateTimeField("归档时间", null=True, blank=True)
    filed_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="归档人"
    )
    transferred_at = models.DateTimeField("移交时间", null=True, blank=True)
    destroyed_at = models.DateTimeField("销毁时间", null=True, blank=True)

    state = StateField("状态", max_length=12, choices=State.choices, default=State.FOUND, protected=True)

    class Meta:
        abstract = True
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def shown_code(self) -> str:
        """The whole code, with the number of the fonds or 待定 before it; blank before it is filed."""
        return f"{self.fonds_number}-{self.code}" if self.code else ""

    @property
    def fonds_number(self) -> str:
        """The number that the county archive gave, or 待定."""
        return number_of_fonds(self.maker or self.agency)

    @property
    def source_ref(self) -> str:
        """The reference of the matter that it holds."""
        return f"{self.source_kind}:{self.source_id}"

    def read_by_its_readers(self, actor: Actor) -> bool:
        """Whether this person reads the matter itself, and not only its line in the catalogue."""
        return matters.find(self.source_ref, actor) is not None

    def looked_at(self, actor: Actor, what: str) -> None:
        """Where every reading of the matter is logged, one through the archive is, too (AC-3)."""
        source = matters.find(self.source_ref, actor) if matters.kinds()[self.source_kind].sealed else None  # type: ignore[attr-defined]
        if source is not None:
            source.looked_at(actor, what)

    @property
    def is_volume(self) -> bool:
        """Whether it goes into a volume."""
        return self.arrangement == Arrangement.VOLUME

    def content_digest(self) -> str:
        return self.collected_digest

    @transition(
        field=state,
        source=[State.FOUND, State.RETURNED, State.COLLECTED, State.READY],
        target=State.COLLECTED,
    )
    def collect(self, at: datetime, **told: Any) -> None:
        """Everything of the matter is gathered; what it says of itself is taken over, but no shorter term."""
        self.collected_at, self.tested_at, self.faults = at, None, []
        self.unsign()
        term = max(Term(self.term), Term(told.pop("term", self.term)), key=lambda term: term.rank)
        for name, value in told.items():
            setattr(self, name, value)
        self.term, self.expires_on = term.value, statute.expires_on(self.year, term.years)

    @transition(field=state, source=[State.COLLECTED, State.READY], target=State.READY)
    def stand_the_test(self, at: datetime) -> None:
        """Real, whole, usable, safe."""
        self.tested_at, self.faults = at, []
        self.unsign()

    @transition(field=state, source=[State.COLLECTED, State.READY], target=State.RETURNED)
    def fall_short(self, at: datetime, faults: list[str]) -> None:
        """It goes back with the reasons."""
        self.tested_at, self.faults = at, [fault[:500] for fault in faults]

    @transition(field=state, source=[State.COLLECTED, State.READY, State.RETURNED], target=State.FOUND)
    def look_again(self) -> None:
        """It is to be collected anew."""
        self.unsign()

    @transition(field=state, source=list(WAITING), target=State.RESUMED)
    def resume(self) -> None:
        """Its matter is open again."""
        self.unsign()

    @transition(field=state, source=State.RESUMED, target=State.FOUND)
    def end_again(self, at: datetime) -> None:
        """Its matter has ended anew."""
        self.ended_at = at

    @transition(field=state, source=[*WAITING], target=State.LEAVING)
    def propose_leaving(self, because: str) -> None:
        """Somebody finds that it need not be filed."""
        self.left_out_because = because
        self.unsign()

    @transition(field=state, source=State.LEAVING, target=State.LEFT_OUT)
    def leave_out(self) -> None:
        """Another agrees."""

    @transition(field=state, source=State.LEAVING, target=State.FOUND)
    def keep_after_all(self) -> None:
        """Another does not."""
        self.left_out_because = ""

    @transition(field=state, source=State.READY, target=State.FILED)
    def file(self, at: datetime, by: int | None, *, code: str, serial: int) -> None:
        """It lies in the archive under its code."""
        self.filed_at, self.filed_by_id = at, by
        self.maker_id, self.code, self.serial = self.agency_id, code, serial

    @transition(field=state, source=State.FILED, target=State.TRANSFERRED)
    def hand_over(self, at: datetime) -> None:
        """The county archive has signed for it."""
        self.transferred_at = at

    @transition(field=state, source=[State.FILED, State.TRANSFERRED], target=State.DESTROYED)
    def destroy(self, at: datetime) -> None:
        """Its line stays."""
        self.destroyed_at = at

    def unsign(self) -> None:
        """What becomes of it now nobody has signed for."""

    def lengthen(self, term: str, because: str) -> None:
        """A longer term; the database refuses a shorter one."""
        self.term, self.term_because = term, because
        self.expires_on = statute.expires_on(self.year, Term(term).years)


def _first_of(years: int) -> models.Func:
    """1 January so many years after that of the file (`statute.expires_on`), for the database."""
    year, first = models.F("year") + years, models.Value(1)
    return models.Func(
        Cast(year, models.IntegerField()), first, first, function="make_date", output_field=models.DateField()
    )


def _constraints(name: str) -> list[models.BaseConstraint]:
    """What holds of ordinary and of sealed items."""
    return [
        models.UniqueConstraint(
            fields=["source_kind", "source_id", "sequence"], name=f"{name}_once_each_time"
        ),
        models.UniqueConstraint(
            fields=["source_kind", "source_id"],
            condition=Q(state__in=["found", "collected", "ready", "returned", "resumed", "leaving"]),
            name=f"{name}_one_waiting",
        ),
        models.UniqueConstraint(fields=["maker", "code"], name=f"{name}_code_once"),
        models.CheckConstraint(condition=is_term("term"), name=f"{name}_term"),
        models.CheckConstraint(
            condition=Q(state__in=["filed", "transferred", "destroyed"])
            & Q(code__isnull=False, maker__isnull=False, filed_at__isnull=False, collected_at__isnull=False)
            & ~Q(collected_digest="")
            | ~Q(state__in=["filed", "transferred", "destroyed"])
            & Q(code__isnull=True, filed_at__isnull=True),
            name=f"{name}_filed_whole",
            violation_error_message="没有收集齐全、没有档号的，不能算已归档（AR-2）。",
        ),
        models.CheckConstraint(
            condition=~Q(state__in=["leaving", "left_out"]) | ~Q(left_out_because=""),
            name=f"{name}_left_out_why",
        ),
        models.CheckConstraint(
            condition=Q(term="Y", expires_on__isnull=True)
            | Q(term="D10", expires_on=_first_of(11))
            | Q(term="D30", expires_on=_first_of(31)),
            name=f"{name}_expires",
        ),
        models.CheckConstraint(
            condition=~Q(state="returned") | Q(faults__len__gte=1), name=f"{name}_returned_why"
        ),
    ]


class Item(Kept):
    """An item in its agency's archive."""

    kind = "archive_item"
    readers = ANYBODY
    listed_as_begun = False

    volume = models.ForeignKey(
        Volume, models.PROTECT, null=True, blank=True, related_name="items", verbose_name="案卷"
    )
    #: The list by which its keeper signed for it.
    filing_list = models.ForeignKey(
        FilingList, models.PROTECT, null=True, blank=True, related_name="items", verbose_name="归档清单"
    )
    supplements = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supplemented_by",
        verbose_name="补充哪一件",
    )

    history = HistoricalRecords()
    objects = KeptQuerySet.as_manager()

    class Meta(Kept.Meta):
        verbose_name = verbose_name_plural = "归档文件"
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="archive_item_agency"),
            models.Index(fields=["state", "id"], name="archive_item_state"),
            models.Index(fields=["expires_on"], name="archive_item_expires", condition=Q(state="filed")),
        ]
        constraints = [
            *_constraints("archive_item"),
            models.CheckConstraint(
                condition=~Q(arrangement="volume")
                | ~Q(state__in=["filed", "transferred", "destroyed"])
                | Q(volume__isnull=False),
                name="archive_item_in_a_volume",
            ),
            models.CheckConstraint(
                condition=Q(sequence=0) | Q(supplements__isnull=False), name="archive_item_supplements"
            ),
            models.CheckConstraint(
                condition=Q(filing_list__isnull=True)
                | Q(state__in=["ready", "returned", "filed", "transferred", "destroyed"]),
                name="archive_item_signed_for",
            ),
        ]
        triggers = triggers.item("archive_item")

    @classmethod
    def read_in(cls, agencies: Collection[int]) -> Q:
        """Of whatever agency: what was lent to somebody is another's; `narrowed` says which rows."""
        return Q()

    @classmethod
    def narrowed(cls, actor: Actor) -> Q:
        """Its keeper's and approvers' own, and all for supervisors, but for what is kept apart; whoever reads the matter itself;
        whoever was lent it."""
        if actor.kind == "system":
            return Q()
        if READERS.everywhere(actor):
            return ~apart() | read_apart(actor)
        found = Q(agency_id__in=READERS.agencies(actor)) & ~apart()
        found |= read_at_the_source(actor) | read_apart(actor)
        if actor.staff_id is not None:
            found |= Q(loans__in=_lent_to(actor))
        return found

    def unsign(self) -> None:
        self.filing_list = None

    @property
    def is_apart(self) -> bool:
        """Whether only the matter's own readers learn that it is there, and they file it."""
        return is_apart(self.source_kind, self.source_id)


def read_at_the_source(actor: Actor) -> Q:
    """The filter for items of matters that an actor reads, of the kinds that are read by agency.

    Of kinds that are read row by row the keeper is asked: their filters beside one another would be longer than a list is worth.
    """
    kinds: defaultdict[tuple[int, ...] | None, list[str]] = defaultdict(list)
    for model in matters.matter_kinds():
        row_by_row = _overrides(model, "narrowed") or _overrides(model, "read_in")
        if model.sealed or row_by_row or model._meta.app_label == "archive":
            continue
        where = None if model.readers.everywhere(actor) else tuple(sorted(model.readers.agencies(actor)))
        if where != ():
            kinds[where].append(model.kind)
    found = Q(pk=None)
    for agencies, names in kinds.items():
        found |= Q(source_kind__in=names, **({} if agencies is None else {"agency_id__in": agencies}))
    return found


def _overrides(model: type[Matter], method: str) -> bool:
    return getattr(model, method).__func__ is not getattr(Matter, method).__func__


def _lent_to(actor: Actor) -> Any:
    from archive.models.loan import Loan

    return Loan.objects.filter(actor.same_person("borrower"), state=Loan.State.LENT).values("pk")


def _kept_for_good() -> StateField:
    """The state of what goes to no county archive and is never destroyed: the field itself, with fewer states."""
    field: StateField = copy(Kept._meta.get_field("state"))  # type: ignore[assignment]
    never = (Kept.State.TRANSFERRED, Kept.State.DESTROYED)
    field.choices = [choice for choice in Kept.State.choices if choice[0] not in never]
    return field


class SealedItem(Kept):
    """An item behind the door of its own team (AC-3): the archive's keepers, lists, counts and figures know nothing of it."""

    kind = "archive_sealed"
    #: Who reads some kind behind a door; which rows, `narrowed` says.
    readers = Readers(DISCIPLINE | {Role.DISCLOSURE_HEAD}, frozenset())
    sealed = True
    listed_as_begun = False

    #: Its encrypted bag, made once for the keys of its team; the digest of what leaves, and that of the keys.
    bag = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="加密的数据包"
    )
    bag_sha256 = models.CharField("数据包摘要", max_length=64, blank=True)
    bag_keys = models.CharField(max_length=64, blank=True, editable=False)
    state = _kept_for_good()

    objects = KeptQuerySet.as_manager()

    class Meta(Kept.Meta):
        verbose_name = verbose_name_plural = "案件归档"
        indexes = [models.Index(fields=["agency", "state", "-id"], name="archive_sealed_agency")]
        constraints = [
            *_constraints("archive_sealed"),
            models.CheckConstraint(
                condition=Q(bag__isnull=True, bag_sha256="", bag_keys="")
                | Q(bag__isnull=False, state="filed", bag_sha256__regex=r"^[0-9a-f]{64}$"),
                name="archive_sealed_bag",
            ),
        ]
        triggers = triggers.item("archive_sealeditem")

    def pack(self, bag: StoredFile, sha256: str, keys: str) -> None:
        """Its bag is kept, encrypted to these keys."""
        self.bag, self.bag_sha256, self.bag_keys = bag, sha256, keys

    def unpack(self) -> None:
        """No bag is kept of it any more."""
        self.bag, self.bag_sha256, self.bag_keys = None, "", ""

    @property
    def announced_as(self) -> str:
        """What a notice calls it: its title is that of the case."""
        return str(self._meta.verbose_name)

    @classmethod
    def narrowed(cls, actor: Actor) -> Q:
        """The rows whose matter this person reads, and no others."""
        if actor.kind == "system":
            return Q()
        found = Q(pk=None)
        for model in matters.matter_kinds():
            if model.sealed and model is not cls:
                rows = matters.in_sight(model, actor).order_by().values("pk")
                found |= Q(source_kind=model.kind, source_id__in=rows)
        return found


class MemberBase(models.Model):
    """One part of an item: the record of the matter, what it tells of people, a text, a letter, an uploaded original."""

    class Sort(models.TextChoices):
        RECORD = "record", "办理过程记录"
        PERSONAL = "personal", "含个人信息的记录"
        LETTER = "letter", "文书"
        FILE = "file", "文件"
        ORIGINAL = "original", "原件"

    class Condition(models.TextChoices):
        UNCHECKED = "", "还没有核对"
        SOUND = "sound", "完好"
        DAMAGED = "damaged", "损坏"
        LOST = "lost", "损毁"
        ERASED = "erased", "个人信息已依法清除"

    item: Any
    sequence = models.PositiveIntegerField("顺序号")
    sort = models.CharField("种类", max_length=10, choices=Sort.choices)
    title = models.CharField("题名", max_length=500)
    document_number = models.CharField("文号", max_length=100, blank=True)
    responsible = models.CharField("责任者", max_length=200, blank=True)
    dated_on = models.DateField("日期", null=True, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    sha256 = models.CharField("SHA-256 摘要", max_length=64)
    size = models.PositiveBigIntegerField("字节数")
    media_type = models.CharField("类型", max_length=100)
    #: Where of the matter it stands: `disclosure.Attachment:12.file`.
    place = models.CharField("出处", max_length=200, blank=True)
    pages = models.PositiveIntegerField("页数", default=0)
    blank_pages = ArrayField(models.PositiveIntegerField(), default=list, blank=True, verbose_name="空白页")
    first_page = models.PositiveIntegerField("起始页号", null=True, blank=True)
    #: Whether the archive's own copy lies in its root.
    copied = models.BooleanField("已存副本", default=False)
    condition = models.CharField("核对结果", max_length=10, choices=Condition.choices, blank=True, default="")
    checked_at = models.DateTimeField("核对时间", null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["sequence", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def last_page(self) -> int | None:
        """The number of its last page."""
        return None if self.first_page is None else self.first_page + max(self.pages, 1) - 1


def _member_constraints(name: str) -> list[models.BaseConstraint]:
    return [
        models.UniqueConstraint(fields=["item", "sequence"], name=f"{name}_sequence"),
        models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name=f"{name}_sha256"),
    ]


class Member(MemberBase):
    """A part of an ordinary item."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="members", verbose_name="归档文件")

    class Meta(MemberBase.Meta):
        verbose_name = verbose_name_plural = "卷内文件"
        indexes = [
            models.Index(fields=["checked_at", "id"], name="archive_member_oldest", condition=Q(copied=True)),
            models.Index(fields=["sha256"], name="archive_member_sha256"),
        ]
        constraints = _member_constraints("archive_member")
        triggers = triggers.member("archive_member", "archive_item")


class SealedMember(MemberBase):
    """A part of a sealed item."""

    item = models.ForeignKey(SealedItem, models.PROTECT, related_name="members", verbose_name="归档案件")

    class Meta(MemberBase.Meta):
        verbose_name = verbose_name_plural = "案件卷内文件"
        constraints = _member_constraints("archive_sealedmember")
        triggers = triggers.member("archive_sealedmember", "archive_sealeditem")


class DetectionBase(models.Model):
    """One run of the four-property test on an item (DA/T 70-2018): each point with its result, tool and version."""

    item: Any
    stage = models.CharField("环节", max_length=10, choices=statute.STAGES)
    passed = models.BooleanField("合格")
    #: Points: property, code, what was tested, result (passed, failed, not_applicable), detail, tool, version.
    points = models.JSONField("检测项目")
    at = models.DateTimeField("检测时间")

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {'合格' if self.passed else '不合格'}"


class Detection(DetectionBase):
    """A test of an ordinary item."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="detections", verbose_name="归档文件")

    class Meta(DetectionBase.Meta):
        verbose_name = verbose_name_plural = "四性检测"
        triggers = triggers.KEPT_AS_WRITTEN


class SealedDetection(DetectionBase):
    """A test of a sealed item."""

    item = models.ForeignKey(SealedItem, models.PROTECT, related_name="detections", verbose_name="归档案件")

    class Meta(DetectionBase.Meta):
        verbose_name = verbose_name_plural = "案件四性检测"
        triggers = triggers.KEPT_AS_WRITTEN

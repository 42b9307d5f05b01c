"""What people write to an account, and what becomes of it (NM-14 to NM-16, NM-20, 信访工作条例23)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.agencies.readers import Readers
from foundation.agencies.roles import Role
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.correspondence import models as correspondence
from foundation.deadlines.moments import to_the_minute
from foundation.privacy.fields import EncryptedTextField
from newmedia import triggers
from newmedia.models.account import READERS, Account
from newmedia.statute import Competence, Interaction, MessageSort, Removal, Repeats
from secrecy_review.leaks import mentions

#: Who reads what was written and by whom: people of the agency that answers, nobody of the county.
WRITTEN_FOR = Readers.of(
    Role.DRAFTER, Role.RECORDS_OFFICE, Role.DEPARTMENT_HEAD, Role.LEADER, county=frozenset()
)
#: The columns that tell of somebody: encrypted, in no history, emptied when the retention term is over.
PERSONAL = ("answer", "person_name", "person_address", "told_proof")


class Message(FSMModelMixin, Matter):  # type: ignore[misc]
    """One comment or private message to one account, as somebody who keeps it entered it; nobody else reads the words."""

    kind = "media_message"
    readers = READERS
    readers_of: ClassVar[Mapping[str, Readers]] = {"written": WRITTEN_FOR}
    heading = Concat(Value("网民留言 "), F("number"))
    read_with = ("agency", "account__agency", "written")

    class State(models.TextChoices):
        RECEIVED = "received", "待办理"
        ANSWERED = "answered", "已答复"
        REGISTERED = "registered", "已登记，待告知"
        DIRECTED = "directed", "已告知信访渠道"
        REPORTED_UP = "reported_up", "已上报，待反馈"
        FED_BACK = "fed_back", "已反馈"
        EVIDENCED = "evidenced", "证据已核对，待删除"
        DELETED = "deleted", "已删除，待报警"
        POLICE = "police", "已报警"
        NOTED = "noted", "已记下"

    #: The states in which it may still turn out to be something else: nothing was said or deleted.
    OPEN: ClassVar[tuple[str, ...]] = ("received", "registered", "reported_up", "evidenced")
    #: Where it ends. What the police were told of is kept.
    ENDED: ClassVar[tuple[str, ...]] = ("answered", "directed", "fed_back", "noted")

    #: Where nobody waits for anything any more.
    DONE: ClassVar[tuple[str, ...]] = (*ENDED, "police")

    number = models.CharField("留言号", max_length=20, unique=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="messages", verbose_name="账号")
    channel = models.CharField("从哪里来", max_length=10, choices=Interaction.choices)
    sort = models.CharField("类别", max_length=10, choices=MessageSort.choices, blank=True)
    #: The keyed digest by which the same message entered twice is found.
    mark = models.CharField(max_length=64, editable=False)
    shown_at = models.DateTimeField("平台上显示的时间", null=True, blank=True)
    #: From when limits count: when it stood at the platform; where nobody knows, when it was found, else when it was entered.
    received_at = models.DateTimeField("收到时间")
    recorded_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人"
    )
    state = StateField("状态", max_length=12, choices=State.choices, default=State.RECEIVED, protected=True)
    ended_at = models.DateTimeField("办结时间", null=True, blank=True)

    answer = EncryptedTextField("答复", blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    #: The keyed digest by which a reply is found that was given before.
    answer_mark = models.CharField(max_length=64, blank=True, editable=False)
    repeats = models.CharField("重复", max_length=10, choices=Repeats.choices, blank=True)
    repeats_because = models.CharField("为什么这样答复", max_length=300, blank=True)

    person_name = EncryptedTextField("信访人姓名", blank=True)
    person_address = EncryptedTextField("信访人住址", blank=True)
    unclear_because = models.CharField("姓名或者住址不清", max_length=300, blank=True)
    #: Where name or address became known later: from when the notice in writing is due.
    named_on = models.DateField("哪天知道姓名、住址的", null=True, blank=True)
    competence = models.CharField("归谁办", max_length=10, choices=Competence.choices, blank=True)
    competent = models.CharField("有权处理的单位", max_length=200, blank=True)
    handling = models.CharField("处理途径和程序", max_length=500, blank=True)
    petition_channel = models.CharField("信访渠道", max_length=300, blank=True)
    registered_on = models.DateField("信访登记日期", null=True, blank=True)
    told_on = models.DateField("书面告知日期", null=True, blank=True)
    told_way = models.CharField(
        "书面告知的方式", max_length=10, choices=correspondence.Way.choices, blank=True
    )
    told_proof = EncryptedTextField("告知的凭证", blank=True)

    topic = models.CharField("热点是什么", max_length=300, blank=True)
    reported_to = models.CharField("报告给谁", max_length=200, blank=True)
    reported_at = models.DateTimeField("报告时间", null=True, blank=True)

    removal = models.CharField("怎样删除的", max_length=10, choices=Removal.choices, blank=True)
    deleted_at = models.DateTimeField("删除时间", null=True, blank=True)
    erased_at = models.DateTimeField("清除时间", null=True, blank=True)

    history = HistoricalRecords(excluded_fields=[*PERSONAL, "mark", "answer_mark"])
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "网民留言"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="media_message_agency_state"),
            models.Index(fields=["state", "sort", "-id"], name="media_message_state_sort"),
            models.Index(fields=["sort", "-id"], name="media_message_sort"),
            models.Index(fields=["sort", "received_at"], name="media_message_received"),
            models.Index(fields=["account", "mark"], name="media_message_mark"),
            models.Index(
                fields=["agency", "answer_mark"], condition=~Q(answer_mark=""), name="media_message_answer"
            ),
            models.Index(
                fields=["ended_at"],
                condition=Q(ended_at__isnull=False, erased_at__isnull=True),
                name="media_message_to_erase",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "mark"],
                name="newmedia_message_once",
                violation_error_message="这条留言已经登记过。",
            ),
            models.CheckConstraint(
                condition=Q(shown_at__isnull=True) | Q(shown_at__lte=F("created_at")),
                name="newmedia_shown_before_entered",
                violation_error_message="平台上显示的时间还没有到。",
            ),
            models.CheckConstraint(
                condition=Q(received_at__lte=F("created_at")),
                name="newmedia_received_before_entered",
                violation_error_message="收到的时间不能晚于登记的时间。",
            ),
            models.CheckConstraint(
                condition=Q(state="received")
                | Q(state="answered", sort="enquiry")
                | Q(state__in=["registered", "directed"], sort="petition")
                | Q(state__in=["reported_up", "fed_back"], sort="hot")
                | Q(state__in=["evidenced", "deleted", "police"], sort="unlawful")
                | Q(state="noted", sort="other"),
                name="newmedia_message_of_its_sort",
                violation_error_message="办理的方式和留言的类别对不上。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "directed", "fed_back"])
                | Q(answered_at__isnull=False, answered_by__isnull=False)
                & (~Q(answer="") | Q(erased_at__isnull=False)),
                name="newmedia_message_answered",
                violation_error_message="答复的内容要保存（NM-14）。",
            ),
            models.CheckConstraint(
                condition=Q(repeats="") | ~Q(repeats_because=""),
                name="newmedia_repeated_with_reason",
                violation_error_message="重复的答复要说明理由（NM-14）。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["registered", "directed"])
                | Q(registered_on__isnull=False)
                & ~Q(petition_channel="")
                & (
                    Q(competence="ours") & ~Q(handling="")
                    | Q(competence__in=["below", "others"]) & ~Q(competent="")
                ),
                name="newmedia_petition_registered",
                violation_error_message="信访事项要登记：归谁办、向谁反映（信访工作条例23）。",
            ),
            models.CheckConstraint(
                condition=~Q(state="directed")
                | ~Q(unclear_because="")
                | Q(told_on__isnull=False) & ~Q(told_way=""),
                name="newmedia_petition_told",
                violation_error_message="姓名、住址清楚的，要书面告知（信访工作条例23）。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["reported_up", "fed_back"])
                | Q(reported_at__isnull=False) & ~Q(reported_to=""),
                name="newmedia_hot_reported",
                violation_error_message="社会热点要先报告（NM-16）。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["deleted", "police"]) | Q(deleted_at__isnull=False) & ~Q(removal=""),
                name="newmedia_deleted_when",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(ended_at__isnull=False), name="newmedia_erased_at_end"
            ),
        ]
        triggers = triggers.MESSAGE

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The heading at the desk, in clocks and notices: the number, nothing that anybody wrote."""
        return f"网民留言 {self.number}"

    @classmethod
    def named(cls, key: str) -> Q:
        """The message with this number or primary key."""
        return Q(number=key) if key.startswith("X") else super().named(key)

    def named_in(self, text: str, reader: Actor | None = None) -> list[str]:
        """What in a text tells who wrote it; none for a reader who may not know."""
        if reader is not None and not self.part_open_to("written", reader):
            return []
        named = (
            (self.written.author_name, "网名"),
            (self.written.author_id, "网民的账号 ID"),
            (self.person_name, "信访人姓名"),
            (self.person_address, "信访人住址"),
        )
        return [label for value, label in named if value and mentions(text, value)]

    @property
    def counted_from(self) -> str:
        """From when limits count, and why from then."""
        if self.shown_at is not None:
            why = "平台上显示的时间"
        elif self.received_at < self.created_at:
            why = "平台没有显示时间，从发现、收到的时间算起"
        else:
            why = "平台没有显示时间，从登记的时间算起"
        return f"{to_the_minute(self.received_at)}（{why}）"

    @property
    def in_public(self) -> bool:
        """Whether everybody reads at the platform what is replied."""
        return self.channel != Interaction.MESSAGES

    @property
    def where(self) -> str:
        """From where it came, in words."""
        return f"{self.account}（{self.account.platform_label}）{self.get_channel_display()}"

    def erase(self, at: datetime) -> None:
        """Blank what tells of anybody; what was done and when stays."""
        for name in PERSONAL:
            setattr(self, name, "")
        self.answer_mark, self.mark = "", self.number
        self.erased_at = at

    @transition(
        field=state,
        source=[State.RECEIVED, State.REGISTERED, State.REPORTED_UP, State.EVIDENCED],
        target=State.RECEIVED,
    )
    def sort_as(self, sort: str) -> None:
        """It is of this sort, or turned out to be; what it asks for is done anew."""
        self.sort = sort

    @transition(field=state, source=State.RECEIVED, target=State.ANSWERED)
    def reply(self) -> None:
        """An enquiry is answered."""

    @transition(field=state, source=State.RECEIVED, target=State.REGISTERED)
    def register(self, on: date) -> None:
        """A petition is registered."""
        self.registered_on = on

    @transition(field=state, source=State.REGISTERED, target=State.REGISTERED)
    def register_anew(self) -> None:
        """Somebody told their name, or it is another's business."""

    @transition(field=state, source=State.DIRECTED, target=State.REGISTERED)
    def name_late(self) -> None:
        """Somebody who was answered at the platform alone told name and address: the notice in writing is due."""
        self.ended_at = None

    @transition(field=state, source=State.REGISTERED, target=State.DIRECTED)
    def direct(self) -> None:
        """Whoever brought it knows where to turn."""

    @transition(field=state, source=State.RECEIVED, target=State.REPORTED_UP)
    def report_up(self) -> None:
        """A topic of public interest is reported upward."""

    @transition(field=state, source=State.REPORTED_UP, target=State.FED_BACK)
    def feed_back(self) -> None:
        """Those who wrote of it hear of it."""

    @transition(field=state, source=State.RECEIVED, target=State.EVIDENCED)
    def confirm(self) -> None:
        """A second person confirmed the evidence."""

    @transition(field=state, source=State.EVIDENCED, target=State.DELETED)
    def delete_words(self, at: datetime, how: str) -> None:
        """Unlawful words are gone from the platform."""
        self.deleted_at, self.removal = at, how

    @transition(field=state, source=State.DELETED, target=State.POLICE)
    def tell_police(self) -> None:
        """The police know of it."""

    @transition(field=state, source=State.RECEIVED, target=State.NOTED)
    def note(self) -> None:
        """Nothing has to be done."""


class Written(models.Model):
    """What somebody wrote, and who and where: never changed, and emptied when the retention term is over.

    It stands in a row of its own: what is encrypted looks another at every save, so that no trigger could tell a change of it.
    """

    message = models.OneToOneField(Message, models.PROTECT, related_name="written", verbose_name="留言")
    text = EncryptedTextField("留言原文")
    address = EncryptedTextField("网址", blank=True)
    author_name = EncryptedTextField("网名", blank=True)
    author_id = EncryptedTextField("网民的账号 ID", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "留言原文"
        triggers = triggers.WRITTEN

    def __str__(self) -> str:
        return f"{self.message}原文"


class PetitionLetter(correspondence.Letter):
    """The notice in writing to whoever brought a petition (信访工作条例23)."""

    class Kind(models.TextChoices):
        NOTICE = "petition_notice", "信访事项告知书"

    message = models.ForeignKey(Message, models.PROTECT, related_name="letters", verbose_name="留言")
    kind = models.CharField("文书", max_length=30, choices=Kind.choices, default=Kind.NOTICE)

    class Meta(correspondence.Letter.Meta):
        verbose_name = verbose_name_plural = "信访事项告知书"

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def keeper(self) -> Agency:
        return self.message.agency

    @property
    def caption(self) -> str:
        return f"{self.get_kind_display()}（{self.message.number}）"

    def open_to(self, actor: Actor, at: datetime) -> bool:
        """Whether this person reads what was written."""
        return self.message.part_open_to("written", actor)


class PetitionDelivery(correspondence.Delivery):
    """What became of such a notice."""

    letter: Any = models.ForeignKey(
        PetitionLetter, models.PROTECT, related_name="deliveries", verbose_name="告知书"
    )

    class Meta(correspondence.Delivery.Meta):
        verbose_name = verbose_name_plural = "告知书的送达"

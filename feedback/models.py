"""What a citizen says without an application, and what of it everybody may read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from disclosure.models import Document
from disclosure.statute import GROUNDS
from feedback import statute, triggers
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.agencies.readers import Readers
from foundation.agencies.roles import Role
from foundation.casework.excerpts import Excerpt
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.deadlines.limits import TimeLimit
from foundation.privacy.fields import EncryptedTextField
from secrecy_review.leaks import mentions

#: Who works on what citizens say, and who confirms an answer.
READERS = Readers.of(
    Role.APPLICATIONS_CLERK, Role.DISCLOSURE_HEAD, Role.DEPARTMENT_HEAD, Role.SECRECY_REVIEWER, Role.LEADER
)
#: Who may read who said it: people of the agency that answers, nobody of the county.
PERSONAL_READERS = Readers.of(Role.APPLICATIONS_CLERK, Role.DISCLOSURE_HEAD, Role.LEADER, county=frozenset())


class Sort(models.TextChoices):
    """What a citizen may say without an application."""

    ERROR = "error", "网页找错"
    COMPLAINT = "complaint", "投诉举报"
    WHY = "why", "询问不公开理由"


class Topic(models.TextChoices):
    """What is wrong: the first five on a page, the others with an agency."""

    FACT = "fact", "内容有错"
    LINK = "link", "链接或文件打不开"
    UNREADABLE = "unreadable", "看不清、读不了"
    PERSONAL = "personal", "公开了个人信息"
    ELSE = "else", "其他差错"
    NOT_PUBLISHED = "not_published", "该公开的没有公开"
    LATE = "late", "公开得太晚"
    REFUSED = "refused", "不收公开申请"
    GUIDE = "guide", "公开指南过时了"
    OTHER = "other", "其他问题"


#: The topics of each sort; none to choose from where one asks why.
TOPICS: dict[str, tuple[Topic, ...]] = {
    Sort.ERROR: (Topic.FACT, Topic.LINK, Topic.UNREADABLE, Topic.PERSONAL, Topic.ELSE),
    Sort.COMPLAINT: (Topic.NOT_PUBLISHED, Topic.LATE, Topic.REFUSED, Topic.GUIDE, Topic.OTHER),
    Sort.WHY: (),
}


class Message(FSMModelMixin, Matter):  # type: ignore[misc]
    """What somebody said, handled by `agency`; a complaint is `against` another, which never handles it (OR-7)."""

    kind = "message"
    readers = READERS
    readers_of = {"sender": PERSONAL_READERS}
    heading = Concat(Value("留言 "), F("number"))

    class State(models.TextChoices):
        RECEIVED = "received", "待受理"
        HANDLING = "handling", "办理中"
        CONFIRMING = "confirming", "答复待保密审查员确认"
        ANSWERED = "answered", "已答复"
        SET_ASIDE = "set_aside", "不予处理"

    OPEN: ClassVar[tuple[str, ...]] = (State.RECEIVED, State.HANDLING, State.CONFIRMING)

    number = models.CharField("留言号", max_length=20, unique=True)
    sort = models.CharField("类别", max_length=10, choices=Sort.choices)
    topic = models.CharField("问题", max_length=20, choices=Topic.choices, blank=True)
    against = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="被投诉机关"
    )
    page = models.CharField("所说的网页", max_length=statute.MAX_PAGE, blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所说的公文"
    )
    #: What was answered before and did not satisfy: a complaint one level up.
    earlier = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="later", verbose_name="前一件留言"
    )

    asked = EncryptedTextField("想知道的信息", blank=True)
    text = EncryptedTextField("留言内容", blank=True)
    name = EncryptedTextField("怎么称呼", blank=True)
    contact = EncryptedTextField("联系方式", blank=True)
    #: The digests of the form's token and of the query code.
    form_token = models.CharField(max_length=64, null=True, unique=True, editable=False)
    code_hash = models.CharField(max_length=64, blank=True, editable=False)

    state = StateField("状态", max_length=20, choices=State.choices, default=State.RECEIVED, protected=True)
    answer = EncryptedTextField("答复", blank=True)
    #: Codes of `disclosure.statute.GROUNDS`.
    grounds = ArrayField(
        models.CharField(max_length=30), default=list, blank=True, verbose_name="不公开的依据"
    )
    answered_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    confirmed_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    in_time = models.BooleanField("按时答复", null=True, blank=True)
    set_aside_for = models.TextField("不予处理的原因", blank=True)
    set_aside_at = models.DateTimeField("不予处理时间", null=True, blank=True)
    erased_at = models.DateTimeField("清除时间", null=True, blank=True)

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "留言"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="message_agency_state"),
            models.Index(fields=["created_at"], name="message_created"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(against__isnull=True) | ~Q(agency=F("against")),
                name="message_not_to_itself",
                violation_error_message="投诉不由被投诉的机关自己处理（OR-7）。",
            ),
            models.CheckConstraint(
                condition=Q(sort="complaint", against__isnull=False)
                | ~Q(sort="complaint") & Q(against__isnull=True),
                name="message_complaint_is_against",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="message_answered_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered", sort="why")
                | Q(confirmed_by__isnull=False) & ~Q(confirmed_by=F("answered_by")),
                name="message_why_is_confirmed",
                violation_error_message="说明不公开理由的答复，要由另一人审查确认（SR-12）。",
            ),
            models.CheckConstraint(
                condition=~Q(state="set_aside") | ~Q(set_aside_for="") & Q(set_aside_at__isnull=False),
                name="message_set_aside_why",
            ),
        ]
        triggers = triggers.MESSAGE

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The heading at the desk, in clocks and notices: the number, nothing that anybody wrote."""
        return f"留言 {self.number}"

    @classmethod
    def named(cls, key: str) -> Q:
        """The message with this number or primary key."""
        return Q(number=key) if key.startswith("L") else super().named(key)

    @property
    def urgent(self) -> bool:
        """Whether it says that personal data stand on a page."""
        return self.topic == Topic.PERSONAL

    @property
    def limit(self) -> TimeLimit:
        """The limit by which it is answered."""
        if self.urgent:
            return statute.LEAK
        return {Sort.ERROR: statute.ERROR, Sort.COMPLAINT: statute.COMPLAINT}.get(
            Sort(self.sort), statute.WHY
        )

    @property
    def is_open(self) -> bool:
        """Whether it still has to be answered."""
        return self.state in self.OPEN

    @property
    def ground_labels(self) -> list[str]:
        """The grounds of the answer in words."""
        return [GROUNDS[code] for code in self.grounds if code in GROUNDS]

    def named_in(self, text: str, reader: Actor | None = None) -> list[str]:
        """The labels of what in a text tells who said it; none for a reader who may not know."""
        if reader is not None and not self.part_open_to("sender", reader):
            return []
        named = ((self.name, "称呼"), (self.contact, "联系方式"))
        return [label for value, label in named if value and mentions(text, value)]

    @transition(field=state, source=State.RECEIVED, target=State.HANDLING)
    def receive(self) -> None:
        """Somebody takes it up."""

    @transition(field=state, source=[State.RECEIVED, State.HANDLING], target=State.RECEIVED)
    def pass_on(self, to: Agency) -> None:
        """It goes to the agency in charge."""
        self.agency = to

    @transition(field=state, source=State.HANDLING, target=State.CONFIRMING)
    def hand_to_reviewer(self) -> None:
        """SR-12: the secrecy reviewer reads an answer that says why something is withheld, before it goes."""

    @transition(field=state, source=State.CONFIRMING, target=State.HANDLING)
    def give_back(self) -> None:
        """The reviewer gives the answer back to be written anew."""

    @transition(field=state, source=State.HANDLING, target=State.ANSWERED)
    def answer_at_once(self, at: datetime, *, in_time: bool) -> None:
        """The answer goes."""
        self.answered_at, self.in_time = at, in_time

    @transition(field=state, source=State.CONFIRMING, target=State.ANSWERED)
    def confirm(self, at: datetime, *, in_time: bool) -> None:
        """The confirmed answer goes."""
        self.answered_at, self.in_time = at, in_time

    @transition(field=state, source=[State.RECEIVED, State.HANDLING], target=State.SET_ASIDE)
    def set_aside(self, at: datetime, why: str) -> None:
        """It is not handled, and its sender reads why."""
        self.set_aside_at, self.set_aside_for = at, why

    def erase(self, at: datetime) -> None:
        """Blank what the sender told; sort, agency and days stay for the counts."""
        self.asked = self.text = self.name = self.contact = self.answer = self.code_hash = ""
        self.erased_at = at


class PublishedMessageQuerySet(MatterQuerySet):
    """Published messages in any state; pages and search index show those of `public` alone."""

    def public(self) -> PublishedMessageQuerySet:
        """Those that anybody may read."""
        return self.filter(state=PublishedMessage.State.PUBLISHED)


class PublishedMessage(Excerpt):
    """An answered message as everybody may read it: written anew by a person without anything that tells who asked."""

    kind = "published_message"
    readers = READERS

    message = models.ForeignKey(Message, models.PROTECT, related_name="excerpts", verbose_name="留言")
    #: Copied, so that lists read one table alone.
    number = models.CharField("留言号", max_length=20)
    sort = models.CharField("类别", max_length=10, choices=Sort.choices)
    question = models.TextField("留言要点", help_text="说的是什么事，不写是谁说的。")
    answered_on = models.DateField("答复日期")

    history = HistoricalRecords()
    objects = PublishedMessageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "留言选登"
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="pubmessage_agency_state"),
            models.Index(
                fields=["-published_at", "-id"], name="pubmessage_newest", condition=Q(state="published")
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["message"], condition=~Q(state="withdrawn"), name="pubmessage_one_per_message"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="pubmessage_published_when",
            ),
        ]
        triggers = triggers.PUBLISHED

    @property
    def source(self) -> Message:
        return self.message

    def named_in(self, text: str, reader: Actor | None = None) -> list[str]:
        """As the message says."""
        return self.message.named_in(text, reader)

    @property
    def texts(self) -> Iterable[str]:
        """What of it is read by everybody."""
        return self.title, self.question, self.answer

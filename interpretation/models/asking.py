"""What citizens ask about documents, and what they mark as not understood (PI-5)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django_fsm import FSMModelMixin, transition

from disclosure.models import Document
from foundation.agencies.models import Staff
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.privacy.fields import EncryptedTextField
from interpretation import triggers
from interpretation.models.explaining import READABLE, READERS


class QuestionQuerySet(MatterQuerySet):
    """Reads of questions; the only place that decides what the public may see."""

    def public(self, at: datetime) -> QuestionQuerySet:
        """Those answered, of documents that anybody can read."""
        return self.filter(
            state=Question.State.ANSWERED,
            published_at__lte=at,
            document__state__in=READABLE,
            document__published_at__lte=at,
        )


class Question(FSMModelMixin, Matter):  # type: ignore[misc]
    """What somebody asks about a published document without saying who they are, answered for everybody (PI-5)."""

    kind = "policy_question"
    readers = READERS
    heading = Concat(Value("提问 "), F("number"))

    class State(models.TextChoices):
        RECEIVED = "received", "待答复"
        CONFIRMING = "confirming", "答复待另一人确认"
        ANSWERED = "answered", "已公开答复"
        SET_ASIDE = "set_aside", "不予答复"
        WITHDRAWN = "withdrawn", "已撤下"

    OPEN: ClassVar[tuple[str, ...]] = (State.RECEIVED, State.CONFIRMING)

    number = models.CharField("提问号", max_length=20, unique=True)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+", verbose_name="公文")
    #: As it was typed, erased once it is answered: what everybody reads is written anew.
    text = EncryptedTextField("提问内容", blank=True)
    form_token = models.CharField(max_length=64, null=True, unique=True, editable=False)
    code_hash = models.CharField(max_length=64, blank=True, editable=False)
    state = StateField("状态", max_length=20, choices=State.choices, default=State.RECEIVED, protected=True)
    question = models.TextField("公开的问题", blank=True)
    answer = models.TextField("公开的答复", blank=True)
    answered_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    confirmed_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    published_at = models.DateTimeField("答复时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    set_aside_for = models.TextField("不予答复的原因", blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "政策提问"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="question_agency_state"),
            models.Index(fields=["document", "state"], name="question_document"),
            models.Index(
                fields=["-published_at", "-id"], name="question_newest", condition=Q(state="answered")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="answered")
                | Q(published_at__isnull=False, answered_by__isnull=False, confirmed_by__isnull=False)
                & ~Q(confirmed_by=F("answered_by"))
                & ~Q(question="")
                & ~Q(answer=""),
                name="question_answered_by_two",
                violation_error_message="公开的答复要由另一人确认。",
            ),
            models.CheckConstraint(
                condition=~Q(state="set_aside") | ~Q(set_aside_for=""), name="question_set_aside_why"
            ),
        ]
        triggers = triggers.QUESTION

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The heading at the desk, in clocks and notices: the number, nothing that anybody wrote."""
        return f"提问 {self.number}"

    @classmethod
    def named(cls, key: str) -> Q:
        """The question with this number or primary key."""
        return Q(number=key) if key.startswith("W") else super().named(key)

    @transition(field=state, source=State.RECEIVED, target=State.CONFIRMING)
    def answer_it(self, question: str, answer: str, by: Staff | None) -> None:
        """The answer is written, and a second person reads it."""
        self.question, self.answer, self.answered_by = question, answer, by

    @transition(field=state, source=State.CONFIRMING, target=State.RECEIVED)
    def give_back(self) -> None:
        """It is written anew."""

    @transition(field=state, source=State.CONFIRMING, target=State.ANSWERED)
    def confirm(self, by: Staff | None, at: datetime) -> None:
        """Everybody reads question and answer; what was typed is gone."""
        self.confirmed_by, self.published_at, self.text = by, at, ""

    @transition(field=state, source=State.RECEIVED, target=State.SET_ASIDE)
    def set_aside(self, why: str) -> None:
        """It is not answered, and its sender reads why."""
        self.set_aside_for, self.text = why, ""

    @transition(field=state, source=State.ANSWERED, target=State.WITHDRAWN)
    def withdraw(self, at: datetime) -> None:
        """Question and answer are taken down."""
        self.withdrawn_at = at


class Unclear(models.Model):
    """How many people marked a sentence of a document as not understood; not who."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="+", verbose_name="公文")
    #: Which sentence of the text, counted from 1, and its words: a published text stays as it is.
    place = models.PositiveIntegerField("第几句")
    sentence = models.TextField("句子")
    count = models.PositiveIntegerField("人次", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "没看懂的句子"
        ordering = ["-count", "place"]
        constraints = [models.UniqueConstraint(fields=["document", "place"], name="unclear_once")]

    def __str__(self) -> str:
        return self.sentence

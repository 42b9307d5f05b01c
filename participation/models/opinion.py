"""What citizens say of a draft, how it is grouped, and what becomes of it.

An opinion is a row that nobody changes or deletes, not even the portal: whatever happens to it later – a mask, a withdrawal, a
group, an answer – is a row of its own.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from foundation.agencies.models import Staff
from foundation.privacy.fields import EncryptedTextField
from participation import triggers


class Stance(models.TextChoices):
    """What somebody thinks of it as a whole."""

    FOR = "for", "支持"
    AGAINST = "against", "反对"
    CONDITIONAL = "conditional", "有条件支持"
    OTHER = "other", "其他意见"


class Source(models.TextChoices):
    """How an opinion came."""

    WEB = "web", "网上"
    LETTER = "letter", "信函"
    FAX = "fax", "传真"
    EMAIL = "email", "电子邮件"
    TELEPHONE = "telephone", "电话"
    VISIT = "visit", "来访"


class Consent(models.TextChoices):
    """How an opinion may be published."""

    NAMED = "named", "可以公布，姓名隐去名字（如“朱**”）"
    ANONYMOUS = "anonymous", "可以公布，不写姓名"
    PRIVATE = "private", "不公布内容，只计入统计"


class Opinion(models.Model):
    """One opinion as it was received. `text` is what may be read in the house: personal numbers in it are masked."""

    call = models.ForeignKey(
        "participation.Call", models.PROTECT, related_name="opinions", verbose_name="意见征集"
    )
    #: The label of the article that it is about (第三条); blank for the whole.
    article = models.CharField("条款", max_length=30, blank=True)
    stance = models.CharField("态度", max_length=12, choices=Stance.choices)
    text = models.TextField("意见内容")
    #: Whether personal data were masked when it came; the words that were said stand with the sender.
    masked = models.BooleanField("有遮盖", default=False)
    channel = models.CharField("渠道", max_length=10, choices=Source.choices)
    consent = models.CharField("公布方式", max_length=10, choices=Consent.choices)
    received_at = models.DateTimeField("收到时间")
    recorded_at = models.DateTimeField("登记时间", db_default=models.functions.Now())
    recorded_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人"
    )
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name="更正哪一条"
    )
    #: The digests of the form's token and of the query code.
    form_token = models.CharField(max_length=64, unique=True, editable=False)
    code_hash = models.CharField(max_length=64, editable=False)
    #: SHA-256 over what was said, by which its sender proves that it is counted (`receipts.leaf`).
    digest = models.CharField("校验值", max_length=64, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "意见"
        ordering = ["pk"]
        indexes = [models.Index(fields=["call", "id"], name="opinion_call")]
        constraints = [models.UniqueConstraint(fields=["corrects"], name="opinion_corrected_once")]
        triggers = triggers.OPINION

    def __str__(self) -> str:
        return self.number

    @property
    def ref(self) -> str:
        """The matter that it stands behind: the call."""
        return f"call:{self.call_id}"

    @property
    def number(self) -> str:
        """Its receipt number: the number of the row, which costs no lock; numbers may be missing between two."""
        return f"Y{self.pk:06d}"


class Sender(models.Model):
    """Who gave an opinion, where they like to say, and their words where something in them is masked."""

    opinion = models.OneToOneField(
        Opinion, models.PROTECT, primary_key=True, related_name="sender", verbose_name="意见"
    )
    name = EncryptedTextField("姓名或者单位", blank=True)
    contact = EncryptedTextField("联系方式", blank=True)
    original = EncryptedTextField("原文", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "提意见的人"
        triggers = triggers.SENDER

    def __str__(self) -> str:
        return f"{self.opinion_id}"


class OpinionMark(models.Model):
    """What was done about the words of an opinion: its sender withdrew it, a clerk masked or unmasked something."""

    class Kind(models.TextChoices):
        WITHDRAWN = "withdrawn", "提意见的人撤回"
        SHOWN_AS = "shown_as", "公布的文字"

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="marks", verbose_name="意见")
    kind = models.CharField("标记", max_length=10, choices=Kind.choices)
    #: What the public reads in place of the opinion's text.
    text = models.TextField("公布的文字", blank=True)
    reason = models.CharField("原因", max_length=300, blank=True)
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="经办人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "意见的标记"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["opinion"], condition=Q(kind="withdrawn"), name="mark_withdrawn_once"
            ),
        ]
        triggers = triggers.MARK

    def __str__(self) -> str:
        return f"{self.opinion_id} {self.kind}"


class OpinionGroup(models.Model):
    """Opinions that say the same, brought together by a person; each keeps its receipt and counts as one."""

    call = models.ForeignKey(
        "participation.Call", models.PROTECT, related_name="groups", verbose_name="意见征集"
    )
    title = models.CharField("要点", max_length=200)
    made_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="归并人")
    made_at = models.DateTimeField("归并时间")

    class Meta:
        verbose_name = verbose_name_plural = "意见归并"
        ordering = ["pk"]
        triggers = triggers.GROUP

    def __str__(self) -> str:
        return self.title


class Suggestion(models.Model):
    """Opinions that the portal finds alike; a person makes a group of them, or does not."""

    call = models.ForeignKey("participation.Call", models.CASCADE, related_name="+", verbose_name="意见征集")
    sample = models.ForeignKey(Opinion, models.CASCADE, related_name="+", verbose_name="样例")
    campaign = models.BooleanField("有的只是大体相同", default=False)
    members = ArrayField(models.BigIntegerField(), verbose_name="意见")
    made_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "建议归并的意见"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{len(self.members)} 条：{self.sample.text[:40]}"


class Membership(models.Model):
    """That an opinion belongs to a group now."""

    call = models.ForeignKey("participation.Call", models.PROTECT, related_name="+", verbose_name="意见征集")
    opinion = models.OneToOneField(Opinion, models.PROTECT, related_name="membership", verbose_name="意见")
    group = models.ForeignKey(OpinionGroup, models.PROTECT, related_name="members", verbose_name="归并")

    class Meta:
        verbose_name = verbose_name_plural = "归并的意见"
        triggers = triggers.MEMBERSHIP

    def __str__(self) -> str:
        return f"{self.opinion_id} {self.group_id}"


class Answer(models.Model):
    """What becomes of one opinion, or of all opinions of a group: one row, so that it reaches all of them or none."""

    class Result(models.TextChoices):
        ADOPTED = "adopted", "采纳"
        PARTLY = "partly", "部分采纳"
        NOT_ADOPTED = "not_adopted", "未采纳"
        ALREADY = "already", "已体现"
        ELSEWHERE = "elsewhere", "不属本次征求范围或者转办"

    call = models.ForeignKey(
        "participation.Call", models.PROTECT, related_name="answers", verbose_name="意见征集"
    )
    group = models.OneToOneField(
        OpinionGroup, models.PROTECT, null=True, blank=True, related_name="answer", verbose_name="归并"
    )
    opinion = models.OneToOneField(
        Opinion, models.PROTECT, null=True, blank=True, related_name="answer", verbose_name="意见"
    )
    result = models.CharField("采纳情况", max_length=12, choices=Result.choices)
    reason = models.TextField("理由", blank=True)
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="答复人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "意见的答复"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(group__isnull=False, opinion__isnull=True)
                | Q(group__isnull=True, opinion__isnull=False),
                name="answer_to_one",
            ),
            models.CheckConstraint(
                condition=Q(result="adopted") | ~Q(reason=""),
                name="answer_says_why",
                violation_error_message="没有采纳的，要写明理由（PP-4）。",
            ),
        ]
        triggers = triggers.ANSWER

    def __str__(self) -> str:
        return f"{self.get_result_display()}"

"""Notices in the inbox, and messages to send by e-mail or SMS."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from foundation.privacy.fields import EncryptedTextField

#: A contact is confirmed by an answer of its holder alone.
_UNASKED = """
IF NOT EXISTS (SELECT 1 FROM notices_question q WHERE q.contact_id = NEW.id AND q.answer = 'confirmed') THEN
    RAISE EXCEPTION 'a contact is confirmed by its holder';
END IF;
RETURN NEW;
"""


class Notice(models.Model):
    """A notice to one member of staff in the inbox at the desk."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices", verbose_name="收件人"
    )
    key = models.CharField("事由标识", max_length=200)
    subject = models.CharField("标题", max_length=200)
    body = models.TextField("内容", blank=True)
    url = models.CharField("办理网址", max_length=500, blank=True)
    clause = models.CharField("依据条款", max_length=20, blank=True)
    created_at = models.DateTimeField("通知时间")
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["key", "recipient"], name="notice_once")]
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="notice_inbox"),
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return self.subject


class Channel(models.TextChoices):
    """The channels of a dispatch."""

    EMAIL = "email", "电子邮件"
    SMS = "sms", "短信"


class State(models.TextChoices):
    """The states of a dispatch; the last three only of what is written automatically to a visitor's address."""

    PENDING = "pending", "待发送"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"
    HELD = "held", "等收件人确认"
    SUMMED = "summed", "已并入汇总"
    DROPPED = "dropped", "不再发送"


class Contact(models.Model):
    """An address of a visitor, known by a fingerprint alone, and since when its holder has confirmed it."""

    channel = models.CharField("渠道", max_length=10, choices=Channel.choices)
    address_key = models.CharField("地址指纹", max_length=64)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "访客联系方式"
        constraints = [models.UniqueConstraint(fields=["channel", "address_key"], name="contact_once")]
        triggers = [
            pgtrigger.Trigger(
                name="confirmed_by_its_holder",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__confirmed_at__isnull=False),
                func=_UNASKED,
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.pk}"


class Answer(models.TextChoices):
    """What the holder of an address says to a question."""

    CONFIRMED = "confirmed", "是我的"
    REFUSED = "refused", "不是我"


class Question(models.Model):
    """One message that asked the holder of an address whether it is theirs, and what they said."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="questions", verbose_name="联系方式")
    because = models.CharField("因哪一事项", max_length=100)
    #: The digest of the token in the message.
    token_hash = models.CharField("令牌摘要", max_length=64, unique=True)
    asked_at = models.DateTimeField("询问时间")
    answer = models.CharField("回答", max_length=10, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField("回答时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "联系方式确认"
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["contact", "because"], name="question_because")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="question_answer_has_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.contact} {self.asked_at}"


class Dispatch(models.Model):
    """One message on one channel to one address, with or, for a person without account, without a notice.

    This row, not the broker's queue, says whether it was sent.
    """

    notice = models.ForeignKey(
        Notice, models.PROTECT, null=True, blank=True, related_name="dispatches", verbose_name="通知"
    )
    channel = models.CharField("渠道", max_length=10, choices=Channel.choices)
    address = EncryptedTextField("地址")
    #: A fingerprint, to recognise equal addresses.
    address_key = models.CharField("地址指纹", max_length=64)
    key = models.CharField("事由标识", max_length=200)
    #: Of what is written automatically to a visitor's address: the address, and the matter because of which it is written.
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="dispatches", verbose_name="联系方式"
    )
    because = models.CharField("因哪一事项", max_length=100, blank=True)
    subject = models.CharField("标题", max_length=200)
    body = EncryptedTextField("内容", blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PENDING)
    created_at = models.DateTimeField("登记时间")
    next_try_at = models.DateTimeField("下次发送时间")
    attempts = models.PositiveSmallIntegerField("已尝试次数", default=0)
    last_error = models.CharField("最近一次失败原因", max_length=100, blank=True)
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "外发消息"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "channel"],
                condition=Q(notice__isnull=False),
                name="dispatch_once_per_notice",
            ),
            models.UniqueConstraint(
                fields=["key", "channel", "address_key"],
                condition=Q(notice__isnull=True),
                name="dispatch_once_per_address",
            ),
            models.CheckConstraint(
                condition=Q(state=State.SENT, sent_at__isnull=False)
                | ~Q(state=State.SENT) & Q(sent_at__isnull=True),
                name="dispatch_sent_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "next_try_at", "id"],
                condition=Q(state=State.PENDING),
                name="dispatch_pending",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.pk}"
